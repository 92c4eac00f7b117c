import Foundation
import PolygraphQuantities

/// One skin-conductance response (SCR).
///
/// *Units*: times from the line's first sample; `amplitude` in the line's unit, microsiemens when it is calibrated.
public struct SkinConductanceResponse: Hashable, Sendable, Codable {
  /// When it begins.
  public let onset: Seconds
  /// When it is greatest.
  public let peak: Seconds
  /// How high it rises above what earlier responses and the level have left at its onset.
  public let amplitude: Double
  /// When half of the amplitude has gone again; `nil` when the next response, a gap or the end comes before.
  public let halfRecovery: Seconds?
  /// The sum of the driver that belongs to it: what the nerve sent, freed of the skin's slowness.
  public let driverArea: Double
  /// The area below the phasic line from its onset to 5 s after its peak, in the line's unit times seconds.
  public let area: Double
  /// The steepest rise on the way up, in the line's unit a second.
  public let steepestRise: Double

  /// The time from onset to peak.
  public var riseTime: Seconds { peak - onset }
  /// The time from the peak to the half recovery.
  public var halfRecoveryTime: Seconds? { halfRecovery.map { $0 - peak } }

  /// Makes a response.
  public init(
    onset: Seconds, peak: Seconds, amplitude: Double, halfRecovery: Seconds? = nil, driverArea: Double = 0,
    area: Double = 0, steepestRise: Double = 0
  ) {
    self.onset = onset
    self.peak = peak
    self.amplitude = amplitude
    self.halfRecovery = halfRecovery
    self.driverArea = driverArea
    self.area = area
    self.steepestRise = steepestRise
  }
}

/// Which skin-conductance response counts as the answer to a stimulus.
///
/// *Source*: Boucsein et al. 2012, Psychophysiology 49:1017–1034; Levinson & Edelberg 1985.
public struct EvokedResponseRules: Hashable, Sendable, Codable {
  /// The time after the stimulus in which a response must begin.
  public var latency = Seconds(1)...Seconds(4)
  /// How long it may rise.
  public var rise = Seconds(0.5)...Seconds(5)
  /// The least amplitude, in microsiemens.
  public var leastAmplitude = 0.01

  /// Makes the published rules.
  public init() {}

  /// The response to each stimulus: of those that begin in time, the first; `nil` without one.
  ///
  /// *Shape*: one for each onset.
  public func responses(
    to onsets: [Seconds], among responses: [SkinConductanceResponse]
  ) -> [SkinConductanceResponse?] {
    onsets.map { stimulus in
      responses.first {
        latency.contains($0.onset - stimulus) && rise.contains($0.riseTime) && $0.amplitude >= leastAmplitude
      }
    }
  }
}

/// What a set of stimuli has evoked.
public struct EvokedSummary: Hashable, Sendable, Codable {
  /// The mean over all stimuli, one without response counting 0; `nil` without stimuli.
  public let magnitude: Double?
  /// The mean over the stimuli with a response; `nil` without one.
  public let amplitude: Double?
  /// The part of the stimuli that had a response.
  public let frequency: Double?
  /// ln(1 + amplitude) of each stimulus, 0 without a response.
  public let logarithms: [Double]
  /// Each stimulus's amplitude as a part of the greatest; `nil` when none had a response.
  public let rangeCorrected: [Double]?

  /// Sums up the responses to a set of stimuli, which ``EvokedResponseRules`` found.
  public init(_ responses: [SkinConductanceResponse?]) {
    let sizes = responses.map { $0?.amplitude ?? 0 }
    let present = responses.compactMap { $0?.amplitude }
    let total = sizes.reduce(0, +)
    magnitude = sizes.isEmpty ? nil : total / Double(sizes.count)
    amplitude = present.isEmpty ? nil : total / Double(present.count)
    frequency = sizes.isEmpty ? nil : Double(present.count) / Double(sizes.count)
    logarithms = sizes.map { log(1 + $0) }
    let greatest = sizes.max() ?? 0
    rangeCorrected = greatest > 0 ? sizes.map { $0 / greatest } : nil
  }
}
