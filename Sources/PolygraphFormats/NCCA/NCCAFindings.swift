import PolygraphModel

/// Gathers what a reader notices in one file: one finding a code, with the first place, the count and the highest
/// severity.
struct NCCAFindings {
  private(set) var all: [Finding] = []
  private var places: [String: Int] = [:]
  let file: String

  init(file: String) { self.file = file }

  /// Adds an occurrence. Notes change nothing that a score could rest on; warnings were repaired or may mislead.
  mutating func add(
    _ code: String, _ message: @autoclosure () -> String, severity: Severity = .warning, line: Int? = nil,
    field: String? = nil, sample: Int? = nil, count: Int = 1
  ) {
    if let known = places[code] {
      all[known].count += count
      all[known].severity = max(all[known].severity, severity)
      return
    }
    precondition(NCCACode.reported.contains(code), "A finding's code is on the list of codes.")
    places[code] = all.count
    all.append(
      Finding(
        code: code, severity: severity, message: message(),
        place: Place(file: file, line: line, field: field, sample: sample), count: count))
  }

  /// Adds an occurrence of a note.
  mutating func note(
    _ code: String, _ message: @autoclosure () -> String, line: Int? = nil, field: String? = nil, sample: Int? = nil,
    count: Int = 1
  ) {
    add(code, message(), severity: .note, line: line, field: field, sample: sample, count: count)
  }

}
