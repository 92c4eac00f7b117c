import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import PolygraphRecords

/// A generated exam on its way through the records, by the library's own calls.
struct ExamRun: Sendable {
  let plan: ExamPlan
  let seed: UInt64
  private var exam: RecordIdentifier?
  private var questions: RecordIdentifier?
  private var admission: RecordIdentifier?
  private(set) var referral: Referral?

  init(_ plan: ExamPlan, seed: UInt64) {
    self.plan = plan
    self.seed = seed
  }

  /// Takes the next step.
  mutating func take(
    _ step: YearStep, at time: Timestamp, _ people: ProgramPeople, _ store: any RecordStore
  ) async throws {
    let supervisor = people.supervisor(plan.office)
    let examiner = people.examiner(plan.office, plan.examiner)
    guard let id = exam else { return try await request(at: time, people, store) }
    switch step {
    case .request: preconditionFailure("An exam is asked for once.")
    case .schedule:
      let (start, tool) = (plan.start, people.instruments[plan.office][plan.examiner])
      try await store.advance(exam: id, .schedule, by: supervisor) {
        $0.examiner = examiner.account.name
        $0.instrument = tool
        $0.scheduledAt = start
      }
    case .decline: try await store.advance(exam: id, .decline, by: supervisor, reason: "no legal basis")
    case .noShow: try await store.advance(exam: id, .noShow, by: examiner)
    case .cancel: try await store.advance(exam: id, .cancel, by: supervisor, reason: "no longer needed")
    case .withdraw: try await store.advance(exam: id, .withdraw, by: examiner)
    case .forms: try await fillForms(id, at: time, by: examiner, store)
    case .advance(let event): try await store.advance(exam: id, event, by: examiner)
    case .questions, .chart, .seal, .submit: try await test(step, id, at: time, by: examiner, store)
    case .assign, .sealReview, .attest, .certify, .dispute, .settle: try await review(step, id, people, store)
    case .disclose:
      try await store.disclose(
        exam: id, to: "Personnel Security", authority: "simulated authority", content: "certified result",
        by: supervisor)
    case .release: try await store.advance(exam: id, .release, by: supervisor)
    case .close: try await store.advance(exam: id, .close, by: supervisor)
    case .note, .adjudicate, .structure, .submitAdmission, .dispose, .referral:
      try await admit(step, id, people, store)
    }
  }

  private mutating func request(at time: Timestamp, _ people: ProgramPeople, _ store: any RecordStore) async throws {
    let supervisor = people.supervisor(plan.office)
    let name = "S\(seed)-\(plan.number)"
    let document = Examinee.Document(
      type: "simulated", number: name, issuer: "simulated", expires: time.later(minutes: 1000 * 1440))
    let examinee = try await store.add(
      Examinee(
        id: RecordIdentifier(at: time), name: "Simulated Person \(plan.number)", born: "1990-01-01",
        birthplace: "simulated", number: name, document: document), by: supervisor
    ).record.id
    let request = ExamRequest(
      caseNumber: "CASE-\(name)", authority: "simulated authority", requester: "hiring",
      purpose: plan.isScreening ? .preEmployment : .issueSpecific,
      examClass: plan.isScreening ? .screening : .investigative,
      testFormat: ProgramPeople.formats[plan.isScreening ? 0 : 1], examinee: examinee)
    exam = try await store.requestExam(
      request, agency: "simulated", office: people.offices[plan.office], by: supervisor
    ).record.id
  }

  private func fillForms(
    _ id: RecordIdentifier, at now: Timestamp, by examiner: Actor, _ store: any RecordStore
  ) async throws {
    try await store.pretest(exam: id, by: examiner) {
      $0.identityVerifiedAt = now
      $0.recordingNoticeAt = now
      $0.advisement = .general
      $0.toldOfDisclosuresAt = now
      $0.toldOfRightToStopAt = now
      $0.medical = .init(selfRated: "good", decision: .fit)
      $0.consent = .init(form: "simulated", version: "1", at: now, signature: "simulated")
    }
  }

  private mutating func test(
    _ step: YearStep, _ id: RecordIdentifier, at time: Timestamp, by examiner: Actor, _ store: any RecordStore
  ) async throws {
    switch step {
    case .questions:
      let entries = ["R5", "R7"].map { label in
        var entry = QuestionList.Entry(
          Question(label: label, role: .relevant, text: "Generated question \(label)?"), agreedAnswer: "No")
        entry.reviewedAt = time
        return entry
      }
      questions = try await store.setQuestions(exam: id, series: "1", entries, freeze: true, by: examiner).record.id
    case .chart(let number):
      guard let questions else { preconditionFailure("Questions are frozen before a chart.") }
      try await store.addChart(
        ChartRecord(
          id: RecordIdentifier(at: time), exam: id, questions: questions, series: "1", number: number, start: 0,
          end: 7200, profile: Self.profile, channels: []), by: examiner)
    case .seal:
      try await store.sealExaminerScores(
        exam: id, filing: filing, result: result(plan.opinion, plan.opinionReason, total: plan.total),
        opinion: plan.opinion, reason: plan.opinionReason, by: examiner)
    default:
      let mark = digest("package")
      let recording = ExamFile.Recording(
        file: "simulated: there is no file", sha256: digest("recording"), seconds: 14_400, status: .complete)
      try await store.advance(exam: id, .submit, by: examiner) {
        $0.package = mark
        $0.recordings = [recording]
        $0.remarks = "Of a simulated year: no person, no charts, no recording; digests are of generated texts."
      }
    }
  }

