import PolygraphModel
import PolygraphQuantities
import PolygraphRecords

/// One thing that happens to a generated exam.
enum YearStep: Hashable, Sendable {
  case request, schedule, decline, noShow, cancel, forms, withdraw
  case advance(ExamEvent)
  case note, adjudicate, structure, submitAdmission, dispose
  case questions, chart(Int), seal, submit
  case assign(QualityReview.Level), sealReview(QualityReview.Level), attest(QualityReview.Level)
  case certify, dispute, settle(ExamEvent)
  case disclose, release, close
  case referral(ReferralEvent)
}

extension ExamPlan {
  /// What happens, by minutes from the beginning of the test.
  var steps: [(minutes: Double, step: YearStep)] {
    let asked: [(Double, YearStep)] = [(-6 * 1440, .request), (-4 * 1440, .schedule)]
    let arrived: [(Double, YearStep)] = [
      (-20, .forms), (-10, .advance(.checkIn)), (0, .advance(.beginPretest)),
    ]
    switch course {
    case .declined: return [(-6 * 1440, .request), (-5 * 1440, .decline)]
    case .noShow: return asked + [(60, .noShow), (1440, .close)]
    case .cancelled: return asked + [(-1440, .cancel), (1440, .close)]
    case .withdrawn: return asked + arrived + [(40, .withdraw), (1440, .close)]
    case .stoppedByAdmission:
      return asked + arrived + admitting + [(4 * 1440, .close)] + referring
    case .tested:
      return asked + arrived + admitting + testing + reviewing + [(8 * 1440, .disclose), (8.1 * 1440, .release)]
        + [(9 * 1440, .close)] + referring
    }
  }

  private var admitting: [(Double, YearStep)] {
    guard let admission else { return [] }
    var steps: [(Double, YearStep)] = [(30, .note)]
    if admission.isDisqualifying {
      steps += [(31, .advance(.pause)), (50, .adjudicate)]
      steps.append((55, .advance(admission.mayContinue ? .resume : .terminate)))
    }
    return steps + [(300, .structure), (310, .submitAdmission), (1800, .dispose)]
  }

  private var testing: [(Double, YearStep)] {
    [
      (70, .advance(.beginAcquaintance)), (85, .advance(.reviewQuestions)), (95, .questions),
      (100, .advance(.beginTest)), (110, .chart(1)), (122, .chart(2)), (134, .chart(3)),
      (150, .advance(.finishTest)), (170, .seal), (180, .advance(.beginPosttest)), (240, .submit),
    ]
  }

  private var reviewing: [(Double, YearStep)] {
    let day = 1440.0
    let first: [(Double, YearStep)] = [
      (day, .assign(.first)), (2 * day, .sealReview(.first)), (2.1 * day, .attest(.first)),
    ]
    let second: [(Double, YearStep)] = [
      (3 * day, .assign(.second)), (4 * day, .sealReview(.second)), (4.1 * day, .attest(.second)),
    ]
    switch review {
    case .concurs: return first + [(2.2 * day, .certify)]
    case .secondConcurs: return first + second + [(5 * day, .certify)]
    case .adjudicatedToCertify: return first + second + [(5 * day, .dispute), (6 * day, .settle(.certify))]
    case .adjudicatedToReexam: return first + second + [(5 * day, .dispute), (6 * day, .settle(.orderReexam))]
    case .adjudicatedToNoOpinion: return first + second + [(5 * day, .dispute), (6 * day, .settle(.declareNoOpinion))]
    }
  }

  /// The referral's steps, each within its clock but the one that comes too late.
  private var referring: [(Double, YearStep)] {
    guard let referral else { return [] }
    let clocks = AgencyPolicy().referralHours[referral.urgency.rawValue] ?? [:]
    let events: [(ReferralState, ReferralEvent)] = [
      (.draft, .submit), (.legalReview, .approve), (.approved, .send), (.sent, .acknowledge),
      (.acknowledged, referral.isAccepted ? .accept : .decline),
      (referral.isAccepted ? .accepted : .declined, .recordOutcome), (.outcome, .close),
    ]
    var time = 1800.0
    return events.enumerated().map { place, arrow in
      // Hours that a state may last; a late step takes two days more, so that a daily round sees it.
      let limit = clocks[arrow.0.rawValue] ?? 24
      time += referral.lateStep == place ? limit * 60 + 2 * 1440 : limit * 60 * 0.4
      return (time, .referral(arrow.1))
    }
  }
}
