import PolygraphModel
import PolygraphQuantities

/// The header of a chart file: its lines in order, and what they say.
public struct NCCAHeader: Hashable, Sendable, Codable {
  /// A line `key: value`.
  public struct Entry: Hashable, Sendable, Codable {
    /// The text before the first colon.
    public var key: String
    /// The text after it, without blanks at its ends.
    public var value: String
    /// The column whose rate the line gives; `nil` for every other line.
    public var column: String?
    /// The line as it stood in the file; `nil` for one that was made.
    public var source: String?

    /// Makes a line.
    public init(key: String, value: String, column: String? = nil, source: String? = nil) {
      self.key = key
      self.value = value
      self.column = column
      self.source = source
    }
  }

  /// The lines in the file's order.
  public var entries: [Entry]
  /// The number of each entry's line in the file; as long as ``entries``, or empty for a header that was made.
  private(set) var lines: [Int] = []
  /// The rates of the columns, in their order; `nil` where the value is no rate.
  public var rates: [(name: String, rate: SampleRate?)] {
    entries.compactMap { entry in entry.column.map { ($0, SampleRate(parsing: entry.value)) } }
  }

  /// The keys every export has, in order.
  public static let knownKeys = [
    "Name of this file", "Source file", "Instrument", "Software Version", "Chart Date", "Time", "Examination Number",
    "Chart Number", "Number of questions", "Fastest Sample Rate (Hz)", "Number of samples", "Number of channels",
  ]

  /// Makes a header.
  public init(entries: [Entry]) { self.entries = entries }

  /// The value of a key, compared without case; `nil` when the line is absent.
  public subscript(key: String) -> String? { index(of: key).map { entries[$0].value } }

  /// The file's line that holds a key.
  func line(of key: String) -> Int? {
    index(of: key).flatMap { lines.indices.contains($0) ? lines[$0] : nil }
  }

  private func index(of key: String) -> Int? {
    entries.firstIndex { $0.column == nil && $0.key.lowercased() == key.lowercased() }
  }

  init(
    _ buffer: UnsafeRawBufferPointer, _ lines: [NCCALines.Line], encoding: TextEncoding?,
    _ findings: inout NCCAFindings
  ) {
    self.init(entries: [])
    let known = Set(Self.knownKeys.map { $0.lowercased() })
    var seen: Set<String> = []
    for line in lines {
      let text = TextEncoding.decode(UnsafeRawBufferPointer(rebasing: buffer[line.bytes]), encoding)
      self.lines.append(line.number)
      guard let colon = text.firstIndex(of: ":") else {
        findings.add("header-unknown", "The header line is no key and value; it was kept.", line: line.number)
        entries.append(Entry(key: trimmed(text[...]), value: "", source: text))
        continue
      }
      let key = trimmed(text[..<colon])
      let column = Self.ratedColumn(key)
      entries.append(
        Entry(key: key, value: trimmed(text[text.index(after: colon)...]), column: column, source: text))
      guard column == nil else { continue }
      if !known.contains(key.lowercased()) {
        findings.add("header-unknown", "The header has a key that is not known; it was kept.", line: line.number)
      } else if !seen.insert(key.lowercased()).inserted {
        findings.add("header-unknown", "A header line comes twice; the first was taken.", line: line.number, field: key)
      }
    }
    for key in Self.knownKeys where self[key] == nil {
      findings.add("header-missing", "The header has no line \"\(key)\".", field: key)
    }
  }

  /// Reports columns without a rate line, and rate lines without a column.
  func checkRates(_ columns: [NCCAColumns.Column], _ findings: inout NCCAFindings) {
    let given = entries.indices.filter { entries[$0].column != nil }
    if given.count < columns.count {
      let names = Set(given.compactMap { entries[$0].column })
      let first = columns.first { !names.contains($0.source) }
      findings.add(
        "header-missing", "The header has no rate of a column; the fastest rate was taken.",
        field: first.map { "Sample Rate (Hz)- \($0.source)" }, count: columns.count - given.count)
    } else if given.count > columns.count {
      findings.add(
        "header-unknown", "The header has more rates than the data have columns.", line: lines[given[columns.count]],
        count: given.count - columns.count)
    }
    for index in given where SampleRate(parsing: entries[index].value) == nil {
      findings.add(
        "header-unknown", "A header line's value is no rate; it was passed over.", line: lines[index],
        field: entries[index].key)
    }
  }

  /// The column of a line `Sample Rate (Hz)- NAME`.
  private static func ratedColumn(_ key: String) -> String? {
    let front = "sample rate (hz)"
    guard key.lowercased().hasPrefix(front) else { return nil }
    let rest = trimmed(key.dropFirst(front.count))
    guard rest.hasPrefix("-") else { return nil }
    return trimmed(rest.dropFirst())
  }

  /// The chart's date: `26Jun15`, years from 70 in the last century. Unix zero means that it was erased.
  func date(_ findings: inout NCCAFindings) -> (CivilDate?, ClockTime?) {
    if let text = self["Chart Date"], Self.isErased(text) {
      findings.note(
        "date-erased", "The date is Unix zero: it was erased. Date and time are unknown.", line: line(of: "Chart Date"),
        field: "Chart Date")
      return (nil, nil)
    }
    let date = self["Chart Date"].flatMap(Self.date)
    let time = self["Time"].flatMap(Self.clockTime)
    for (key, isRead) in [("Chart Date", date != nil), ("Time", time != nil)] where !isRead && self[key] != nil {
      findings.add(
        "header-unknown", "A header line's value is no date or time; it is unknown.", line: line(of: key), field: key)
    }
    return (date, time)
  }

  /// Whether a date is Unix zero, in Greenwich or in US Eastern time.
  static func isErased(_ text: String) -> Bool { ["31dec69", "01jan70"].contains(text.lowercased()) }

  static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  static func date(_ text: String) -> CivilDate? {
    let letters = Array(text.lowercased())
    guard letters.count == 7, let day = Int(String(letters[0..<2])), let year = Int(String(letters[5..<7])),
      let month = months.firstIndex(of: String(letters[2..<5]))
    else { return nil }
    return CivilDate(year: year + (year >= 70 ? 1900 : 2000), month: month + 1, day: day)
  }

  static func clockTime(_ text: String) -> ClockTime? {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]) else { return nil }
    return ClockTime(hour: hour, minute: minute)
  }
}

/// The text without blanks at both ends.
func trimmed(_ text: some StringProtocol) -> String {
  var rest = Substring(text)
  while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
  while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
  return String(rest)
}
