import PolygraphModel

/// Where in a table's charts the presentations stand that measurements belong to.
///
/// Measurements mostly come in the order of presentation, so the last place and the next ones are tried before a
/// dictionary of all places, which is made only for a measurement that stands elsewhere.
struct PresentationPlaces {
  typealias Place = (chart: Int, presentation: Int)

  /// How many presentations past the last place are tried.
  private static let reach = 4

  /// So many charts are held against one another for equal names.
  private static let fewCharts = 30

  private var last: Place = (0, 0)
  private var all: [Key: Place]?

  init(_ charts: [ScoredChart]) {
    // Of two charts with one name the later one counts, which only the dictionary tells.
    let mayHaveTwins =
      charts.count > Self.fewCharts
      || charts.indices.contains { index in
        charts[..<index].contains { $0.chart == charts[index].chart && $0.series == charts[index].series }
      }
    if mayHaveTwins { all = Self.all(charts) }
  }

  /// The place of a measurement's presentation among the charts, or `nil` when it was not presented.
  mutating func place(of row: Measurement, in charts: [ScoredChart]) -> Place? {
    if all == nil, let near = near(row, charts) {
      last = near
      return near
    }
    let known = all ?? Self.all(charts)
    all = known
    return known[Key(row.series, row.chart, row.question, row.occurrence)]
  }

  /// The place when it is the last one, one shortly after it, or near the beginning of the next chart.
  private func near(_ row: Measurement, _ charts: [ScoredChart]) -> Place? {
    for (chart, first) in [(last.chart, last.presentation), (last.chart + 1, 0)] {
      guard charts.indices.contains(chart), charts[chart].chart == row.chart, charts[chart].series == row.series else {
        continue
      }
      let presentations = charts[chart].presentations
      for index in first..<min(first + Self.reach + 1, presentations.count)
      where presentations[index].occurrence == row.occurrence && presentations[index].label == row.question {
        return (chart, index)
      }
    }
    return nil
  }

  private static func all(_ charts: [ScoredChart]) -> [Key: Place] {
    var places: [Key: Place] = [:]
    for (index, chart) in charts.enumerated() {
      for (place, presentation) in chart.presentations.enumerated() {
        places[Key(chart.series, chart.chart, presentation.label, presentation.occurrence)] = (index, place)
      }
    }
    return places
  }

  private struct Key: Hashable {
    let series: String
    let chart: Int
    let question: String
    let occurrence: Int

    init(_ series: String, _ chart: Int, _ question: String, _ occurrence: Int) {
      self.series = series
      self.chart = chart
      self.question = question
      self.occurrence = occurrence
    }
  }
}
