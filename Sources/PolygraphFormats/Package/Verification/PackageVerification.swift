import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// Holds everything in a package against everything else in it.
public enum PackageVerification {
  /// Verifies a package: digests, the journal's checks and chain, counts, manifest, gap arithmetic, sound, overviews,
  /// amendments, archive.
  ///
  /// *Errors*: `package-unreadable` when it cannot be told what the package is; all else is a finding.
  public static func verify(_ path: String) throws(FormatError) -> VerificationReport {
    var run = VerificationRun(try PackageContents(path: path))
    run.checkClose()
    run.checkFiles()
    for segment in run.contents.orderedSegments { run.check(segment) }
    run.checkAttachments()
    run.checkArchive()
    run.checkAmendments()
    return run.report
  }
}

private struct VerificationRun {
  let contents: PackageContents
  var report: VerificationReport

  init(_ contents: PackageContents) {
    self.contents = contents
    let name = (contents.path as NSString).standardizingPath.split(separator: "/").last.map(String.init) ?? ""
    let state: VerificationReport.State =
      switch contents.close {
      case nil: .open
      case .some where contents.archive != nil: .archived
      case .some(let close): close.recovered ? .recovered : .closed
      }
    report = VerificationReport(
      package: name, exam: contents.exam.name, state: state, isIntact: true, counts: .init(), findings: [])
    let isRecovered = contents.close?.recovered ?? false
    for finding in contents.findings { add(finding, isKnown: isRecovered && Self.isTold(finding, contents)) }
    report.counts.segments = contents.segments.count
    report.counts.records = contents.journal.records.count
    report.counts.charts = contents.charts.count
    report.counts.marks = contents.marks.count
    report.counts.commits = contents.segments.values.reduce(0) { $0 + $1.commits.count }
  }

  /// Whether the recovery told of a damage in the journal, which it leaves as it is.
  private static func isTold(_ finding: Finding, _ contents: PackageContents) -> Bool {
    guard let recovery = RecoveryReport(package: contents.path) else { return false }
    return recovery.findings.contains { $0.code == finding.code && $0.place.line == finding.place.line }
  }

  mutating func add(_ finding: Finding, isKnown: Bool = false) {
    var finding = finding
    if isKnown, finding.severity == .error {
      finding.severity = .warning
      finding.message += " The recovery told of it."
    }
    if finding.severity == .error { report.isIntact = false }
    report.findings.append(finding)
  }

  mutating func error(_ code: String, _ message: String, _ file: String, sample: Int? = nil) {
    add(Finding(code: code, severity: .error, message: message, place: Place(file: file, sample: sample)))
  }

  mutating func checkClose() {
    guard let close = contents.close else {
      if !report.findings.contains(where: { $0.place.file == PackageNames.close }) {
        error("package-open", "The package was not closed; 'polygraph recover' closes it.", PackageNames.close)
      }
      return
    }
    if close.journalRecords != contents.journal.records.count {
      error(
        "journal-records",
        "The journal has \(contents.journal.records.count) sound records; \(close.journalRecords) were there.",
        PackageNames.journal)
    }
    if close.journalBytes != contents.journal.soundBytes {
      error(
        "journal-bytes",
        "The journal has \(contents.journal.soundBytes) bytes of sound records; \(close.journalBytes) were there.",
        PackageNames.journal)
    }
    if !close.recovered, contents.journal.records.last?.k != .close {
      error("journal-end", "The journal's last record is not the end.", PackageNames.journal)
    }
    let listed = Set(close.segments.map(\.segment))
    if listed != Set(contents.segments.keys) {
      error(
        "segment-count",
        "The close record has segments \(listed.sorted()); \(contents.segments.keys.sorted()) are known.",
        PackageNames.close)
    }
  }

