/// What a time of retention is about, and where it begins.
public enum RetentionRule: String, Hashable, Sendable, Codable, CaseIterable {
  /// Exams whose result serves suitability: from the exam's closing.
  case suitability
  /// Exams under a law that asks for three years: from the exam's closing.
  case threeYears = "three-years"
  /// Exams kept until the matter is adjudicated: from the exam's closing.
  case adjudication
  /// Referrals: from their closing. The exam's records wait for it.
  case referral
  /// Complaints: from their answer. The exam's records wait for it.
  case complaint
  /// Entries of the disclosure log: from the disclosure. An entry outlives the exam's other records.
  case disclosure
  /// Functionality checks of instruments: from the check. A check that a kept exam rests on waits for that exam.
  case instrumentCheck = "instrument-check"
  /// Charts and results filed without an agency's file: from their filing.
  case filing

  init(_ retention: RetentionClass) {
    switch retention {
    case .suitability: self = .suitability
    case .threeYears: self = .threeYears
    case .adjudication: self = .adjudication
    }
  }
}

/// How long records are kept: days by rule. In the agency's policy file these are the member `retentionDays`, as
/// `{"retentionDays": {"suitability": 731, "instrument-check": 1096}}`.
///
/// *Source*: two years is the validity of a suitability exam; three years are asked for by 29 CFR 801.30, Nevada NAC
/// 648.197 and, for check charts, 14B NCAC 16 .0504; a year or until adjudication by ASTM E2031. Five years is how long
/// 5 U.S.C. 552a(c)(3) keeps the accounting of a disclosure at least.
public struct RetentionPolicy: Hashable, Sendable {
  /// The longest time of retention: a hundred years.
  public static let mostDays = 36_525.0

  /// The days by rule.
  public private(set) var days: [RetentionRule: Double] = [
    .suitability: RetentionClass.suitability.days, .threeYears: RetentionClass.threeYears.days,
    .adjudication: RetentionClass.adjudication.days, .referral: 1096, .complaint: 1096, .disclosure: 1827,
    .instrumentCheck: 1096, .filing: 1096,
  ]

  /// The standard policy.
  public init() {}

  /// The days of a rule.
  public func days(_ rule: RetentionRule) -> Double {
    guard let days = days[rule] else { preconditionFailure("Every rule has its days.") }
    return days
  }

  /// Puts other days in place of those that are there.
  ///
  /// *Errors*: ``RecordError/Code/invalid`` for a rule that there is not, or days outside of 0 to ``mostDays``.
  mutating func merge(_ changes: [String: Double]) throws {
    for (name, value) in changes {
      guard let rule = RetentionRule(rawValue: name) else {
        throw AgencyPolicy.invalid("there is no retention rule '\(name)'")
      }
      guard value.isFinite, (0...Self.mostDays).contains(value) else {
        throw AgencyPolicy.invalid("the days of the retention rule '\(name)' are not between 0 and \(Self.mostDays)")
      }
      days[rule] = value
    }
  }
}
