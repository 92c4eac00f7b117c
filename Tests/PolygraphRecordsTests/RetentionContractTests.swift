import Foundation
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Retention: clocks, holds and destruction, in every store")
struct RetentionContractTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func holds(_ files: [Data], _ text: String) -> Bool {
    files.contains { $0.range(of: Data(text.utf8)) != nil }
  }

  @Test(
    "what is due is destroyed: records, charts, identity, and their bytes; the trail tells who and why",
    arguments: AgencyKind.allCases)
  func destruction(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let person = try await agency.addExaminee()
    let exam = try await agency.closed(person)
    _ = try await agency.store.examinee(person, by: agency.chief, reason: "secret reason")
    let number = try await agency.store.examFile(exam, by: agency.chief).record.number
    let early = try await agency.owner(in: folder, later: 730)
    #expect(try await early.retentionSchedule(by: agency.admin).items.isEmpty)
    #expect(await agency.code { _ = try await early.destroy([exam], reason: "x", by: agency.admin) } == .refused)
    // Longer than the disclosure is kept: nothing of the exam is left.
    let owner = try await agency.owner(in: folder, later: 1830)
    let schedule = try await owner.retentionSchedule(by: agency.admin)
    let item = try #require(schedule.items.first)
    #expect(schedule.items.count == 1 && item.isDue && item.id == exam && item.number == number)
    #expect(item.rule == .suitability && item.kind == ExamFile.kind)
    let secrets = ["secret case facts", "secret admission", "Test Person", "secret reason"]
    let before = try agency.storedBytes(in: folder)
    // A server compresses a long document, as an exam's file is at its end, and may have cleared its earlier versions.
    let plain = kind == .sqlite ? secrets : secrets.filter { $0 != "secret case facts" }
    #expect(plain.filter { !holds(before, $0) } == [], "they are there to be destroyed")
    #expect(await agency.code { _ = try await owner.destroy([exam], reason: " ", by: agency.admin) } == .refused)
    #expect(await agency.code { _ = try await owner.destroy([exam], reason: "x", by: agency.chief) } == .notPermitted)
    let done = try await owner.destroy([exam], reason: "yearly run", by: agency.admin)
    #expect(done.identities == 1 && done.disclosuresKept == 0 && done.items.map(\.id) == [exam])
    #expect(Set(done.outside.map(\.kind)) == ["package", "recording", "chart"])
    let after = try agency.storedBytes(in: folder)
    #expect(secrets.filter { holds(after, $0) } == [], "they can be read from the store's files")
    #expect(await agency.code { _ = try await owner.examFile(exam, by: agency.chief) } == .noSuchRecord)
    #expect(try await owner.exams().exams.isEmpty)
    let report = try await owner.verifyAudit()
    #expect(report.isIntact, "\(report.findings)")
    let entry = try #require(try await owner.auditTrail().last { $0.payload.record == exam }).payload
    #expect(entry.action == .destroyed && entry.actor == agency.admin.account && entry.role == .administrator)
    #expect(entry.reason == "retention rule suitability, 731 days: yearly run")
    let destroyed = try await owner.auditTrail().count { $0.payload.action == .destroyed }
    #expect(destroyed == done.records && destroyed > 12)
    #expect(try await owner.destroy([], reason: "again", by: agency.admin).records == 0)
  }

  @Test(
    "a disclosure outlives its exam, with the identity, and is shown for the person", arguments: AgencyKind.allCases)
  func disclosureOutlives(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let person = try await agency.addExaminee()
    let exam = try await agency.closed(person)
    let owner = try await agency.owner(in: folder, later: 740)
    let done = try await owner.destroy([exam], reason: "run", by: agency.admin)
    #expect(done.identities == 0 && done.disclosuresKept == 1)
    #expect(try await owner.verifyAudit().isIntact)
    let log = try await agency.store.disclosureLog(examinee: person, by: agency.officer)
    #expect(log.entries.map(\.recipient) == ["Personnel Security"] && log.entries.map(\.exam) == [exam])
    #expect(try await owner.examinee(person, by: agency.chief, reason: "request").name == "Test Person")
    let entry = try #require(log.entries.first).id
    #expect(
      await agency.code { try await agency.store.confirm(disclosure: entry, by: agency.officer) } == .refused,
      "what is left alone is not added to")
    let later = try await agency.owner(in: folder, later: 1830)
    let due = try await later.retentionSchedule(by: agency.admin).items
    #expect(due.map(\.kind) == [Disclosure.kind] && due.map(\.rule) == [.disclosure])
    let rest = try await later.destroy(due.map(\.id), reason: "run", by: agency.admin)
    #expect(rest.identities == 1 && rest.records == 2)
    #expect(await agency.code { _ = try await later.examinee(person, by: agency.chief, reason: "x") } == .noSuchRecord)
    #expect(try await later.verifyAudit().isIntact)
  }

  @Test("who has another exam keeps their identity, and shared charts stay", arguments: AgencyKind.allCases)
  func identityStays(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let person = try await agency.addExaminee()
    let first = try await agency.closed(person, seed: 1)
    var second = ExamRequest(
      caseNumber: "CASE-2", authority: "law", requester: "hiring", purpose: .preEmployment, examClass: .screening,
      testFormat: "federal-zct", examinee: person)
    second.priorExams = [first]
    let next = try await agency.store.requestExam(second, agency: "CBP", office: agency.office, by: agency.chief)
    let owner = try await agency.owner(in: folder, later: 1830)
    let done = try await owner.destroy([first], reason: "run", by: agency.admin)
    #expect(done.identities == 0)
    #expect(try await owner.examinee(person, by: agency.chief, reason: "x").name == "Test Person")
    // The exam before this one is gone by its retention, and holds it up no longer.
    #expect(try await agency.store.dossier(next.record.id, by: agency.chief).priorExams.isEmpty)
    #expect(try await owner.verifyAudit().isIntact)
  }

  @Test("a hold stops destruction until it is lifted; both have a reason", arguments: AgencyKind.allCases)
  func holds(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let exam = try await agency.closed()
    #expect(
      await agency.code { try await agency.store.placeHold(exam: exam, reason: " ", by: agency.chief) } == .refused)
    #expect(
      await agency.code { try await agency.store.placeHold(exam: exam, reason: "x", by: agency.officer) }
        == .notPermitted)
    let hold = try await agency.store.placeHold(exam: exam, reason: "matter 17", by: agency.chief).record
    #expect(hold.placedBy == agency.chief.account.name)
    #expect(try await agency.store.holds(by: agency.chief).map(\.record.id) == [hold.id])
    let owner = try await agency.owner(in: folder, later: 800)
    let item = try #require(try await owner.retentionSchedule(by: agency.admin).items.first)
    #expect(item.heldBy == [.hold])
    #expect(await agency.code { _ = try await owner.destroy([exam], reason: "x", by: agency.admin) } == .refused)
    // What was due when it was looked at and is held by now is not destroyed either.
    let stale = RetentionSchedule.Item(
      kind: item.kind, id: exam, number: nil, rule: item.rule, end: item.end, heldBy: [])
    #expect(
      await agency.code {
        _ = try await owner.act(agency.admin, .retain) {
          try $0.destroy([stale], reason: "x", by: agency.admin, policy: AgencyPolicy())
        }
      } == .refused)
    #expect(await agency.code { try await owner.liftHold(hold.id, reason: "", by: agency.chief) } == .refused)
    let lifted = try await owner.liftHold(hold.id, reason: "settled", by: agency.admin).record
    #expect(lifted.liftedBy == agency.admin.account.name && lifted.reasonForLifting == "settled")
    #expect(await agency.code { try await owner.liftHold(hold.id, reason: "again", by: agency.chief) } == .refused)
    #expect(try await owner.holds(by: agency.chief).isEmpty)
    #expect(try await owner.destroy([exam], reason: "run", by: agency.admin).items.count == 1)
    #expect(try await owner.verifyAudit().isIntact)
  }

  @Test(
    "an open complaint or referral holds the records, and its own clock extends theirs", arguments: AgencyKind.allCases)
  func processes(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    let admission = try await agency.admit(exam)
    try await agency.runTest(exam)
    try await agency.review(exam)
    let referral = try await agency.referral(exam, admission, [.submit, .approve, .send])
    try await agency.store.release(
      exam: exam, to: .insiderThreat, authority: "a", content: "c", by: agency.chief)
    try await agency.store.advance(exam: exam, .close, by: agency.chief)
    let complaint = try await agency.store.receiveComplaint(exam: exam, allegation: "rude", by: agency.deputy).record.id
    let owner = try await agency.owner(in: folder, later: 740)
    #expect(try await owner.retentionSchedule(by: agency.admin).items.map(\.heldBy) == [[.complaint, .referral]])
    for event in [ReferralEvent.acknowledge, .accept, .recordOutcome, .close] { try await agency.step(referral, event) }
    for event in [ComplaintEvent.acknowledge, .findVague] {
      try await owner.advance(complaint: complaint, event, by: agency.deputy, note: "no time, no place")
    }
    try await owner.advance(complaint: complaint, .answer, by: agency.deputy) { $0.answer = "Say when." }
    #expect(try await owner.retentionSchedule(by: agency.admin).items.isEmpty, "the complaint's answer is young")
    let policy = try AgencyPolicy(json: Data("{\"retentionDays\": {\"complaint\": 0, \"referral\": 730}}".utf8))
    let due = try await owner.retentionSchedule(by: agency.admin, policy: policy).items
    #expect(due.map(\.isDue) == [true])
    #expect(try await owner.destroy([exam], reason: "run", by: agency.admin, policy: policy).disclosuresKept == 2)
    #expect(try await owner.verifyAudit().isIntact)
  }

  @Test(
    "charts filed without an agency's file and old functionality checks are due too", arguments: AgencyKind.allCases)
  func others(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let filed = try await agency.store.file(Sample.filing(7), by: agency.examiner.account).record
    _ = try await agency.store.seal(Sample.result(), ofExam: filed.id, by: agency.examiner.account)
    let check = InstrumentCheck(
      id: RecordIdentifier(at: agency.clock()), instrument: agency.instrument, operatedBy: agency.examiner.account.name,
      at: agency.clock(), software: "1", steps: [.init(name: "EDA", value: 1, unit: "µS")], signature: "E")
    _ = try await agency.store.record(check, nextDue: agency.clock().adding(days: 30), by: agency.examiner)
    let early = try await agency.owner(in: folder, later: 1095)
    #expect(try await early.retentionSchedule(by: agency.admin).items.isEmpty)
    let owner = try await agency.owner(in: folder, later: 1097)
    let due = try await owner.retentionSchedule(by: agency.admin)
    #expect(Set(due.items.map(\.rule)) == [.filing, .instrumentCheck] && due.due == 2)
    let done = try await owner.destroy(due.items.map(\.id), reason: "run", by: agency.admin)
    #expect(done.records == 3)
    #expect(try await owner.exams().exams.isEmpty)
    #expect(try await owner.verifyAudit().isIntact)
  }

  @Test("as many as fit into a transaction, or one more: all are destroyed", arguments: [2, 1])
  func batches(batch: Int) async throws {
    let agency = try await SampleAgency.make(.sqlite, in: folder)
    let person = try await agency.addExaminee()
    let exams = [try await agency.closed(person, seed: 1), try await agency.closed(person, seed: 2)]
    let owner = try await agency.owner(in: folder, later: 1830)
    let done = try await owner.destroy(exams, reason: "run", by: agency.admin, batch: batch)
    #expect(done.items.map(\.id) == exams && done.identities == 1)
    #expect(try await owner.exams().exams.isEmpty)
    #expect(try await owner.verifyAudit().isIntact)
  }

  @Test("a login that does not see everything is told so, and nothing is due in silence")
  func lowLogin() async throws {
    let agency = try await SampleAgency.make(.postgreSQLRoles, in: folder)
    let exam = try await agency.closed()
    #expect(await agency.code { _ = try await agency.store.retentionSchedule(by: agency.admin) } == .notPermitted)
    #expect(await agency.code { _ = try await agency.store.destroy([exam], reason: "x", by: agency.admin) } != nil)
    #expect(await agency.code { try await agency.store.purgeDestroyed() } == .notPermitted)
  }

  @Test("while another program reads the file, its bytes are not called gone")
  func busyFile() async throws {
    let agency = try await SampleAgency.make(.sqlite, in: folder)
    let exam = try await agency.closed()
    let start = agency.clock().adding(days: 1830).millisecondsSince1970
    let clock = SteppingClock(from: start)
    let owner = try await SQLiteRecordStore.open(
      StoreKind.file(in: folder), creating: false, clock: { clock() },
      prepare: { try $0.execute(sql: "PRAGMA busy_timeout = 50") })
    let reader = try await agency.owner(in: folder)
    try await reader.transaction(.read, as: nil) { _ = try $0.list(ExamFile.self) }
    let gate = DispatchSemaphore(value: 0)
    let isReading = AsyncStream<Void>.makeStream()
    async let reading: Void = reader.transaction(.read, as: nil) { records in
      _ = try records.list(ExamFile.self)
      isReading.continuation.yield()
      gate.wait()
    }
    for await _ in isReading.stream { break }
    #expect(await agency.code { _ = try await owner.destroy([exam], reason: "run", by: agency.admin) } == .locked)
    gate.signal()
    try await reading
    #expect(await agency.code { _ = try await owner.examFile(exam, by: agency.chief) } == .noSuchRecord)
    try await owner.purgeDestroyed()
    let isLeft = holds(try agency.storedBytes(in: folder), "secret case facts")
    #expect(!isLeft)
  }
}