  private func review(
    _ step: YearStep, _ id: RecordIdentifier, _ people: ProgramPeople, _ store: any RecordStore
  ) async throws {
    let supervisor = people.supervisor(plan.office)
    switch step {
    case .assign(let level):
      try await store.assignReview(
        exam: id, level: level, reviewer: people.reviewer(plan.office, level).account.name, by: supervisor)
    case .sealReview(let level):
      let isAgreed = level == .second && plan.review == .secondConcurs
      let opinion = isAgreed ? plan.opinion : plan.reviewerOpinion
      let reason = opinion == plan.opinion ? plan.opinionReason : .scoresInconclusive
      try await store.sealReview(
        exam: id, result: result(opinion, reason, total: plan.total + Double(level.rawValue)), opinion: opinion,
        by: people.reviewer(plan.office, level))
    case .attest(let level):
      let concurs = plan.review == .concurs || (level == .second && plan.review == .secondConcurs)
      try await store.attest(
        exam: id, decision: concurs ? .concur : .doNotConcur,
        verdicts: QualityReview.Check.allCases.map { .init($0, .pass) }, text: "Generated attestation.",
        signature: "simulated", by: people.reviewer(plan.office, level))
    case .certify:
      try await store.advance(
        exam: id, .certify, by: people.reviewer(plan.office, plan.review == .concurs ? .first : .second))
    case .dispute: try await store.advance(exam: id, .dispute, by: supervisor)
    case .settle(let event):
      try await store.advance(exam: id, event, by: supervisor, reason: "decided between two reviews")
    default: preconditionFailure("This is no step of a review.")
    }
  }

  private mutating func admit(
    _ step: YearStep, _ id: RecordIdentifier, _ people: ProgramPeople, _ store: any RecordStore
  ) async throws {
    let supervisor = people.supervisor(plan.office)
    let examiner = people.examiner(plan.office, plan.examiner)
    guard let admitted = plan.admission else { preconditionFailure("Nothing was admitted.") }
    if case .note = step {
      admission = try await store.noteAdmission(
        exam: id, phase: .pretest, recordingPosition: 1800, summary: "Generated admission.",
        category: admitted.category, certainty: .plain, isDisqualifying: admitted.isDisqualifying, by: examiner
      ).record.id
      return
    }
    guard let admission else { preconditionFailure("An admission is noted first.") }
    switch step {
    case .adjudicate:
      try await store.adjudicate(
        admission: admission, mayContinue: admitted.mayContinue, reason: "generated decision", by: people.adjudicator)
    case .structure: try await store.advance(admission: admission, .structure, by: examiner)
    case .submitAdmission: try await store.advance(admission: admission, .submit, by: examiner)
    case .dispose: try await dispose(admission, admitted, by: supervisor, store)
    case .referral(let event):
      guard let current = referral, let plan = plan.referral else { preconditionFailure("There is no referral.") }
      let actor = event == .approve ? supervisor : people.officer
      referral = try await store.advance(referral: current.id, event, by: actor) {
        if event == .recordOutcome { $0.outcome = plan.outcome }
      }.record
    default: preconditionFailure("This is no step of an admission.")
    }
  }

  private mutating func dispose(
    _ admission: RecordIdentifier, _ admitted: ExamPlan.AdmissionPlan, by supervisor: Actor, _ store: any RecordStore
  ) async throws {
    switch admitted.disposition {
    case .noAction:
      try await store.advance(admission: admission, .dismiss, by: supervisor, reason: "outside the program's rules")
    case .adjudication: try await store.advance(admission: admission, .adjudicate, by: supervisor)
    case .referral:
      guard let plan = plan.referral else { preconditionFailure("A referral is planned with its admission.") }
      referral = try await store.draftReferral(
        admissions: [admission], level: plan.level, agency: "Simulated \(plan.level.rawValue) authority",
        category: admitted.category, summary: "Generated summary.", urgency: plan.urgency, by: supervisor
      ).record
    }
  }

  private static let profile = ProfileReference(
    name: "simulated", version: "1", sha256: SHA256Digest(of: Data("simulated".utf8)).hexadecimal)

  private func digest(_ what: String) -> String {
    SHA256Digest(of: Data("simulated year, seed \(seed), exam \(plan.number), \(what)".utf8)).hexadecimal
  }

  private var filing: ExamFiling {
    ExamFiling(
      name: "S\(seed)-\(plan.number)", format: "simulated", testFormat: ProgramPeople.formats[plan.isScreening ? 0 : 1],
      charts: (1...3).map { number in
        FiledChart(
          series: "1", chart: number, file: "simulated: there is no file", format: "simulated",
          sha256: digest("chart \(number)"))
      })
  }

  private func result(_ opinion: Opinion, _ reason: OpinionReason?, total: Double) -> SealedResult {
    SealedResult(
      testFormat: ProgramPeople.formats[plan.isScreening ? 0 : 1], profile: nil,
      result: ScoringResult(
        method: "simulated", version: "1", parameters: ["exam": .number(Double(plan.number))], cells: [],
        subtotals: [Subtotal(question: "R5", total: total / 2), Subtotal(question: "R7", total: total / 2)],
        grandTotal: total, statistics: [], decisionRule: "generated", opinion: opinion, reason: reason,
        status: .scored))
  }
}
