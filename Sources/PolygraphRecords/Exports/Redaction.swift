/// What a redacted export leaves out, and why.
public struct RedactedMatter: Hashable, Sendable, Codable {
  /// What is left out.
  public let what: String
  /// Why.
  public let reason: String

  init(_ what: String, _ reason: String) {
    self.what = what
    self.reason = reason
  }
}

/// Makes redacted exports: each is a type of its own that has no place for what is hidden, filled by one function here,
/// member by member. Lists of what is left out say what kinds of matter an export never has, whether or not there is
/// any: that nothing was admitted is as hidden as what was.
enum Redaction {
  static let identity = RedactedMatter("who the examinee is, and the pseudonym", "personal data")
  static let people = RedactedMatter(
    "accounts, names and certificates of examiner, reviewers and others", "personal data")

  /// What a redacted export of an exam leaves out.
  static let ofExam = [
    identity, people,
    RedactedMatter(
      "case number, requester, facts of the case, remarks", "tells who the examinee is or what is alleged"),
    RedactedMatter("texts, topics and agreed answers of the questions", "tell what is alleged"),
    RedactedMatter("answers, annotations, exclusions, names of files", "free text of the session"),
    RedactedMatter("consent, advisement and medical statement", "personal data"),
    RedactedMatter(
      "admissions, referrals, complaints, holds and disclosures, and whether there are any", "personal data"),
    RedactedMatter("opinions and scores of examiner and reviewers, notes of reviews", "not the agency's result"),
    RedactedMatter("opinion on countermeasures", "an assertion about the examinee"),
    RedactedMatter("steps of the exam, but for its end", "tell of pauses for admissions"),
  ]

  /// What a redacted referral leaves out.
  static let ofReferral = [
    identity, people,
    RedactedMatter("number and file of the exam", "leads to the examinee"),
    RedactedMatter("summaries, places in the recording, period and jurisdiction of what was admitted", "own words"),
    RedactedMatter("what each piece of evidence is", "names of files and own words"),
    RedactedMatter("opinion, scores and charts", "not part of a referral"),
    RedactedMatter("notes of the steps, reference and outcome", "free text"),
  ]

  /// The redacted export of an exam.
  static func exam(_ dossier: ExamDossier, charts: [ChartRecord]) -> RedactedExam {
    let file = dossier.file
    func reached(_ state: ExamState) -> String? { file.history.first { $0.to == state }?.at.description }
    return RedactedExam(
      redacted: ofExam, id: file.id, purpose: file.purpose, examClass: file.examClass, testFormat: file.testFormat,
      formatVersion: file.formatVersion, phase: .init(file),
      certifiedAt: reached(.certified), releasedAt: reached(.released),
      opinion: [.certified, .released, .closed].contains(RedactedExam.Phase(file)) ? file.certifiedOpinion : nil,
      series: dossier.questions.filter { $0.frozenAt != nil }.map { list in
        .init(
          series: list.series, version: list.version,
          questions: list.entries.map { .init(label: $0.question.label, role: $0.question.role) })
      },
      charts: charts.map { chart in
        .init(
          series: chart.series, number: chart.number, start: chart.start, end: chart.end, profile: chart.profile,
          channels: chart.channels.map { .init(sensor: $0.sensor, unit: $0.unit, sampleRate: $0.sampleRate) },
          gaps: chart.gaps.map { .init(start: $0.start, end: $0.end) })
      }, recordings: file.recordings.map { .init(sha256: $0.sha256, seconds: $0.seconds, status: $0.status) },
      package: file.package)
  }

  /// The redacted package of a referral.
  static func referral(_ referral: Referral, _ admissions: [Admission]) -> RedactedReferral {
    RedactedReferral(
      redacted: ofReferral, id: referral.id, level: referral.level, agency: referral.agency, unit: referral.unit,
      contactOffice: referral.contactOffice, category: referral.category, statute: referral.statute,
      urgency: referral.urgency, noticedAt: referral.noticedAt, approvedAt: referral.reached(.approved),
      sentAt: referral.reached(.sent), restrictions: referral.restrictions,
      admissions: admissions.map { .init(category: $0.category, phase: $0.phase, certainty: $0.certainty) },
      evidence: referral.evidence.enumerated().map { .init(name: evidenceName($0), sha256: $1.sha256) })
  }

  /// What a piece of evidence is called where its description is left out.
  static func evidenceName(_ index: Int) -> String { "evidence-\(index + 1)" }
}
