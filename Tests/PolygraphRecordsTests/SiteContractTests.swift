import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Site modes are kept by the lifecycle and the exports, in every store")
struct SiteContractTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func agency(_ kind: AgencyKind, _ json: String, step: Int64 = 1000) async throws -> SampleAgency {
    let agency = try await SampleAgency.make(kind, in: folder, step: step)
    try await agency.store.setSitePolicy(
      try SitePolicy(json: Data(json.utf8)), office: agency.office, by: agency.admin, reason: "mode")
    return agency
  }

  private func entry(_ label: String, _ text: String, _ agency: SampleAgency) -> QuestionList.Entry {
    var entry = QuestionList.Entry(Question(label: label, role: .relevant, text: text), agreedAnswer: "No")
    entry.reviewedAt = agency.clock()
    return entry
  }

  /// Takes an exam into question review.
  private func openQuestions(_ exam: RecordIdentifier, _ agency: SampleAgency) async throws {
    for event in [ExamEvent.beginAcquaintance, .reviewQuestions] {
      try await agency.store.advance(exam: exam, event, by: agency.examiner)
    }
  }

  /// Takes an exam from frozen questions to the interview after the charts.
  private func runCharts(
    _ exam: RecordIdentifier, _ list: RecordIdentifier, _ agency: SampleAgency, asked: String = "R5",
    result: SealedResult = Sample.result()
  ) async throws {
    let store = agency.store
    try await store.advance(exam: exam, .beginTest, by: agency.examiner)
    for number in 1...3 {
      var chart = ChartRecord(
        id: RecordIdentifier(at: agency.clock()), exam: exam, questions: list, series: "1", number: number, start: 0,
        end: 900, profile: Sample.profile, channels: [])
      chart.events = [Event(label: asked, role: .relevant, onset: 1, offset: 2)]
      try await store.addChart(chart, by: agency.examiner)
    }
    try await store.advance(exam: exam, .finishTest, by: agency.examiner)
    try await store.sealExaminerScores(
      exam: exam, filing: Sample.filing(3), result: result, opinion: .deceptionIndicated, by: agency.examiner)
    try await store.advance(exam: exam, .beginPosttest, by: agency.examiner)
  }

  private func submit(
    _ exam: RecordIdentifier, _ agency: SampleAgency, seconds: Double = 7200,
    _ status: ExamFile.Recording.Status = .complete, override: GuardOverride? = nil
  ) async -> RecordError? {
    do {
      try await agency.store.advance(exam: exam, .submit, by: agency.examiner, override: override) {
        $0.package = String(repeating: "cd", count: 32)
        $0.recordings = [
          .init(file: "a.flac", sha256: String(repeating: "ef", count: 32), seconds: seconds, status: status)
        ]
      }
      return nil
    } catch {
      return error as? RecordError
    }
  }

  @Test(
    "questions on topics that are off limits are flagged, and the reviewer answers for them",
    arguments: AgencyKind.allCases)
  func sensitiveTopics(kind: AgencyKind) async throws {
    let agency = try await agency(kind, "{\"sensitiveTopics\": {}}")
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    try await openQuestions(exam, agency)
    let entries = [entry("R5", "Did you take the money?", agency), entry("R7", "Do you pray?", agency)]
    let list = try await store.setQuestions(exam: exam, series: "1", entries, freeze: true, by: agency.examiner).record
    #expect(list.entries.map(\.isOffLimits) == [false, true] && list.entries[1].topic == "religion")
    try await runCharts(exam, list.id, agency)
    #expect(await submit(exam, agency) == nil)
    func flags(_ actor: Actor) async throws -> [String] {
      try await store.flaggedQuestions(exam: exam, by: actor).map(\.label)
    }
    #expect(await agency.code { _ = try await flags(agency.reviewer) } == .notPermitted, "not assigned")
    try await store.assignReview(exam: exam, reviewer: agency.reviewer.account.name, by: agency.chief)
    #expect(await agency.code { _ = try await flags(agency.reviewer) } == .notPermitted, "before the scores are sealed")
    #expect(try await flags(agency.examiner) == ["R7"])
    #expect(await agency.code { _ = try await flags(agency.otherExaminer) } != nil)
    try await store.sealReview(exam: exam, result: Sample.result(), opinion: .deceptionIndicated, by: agency.reviewer)
    #expect(try await flags(agency.reviewer) == ["R7"])
    func attest(_ verdicts: [QualityReview.Verdict]) async throws {
      try await store.attest(
        exam: exam, decision: .concur, verdicts: verdicts, text: "They do.", signature: "R", by: agency.reviewer)
    }
    #expect(await agency.code { try await attest(SampleAgency.verdicts) } == .refused)
    var verdicts = SampleAgency.verdicts
    let place = try #require(verdicts.firstIndex { $0.check == .questionWording })
    verdicts[place].note = "the examinee raised it"
    try await attest(verdicts)
  }

  @Test("private-sector mode: notices, ninety minutes, written questions", arguments: AgencyKind.allCases)
  func privateSector(kind: AgencyKind) async throws {
    let agency = try await agency(kind, "{\"privateSector\": {}}", step: 10_000)
    let store = agency.store
    let exam = try await agency.request()
    #expect(try await store.examFile(exam, by: agency.chief).record.retention == .threeYears)
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    #expect(await agency.code { try await openQuestions(exam, agency) } == .refused, "without the notices")
    for signature in [" ", "signed"] {
      let form = PreTest.Form(form: "EPPA-NOTICE", version: "1", at: agency.clock(), signature: signature)
      try await store.pretest(exam: exam, by: agency.examiner) { $0.privateEmployerNotices = [form] }
      if signature == " " { #expect(await agency.code { try await openQuestions(exam, agency) } == .refused) }
    }
    try await openQuestions(exam, agency)
    let list = try await store.setQuestions(
      exam: exam, series: "1", [entry("R5", "Did you?", agency)], freeze: true, by: agency.examiner
    ).record
    try await runCharts(exam, list.id, agency, asked: "R9")
    let early = try #require(await submit(exam, agency))
    #expect(early.code == .refused && early.message.contains("test-long-enough"), "\(early)")
    #expect(early.message.contains("questions-in-writing"))
    let forced = GuardOverride([.testLongEnough], reason: "in a hurry", by: agency.chief.account.name)
    #expect(await submit(exam, agency, override: forced)?.code == .notPermitted)
    for _ in 0..<600 { _ = agency.clock() }
    let short = try #require(await submit(exam, agency, seconds: 5399))
    #expect(short.message.contains("test-long-enough"), "waiting does not lengthen a test: \(short)")
    let late = try #require(await submit(exam, agency, seconds: 5400))
    #expect(!late.message.contains("test-long-enough") && late.message.contains("questions-in-writing"))
    let asked = GuardOverride([.questionsInWriting], reason: "label mistyped", by: agency.chief.account.name)
    try await store.allowOverride(
      exam: exam, .submit, guards: [.questionsInWriting], reason: "label mistyped", by: agency.chief)
    #expect(await submit(exam, agency, seconds: 5400, override: asked) == nil)
  }

  @Test(
    "private-sector mode: what cannot be set aside, and what is not disclosed without a consent",
    arguments: AgencyKind.allCases)
  func privateLimits(kind: AgencyKind) async throws {
    let agency = try await agency(kind, "{\"privateSector\": {\"examsPerDay\": 1}}")
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    let other = try await agency.request()
    let (account, instrument, when) = (agency.examiner.account.name, agency.instrument, agency.clock())
    func schedule(_ override: GuardOverride?) async -> RecordError.Code? {
      await agency.code {
        try await store.advance(exam: other, .schedule, by: agency.chief, override: override) {
          $0.examiner = account
          $0.instrument = instrument
          $0.scheduledAt = when
        }
      }
    }
    #expect(await schedule(nil) == .refused)
    let busy = GuardOverride([.workloadWithinLimit], reason: "busy", by: agency.chief.account.name)
    #expect(await schedule(busy) == .notPermitted)
    try await agency.openPretest(exam, consent: false)
    let paper = GuardOverride([.formsComplete], reason: "paper", by: agency.chief.account.name)
    #expect(
      await agency.code {
        try await store.advance(exam: exam, .beginAcquaintance, by: agency.examiner, override: paper)
      } == .notPermitted)
    func disclose(_ attachment: String?) async -> RecordError.Code? {
      await agency.code {
        try await store.disclose(
          exam: exam, to: "employer", authority: "consent", content: "result", attachment: attachment, by: agency.chief)
      }
    }
    #expect(await disclose(nil) == .refused)
    #expect(await disclose(String(repeating: "ab", count: 32)) == nil)
    try await store.advance(exam: exam, .withdraw, by: agency.examiner)
    #expect(
      await agency.code {
        try await store.release(exam: exam, to: .insiderThreat, authority: "a", content: "c", by: agency.chief)
      } == .refused, "what ended early has no result")
    #expect(try await store.redactedExam(exam, by: agency.chief).opinion == nil)
    // Without the mode, the same is a supervisor's to decide.
    try await store.setSitePolicy(nil, office: agency.office, by: agency.admin, reason: "over")
    #expect(await disclose(nil) == nil)
    #expect(await schedule(busy) == nil)
  }

  @Test(
    "evidence mode: relevant questions, background, numbers and the whole recording", arguments: AgencyKind.allCases)
  func evidence(kind: AgencyKind) async throws {
    let agency = try await agency(kind, "{\"evidence\": {\"classes\": [\"screening\"]}}")
    let store = agency.store
    let exam = try await agency.request()
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    try await openQuestions(exam, agency)
    let one = entry("R5", "Did you?", agency)
    _ = try await store.setQuestions(exam: exam, series: "1", [one, one], freeze: true, by: agency.examiner)
    func begin() async -> RecordError? {
      do { try await store.advance(exam: exam, .beginTest, by: agency.examiner) } catch { return error as? RecordError }
      return nil
    }
    #expect(await begin()?.message.contains("relevant-questions-enough") == true, "the same question twice is one")
    let two = [one, entry("R7", "Did you, then?", agency)]
    let list = try await store.setQuestions(exam: exam, series: "1", two, freeze: true, by: agency.examiner).record
    var bare = Sample.result().result
    bare.grandTotal = nil
    bare.subtotals = []
    let unscored = SealedResult(testFormat: "federal-zct", profile: Sample.profile, result: bare)
    try await runCharts(exam, list.id, agency, result: unscored)
    let refusal = try #require(await submit(exam, agency, .partial))
    #expect(refusal.message.contains("scored-in-numbers") && refusal.message.contains("recording-complete"))
    let override = GuardOverride([.recordingComplete], reason: "camera", by: agency.chief.account.name)
    #expect(await submit(exam, agency, .partial, override: override)?.code == .notPermitted)
    #expect(await submit(exam, agency)?.message.contains("scored-in-numbers") == true)
  }

  @Test("evidence mode is about its classes of exams, and needs the facts of the case", arguments: AgencyKind.allCases)
  func background(kind: AgencyKind) async throws {
    let agency = try await agency(kind, "{\"evidence\": {}}")
    let store = agency.store
    let screening = try await agency.certified()
    #expect(try await store.examFile(screening, by: agency.chief).record.state == .certified, "one question is enough")
    var request = ExamRequest(
      caseNumber: "C", authority: "order", requester: "court", purpose: .issueSpecific, examClass: .evidentiary,
      testFormat: "federal-zct", examinee: RecordIdentifier(at: agency.clock()))
    request.caseFacts = " "
    let exam = try await store.requestExam(request, agency: "CBP", office: agency.office, by: agency.chief).record.id
    try await agency.schedule(exam)
    try await agency.openPretest(exam)
    try await openQuestions(exam, agency)
    let entries = [entry("R5", "Did you?", agency), entry("R7", "Did you, then?", agency)]
    _ = try await store.setQuestions(exam: exam, series: "1", entries, freeze: true, by: agency.examiner)
    #expect(await agency.code { try await store.advance(exam: exam, .beginTest, by: agency.examiner) } == .refused)
    try await store.advance(exam: exam, .beginTest, by: agency.examiner) { $0.caseFacts = "a fire on the 5th" }
  }

  @Test(
    "a policy is an administrator's to set, with a reason, and a satellite works under its office's",
    arguments: AgencyKind.allCases)
  func setting(kind: AgencyKind) async throws {
    let agency = try await agency(kind, "{\"privateSector\": {}}")
    let store = agency.store
    #expect(
      await agency.code {
        try await store.setSitePolicy(nil, office: agency.office, by: agency.chief, reason: "x")
      } == .notPermitted)
    #expect(
      await agency.code {
        try await store.setSitePolicy(nil, office: agency.office, by: agency.admin, reason: "")
      } == .refused)
    let satellite = try await store.add(
      Office(id: RecordIdentifier(at: agency.clock()), code: "LRD", name: "Laredo", parent: agency.office),
      by: agency.admin
    ).record.id
    let request = ExamRequest(
      caseNumber: "C", authority: "law", requester: "r", purpose: .periodic, examClass: .screening,
      testFormat: "federal-zct", examinee: RecordIdentifier(at: agency.clock()))
    func retention() async throws -> RetentionClass {
      try await store.requestExam(request, agency: "CBP", office: satellite, by: agency.chief).record.retention
    }
    #expect(try await retention() == .threeYears)
    try await store.setSitePolicy(SitePolicy(), office: satellite, by: agency.admin, reason: "own")
    #expect(try await retention() == .suitability)
    #expect(try await agency.owner(in: folder).verifyAudit().isIntact)
  }
}
