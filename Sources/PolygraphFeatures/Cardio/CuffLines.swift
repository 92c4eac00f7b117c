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
    value = try Self.scored(pulse, rules: rules, rate: rate)
    let line = rules.detectionLine == .beatMean ? Self.beatMean(pulse, rules: rules, rate: rate) ?? value : value
    detection = try rules.response.detection.apply(line, at: rate)
  }

  /// The line whose values are read; the moving average when a cuff has no pulse to draw envelopes through.
  private static func scored(_ pulse: [Double], rules: CardioRules, rate: SampleRate) throws -> [Double] {
    switch rules.scored {
    case .mid: return try rules.mid.apply(pulse, at: rate)
    case .systolic:
      if let upper = envelopes(pulse, rules: rules, rate: rate)?.upper { return upper }
    case .diastolic:
      if let lower = envelopes(pulse, rules: rules, rate: rate)?.lower { return lower }
    case .movingAverage: break
    }
    return try rules.movingAverage.apply(pulse, at: rate)
  }

  /// The mean of the systolic and diastolic envelopes, or `nil` when no pulse is found.
  private static func beatMean(_ pulse: [Double], rules: CardioRules, rate: SampleRate) -> [Double]? {
    envelopes(pulse, rules: rules, rate: rate).map { lines in zip(lines.upper, lines.lower).map { ($0 + $1) / 2 } }
  }

  /// The systolic and diastolic envelopes, or `nil` when no pulse is found.
  static func envelopes(
    _ pulse: [Double], rules: CardioRules, rate: SampleRate
  ) -> (upper: [Double], lower: [Double])? {
    guard let perMinute = PulseRate.perMinute(pulse, halfWindows: PulseRate.usualHalfWindows, rate: rate) else {
      return nil
    }
    let half = Peaks.halfWindow(forRatePerMinute: perMinute, factor: rules.beatFactor, at: rate)
    return (Peaks.upperEnvelope(of: pulse, halfWindow: half), Peaks.lowerEnvelope(of: pulse, halfWindow: half))
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
