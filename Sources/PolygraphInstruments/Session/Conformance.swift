import PolygraphModel
import PolygraphQuantities

/// Whether a session records what ASTM E2439 asks of every exam (REQ-01, REQ-02).
///
/// Two respirations, exosomatic electrodermal activity and cardiovascular activity are recorded at the same time. A
/// channel is required by what it senses: pulse of the finger, a second electrodermal channel, activity and others may
/// be there and never stand in for a required one.
public struct Conformance: Hashable, Sendable {
  /// The mark of a session that records the minimum set.
  public static let mark = "E2439-conformant"
  /// The sensors that must be there.
  public static let required: [Sensor] = [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio]
  /// The greatest share of a required channel that may be missing.
  public static let greatestMissingShare = 0.5

  /// Why the mark is refused, a sentence each; empty when it is given.
  public private(set) var refusals: [String]
  /// Whether the session may carry the mark.
  public var isConformant: Bool { refusals.isEmpty }

  /// Looks at the sensors of a session.
  public init(sensors: some Sequence<Sensor>) {
    let present = Set(sensors)
    refusals = Self.required.filter { !present.contains($0) }.map {
      "No channel records \($0.rawValue), which every exam must have."
    }
  }

  /// Takes what was recorded of a required channel: one that was mostly missing is not there.
  mutating func note(_ sensor: Sensor, present: Int, missing: Int) {
    guard Self.required.contains(sensor) else { return }
    if present == 0 {
      refusals.append("The channel of \(sensor.rawValue) has no sample.")
    } else if Double(missing) > Self.greatestMissingShare * Double(present + missing) {
      refusals.append("More than half of \(sensor.rawValue) is missing.")
    }
  }

  /// The sensors that two channels claim, which a session refuses: which one counts must be said.
  static func claimedTwice(_ sensors: [Sensor]) -> [Sensor] {
    required.filter { sensor in sensors.count { $0 == sensor } > 1 }
  }

  /// A warning when an instrument's last check is older than the limit or not known (REQ-12), else `nil`.
  static func checkWarning(_ instrument: String, lastCheck: Timestamp?, now: Timestamp, limitDays: Int) -> String? {
    guard let lastCheck else {
      return "It is not known when \(instrument) was last checked; 'polygraph check' does and keeps it."
    }
    let days = (now.millisecondsSince1970 - lastCheck.millisecondsSince1970) / 86_400_000
    guard days > Int64(limitDays) else { return nil }
    return "\(instrument) was last checked \(days) days ago; the limit is \(limitDays)."
  }
}
