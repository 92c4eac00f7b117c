import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFormats

@Suite("A package that was cut or changed is told from a whole one, and recovered as far as it goes")
struct PackageDamageTests {
  /// The package of a program that ended: 30 committed frames of two channels, a gap of two, 10 more frames.
  private static func open() throws -> PackageHarness {
    let harness = try PackageHarness()
    let segment = try harness.segment(channels: ["RESP", "EDA"])
    try harness.writer.beginChart(series: "1", chart: 1, at: .init(segment: segment, frame: 0))
    try harness.capture(20, channels: 2)
    try harness.writer.recordGap(segment: segment, count: 2, cause: "sequence")
    try harness.capture(8, channels: 2)
    try harness.writer.commit()
    try harness.capture(10, channels: 2)
    return harness
  }

  /// A copy of a package in which one file has other bytes.
  private func copy(
    _ harness: PackageHarness, _ file: String, _ scratch: TemporaryFolder, _ change: (inout Data) -> Void
  ) throws -> String {
    let path = scratch.url.appending(path: "copy")
    try? FileManager.default.removeItem(at: path)
    try FileManager.default.copyItem(atPath: harness.path, toPath: path.path)
    var data = try Data(contentsOf: path.appending(path: file))
    change(&data)
    try data.write(to: path.appending(path: file))
    return path.path
  }

  private func expectSound(_ path: String, _ where: Comment) throws -> Exam {
    let report = try PackageVerification.verify(path)
    #expect(report.isIntact && report.state == .recovered, "\(`where`): \(report.findings)")
    return try ExamReader.read(path: path).exam
  }

  @Test("samples cut at any byte: whole frames stay, the loss is counted exactly, nothing else changes")
  func cutSamples() throws {
    let harness = try Self.open()
    let scratch = try TemporaryFolder()
    let offset = 104
    let width = 9
    let full = offset + 40 * width
    for length in 0...full {
      let path = try copy(harness, "signals/001.w64", scratch) { $0 = $0.prefix(length) }
      let before = try Data(contentsOf: URL(filePath: path).appending(path: "signals/001.w64"))
      let report = try PackageRecovery.recover(path)
      let whole = max(0, length - offset) / width
      let segment = try #require(report.segments.first)
      #expect(segment.frames == whole && segment.committed == 30, "cut at \(length)")
      #expect(segment.lost == max(0, 30 - whole) && segment.uncommitted == max(0, whole - 30))
      #expect(report.hasLoss == (whole < 30) || length < offset, "cut at \(length): \(report.findings)")
      #expect(try Data(contentsOf: URL(filePath: path).appending(path: "signals/001.w64")) == before)
      guard length % 16 == 0 || length == full || whole >= 38 else { continue }
      let verified = try PackageVerification.verify(path)
      #expect(verified.isIntact == !report.hasLoss, "cut at \(length): \(verified.findings)")
      guard whole > 0 else { continue }
      let chart = try ExamReader.read(path: path).exam.series[0].charts[0]
      #expect(chart.sampleCount == whole && chart.isAborted)
      let eda = try #require(chart.channel(.electrodermal))
      for sample in 0..<whole where !eda.mask.isMissing(sample) {
        let frame = sample < 20 ? sample : sample
        #expect(eda.counts[sample] == PackageHarness.count(frame, 1), "cut at \(length), sample \(sample)")
      }
    }
  }

  @Test("the journal cut at any byte: what it told before the cut holds, and the rest is told")
  func cutJournal() throws {
    let harness = try Self.open()
    let scratch = try TemporaryFolder()
    let bytes = try Data(contentsOf: URL(filePath: harness.path).appending(path: "journal.jsonl"))
    let step = Repository.isExhaustive ? 1 : 7
    let ends = bytes.indices.filter { bytes[$0] == 10 }
    let places = Set(stride(from: 0, through: bytes.count, by: step)).union(ends).union(ends.map { $0 + 1 })
    for length in places.sorted() {
      let path = try copy(harness, "journal.jsonl", scratch) { $0 = $0.prefix(length) }
      let report = try PackageRecovery.recover(path)
      #expect(report.segments.map(\.frames) == [40], "cut at \(length): the manifest tells of the segment too")
      #expect(try Data(contentsOf: URL(filePath: path).appending(path: "journal.jsonl")) == bytes.prefix(length))
      let whole = bytes.prefix(length).filter { $0 == 10 }.count
      #expect(report.journalRecords == whole)
    }
    _ = try expectSound(try recovered(harness, scratch), "whole")
  }

  private func recovered(_ harness: PackageHarness, _ scratch: TemporaryFolder) throws -> String {
    let path = try copy(harness, "journal.jsonl", scratch) { _ in }
    _ = try PackageRecovery.recover(path)
    return path
  }

