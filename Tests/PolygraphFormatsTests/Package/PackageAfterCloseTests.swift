import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFormats

@Suite("After the close: amendments, overviews, sound, pictures, archive")
struct PackageAfterCloseTests {
  private let time = Timestamp(millisecondsSince1970: 1_770_290_000_000)

  private func closed() throws -> PackageHarness {
    let harness = try PackageHarness()
    try harness.captureChart()
    _ = try harness.writer.close()
    return harness
  }

  private func correction() -> Amendment {
    var amendment = Amendment(.eventCorrection, author: "E1", time: time, reason: "late key")
    amendment.series = "1"
    amendment.chart = 1
    amendment.question = "R5"
    amendment.onset = 240
    amendment.offset = 290
    amendment.answer = Answer(sample: 305, word: "Yes")
    return amendment
  }

  @Test("corrections, exclusions and hand measurements are chained, applied, and can be withdrawn")
  func amendments() throws {
    let harness = try closed()
    let raw = try Data(contentsOf: URL(filePath: harness.path).appending(path: "journal.jsonl"))
    var log = try AmendmentLog(package: harness.path)
    try log.append(correction())
    var exclusion = Amendment(.exclusion, author: "E1", time: time, reason: "movement")
    exclusion.series = "1"
    exclusion.chart = 1
    exclusion.question = "C4"
    exclusion.sensor = .electrodermal
    try log.append(exclusion)
    var measurement = Amendment(.measurement, author: "R2", time: time, reason: "calipers")
    measurement.series = "1"
    measurement.chart = 1
    measurement.question = "R5"
    measurement.sensor = .electrodermal
    measurement.value = 1.25
    measurement.unit = .microsiemens
    try log.append(measurement)
    let chart = try ExamReader.read(path: harness.path).exam.series[0].charts[0]
    #expect(chart.events[1].onset == 240 && chart.events[1].offset == 290 && chart.events[1].answer?.word == "Yes")
    #expect(chart.events[1].corrections.map(\.onset) == [250] && chart.events[1].corrections[0].reason == "late key")
    #expect(chart.exclusions.map(\.question) == ["C4"] && chart.exclusions[0].sensor == .electrodermal)
    var withdrawal = Amendment(.withdrawal, author: "E1", time: time, reason: "wrong question")
    withdrawal.entry = 2
    try log.append(withdrawal)
    #expect(try ExamReader.read(path: harness.path).exam.series[0].charts[0].exclusions.isEmpty)
    let again = try AmendmentLog(package: harness.path)
    #expect(again.entries == log.entries && again.effective.map(\.number) == [1, 3])
    let report = try PackageVerification.verify(harness.path)
    #expect(report.isIntact && report.counts.amendments == 4, "\(report.findings)")
    #expect(try Data(contentsOf: URL(filePath: harness.path).appending(path: "journal.jsonl")) == raw)
  }

  @Test("amendments before the close are refused; a changed or a cut one is found, and recovery sets it aside")
  func damagedAmendments() throws {
    let open = try PackageHarness()
    let refusal = #expect(throws: FormatError.self) { try AmendmentLog(package: open.path) }
    #expect(refusal?.code == "package-open")
    let harness = try closed()
    var log = try AmendmentLog(package: harness.path)
    for _ in 0..<3 { try log.append(correction()) }
    let file = URL(filePath: harness.path).appending(path: "amendments.jsonl")
    let bytes = try Data(contentsOf: file)
    for place in stride(from: 0, to: bytes.count, by: Repository.isExhaustive ? 1 : 13) {
      var changed = bytes
      changed[place] ^= 1
      try changed.write(to: file)
      #expect(try !PackageVerification.verify(harness.path).isIntact, "byte \(place)")
    }
    let lines = bytes.split(separator: 10)
    try Data(lines[0] + [10] + lines[2] + [10]).write(to: file)
    #expect(try AmendmentLog(package: harness.path).entries.count == 1, "a link is gone")
    try bytes.prefix(bytes.count - 5).write(to: file)
    var torn = try AmendmentLog(package: harness.path)
    #expect(torn.entries.count == 2 && torn.isBroken)
    #expect(throws: PackageError.self) { try torn.append(correction()) }
    #expect(try PackageRecovery.recover(harness.path).repaired == ["amendments.jsonl"])
    var mended = try AmendmentLog(package: harness.path)
    try mended.append(correction())
    #expect(try AmendmentLog(package: harness.path).entries.count == 3)
    #expect(try PackageVerification.verify(harness.path).isIntact)
  }

  @Test("amendments belong to their package: another close record breaks the chain")
  func foreignAmendments() throws {
    let first = try closed()
    var log = try AmendmentLog(package: first.path)
    try log.append(correction())
    let second = try closed()
    try FileManager.default.copyItem(
      atPath: first.path + "/amendments.jsonl", toPath: second.path + "/amendments.jsonl")
    #expect(try AmendmentLog(package: second.path).entries.isEmpty)
    #expect(try !PackageVerification.verify(second.path).isIntact)
  }

