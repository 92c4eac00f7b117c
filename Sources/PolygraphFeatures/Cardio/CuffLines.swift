import PolygraphDSP
import PolygraphQuantities

/// The lines of a cuff: the one whose values are read, the one on which responses are found, and those that tell
/// disturbances.
struct CuffLines {
  let value: [Double]
  let detection: [Double]
  /// The moving average; `nil` when the pulse line is shorter than it needs.
  let average: [Double]?
  /// The mid line; `nil` when the pulse line is shorter than it needs.
  let mid: [Double]?
  /// The half window that finds one peak a beat, or `nil` when no pulse is found.
  let beatHalfWindow: Int?

  /// Makes the lines of a scaled pulse line.
  ///
  /// *Errors*: ``PolygraphDSP/SignalError`` for a line shorter than its filters.
  init(_ pulse: [Double], rules: CardioRules, rate: SampleRate) throws {
    let averaged = Result { try rules.movingAverage.apply(pulse, at: rate) }
    let middle = Result { try rules.mid.apply(pulse, at: rate) }
    let half = PulseRate.beatHalfWindow(pulse, factor: rules.beatFactor, rate: rate)
    value =
      switch rules.scored {
      case .mid: try middle.get()
      // A cuff without a pulse has no envelopes to draw.
      case .systolic: try half.map { Peaks.upperEnvelope(of: pulse, halfWindow: $0) } ?? averaged.get()
      case .diastolic: try half.map { Peaks.lowerEnvelope(of: pulse, halfWindow: $0) } ?? averaged.get()
      case .movingAverage: try averaged.get()
      }
    let line = rules.detectionLine == .beatMean ? Self.beatMean(pulse, halfWindow: half) ?? value : value
    detection = try rules.response.detection.apply(line, at: rate)
    average = try? averaged.get()
    mid = try? middle.get()
    beatHalfWindow = half
  }

  /// The mean of the systolic and diastolic envelopes, or `nil` when no pulse is found.
  private static func beatMean(_ pulse: [Double], halfWindow: Int?) -> [Double]? {
    halfWindow.map { half in
      zip(Peaks.upperEnvelope(of: pulse, halfWindow: half), Peaks.lowerEnvelope(of: pulse, halfWindow: half))
        .map { ($0 + $1) / 2 }
    }
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

  /// The half window that finds one peak a beat of a whole chart's line, or `nil` when no pulse is found.
  static func beatHalfWindow(_ line: [Double], factor: Double, rate: SampleRate) -> Int? {
    perMinute(line, halfWindows: usualHalfWindows, rate: rate).map {
      Peaks.halfWindow(forRatePerMinute: $0, factor: factor, at: rate)
    }
  }
}
