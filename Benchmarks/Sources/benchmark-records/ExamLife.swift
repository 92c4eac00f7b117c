import PolygraphRecords

/// How one generated exam goes.
struct ExamLife {
  let day: Double
  let examiner: String
  let reviewer: String
  let isOpen: Bool
  let endsEarly: Bool
  let latent: Double
  let other: Double
  let waitDays: Double
  let chance: Double

  private func opinion(_ value: Double) -> Opinion {
    value < -0.6 ? .deceptionIndicated : value < -0.4 ? .inconclusive : .noDeceptionIndicated
  }

  /// Fills an archive with the exam's records.
  func fill(_ archive: inout ExamArchive, number: Int) {
    var days = day - 10
    func step(_ event: ExamEvent, by who: String, after hours: Double, reason: String? = nil) {
      days += hours / 24
      let from = archive.file.history.last?.to ?? .requested
      guard let arrow = ExamLifecycle.transitions.first(where: { $0.from == from && $0.event == event }) else {
        preconditionFailure("A generated exam goes along the lifecycle's arrows.")
      }
      archive.file.history.append(
        .init(from: from, event: event, to: arrow.to, at: GeneratedProgram.time(days), by: who, reason: reason))
      archive.file.state = arrow.to
    }
    step(.schedule, by: "chief", after: 0)
    days = day
    step(.checkIn, by: examiner, after: 0)
    step(.beginPretest, by: examiner, after: 0.2)
    addForms(&archive)
    if chance < 0.131 { addAdmission(&archive, isReferred: chance < 0.03125) }
    if endsEarly {
      step(.withdraw, by: examiner, after: 1)
      step(.close, by: "chief", after: 30)
      return
    }
    for event in [ExamEvent.beginAcquaintance, .reviewQuestions, .beginTest, .finishTest] {
      step(event, by: examiner, after: 0.5)
    }
    addCharts(&archive, number: number)
    for event in [ExamEvent.sealScores, .beginPosttest, .submit] { step(event, by: examiner, after: 0.5) }
    guard !isOpen else { return }
    step(.assignReview, by: "chief", after: 1)
    step(.unblind, by: reviewer, after: waitDays * 20)
    addReview(&archive, sealedAt: days, attestedAt: days + waitDays / 6)
    step(.certify, by: reviewer, after: waitDays * 4)
    archive.file.certifiedOpinion = archive.file.opinion
    let disclosure = Disclosure(
      id: .init(at: GeneratedProgram.time(days)), exam: archive.file.id, recipient: "Personnel Security",
      authority: "DHS/ALL-023", content: "result", at: GeneratedProgram.time(days), by: "chief")
    var confirmation = Disclosure(
      id: .init(at: GeneratedProgram.time(days + 1)), exam: archive.file.id, recipient: disclosure.recipient,
      authority: disclosure.authority, content: disclosure.content, at: GeneratedProgram.time(days + 1), by: "chief")
    confirmation.confirms = disclosure.id
    archive.disclosures = [disclosure, confirmation]
    step(.release, by: "chief", after: 5)
    step(.close, by: "chief", after: 40)
  }

  private func addForms(_ archive: inout ExamArchive) {
    let now = GeneratedProgram.time(day)
    var forms = PreTest(id: RecordIdentifier(at: now), exam: archive.file.id)
    forms.identityVerifiedAt = now
    forms.recordingNoticeAt = now
    forms.consent = .init(form: "CF-1", version: "3", at: now, signature: "signed")
    forms.advisement = .general
    forms.toldOfDisclosuresAt = now
    forms.toldOfRightToStopAt = now
    forms.medical = .init(selfRated: "good", decision: .fit)
    archive.pretest = forms
  }

