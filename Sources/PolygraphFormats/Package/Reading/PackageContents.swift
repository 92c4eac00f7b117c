import Foundation
import PolygraphModel
import PolygraphQuantities

/// A segment as the journal tells it, and as far as its file goes.
struct SegmentContents: Sendable {
  /// A commit: how many frames were on the disk, and the check of those since the one before.
  struct Commit: Sendable {
    let frames: Int
    let crc: String?
    let mono: Int64?
  }
  /// A gap of the ledger.
  struct Gap: Sendable {
    let at: Int
    let count: Int?
    let cause: String
    let isFilled: Bool
    let isUncertain: Bool
    let channels: [String]
  }

  var description: SegmentDescription
  var commits: [Commit] = []
  var gaps: [Gap] = []
  var missing: [String: [Range<Int>]] = [:]
  var fit: ClockFit?
  var endedFrames: Int?
  /// Frames that count.
  var frames = 0

  /// Frames the journal says are on the disk.
  var committed: Int { commits.last?.frames ?? 0 }
  /// How its frames lie on the host's clock.
  var clock: ClockFit { fit ?? ClockFit(at: 0, mono: description.startMono) }

  /// The mask of what one channel alone lacks.
  func mask(_ channel: Int) -> SampleMask? {
    missing[description.channels[channel]].map { SampleMask(count: frames, missing: $0) }
  }
}

/// A chart as the journal tells it.
struct ChartContents: Sendable {
  let series: String
  let chart: Int
  let segment: Int
  let begin: Int
  let date: String?
  let time: String?
  let origin: ChartSource?
  var end: (segment: Int, at: Int)?
  var isAborted = false
}

/// A mark with its place.
struct MarkContents: Sendable {
  let mark: EventMark
  let segment: Int
  let at: Int
}

/// A package's documents and journal, before samples are read.
public struct PackageContents: Sendable {
  /// The package's folder.
  public let path: String
  /// The manifest; made from the journal when the file is damaged.
  public private(set) var manifest: PackageManifest
  /// The exam's description.
  public private(set) var exam: ExamRecord
  /// The journal.
  public let journal: ReadJournal
  /// The close record; absent while the package is captured, or after the end of the process or the power.
  public internal(set) var close: CloseRecord?
  /// The archive form's record.
  public private(set) var archive: ArchiveRecord?
  /// The attached pictures.
  public private(set) var attachments: [Attachment] = []
  /// What is wrong with manifest, exam, journal, close record and archive record.
  public private(set) var findings: [Finding] = []
  /// True when the manifest, or the exam, had to be made from the journal.
  var isManifestDamaged = false
  var isExamDamaged = false

  var segments: [Int: SegmentContents] = [:]
  private(set) var charts: [ChartContents] = []
  private(set) var marks: [MarkContents] = []

  /// The longest document and the longest journal that are read.
  static let longestDocument = 64 << 20
  static let longestJournal = 1 << 30

  /// The segments in order.
  var orderedSegments: [SegmentContents] { segments.keys.sorted().compactMap { segments[$0] } }

  /// Reads the documents and the journal of a package.
  ///
  /// *Errors*: `package-unreadable` when neither manifest nor journal tells what the package is.
  public init(path: String) throws(FormatError) {
    self.path = path
    var findings: [Finding] = []
    journal = Self.readJournal(path, &findings)
    findings += journal.findings
    let opened = journal.records.first { $0.k == .open }?.package
    let manifest = Self.document(
      PackageManifest.self, path, PackageNames.manifest, PackageManifest.schemaName, &findings, \.schema)
    guard let identity = manifest?.package ?? opened else {
      throw FormatError(
        code: "package-unreadable",
        message: "Neither \(PackageNames.manifest) nor \(PackageNames.journal) can be read.")
    }
    self.manifest = manifest ?? Self.manifest(identity, journal)
    isManifestDamaged = manifest == nil
    let written = Self.document(
      ExamRecord.self, path, PackageNames.exam, ExamRecord.schemaName, &findings, \.schema)
    let told = journal.records.last { $0.k == .exam }?.exam
    exam = (journal.isDamaged ? written ?? told : told ?? written) ?? ExamRecord(name: "unknown")
    isExamDamaged = written == nil
    if let written, let told, written != told {
      findings.append(
        Self.error("exam-differs", "The document differs from the journal's last one.", PackageNames.exam))
    }
    if FileManager.default.fileExists(atPath: PackageNames.path(path, PackageNames.close)) {
      close = Self.document(
        CloseRecord.self, path, PackageNames.close, CloseRecord.schemaName, &findings, \.schema)
    }
    if FileManager.default.fileExists(atPath: PackageNames.path(path, PackageNames.archiveRecord)) {
      archive = Self.document(
        ArchiveRecord.self, path, PackageNames.archiveRecord, ArchiveRecord.schemaName, &findings, \.schema)
    }
    self.findings = findings
    if let opened, opened != identity { report("manifest-differs", "It names another package than the journal.") }
    if let close, close.package != identity { report("close-differs", "The close record is another package's.") }
    replay()
    mergeManifest(isRead: manifest != nil)
    measure()
  }

