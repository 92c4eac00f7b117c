import PolygraphModel
import PolygraphQuantities

/// What an exam's site mode asks for, as guards of the lifecycle. Where a mode is off, its guards hold.
extension ExamDossier {
  /// The policy of private-sector mode, when it is on.
  var privateSector: SitePolicy.PrivateSector? { site?.privateSector }

  /// The policy of evidence mode, when it is on for this exam.
  var evidence: SitePolicy.Evidence? {
    site?.evidence.flatMap { $0.classes.contains(file.examClass) ? $0 : nil }
  }

  /// The guards that the site's mode lets nobody set aside.
  var guardsFixedBySite: Set<LifecycleGuard> {
    var fixed: Set<LifecycleGuard> = []
    if privateSector != nil { fixed.formUnion([.workloadWithinLimit, .formsComplete]) }
    if evidence != nil { fixed.insert(.recordingComplete) }
    return fixed
  }

  /// The most exams of an examiner in 24 hours.
  func examsPerDay(_ policy: AgencyPolicy) -> Int {
    min(policy.examsPerDay, privateSector?.examsPerDay ?? policy.examsPerDay)
  }

  func holdsForSite(_ rule: LifecycleGuard, at now: Timestamp) -> Bool {
    switch rule {
    case .privateNoticesGiven: privateNoticesAreGiven
    case .testLongEnough: testIsLongEnough(at: now)
    case .questionsInWriting: privateSector == nil || unreviewedLabels.isEmpty
    case .relevantQuestionsEnough: relevantQuestionsAreEnough
    case .backgroundKnown:
      evidence == nil || (pretest?.medical != nil && file.caseFacts?.contains { !$0.isWhitespace } == true)
    default: evidence == nil || isScoredInNumbers
    }
  }

  private var privateNoticesAreGiven: Bool {
    guard let privateSector else { return true }
    let given = (pretest?.privateEmployerNotices ?? []).filter { $0.signature.contains { !$0.isWhitespace } }.map(
      \.form)
    return Set(privateSector.notices).isSubset(of: given)
  }

  /// Both the exam's steps and its recordings have to be long enough: a late handing in does not lengthen a test.
  private func testIsLongEnough(at now: Timestamp) -> Bool {
    guard let privateSector else { return true }
    guard let begin = file.history.first(where: { $0.to == .pretest })?.at else { return false }
    let end = file.history.first { $0.event == .submit }?.at ?? now
    let minutes = Double(end.millisecondsSince1970 - begin.millisecondsSince1970) / 60_000
    let recorded = file.recordings.map(\.seconds).reduce(0, +) / 60
    return min(minutes, recorded) >= privateSector.leastMinutes
  }

  private var relevantQuestionsAreEnough: Bool {
    guard let evidence else { return true }
    return questions.contains { list in
      guard list.frozenAt != nil else { return false }
      let relevant = list.entries.filter { $0.question.role == .relevant }.map(\.question.label)
      return Set(relevant).count >= evidence.leastRelevantQuestions
    }
  }
}
