import PolygraphModel

/// The test format that the question sequences of an exam show, with the reasons.
public struct FormatRecognition: Hashable, Sendable {
  /// The format, or `nil` when none fits.
  public let format: TestFormat?
  /// What speaks for it, or why none was recognised.
  public let reasons: [String]

  /// Recognises the format of a measurement table's sequences.
  public init(of table: MeasurementTable) {
    let charts = ScoredChart.charts(of: table)
    let presentations = charts.flatMap(\.presentations)
    let relevant = Set(presentations.filter { $0.role == .relevant }.map(\.baseLabel))
    let comparison = Set(presentations.filter { $0.role == .comparison }.map(\.baseLabel))
    let hasKey = presentations.contains { $0.role == .key }
    let isRepeated = charts.contains { chart in
      let labels = chart.presentations.filter { $0.role == .relevant }.map(\.baseLabel)
      return labels.count > Set(labels).count
    }
    let hasSymptomatic = presentations.contains { $0.role == .symptomatic }
    let hasPair = charts.contains { chart in
      zip(chart.presentations, chart.presentations.dropFirst()).contains {
        $0.role == .relevant && $1.role == .relevant
      }
    }
    let counts = "\(relevant.count) relevant and \(comparison.count) comparison questions"
    switch (relevant.count, comparison.count) {
    case (0, 0) where hasKey:
      self.init(charts.count >= 3 ? .concealedInformation : .acquaintance, ["a key and no relevant questions"])
    case (3..., 0): self.init(.relevantIrrelevant, ["\(relevant.count) relevant and no comparison questions"])
    case (2...3, 2...3) where isRepeated: self.init(.dlst, [counts, "each asked several times in a chart"])
    case (3, 3) where hasSymptomatic: self.init(.federalZCT, [counts, "symptomatic questions"])
    case (2, 3) where hasSymptomatic: self.init(.youPhase, [counts, "symptomatic questions"])
    case (2...4, 2...3) where hasPair: self.init(.afmgqt2, [counts, "relevant questions in pairs"])
    case (3, 3): self.init(.utah, [counts, "no symptomatic questions", "relevant questions apart"])
    case (2...4, 3...5) where Self.areAllPreceded(charts):
      self.init(.afmgqt1, [counts, "a comparison question before each relevant one"])
    default: self.init(nil, ["\(counts) fit no known format"])
    }
  }

  /// Whether every relevant question follows a comparison question.
  private static func areAllPreceded(_ charts: [ScoredChart]) -> Bool {
    charts.allSatisfy { chart in
      chart.presentations.indices.allSatisfy { index in
        chart.presentations[index].role != .relevant
          || (index > 0 && chart.presentations[index - 1].role == .comparison)
      }
    }
  }

  private init(_ format: TestFormat?, _ reasons: [String]) {
    self.format = format
    self.reasons = reasons
  }
}
