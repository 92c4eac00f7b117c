import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

extension ExamPackageWriter {
  /// Ends the package: what waits goes to the disk, an open chart ends at the last frame as aborted, the overviews and
  /// the sound's FLAC form are made, every file's digest goes into the close record.
  ///
  /// *Errors*: what the disk says; the package is then still open, and the call may be made again.
  public func close() throws(FormatError) -> CloseRecord {
    lock.lock()
    defer { lock.unlock() }
    do {
      try checkOpen()
      try endJournal()
    } catch { throw error.formatError }
    let contents = try PackageContents(path: path)
    var frames: [Int: Int] = [:]
    for segment in segments { frames[segment.description.segment] = segment.accepted }
    let close = try PackageEnd(contents: contents, frames: frames, isRecovery: false, calls: calls, clock: clock)
      .write()
    isClosed = true
    return close
  }

  private func endJournal() throws(PackageError) {
    try commitAll()
    if let chart = openChart, let segment = lastSegment(of: chart.segment) {
      var record = JournalRecord(.chart, mono: clock.monotonic)
      record.what = "end"
      record.series = chart.series
      record.chart = chart.chart
      record.segment = segment.description.segment
      record.at = segment.accepted
      record.aborted = true
      try journal.append(record)
      openChart = nil
    }
    for index in segments.indices { try segments[index].end() }
    if !hasCloseRecord {
      try journal.append(wallRecord())
      var record = JournalRecord(.close, mono: clock.monotonic)
      record.count = segments.count
      try journal.append(record)
      hasCloseRecord = true
    }
    try journal.synchronize()
    try writeDocuments()
  }

  /// The last segment of the instrument that a chart was begun with.
  private func lastSegment(of number: Int?) -> SegmentWriter? {
    guard let number, segments.indices.contains(number - 1) else { return nil }
    let instrument = segments[number - 1].description.instrument
    return segments.last { $0.description.instrument == instrument && $0.description.kind == .samples }
  }

  /// Copies a file of pictures into the package, with the time of its first picture on both clocks (REQ-14).
  ///
  /// *Errors*: `state` when the file cannot be read or has a name that the package has already; `disk`.
  public func attachVideo(
    _ file: String, start: Timestamp, mono: Int64
  ) throws(PackageError) -> Attachment {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    try Self.makeFolder(PackageNames.video, in: path, calls)
    let name = "\(PackageNames.video)/\(FileName.encoded((file as NSString).lastPathComponent))"
    let target = PackageNames.path(path, name)
    let partial = target + AtomicFile.partialEnding
    guard !FileManager.default.fileExists(atPath: target) else {
      throw PackageError(.state, "The package has a file \(name) already.")
    }
    do {
      try? FileManager.default.removeItem(atPath: partial)
      try FileManager.default.copyItem(atPath: file, toPath: partial)
    } catch {
      throw PackageError(.state, "The file of pictures could not be copied: \(error.localizedDescription)")
    }
    let opened = calls.open(partial, creating: false)
    guard opened >= 0 else { throw .call("opened", name, opened) }
    let synced = calls.synchronize(Int32(opened))
    _ = calls.close(Int32(opened))
    guard synced >= 0 else { throw .call("brought to the disk", name, synced) }
    try AtomicFile.install(partial, as: target, calls)
    let digest: (bytes: Int, sha256: String)
    do {
      digest = try PackageEnd.digest(path, name)
    } catch { throw PackageError(.disk, error.message) }
    let attachment = Attachment(
      file: name, bytes: digest.bytes, sha256: digest.sha256, start: start, mono: mono, offset: mono - openMono)
    var record = JournalRecord(.video, mono: clock.monotonic)
    record.attachment = attachment
    try journal.append(record)
    try journal.synchronize()
    return attachment
  }
}
