import Foundation
import PolygraphDSP
import PolygraphQuantities

/// One step of a line's filter chain.
///
/// *JSON*: an object with `kind` (the case's name) and the case's own keys.
public enum FilterStage: Hashable, Sendable {
  /// A Butterworth low-pass run forwards and backwards: no delay. `order` is that of one pass; the −3 dB point of the
  /// two passes together lies at `cutoff`.
  case zeroPhaseLowPass(cutoff: Hertz, order: Int)
  /// A Butterworth low-pass run once, forwards, from the steady state of its first sample.
  case causalLowPass(cutoff: Hertz, order: Int)
  /// A Butterworth high-pass run once, forwards, from the steady state of its first sample. A first-order high-pass of
  /// time constant τ has its cutoff at 1/(2πτ). There is no zero-phase one: it would draw an undershoot before a
  /// response and move its onset earlier.
  case causalHighPass(cutoff: Hertz, order: Int)
  /// A centred mean over `halfWidth` on either side, `passes` times over.
  case movingMean(halfWidth: Seconds, passes: Int, edge: SmoothingEdge)
  /// Centred means of several half widths, one after the other.
  case boxCar(halfWidths: [Seconds], edge: SmoothingEdge)
  /// The same, run over the line and then over the reversed result.
  case boxCarBothWays(halfWidths: [Seconds], edge: SmoothingEdge)
  /// A recursive filter of printed constants, made for 30 samples a second, with the start-up of the field's reference
  /// implementation: a line that does not begin at 0 has its transient.
  case printed(ReferenceFilter)
  /// The line less its first sample.
  case subtractFirst
  /// The line stretched so that its range between the first and the last label of the chart becomes `range` (to 0 when
  /// that range is below 5), less its value at the first label; values not above the 1st percentile are cut there.
  case commonRange(range: Double)
  /// Runs of equal samples rounded off, `sweeps` times over.
  case clippedPeakRepair(sweeps: Int)
  /// A baseline that follows falls: rises are kept; falls are swallowed, `acceleration` times as fast once one has
  /// lasted for `wait`; the line never falls below where it began.
  case baselineFollower(acceleration: Double, wait: Seconds)
}

/// What a centred smoother does where its window reaches past the line's end.
public enum SmoothingEdge: String, Hashable, Sendable, Codable {
  /// The line is continued by its odd reflection.
  case reflectOdd
  /// The ends take the value of the first full window.
  case held
  /// The ends stay as they are.
  case raw

  /// The same rule of the box-car cascade, whose held end is one sample shorter, and of the moving mean.
  fileprivate var boxCar: Smoothing.Edge { self == .reflectOdd ? .reflectOdd : self == .raw ? .raw : .heldBoxCar }
  fileprivate var movingMean: Smoothing.Edge {
    self == .reflectOdd ? .reflectOdd : self == .raw ? .raw : .heldMovingMean
  }
}

extension FilterStage {
  /// The filtered line.
  ///
  /// *Errors*: ``PolygraphDSP/FilterDesignError`` for a cutoff at or above half the rate, ``PolygraphDSP/SignalError``
  /// for a line shorter than the stage needs. `labelled` are the rows from the chart's first label to its last; the
  /// whole line when left out. `sums` is for lines whose slopes nobody reads.
  func apply(
    _ line: [Double], at rate: SampleRate, labelled: Range<Int>? = nil, sums: Smoothing.Sums = .direct
  ) throws -> [Double] {
    switch self {
    case .zeroPhaseLowPass(let cutoff, let order):
      let onePass = try SecondOrderSections.butterworthEdge(
        keepingZeroPhaseCorner: cutoff, isHighPass: false, order: order, at: rate)
      return try SecondOrderSections.butterworth(.lowPass(onePass), order: order, at: rate).zeroPhase(line)
    case .causalLowPass(let cutoff, let order):
      return try SecondOrderSections.butterworth(.lowPass(cutoff), order: order, at: rate)
        .causal(line, start: .steadyState)
    case .causalHighPass(let cutoff, let order):
      return try SecondOrderSections.butterworth(.highPass(cutoff), order: order, at: rate)
        .causal(line, start: .steadyState)
    case .movingMean(let halfWidth, let passes, let edge):
      return try Smoothing.movingMean(
        line, halfWidth: rate.sampleCount(in: halfWidth), passes: passes,
        edge: edge.movingMean, sums: sums)
    case .boxCar(let halfWidths, let edge):
      return try Smoothing.boxCar(line, halfWidths: halfWidths, at: rate, edge: edge.boxCar, sums: sums)
    case .boxCarBothWays(let halfWidths, let edge):
      return try Smoothing.boxCarForwardReversed(line, halfWidths: halfWidths, at: rate, edge: edge.boxCar)
    case .printed(let filter): return filter.apply(line, start: .reference)
    case .subtractFirst: return line.first.map { first in line.map { $0 - first } } ?? []
    case .commonRange(let range): return CommonRange.apply(line, range: range, rows: labelled ?? 0..<line.count)
    case .clippedPeakRepair(let sweeps): return Smoothing.clippedPeaksRepaired(line, sweeps: sweeps)
    case .baselineFollower(let acceleration, let wait):
      return BaselineFollower.apply(line, acceleration: acceleration, wait: rate.sampleCount(in: wait))
    }
  }

  /// How far on either side a sample of the result depends on the input, in samples at `rate`. For recursive
  /// low-passes: until the response to one sample has fallen below 1 %.
  func reach(at rate: SampleRate) -> Int {
    switch self {
    case .zeroPhaseLowPass(let cutoff, _), .causalLowPass(let cutoff, _):
      Int((4.6 * rate.hertz.value / (2 * .pi * cutoff.value)).rounded(.up))
    case .causalHighPass, .subtractFirst, .commonRange, .baselineFollower: 0
    // The slowest printed pole rings until 1 % of it is left; a high-pass is not counted, as above.
    case .printed(let filter): filter.weights.contains { $0 < 0 } ? 0 : filter.settling
    case .clippedPeakRepair(let sweeps): 9 * sweeps
    case .boxCarBothWays(let halfWidths, _): 2 * halfWidths.reduce(0) { $0 + rate.sampleCount(in: $1) }
    case .movingMean(let halfWidth, let passes, _): rate.sampleCount(in: halfWidth) * passes
    case .boxCar(let halfWidths, _): halfWidths.reduce(0) { $0 + rate.sampleCount(in: $1) }
    }
  }
}

extension [FilterStage] {
  /// The line after all stages.
  func apply(
    _ line: [Double], at rate: SampleRate, labelled: Range<Int>? = nil, sums: Smoothing.Sums = .direct
  ) throws -> [Double] {
    try reduce(line) { try $1.apply($0, at: rate, labelled: labelled, sums: sums) }
  }

  /// The sum of the stages' reaches.
  func reach(at rate: SampleRate) -> Int { reduce(0) { $0 + $1.reach(at: rate) } }
}

extension ReferenceFilter {
  /// Samples until the response of a low-pass to one sample has fallen below 1 %, from its first feedback term.
  fileprivate var settling: Int {
    guard let pole = feedback.first, feedback.count == 1, abs(pole) < 1, pole != 0 else { return 60 }
    return Int((-4.6 / log(abs(pole))).rounded(.up))
  }
}
