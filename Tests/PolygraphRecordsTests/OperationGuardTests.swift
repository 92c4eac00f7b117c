import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Who may do what to whose record, beyond roles, in every store")
struct OperationGuardTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What a refusal looks like where the database itself hides the record.
  private let hidden: Set<RecordError.Code?> = [.notPermitted, .noSuchRecord]

  @Test("an examiner works on their own exams alone", arguments: AgencyKind.allCases)
  func otherExaminer(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    let other = agency.otherExaminer
    #expect(hidden.contains(await agency.code { try await store.pretest(exam: exam, by: other) { _ in } }))
    try await agency.openPretest(exam)
    #expect(
      hidden.contains(
        await agency.code {
          try await store.noteAdmission(
            exam: exam, phase: .pretest, recordingPosition: 1, summary: "s", category: .theft, certainty: .plain,
            isDisqualifying: false, by: other)
        }))
    #expect(
      hidden.contains(await agency.code { try await store.advance(exam: exam, .beginAcquaintance, by: other) }))
    #expect(
      hidden.contains(
        await agency.code {
          try await store.setQuestions(exam: exam, series: "1", [], freeze: false, by: other)
        }))
  }

  @Test("a chart rests on its own exam's questions", arguments: AgencyKind.allCases)
  func foreignQuestions(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    var lists: [RecordIdentifier] = []
    var exams: [RecordIdentifier] = []
    for _ in 0..<2 {
      let exam = try await agency.request()
      try await agency.schedule(exam)
      try await agency.openPretest(exam)
      for event in [ExamEvent.beginAcquaintance, .reviewQuestions] {
        try await store.advance(exam: exam, event, by: agency.examiner)
      }
      var entry = QuestionList.Entry(Question(label: "R5", role: .relevant, text: "Did you?"), agreedAnswer: "No")
      entry.reviewedAt = agency.clock()
      lists.append(
        try await store.setQuestions(exam: exam, series: "1", [entry], freeze: true, by: agency.examiner).record.id)
      try await store.advance(exam: exam, .beginTest, by: agency.examiner)
      exams.append(exam)
    }
    func add(_ list: RecordIdentifier) async throws {
      let chart = ChartRecord(
        id: RecordIdentifier(at: agency.clock()), exam: exams[0], questions: list, series: "1", number: 1, start: 0,
        end: 9, profile: Sample.profile, channels: [])
      try await store.addChart(chart, by: agency.examiner)
    }
    #expect(await agency.code { try await add(lists[1]) } == .refused)
    try await add(lists[0])
  }

  @Test("the adjudicator says why an exam goes on", arguments: AgencyKind.allCases)
  func adjudication(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam, isDisqualifying: true)
    func decide(_ reason: String) async throws {
      try await agency.store.adjudicate(
        admission: admission, mayContinue: true, reason: reason, by: agency.adjudicator)
    }
    #expect(await agency.code { try await decide(" \n") } == .refused)
    try await decide("rule 4")
  }

  @Test(
    "who is to review an exam blind sees nothing of its admissions and referrals, in no list",
    arguments: AgencyKind.allCases)
  func blindSupervisor(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam)
    let second = try await agency.admit(exam)
    let referral = try await agency.referral(exam, second)
    let complaint = try await store.receiveComplaint(exam: exam, allegation: "x", by: agency.chief).record.id
    let hold = try await store.placeHold(exam: exam, reason: "matter", by: agency.chief).record.id
    try await store.disclose(exam: exam, to: "Court", authority: "order", content: "dates", by: agency.chief)
    try await agency.runTest(exam)
    let deputy = agency.deputy
    #expect(try await store.admissions(by: deputy).map(\.record.id) == [admission])
    #expect(try await store.referralLedger(by: deputy).open.map(\.id).contains(referral))
    try await store.assignReview(exam: exam, reviewer: deputy.account.name, by: agency.chief)
    #expect(try await store.admissions(by: deputy).isEmpty)
    #expect(try await store.referralLedger(by: deputy).open.isEmpty)
    #expect(try await store.complaints(by: deputy).isEmpty)
    #expect(try await store.disclosureLog(by: deputy).entries.isEmpty)
    #expect(try await store.examRegister(by: deputy).entries.isEmpty)
    let looks: [() async throws -> Void] = [
      { try await store.advance(admission: admission, .dismiss, by: deputy, reason: "x") },
      { _ = try await store.admissions(exam: exam, by: deputy) },
      { _ = try await store.complaint(complaint, by: deputy) },
      { _ = try await store.complaints(exam: exam, by: deputy) },
      { try await store.advance(complaint: complaint, .acknowledge, by: deputy) },
      { _ = try await store.redactedReferral(referral, by: deputy) },
      { _ = try await store.redactedExam(exam, by: deputy) },
      { _ = try await store.exportExam(exam, reason: "x", by: deputy) },
      { _ = try await store.examLog(exam, by: deputy) },
      { try await store.disclose(exam: exam, to: "a", authority: "a", content: "a", by: deputy) },
    ]
    for (number, look) in looks.enumerated() { #expect(hidden.contains(await agency.code(look)), "call \(number)") }
    #expect(try await store.admissions(by: agency.chief).map(\.record.id) == [admission], "others see it")
    _ = hold
    try await store.sealReview(
      exam: exam, result: Sample.result(), opinion: .deceptionIndicated,
      by: Actor(deputy.account, as: .reviewer))
    #expect(try await store.admissions(by: deputy).map(\.record.id) == [admission], "and the reviewer, once sealed")
  }

  @Test("what was approved is what is sent; a draft may be changed", arguments: AgencyKind.allCases)
  func approvedReferral(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let referral = try await agency.referral(exam, try await agency.admit(exam))
    try await store.advance(referral: referral, .submit, by: agency.officer) { $0.summary = "better words" }
    try await store.advance(referral: referral, .approve, by: agency.chief)
    let changes: [@Sendable (inout Referral) -> Void] = [
      { $0.agency = "a friend" }, { $0.level = .foreign }, { $0.summary = "other" }, { $0.evidence = [] },
      { $0.admissions = [] },
    ]
    for change in changes {
      #expect(
        await agency.code {
          try await store.advance(referral: referral, .send, by: agency.officer, changing: change)
        } == .refused)
    }
    try await agency.step(referral, .send)
    try await agency.step(referral, .giveUp)
    try await store.advance(referral: referral, .redirect, by: agency.officer) { $0.agency = "Sheriff" }
  }

  @Test("package, recordings and examiner are not changed by the way", arguments: AgencyKind.allCases)
  func fixedMembers(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let other = agency.otherExaminer.account.name
    #expect(
      await agency.code {
        try await store.advance(exam: exam, .beginAcquaintance, by: agency.examiner) { $0.examiner = other }
      } == .refused)
    try await agency.runTest(exam)
    let changes: [@Sendable (inout ExamFile) -> Void] = [
      { $0.package = String(repeating: "00", count: 32) }, { $0.recordings = [] },
    ]
    for change in changes {
      #expect(
        await agency.code {
          try await store.advance(exam: exam, .sendBack, by: agency.chief, reason: "x", changing: change)
        } == .refused)
    }
    try await store.advance(exam: exam, .sendBack, by: agency.chief, reason: "x")
  }

  // In a database with grants, a role that is given in the records alone gives no access.
  @Test(
    "an examiner who is a supervisor too does not certify their own exam", arguments: [AgencyKind.sqlite, .postgreSQL])
  func ownCertificate(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    try await agency.runTest(exam)
    try await store.assignReview(exam: exam, reviewer: agency.reviewer.account.name, by: agency.chief)
    try await store.sealReview(exam: exam, result: Sample.result(), opinion: .deceptionIndicated, by: agency.reviewer)
    try await store.attest(
      exam: exam, decision: .concur, verdicts: SampleAgency.verdicts, text: "They do.", signature: "R",
      by: agency.reviewer)
    let eve = try #require(
      try await store.directory(Person.self, by: agency.admin).first {
        $0.record.account == agency.examiner.account.name
      })
    var promoted = eve.record
    promoted.roles = [.examiner, .supervisor]
    _ = try await store.replace(eve, with: promoted, by: agency.admin)
    let own = Actor(agency.examiner.account, as: .supervisor)
    #expect(await agency.code { try await store.advance(exam: exam, .certify, by: own) } == .notPermitted)
    try await store.advance(exam: exam, .certify, by: agency.chief)
  }
}
