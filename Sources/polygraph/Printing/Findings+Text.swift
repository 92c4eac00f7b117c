import PolygraphKit

/// Findings as people read them: one line each, the place before the sentence.
func findingLines(_ findings: [Finding], ending: String = "\n") -> String {
  let lines = findings.map { finding in
    let place = finding.place.text
    let times = finding.count > 1 ? " (\(finding.count)×)" : ""
    return
      "\(finding.severity.rawValue): \(place.isEmpty ? "" : place + ": ")\(finding.code): \(finding.message)\(times)"
  }
  return lines.isEmpty ? "" : lines.joined(separator: "\n") + ending
}

extension Place {
  /// The place in a few words, as `D&-DEMO01-1.01A, line 17`.
  var text: String {
    var parts: [String] = []
    if let file { parts.append(file) }
    if file == nil, let series { parts.append("series \(series)") }
    if file == nil, let chart { parts.append("chart \(chart)") }
    if let line { parts.append("line \(line)") }
    if let column { parts.append("column \(column)") }
    if let field { parts.append(field) }
    if let question { parts.append(question) }
    if let sample { parts.append("sample \(sample)") }
    return parts.joined(separator: ", ")
  }
}
