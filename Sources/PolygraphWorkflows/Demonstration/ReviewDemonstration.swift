import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import PolygraphRecords
import PolygraphSimulation

/// What follows on a simulated exam's scores: its file, a blind review, certification, and, when the examinee admits
/// something, the admission and its referral in the ledger. Everybody in it is generated.
public struct ReviewDemonstration: Sendable {
  /// What came of it.
  public struct Outcome: Hashable, Sendable {
    /// The exam's file, certified or before the supervisor.
    public let file: ExamFile
    /// The first review.
    public let review: QualityReview
    /// The admission, when there was one.
    public let admission: Admission?
    /// Its referral.
    public let referral: Referral?
    /// What the ledger shows as open now.
    public let ledger: ReferralLedger
  }

  /// The records, in which the exam is filed already.
  public let store: any RecordStore
  /// The account that demonstrates; it keeps the records' people.
  public let account: RecordActor
  /// What the examinee admits after the charts; `nil` for nothing.
  public var admission: Admission.Category?

  private let examiner = Actor(RecordActor(name: "demo-examiner"), as: .examiner)
  private let reviewer = Actor(RecordActor(name: "demo-reviewer"), as: .reviewer)
  private let supervisor = Actor(RecordActor(name: "demo-supervisor"), as: .supervisor)
  private let officer = Actor(RecordActor(name: "demo-referrals"), as: .referralOfficer)

  /// Makes a demonstration.
  public init(store: any RecordStore, account: RecordActor, admission: Admission.Category?) {
    self.store = store
    self.account = account
    self.admission = admission
  }

  /// What a simulated examinee admits after the charts: every second one that is deceptive, by its seed.
  public static func admission(of settings: ExamineeSettings) -> Admission.Category? {
    guard settings.truth == .deceptive, settings.seed % 2 == 1 else { return nil }
    let all = Admission.Category.allCases
    return all[Int(settings.seed / 2 % UInt64(all.count))]
  }

  /// Takes the exam on. An exam whose file is there already is found, and nothing is done again.
  ///
  /// *Errors*: ``RecordError``; ``RecordError/Code/refused`` when no method gave an opinion.
  public func run(
    _ exam: Exam, sheet: ScoreSheet, telling: (String) -> Void = { _ in }
  ) async throws -> Outcome {
    guard let scored = sheet.results.first(where: { $0.opinion != nil }), let opinion = scored.opinion else {
      throw RecordError(code: .refused, message: "No method gave an opinion, so there is nothing to review.")
    }
    let format = sheet.testFormat ?? "unknown"
    try await preparePeople(format)
    let filing = try ExamFiling(exam, testFormat: sheet.testFormat)
    let filed = try await store.file(filing, by: account).record.id
    let known = try await store.examFiles(by: supervisor).map(\.record).first { $0.filing == filed }
    if let known { return try await outcome(known.id) }

    telling("Opening the exam's file")
    let id = try await open(exam, format)
    telling("Pre-test, charts and sealed scores")
    let result = SealedResult(testFormat: sheet.testFormat, profile: sheet.profile, result: scored)
    try await test(id, exam, filing, result, opinion)
    if admission != nil {
      telling("An admission, and its referral")
      try await refer(id)
    }
    telling("Blind review")
    try await review(id, exam, method: scored.method, opinion)
    return try await outcome(id)
  }

