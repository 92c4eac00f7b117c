import PolygraphModel

/// The layouts a chart file may have.
public enum NCCALayoutKind: String, Hashable, Sendable, Codable {
  /// The layout of the makers' exports.
  case standard
  /// The layout of a 2019 archive, apparently written by a viewer: no statements, the label last. Read only.
  case viewer
}

/// The places of a file's sections, found before anything is read.
struct NCCASections {
  let kind: NCCALayoutKind
  /// Header lines: every line before the first table.
  let header: [NCCALines.Line]
  /// The rows of the statement table; `nil` when the table is absent.
  let statements: [NCCALines.Line]?
  /// The line of the event table's heading; `nil` when the table is absent.
  let eventHeading: Int?
  /// The rows of the event table; `nil` when the table is absent.
  let events: [NCCALines.Line]?
  /// The heading of the data.
  let heading: NCCALines.Line
  /// The lines behind the heading.
  let rows: NCCALines

  /// Finds the sections.
  ///
  /// *Errors*: `binary` for a NUL byte before the data; `not-ncca` when there is no data heading.
  init(_ buffer: UnsafeRawBufferPointer, from start: Int, file: String) throws(FormatError) {
    var lines = NCCALines(buffer, from: start)
    var before: [NCCALines.Line] = []
    var found: (NCCALines.Line, NCCALayoutKind)?
    while let line = lines.next() {
      if let kind = Self.kind(buffer, line) {
        found = (line, kind)
        break
      }
      if !buffer.trimmed(line.bytes).isEmpty { before.append(line) }
      guard before.count <= NCCALimits.linesBeforeData else { break }
    }
    let end = found?.0.bytes.lowerBound ?? lines.place
    if let nul = buffer[start..<end].firstIndex(of: 0) {
      throw FormatError(
        code: "binary", message: "A NUL byte stands before the data; this is no text file.",
        place: Place(file: file, line: Self.line(of: nul, buffer, from: start), byte: nul))
    }
    guard let (heading, kind) = found else {
      throw FormatError(
        code: "not-ncca",
        message: "No data heading was found: a line that begins with Sample, Time and Label was expected.",
        place: Place(file: file, line: max(lines.number, 1)))
    }
    let eventHeading = before.lastIndex { Self.isEventHeading(buffer, $0, kind) }
    let statementHeading = before[..<(eventHeading ?? before.count)].lastIndex { Self.isStatementHeading(buffer, $0) }
    let firstTable = [statementHeading, eventHeading].compactMap(\.self).min() ?? before.count
    self.kind = kind
    self.heading = heading
    rows = lines
    header = Array(before[..<firstTable])
    statements = statementHeading.map { Array(before[($0 + 1)..<(eventHeading ?? before.count)]) }
    events = eventHeading.map { Array(before[($0 + 1)...]) }
    self.eventHeading = eventHeading.map { before[$0].number }
  }

  private static func line(of byte: Int, _ buffer: UnsafeRawBufferPointer, from start: Int) -> Int {
    var lines = NCCALines(buffer, from: start)
    while let line = lines.next(), line.bytes.upperBound <= byte {}
    return lines.number
  }

  static func kind(_ buffer: UnsafeRawBufferPointer, _ line: NCCALines.Line) -> NCCALayoutKind? {
    let text = buffer.trimmed(line.bytes)
    if buffer.starts(text, with: "Sample     Time    Label") { return .standard }
    return buffer.starts(text, with: "Sample        Time") ? .viewer : nil
  }

  private static func isStatementHeading(_ buffer: UnsafeRawBufferPointer, _ line: NCCALines.Line) -> Bool {
    words(buffer, line) == ["Event", "Label", "Statement"]
  }

  private static func isEventHeading(
    _ buffer: UnsafeRawBufferPointer, _ line: NCCALines.Line, _ kind: NCCALayoutKind
  ) -> Bool {
    let words = words(buffer, line)
    return words == ["Event", "Label", "Begin", "End", "Answer"]
      || (kind == .viewer && words == ["Qs", "Begin", "End", "Answer"])
  }

  private static func words(_ buffer: UnsafeRawBufferPointer, _ line: NCCALines.Line) -> [String] {
    guard line.bytes.count <= 80 else { return [] }
    return buffer.words(line.bytes, atMost: 6).map { buffer.ascii($0) }
  }
}

/// The limits of what is read from one chart file.
public enum NCCALimits {
  /// The most data rows, and the largest sample number.
  public static let rows = 2_000_000
  /// The most values: columns times the largest sample number. A file of ``ReadOptions/largestFile`` bytes holds less.
  public static let values = 50_000_000
  /// The most lines before the data.
  public static let linesBeforeData = 20_000
  /// The most sensor columns.
  public static let columns = 256
  /// The most events, in the table and in the label column together.
  public static let events = 5_000
}
