import PolygraphModel
import PolygraphQuantities

/// The header of a chart file: its lines in order, and what they say.
public struct NCCAHeader: Hashable, Sendable {
  /// A line `key: value`.
  public struct Entry: Hashable, Sendable {
    /// The text before the first colon.
    public var key: String
    /// The text after it, without blanks at its ends.
    public var value: String
  }

  /// The lines in the file's order, rate lines left out.
  public var entries: [Entry]
  /// The rates of the columns, in their order; `nil` where the value is no rate.
  public var rates: [(name: String, rate: SampleRate?)] {
    get { zip(rateNames, rateValues).map { ($0, $1) } }
    set {
      rateNames = newValue.map(\.name)
      rateValues = newValue.map(\.rate)
    }
  }
  private var rateNames: [String]
  private var rateValues: [SampleRate?]

  /// The keys every export has, in order.
  public static let knownKeys = [
    "Name of this file", "Source file", "Instrument", "Software Version", "Chart Date", "Time", "Examination Number",
    "Chart Number", "Number of questions", "Fastest Sample Rate (Hz)", "Number of samples", "Number of channels",
  ]

  /// Makes a header.
  public init(entries: [Entry], rates: [(name: String, rate: SampleRate?)] = []) {
    self.entries = entries
    rateNames = rates.map(\.name)
    rateValues = rates.map(\.rate)
  }

  /// The value of a key, compared without case; `nil` when the line is absent.
  public subscript(key: String) -> String? {
    entries.first { $0.key.lowercased() == key.lowercased() }?.value
  }

  init(
    _ buffer: UnsafeRawBufferPointer, _ lines: [NCCALines.Line], encoding: TextEncoding?,
    _ findings: inout NCCAFindings
  ) {
    self.init(entries: [])
    let known = Set(Self.knownKeys.map { $0.lowercased() })
    var rates: [(name: String, rate: SampleRate?)] = []
    for line in lines {
      let text = TextEncoding.decode(UnsafeRawBufferPointer(rebasing: buffer[line.bytes]), encoding)
      guard let colon = text.firstIndex(of: ":") else {
        findings.add("header-unknown", "The header line is no key and value; it was kept.", line: line.number)
        entries.append(Entry(key: trimmed(text[...]), value: ""))
        continue
      }
      let key = trimmed(text[..<colon])
      let value = trimmed(text[text.index(after: colon)...])
      if let name = Self.ratedColumn(key) {
        rates.append((name, SampleRate(parsing: value)))
        continue
      }
      if !known.contains(key.lowercased()) {
        findings.add("header-unknown", "The header has a key that is not known; it was kept.", line: line.number)
      }
      entries.append(Entry(key: key, value: value))
    }
    self.rates = rates
    for key in Self.knownKeys where self[key] == nil {
      findings.add("header-missing", "The header has no line \"\(key)\".", field: key)
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
    let time = self["Time"].flatMap(Self.clockTime)
    guard let text = self["Chart Date"] else { return (nil, time) }
    guard ["31dec69", "01jan70"].contains(text.lowercased()) else { return (Self.date(text), time) }
    findings.note("date-erased", "The date is Unix zero: it was erased. Date and time are unknown.")
    return (nil, nil)
  }

  static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  private static func date(_ text: String) -> CivilDate? {
    let letters = Array(text.lowercased())
    guard letters.count == 7, let day = Int(String(letters[0..<2])), let year = Int(String(letters[5..<7])),
      let month = months.firstIndex(of: String(letters[2..<5]))
    else { return nil }
    return CivilDate(year: year + (year >= 70 ? 1900 : 2000), month: month + 1, day: day)
  }

  private static func clockTime(_ text: String) -> ClockTime? {
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
