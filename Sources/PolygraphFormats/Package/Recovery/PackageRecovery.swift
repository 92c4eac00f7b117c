import Foundation
import PolygraphModel
import PolygraphQuantities

/// Makes a whole, closed package of one whose program or power ended.
public enum PackageRecovery {
  /// Recovers a package.
  ///
  /// *Definition*: samples and journal stay as they are, byte for byte. Whole frames count, up to the first that was
  /// never written; those behind the last commit are kept and told of; frames of the last commit that are not there,
  /// and frames whose check does not agree, are damage and are named. Manifest and exam are made again from the
  /// journal where they are damaged, and the damaged files are set aside in `damaged/`. `recovery.json` says what was
  /// found; then the overviews and the close record are written. A package that is closed already keeps its close
  /// record; only documents, and a torn line of the amendments, are mended.
  /// *Errors*: `package-unreadable`, and what the disk says. A recovery that is interrupted can be run again.
  public static func recover(
    _ path: String, calls: any FileCalls = SystemFileCalls(), clock: any PackageClock = SystemPackageClock()
  ) throws(FormatError) -> RecoveryReport {
    let contents = try PackageContents(path: path)
    var run = RecoveryRun(contents, calls, clock)
    do {
      if contents.close != nil {
        try run.mendDocuments()
        try run.mendAmendments()
        return run.report
      }
      try run.setAsideClose()
      for segment in contents.orderedSegments { run.examine(segment) }
      run.tellOpenCharts()
      try run.mendDocuments()
      try run.writeReport()
    } catch { throw error.formatError }
    var settled = try PackageContents(path: path)
    settled.close = nil
    var frames: [Int: Int] = [:]
    for segment in run.report.segments { frames[segment.segment] = segment.frames }
    _ = try PackageEnd(contents: settled, frames: frames, isRecovery: true, calls: calls, clock: clock).write()
    return run.report
  }
}

private struct RecoveryRun {
  let contents: PackageContents
  let calls: any FileCalls
  var report: RecoveryReport

  init(_ contents: PackageContents, _ calls: any FileCalls, _ clock: any PackageClock) {
    self.contents = contents
    self.calls = calls
    report = RecoveryReport(contents, time: clock.wall, wasClosed: contents.close != nil)
  }

  private mutating func add(
    _ code: String, _ severity: Severity, _ message: String, _ file: String, sample: Int? = nil
  ) {
    report.findings.append(
      Finding(code: code, severity: severity, message: message, place: Place(file: file, sample: sample)))
  }

  private func path(_ name: String) -> String { PackageNames.path(contents.path, name) }

  /// Gives a damaged file another place, so that nothing of it is lost.
  private func setAside(_ name: String) throws(PackageError) {
    guard FileManager.default.fileExists(atPath: path(name)) else { return }
    try ExamPackageWriter.makeFolder(PackageNames.damaged, in: contents.path, calls)
    var target = "\(PackageNames.damaged)/\(name)"
    var number = 1
    while FileManager.default.fileExists(atPath: path(target)) {
      number += 1
      target = "\(PackageNames.damaged)/\(number)-\(name)"
    }
    let renamed = calls.rename(path(name), to: path(target))
    guard renamed >= 0 else { throw .call("set aside", name, renamed) }
  }

  mutating func setAsideClose() throws(PackageError) {
    guard FileManager.default.fileExists(atPath: path(PackageNames.close)) else { return }
    try setAside(PackageNames.close)
    report.repaired.append(PackageNames.close)
  }

  mutating func mendDocuments() throws(PackageError) {
    let manifest = try PackageDocument.data(contents.manifest)
    let isBehind = contents.close == nil && contents.findings.contains { $0.code == "manifest-behind" }
    if contents.isManifestDamaged || isBehind {
      if contents.isManifestDamaged { try setAside(PackageNames.manifest) }
      try AtomicFile.write(manifest, to: path(PackageNames.manifest), calls)
      report.repaired.append(PackageNames.manifest)
    }
    let isExamBehind = contents.close == nil && contents.findings.contains { $0.code == "exam-differs" }
    if contents.isExamDamaged || isExamBehind {
      try setAside(PackageNames.exam)
      try AtomicFile.write(try PackageDocument.data(contents.exam), to: path(PackageNames.exam), calls)
      report.repaired.append(PackageNames.exam)
    }
  }

