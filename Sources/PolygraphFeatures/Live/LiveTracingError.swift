import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Why a line cannot be drawn live.
public enum LiveTracingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line is not made by filters alone: it rests on peaks, or on the whole chart.
  case noLiveForm(sensor: Sensor, kind: TracingKind)
  /// The profile's chain has a step that needs the whole chart, or a rate of its own.
  case noCausalForm(step: String, profile: String)
  /// A filter cannot be made at the channel's rate.
  case filter(FilterDesignError, rate: SampleRate)
  /// A mean's window has more samples than ``LiveTracing/mostWindowSamples``.
  case windowTooLong(samples: Int, rate: SampleRate)

  /// What was found, what is expected, and what to do.
  public var description: String {
    switch self {
    case .noLiveForm(let sensor, let kind):
      let known = LiveTracing.kinds(of: sensor).map(\.rawValue).joined(separator: ", ")
      return "The line '\(kind.rawValue)' of \(sensor.rawValue) has no live form; take one of \(known)."
    case .noCausalForm(let step, let profile):
      return "The profile '\(profile)' has the step '\(step)', which needs the whole chart; draw live lines under"
        + " 'standard'."
    case .filter(let error, let rate):
      return "A filter of the profile cannot be made at \(rate) samples a second: \(error)"
    case .windowTooLong(let samples, let rate):
      return "A mean of the profile has \(samples) samples at \(rate) a second; the limit is"
        + " \(LiveTracing.mostWindowSamples)."
    }
  }
}
