import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFormats

@Suite("What happens to a closed package may be broken off anywhere")
struct PackageInterruptionTests {
  private let time = Timestamp(millisecondsSince1970: 1_770_290_000_000)

  private func closed() throws -> PackageHarness {
    let harness = try PackageHarness()
    try harness.captureChart()
    let sound = try harness.writer.addSegment(
      instrument: "room", channels: ["microphone"], sampleRate: SampleRate(8000), format: .pcm16, kind: .sound)
    try harness.writer.append((0..<8000).map { Int32(($0 &* 7919) % 65_536 - 32_768) }, to: sound)
    _ = try harness.writer.close()
    return harness
  }

  private func copy(_ harness: PackageHarness, _ scratch: TemporaryFolder) throws -> String {
    let path = scratch.url.appending(path: "copy").path
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.copyItem(atPath: harness.path, toPath: path)
    return path
  }

  /// Calls that work so many times and then no more, as when the program ends there.
  private func ending(after count: Int) -> TroubledCalls {
    let calls = TroubledCalls()
    calls.change {
      $0.failsAfter = count
      $0.failsFor = .max
    }
    return calls
  }

  @Test("the archive: the live files go when the names of the others are on the disk, and never before")
  func archive() throws {
    let harness = try closed()
    let exam = try ExamReader.read(path: harness.path).exam
    let scratch = try TemporaryFolder()
    let path = try copy(harness, scratch)
    let calls = TroubledCalls()
    _ = try PackageArchive.archive(path, calls: calls)
    let log = calls.log
    let named = try #require(log.lastIndex(of: "sync archive"))
    let recorded = try #require(log.firstIndex(of: "rename archive.json"))
    let removed = try #require(log.firstIndex(of: "remove 001.w64"))
    #expect(named < recorded && recorded < removed && log[recorded + 1] == "sync copy")
    for count in 0..<calls.callCount {
      let broken = try copy(harness, scratch)
      #expect(throws: FormatError.self, "call \(count)") {
        try PackageArchive.archive(broken, calls: ending(after: count))
      }
      #expect(FileManager.default.fileExists(atPath: broken + "/signals/001.w64"), "call \(count)")
      let chart = try ExamReader.read(path: broken).exam.series[0].charts[0]
      #expect(chart.channels == exam.series[0].charts[0].channels && chart.events == exam.series[0].charts[0].events)
      _ = try PackageArchive.archive(broken)
      #expect(!FileManager.default.fileExists(atPath: broken + "/signals/001.w64"))
      #expect(try PackageVerification.verify(broken).isIntact)
    }
  }

  @Test("a changed byte of the archive record is found")
  func archiveRecord() throws {
    let harness = try closed()
    _ = try PackageArchive.archive(harness.path)
    let url = URL(filePath: harness.path).appending(path: "archive.json")
    let bytes = try Data(contentsOf: url)
    for place in stride(from: 0, to: bytes.count, by: Repository.isExhaustive ? 1 : 7) {
      var changed = bytes
      changed[place] ^= 1
      try changed.write(to: url)
      #expect(((try? PackageVerification.verify(harness.path))?.isIntact ?? false) == false, "byte \(place)")
    }
  }

  @Test("an archived package whose close record is damaged is recovered with every sample")
  func archivedRecovery() throws {
    let harness = try closed()
    let before = try ExamReader.read(path: harness.path).exam
    let frames = try harness.frames()
    _ = try PackageArchive.archive(harness.path)
    try Data("{".utf8).write(to: URL(filePath: harness.path).appending(path: "close.json"))
    let report = try PackageRecovery.recover(harness.path)
    #expect(report.segments.map(\.frames) == [500, 8000] && report.segments.allSatisfy { $0.lost == 0 })
    let verified = try PackageVerification.verify(harness.path)
    #expect(verified.isIntact, "\(verified.findings)")
    let chart = try ExamReader.read(path: harness.path).exam.series[0].charts[0]
    #expect(chart.channels == before.series[0].charts[0].channels)
    #expect(try harness.frames() == frames)
    #expect(FileManager.default.fileExists(atPath: harness.path + "/damaged/close.json"))
  }

  @Test("a recovery of amendments keeps the sound ones at every moment")
  func amendments() throws {
    let harness = try closed()
    var log = try AmendmentLog(package: harness.path)
    for number in 1...3 {
      try log.append(Amendment(.note, author: "E1", time: time, reason: "\(number)"))
    }
    let url = URL(filePath: harness.path).appending(path: "amendments.jsonl")
    let bytes = try Data(contentsOf: url)
    try bytes.dropLast(5).write(to: url)
    let scratch = try TemporaryFolder()
    let calls = TroubledCalls()
    _ = try PackageRecovery.recover(try copy(harness, scratch), calls: calls)
    #expect(calls.callCount > 5)
    for count in 0..<calls.callCount {
      let path = try copy(harness, scratch)
      _ = try? PackageRecovery.recover(path, calls: ending(after: count))
      #expect(try AmendmentLog(package: path).entries.count == 2, "call \(count)")
      _ = try PackageRecovery.recover(path)
      let mended = try AmendmentLog(package: path)
      #expect(mended.entries.count == 2 && !mended.isBroken, "call \(count)")
      let aside = URL(filePath: path).appending(path: "damaged/amendments.jsonl")
      #expect(try Data(contentsOf: aside) == bytes.dropLast(5))
    }
  }

  @Test("an amendment whose file's name does not get to the disk was not added")
  func amendmentName() throws {
    let harness = try closed()
    var log = try AmendmentLog(package: harness.path)
    let calls = TroubledCalls()
    calls.change { $0.failsFolders = true }
    let note = Amendment(.note, author: "E1", time: time, reason: "once")
    #expect(throws: PackageError.self) { try log.append(note, calls: calls) }
    #expect(log.entries.isEmpty && !FileManager.default.fileExists(atPath: harness.path + "/amendments.jsonl"))
    calls.change { $0.failsFolders = false }
    try log.append(note, calls: calls)
    #expect(try AmendmentLog(package: harness.path).entries == log.entries)
  }

  @Test("a recovery that ends anywhere leaves samples and journal as they are and can be run again")
  func recovery() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    let scratch = try TemporaryFolder()
    let raw = ["journal.jsonl", "signals/001.w64"]
    func bytes(_ path: String) throws -> [Data] { try raw.map { try Data(contentsOf: URL(filePath: path + "/" + $0)) } }
    let before = try bytes(harness.path)
    let calls = TroubledCalls()
    _ = try PackageRecovery.recover(try copy(harness, scratch), calls: calls)
    for count in 0..<calls.callCount {
      let path = try copy(harness, scratch)
      _ = try? PackageRecovery.recover(path, calls: ending(after: count))
      #expect(try bytes(path) == before, "call \(count)")
      _ = try PackageRecovery.recover(path)
      #expect(try bytes(path) == before && PackageVerification.verify(path).isIntact, "call \(count)")
    }
  }
}
