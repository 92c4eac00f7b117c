import Foundation
import PolygraphIntegrity
import PolygraphModel

/// `amendments.jsonl`: a hash chain of what people changed after the close, begun at the close record's digest.
///
/// *Definition*: a line is JSON, a tab, the JSON's CRC-32, a line feed, as in the journal. `payload` is the amendment's
/// canonical JSON as a text; `digest = SHA-256(previous ‖ n ‖ SHA-256(salt ‖ payload))` with n as eight bytes, most
/// significant first. The first entry's `previous` is the SHA-256 of `close.json`; where a recovery had to make that
/// record again, it is the one that the new record names in `amendments`, and the entries of before must be there.
public struct AmendmentLog: Sendable {
  /// An entry of the log.
  public struct Entry: Hashable, Sendable {
    /// The entry's number, from 1.
    public let number: Int
    /// What it says.
    public let amendment: Amendment
    /// Its digest.
    public let digest: String
  }

  /// A line's JSON.
  private struct Line: Codable {
    var n: Int
    var previous: String
    var salt: String
    var payload: String
    var digest: String
  }

  /// The entries whose links hold.
  public private(set) var entries: [Entry] = []
  /// What is wrong; a torn last line is a note.
  public private(set) var findings: [Finding] = []
  /// The bytes up to the end of the last sound entry.
  private(set) var soundBytes = 0
  /// The `previous` of the first entry.
  private var first: String?
  private var isOrphaned = false
  private var head: SHA256Digest
  private let path: String
  /// The amendments of before, which a close record that was made again vouches for.
  private let earlier: CloseRecord.EarlierAmendments?

  /// True when a torn or damaged line keeps entries from being added.
  public var isBroken: Bool { !findings.isEmpty }

  /// Reads a package's amendments; none when there is no such file.
  ///
  /// *Errors*: `package-open` when the package is not closed; `not-readable`.
  public init(package path: String) throws(FormatError) {
    guard FileManager.default.fileExists(atPath: PackageNames.path(path, PackageNames.close)) else {
      throw FormatError(
        code: "package-open", message: "The package is not closed; amendments come after its close.")
    }
    self.path = path
    let closing = try BlockFile(path, PackageNames.close).all(limit: PackageContents.longestDocument)
    earlier = (try? JSONDecoder().decode(CloseRecord.self, from: closing))?.amendments
    head = earlier.flatMap { SHA256Digest(hexadecimal: $0.previous) } ?? SHA256Digest(of: closing)
    try readFile()
    checkEarlier()
  }

  /// Reads the amendments of a package whose close record is lost: their chain begins where the first entry says.
  ///
  /// *Errors*: `not-readable`.
  init(orphaned path: String) throws(FormatError) {
    self.path = path
    earlier = nil
    head = SHA256Digest(of: Data())
    isOrphaned = true
    try readFile()
  }

  /// Where the chain of a lost close record's amendments begins and ends; `nil` without entries.
  var asEarlier: CloseRecord.EarlierAmendments? {
    guard let first, let last = entries.last else { return nil }
    return CloseRecord.EarlierAmendments(previous: first, entries: entries.count, head: last.digest)
  }

  private mutating func checkEarlier() {
    guard let earlier else { return }
    let place = earlier.entries - 1
    if entries.indices.contains(place), entries[place].digest == earlier.head { return }
    findings.append(
      Finding(
        code: "amendments-missing", severity: .error,
        message: "The recovery found \(earlier.entries) amendments; they are not all there as they were.",
        place: Place(file: PackageNames.amendments)))
  }

  private mutating func readFile() throws(FormatError) {
    guard FileManager.default.fileExists(atPath: PackageNames.path(path, PackageNames.amendments)) else { return }
    read(Array(try BlockFile(path, PackageNames.amendments).all(limit: PackageContents.longestJournal)))
  }

