import Foundation
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("A year from an office")
struct SyncSizeTests {
  @Test("goes to the centre whole", .enabled(if: Repository.isExhaustive), arguments: [StoreKind.sqlite, .postgreSQL])
  func year(kind: StoreKind) async throws {
    // 16,000 exams of 26 offices.
    let exams = 620
    let world = try await SyncWorld(kind, stores: [0])
    let office = world.stores[0].store
    for number in 0..<exams {
      let exam = try await world.requestExam(in: office, office: world.offices[0], number: number)
      try await world.conduct(exam, in: office, code: "SAT", seed: number)
    }
    let start = ContinuousClock.now
    let report = try await world.sync(0).run()
    print(
      "\(kind): \(exams) exams, \(report.up.taken) records, \(report.up.entries) entries: \(start.duration(to: .now))")
    #expect(report.up.taken == exams * 11 && report.up.conflicts == 0)
    #expect(try await world.centre.verifyAudit().isIntact)
  }
}
