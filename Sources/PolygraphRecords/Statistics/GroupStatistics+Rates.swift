import PolygraphModel
import PolygraphQuantities

extension GroupStatistics {
  /// The shares of exams and reviews of exams, in the order of their definitions.
  static func rates(
    exams: [ExamFigure], begun: [ExamFigure], scored: [ExamFigure], submitted: [ExamFigure], reviewed: [ExamFigure],
    inTime: Int
  ) -> [RateStatistic] {
    let tested = exams.filter { $0.reached(.inTest) != nil }
    func ended(_ outcome: ExamOutcome, _ exams: [ExamFigure]) -> Int { exams.count { ExamOutcome($0) == outcome } }
    return [
      RateStatistic("inconclusive", scored.count { $0.standing == .inconclusive }, of: scored.count),
      RateStatistic("noOpinion", ended(.noOpinion, begun), of: begun.count),
      RateStatistic("preTestOut", ended(.preTestOut, begun), of: begun.count),
      RateStatistic("incomplete", ended(.incomplete, tested), of: tested.count),
      RateStatistic("reviewCoverage", reviewed.count, of: submitted.count),
      RateStatistic("reviewedInTime", inTime, of: reviewed.count),
      RateStatistic("returned", submitted.count { $0.reached(.returned) != nil }, of: submitted.count),
    ]
  }

  /// The shares of what goes beside the exams, in the order of their definitions.
  static func rates(
    beside figures: Figures, begun: [ExamFigure], scored: [ExamFigure], now: Timestamp
  ) -> [RateStatistic] {
    let certified = figures.exams.filter { $0.certified != nil && $0.opinion != nil }
    let submitted = figures.exams.filter { $0.reached(.submitted) != nil }
    let shown = figures.reviews.count { $0.sealedAt != nil || $0.unblindedAt != nil }
    let early = figures.reviews.count { review in
      guard let shown = review.unblindedAt else { return false }
      return review.sealedAt.map { shown < $0 } ?? true
    }
    let admitted = Set(figures.admissions.map(\.exam))
    let referred = Set(figures.referrals.map(\.exam))
    let stops = stopGate(figures)
    func countermeasures(_ level: String) -> Int { scored.count { $0.countermeasures == level } }
    return [
      RateStatistic("overturned", certified.count { $0.certified != $0.opinion }, of: certified.count),
      RateStatistic("unblindedEarly", early, of: shown),
      RateStatistic(
        "recordingComplete",
        submitted.count { !$0.recordings.isEmpty && $0.recordings.allSatisfy { $0 == "complete" } },
        of: submitted.count),
      RateStatistic("continuedAfterDisqualifying", stops.continued, of: stops.all),
      RateStatistic("withAdmission", begun.count { admitted.contains($0.id) }, of: begun.count),
      RateStatistic("withReferral", begun.count { referred.contains($0.id) }, of: begun.count),
      RateStatistic("countermeasuresSuspected", countermeasures("suspected"), of: scored.count),
      RateStatistic("countermeasuresConfirmed", countermeasures("confirmed"), of: scored.count),
    ] + referralRates(figures, now: now)
  }

  private static func referralRates(_ figures: Figures, now: Timestamp) -> [RateStatistic] {
    let sent = figures.referrals.filter { $0.reached(.sent) != nil }
    let open = figures.referrals.filter { $0.state != .closed }
    let triaged = figures.complaints.filter { $0.isSpecific != nil }
    let found = figures.complaints.filter { $0.isSubstantiated != nil }
    return [
      RateStatistic("referralsSent", sent.count, of: figures.referrals.count),
      RateStatistic("referralsWithOutcome", sent.count { $0.outcome != nil }, of: sent.count),
      RateStatistic("referralsOverdue", open.count { $0.due < now }, of: open.count),
      RateStatistic(
        "admissionsUndisposed", figures.admissions.count { !$0.state.isFinal || $0.disposition == nil },
        of: figures.admissions.count),
      RateStatistic("complaintsSpecific", triaged.count { $0.isSpecific == true }, of: triaged.count),
      RateStatistic("complaintsSubstantiated", found.count { $0.isSubstantiated == true }, of: found.count),
      RateStatistic(
        "complaintsOverdue", figures.complaints.count { $0.state != .answered && $0.due < now },
        of: figures.complaints.count),
    ]
  }

  /// Exams with a disqualifying admission of the pre-test, and those of them that went on to charts all the same.
  private static func stopGate(_ figures: Figures) -> (all: Int, continued: Int) {
    let gates = Dictionary(
      grouping: figures.admissions.filter { $0.isDisqualifying && $0.phase == "pretest" }, by: \.exam)
    let continued = figures.exams.count { exam in
      guard let admissions = gates[exam.id] else { return false }
      return admissions.contains { admission in
        admission.mayContinue != true
          && exam.path.contains { $0.to == ExamState.inTest.rawValue && $0.at >= admission.notedAt }
      }
    }
    return (gates.count, continued)
  }
}
