import Foundation
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Complaints as a process, in every store")
struct ComplaintContractTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a complaint goes from its receipt to its answer, with a clock in every state", arguments: AgencyKind.allCases)
  func wholeLife(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.certified()
    let received = try await store.receiveComplaint(exam: exam, allegation: "shouted", by: agency.chief).record
    #expect(received.state == .received && received.due == received.receivedAt.adding(days: 3))
    let id = received.id
    for event in [ComplaintEvent.assign, .reviewRecording, .recordFinding, .answer] {
      #expect(await agency.code { try await store.advance(complaint: id, event, by: agency.chief) } == .refused)
    }
    for event in [ComplaintEvent.acknowledge, .takeUp] {
      let before = agency.clock()
      let next = try await store.advance(complaint: id, event, by: agency.chief).record
      #expect(next.due > before && next.history.last?.to == next.state)
    }
    let deputy = agency.deputy.account.name
    #expect(try await store.advance(complaint: id, .assign, by: agency.chief) { $0.investigator = deputy }.version == 4)
    #expect(
      await agency.code { try await store.advance(complaint: id, .reviewRecording, by: agency.chief) }
        == .notPermitted, "only the investigator goes through the recording")
    try await store.advance(complaint: id, .reviewRecording, by: agency.deputy)
    #expect(
      await agency.code {
        try await store.advance(complaint: id, .recordFinding, by: agency.deputy) { $0.finding = "he did" }
      } == .refused, "borne out or not")
    try await store.advance(complaint: id, .recordFinding, by: agency.deputy) {
      $0.finding = "he did"
      $0.isSubstantiated = true
    }
    #expect(
      await agency.code {
        try await store.advance(complaint: id, .recordRemedy, by: agency.chief) {
          $0.remedy = "retest"
          $0.finding = "he did not"
        }
      } == .refused, "a finding is not overwritten")
    try await store.advance(complaint: id, .recordRemedy, by: agency.chief) { $0.remedy = "retest" }
    #expect(await agency.code { try await store.advance(complaint: id, .answer, by: agency.chief) } == .refused)
    #expect(try await store.complaints(by: agency.chief).map(\.record.id) == [id])
    let answered = try await store.advance(complaint: id, .answer, by: agency.chief) { $0.answer = "You are right." }
    #expect(answered.record.recordingReviewedBy == deputy && answered.record.decidedBy == agency.chief.account.name)
    #expect(answered.record.answeredAt != nil && answered.record.isSubstantiated == true)
    #expect(try await store.complaints(by: agency.chief).isEmpty)
    #expect(try await store.complaints(exam: exam, by: agency.chief).map(\.record.state) == [.answered])
    #expect(try await store.complaint(id, by: agency.deputy).record.allegation == "shouted")
    #expect(try await agency.owner(in: folder).verifyAudit().isIntact)
  }

  @Test("nobody handles or investigates a complaint about themselves", arguments: AgencyKind.allCases)
  func ownCase(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let chief = agency.chief.account.name
    let id = try await store.receiveComplaint(exam: nil, about: chief, allegation: "favours", by: agency.deputy)
      .record.id
    #expect(
      await agency.code { try await store.advance(complaint: id, .acknowledge, by: agency.chief) } == .notPermitted)
    for event in [ComplaintEvent.acknowledge, .takeUp] {
      try await store.advance(complaint: id, event, by: agency.deputy)
    }
    let wrong = [chief, "nobody", agency.examiner.account.name, agency.analyst.account.name]
    for account in wrong {
      #expect(
        await agency.code {
          try await store.advance(complaint: id, .assign, by: agency.deputy) { $0.investigator = account }
        } == .refused, "\(account)")
    }
    #expect(await agency.code { try await store.advance(complaint: id, .assign, by: agency.deputy) } == .refused)
    // Of an exam, it is about the examiner and the reviewers, whoever is named.
    let exam = try await agency.certified()
    let other = try await store.receiveComplaint(exam: exam, allegation: "hurt", by: agency.chief).record.id
    for actor in [agency.examiner, agency.reviewer, agency.officer, agency.analyst, agency.admin] {
      #expect(
        await agency.code { try await store.advance(complaint: other, .acknowledge, by: actor) } == .notPermitted)
    }
    #expect(try await store.dossier(exam, by: agency.examiner).complaints.isEmpty)
    #expect(try await store.dossier(exam, by: agency.chief).complaints.map(\.id) == [other])
    let owner = try await agency.owner(in: folder)
    // The reviewer is made a supervisor too.
    let person = try #require(
      try await owner.directory(Person.self, by: agency.admin).first {
        $0.record.account == agency.reviewer.account.name
      })
    var promoted = person.record
    promoted.roles = [.reviewer, .supervisor]
    _ = try await owner.replace(person, with: promoted, by: agency.admin)
    let both = Actor(agency.reviewer.account, as: .supervisor)
    #expect(await agency.code { try await owner.advance(complaint: other, .acknowledge, by: both) } == .notPermitted)
  }

  @Test("a complaint has a subject and an allegation, and a vague one is told why", arguments: AgencyKind.allCases)
  func refusals(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    func receive(_ subject: String?, _ text: String, _ at: Timestamp? = nil) async throws -> Stored<Complaint> {
      try await store.receiveComplaint(exam: nil, about: subject, allegation: text, receivedAt: at, by: agency.chief)
    }
    let deputy = agency.deputy.account.name
    #expect(await agency.code { _ = try await receive(nil, "x") } == .refused)
    #expect(await agency.code { _ = try await receive("nobody", "x") } == .refused)
    #expect(await agency.code { _ = try await receive(deputy, " \n") } == .refused)
    #expect(await agency.code { _ = try await receive(deputy, "x", agency.clock().adding(days: 1)) } == .refused)
    let id = try await receive(deputy, "bad", agency.clock().adding(days: -9)).record.id
    #expect(try await store.complaint(id, by: agency.chief).record.due < agency.clock(), "overdue when it is noted")
    try await store.advance(complaint: id, .acknowledge, by: agency.chief)
    #expect(await agency.code { try await store.advance(complaint: id, .findVague, by: agency.chief) } == .refused)
    try await store.advance(complaint: id, .findVague, by: agency.chief, note: "what was bad?")
    #expect(try await store.advance(complaint: id, .specify, by: agency.chief).record.isSpecific == true)
  }
}
