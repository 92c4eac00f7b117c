import Foundation
import PolygraphDSP
import PolygraphQuantities

/// Whether the cuff's slow swings go with the breath.
///
/// A ratio of rates cannot see coupling; it says that both swing at like rates, which is what the field reports.
struct RespiratoryFluctuation: Hashable {
  /// Breaths a minute of both sensors.
  let breathing: [Double]
  /// Swings a minute of the mid line.
  let swinging: Double
  /// The mean difference of the mid line's successive extremes.
  let swing: Double

  /// exp(−|ln(breathing/swinging)|), between 0.01 and 0.99.
  var closeness: Double {
    min(0.99, max(0.01, Self.agreement(breathing.reduce(0, +) / Double(breathing.count), swinging)))
  }

  /// Measures lines on the rows from the first to the last event; `nil` when a rate cannot be found.
  ///
  /// *Definition*: respiration smoothed by two means of 0.5 s half width, its peaks the highest of 1.4 s on either
  /// side; the mid line through a second-order low-pass of 2 Hz, its peaks those of 0.5 s; rates to two decimals. The
  /// reference starts the low-pass in a way of its own, which moves the first swings.
  init?(
    respirations: [[Double]], mid: [Double], rows: Range<Int>, start: ReferenceFilter.Start = .steadyState,
    rate: SampleRate
  ) {
    breathing = respirations.compactMap { line -> Double? in
      guard
        let smooth = try? Smoothing.movingMean(
          line, halfWidth: rate.sampleCount(in: 0.5), passes: 2, edge: .heldMovingMean)
      else { return nil }
      return Self.rate(Array(smooth[rows.clamped(to: smooth.indices)]), halfWindow: Seconds(42.0 / 30), rate)
    }
    let part = Array(mid[rows.clamped(to: mid.indices)])
    guard breathing.count == respirations.count, !breathing.isEmpty,
      let lowPass = try? ReferenceFilter.lowPass(order: 2, cutoff: 2, at: rate),
      let swinging = Self.rate(lowPass.apply(part, start: start), halfWindow: 0.5, rate)
    else { return nil }
    self.swinging = swinging
    let extremes = CuffArtifacts.extremesOneEarly(part, halfWindow: max(1, rate.sampleCount(in: Seconds(8.0 / 30))))
    swing = Robust.mean(zip(extremes.dropFirst(), extremes).map { abs(part[$0] - part[$1]) }) ?? 0
  }

  /// Makes it from its numbers.
  init(breathing: [Double], swinging: Double, swing: Double) {
    self.breathing = breathing
    self.swinging = swinging
    self.swing = swing
  }

  private static func rate(_ line: [Double], halfWindow: Seconds, _ rate: SampleRate) -> Double? {
    Peaks.ratePerMinute(
      of: line, halfWindow: max(1, rate.sampleCount(in: halfWindow)), kind: .maxima, at: rate
    ).map { ($0 * 100).rounded(.toNearestOrEven) / 100 }
  }

  /// How well two rates agree: 1 when equal.
  static func agreement(_ first: Double, _ second: Double) -> Double { exp(-abs(log(first / second))) }
}
