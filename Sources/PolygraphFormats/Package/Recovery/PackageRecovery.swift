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
  /// journal where they are damaged; what a broken disk does not give counts as zeros in the digests, as a rescued copy
  /// has them, and is told of. The damaged files are set aside in `damaged/`. `recovery.json` says what was
  /// found; then the overviews and the close record are written. A package that is closed already keeps its close
  /// record; only documents, and a torn line of the amendments, are mended.
  /// *Errors*: `package-busy` while another program records it; `package-unreadable`, also when journal or close record
  /// is there and cannot be read; and what the disk says. A recovery that is interrupted can be run again.
  public static func recover(
    _ path: String, calls: any FileCalls = SystemFileCalls(), clock: any PackageClock = SystemPackageClock()
  ) throws(FormatError) -> RecoveryReport {
    let lock: PackageLock?
    do { lock = try PackageLock(path, calls) } catch { throw error.formatError }
    defer { withExtendedLifetime(lock) {} }
    let contents = try PackageContents(path: path)
    try checkReadable(contents)
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
      run.tellUnknownFiles()
      try run.mendDocuments()
      try run.mendAmendments()
      run.tellAmendments()
      try run.writeReport()
    } catch { throw error.formatError }
    var settled = try PackageContents(path: path)
    settled.close = nil
    var frames: [Int: Int] = [:]
    for segment in run.report.segments { frames[segment.segment] = segment.frames }
    _ = try PackageEnd(
      contents: settled, frames: frames, isRecovery: true, calls: calls, clock: clock,
      amendments: run.earlierAmendments
    ).write()
    return run.report
  }

  /// A file that cannot be opened may be whole: nothing is concluded from it.
  private static func checkReadable(_ contents: PackageContents) throws(FormatError) {
    for name in [PackageNames.journal, PackageNames.close] {
      guard FileManager.default.fileExists(atPath: PackageNames.path(contents.path, name)),
        let finding = contents.findings.first(where: {
          ["not-readable", "too-large"].contains($0.code) && $0.place.file == name
        })
      else { continue }
      throw FormatError(
        code: "package-unreadable",
        message: "\(name) is there and was not read; nothing was changed. \(finding.message) Allow it to be read, or"
          + " move it out of the package when it is lost, and recover again.", place: finding.place)
    }
  }
}

private struct RecoveryRun {
  let contents: PackageContents
  let calls: any FileCalls
  var report: RecoveryReport
  /// Amendments that hang on a close record which was lost.
  private(set) var earlierAmendments: CloseRecord.EarlierAmendments?

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

  /// A name in the folder of damaged files that nothing has.
  private func placeAside(_ name: String) throws(PackageError) -> String {
    try ExamPackageWriter.makeFolder(PackageNames.damaged, in: contents.path, calls)
    var target = "\(PackageNames.damaged)/\(name)"
    var number = 1
    while FileManager.default.fileExists(atPath: path(target)) {
      number += 1
      target = "\(PackageNames.damaged)/\(number)-\(name)"
    }
    return path(target)
  }

  /// Gives a damaged file another place, so that nothing of it is lost.
  private func setAside(_ name: String) throws(PackageError) {
    guard FileManager.default.fileExists(atPath: path(name)) else { return }
    let renamed = calls.rename(path(name), to: try placeAside(name))
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
      log = try contents.close == nil ? AmendmentLog(orphaned: contents.path) : AmendmentLog(package: contents.path)
      earlierAmendments = contents.close == nil ? log.asEarlier : nil
      guard log.findings.contains(where: { $0.code != "amendments-missing" }) else { return }
      bytes = try BlockFile(contents.path, PackageNames.amendments).all(limit: PackageContents.longestJournal)
    } catch { throw PackageError(.damaged, error.message) }
    report.findings += log.findings
    // A copy: between the two steps the sound entries must stay where they are.
    try AtomicFile.write(bytes, to: try placeAside(PackageNames.amendments), calls)
    try AtomicFile.write(bytes.prefix(log.soundBytes), to: path(PackageNames.amendments), calls)
    report.repaired.append(PackageNames.amendments)
  }

  /// Tells that amendments hang on a close record which is lost: the new one vouches for them from now on.
  mutating func tellAmendments() {
    guard let earlier = earlierAmendments else { return }
    add(
      "amendments-rehung", .warning,
      "\(earlier.entries) amendments hang on a close record that is lost; the new one names where their chain begins"
        + " and ends.", PackageNames.amendments)
  }

  /// Finds where a segment ends, and what of it is damaged.
  mutating func examine(_ segment: SegmentContents) {
    let description = segment.description
    var found = RecoveryReport.Segment(
      segment: description.segment, file: description.file, committed: segment.committed, frames: 0, uncommitted: 0,
      lost: segment.committed, tornBytes: 0, unwritten: 0)
    do {
      var source = try contents.source(of: segment, isTolerant: true)
      if let live = source as? W64Source {
        checkHeader(live, description)
        found.tornBytes = live.tornBytes
      }
      let scan = try SegmentScan(&source, description, frames: source.frames, commits: segment.commits)
      found.frames = scan.firstUnwritten ?? source.frames
      found.unwritten = source.frames - found.frames
      found.uncommitted = max(0, found.frames - segment.committed)
      found.lost = max(0, segment.committed - found.frames)
      for run in scan.unreadable {
        report.findings.append(
          Finding(
            code: "frames-unreadable", severity: .error,
            message:
              "The disk does not give the samples \(run.lowerBound)..<\(run.upperBound); the others are kept. Copy"
              + " the package to a sound disk with a program that fills such places with zeros.",
            place: Place(file: description.file, sample: run.lowerBound), count: run.count))
      }
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

  /// Sound files of which neither journal nor manifest tells; their own headers do.
  mutating func tellUnknownFiles() {
    let known = Set(contents.orderedSegments.map(\.description.file))
    for name in PackageEnd.names(contents.path) where name.hasSuffix(".w64") && !known.contains(name) {
      add(
        "segment-unknown", .warning,
        "Neither journal nor manifest tells of the file; it is kept, and no chart has its samples.", name)
    }
  }

  /// Keeps what was found, beside what an earlier recovery found.
  func writeReport() throws(PackageError) {
    try setAside(PackageNames.recovery)
    try AtomicFile.write(try PackageDocument.data(report), to: path(PackageNames.recovery), calls)
  }
}
