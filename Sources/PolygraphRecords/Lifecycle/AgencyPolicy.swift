import Foundation
import PolygraphQuantities

/// Limits and lengths of time that the agency sets.
public struct AgencyPolicy: Hashable, Sendable {
  /// The most exams of an examiner in 24 hours.
  public var examsPerDay = 5
  /// How many charts make a test.
  public var leastCharts = 3
  /// How many days a result holds, and a person waits for the next exam.
  public var validityDays = 730.0
  /// How many days a first review may take.
  public var reviewDays = 3.0
  /// How many hours an admission may stay in a state, by the state's name.
  public var admissionHours: [String: Double] = ["noted": 24, "structured": 24, "supervisor-review": 48]
  /// How many hours a referral may stay in a state, by urgency and the state's name.
  public var referralHours: [String: [String: Double]] = ReferralClocks.standard
  /// How many hours a complaint may stay in a state, by the state's name.
  public var complaintHours: [String: Double] = ComplaintClocks.standard
  /// How long records are kept.
  public var retention = RetentionPolicy()
  /// The standard policy.
  public init() {}

  /// Reads a policy file: the members that are given take the place of the standard ones, and of the clocks those
  /// states that are named.
  ///
  /// *Errors*: ``RecordError/Code/invalid`` for a document that is none, a name that there is not, or a number that is
  /// negative or not finite: a mistyped clock is told, not ignored.
  public init(json: Data) throws {
    let draft: Draft
    do {
      let names = (try JSONSerialization.jsonObject(with: json) as? [String: Any])?.keys.map(\.self) ?? []
      let known = Set(Draft.CodingKeys.allCases.map(\.rawValue))
      if let unknown = names.first(where: { !known.contains($0) }) {
        throw Self.invalid("there is no member '\(unknown)'")
      }
      draft = try JSONDecoder().decode(Draft.self, from: json)
    } catch let error as RecordError {
      throw error
    } catch {
      throw Self.invalid("it is no JSON document of a policy")
    }
    examsPerDay = draft.examsPerDay ?? examsPerDay
    leastCharts = draft.leastCharts ?? leastCharts
    validityDays = draft.validityDays ?? validityDays
    reviewDays = draft.reviewDays ?? reviewDays
    admissionHours.merge(draft.admissionHours ?? [:]) { $1 }
    for (urgency, hours) in draft.referralHours ?? [:] { referralHours[urgency, default: [:]].merge(hours) { $1 } }
    complaintHours.merge(draft.complaintHours ?? [:]) { $1 }
    try retention.merge(draft.retentionDays ?? [:])
    try check()
  }

  private struct Draft: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
      case examsPerDay, leastCharts, validityDays, reviewDays, admissionHours, referralHours
      case complaintHours, retentionDays
    }
    let examsPerDay, leastCharts: Int?
    let validityDays, reviewDays: Double?
    let admissionHours, complaintHours, retentionDays: [String: Double]?
    let referralHours: [String: [String: Double]]?
  }

  private func check() throws {
    for name in admissionHours.keys where AdmissionState(rawValue: name) == nil {
      throw Self.invalid("an admission has no state '\(name)'")
    }
    for (urgency, hours) in referralHours {
      guard Referral.Urgency(rawValue: urgency) != nil else { throw Self.invalid("there is no urgency '\(urgency)'") }
      for name in hours.keys where ReferralState(rawValue: name) == nil {
        throw Self.invalid("a referral has no state '\(name)'")
      }
    }
    for name in complaintHours.keys where ComplaintState(rawValue: name) == nil {
      throw Self.invalid("a complaint has no state '\(name)'")
    }
    let numbers =
      [Double(examsPerDay), Double(leastCharts), validityDays, reviewDays] + admissionHours.values
      + referralHours.values.flatMap(\.values) + complaintHours.values
    // A hundred years is longer than any clock, and short enough for every instant to have a date.
    guard numbers.allSatisfy({ $0.isFinite && $0 >= 0 && $0 <= 876_600 }) else {
      throw Self.invalid("a number is negative or too large")
    }
  }

  static func invalid(_ what: String) -> RecordError {
    RecordError(code: .invalid, message: "The policy cannot be used: \(what).")
  }
}