  private static func error(_ code: String, _ message: String, _ file: String) -> Finding {
    Finding(code: code, severity: .error, message: message, place: Place(file: file))
  }

  private mutating func report(_ code: String, _ message: String) {
    findings.append(Self.error(code, message, PackageNames.manifest))
  }

  /// The manifest as the journal tells it; its segments come later.
  private static func manifest(_ identity: PackageIdentity, _ journal: ReadJournal) -> PackageManifest {
    let told = journal.records.last { $0.instruments != nil }
    return PackageManifest(
      package: identity, instruments: told?.instruments ?? [], primary: told?.primary, segments: [])
  }

  private static func readJournal(_ path: String, _ findings: inout [Finding]) -> ReadJournal {
    do {
      let (data, bad) = try BlockFile(path, PackageNames.journal).allTolerantly(limit: longestJournal)
      for run in bad {
        findings.append(
          Finding(
            code: "sector-unreadable", severity: .error,
            message: "The disk does not give the bytes \(run.lowerBound) to \(run.upperBound - 1).",
            place: Place(file: PackageNames.journal, byte: run.lowerBound)))
      }
      return ReadJournal(data)
    } catch {
      findings.append(error.finding)
      return ReadJournal([])
    }
  }

  private static func document<Document: Decodable>(
    _ type: Document.Type, _ path: String, _ file: String, _ schema: String, _ findings: inout [Finding],
    _ of: KeyPath<Document, String>
  ) -> Document? {
    do {
      let data = try BlockFile(path, file).all(limit: longestDocument)
      return try PackageDocument.read(type, data, file: file, schema: schema) { $0[keyPath: of] }
    } catch {
      findings.append(error.finding)
      return nil
    }
  }
}

extension PackageContents {
  /// Takes the journal's records one after the other.
  private mutating func replay() {
    for record in journal.records {
      switch record.k {
      case .segment: addSegment(record.description)
      case .commit, .gap, .missing, .clock, .segmentEnd: add(record)
      case .chart: addChart(record)
      case .event:
        if let mark = record.mark, let segment = record.segment, let at = record.at, Self.isPlace(at) {
          marks.append(MarkContents(mark: mark, segment: segment, at: at))
        }
      case .video:
        if let attachment = record.attachment, PackageNames.isInside(attachment.file) {
          attachments.append(attachment)
        }
      default: break
      }
    }
  }

  /// Frames and samples that can be computed with.
  private static func isPlace(_ frame: Int) -> Bool { (0...ClockFit.mostFrames).contains(frame) }

  private mutating func addSegment(_ description: SegmentDescription?) {
    guard let description else { return }
    if let fault = description.fault {
      findings.append(Self.error("segment-unusable", "Segment \(description.segment): \(fault).", PackageNames.journal))
    } else if segments[description.segment] == nil {
      segments[description.segment] = SegmentContents(description: description)
    }
  }