  private mutating func read(_ bytes: [UInt8]) {
    var start = 0
    var number = 0
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: 10)
      let next = end.map { $0 + 1 } ?? bytes.count
      if let fault = take(bytes[start..<(end ?? bytes.count)], isWhole: end != nil) {
        let isTorn = next == bytes.count
        findings.append(
          Finding(
            code: isTorn ? "amendments-torn" : "amendments-damaged", severity: isTorn ? .warning : .error,
            message: "The line cannot be used, nor any after it: \(fault). 'polygraph recover' sets it aside.",
            place: Place(file: PackageNames.amendments, line: number, byte: start)))
        return
      }
      soundBytes = next
      start = next
    }
  }

  /// Takes a line, or says what is wrong with it.
  private mutating func take(_ bytes: ArraySlice<UInt8>, isWhole: Bool) -> String? {
    guard isWhole, let json = JournalLine.json(bytes) else { return "its check does not agree" }
    guard let line = try? JSONDecoder().decode(Line.self, from: Data(json)),
      let amendment = try? JSONDecoder().decode(Amendment.self, from: Data(line.payload.utf8))
    else { return "it is no entry" }
    if isOrphaned, entries.isEmpty, let digest = SHA256Digest(hexadecimal: line.previous) { head = digest }
    guard line.n == entries.count + 1, line.previous == head.hexadecimal else {
      return "it does not follow the entry before it, or the close record"
    }
    let entry = ChainedEntry(
      previous: head, sequence: line.n, salt: Self.bytes(line.salt), payload: Data(line.payload.utf8))
    guard entry.salt.count == ChainedEntry.saltLength, entry.digest.hexadecimal == line.digest else {
      return "its digest does not agree"
    }
    first = first ?? line.previous
    head = entry.digest
    entries.append(Entry(number: line.n, amendment: amendment, digest: line.digest))
    return nil
  }

  private static func bytes(_ text: String) -> [UInt8] {
    SHA256Digest(hexadecimal: text)?.bytes ?? []
  }

  /// Adds an entry and brings it to the disk before it returns.
  ///
  /// *Errors*: `busy` while another program has the package; `damaged` when the log ends in a line that cannot be used;
  /// `disk`, and then nothing was added.
  public mutating func append(
    _ amendment: Amendment, calls: any FileCalls = SystemFileCalls()
  ) throws(PackageError) {
    if let finding = findings.first { throw PackageError(.damaged, finding.message) }
    let lock = try PackageLock(path, calls)
    defer { withExtendedLifetime(lock) {} }
    let payload: Data
    let bytes: [UInt8]
    let entry: ChainedEntry
    do {
      payload = try CanonicalJSON.encode(amendment)
      entry = ChainedEntry(
        previous: head, sequence: entries.count + 1, salt: ChainedEntry.randomSalt(), payload: payload)
      let line = Line(
        n: entry.sequence, previous: head.hexadecimal, salt: Self.hexadecimal(entry.salt),
        payload: String(decoding: payload, as: UTF8.self), digest: entry.digest.hexadecimal)
      bytes = JournalLine.bytes(try JournalLine.encoder().encode(line))
    } catch {
      throw PackageError(.state, "An amendment holds a number that JSON cannot carry.")
    }
    let file = PackageNames.path(path, PackageNames.amendments)
    let isNew = !FileManager.default.fileExists(atPath: file)
    var appended = try isNew ? AppendedFile(creating: file, calls) : AppendedFile(appendingTo: file, calls)
    defer { appended.close() }
    if isNew {
      let synced = calls.synchronizeFolder(path)
      guard synced >= 0 else {
        _ = calls.remove(file)
        throw .call("brought to the disk", file, synced)
      }
    }
    guard appended.durable == soundBytes else {
      throw PackageError(.damaged, "The amendments changed meanwhile; read them again.")
    }
    appended.append(bytes)
    try appended.synchronize()
    soundBytes += bytes.count
    head = entry.digest
    entries.append(Entry(number: entry.sequence, amendment: amendment, digest: entry.digest.hexadecimal))
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The entries that hold: those that were withdrawn, and withdrawals, are left out.
  public var effective: [Entry] {
    let withdrawn = Set(entries.filter { $0.amendment.what == .withdrawal }.compactMap(\.amendment.entry))
    return entries.filter { !withdrawn.contains($0.number) && $0.amendment.what != .withdrawal }
  }
}

extension PackageExam {
  /// Applies the amendments that hold. One that fits nothing is reported and changes nothing.
  mutating func amend(_ exam: inout Exam) {
    guard contents.close != nil else { return }
    let log: AmendmentLog
    do {
      log = try AmendmentLog(package: contents.path)
    } catch {
      findings.append(error.finding)
      return
    }
    findings += log.findings
    for entry in log.effective where entry.amendment.what != .note {
      guard apply(entry.amendment, to: &exam) else {
        findings.append(
          Finding(
            code: "amendment-unused", severity: .warning,
            message: "Entry \(entry.number) names a chart, a question or a place that is not there.",
            place: Place(file: PackageNames.amendments, line: entry.number)))
        continue
      }
    }
  }

  private func apply(_ amendment: Amendment, to exam: inout Exam) -> Bool {
    guard let series = exam.series.firstIndex(where: { $0.name == amendment.series }),
      let chart = exam.series[series].charts.firstIndex(where: { $0.number == amendment.chart }),
      let question = amendment.question
    else { return false }
    let occurrence = amendment.occurrence ?? 1
    let samples = exam.series[series].charts[chart].sampleCount
    switch amendment.what {
    case .eventCorrection:
      let events = exam.series[series].charts[chart].events
      guard let index = events.firstIndex(where: { $0.label == question && $0.occurrence == occurrence }),
        let onset = amendment.onset, let offset = amendment.offset, 0 <= onset, onset <= offset, offset < samples,
        amendment.answer.map({ (0..<samples).contains($0.sample) }) ?? true
      else { return false }
      exam.series[series].charts[chart].events[index] = events[index].corrected(
        onset: onset, offset: offset, answer: amendment.answer, author: amendment.author, time: amendment.time,
        reason: amendment.reason)
    case .exclusion:
      exam.series[series].charts[chart].exclusions.append(
        Exclusion(
          question: question, occurrence: occurrence, sensor: amendment.sensor, reason: amendment.reason,
          author: amendment.author, time: amendment.time))
    // A measurement by hand is the reviewer's; it never replaces a computed one.
    case .measurement, .note, .withdrawal: break
    }
    return true
  }
}
