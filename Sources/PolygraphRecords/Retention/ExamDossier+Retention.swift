import PolygraphQuantities

/// What keeps records from being destroyed although their time is over.
public enum RetentionHolder: String, Hashable, Sendable, Codable, CaseIterable {
  /// A hold is placed.
  case hold
  /// A complaint is open.
  case complaint
  /// A referral is open.
  case referral
  /// An admission has no disposition.
  case admission
  /// An exam that is kept rests on it.
  case exam
}

extension ExamDossier {
  /// When the time of retention is over, and by which rule; `nil` while the exam is not closed.
  ///
  /// It is the latest of: the time of the exam's class from its last closing, that of each referral from its closing,
  /// and that of each complaint from its answer.
  public func retention(_ policy: RetentionPolicy) -> (end: Timestamp, rule: RetentionRule)? {
    guard file.state == .closed, let closed = file.history.last(where: { $0.to == .closed })?.at else { return nil }
    let rule = RetentionRule(file.retention)
    var ends = [(end: closed.adding(days: policy.days(rule)), rule: rule)]
    for referral in referrals where referral.state == .closed {
      ends.append((referral.since.adding(days: policy.days(.referral)), .referral))
    }
    for complaint in complaints {
      guard let answered = complaint.answeredAt else { continue }
      ends.append((answered.adding(days: policy.days(.complaint)), .complaint))
    }
    return ends.max { $0.end < $1.end }
  }

  /// What keeps the records whatever their time.
  public var holders: [RetentionHolder] {
    var found: [RetentionHolder] = []
    if holds.contains(where: { $0.liftedAt == nil }) { found.append(.hold) }
    if complaints.contains(where: { $0.state != .answered }) { found.append(.complaint) }
    if referrals.contains(where: { $0.state != .closed }) { found.append(.referral) }
    if !admissions.allSatisfy(\.isDisposed) { found.append(.admission) }
    return found
  }
}
