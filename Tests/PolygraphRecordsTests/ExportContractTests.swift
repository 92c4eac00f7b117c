import Foundation
import PolygraphIntegrity
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Exports, and the log of who read what, in every store")
struct ExportContractTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
  }

  /// The entries of the trail on an examinee that say that someone looked.
  private func looks(_ agency: SampleAgency, _ person: RecordIdentifier) async throws -> [AuditEntry.Payload] {
    try await agency.owner(in: folder).auditTrail().map(\.payload).filter {
      $0.record == person && $0.action == .identityRead
    }
  }

  @Test("an exam is exported redacted, or in full with a reason that is logged", arguments: AgencyKind.allCases)
  func exams(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let person = try await agency.addExaminee()
    let exam = try await agency.closed(person)
    let redacted = try await agency.store.redactedExam(exam, by: agency.chief)
    #expect(redacted.opinion == .deceptionIndicated && redacted.phase == .closed && redacted.charts.count == 3)
    let plain = try text(redacted)
    for secret in ["secret", "Test Person", agency.examiner.account.name, person.rawValue, "CASE-1", "Did you?"] {
      #expect(!plain.contains(secret), "\(secret)")
    }
    #expect(try await looks(agency, person).isEmpty, "a redacted export looks at nobody")
    #expect(
      await agency.code { _ = try await agency.store.exportExam(exam, reason: " ", by: agency.chief) } == .refused)
    for actor in [agency.examiner, agency.officer, agency.analyst, agency.admin] {
      #expect(
        await agency.code { _ = try await agency.store.exportExam(exam, reason: "x", by: actor) } == .notPermitted)
      #expect(await agency.code { _ = try await agency.store.redactedExam(exam, by: actor) } == .notPermitted)
    }
    let full = try await agency.store.exportExam(exam, reason: "court order 4", by: agency.chief)
    #expect(full.examinee?.name == "Test Person" && full.admissions.count == 1 && full.charts.count == 3)
    #expect(full.results.count == 2 && full.reviews.count == 1 && full.disclosures.count == 1)
    let look = try await looks(agency, person)
    #expect(look.map(\.reason) == ["court order 4"] && look[0].actor == agency.chief.account)
    let trail = try await agency.owner(in: folder).auditTrail().map(\.payload)
    #expect(trail.contains { $0.action == .exported && $0.record == exam && $0.reason == "court order 4" })
    #expect(try await agency.owner(in: folder).verifyAudit().isIntact)
  }

  @Test("a referral is exported redacted; in full when it is approved, with a reason", arguments: AgencyKind.allCases)
  func referrals(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let person = try await agency.addExaminee()
    let exam = try await agency.request(person)
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let referral = try await agency.referral(exam, try await agency.admit(exam))
    let redacted = try await store.redactedReferral(referral, by: agency.officer)
    #expect(redacted.evidence.map(\.name) == ["evidence-1"] && redacted.admissions.map(\.category) == [.smuggling])
    let plain = try text(redacted)
    for secret in ["secret", "Test Person", exam.rawValue, person.rawValue, "SAT-26"] {
      #expect(!plain.contains(secret))
    }
    func full(_ actor: Actor, _ reason: String = "to be sent") async throws -> ReferralPackage {
      try await store.exportReferral(referral, reason: reason, by: actor)
    }
    #expect(await agency.code { _ = try await full(agency.officer) } == .refused, "not approved")
    for event in [ReferralEvent.submit, .approve] { try await agency.step(referral, event) }
    #expect(await agency.code { _ = try await full(agency.officer, "") } == .refused)
    #expect(await agency.code { _ = try await full(agency.adjudicator) } == .notPermitted)
    let package = try await full(agency.officer)
    #expect(package.examinee?.name == "Test Person" && package.exam == "SAT-26-00001")
    #expect(package.admissions.map(\.summary) == ["secret admission"])
    #expect(package.referral.summary == "secret summary" && package.referral.history.isEmpty, "no notes of its steps")
    #expect(try await looks(agency, person).map(\.role) == [.referralOfficer])
    let trail = try await agency.owner(in: folder).auditTrail().map(\.payload)
    #expect(trail.contains { $0.action == .exported && $0.record == referral })
  }

  @Test("the log of an exam tells what happened, in order, and by whom", arguments: AgencyKind.allCases)
  func log(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let exam = try await agency.closed(seed: 1)
    let other = try await agency.certified(seed: 2)
    let log = try await agency.store.examLog(exam, by: agency.chief)
    #expect(log.entries.map(\.sequence) == log.entries.map(\.sequence).sorted())
    let actions = log.entries.map(\.action.rawValue)
    let expected = [
      "exam.requested", "exam.schedule", "exam.check-in", "admission.noted", "exam.begin-test", "exam.filed",
      "result.sealed", "opinion.stated", "exam.submit", "review.sealed", "exam.certify", "admission.dismiss",
      "disclosure.released", "exam.close",
    ]
    var rest = actions[...]
    for action in expected {
      let place = try #require(rest.firstIndex(of: action), "\(action)")
      rest = rest[(place + 1)...]
    }
    #expect(log.entries.contains { $0.action.rawValue == "admission.dismiss" && $0.reason == "too old" })
    #expect(log.entries.allSatisfy { $0.role != nil && $0.record != other })
    #expect(await agency.code { _ = try await agency.store.examLog(exam, by: agency.examiner) } == .notPermitted)
  }

  @Test(
    "the register has the exams by date; names need a reason, and each look is logged", arguments: AgencyKind.allCases)
  func register(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let person = try await agency.addExaminee()
    let open = try await agency.request(person)
    let late = try await agency.request()
    let early = try await agency.request(person)
    let day = agency.clock()
    try await agency.schedule(late, at: day.adding(days: 9))
    try await agency.schedule(early, at: day.adding(days: 5))
    let register = try await store.examRegister(by: agency.chief)
    #expect(register.entries.map(\.number) == ["SAT-26-00003", "SAT-26-00002", "SAT-26-00001"])
    #expect(register.entries.allSatisfy { $0.name == nil })
    let range = day.adding(days: 5)..<day.adding(days: 9)
    #expect(try await store.examRegister(in: range, by: agency.chief).entries.map(\.number) == ["SAT-26-00003"])
    #expect(try await looks(agency, person).isEmpty)
    let named = try await store.examRegister(office: agency.office, namesBecause: "inspection", by: agency.chief)
    #expect(named.entries.map(\.name) == ["Test Person", nil, "Test Person"])
    #expect(try await looks(agency, person).map(\.reason) == ["inspection", "inspection"])
    #expect(
      await agency.code { _ = try await store.examRegister(namesBecause: "", by: agency.chief) } == .refused)
    #expect(await agency.code { _ = try await store.examRegister(by: agency.examiner) } == .notPermitted)
    _ = open
  }

  @Test("no call but those that log a look gives who an examinee is", arguments: AgencyKind.allCases)
  func identities(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let person = try await agency.addExaminee()
    let exam = try await agency.closed(person)
    let complaint = try await store.receiveComplaint(exam: exam, allegation: "x", by: agency.deputy)
    let chief = agency.chief
    let texts = [
      try text(try await store.examFile(exam, by: chief).record),
      try text(try await store.examFiles(by: chief).map(\.record)),
      try text(try await store.admissions(exam: exam, by: chief).map(\.record)),
      try text(try await store.referralLedger(by: chief)), try text(try await store.openReviews(by: chief)),
      try text(try await store.complaint(complaint.record.id, by: chief).record),
      try text(try await store.disclosureLog(examinee: person, by: chief)),
      try text(try await store.redactedExam(exam, by: chief)), try text(try await store.examLog(exam, by: chief)),
      try text(try await store.examRegister(by: chief)),
      try text(try await store.exams(ExamQuery(), for: chief.account)),
      "\(try await store.dossier(exam, by: chief))",
    ]
    for text in texts { #expect(!text.contains("Test Person") && !text.contains("TX-A-1")) }
    #expect(try await looks(agency, person).isEmpty)
    // Each of these gives it, and leaves one entry more.
    _ = try await store.examinee(person, by: chief, reason: "1")
    _ = try await store.exportExam(exam, reason: "2", by: chief)
    _ = try await store.examRegister(namesBecause: "3", by: chief)
    #expect(try await looks(agency, person).map(\.reason) == ["1", "2", "3"])
  }
}
