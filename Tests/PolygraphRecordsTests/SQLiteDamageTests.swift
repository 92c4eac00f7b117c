import Foundation
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("A damaged records file is found, named, and not silently used")
struct SQLiteDamageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// All that a store says.
  private struct Content: Equatable {
    var listing: ExamListing
    var results: [SealedResult] = []
    var trail: [AuditEntry]
  }

  /// All that a store says, or `nil` when it refuses or finds itself damaged.
  private func content(_ url: URL) async throws -> Content? {
    do {
      let store = try await SQLiteRecordStore.open(url)
      guard try await store.verifyAudit().isIntact else { return nil }
      var content = Content(listing: try await store.exams(), trail: try await store.auditTrail())
      for result in content.listing.exams.flatMap(\.results) {
        content.results.append(try await store.sealedResult(result.id))
      }
      return content
    } catch is RecordError {
      return nil
    }
  }

  @Test("a file cut at any page, or within one, is refused")
  func cut() async throws {
    let whole = try Data(contentsOf: try await SQLiteRecordStore.makeFilled(in: folder))
    let url = folder.url.appending(path: "cut.sqlite")
    let pageSize = 4096
    #expect(whole.count > 10 * pageSize)
    var lengths = Array(stride(from: 0, to: whole.count, by: pageSize)) + [1, 15, 16, 99, 100, 101, whole.count - 1]
    lengths += stride(from: 2000, to: whole.count, by: pageSize * 3)
    for length in lengths {
      try whole.prefix(length).write(to: url)
      await #expect("length \(length)") {
        _ = try await SQLiteRecordStore.open(url).exams()
      } throws: {
        [.damaged, .notADatabase].contains(($0 as? RecordError)?.code)
      }
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: url.path + suffix) }
    }
  }

  @Test("a flipped bit anywhere is found, or changes nothing that is read")
  func flippedBits() async throws {
    let whole = try Data(contentsOf: try await SQLiteRecordStore.makeFilled(in: folder))
    let untouched = try #require(try await content(StoreKind.file(in: folder)))
    let url = folder.url.appending(path: "flipped.sqlite")
    let seed: UInt64 = 77
    var generator = SeededGenerator(seed: seed)
    var foundCount = 0
    let rounds = Repository.isExhaustive ? 3000 : 150
    for round in 0..<rounds {
      var bytes = whole
      let bit = Int.random(in: 0..<(bytes.count * 8), using: &generator)
      bytes[bytes.startIndex + bit / 8] ^= 1 << (bit % 8)
      try bytes.write(to: url)
      if let found = try await content(url) {
        #expect(found == untouched, "seed \(seed), round \(round), bit \(bit)")
      } else {
        foundCount += 1
      }
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: url.path + suffix) }
    }
    #expect(foundCount > rounds / 20, "flips in used bytes must be found")
  }

  @Test("after a crash at any byte of the write-ahead log, what is left is whole changes and a chain that verifies")
  func crash() async throws {
    let url = StoreKind.file(in: folder)
    let store = try await SQLiteRecordStore.open(url, creating: true)
    for seed in 0..<6 {
      let exam = try await store.file(Sample.filing(seed), by: Sample.examiner).record.id
      _ = try await store.seal(Sample.result(), ofExam: exam, by: Sample.examiner)
    }
    let trail = try await store.auditTrail()
    let base = try Data(contentsOf: url)
    let log = try Data(contentsOf: URL(filePath: url.path + "-wal"))
    let crashed = folder.url.appending(path: "crashed.sqlite")
    var counts: [Int] = []
    let step = Repository.isExhaustive ? 97 : 4001
    for length in Array(stride(from: 0, to: log.count, by: step)) + [log.count] {
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: crashed.path + suffix) }
      try base.write(to: crashed)
      try log.prefix(length).write(to: URL(filePath: crashed.path + "-wal"))
      let survivor = try await SQLiteRecordStore.open(crashed)
      let left = try await survivor.auditTrail()
      #expect(left == Array(trail.prefix(left.count)), "cut at \(length)")
      let report = try await survivor.verifyAudit()
      #expect(report.isIntact && report.recordCount == left.count, "cut at \(length)")
      counts.append(left.count)
    }
    #expect(counts == counts.sorted(), "a longer log keeps no less")
    #expect(counts.first == 0 && counts.last == trail.count, "every acknowledged change is there")
    #expect(Set(counts).count > 6)
  }
}
