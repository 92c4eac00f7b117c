import Foundation
import PolygraphIntegrity
import PolygraphModel

/// Turns a closed package into its archive form: FLAC files in place of W64 files.
public enum PackageArchive {
  /// Archives a package, and returns what was noticed.
  ///
  /// *Definition*: each segment's channels go into FLAC files of up to ``ArchiveRecord/groupChannels`` channels; they
  /// are read again and must give the digest that the close record has for the frames; the record of them is brought
  /// to the disk behind their names; only then the live files go. An empty segment stays as it is, and one with 32-bit
  /// counts, which FLAC does not hold.
  /// *Errors*: `package-busy`, `package-open`, `package-damaged` when the package is not whole, and what the disk and
  /// the sound library say; until the record is there, the live files are.
  public static func archive(
    _ path: String, calls: any FileCalls = SystemFileCalls()
  ) throws(FormatError) -> [Finding] {
    let lock: PackageLock?
    do { lock = try PackageLock(path, calls) } catch { throw error.formatError }
    defer { withExtendedLifetime(lock) {} }
    let report = try PackageVerification.verify(path)
    guard report.isIntact else {
      let first = report.findings.first { $0.severity == .error }
      throw FormatError(
        code: "package-damaged", message: "The package is not whole and is not archived: \(first?.message ?? "")",
        place: first?.place ?? Place())
    }
    let contents = try PackageContents(path: path)
    guard let close = contents.close else {
      throw FormatError(code: "package-open", message: "The package is not closed; close or recover it first.")
    }
    var findings: [Finding] = []
    do {
      try ExamPackageWriter.makeFolder(PackageNames.archive, in: path, calls)
    } catch { throw error.formatError }
    let closing = try BlockFile(path, PackageNames.close).all(limit: PackageContents.longestDocument)
    var record = ArchiveRecord(
      package: close.package, closeSha256: SHA256Digest(of: closing).hexadecimal,
      segments: contents.archive?.segments ?? [])
    for segment in contents.orderedSegments where segment.description.kind == .samples && segment.frames > 0 {
      let number = segment.description.segment
      guard !record.segments.contains(where: { $0.segment == number }) else { continue }
      guard segment.description.sampleFormat != .pcm32 else {
        findings.append(
          Finding(
            code: "archive-live", severity: .note,
            message: "Segment \(number) has 32-bit counts, which FLAC does not hold; it stays as it is.",
            place: Place(file: segment.description.file)))
        continue
      }
      guard let expected = close.segments.first(where: { $0.segment == number })?.dataSha256 else { continue }
      record.segments.append(
        ArchiveRecord.SegmentRecord(
          segment: number, groups: try pack(segment, expected, contents, calls)))
    }
    do throws(PackageError) {
      let folder = PackageNames.path(path, PackageNames.archive)
      let synced = calls.synchronizeFolder(folder)
      guard synced >= 0 else { throw PackageError.call("brought to the disk", folder, synced) }
      let data = try PackageDocument.data(record)
      try AtomicFile.write(data, to: PackageNames.path(path, PackageNames.archiveRecord), calls)
    } catch { throw error.formatError }
    for segment in record.segments {
      guard let file = contents.segments[segment.segment]?.description.file else { continue }
      _ = calls.remove(PackageNames.path(path, file))
    }
    return findings
  }

  private static func pack(
    _ segment: SegmentContents, _ expected: String, _ contents: PackageContents, _ calls: any FileCalls
  ) throws(FormatError) -> [ArchiveRecord.Group] {
    let description = segment.description
    var source = try W64Source(contents.path, description)
    var groups: [ArchiveRecord.Group] = []
    let channels = Array(0..<description.fileChannels)
    for start in stride(from: 0, to: channels.count, by: ArchiveRecord.groupChannels) {
      let group = Array(channels[start..<min(start + ArchiveRecord.groupChannels, channels.count)])
      let file =
        "\(PackageNames.archive)/\(PackageNames.number(description.segment))-\(start / ArchiveRecord.groupChannels + 1)"
        + ".flac"
      let path = PackageNames.path(contents.path, file)
      do {
        try FLACWriter.write(&source, frames: segment.frames, channels: group, description, to: path, calls)
      } catch { throw error.formatError }
      let (bytes, digest) = try PackageEnd.digest(contents.path, file)
      groups.append(ArchiveRecord.Group(file: file, channels: group, bytes: bytes, sha256: digest))
    }
    var packed = try FLACSource(contents.path, groups.map { ($0.file, $0.channels) }, description)
    let scan = try SegmentScan(&packed, description, frames: segment.frames, commits: [])
    guard packed.frames == segment.frames, scan.digest.hexadecimal == expected else {
      throw FormatError(
        code: "archive-damaged",
        message: "The FLAC files do not hold the samples of segment \(description.segment); the live file stays.")
    }
    return groups
  }
}
