import PolygraphModel
import PolygraphQuantities

/// Site modes: which an office works in, and what they found.
extension RecordStore {
  /// Puts an office under a policy; `nil` takes its modes away. Exams that are under way come under it too.
  @discardableResult
  public func setSitePolicy(
    _ policy: SitePolicy?, office: RecordIdentifier, by actor: Actor, reason: String
  ) async throws -> Stored<Office> {
    try policy?.check()
    return try await act(actor, .administer) { records in
      try records.requireReason(reason, "Say why the office's policy is changed.")
      let stored = try records.fetch(Office.self, office)
      var next = stored.record
      next.site = policy
      return try records.update(
        stored, to: next, by: actor, action: AuditAction(rawValue: "office.site-policy"), reason: reason)
    }
  }

  /// The questions of an exam that are flagged as off limits. A reviewer sees them once the own scores are sealed, to
  /// answer for the wording.
  public func flaggedQuestions(
    exam: RecordIdentifier, by actor: Actor
  ) async throws -> [QuestionFlag] {
    try await act(actor, .readQuestions, .read) { records in
      if actor.role == .reviewer {
        let own = try records.list(QualityReview.self, RecordFilter(exam: exam, account: actor.account.name))
        // Who scores blind is shown the questions with the blind view, and nothing of how they were chosen.
        guard own.contains(where: { $0.record.sealedAt != nil }) else {
          throw RecordError(
            code: .notPermitted, message: "A reviewer is shown the flags once the own scores are sealed.",
            file: records.location)
        }
      } else {
        try records.checkOwn(actor, records.fetch(ExamFile.self, exam).record)
      }
      return try records.flags(exam)
    }
  }
}

/// A question that is flagged as off limits.
public struct QuestionFlag: Hashable, Sendable, Codable {
  /// The series.
  public let series: String
  /// The version of the series' questions.
  public let version: Int
  /// The question's label.
  public let label: String
  /// The topic it was flagged for.
  public let topic: String
}

extension RecordTransaction {
  /// The flagged questions of an exam.
  func flags(_ exam: RecordIdentifier) throws -> [QuestionFlag] {
    try list(QuestionList.self, RecordFilter(exam: exam)).map(\.record).flatMap { list in
      list.entries.filter(\.isOffLimits).map {
        QuestionFlag(series: list.series, version: list.version, label: $0.question.label, topic: $0.topic ?? "other")
      }
    }
  }

  /// The policy that an exam's office works under. A satellite without one of its own works under its office's.
  func site(of file: ExamFile) throws -> SitePolicy? {
    let office = try fetch(Office.self, file.office).record
    if let site = office.site { return site }
    return try office.parent.flatMap { try fetch(Office.self, $0).record.site }
  }

  /// The questions with those flagged that the site's policy calls off limits. A flag that the examiner set stays.
  func flagged(_ entries: [QuestionList.Entry], of file: ExamFile) throws -> [QuestionList.Entry] {
    guard let guarding = try site(of: file)?.sensitiveTopics else { return entries }
    return entries.map { entry in
      guard let topic = guarding.topic(of: entry, purpose: file.purpose) else { return entry }
      var flagged = entry
      flagged.isOffLimits = true
      flagged.topic = topic
      return flagged
    }
  }

  /// Adds to a dossier what the guards of the site's modes are decided from.
  func addSite(to dossier: inout ExamDossier) throws {
    dossier.site = try site(of: dossier.file)
    guard dossier.file.state == .posttest || dossier.file.state == .returned else { return }
    if dossier.privateSector != nil {
      let lists = Dictionary(
        uniqueKeysWithValues: dossier.questions.map { ($0.id, Set($0.entries.map(\.question.label))) })
      for chart in try list(ChartRecord.self, RecordFilter(exam: dossier.file.id)).map(\.record) {
        let reviewed = lists[chart.questions] ?? []
        dossier.unreviewedLabels.formUnion(chart.events.map(\.label).filter { !reviewed.contains($0) })
      }
    }
    if dossier.evidence != nil, let result = dossier.file.examinerResult {
      let sealed = try sealedDocument(result).result
      dossier.isScoredInNumbers = sealed.status == .scored && (sealed.grandTotal != nil || !sealed.subtotals.isEmpty)
    }
  }
}
