import Foundation
import PolygraphModel

/// A journal as it was read: the records whose lines are sound, and what is wrong with the others.
public struct ReadJournal: Sendable {
  /// The records, in order.
  public private(set) var records: [JournalRecord] = []
  /// Damage, by line; a torn last line is a note.
  public private(set) var findings: [Finding] = []
  /// The bytes up to the end of the last sound line.
  public private(set) var soundBytes = 0
  /// Bytes behind the last sound line.
  public private(set) var tornBytes = 0
  /// True when a line in the middle is damaged or missing.
  public private(set) var isDamaged = false

  /// The longest line that is read.
  public static let longestLine = 16 << 20

  /// Reads a journal's bytes.
  ///
  /// *Definition*: a line is sound when its check agrees, its JSON is a record, and its number is one more than the
  /// last. A last line without its end is torn, as the end of a process leaves it; anything else that is not
  /// sound is damage, is named with its line, and is not used. Sound lines behind it are.
  public init(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    let decoder = JSONDecoder()
    var chain: JournalChain? = JournalChain()
    var bad: [(line: Int, byte: Int, why: String)] = []
    var start = 0
    var number = 0
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: 10)
      let line = bytes[start..<(end ?? bytes.count)]
      let next = end.map { $0 + 1 } ?? bytes.count
      switch end == nil ? .bad("it has no end") : Self.read(line, decoder) {
      case .record(let record):
        accept(record, number, start, &bad, &chain)
        soundBytes = next
      case .bad(let why): bad.append((number, start, why))
      }
      if bad.last?.line == number { chain = nil } else { chain?.add(bytes[start..<next]) }
      start = next
    }
    tornBytes = bytes.count - soundBytes
    // A line that has its end was whole once: whatever cut a write short, it did not leave that.
    for item in bad where bytes[item.byte...].contains(10) {
      damage("journal-damaged", "The line cannot be used: \(item.why).", line: item.line, byte: item.byte)
    }
    if tornBytes > 0 {
      findings.append(
        Finding(
          code: "journal-torn", severity: .note,
          message: "The journal ends in \(tornBytes) bytes that are no whole record; they were never confirmed.",
          place: Place(file: PackageNames.journal, byte: soundBytes)))
    }
  }

  private enum Line {
    case record(JournalRecord)
    case bad(String)
  }

  private static func read(_ line: ArraySlice<UInt8>, _ decoder: JSONDecoder) -> Line {
    guard line.count <= longestLine else { return .bad("it is longer than \(longestLine) bytes") }
    guard let json = JournalLine.json(line) else { return .bad("its check does not agree") }
    do {
      return .record(try decoder.decode(JournalRecord.self, from: Data(json)))
    } catch {
      return .bad("its check agrees, but it is no record: \(JSONFault.sentence(error))")
    }
  }

  private mutating func accept(
    _ record: JournalRecord, _ line: Int, _ byte: Int, _ bad: inout [(line: Int, byte: Int, why: String)],
    _ chain: inout JournalChain?
  ) {
    for item in bad {
      damage("journal-damaged", "The line cannot be used: \(item.why).", line: item.line, byte: item.byte)
    }
    let expected = (records.last?.n ?? 0) + 1
    if bad.isEmpty, record.n != expected {
      damage(
        "journal-records", "The record has number \(record.n); \(expected) was expected.", line: line, byte: byte)
      chain = nil
    }
    if let mark = record.chain, let running = chain, running.mark != mark {
      damage(
        "journal-chain", "The running digest does not agree: a line before this one was changed.", line: line,
        byte: byte)
      chain = nil
    }
    bad = []
    records.append(record)
  }

  private mutating func damage(_ code: String, _ message: String, line: Int, byte: Int) {
    isDamaged = true
    findings.append(
      Finding(
        code: code, severity: .error, message: message,
        place: Place(file: PackageNames.journal, line: line, byte: byte)))
  }
}
