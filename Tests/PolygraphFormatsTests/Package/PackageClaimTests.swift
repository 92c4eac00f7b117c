import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFormats

@Suite("A package belongs to one program at a time, and keeps what it was told")
struct PackageClaimTests {
  private let time = Timestamp(millisecondsSince1970: 1_770_290_000_000)

  private func note(_ words: String) -> Amendment { Amendment(.note, author: "E1", time: time, reason: words) }

  private func closed() throws -> PackageHarness {
    let harness = try PackageHarness()
    try harness.captureChart()
    _ = try harness.writer.close()
    return harness
  }

  @Test("what is being recorded is neither recovered nor archived nor amended; after the close it is")
  func claim() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    let before = try FileManager.default.subpathsOfDirectory(atPath: harness.path).sorted()
    let refusal = #expect(throws: FormatError.self) { try PackageRecovery.recover(harness.path) }
    #expect(refusal?.code == "package-busy" && refusal?.message.contains("recorded by another program") == true)
    #expect(throws: FormatError.self) { try PackageArchive.archive(harness.path) }
    #expect(try FileManager.default.subpathsOfDirectory(atPath: harness.path).sorted() == before)
    _ = try harness.writer.close()
    #expect(try PackageRecovery.recover(harness.path).wasClosed)
    var log = try AmendmentLog(package: harness.path)
    do {
      let lock = try PackageLock(harness.path, SystemFileCalls())
      defer { withExtendedLifetime(lock) {} }
      let error = #expect(throws: PackageError.self) { try log.append(note("now")) }
      #expect(error?.code == .busy)
      #expect(throws: FormatError.self) { try PackageArchive.archive(harness.path) }
    }
    try log.append(note("now"))
    #expect(try PackageVerification.verify(harness.path).isIntact)
  }

  @Test("a program that ended gives its claim back")
  func given() throws {
    let scratch = try TemporaryFolder()
    let path = scratch.url.appending(path: "exam").path
    var writer: ExamPackageWriter? = try ExamPackageWriter(
      creating: path, exam: PackageHarness.exam, software: "test/1")
    _ = try writer?.addSegment(instrument: "A", channels: ["EDA"], sampleRate: SampleRate(100))
    #expect(throws: FormatError.self) { try PackageRecovery.recover(path) }
    writer = nil
    #expect(try !PackageRecovery.recover(path).wasClosed)
  }

  @Test("what one channel lacks is in the journal when the call returns, and no end of the program makes values of it")
  func missing() throws {
    let harness = try PackageHarness()
    let segment = try harness.segment()
    try harness.writer.beginChart(series: "1", chart: 1, at: .init(segment: segment, frame: 0))
    try harness.capture(100)
    try harness.writer.recordMissing(segment: segment, channel: 2, frames: 40..<60)
    try harness.writer.recordMissing(segment: segment, channel: 2, frames: 60..<61)
    let scratch = try TemporaryFolder()
    let path = scratch.url.appending(path: "copy").path
    try FileManager.default.copyItem(atPath: harness.path, toPath: path)
    _ = try PackageRecovery.recover(path)
    let chart = try ExamReader.read(path: path).exam.series[0].charts[0]
    let channel = try #require(chart.channels.first { $0.name == "EDA" })
    #expect(channel.mask.missingRanges == [40..<61])
    #expect(try PackageVerification.verify(path).isIntact)
  }

  @Test("a damaged close record takes no amendment with it; the new one vouches for those there were")
  func rehung() throws {
    let harness = try closed()
    var log = try AmendmentLog(package: harness.path)
    for word in ["one", "two", "three"] { try log.append(note(word)) }
    let close = URL(filePath: harness.path).appending(path: "close.json")
    try Data("{".utf8).write(to: close)
    let report = try PackageRecovery.recover(harness.path)
    #expect(
      report.findings.contains { $0.code == "amendments-rehung" } && !report.repaired.contains("amendments.jsonl"))
    var again = try AmendmentLog(package: harness.path)
    #expect(again.entries == log.entries && again.findings.isEmpty)
    try again.append(note("four"))
    let verified = try PackageVerification.verify(harness.path)
    #expect(verified.isIntact && verified.counts.amendments == 4, "\(verified.findings)")
    // Now that a record vouches for three, none of them can be taken away.
    let file = URL(filePath: harness.path).appending(path: "amendments.jsonl")
    let lines = try Data(contentsOf: file).split(separator: 10)
    try Data(lines.prefix(2).flatMap { $0 + [10] }).write(to: file)
    let cut = try PackageVerification.verify(harness.path)
    #expect(!cut.isIntact && cut.findings.contains { $0.code == "amendments-missing" })
    try FileManager.default.removeItem(at: file)
    #expect(try PackageVerification.verify(harness.path).findings.contains { $0.code == "amendments-missing" })
    try Data(lines.prefix(4).flatMap { $0 + [10] }).write(to: file)
    try Data("{".utf8).write(to: close)
    _ = try PackageRecovery.recover(harness.path)
    #expect(try AmendmentLog(package: harness.path).entries.count == 4)
  }

  @Test("what a recovery found is among the files that the close record vouches for")
  func recoveryIsHashed() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    let scratch = try TemporaryFolder()
    let path = scratch.url.appending(path: "copy").path
    try FileManager.default.copyItem(atPath: harness.path, toPath: path)
    _ = try PackageRecovery.recover(path)
    #expect(try PackageVerification.verify(path).isIntact)
    let file = URL(filePath: path).appending(path: "recovery.json")
    var text = try String(contentsOf: file, encoding: .utf8)
    text = text.replacingOccurrences(of: "recording-ended", with: "recording-whole")
    try Data(text.utf8).write(to: file)
    let report = try PackageVerification.verify(path)
    #expect(!report.isIntact && report.findings.contains { $0.place.file == "recovery.json" })
  }

  @Test("sectors that the disk does not give cost their frames alone, in samples and journal")
  func badSectors() throws {
    let harness = try PackageHarness()
    let segment = try harness.segment()
    try harness.writer.beginChart(series: "1", chart: 1, at: .init(segment: segment, frame: 0))
    for _ in 0..<40 {
      try harness.capture(100)
      try harness.writer.commit()
    }
    try harness.writer.endChart(at: .init(segment: segment, frame: 4000))
    let scratch = try TemporaryFolder()
    let path = scratch.url.appending(path: "copy").path
    try FileManager.default.copyItem(atPath: harness.path, toPath: path)
    let offset = try #require(try PackageContents(path: path).segments[1]?.description.dataOffset)
    let bad: @Sendable (String, Range<Int>) -> Bool = { file, bytes in
      file == "signals/001.w64" && bytes.overlaps(8192..<12_288)
    }
    // Frames of twelve bytes.
    let frames = ((8192 - offset) / 12)..<((12_288 - offset + 11) / 12)
    let report = try BlockFile.$badSectors.withValue(bad) { try PackageRecovery.recover(path) }
    let told = report.findings.filter { $0.code == "frames-unreadable" }
    #expect(told.map(\.place.sample) == [frames.lowerBound] && told.map(\.count) == [frames.count])
    #expect(report.segments.map(\.frames) == [4000] && report.hasLoss)
    let onBadDisk = try BlockFile.$badSectors.withValue(bad) { try PackageVerification.verify(path) }
    #expect(!onBadDisk.isIntact)
    // A rescued copy has zeros there; it is what the recovery closed, with the loss told.
    let handle = try FileHandle(forUpdating: URL(filePath: path).appending(path: "signals/001.w64"))
    try handle.seek(toOffset: 8192)
    try handle.write(contentsOf: Data(count: 4096))
    try handle.close()
    let rescued = try PackageVerification.verify(path)
    #expect(rescued.isIntact, "\(rescued.findings.filter { $0.severity == .error })")
    // In the journal: its lines are damaged, the others are used.
    let second = scratch.url.appending(path: "second").path
    try FileManager.default.copyItem(atPath: harness.path, toPath: second)
    let length = try Data(contentsOf: URL(filePath: second).appending(path: "journal.jsonl")).count
    try #require(length > 4500)
    let broken: @Sendable (String, Range<Int>) -> Bool = { file, bytes in
      file == "journal.jsonl" && bytes.overlaps(4096..<8192)
    }
    let again = try BlockFile.$badSectors.withValue(broken) { try PackageRecovery.recover(second) }
    #expect(again.findings.contains { $0.code == "sector-unreadable" && $0.place.byte == 4096 })
    #expect(again.segments.map(\.frames) == [4000])
  }
}
