import PolygraphModel

/// Gathers findings: one for each code, with the first place and the count.
struct FindingCollector {
  private(set) var findings: [Finding] = []
  private let place: Place

  /// Collects for a series.
  init(series: String) { place = Place(series: series) }

  /// Collects for a chart.
  init(series: String, chart: Chart) {
    place = Place(file: chart.source?.file, series: series, chart: chart.number)
  }

  /// Adds an occurrence of a code that ``LintCode/all`` lists.
  mutating func add(
    _ code: String, _ message: String, chart: Int? = nil, sample: Int? = nil, question: String? = nil
  ) {
    if let known = findings.firstIndex(where: { $0.code == code }) {
      findings[known].count += 1
      return
    }
    guard let severity = LintCode.severities[code] else {
      preconditionFailure("The code \(code) is not in the list of codes.")
    }
    var place = place
    place.chart = chart ?? place.chart
    place.sample = sample
    place.question = question
    findings.append(Finding(code: code, severity: severity, message: message, place: place))
  }

  /// Adds an occurrence of a code at an event.
  mutating func add(_ code: String, _ message: String, at event: Event) {
    add(code, message, sample: event.onset, question: event.label)
  }
}