  private func preparePeople(_ format: String) async throws {
    let admin = Actor(account, as: .administrator)
    let roles: [Role] = [.examiner, .supervisor, .administrator]
    do {
      _ = try await store.initialise(account: account, name: "Demonstration", roles: roles)
    } catch let error as RecordError where error.code == .refused {
      // The people are there from an earlier demonstration.
    }
    let now = Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
    let people = try await store.directory(Person.self, by: admin)
    for actor in [examiner, reviewer, supervisor, officer] {
      var qualification = ExaminerQualification(
        certificate: "simulated", issuer: "simulated", expires: now.later(minutes: 700 * 1440), formats: [format])
      qualification.standing = .certified
      if let found = people.first(where: { $0.record.account == actor.account.name }) {
        guard var known = found.record.qualification, !known.formats.contains(format) else { continue }
        known.formats.append(format)
        var person = found.record
        person.qualification = known
        _ = try await store.replace(found, with: person, by: admin, reason: "trained in another format")
      } else {
        var person = Person(
          id: RecordIdentifier(at: now), account: actor.account.name, name: "Simulated \(actor.role.rawValue)",
          roles: [actor.role])
        if actor.role == .examiner || actor.role == .reviewer { person.qualification = qualification }
        _ = try await store.add(person, by: admin)
      }
    }
    if try await store.directory(Office.self, by: admin).isEmpty {
      _ = try await store.add(Office(id: RecordIdentifier(at: now), code: "DEMO", name: "Simulated office"), by: admin)
      var tool = Instrument(id: RecordIdentifier(at: now), serial: "1", model: "simulated")
      tool.state = .checked
      tool.checkDue = now.later(minutes: 3650 * 1440)
      _ = try await store.add(tool, by: admin)
    }
  }

  private func open(_ exam: Exam, _ format: String) async throws -> RecordIdentifier {
    let now = Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
    let id = RecordIdentifier(at: now)
    let examinee = try await store.add(
      Examinee(
        id: id, name: "Simulated Person", born: "1990-01-01", birthplace: "simulated", number: id.rawValue,
        document: .init(type: "simulated", number: id.rawValue, issuer: "simulated", expires: now.later(minutes: 1e6))),
      by: supervisor
    ).record.id
    let request = ExamRequest(
      caseNumber: "DEMO-\(exam.name)", authority: "simulated authority", requester: "demonstration",
      purpose: .preEmployment, examClass: .screening, testFormat: format, examinee: examinee)
    guard let office = try await store.directory(Office.self, by: supervisor).first?.record.id,
      let tool = try await store.directory(Instrument.self, by: supervisor).first?.record.id
    else { throw RecordError(code: .refused, message: "The records have no office or no instrument.") }
    let file = try await store.requestExam(request, agency: "simulated", office: office, by: supervisor).record.id
    let account = examiner.account.name
    var policy = AgencyPolicy()
    // One generated examiner may show any number of exams a day.
    policy.examsPerDay = .max
    try await store.advance(exam: file, .schedule, by: supervisor, policy: policy) {
      $0.examiner = account
      $0.instrument = tool
      $0.scheduledAt = now
    }
    return file
  }

