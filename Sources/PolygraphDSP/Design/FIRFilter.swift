import PolygraphQuantities
import RealModule

/// A filter with a finite response: a weighted sum of the latest inputs.
///
/// *Definition*: y[n] = Σ taps[k] x[n − k]. The designs here have mirror-image taps, so every frequency is delayed
/// alike, by (count − 1) / 2 samples.
public struct FIRFilter: Hashable, Sendable {
  /// The weights, that of the present input first.
  public let taps: [Double]
  /// The rate of the lines the filter is made for.
  public let sampleRate: SampleRate

  /// The most taps a design may have.
  public static let greatestTapCount = 4_000_000

  /// Makes a filter from taps designed elsewhere. There is one or more, and all are finite.
  public init(taps: [Double], sampleRate: SampleRate) {
    precondition(!taps.isEmpty, "A filter has one or more taps.")
    precondition(taps.allSatisfy(\.isFinite), "The taps of a filter are finite.")
    self.taps = taps
    self.sampleRate = sampleRate
  }

  /// A windowed sinc: the ideal filter's response cut off and faded out.
  ///
  /// *Definition*: the gain is −6 dB at each edge, and exactly 1 at 0 Hz (low-pass, band-stop), at half the rate
  /// (high-pass) or in the band's middle (band-pass).
  /// *Source*: Oppenheim & Schafer, section 7.5; the taps of SciPy's `firwin`.
  /// *Errors*: edges; a tap count outside 1…``greatestTapCount`` or, for windows that end at 0, below 3;
  /// ``FilterDesignError/evenLengthCannotPassNyquist(found:)`` for an even count of a high-pass or a band-stop.
  public static func windowedSinc(
    _ band: FilterBand, tapCount: Int, window: WindowShape, at rate: SampleRate
  ) throws(FilterDesignError) -> FIRFilter {
    try band.validate(at: rate)
    let shortest = window.endsAtZero ? 3 : 1
    guard (shortest...greatestTapCount).contains(tapCount) else {
      throw .lengthOutsideRange(found: tapCount, expected: "from \(shortest) to \(greatestTapCount) taps")
    }
    if band.passesNyquist, tapCount.isMultiple(of: 2) { throw .evenLengthCannotPassNyquist(found: tapCount) }
    let middle = Double(tapCount - 1) / 2
    let passed = band.passedParts(at: rate)
    let weights = window.weights(count: tapCount)
    var taps = (0..<tapCount).map { index in
      // Mirror images share the smaller index, so that they agree to the last bit.
      let place = Double(min(index, tapCount - 1 - index)) - middle
      return weights[index] * passed.reduce(0) { $0 + slice($1, at: place) }
    }
    let scale = amplitude(of: taps, atHalfTurns: band.unitGainPart(at: rate))
    for index in taps.indices { taps[index] /= scale }
    guard taps.allSatisfy(\.isFinite) else { throw .unstable }
    return FIRFilter(taps: taps, sampleRate: rate)
  }

  /// A windowed sinc, with Kaiser's window, for a ripple and a transition width.
  ///
  /// *Definition*: both the pass band's and the stop band's largest error are about `decibels` below 1; each edge lies
  /// in the middle of a transition of the given width. The count is made odd, so that the delay is whole.
  /// *Units*: decibels positive; the width in hertz.
  /// *Source*: Kaiser 1974; SciPy's `kaiserord`. The formulas are a fit, and the ripples of two edges add: beside the
  /// transition the error may be up to 4 dB above what was asked for.
  /// *Errors*: edges; less than ``leastKaiserDecibels``; a width that does not fit between 0, the edges and half the
  /// rate; more than ``greatestTapCount`` taps.
  public static func kaiser(
    _ band: FilterBand, decibels: Double, transition: Hertz, at rate: SampleRate
  ) throws(FilterDesignError) -> FIRFilter {
    try band.validate(at: rate)
    guard decibels.isFinite, decibels >= leastKaiserDecibels else {
      throw .decibelsOutsideRange(found: decibels, expected: "\(leastKaiserDecibels) dB or more")
    }
    let largest = band.largestTransition(at: rate)
    guard transition.value.isFinite, transition.value > 0, transition <= largest else {
      throw .transitionOutsideRange(found: transition, largest: largest)
    }
    let part = transition.value / (rate.hertz.value / 2)
    let wanted = (decibels - 7.95) / (2.285 * .pi * part)
    guard wanted < Double(greatestTapCount - 1) else {
      throw .lengthOutsideRange(found: Int(min(wanted, 1e15)), expected: "at most \(greatestTapCount) taps")
    }
    let count = KaiserWindow.tapCount(decibels: decibels, transition: part)
    return try windowedSinc(
      band, tapCount: count.isMultiple(of: 2) ? count + 1 : count,
      window: .kaiser(beta: KaiserWindow.beta(decibels: decibels)), at: rate)
  }

  /// The least ripple in decibels for which Kaiser's formulas hold.
  public static let leastKaiserDecibels = 8.0

  /// The ideal filter's tap for one passed part of the axis (in parts of half the rate).
  private static func slice(_ part: ClosedRange<Double>, at place: Double) -> Double {
    guard place != 0 else { return part.upperBound - part.lowerBound }
    let angle = Double.pi * place
    return (Double.sin(part.upperBound * angle) - Double.sin(part.lowerBound * angle)) / angle
  }

  /// Σ tap · cos(π · part · (k − middle)): the gain of mirror-image taps, their delay removed.
  private static func amplitude(of taps: [Double], atHalfTurns part: Double) -> Double {
    let middle = Double(taps.count - 1) / 2
    return taps.indices.reduce(0) { $0 + taps[$1] * Double.cos(.pi * part * (Double($1) - middle)) }
  }
}

extension FilterBand {
  /// True when half the sample rate lies in the pass band.
  var passesNyquist: Bool {
    switch self {
    case .lowPass, .bandPass: false
    case .highPass, .bandStop: true
    }
  }

  /// The passed parts of the frequency axis, in parts of half the rate.
  fileprivate func passedParts(at rate: SampleRate) -> [ClosedRange<Double>] {
    let parts = edges.map { $0.value / (rate.hertz.value / 2) }
    return switch self {
    case .lowPass: [0...parts[0]]
    case .highPass: [parts[0]...1]
    case .bandPass: [parts[0]...parts[1]]
    case .bandStop: [0...parts[0], parts[1]...1]
    }
  }

  /// Where a windowed sinc has a gain of exactly 1, in parts of half the rate.
  fileprivate func unitGainPart(at rate: SampleRate) -> Double {
    switch self {
    case .lowPass, .bandStop: 0
    case .highPass: 1
    case .bandPass(let lower, let upper): (lower.value + upper.value) / rate.hertz.value
    }
  }

  /// The widest transition that fits around each edge: within 0, half the rate and the neighbouring transition.
  fileprivate func largestTransition(at rate: SampleRate) -> Hertz {
    let nyquist = rate.hertz.value / 2
    var largest = 2 * min(edges[0].value, nyquist - edges[edges.count - 1].value)
    if edges.count == 2 { largest = min(largest, edges[1].value - edges[0].value) }
    return Hertz(largest)
  }
}
