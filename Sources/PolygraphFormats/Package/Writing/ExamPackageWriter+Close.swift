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
      try checkNotClosed()
      try endJournal()
    } catch { throw error.formatError }
    let contents = try PackageContents(path: path)
    var frames: [Int: Int] = [:]
    for segment in segments { frames[segment.description.segment] = segment.accepted }
    let close = try PackageEnd(contents: contents, frames: frames, isRecovery: false, calls: calls, clock: clock)
      .write()
    isClosed = true
    // Gives the claim on the package back.
    journal.close()
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
  /// Samples are taken meanwhile: a long film does not hold up the capture.
  /// *Errors*: `state` when the file cannot be read or has a name that the package has already; `disk`.
  public func attachVideo(
    _ file: String, start: Timestamp, mono: Int64
  ) throws(PackageError) -> Attachment {
    let name = "\(PackageNames.video)/\(FileName.encoded((file as NSString).lastPathComponent))"
    try beginVideo(name)
    let partial = name + AtomicFile.partialEnding
    do throws(PackageError) {
      let digest = try copyVideo(file, to: partial)
      return try acceptVideo(
        Attachment(
          file: name, bytes: digest.bytes, sha256: digest.sha256, start: start, mono: mono, offset: mono - openMono))
    } catch {
      _ = calls.remove(PackageNames.path(path, partial))
      throw error
    }
  }

  private func beginVideo(_ name: String) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    try checkVideoName(name)
    try Self.makeFolder(PackageNames.video, in: path, calls)
  }

  private func checkVideoName(_ name: String) throws(PackageError) {
    guard !FileManager.default.fileExists(atPath: PackageNames.path(path, name)) else {
      throw PackageError(.state, "The package has a file \(name) already.")
    }
  }

  /// Copies the pictures, or what a link to them names, and brings them to the disk.
  private func copyVideo(_ file: String, to partial: String) throws(PackageError) -> (bytes: Int, sha256: String) {
    let target = PackageNames.path(path, partial)
    do {
      try? FileManager.default.removeItem(atPath: target)
      try FileManager.default.copyItem(at: URL(filePath: file).resolvingSymlinksInPath(), to: URL(filePath: target))
    } catch {
      throw PackageError(.state, "The file of pictures could not be copied: \(error.localizedDescription)")
    }
    let opened = calls.open(target, creating: false)
    guard opened >= 0 else { throw .call("opened", partial, opened) }
    let synced = calls.synchronize(Int32(opened))
    _ = calls.close(Int32(opened))
    guard synced >= 0 else { throw .call("brought to the disk", partial, synced) }
    do {
      return try PackageEnd.digest(path, partial)
    } catch { throw PackageError(.disk, error.message) }
  }

  private func acceptVideo(_ attachment: Attachment) throws(PackageError) -> Attachment {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    try checkVideoName(attachment.file)
    let target = PackageNames.path(path, attachment.file)
    try AtomicFile.install(target + AtomicFile.partialEnding, as: target, calls)
    var record = JournalRecord(.video, mono: clock.monotonic)
    record.attachment = attachment
    try journal.append(record)
    try journal.synchronize()
    return attachment
  }
}