  private func addCharts(_ archive: inout ExamArchive, number: Int) {
    let now = GeneratedProgram.time(day)
    let entries = ["C4", "R5", "C6", "R7", "C9", "R10"].map { label in
      var entry = QuestionList.Entry(
        Question(label: label, role: label.hasPrefix("R") ? .relevant : .comparison, text: "Question \(label)?"),
        agreedAnswer: "No")
      entry.reviewedAt = now
      return entry
    }
    var list = QuestionList(
      id: RecordIdentifier(at: now), exam: archive.file.id, series: "1", version: 1, entries: entries)
    list.frozenAt = now
    archive.questions = [list]
    let profile = ProfileReference(name: "standard", version: "1", sha256: String(repeating: "ab", count: 32))
    archive.charts = (1...3).map { chart in
      ChartRecord(
        id: RecordIdentifier(at: now), exam: archive.file.id, questions: list.id, series: "1", number: chart, start: 0,
        end: 7500, profile: profile, channels: [])
    }
    archive.filing = ExamFiling(
      name: archive.file.number, format: "ncca-ascii", testFormat: GeneratedProgram.format,
      charts: (1...3).map { chart in
        FiledChart(
          series: "1", chart: chart, file: "D&-\(number)-1.0\(chart)A", format: "ncca-ascii",
          sha256: Self.digest(number * 3 + chart))
      })
    let opinion = opinion(latent)
    archive.result = SealedResult(
      testFormat: GeneratedProgram.format, profile: profile,
      result: ScoringResult(
        method: "ess-m", version: "1", parameters: [:], cells: [], subtotals: [], grandTotal: (latent * 8).rounded(),
        statistics: [], decisionRule: "two-stage", opinion: opinion, reason: nil, status: .scored))
    archive.file.opinion = opinion
    archive.file.opinionReason = opinion == .inconclusive ? .scoresInconclusive : nil
    archive.file.package = Self.digest(number)
    archive.file.recordings = [
      .init(file: "session.flac", sha256: Self.digest(number + 1), seconds: 7200, status: .complete)
    ]
  }

  private func addReview(_ archive: inout ExamArchive, sealedAt: Double, attestedAt: Double) {
    let due = GeneratedProgram.time(day + 4)
    var review = QualityReview(
      id: RecordIdentifier(at: GeneratedProgram.time(sealedAt)), exam: archive.file.id, level: .first,
      reviewer: reviewer, qualification: "C-\(reviewer)", assignedAt: GeneratedProgram.time(day + 0.3),
      assignedBy: "chief", due: due)
    review.blindOpinion = opinion(latent + 0.4 * other)
    review.sealedAt = GeneratedProgram.time(sealedAt)
    review.unblindedAt = review.sealedAt
    review.verdicts = QualityReview.Check.allCases.map { .init($0, .pass) }
    review.decision = .concur
    review.attestation = .init(
      text: "The data support the conclusion.", signature: "R", at: GeneratedProgram.time(attestedAt))
    archive.reviews = [review]
  }

  private func addAdmission(_ archive: inout ExamArchive, isReferred: Bool) {
    let noted = GeneratedProgram.time(day + 0.02)
    let categories = Admission.Category.allCases
    var admission = Admission(
      id: RecordIdentifier(at: noted), exam: archive.file.id, phase: .pretest, recordingPosition: 600,
      summary: "generated", category: categories[Int(chance * 1e6) % categories.count], certainty: .plain,
      isDisqualifying: false, notedAt: noted, notedBy: examiner, due: GeneratedProgram.time(day + 1))
    admission.decidedBy = "chief"
    admission.decidedAt = GeneratedProgram.time(day + 1)
    guard isReferred else {
      admission.state = .noAction
      admission.disposition = .noAction
      admission.reasonForNoAction = "known before"
      archive.admissions = [admission]
      return
    }
    admission.state = .referralDraft
    admission.disposition = .referral
    var referral = Referral(
      id: RecordIdentifier(at: noted), exam: archive.file.id, admissions: [admission.id],
      level: Referral.Level.allCases[Int(chance * 1e7) % 3], agency: "An authority", category: admission.category,
      summary: "generated", urgency: .routine, noticedAt: noted, since: noted, due: GeneratedProgram.time(day + 40))
    let steps: [(ReferralEvent, ReferralState)] = [
      (.submit, .legalReview), (.approve, .approved), (.send, .sent), (.acknowledge, .acknowledged),
      (.accept, .accepted), (.recordOutcome, .outcome), (.close, .closed),
    ]
    for (place, step) in steps.enumerated() {
      let at = GeneratedProgram.time(day + 1 + Double(place) * (1 + waitDays))
      referral.history.append(.init(event: step.0, to: step.1, at: at, by: "chief"))
      referral.state = step.1
      referral.since = at
    }
    referral.outcome = .charge
    admission.referral = referral.id
    archive.admissions = [admission]
    archive.referrals = [referral]
  }

  /// 64 hexadecimal digits that no other number has.
  private static func digest(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 64 - digits.count) + digits
  }
}
