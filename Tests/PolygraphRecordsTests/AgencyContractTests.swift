import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("An agency's year in small, in every store")
struct AgencyContractTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("an exam goes from the request to the certified result and its file is closed", arguments: AgencyKind.allCases)
  func wholeLife(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request(try await agency.addExaminee())
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam)
    try await agency.runTest(exam)
    try await agency.review(exam)
    let certified = try await store.examFile(exam, by: agency.chief).record
    #expect(certified.state == .certified && certified.certifiedOpinion == .deceptionIndicated)
    #expect(certified.number == "SAT-26-00001" && certified.validUntil != nil)
    try await store.disclose(
      exam: exam, to: "Personnel Security", authority: "DHS/ALL-023", content: "result", by: agency.chief)
    try await store.advance(exam: exam, .release, by: agency.chief)
    #expect(await agency.code { try await store.advance(exam: exam, .close, by: agency.chief) } == .refused)
    let referral = try await store.draftReferral(
      admissions: [admission], level: .state, agency: "State police", category: .smuggling, summary: "in own words",
      urgency: .routine, by: agency.chief
    ).record.id
    let disposed = try #require(try await store.admissions(exam: exam, by: agency.chief).first).record
    #expect(disposed.isDisposed && disposed.referral == referral)
    try await store.advance(exam: exam, .close, by: agency.chief)
    let events: [(ReferralEvent, Actor)] = [
      (.submit, agency.officer), (.approve, agency.chief), (.send, agency.officer), (.acknowledge, agency.officer),
      (.accept, agency.officer),
    ]
    for (event, actor) in events { try await store.advance(referral: referral, event, by: actor) }
    #expect(try await store.referralLedger(by: agency.officer).open.map(\.id) == [referral])
    #expect(
      await agency.code { try await store.advance(referral: referral, .recordOutcome, by: agency.officer) } == .refused)
    try await store.advance(referral: referral, .recordOutcome, by: agency.officer) { $0.outcome = .charge }
    let closed = try await store.advance(referral: referral, .close, by: agency.officer)
    #expect(
      closed.record.history.map(\.to) == [.legalReview, .approved, .sent, .acknowledged, .accepted, .outcome, .closed])
    #expect(try await store.referralLedger(by: agency.officer).open.isEmpty)
    try await verify(agency)
  }

  /// Every entry has its role, and the trail verifies.
  private func verify(_ agency: SampleAgency) async throws {
    let report: AuditReport
    if agency.kind == .postgreSQLRoles {
      let owner = try await StoreKind.postgreSQL.open(in: folder)
      report = try await owner.verifyAudit()
      #expect(try await owner.auditTrail().allSatisfy { $0.payload.role != nil })
    } else {
      report = try await agency.store.verifyAudit()
    }
    #expect(report.isIntact, "\(report.findings)")
    #expect(report.entryCount > 8 && report.recordCount > 8)
  }

  @Test("the stop gate holds until the adjudicator on call decides", arguments: AgencyKind.allCases)
  func stopGate(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam, isDisqualifying: true)
    let goOn: () async throws -> Void = { try await store.advance(exam: exam, .beginAcquaintance, by: agency.examiner) }
    #expect(await agency.code(goOn) == .refused)
    let override = GuardOverride([.stopGateOpen], reason: "in a hurry", by: agency.chief.account.name)
    #expect(
      await agency.code {
        try await store.advance(exam: exam, .beginAcquaintance, by: agency.examiner, override: override)
      } == .notPermitted)
    try await store.advance(exam: exam, .pause, by: agency.examiner)
    #expect(
      await agency.code {
        try await store.adjudicate(admission: admission, mayContinue: true, reason: "x", by: agency.chief)
      } == .notPermitted)
    try await store.adjudicate(admission: admission, mayContinue: false, reason: "rule 4", by: agency.adjudicator)
    #expect(await agency.code { try await store.advance(exam: exam, .resume, by: agency.examiner) } == .refused)
    let ended = try await store.advance(exam: exam, .terminate, by: agency.examiner)
    #expect(ended.record.state == .terminated)
    #expect(await agency.code { try await store.advance(exam: exam, .close, by: agency.chief) } == .refused)
    #expect(
      await agency.code { try await store.advance(admission: admission, .dismiss, by: agency.chief) } == .refused)
    try await store.advance(admission: admission, .adjudicate, by: agency.chief)
    try await store.advance(exam: exam, .close, by: agency.chief)
    try await verify(agency)
  }

  @Test("a guard is set aside only with a supervisor's reason, which is logged", arguments: AgencyKind.allCases)
  func overrides(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam, consent: false)
    func begin(_ override: GuardOverride?) async throws {
      try await store.advance(exam: exam, .beginAcquaintance, by: agency.examiner, override: override)
    }
    #expect(await agency.code { try await begin(nil) } == .refused)
    let own = GuardOverride([.formsComplete], reason: "paper form", by: agency.examiner.account.name)
    #expect(await agency.code { try await begin(own) } == .notPermitted)
    let allowed = GuardOverride([.formsComplete], reason: "paper form", by: agency.chief.account.name)
    #expect(await agency.code { try await begin(allowed) } == .notPermitted, "the supervisor has not acted")
    func allow(_ guards: Set<LifecycleGuard>, _ event: ExamEvent = .beginAcquaintance, _ actor: Actor? = nil)
      async throws
      -> OverridePermit
    {
      try await store.allowOverride(
        exam: exam, event, guards: guards, reason: "signed on paper", by: actor ?? agency.chief
      ).record
    }
    #expect(
      await agency.code { _ = try await allow([.formsComplete], .beginAcquaintance, agency.examiner) } == .notPermitted)
    #expect(await agency.code { _ = try await allow([.stopGateOpen]) } == .notPermitted)
    #expect(await agency.code { _ = try await allow([]) } == .refused)
    _ = try await allow([.formsComplete], .beginTest)
    _ = try await allow([.recordingComplete])
    #expect(await agency.code { try await begin(allowed) } == .notPermitted, "another step, another guard")
    let permit = try await allow([.formsComplete])
    let empty = GuardOverride([.formsComplete], reason: "", by: agency.chief.account.name)
    #expect(await agency.code { try await begin(empty) } == .refused)
    try await begin(allowed)
    let step = try #require(try await store.examFile(exam, by: agency.chief).record.history.last)
    #expect(step.overridden == [.formsComplete] && step.reason?.contains("paper form") == true)
    #expect(step.permit == permit.id)
    try await verify(agency)
  }

  @Test("an examiner has five exams in 24 hours and no sixth", arguments: AgencyKind.allCases)
  func workload(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let day = agency.clock()
    for number in 0..<5 {
      try await agency.schedule(try await agency.request(), at: day.adding(days: Double(number) / 6))
    }
    let sixth = try await agency.request()
    #expect(await agency.code { try await agency.schedule(sixth, at: day.adding(days: 0.99)) } == .refused)
    try await agency.schedule(sixth, at: day.adding(days: 1))
    #expect(try await agency.store.examFiles(states: [.scheduled], by: agency.chief).count == 6)
  }

  @Test("a reviewer sees nothing of the file until their own scores are sealed", arguments: AgencyKind.allCases)
  func blindness(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam)
    try await agency.runTest(exam)
    func look(_ actor: Actor) async -> RecordError.Code? {
      await agency.code { _ = try await store.examFile(exam, by: actor) }
    }
    #expect([.notPermitted, .noSuchRecord].contains(await look(agency.reviewer)), "not assigned")
    #expect(
      await agency.code {
        try await store.assignReview(exam: exam, reviewer: agency.examiner.account.name, by: agency.chief)
      } == .refused, "the examiner cannot be the reviewer")
    #expect(try await store.openReviews(by: agency.chief).isEmpty, "and no half of the assignment is left")
    try await store.assignReview(exam: exam, reviewer: agency.reviewer.account.name, by: agency.chief)
    #expect([.notPermitted, .noSuchRecord].contains(await look(agency.reviewer)), "blind")
    #expect(await agency.code { _ = try await store.dossier(exam, by: agency.reviewer) } != nil)
    let hidden = try await store.exams(ExamQuery(), for: agency.reviewer.account)
    #expect(hidden.exams.isEmpty && hidden.total == 0, "neither name nor files of the exam are listed")
    let named = ExamQuery(nameContains: "DEMO")
    #expect(try await store.exams(named, for: agency.reviewer.account).total == 0, "nor is a name confirmed")
    let whole = try await store.exams(ExamQuery(), for: agency.chief.account).exams.first
    let listed = try #require(whole)
    let sealed = try #require(whole?.results.first)
    let one = await agency.code { _ = try await store.exam(listed.id, for: agency.reviewer.account) }
    #expect(one == .notPermitted || one == .noSuchRecord)
    let peek = await agency.code { _ = try await store.sealedResult(sealed.id, for: agency.reviewer.account) }
    #expect(peek == .notPermitted || peek == .noSuchRecord)
    #expect(await agency.code { _ = try await store.admissions(exam: exam, by: agency.reviewer) } != nil)
    #expect(
      await agency.code {
        try await store.attest(
          exam: exam, decision: .concur, verdicts: SampleAgency.verdicts, text: "x", signature: "x", by: agency.reviewer
        )
      } == .refused, "no attestation before sealing")
    try await store.sealReview(exam: exam, result: Sample.result(), opinion: .noDeceptionIndicated, by: agency.reviewer)
    #expect(await look(agency.reviewer) == nil)
    #expect(try await store.exam(listed.id, for: agency.reviewer.account).results.count == 2)
    #expect(try await store.admissions(exam: exam, by: agency.reviewer).map(\.record.id) == [admission])
    #expect([.notPermitted, .noSuchRecord].contains(await look(agency.second)), "another reviewer")
    let seals = try await store.dossier(exam, by: agency.chief).seals
    #expect(seals.map(\.scorer) == [.examiner, .firstReview] && seals.allSatisfy(\.isBlind))
    #expect(
      await agency.code {
        try await store.sealReview(exam: exam, result: Sample.result(3), opinion: .inconclusive, by: agency.reviewer)
      } == .refused, "sealed once")
  }

  @Test(
    "disagreement goes to a second reviewer and to the supervisor, and nothing is overwritten",
    arguments: AgencyKind.allCases)
  func disagreement(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    try await agency.runTest(exam)
    for (reviewer, level) in [(agency.reviewer, QualityReview.Level.first), (agency.second, .second)] {
      try await store.assignReview(exam: exam, level: level, reviewer: reviewer.account.name, by: agency.chief)
      try await store.sealReview(exam: exam, result: Sample.result(9), opinion: .noDeceptionIndicated, by: reviewer)
      try await store.attest(
        exam: exam, decision: .doNotConcur, verdicts: SampleAgency.verdicts, text: "They do not.", signature: "R",
        by: reviewer)
      #expect(await agency.code { try await store.advance(exam: exam, .certify, by: reviewer) } == .refused)
    }
    try await store.advance(exam: exam, .dispute, by: agency.second)
    #expect(
      await agency.code {
        try await store.advance(exam: exam, .certify, by: agency.chief, reason: "reviewers right") {
          $0.opinion = .noDeceptionIndicated
        }
      } == .refused, "the examiner's opinion is never overwritten")
    try await store.advance(exam: exam, .certify, by: agency.chief, reason: "both reviewers are right") {
      $0.certifiedOpinion = .noDeceptionIndicated
    }
    let file = try await store.examFile(exam, by: agency.chief).record
    #expect(file.opinion == .deceptionIndicated && file.certifiedOpinion == .noDeceptionIndicated)
    try await verify(agency)
  }

  @Test("of two writers on one record the second gets a conflict, and nothing is lost", arguments: AgencyKind.allCases)
  func conflict(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let office = try #require(try await store.directory(Office.self, by: agency.admin).first)
    var (one, other) = (office.record, office.record)
    one.name = "one"
    other.name = "other"
    let kept = try await store.replace(office, with: one, by: agency.admin)
    #expect(kept.version == 2)
    #expect(await agency.code { _ = try await store.replace(office, with: other, by: agency.admin) } == .conflict)
    #expect(try await store.directory(Office.self, by: agency.admin).map(\.record.name) == ["one"])
    let double = Office(id: RecordIdentifier(at: agency.clock()), code: "SAT", name: "again")
    #expect(await agency.code { _ = try await store.add(double, by: agency.admin) } == .duplicate)
    try await verify(agency)
  }

  @Test("nobody acts in a role they do not have", arguments: AgencyKind.allCases)
  func roles(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let exam = try await agency.request()
    let pretender = Actor(agency.examiner.account, as: .supervisor)
    let stranger = agency.actor("nobody", .supervisor)
    for actor in [pretender, stranger, agency.analyst, agency.reviewer] {
      let found = await agency.code { try await store.advance(exam: exam, .decline, by: actor, reason: "x") }
      // A reviewer does not even see the exam.
      #expect(found == .notPermitted || (actor.role == .reviewer && found == .noSuchRecord))
    }
    let request = ExamRequest(
      caseNumber: "1", authority: "a", requester: "r", purpose: .periodic, examClass: .screening, testFormat: "t",
      examinee: exam)
    #expect(
      await agency.code {
        _ = try await store.requestExam(request, agency: "CBP", office: agency.office, by: agency.analyst)
      } == .notPermitted)
    #expect(await agency.code { _ = try await store.initialise(account: stranger.account, name: "x") } != nil)
  }

  @Test("a look at who an examinee is stands in the trail, with its reason", arguments: AgencyKind.allCases)
  func identity(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let id = try await agency.addExaminee()
    #expect(try await store.examinee(id, by: agency.chief, reason: "report").name == "Test Person")
    for actor in [agency.reviewer, agency.analyst, agency.admin] {
      #expect(await agency.code { _ = try await store.examinee(id, by: actor, reason: "curious") } == .notPermitted)
    }
    let owner = kind == .sqlite ? store : try await StoreKind.postgreSQL.open(in: folder)
    let read = try #require(try await owner.auditTrail().last?.payload)
    #expect(read.action == .identityRead && read.record == id && read.reason == "report" && read.role == .supervisor)
    #expect(read.actor == agency.chief.account && read.before == read.after)
    try await verify(agency)
  }

  @Test("what is overdue stands in the ledger, and is escalated once", arguments: AgencyKind.allCases)
  func ledger(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder, step: 600_000)
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam)
    let referral = try await store.draftReferral(
      admissions: [admission], level: .tribal, agency: "Nation police", category: .childSafety, summary: "s",
      urgency: .imminentHarm, by: agency.chief
    ).record
    #expect(try await !store.referralLedger(by: agency.officer).open.contains { $0.isOverdue })
    for _ in 0..<20 { _ = agency.clock() }
    let ledger = try await store.referralLedger(by: agency.officer)
    #expect(ledger.overdue == 1 && ledger.open.map(\.id) == [referral.id] && ledger.open[0].level == .tribal)
    #expect(try await store.escalateOverdue(by: agency.officer) == [referral.id])
    #expect(try await store.escalateOverdue(by: agency.officer).isEmpty)
    #expect(try await store.referralLedger(by: agency.officer).open[0].escalatedAt != nil)
  }

  @Test("every text comes back as it went in, in every field", arguments: AgencyKind.allCases)
  func texts(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let planes = (0...16).map { plane in
      String(String.UnicodeScalarView([0x41, 0xFFFD, 0x2603].compactMap { Unicode.Scalar(plane << 16 | $0) }))
    }
    let texts =
      planes + [
        "'; DROP TABLE record; --", "\" OR 1=1", "$1 ?1 :a @b %_\\", "a\u{0}b", "\u{202E}", "é e\u{301}", "",
        String(repeating: "ä𝔘x", count: 150_000),
      ]
    for (index, text) in texts.enumerated() {
      // The longest text goes into one field: it is the store that is asked, not the patience.
      let short = index == texts.count - 1 ? "x" : text
      var examinee = Examinee(
        id: RecordIdentifier(at: agency.clock()), name: text, born: short, birthplace: short, number: "N-\(index)",
        document: .init(type: short, number: short, issuer: short, expires: agency.clock()))
      examinee.aliases = [short, short]
      let stored = try await agency.store.add(examinee, by: agency.chief)
      let found = try await agency.store.examinee(stored.record.id, by: agency.chief, reason: "test")
      #expect(found == examinee && Array(found.name.utf8) == Array(text.utf8), "text \(index)")
    }
    let office = Office(id: RecordIdentifier(at: agency.clock()), code: "a\u{0}b", name: "x")
    #expect(await agency.code { _ = try await agency.store.add(office, by: agency.admin) } == .unstorableText)
    try await verify(agency)
  }
}
