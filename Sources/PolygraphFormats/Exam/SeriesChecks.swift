import PolygraphModel

/// What the charts of a series must have in common.
enum SeriesChecks {
  /// Compares the charts' question labels and texts with the first chart's; a rotated order is normal, and aborted
  /// charts do not count.
  static func compareQuestions(_ series: Series, _ collector: inout FindingCollector) {
    let charts = series.charts.filter { !$0.isAborted }
    guard let first = charts.first else { return }
    let expected = Set(first.questions.map(\.baseLabel))
    for chart in charts.dropFirst() {
      let found = Set(chart.questions.map(\.baseLabel))
      guard found != expected else { continue }
      let missing = expected.subtracting(found).sorted()
      let added = found.subtracting(expected).sorted()
      let parts = [
        missing.isEmpty ? nil : "lacks \(missing.joined(separator: ", "))",
        added.isEmpty ? nil : "adds \(added.joined(separator: ", "))",
      ]
      let difference = parts.compactMap(\.self).joined(separator: " and ")
      collector.add(
        "series-questions", "Chart \(chart.number) \(difference), compared with chart \(first.number).",
        chart: chart.number, question: (missing + added).first)
    }
    var versions: [String: Int] = [:]
    for chart in charts {
      for event in chart.questions {
        let version = versions[event.baseLabel, default: event.questionVersion]
        versions[event.baseLabel] = version
        guard version != event.questionVersion else { continue }
        collector.add(
          "series-questions", "\(event.label) has another text in chart \(chart.number).", chart: chart.number,
          question: event.label)
      }
    }
  }
}