  /// Sets the amendments aside when a line cannot be used, and keeps the sound ones before it.
  mutating func mendAmendments() throws(PackageError) {
    let log: AmendmentLog
    let bytes: Data
    do {
      log = try AmendmentLog(package: contents.path)
      guard log.isBroken else { return }
      bytes = try BlockFile(contents.path, PackageNames.amendments).all(limit: PackageContents.longestJournal)
    } catch { throw PackageError(.damaged, error.message) }
    report.findings += log.findings
    try setAside(PackageNames.amendments)
    try AtomicFile.write(bytes.prefix(log.soundBytes), to: path(PackageNames.amendments), calls)
    report.repaired.append(PackageNames.amendments)
  }

  /// Finds where a segment ends, and what of it is damaged.
  mutating func examine(_ segment: SegmentContents) {
    let description = segment.description
    var found = RecoveryReport.Segment(
      segment: description.segment, file: description.file, committed: segment.committed, frames: 0, uncommitted: 0,
      lost: segment.committed, tornBytes: 0, unwritten: 0)
    do {
      var source = try W64Source(contents.path, description)
      checkHeader(source, description)
      let scan = try SegmentScan(&source, description, frames: source.frames, commits: segment.commits)
      found.frames = scan.firstUnwritten ?? source.frames
      found.unwritten = source.frames - found.frames
      found.uncommitted = max(0, found.frames - segment.committed)
      found.lost = max(0, segment.committed - found.frames)
      found.tornBytes = source.tornBytes
      for run in scan.damaged where run.upperBound <= found.frames {
        add(
          "data-damaged", .error,
          "The samples \(run.lowerBound)..<\(run.upperBound) are not those that were committed; they are kept as"
            + " found.",
          description.file, sample: run.lowerBound)
      }
    } catch {
      report.findings.append(error.finding)
    }
    tell(found)
    report.segments.append(found)
  }

  private mutating func checkHeader(_ source: W64Source, _ description: SegmentDescription) {
    let layout = (try? source.layout()) ?? nil
    if let layout, layout.channels == description.fileChannels, layout.dataOffset == description.dataOffset { return }
    add(
      "header-damaged", .error,
      "The sound file's header is damaged; the samples are read by the journal's description of the segment.",
      description.file)
  }

  private mutating func tell(_ found: RecoveryReport.Segment) {
    if found.lost > 0 {
      add(
        "frames-lost", .error,
        "\(found.committed) frames were on the disk and \(found.frames) are there: \(found.lost) frames are lost, from"
          + " \(found.frames) to \(found.committed - 1).", found.file, sample: found.frames)
    }
    if found.unwritten > 0 {
      add(
        "frames-unwritten", .warning, "\(found.unwritten) frames behind the end hold nothing and do not count.",
        found.file, sample: found.frames)
    }
    if contents.segments[found.segment]?.endedFrames == nil {
      let torn = found.tornBytes > 0 ? " and \(found.tornBytes) bytes of one that was being written" : ""
      add(
        "recording-ended", .warning,
        "The recording ends before frame \(found.frames); \(found.uncommitted) frames came after the last commit"
          + "\(torn). What was captured later, to the end of the program, is lost.", found.file, sample: found.frames)
    }
  }

  mutating func tellOpenCharts() {
    for chart in contents.charts where chart.end == nil {
      report.findings.append(
        Finding(
          code: "chart-open", severity: .warning,
          message: "The chart was not ended; it goes as far as its samples and counts as broken off.",
          place: Place(series: chart.series, chart: chart.chart)))
    }
  }

  func writeReport() throws(PackageError) {
    try AtomicFile.write(try PackageDocument.data(report), to: path(PackageNames.recovery), calls)
  }
}