  @Test("manifest and exam cut at any byte are made again from the journal, to the same bytes")
  func cutDocuments() throws {
    let harness = try Self.open()
    let scratch = try TemporaryFolder()
    for file in ["manifest.json", "exam.json"] {
      let bytes = try Data(contentsOf: URL(filePath: harness.path).appending(path: file))
      let step = Repository.isExhaustive ? 1 : 23
      for length in stride(from: 0, to: bytes.count - 1, by: step) {
        let path = try copy(harness, file, scratch) { $0 = $0.prefix(length) }
        let report = try PackageRecovery.recover(path)
        #expect(report.repaired == [file] && report.segments.map(\.frames) == [40], "\(file) cut at \(length)")
        #expect(try Data(contentsOf: URL(filePath: path).appending(path: file)) == bytes)
        #expect(
          try Data(contentsOf: URL(filePath: path).appending(path: "damaged/\(file)")) == bytes.prefix(length))
        guard length % 5 == 0 else { continue }
        let exam = try expectSound(path, "\(file) cut at \(length)")
        #expect(exam.series[0].charts[0].channels.count == 2)
      }
    }
  }

  @Test("a changed byte in committed samples is named with its frames, before and after the close")
  func changedSamples() throws {
    let harness = try Self.open()
    let scratch = try TemporaryFolder()
    let path = try copy(harness, "signals/001.w64", scratch) { $0[104 + 9 * 12 + 4] ^= 1 }
    let report = try PackageRecovery.recover(path)
    let finding = try #require(report.findings.first { $0.code == "data-damaged" })
    #expect(report.hasLoss && finding.place.sample == 0 && finding.message.contains("0..<30"))
    _ = try harness.writer.close()
    for byte in [0, 40, 104, 104 + 9 * 35, 104 + 9 * 40 - 1] {
      let changed = try copy(harness, "signals/001.w64", scratch) { $0[byte] ^= 1 }
      let verified = try PackageVerification.verify(changed)
      #expect(!verified.isIntact && verified.findings.contains { $0.code == "file-changed" }, "byte \(byte)")
    }
  }

  @Test("a changed byte in any file of a closed package is found, and a file that is gone or came")
  func changedFiles() throws {
    let harness = try Self.open()
    _ = try harness.writer.close()
    let scratch = try TemporaryFolder()
    for file in ["manifest.json", "exam.json", "journal.jsonl", "close.json", "overview/001.bin"] {
      let count = try Data(contentsOf: URL(filePath: harness.path).appending(path: file)).count
      for place in stride(from: 0, to: count, by: Repository.isExhaustive ? 1 : 61) {
        let path = try copy(harness, file, scratch) { $0[place] ^= 1 }
        let isUnseen = (try? PackageVerification.verify(path))?.isIntact ?? false
        guard isUnseen else { continue }
        // The close record's own time is held by nothing but the amendments' chain.
        var close = try #require(PackageContents(path: path).close, "\(file), byte \(place)")
        let original = try PackageContents(path: harness.path).close
        #expect(file == "close.json" && close != original, "\(file), byte \(place)")
        close.closed = try #require(original).closed
        #expect(close == original, "byte \(place) of the close record was changed unnoticed")
      }
      let gone = try copy(harness, file, scratch) { _ in }
      try FileManager.default.removeItem(atPath: gone + "/" + file)
      #expect(try !PackageVerification.verify(gone).isIntact, "\(file) is gone")
    }
    let more = try copy(harness, "exam.json", scratch) { _ in }
    try Data("x".utf8).write(to: URL(filePath: more).appending(path: "signals/extra"))
    #expect(try PackageVerification.verify(more).findings.map(\.code) == ["file-unlisted"])
  }

  @Test("a tail of zeros that a file system left is cut, and is no data")
  func zeroTail() throws {
    let harness = try Self.open()
    let scratch = try TemporaryFolder()
    let path = try copy(harness, "signals/001.w64", scratch) { $0 += Data(count: 9 * 7 + 4) }
    let report = try PackageRecovery.recover(path)
    #expect(report.segments[0].frames == 40 && report.segments[0].unwritten == 7 && report.segments[0].tornBytes == 4)
    #expect(try expectSound(path, "zeros").series[0].charts[0].sampleCount == 40)
  }

  @Test("a header with any byte changed loses no sample")
  func header() throws {
    let harness = try Self.open()
    let scratch = try TemporaryFolder()
    for byte in 0..<104 {
      let path = try copy(harness, "signals/001.w64", scratch) { $0[byte] ^= 0xFF }
      let report = try PackageRecovery.recover(path)
      #expect(report.segments[0].frames == 40)
    }
  }

  @Test("a close record or a journal that cannot be opened is no reason to make another")
  func unreadable() throws {
    let harness = try Self.open()
    _ = try harness.writer.close()
    let files = FileManager.default
    for file in ["close.json", "journal.jsonl"] {
      let scratch = try TemporaryFolder()
      let path = try copy(harness, file, scratch) { _ in }
      try files.removeItem(atPath: path + "/" + file)
      try files.createDirectory(atPath: path + "/" + file, withIntermediateDirectories: false)
      let before = try files.subpathsOfDirectory(atPath: path).sorted()
      let refusal = #expect(throws: FormatError.self) { try PackageRecovery.recover(path) }
      #expect(refusal?.code == "package-unreadable" && refusal?.place.file == file)
      #expect(try files.subpathsOfDirectory(atPath: path).sorted() == before)
    }
  }

  @Test("a sound file that nothing tells of is named")
  func unknownSegment() throws {
    let harness = try Self.open()
    let scratch = try TemporaryFolder()
    let path = try copy(harness, "journal.jsonl", scratch) { _ in }
    try FileManager.default.copyItem(atPath: path + "/signals/001.w64", toPath: path + "/signals/007.w64")
    let report = try PackageRecovery.recover(path)
    let finding = report.findings.first { $0.code == "segment-unknown" }
    #expect(finding?.place.file == "signals/007.w64" && finding?.severity == .warning)
  }

  @Test("a closed package is left as it is, and a recovery can be run twice")
  func twice() throws {
    let harness = try Self.open()
    let scratch = try TemporaryFolder()
    let path = try recovered(harness, scratch)
    let close = try Data(contentsOf: URL(filePath: path).appending(path: "close.json"))
    let again = try PackageRecovery.recover(path)
    #expect(again.wasClosed && again.repaired.isEmpty)
    #expect(try Data(contentsOf: URL(filePath: path).appending(path: "close.json")) == close)
    _ = try harness.writer.close()
    #expect(try PackageRecovery.recover(harness.path).wasClosed)
    #expect(try PackageVerification.verify(harness.path).isIntact)
  }

  @Test("a journal without a chart, a segment or a sensor is read without a trap")
  func holes() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    _ = try harness.writer.close()
    let scratch = try TemporaryFolder()
    let lines = try Data(contentsOf: URL(filePath: harness.path).appending(path: "journal.jsonl")).split(separator: 10)
    for hole in lines.indices {
      let path = try copy(harness, "journal.jsonl", scratch) { data in
        data = Data(lines.indices.filter { $0 != hole }.flatMap { lines[$0] + [10] })
      }
      #expect(try !PackageVerification.verify(path).isIntact)
      let read = try ExamReader.read(path: path)
      // Without its last record the journal is whole in itself; the close record alone tells of it.
      let isTold = read.findings.contains { $0.severity == .error } || hole == lines.count - 1
      #expect(isTold, "line \(hole + 1) is gone")
      for channel in read.exam.series.flatMap(\.charts).flatMap(\.channels) {
        #expect(channel.mask.count == channel.counts.count)
      }
    }
  }

  @Test("numbers that no recording has are findings or missing samples, never a trap")
  func hostileNumbers() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    let second = try harness.segment("B", channels: ["PPG"], rate: 50)
    try harness.capture(200, segment: second, channels: 1, rate: 50)
    try harness.writer.recordClock(segment: second, ClockFit(at: 3, mono: 12_000_000_000, ppm: 5))
    try harness.writer.commit()
    let scratch = try TemporaryFolder()
    let hostile = ["-1", "0", "9223372036854775807", "-9223372036854775808", "4294967296", "281474976710656"]
    let keys = ["at", "count", "frames", "mono", "startMono", "seg", "segment", "chart", "dataOffset", "event", "ppm"]
    let lines = try Data(contentsOf: URL(filePath: harness.path).appending(path: "journal.jsonl")).split(separator: 10)
    for key in keys {
      for value in hostile {
        let pattern = try Regex("\"\(key)\":-?[0-9.]+")
        let path = try copy(harness, "journal.jsonl", scratch) { data in
          data = Data(
            lines.flatMap { line -> [UInt8] in
              let json = String(decoding: line.dropLast(9), as: UTF8.self)
              let changed = json.replacing(pattern, with: "\"\(key)\":\(value)")
              return JournalLine.bytes(Data(changed.utf8))
            })
        }
        for chart in (try? ExamReader.read(path: path))?.exam.series.flatMap(\.charts) ?? [] {
          #expect(chart.events.allSatisfy { $0.onset >= 0 && $0.offset < chart.sampleCount }, "\(key) \(value)")
        }
        _ = try? PackageVerification.verify(path)
      }
    }
    for rate in ["1/1000000000", "1000000000"] {
      let path = try copy(harness, "journal.jsonl", scratch) { data in
        data = Data(
          lines.flatMap { line -> [UInt8] in
            let json = String(decoding: line.dropLast(9), as: UTF8.self)
            return JournalLine.bytes(
              Data(json.replacing("\"sampleRate\":\"50\"", with: "\"sampleRate\":\"\(rate)\"").utf8))
          })
      }
      _ = try? ExamReader.read(path: path)
    }
  }
}
