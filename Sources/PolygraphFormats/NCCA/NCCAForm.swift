/// What a file's tables and time stamps have beside the values they hold: enough to write the same bytes again.
public struct NCCAForm: Hashable, Sendable, Codable {
  /// A row of the event table, as the file orders them.
  struct Row: Hashable, Sendable, Codable {
    let label: String
    let onset: Int
    let offset: Int
    /// Blanks behind the statement.
    let statementBlanks: Int
  }

  /// A time stamp that is not exactly its sample's time.
  ///
  /// Which of stamp and sample number is right where they differ is not known; both are kept.
  public struct Stamp: Hashable, Sendable, Codable {
    /// The sample, from 0.
    public let sample: Int
    /// The stamp in hundredths of a second.
    public let hundredths: Int
  }

  var rows: [Row] = []
  /// True when rows of the event table end in blanks, as exports have them.
  var hasEventTrailer = true
  /// Stamps off the sample numbers' grid, by sample.
  public internal(set) var stamps: [Stamp] = []
  /// How the file writes `Ans`.
  var answeredWord = "Ans"

  /// The form of new files.
  init() {}

  /// The form of a file that was read.
  init(_ table: [NCCAEventRow], _ statements: [NCCAStatement], stamps: [Stamp], answeredWord: String?) {
    rows = table.enumerated().map { index, row in
      Row(
        label: row.label, onset: row.begin - 1, offset: row.end - 1,
        statementBlanks: statements.count == table.count ? statements[index].blanks : 0)
    }
    hasEventTrailer = table.isEmpty || table.contains { $0.hasTrailer }
    self.stamps = stamps
    if let answeredWord { self.answeredWord = answeredWord }
  }

  /// Orders rows as the exports do, by End, or by Begin when the file that was read did; equal ones as the file did.
  func ordered<Element>(_ rows: [Element], _ key: (Element) -> (label: String, onset: Int, offset: Int)) -> [Element] {
    var places: [Row: [Int]] = [:]
    for (index, row) in self.rows.enumerated().reversed() { places[Self.bare(row), default: []].append(index) }
    let keyed = rows.map { row in
      let key = key(row)
      let bare = Row(label: key.label, onset: key.onset, offset: key.offset, statementBlanks: 0)
      return (row: row, key: key, place: places[bare]?.popLast() ?? Int.max)
    }
    let isByEnd = zip(self.rows, self.rows.dropFirst()).allSatisfy { $0.offset <= $1.offset }
    let isByBegin = !isByEnd && zip(self.rows, self.rows.dropFirst()).allSatisfy { $0.onset <= $1.onset }
    return keyed.sorted { left, right in
      isByBegin
        ? (left.key.onset, left.place, -left.key.offset) < (right.key.onset, right.place, -right.key.offset)
        : (left.key.offset, left.place, left.key.onset) < (right.key.offset, right.place, right.key.onset)
    }.map(\.row)
  }

  /// Blanks behind the statement of a row.
  func statementBlanks(label: String, onset: Int, offset: Int) -> Int {
    rows.first { $0.label == label && $0.onset == onset && $0.offset == offset }?.statementBlanks ?? 0
  }

  private static func bare(_ row: Row) -> Row {
    Row(label: row.label, onset: row.onset, offset: row.offset, statementBlanks: 0)
  }
}