  private func test(
    _ id: RecordIdentifier, _ exam: Exam, _ filing: ExamFiling, _ result: SealedResult, _ opinion: Opinion
  ) async throws {
    let now = Timestamp(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
    try await store.pretest(exam: id, by: examiner) {
      $0.identityVerifiedAt = now
      $0.recordingNoticeAt = now
      $0.advisement = .general
      $0.toldOfDisclosuresAt = now
      $0.toldOfRightToStopAt = now
      $0.medical = .init(selfRated: "simulated", decision: .fit)
      $0.consent = .init(form: "simulated", version: "1", at: now, signature: "simulated")
    }
    for event in [ExamEvent.checkIn, .beginPretest, .beginAcquaintance, .reviewQuestions] {
      try await store.advance(exam: id, event, by: examiner)
    }
    var lists: [String: RecordIdentifier] = [:]
    for series in exam.series {
      let entries = series.questions.map { question in
        var entry = QuestionList.Entry(question, agreedAnswer: "No")
        entry.reviewedAt = now
        return entry
      }
      lists[series.name] =
        try await store.setQuestions(exam: id, series: series.name, entries, freeze: true, by: examiner).record.id
    }
    try await store.advance(exam: id, .beginTest, by: examiner)
    for (series, chart) in exam.charts {
      guard let questions = lists[series], let profile = result.profile else { continue }
      try await store.addChart(
        ChartRecord(
          id: RecordIdentifier(at: now), exam: id, questions: questions, series: series, number: chart.number,
          start: 0, end: chart.sampleCount, profile: profile, channels: []), by: examiner)
    }
    var policy = AgencyPolicy()
    policy.leastCharts = min(policy.leastCharts, exam.charts.count)
    try await store.advance(exam: id, .finishTest, by: examiner, policy: policy)
    try await store.sealExaminerScores(
      exam: id, filing: filing, result: result, opinion: opinion, reason: result.result.reason, by: examiner)
    try await store.advance(exam: id, .beginPosttest, by: examiner)
    // The charts of a package all name its digest. Where there are chart files alone, their digests together stand for
    // it. Nothing was recorded beside them.
    let digests = Set(filing.charts.map(\.sha256))
    let digest = digests.count == 1 ? digests.first : nil
    let package = try digest ?? CanonicalJSON.digest(of: filing.charts.map(\.sha256)).hexadecimal
    let recording = ExamFile.Recording(
      file: "simulated: there is no file", sha256: package, seconds: 1, status: .complete)
    try await store.advance(exam: id, .submit, by: examiner) {
      $0.package = package
      $0.recordings = [recording]
      $0.remarks = "Simulated: no person was tested, and no sound or image was recorded."
    }
  }

  private func refer(_ id: RecordIdentifier) async throws {
    guard let admission else { return }
    let noted = try await store.noteAdmission(
      exam: id, phase: .posttest, recordingPosition: 0, summary: "Simulated admission.", category: admission,
      certainty: .plain, isDisqualifying: false, by: examiner
    ).record.id
    try await store.advance(admission: noted, .structure, by: examiner)
    try await store.advance(admission: noted, .submit, by: examiner)
    let referral = try await store.draftReferral(
      admissions: [noted], level: .state, agency: "Simulated authority", category: admission,
      summary: "Simulated referral.", urgency: .routine, by: supervisor
    ).record.id
    try await store.advance(referral: referral, .submit, by: officer)
    try await store.advance(referral: referral, .approve, by: supervisor)
    try await store.advance(referral: referral, .send, by: officer)
  }

  private func review(_ id: RecordIdentifier, _ exam: Exam, method: String, _ opinion: Opinion) async throws {
    try await store.assignReview(exam: id, reviewer: reviewer.account.name, by: supervisor)
    let view = try await store.blindView(of: exam, file: id, by: supervisor)
    let sheet = try BlindScoring.sheet(of: view)
    guard let own = sheet.results.first(where: { $0.method == method }), let reviewed = own.opinion else {
      throw RecordError(code: .refused, message: "The reviewer's own scores gave no opinion by \(method).")
    }
    try await store.sealReview(
      exam: id, result: SealedResult(testFormat: sheet.testFormat, profile: sheet.profile, result: own),
      opinion: reviewed, by: reviewer)
    try await store.attest(
      exam: id, decision: reviewed == opinion ? .concur : .doNotConcur,
      verdicts: QualityReview.Check.allCases.map { .init($0, $0 == .recording ? .notApplicable : .pass) },
      text: "The charts were scored again from the blind view alone.", signature: "Simulated reviewer", by: reviewer)
    if reviewed == opinion { try await store.advance(exam: id, .certify, by: reviewer) }
  }

  private func outcome(_ id: RecordIdentifier) async throws -> Outcome {
    let dossier = try await store.dossier(id, by: supervisor)
    guard let review = dossier.reviews.first(where: { $0.level == .first }) else {
      throw RecordError(code: .refused, message: "An earlier demonstration of this exam was broken off before review.")
    }
    return Outcome(
      file: dossier.file, review: review, admission: dossier.admissions.first, referral: dossier.referrals.first,
      ledger: try await store.referralLedger(by: officer))
  }
}