  /// Lengths and digests of the files that the close record lists, and files that it does not.
  mutating func checkFiles() {
    guard let close = contents.close else { return }
    let archived = Set(
      (contents.archive?.segments ?? []).compactMap { contents.segments[$0.segment]?.description.file })
    for record in close.files {
      guard PackageNames.isInside(record.file) else {
        error("file-outside", "The close record lists a file outside the package.", PackageNames.close)
        continue
      }
      if archived.contains(record.file), !exists(record.file) { continue }
      check(record.file, bytes: record.bytes, sha256: record.sha256)
    }
    for segment in contents.archive?.segments ?? [] {
      for group in segment.groups where PackageNames.isInside(group.file) {
        check(group.file, bytes: group.bytes, sha256: group.sha256)
      }
    }
    let listed = Set(close.files.map(\.file))
    let others = PackageEnd.names(contents.path).filter { !listed.contains($0) }
    for name in others {
      add(
        Finding(
          code: "file-unlisted", severity: .warning, message: "The file is not in the close record.",
          place: Place(file: name)))
    }
  }

  private func exists(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: PackageNames.path(contents.path, file))
  }

  private mutating func check(_ file: String, bytes: Int, sha256: String) {
    guard exists(file) else { return error("file-missing", "The file is not there.", file) }
    do {
      let found = try PackageEnd.digest(contents.path, file)
      report.counts.files += 1
      if found.bytes != bytes {
        error("file-length", "The file has \(found.bytes) bytes; it had \(bytes) when the package was closed.", file)
      } else if found.sha256 != sha256 {
        error("file-changed", "The file's bytes are not those of the close: its SHA-256 differs.", file)
      }
    } catch {
      add(error.finding)
    }
  }

  mutating func check(_ segment: SegmentContents) {
    let closed = contents.close?.segments.first { $0.segment == segment.description.segment }
    let file = segment.description.file
    report.counts.frames += segment.frames
    if segment.frames < segment.committed {
      error(
        "frames-lost",
        "\(segment.committed) frames were on the disk and \(segment.frames) are there; frames from \(segment.frames) on"
          + " are lost.", file, sample: segment.frames)
    }
    if let closed, closed.fit != segment.fit || ![file, segment.description.packedFile].contains(closed.file) {
      error("close-segment", "The close record tells another file or clock of segment \(closed.segment).", file)
    }
    guard segment.frames > 0 else { return }
    do {
      checkHeader(segment)
      try scan(segment, closed)
    } catch {
      add(error.finding)
    }
  }

  private mutating func checkHeader(_ segment: SegmentContents) {
    let description = segment.description
    guard exists(description.file), let source = try? W64Source(contents.path, description) else { return }
    let layout = (try? source.layout()) ?? nil
    guard let layout, layout.channels == description.fileChannels, layout.dataOffset == description.dataOffset,
      layout.bits == description.sampleFormat.byteCount * 8
    else {
      return error("header-damaged", "The sound file's header is not that of the segment.", description.file)
    }
    if let close = contents.close, !close.recovered, layout.dataLength != segment.frames * description.frameBytes {
      error("header-length", "The sound file's header tells another length than the close record.", description.file)
    }
  }

  private mutating func scan(_ segment: SegmentContents, _ closed: CloseRecord.SegmentRecord?) throws(FormatError) {
    let description = segment.description
    var source = try contents.source(of: segment)
    if source.frames < segment.frames {
      return error(
        "segment-short", "The file has \(source.frames) whole frames; \(segment.frames) were there.", description.file,
        sample: source.frames)
    }
    let scan = try open(&source, segment)
    report.counts.filled += scan.filledCount
    let isRecovered = contents.close?.recovered ?? false
    for run in scan.damaged {
      add(
        Finding(
          code: "data-damaged", severity: .error,
          message: "The samples \(run.lowerBound)..<\(run.upperBound) are not those that were committed.",
          place: Place(file: description.file, sample: run.lowerBound)),
        isKnown: isRecovered && isTold("data-damaged", description.file, run.lowerBound))
    }
    if let place = scan.firstUnwritten {
      add(
        Finding(
          code: "frames-unwritten", severity: .error, message: "Frame \(place) was never written.",
          place: Place(file: description.file, sample: place)),
        isKnown: isRecovered && isToldUnreadable(description.file, place))
    }
    if let closed, closed.dataSha256 != scan.digest.hexadecimal {
      error("data-changed", "The samples' SHA-256 is not that of the close.", description.file)
    }
    if let closed, closed.filled != scan.filledCount {
      error(
        "gap-count", "\(scan.filledCount) frames are marked as filled; the close record has \(closed.filled).",
        description.file)
    }
    checkGaps(segment, scan)
    try checkOverview(segment, &source)
  }

  private func isTold(_ code: String, _ file: String, _ sample: Int) -> Bool {
    guard let recovery = RecoveryReport(package: contents.path) else { return false }
    return recovery.findings.contains { $0.code == code && $0.place.file == file && $0.place.sample == sample }
  }

  /// Whether the recovery told that the disk did not give a frame; a rescued copy has zeros there.
  private func isToldUnreadable(_ file: String, _ sample: Int) -> Bool {
    guard let recovery = RecoveryReport(package: contents.path) else { return false }
    return recovery.findings.contains { finding in
      guard finding.code == "frames-unreadable", finding.place.file == file, let first = finding.place.sample else {
        return false
      }
      return (first..<(first + finding.count)).contains(sample)
    }
  }

  private func open(_ source: inout any FrameSource, _ segment: SegmentContents) throws(FormatError) -> SegmentScan {
    try SegmentScan(&source, segment.description, frames: segment.frames, commits: segment.commits)
  }

  /// The frames that are marked as filled must be those of the ledger, no more and no fewer.
  private mutating func checkGaps(_ segment: SegmentContents, _ scan: SegmentScan) {
    let file = segment.description.file
    let ledger = segment.gaps.filter(\.isFilled).map { $0.at..<($0.at + ($0.count ?? 0)) }
    let filled = SampleMask(count: segment.frames, missing: scan.filled)
    let told = SampleMask(count: segment.frames, missing: ledger)
    let sum = ledger.reduce(0) { $0 + $1.clamped(to: 0..<segment.frames).count }
    // Frames behind the last commit may be in the file before their record is in the journal.
    let isBehind = filled.missingRanges.allSatisfy { run in
      told.missingCount(in: run) == run.count || run.upperBound > segment.committed
    }
    if told.missingRanges.contains(where: { filled.missingCount(in: $0) != $0.count }) || !isBehind
      || (filled != told && contents.close?.recovered == false)
    {
      error(
        "gap-ledger",
        "The journal's gaps (\(told.missingCount) frames) are not the frames that are marked as filled"
          + " (\(filled.missingCount)).", file)
    }
    if sum != told.missingCount {
      error("gap-overlap", "Gaps of the journal overlap: \(sum) frames in \(told.missingCount).", file)
    }
    for (name, runs) in segment.missing {
      if let bad = runs.first(where: { $0.upperBound > segment.frames }), contents.close?.recovered != true {
        error("missing-outside", "\(name) lacks values behind the end: \(bad).", file, sample: bad.lowerBound)
      }
    }
  }

  private mutating func checkOverview(
    _ segment: SegmentContents, _ source: inout any FrameSource
  ) throws(FormatError) {
    guard contents.close != nil, segment.description.kind == .samples else { return }
    let file = OverviewPyramid.file(segment.description.segment)
    guard exists(file) else { return error("overview-missing", "The overview is not there.", file) }
    let bytes = try BlockFile(contents.path, file).all(limit: PackageContents.longestJournal)
    let expected = try PackageEnd.overview(&source, segment).bytes
    if bytes != expected { error("overview-differs", "The overview is not that of the samples.", file) }
  }

  mutating func checkAttachments() {
    for attachment in contents.attachments {
      check(attachment.file, bytes: attachment.bytes, sha256: attachment.sha256)
    }
  }

  /// The archive record must be of this package and of this close record; a recovery makes another of these.
  mutating func checkArchive() {
    guard let close = contents.close, let archive = contents.archive else { return }
    do {
      let bytes = try BlockFile(contents.path, PackageNames.close).all(limit: PackageContents.longestDocument)
      let isSame = archive.closeSha256 == SHA256Digest(of: bytes).hexadecimal
      if archive.package == close.package, isSame { return }
      add(
        Finding(
          code: "archive-differs", severity: archive.package == close.package && close.recovered ? .warning : .error,
          message: "The archive form was made from another close record.",
          place: Place(file: PackageNames.archiveRecord)))
    } catch {
      add(error.finding)
    }
  }

  mutating func checkAmendments() {
    guard contents.close != nil else { return }
    do {
      let log = try AmendmentLog(package: contents.path)
      report.counts.amendments = log.entries.count
      for finding in log.findings {
        var finding = finding
        finding.severity = .error
        add(finding)
      }
    } catch {
      add(error.finding)
    }
  }
}
