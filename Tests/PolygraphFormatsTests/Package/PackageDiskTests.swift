import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFormats

@Suite("Trouble with the disk loses nothing that was accepted")
struct PackageDiskTests {
  private func expectWhole(_ harness: PackageHarness, frames: Int) throws {
    let rows = try harness.frames()
    #expect(rows.count == frames)
    for (frame, row) in rows.enumerated() {
      guard row == (0..<3).map({ PackageHarness.count(frame, $0) }) + [1] else {
        Issue.record("frame \(frame) holds \(row)")
        return
      }
    }
  }

  @Test("a full disk at any byte, then freed: every frame in its place, no channel rotated")
  func full() throws {
    for room in stride(from: 0, through: 1400, by: 37) {
      let harness = try PackageHarness()
      let segment = try harness.segment()
      try harness.capture(20)
      try harness.writer.commit()
      harness.calls.change { $0.room = room }
      var failures = 0
      for _ in 0..<6 {
        try harness.capture(20)
        do { try harness.writer.commit() } catch {
          failures += 1
          #expect(error.code == .disk && error.number == ENOSPC)
        }
      }
      #expect(failures > 0, "room for \(room) bytes was enough")
      #expect(harness.writer.frameCount(of: segment) == 140, "accepted in memory")
      harness.calls.change { $0.room = nil }
      try harness.writer.commit()
      try expectWhole(harness, frames: 140)
      try harness.capture(10)
      _ = try harness.writer.close()
      try expectWhole(harness, frames: 150)
      let report = try PackageVerification.verify(harness.path)
      #expect(report.isIntact && report.findings.isEmpty, "room \(room): \(report.findings)")
    }
  }

  @Test("from the nth call on one, two or three fail, for every n: the next commit mends it", arguments: 1...3)
  func everyCall(count: Int) throws {
    // With two and more every sync lasts long, so that alarms are noted wherever they can be.
    func run(_ failing: Int?) throws -> (PackageHarness, failures: Int, calls: Int) {
      let harness = try PackageHarness()
      _ = try harness.segment()
      harness.calls.change {
        $0.failsAfter = failing
        $0.failsFor = count
        $0.calls = 0
      }
      let clock = harness.clock
      if count > 1 { harness.calls.change { $0.onSync = { clock.advance(2_000_000_000) } } }
      var failures = 0
      for step in 0..<5 {
        try harness.capture(10)
        do { try harness.writer.commit() } catch { failures += 1 }
        do {
          try harness.writer.annotate("N\(step)", at: .init(segment: 1, frame: step))
        } catch { failures += 1 }
      }
      for attempt in 0...count {
        do {
          _ = try harness.writer.close()
          break
        } catch {
          failures += 1
          if attempt == count { throw error }
          _ = try? harness.writer.commit()
        }
      }
      return (harness, failures, harness.calls.callCount)
    }
    let calls = try run(nil).calls
    var seen = 0
    for failing in 0..<calls {
      let (harness, failures, _) = try run(failing)
      seen += failures
      try expectWhole(harness, frames: 50)
      let report = try PackageVerification.verify(harness.path)
      #expect(report.isIntact && report.findings.isEmpty, "call \(failing): \(report.findings)")
      let contents = try PackageContents(path: harness.path)
      #expect(contents.marks.map(\.mark.code) == (0..<5).map { "N\($0)" }, "call \(failing)")
    }
    #expect(calls > 20 && seen > calls / 2)
  }

  @Test("no frame counts as on the disk before its file's name is")
  func names() throws {
    let harness = try PackageHarness()
    harness.calls.change { $0.failsFolders = true }
    _ = try harness.segment()
    try harness.capture(20)
    let failure = #expect(throws: PackageError.self) { try harness.writer.commit() }
    #expect(failure?.code == .disk && failure?.number == EIO)
    func commits() throws -> Int { try PackageContents(path: harness.path).segments[1]?.commits.count ?? 0 }
    #expect(try commits() == 0)
    harness.calls.change { $0.failsFolders = false }
    try harness.writer.commit()
    #expect(try commits() == 1)
    #expect(harness.calls.log.contains("sync signals"))
    _ = try harness.writer.close()
    try expectWhole(harness, frames: 20)
    // The parent of a package with a relative name.
    #expect(SystemFileCalls().synchronizeFolder("") == 0)
  }

  @Test("a segment whose file is there already is refused, and the file is left as it is")
  func foreignFile() throws {
    let harness = try PackageHarness()
    let file = URL(filePath: harness.path).appending(path: "signals/001.w64")
    try Data("raw".utf8).write(to: file)
    let refusal = #expect(throws: PackageError.self) { try harness.segment() }
    #expect(refusal?.number == EEXIST)
    #expect(try Data(contentsOf: file) == Data("raw".utf8))
  }

  @Test("a disk that stalls two seconds raises the alarm and loses nothing")
  func stall() throws {
    let harness = try PackageHarness()
    _ = try harness.segment()
    try harness.capture(30)
    let clock = harness.clock
    harness.calls.change { $0.onSync = { clock.advance(2_000_000_000) } }
    let report = try harness.writer.commit()
    #expect(report.isSlow && report.nanoseconds >= 2_000_000_000 && report.frames == 30)
    harness.calls.change { $0.onSync = nil }
    try harness.capture(30)
    #expect(try !harness.writer.commit().isSlow)
    _ = try harness.writer.close()
    try expectWhole(harness, frames: 60)
    let contents = try PackageContents(path: harness.path)
    #expect(contents.journal.records.contains { $0.k == .alarm && $0.what == "disk-slow" && ($0.count ?? 0) >= 2000 })
  }

  @Test("memory for waiting frames is bounded, and what it refuses is refused whole")
  func backlog() throws {
    var limits = ExamPackageWriter.Limits()
    limits.waitingBytes = 16_000
    let harness = try PackageHarness(limits: limits)
    let segment = try harness.segment()
    harness.calls.change { $0.room = 0 }
    var accepted = 0
    var refusal: PackageError?
    while refusal == nil {
      do {
        try harness.capture(50)
        accepted += 50
      } catch { refusal = error as? PackageError }
    }
    #expect(refusal?.code == .backlogFull && accepted > 0 && accepted <= 1000)
    #expect(harness.writer.frameCount(of: segment) == accepted)
    harness.calls.change { $0.room = nil }
    try harness.writer.commit()
    try harness.capture(50)
    _ = try harness.writer.close()
    try expectWhole(harness, frames: accepted + 50)
  }
}
