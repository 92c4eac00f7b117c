import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// Derives a sensor's other lines from the drawn ones.
struct TracingBuilder {
  let profile: FilterProfile
  /// Rows around the answers, for the excursion without them.
  let answers: [Int]

  private var rate: SampleRate { profile.timeBase.workingRate }

  /// All lines of a channel, the drawn ones first. A line whose filter is longer than the chart is left out.
  func lines(_ drawn: DrawnChannel) -> [(kind: TracingKind, values: [Double])] {
    let own = TracingKind.allCases.compactMap { kind in drawn.lines[kind].map { (kind: kind, values: $0) } }
    guard let signal = drawn.lines[.signal] else { return own }
    switch drawn.sensor {
    case .thoracicRespiration, .abdominalRespiration: return own + respiration(signal)
    case .cardio: return own + cuff(signal, profile.cardio)
    case .fingerCuff: return own + cuff(signal, profile.fingerCuff)
    case .electronicCardio: return own + cuff(signal, profile.electronicCardio)
    case .vasomotor: return own + pulse(signal)
    case .activity: return own + activity(signal)
    default: return own
    }
  }

  private typealias Line = (kind: TracingKind, values: [Double])

  private func filtered(
    _ kind: TracingKind, _ chain: [FilterStage], _ line: [Double], sums: Smoothing.Sums = .direct
  ) -> [Line] {
    (try? chain.apply(line, at: rate, sums: sums)).map { [(kind, $0)] } ?? []
  }

  private func respiration(_ line: [Double]) -> [Line] {
    let half = max(1, rate.sampleCount(in: profile.respiration.envelopeHalfWindow))
    let upper = Peaks.upperEnvelope(of: line, halfWindow: half)
    let lower = Peaks.lowerEnvelope(of: line, halfWindow: half)
    let amplitude = zip(upper, lower).map { ReferenceExtrema.rounded($0 - $1, digits: 2) }
    let excursion = LineExcursion.vector(line, rules: profile.respiration.excursion, rate: rate)
    var lines: [Line] = [(.inhalation, upper), (.exhalation, lower), (.amplitude, amplitude)]
    // Means over many seconds, whose slopes nobody reads, come from running sums.
    lines += filtered(.mid, profile.respiration.mid, line, sums: .running)
    guard !excursion.isEmpty else { return lines }
    return lines + [(.excursion, excursion), (.excursionWithoutAnswers, withoutAnswers(excursion))]
  }

  private func withoutAnswers(_ line: [Double]) -> [Double] {
    let buffer = rate.sampleCount(in: profile.respiration.excursion.answerBuffer)
    var line = line
    for answer in answers {
      for row in ((answer - buffer)..<(answer + buffer)).clamped(to: 0..<line.count) { line[row] = .nan }
    }
    return line
  }

  private func cuff(_ line: [Double], _ rules: CardioRules) -> [Line] {
    var lines = filtered(.mid, rules.mid, line) + filtered(.movingAverage, rules.movingAverage, line)
    guard let envelopes = envelopes(line, factor: rules.beatFactor) else { return lines }
    lines += [(.systolic, envelopes.upper), (.diastolic, envelopes.lower)]
    lines.append((.meanPressure, zip(envelopes.upper, envelopes.lower).map { ($0 + 2 * $1) / 3 }))
    return lines
  }

  private func pulse(_ line: [Double]) -> [Line] {
    let lines = filtered(.movingAverage, profile.vasomotor.movingAverage, line, sums: .running)
    guard let envelopes = envelopes(line, factor: profile.vasomotor.envelopeFactor) else { return lines }
    return lines + [(.upper, envelopes.upper), (.lower, envelopes.lower)]
  }

  private func activity(_ line: [Double]) -> [Line] {
    let rules = profile.activity
    guard let smooth = try? rules.line.apply(line, at: rate) else { return [] }
    let lines = [(TracingKind.smooth, smooth)] + filtered(.movingAverage, rules.movingAverage, smooth, sums: .running)
    let counting = max(1, rate.sampleCount(in: rules.rateHalfWindow))
    guard
      let perMinute = ReferenceExtrema.ratePerMinute(smooth, halfWindow: counting, smoothed: false, rate: rate)
    else { return lines }
    let half = ReferenceExtrema.halfWindow(perMinute, factor: rules.envelopeFactor, rate: rate)
    return lines + [
      (.upper, Peaks.upperEnvelope(of: smooth, halfWindow: half)),
      (.lower, Peaks.lowerEnvelope(of: smooth, halfWindow: half)),
    ]
  }

  /// The envelopes of a pulse; `nil` when no pulse is found.
  private func envelopes(_ line: [Double], factor: Double) -> (upper: [Double], lower: [Double])? {
    guard let half = halfWindow(line, factor: factor) else { return nil }
    return (Peaks.upperEnvelope(of: line, halfWindow: half), Peaks.lowerEnvelope(of: line, halfWindow: half))
  }

  private func halfWindow(_ line: [Double], factor: Double) -> Int? {
    switch profile.procedure {
    case .recommended:
      PulseRate.perMinute(Extrema.all(of: line), halfWindows: PulseRate.usualHalfWindows, rate: rate).map {
        Peaks.halfWindow(forRatePerMinute: $0, factor: factor, at: rate)
      }
    case .reference:
      ReferenceExtrema.ratePerMinute(line, halfWindow: 9, smoothed: true, rate: rate).map {
        ReferenceExtrema.halfWindow($0, factor: factor, rate: rate)
      }
    }
  }
}
