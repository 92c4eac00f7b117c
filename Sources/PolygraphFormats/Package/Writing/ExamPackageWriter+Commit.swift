import Foundation
import PolygraphModel
import PolygraphQuantities

/// What a commit did.
public struct CommitReport: Hashable, Sendable {
  /// Frames that became durable, over all segments.
  public var frames: Int
  /// How long the disk took, in nanoseconds.
  public var nanoseconds: Int64
  /// True when it took longer than ``ExamPackageWriter/Limits/slowSync``: the examiner is to be told.
  public var isSlow: Bool
}

extension ExamPackageWriter {
  /// Brings everything that was accepted to the disk, signals first, then the journal that says so.
  ///
  /// *Errors*: `disk` when something did not get there; it is kept and tried again with the next call. What other
  /// segments have is committed all the same.
  @discardableResult
  public func commit() throws(PackageError) -> CommitReport {
    lock.lock()
    defer { lock.unlock() }
    try checkNotClosed()
    return try commitAll()
  }

  @discardableResult
  func commitAll() throws(PackageError) -> CommitReport {
    let start = clock.monotonic
    var frames = 0
    var failure: PackageError?
    for index in segments.indices where !segments[index].isEnded {
      let before = segments[index].durable
      do {
        try segments[index].synchronize()
      } catch {
        failure = failure ?? error
      }
      frames += segments[index].durable - before
      if let record = segments[index].commitRecord(mono: clock.monotonic) { try journal.append(record) }
    }
    do {
      try journal.synchronize()
      try writeDocuments()
    } catch {
      failure = failure ?? error
    }
    let taken = clock.monotonic - start
    let isSlow = taken > limits.slowSync
    // Nothing comes behind the end, which a close that failed may have put into the journal already.
    if isSlow, !hasCloseRecord {
      var alarm = JournalRecord(.alarm, mono: clock.monotonic)
      alarm.what = "disk-slow"
      alarm.count = Int(taken / 1_000_000)
      alarm.text = "Bringing the samples to the disk took \(taken / 1_000_000) ms."
      try journal.append(alarm)
    }
    if let failure { throw failure }
    return CommitReport(frames: frames, nanoseconds: taken, isSlow: isSlow)
  }

  /// Puts a record into the journal and brings it to the disk.
  ///
  /// *Errors*: `disk` when it did not get there: it is not accepted yet, is kept, and goes with the next commit.
  func writeDurably(_ record: JournalRecord) throws(PackageError) {
    try checkOpen()
    try journal.append(record)
    try journal.synchronize()
  }
}
