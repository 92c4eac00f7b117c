import Foundation

/// Writes a journal: numbers the records, chains them, and keeps them in memory until the disk has them.
struct JournalWriter {
  private var file: AppendedFile
  private var count = 0
  private var chain = JournalChain()
  private let encoder = JournalLine.encoder()

  init(creating path: String, _ calls: any FileCalls) throws(PackageError) {
    file = try AppendedFile(creating: path, calls)
    try file.claim(package: (path as NSString).deletingLastPathComponent)
  }

  /// Records so far.
  var recordCount: Int { count }
  /// The chain over all lines.
  var chainMark: String { chain.mark }
  /// Bytes of memory that wait for the disk.
  var waitingBytes: Int { file.pending.count }

  /// Adds a record in memory. Commits and the last record carry the chain.
  mutating func append(_ record: JournalRecord) throws(PackageError) {
    var record = record
    record.n = count + 1
    if record.k == .commit || record.k == .close { record.chain = chain.mark }
    let json: Data
    do {
      json = try encoder.encode(record)
    } catch {
      throw PackageError(.state, "A record holds a number that JSON cannot carry.")
    }
    let line = JournalLine.bytes(json)
    count += 1
    chain.add(line)
    file.append(line)
  }

  /// Hands the waiting lines to the operating system.
  mutating func flush() throws(PackageError) { try file.flush() }
  /// Brings the waiting lines to the disk.
  mutating func synchronize() throws(PackageError) { try file.synchronize() }
  func close() { file.close() }
}
