import PolygraphDSP
import PolygraphQuantities

/// The lines of a cuff: the one whose values are read, and the one on which responses are found.
struct CuffLines {
  let value: [Double]
  let detection: [Double]

  /// Makes the lines of a scaled pulse line.
  ///
  /// *Errors*: ``PolygraphDSP/SignalError`` for a line shorter than its filters.
  init(_ pulse: [Double], rules: CardioRules, rate: SampleRate) throws {
    value = try rules.movingAverage.apply(pulse, at: rate)
    let line = rules.detectionLine == .beatMean ? Self.beatMean(pulse, rules: rules, rate: rate) ?? value : value
    detection = try rules.response.detection.apply(line, at: rate)
  }

  /// The mean of the systolic and diastolic envelopes, or `nil` when no pulse is found.
  private static func beatMean(_ pulse: [Double], rules: CardioRules, rate: SampleRate) -> [Double]? {
    guard let perMinute = PulseRate.perMinute(pulse, halfWindows: PulseRate.usualHalfWindows, rate: rate) else {
      return nil
    }
    let half = Peaks.halfWindow(forRatePerMinute: perMinute, factor: rules.beatFactor, at: rate)
    let upper = Peaks.upperEnvelope(of: pulse, halfWindow: half)
    let lower = Peaks.lowerEnvelope(of: pulse, halfWindow: half)
    return zip(upper, lower).map { ($0 + $1) / 2 }
  }
}

/// The pulse rate of a line.
enum PulseRate {
  /// Half windows at 30 rows a second that find every pulse from 40 to 180 a minute between them.
  static let usualHalfWindows = [6, 8, 9, 10, 12, 14]

  /// The median of the rates that several half windows find, or `nil` when none finds two beats.
  static func perMinute(_ line: [Double], halfWindows: [Int], rate: SampleRate) -> Double? {
    Robust.median(halfWindows.compactMap { Peaks.ratePerMinute(of: line, halfWindow: $0, kind: .maxima, at: rate) })
  }
}
