import Foundation
import PolygraphKit
import PolygraphRecords
import PolygraphSimulation
import PolygraphWorkflows
import TestSupport
import Testing

@Suite("Demonstration of the review")
struct ReviewDemonstrationTests {
  private let scratch: TemporaryFolder
  private let account = RecordActor(name: "someone")

  init() throws { scratch = try TemporaryFolder() }

  private func filed(_ settings: ExamineeSettings) async throws -> (any RecordStore, Exam, ScoreSheet) {
    let outcome = try await Demonstration(settings: settings, folder: scratch.url.path).run(by: account)
    let read = try ExamReader.read(path: outcome.package.path)
    return (try await SQLiteRecordStore.open(outcome.records), read.exam, outcome.sheet)
  }

  @Test("a filed exam is scored blind by another and certified; what was admitted stands in the ledger")
  func certified() async throws {
    let settings = ExamineeSettings(seed: 5, truth: .deceptive, sequence: .dlst)
    let (store, exam, sheet) = try await filed(settings)
    let admitted = try #require(ReviewDemonstration.admission(of: settings))
    let demonstration = ReviewDemonstration(store: store, account: account, admission: admitted)
    var steps: [String] = []
    let outcome = try await demonstration.run(exam, sheet: sheet) { steps.append($0) }
    #expect(steps.count == 4)
    #expect(outcome.file.state == .certified && outcome.file.certifiedOpinion == outcome.file.opinion)
    #expect(outcome.review.reviewer != outcome.file.examiner && outcome.review.decision == .concur)
    #expect(outcome.review.blindOpinion == outcome.file.opinion && outcome.review.sealedAt != nil)
    #expect(outcome.admission?.category == admitted && outcome.admission?.disposition == .referral)
    let referral = try #require(outcome.referral)
    #expect(referral.state == .sent && outcome.ledger.open.map(\.id) == [referral.id] && outcome.ledger.overdue == 0)
    #expect(try await store.verifyAudit().isIntact)

    let again = try await demonstration.run(exam, sheet: sheet)
    #expect(again.file == outcome.file && again.referral == outcome.referral)
    #expect(try await store.exams().total == 1)
  }

  @Test("who admits nothing has no referral, and another exam and format stands beside the first")
  func truthful() async throws {
    let settings = ExamineeSettings(seed: 4, truth: .truthful, sequence: .federalZCT)
    #expect(ReviewDemonstration.admission(of: settings) == nil)
    let (store, exam, sheet) = try await filed(settings)
    let outcome = try await ReviewDemonstration(store: store, account: account, admission: nil).run(exam, sheet: sheet)
    #expect(outcome.file.state == .certified && outcome.admission == nil && outcome.ledger.open.isEmpty)
    let (_, other, otherSheet) = try await filed(ExamineeSettings(seed: 5, truth: .deceptive, sequence: .dlst))
    let second = try await ReviewDemonstration(store: store, account: account, admission: .theft)
      .run(other, sheet: otherSheet)
    #expect(second.file.state == .certified && second.ledger.open.count == 1 && second.file.id != outcome.file.id)
  }
}
