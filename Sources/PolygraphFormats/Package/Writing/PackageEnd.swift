import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// The end of a package, orderly or by a recovery: overviews, the sound's FLAC form, digests, the close record.
struct PackageEnd {
  let contents: PackageContents
  /// Whole frames that count, by segment.
  let frames: [Int: Int]
  let isRecovery: Bool
  let calls: any FileCalls
  let clock: any PackageClock
  /// Amendments that hang on a close record which was lost.
  var amendments: CloseRecord.EarlierAmendments?

  /// Writes the overviews and the close record. What cannot be read is left out of the overviews; its digest is that of
  /// the bytes there are.
  func write() throws(FormatError) -> CloseRecord {
    var records: [CloseRecord.SegmentRecord] = []
    var replaced: [String] = []
    for segment in contents.orderedSegments {
      var segment = segment
      segment.frames = frames[segment.description.segment] ?? 0
      let (record, old) = try end(segment)
      records.append(record)
      if let old { replaced.append(old) }
    }
    let close = CloseRecord(
      package: contents.manifest.package, closed: clock.wall, recovered: isRecovery,
      journalRecords: contents.journal.records.count, journalBytes: contents.journal.soundBytes, segments: records,
      files: try files(contents.path, without: Set(replaced)), amendments: amendments)
    do {
      let data = try PackageDocument.data(close)
      try AtomicFile.write(data, to: PackageNames.path(contents.path, PackageNames.close), calls)
    } catch { throw error.formatError }
    for file in replaced { _ = calls.remove(PackageNames.path(contents.path, file)) }
    return close
  }

  /// A segment's record, and the live file that its FLAC form replaces.
  private func end(
    _ segment: SegmentContents
  ) throws(FormatError) -> (record: CloseRecord.SegmentRecord, replaced: String?) {
    let description = segment.description
    var record = CloseRecord.SegmentRecord(
      segment: description.segment, file: description.file, frames: segment.frames, filled: 0,
      dataSha256: SHA256Digest(of: Data()).hexadecimal, fit: segment.fit)
    guard segment.frames > 0 else { return (record, nil) }
    var source = try contents.source(of: segment, isTolerant: isRecovery)
    let scan = try SegmentScan(&source, description, frames: segment.frames, commits: [])
    record.filled = scan.filledCount
    record.dataSha256 = scan.digest.hexadecimal
    if description.kind == .samples {
      try writeOverview(&source, segment)
      return (record, nil)
    }
    if !(source is W64Source) { record.file = description.packedFile }
    // A recovery leaves the sound as it is.
    guard !isRecovery, description.fileChannels <= ArchiveRecord.groupChannels, description.sampleFormat != .pcm32
    else { return (record, nil) }
    record.file = try packSound(&source, segment, record.dataSha256)
    return (record, description.file)
  }

  private func writeOverview(_ source: inout any FrameSource, _ segment: SegmentContents) throws(FormatError) {
    let pyramid = try Self.overview(&source, segment)
    do {
      try ExamPackageWriter.makeFolder(PackageNames.overview, in: contents.path, calls)
      let file = OverviewPyramid.file(segment.description.segment)
      try AtomicFile.write(pyramid.bytes, to: PackageNames.path(contents.path, file), calls)
    } catch { throw error.formatError }
  }

  /// The overview of a segment's frames.
  static func overview(_ source: inout some FrameSource, _ segment: SegmentContents) throws(FormatError)
    -> OverviewPyramid
  {
    var missing: [Int: SampleMask] = [:]
    for channel in segment.description.channels.indices { missing[channel] = segment.mask(channel) }
    return try OverviewPyramid(&source, frames: segment.frames, hasStatus: true, missing: missing)
  }

  /// Writes the sound as FLAC and reads it again; the same samples must come out.
  private func packSound(
    _ source: inout any FrameSource, _ segment: SegmentContents, _ expected: String
  ) throws(FormatError) -> String {
    let description = segment.description
    let channels = Array(0..<description.fileChannels)
    let file = description.packedFile
    let partial = file + AtomicFile.partialEnding
    do {
      try FLACWriter.write(
        &source, frames: segment.frames, channels: channels, description,
        to: PackageNames.path(contents.path, partial), calls)
    } catch { throw error.formatError }
    var packed = try FLACSource(contents.path, [(partial, channels)], description)
    let scan = try SegmentScan(&packed, description, frames: segment.frames, commits: [])
    guard packed.frames == segment.frames, scan.digest.hexadecimal == expected else {
      throw FormatError(
        code: "archive-damaged", message: "The FLAC file does not hold the sound; the live file stays.",
        place: Place(file: file))
    }
    do {
      try AtomicFile.install(
        PackageNames.path(contents.path, partial), as: PackageNames.path(contents.path, file), calls)
    } catch { throw error.formatError }
    return file
  }

  /// The length and the SHA-256 of a file; a tolerant one takes zeros for what a broken disk does not give.
  static func digest(
    _ path: String, _ file: String, isTolerant: Bool = false
  ) throws(FormatError) -> (bytes: Int, sha256: String) {
    let opened = try BlockFile(path, file)
    var stream = SHA256Stream()
    var block = [UInt8](repeating: 0, count: 1 << 20)
    var place = 0
    while true {
      let result = block.withUnsafeMutableBytes { buffer in
        Result { () throws(FormatError) in
          let count = try isTolerant ? opened.readTolerantly(buffer, at: place).count : opened.read(buffer, at: place)
          stream.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
          return count
        }
      }
      let count = try result.get()
      place += count
      if count < block.count { return (place, stream.digest.hexadecimal) }
    }
  }

  /// The package's files by name: those that belong to its recording, whatever their folder.
  static func names(_ path: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: path)
    var names: [String] = []
    while let name = all?.nextObject() as? String {
      let top = name.split(separator: "/").first.map(String.init) ?? name
      if [PackageNames.export, PackageNames.archive, PackageNames.damaged].contains(top) { continue }
      let type = all?.fileAttributes?[.type] as? FileAttributeType
      guard type != .typeDirectory, !PackageNames.afterClose.contains(name),
        !name.hasSuffix(AtomicFile.partialEnding)
      else { continue }
      names.append(name)
    }
    return names.sorted()
  }

  private func files(_ path: String, without: Set<String>) throws(FormatError) -> [CloseRecord.FileRecord] {
    var records: [CloseRecord.FileRecord] = []
    for name in Self.names(path) where !without.contains(name) {
      let (bytes, sha256) = try Self.digest(path, name, isTolerant: isRecovery)
      records.append(CloseRecord.FileRecord(file: name, bytes: bytes, sha256: sha256))
    }
    return records
  }
}