  private mutating func add(_ record: JournalRecord) {
    guard let number = record.segment, var segment = segments[number] else { return }
    switch record.k {
    case .commit:
      guard let frames = record.frames, Self.isPlace(frames), frames >= segment.committed else { break }
      segment.commits.append(SegmentContents.Commit(frames: frames, crc: record.crc, mono: record.mono))
    case .gap:
      guard let at = record.at, Self.isPlace(at), Self.isPlace(record.count ?? 0) else { break }
      segment.gaps.append(
        SegmentContents.Gap(
          at: at, count: record.count, cause: record.why ?? "unknown", isFilled: record.filled ?? false,
          isUncertain: record.uncertain ?? false, channels: record.channels ?? []))
    case .missing:
      guard let channel = record.channel, segment.description.channels.contains(channel) else { break }
      for run in record.runs ?? [] where run.count == 2 && Self.isPlace(run[0]) && Self.isPlace(run[1]) {
        segment.missing[channel, default: []].append(run[0]..<(run[0] + run[1]))
      }
    case .clock:
      if let fit = record.fit, fit.isUsable { segment.fit = fit }
    default: segment.endedFrames = record.frames
    }
    segments[number] = segment
  }

  private mutating func addChart(_ record: JournalRecord) {
    guard let series = record.series, let chart = record.chart, chart > 0, let segment = record.segment,
      let at = record.at, Self.isPlace(at)
    else { return }
    if record.what == "begin" {
      charts.append(
        ChartContents(
          series: series, chart: chart, segment: segment, begin: at, date: record.date, time: record.time,
          origin: record.origin))
    } else if let index = charts.lastIndex(where: { $0.series == series && $0.chart == chart }) {
      charts[index].end = (segment, at)
      charts[index].isAborted = record.aborted ?? false
    }
  }

  /// Segments that only the manifest tells of are kept; where both tell, they must agree.
  private mutating func mergeManifest(isRead: Bool) {
    for description in manifest.segments {
      if let known = segments[description.segment] {
        if known.description != description {
          report("manifest-differs", "Segment \(description.segment) is described in another way than in the journal.")
        }
      } else if description.fault == nil {
        segments[description.segment] = SegmentContents(description: description)
        report("manifest-differs", "The journal tells nothing of segment \(description.segment).")
      } else {
        report("segment-unusable", "Segment \(description.segment): \(description.fault ?? "").")
      }
    }
    let missing = Set(segments.keys).subtracting(manifest.segments.map(\.segment))
    if isRead, !missing.isEmpty {
      // The journal is written first: a process that ended in between leaves a manifest that is one segment behind.
      findings.append(
        Finding(
          code: "manifest-behind", severity: close == nil ? .note : .error,
          message: "Segments \(missing.sorted()) stand in the journal alone.",
          place: Place(file: PackageNames.manifest)))
    }
    manifest.segments = orderedSegments.map(\.description)
  }

  /// Finds how many frames of each segment count.
  private mutating func measure() {
    for number in segments.keys {
      guard var segment = segments[number] else { continue }
      if let closed = close?.segments.first(where: { $0.segment == number }), Self.isPlace(closed.frames) {
        segment.frames = closed.frames
        segment.fit = segment.fit ?? closed.fit
      } else if let source = try? source(of: segment) {
        segment.frames = source.frames
      }
      segments[number] = segment
    }
  }

  /// Opens a segment's frames, in whatever form they are kept; a tolerant source has zeros where the disk gives
  /// nothing.
  ///
  /// *Errors*: `not-readable`, `archive-damaged`, `sound-unreadable`.
  func source(of segment: SegmentContents, isTolerant: Bool = false) throws(FormatError) -> any FrameSource {
    let description = segment.description
    if FileManager.default.fileExists(atPath: PackageNames.path(path, description.file)) {
      return try W64Source(path, description, isTolerant: isTolerant)
    }
    if let groups = archive?.segments.first(where: { $0.segment == description.segment })?.groups {
      return try FLACSource(path, groups.map { ($0.file, $0.channels) }, description)
    }
    // Not by the close record, which may be damaged.
    if FileManager.default.fileExists(atPath: PackageNames.path(path, description.packedFile)) {
      return try FLACSource(path, [(description.packedFile, Array(0..<description.fileChannels))], description)
    }
    return try W64Source(path, description)
  }
}