  @Test("the overview holds the least and greatest counts of every bin, lost ones left out")
  func overview() throws {
    let harness = try PackageHarness()
    let segment = try harness.segment()
    try harness.capture(20_000)
    try harness.writer.recordGap(segment: segment, count: 700, cause: "sequence")
    try harness.capture(300)
    try harness.writer.recordMissing(segment: segment, channel: 1, frames: 0..<256)
    _ = try harness.writer.close()
    let data = try Data(contentsOf: URL(filePath: harness.path).appending(path: "overview/001.bin"))
    let pyramid = try #require(OverviewPyramid(data))
    #expect(pyramid.frames == 21_000 && pyramid.bytes == data && pyramid.levels.map { $0[0].count } == [83, 21])
    let rows = try harness.frames()
    for (level, bins) in pyramid.levels.enumerated() {
      let length = OverviewPyramid.baseFrames << (2 * level)
      for channel in 0..<3 {
        for (bin, extremes) in bins[channel].enumerated() {
          let frames = (bin * length)..<min((bin + 1) * length, rows.count)
          let values = frames.filter { rows[$0][3] & 2 == 0 && !(channel == 1 && $0 < 256) }.map { rows[$0][channel] }
          #expect(extremes.isEmpty == values.isEmpty)
          if let least = values.min(), let greatest = values.max() {
            #expect(extremes == OverviewPyramid.Extremes(least: least, greatest: greatest))
          }
        }
      }
    }
  }

  @Test("sound becomes FLAC at the close, sample for sample, and pictures keep hash, start and offset")
  func soundAndPictures() throws {
    let harness = try PackageHarness()
    _ = try harness.segment()
    let sound = try harness.writer.addSegment(
      instrument: "room", channels: ["microphone"], sampleRate: SampleRate(48_000), format: .pcm16, kind: .sound)
    let samples = (0..<48_000).map { Int32(($0 &* 7919) % 65_536 - 32_768) }
    try harness.writer.append(samples, to: sound)
    try harness.capture(100)
    let film = harness.folder.url.appending(path: "film of the room.mp4")
    try Data("pictures".utf8).write(to: film)
    let attachment = try harness.writer.attachVideo(
      film.path, start: time, mono: harness.clock.monotonic + 40_000_000)
    #expect(attachment.offset == 1_040_000_000 && attachment.file == "video/film%20of%20the%20room.mp4")
    let close = try harness.writer.close()
    #expect(close.segments[1].file == "audio/002.flac")
    #expect(!FileManager.default.fileExists(atPath: harness.path + "/audio/002.w64"))
    let handle = try SoundHandle(harness.path, "audio/002.flac")
    var block = [Int32](repeating: 0, count: samples.count)
    try handle.read(samples.count, from: nil, into: &block)
    #expect(block.map { $0 >> 16 } == samples)
    let report = try PackageVerification.verify(harness.path)
    #expect(report.isIntact && report.findings.isEmpty, "\(report.findings)")
    for file in ["audio/002.flac", "video/film%20of%20the%20room.mp4"] {
      let url = URL(filePath: harness.path).appending(path: file)
      let bytes = try Data(contentsOf: url)
      var changed = bytes
      changed[bytes.count / 2] ^= 1
      try changed.write(to: url)
      #expect(try !PackageVerification.verify(harness.path).isIntact, "\(file)")
      try bytes.write(to: url)
    }
  }

  @Test("the archive form holds the same exam, is verified before the live files go, and in itself")
  func archive() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    let wide = try harness.writer.addSegment(
      instrument: "B", channels: (1...11).map { "CH\($0)" }, sampleRate: SampleRate(100))
    try harness.capture(500, segment: wide, channels: 11)
    let other = try harness.writer.addSegment(
      instrument: "C", channels: ["W"], sampleRate: SampleRate(100), format: .pcm32)
    try harness.capture(100, segment: other, channels: 1)
    _ = try harness.writer.close()
    let before = try ExamReader.read(path: harness.path).exam
    let rows = try harness.frames(2)
    #expect(try PackageArchive.archive(harness.path).map(\.code) == ["archive-live"])
    let files = FileManager.default.contents(atPath: harness.path + "/archive.json")
    #expect(files != nil && !FileManager.default.fileExists(atPath: harness.path + "/signals/001.w64"))
    #expect(FileManager.default.fileExists(atPath: harness.path + "/signals/003.w64"))
    #expect(try harness.frames(2) == rows)
    #expect(try ExamReader.read(path: harness.path).exam == before)
    let report = try PackageVerification.verify(harness.path)
    #expect(report.isIntact && report.findings.isEmpty && report.state == .archived, "\(report.findings)")
    let flac = URL(filePath: harness.path).appending(path: "archive/002-2.flac")
    var bytes = try Data(contentsOf: flac)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: flac)
    #expect(try !PackageVerification.verify(harness.path).isIntact)
  }

  @Test("a damaged package is not archived")
  func archiveRefused() throws {
    let harness = try closed()
    let url = URL(filePath: harness.path).appending(path: "signals/001.w64")
    var bytes = try Data(contentsOf: url)
    bytes[200] ^= 1
    try bytes.write(to: url)
    let refusal = #expect(throws: FormatError.self) { try PackageArchive.archive(harness.path) }
    #expect(refusal?.code == "package-damaged" && FileManager.default.fileExists(atPath: url.path))
  }
}
