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

  /// Makes the lines of a scaled pulse line, whose peaks and troughs are those of `extrema`. `searchesValue` says that
  /// turning points will be looked for on the line of the values, too.
  ///
  /// *Errors*: ``PolygraphDSP/SignalError`` for a line shorter than its filters.
  init(
    _ pulse: [Double], extrema: LocalExtrema, rules: CardioRules, rate: SampleRate, searchesValue: Bool = false
  ) throws {
    let half = PulseRate.beatHalfWindow(extrema, factor: rules.beatFactor, rate: rate)
    // Slopes are read on the line of the beats, where there is one, and by no rule on the line of the values.
    let isSlopeRead =
      searchesValue || half == nil || rules.detectionLine != .beatMean || rules.response.descent == .afterOnsetWindow
    let sums: Smoothing.Sums = isSlopeRead ? .direct : .running
    let averaged = Result { try rules.movingAverage.apply(pulse, at: rate, sums: sums) }
    let middle = Result { try rules.mid.apply(pulse, at: rate, sums: sums) }
    func envelope(_ kind: Peaks.Kind, _ half: Int) -> [Double] {
      Peaks.line(through: extrema.indices(kind, halfWindow: half, includingEnds: true), of: pulse)
    }
    value =
      switch rules.scored {
      case .mid: try middle.get()
      // A cuff without a pulse has no envelopes to draw.
      case .systolic: try half.map { envelope(.maxima, $0) } ?? averaged.get()
      case .diastolic: try half.map { envelope(.minima, $0) } ?? averaged.get()
      case .movingAverage: try averaged.get()
      }
    // The mean of the systolic and the diastolic line; a cuff without a pulse has none.
    let mean = half.map { half in zip(envelope(.maxima, half), envelope(.minima, half)).map { ($0 + $1) / 2 } }
    let line = rules.detectionLine == .beatMean ? mean ?? value : value
    detection = try rules.response.detection.apply(line, at: rate)
    average = try? averaged.get()
    mid = try? middle.get()
    beatHalfWindow = half
  }
}

/// The pulse rate of a line.
enum PulseRate {
  /// Half windows at 30 rows a second that find every pulse from 40 to 180 a minute between them.
  static let usualHalfWindows = [6, 8, 9, 10, 12, 14]

  /// The median of the rates that several half windows find, or `nil` when none finds two beats.
  static func perMinute(
    _ extrema: LocalExtrema, halfWindows: [Int], rate: SampleRate, in rows: Range<Int>? = nil
  ) -> Double? {
    Robust.median(halfWindows.compactMap { extrema.ratePerMinute(.maxima, halfWindow: $0, at: rate, in: rows) })
  }

  /// The half window that finds one peak a beat of a whole chart's line, or `nil` when no pulse is found.
  static func beatHalfWindow(_ extrema: LocalExtrema, factor: Double, rate: SampleRate) -> Int? {
    perMinute(extrema, halfWindows: usualHalfWindows, rate: rate).map {
      Peaks.halfWindow(forRatePerMinute: $0, factor: factor, at: rate)
    }
  }
}
