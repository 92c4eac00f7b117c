import PolygraphQuantities
import RealModule

/// A recursive filter with evenly spaced notches or peaks, from one delay line.
///
/// *Definition*: y[n] = first · x[n] + last · x[n − delay] − feedback · y[n − delay]. Its order is the delay (20
/// samples for 50 Hz at 1000 samples a second), yet a sample costs three multiplications; hence it is no cascade of
/// sections.
/// *Source*: Orfanidis, Introduction to Signal Processing, 1996, section 11.5; the coefficients of SciPy's `iircomb`.
public struct CombFilter: Hashable, Sendable {
  /// What a comb does at its teeth.
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// Takes the teeth out.
    case notch
    /// Keeps the teeth only.
    case peak
  }

  /// Where the teeth stand.
  public enum Teeth: Hashable, Sendable, CaseIterable {
    /// At 0 Hz, the fundamental and its multiples. A notch takes out the line's baseline.
    case atMultiples
    /// At the odd multiples of half the fundamental. A notch at 2f takes out f, 3f, 5f … and keeps the baseline.
    case betweenMultiples
  }

  /// How many samples the delay line holds.
  public let delay: Int
  /// The weight of the present input.
  public let first: Double
  /// The weight of the input a delay ago.
  public let last: Double
  /// The weight of the output a delay ago, to be subtracted; its magnitude is below 1.
  public let feedback: Double
  /// The rate of the lines the filter is made for.
  public let sampleRate: SampleRate

  /// The longest delay line that is designed.
  public static let greatestDelay = 1_000_000

  /// Designs a comb.
  ///
  /// *Units*: the distance of the teeth in hertz; each tooth is `fundamental / quality` wide at −3 dB.
  /// *Errors*: ``FilterDesignError/fundamentalDoesNotDivide(fundamental:rate:)`` when the rate is no whole multiple of
  /// the fundamental (to 1e-14 of the rate), a quality of 1 or less, an edge, a delay above ``greatestDelay``.
  public init(
    _ kind: Kind, fundamental: Hertz, teeth: Teeth, quality: Double, at rate: SampleRate
  ) throws(FilterDesignError) {
    try FilterBand.lowPass(fundamental).validate(at: rate)
    let hertz = rate.hertz.value
    let ratio = (hertz / fundamental.value).rounded()
    guard ratio <= Double(Self.greatestDelay) else {
      throw .lengthOutsideRange(
        found: Int(min(ratio, 1e15)), expected: "a delay line of at most \(Self.greatestDelay) samples")
    }
    guard abs(fundamental.value - hertz / ratio) <= 1e-14 * hertz else {
      throw .fundamentalDoesNotDivide(fundamental: fundamental, rate: rate.hertz)
    }
    guard quality.isFinite, quality > 1 else {
      throw .qualityOutsideRange(found: quality, expected: "a finite number above 1, so that the teeth stay apart")
    }
    let width = Double.tan(.pi / (2 * quality))
    let (away, at): (Double, Double) = kind == .notch ? (1, 0) : (0, 1)
    let sum = (away + at * width) / (1 + width)
    let difference = (away - at * width) / (1 + width)
    let fade = (1 - width) / (1 + width)
    // The sign that puts a tooth on 0 Hz: the delay line then adds to a peak and takes from a notch.
    let isAtZero = teeth == .atMultiples
    delay = Int(ratio)
    first = sum
    last = isAtZero ? -difference : difference
    feedback = isAtZero ? -fade : fade
    sampleRate = rate
    guard abs(feedback) < 1 else { throw .unstable }
  }

  /// The complex gain at a frequency.
  public func response(at frequency: Hertz) -> ComplexNumber {
    let delayed = delayedPoint(frequency)
    return (delayed * last + ComplexNumber(first)) / (delayed * feedback + ComplexNumber(1))
  }

  /// The amplitude ratio of one causal pass at a frequency.
  public func gain(at frequency: Hertz) -> Double { response(at: frequency).magnitude }

  /// How long one causal pass delays a slow wave packet around a frequency; NaN at the bottom of a notch.
  public func groupDelay(at frequency: Hertz) -> Seconds {
    let delayed = delayedPoint(frequency)
    let zeros = delayed * last / (delayed * last + ComplexNumber(first))
    let poles = delayed * feedback / (delayed * feedback + ComplexNumber(1))
    return Seconds(Double(delay) * (zeros.real - poles.real) / sampleRate.hertz.value)
  }

  /// The poles, evenly spaced on one circle; all inside the unit circle.
  public var poles: [ComplexNumber] { Self.roots(of: -feedback, count: delay) }

  /// The zeros, evenly spaced on one circle.
  public var zeros: [ComplexNumber] { Self.roots(of: -last / first, count: delay) }

  /// The line after one causal pass from rest. *Shape*: as many samples out as in. *Missing*: see ``Running``.
  public func causal(_ line: [Double]) -> [Double] {
    var running = Running(self)
    return running.process(line)
  }

  private func delayedPoint(_ frequency: Hertz) -> ComplexNumber {
    // Whole turns are taken off before the sine, so that a tooth lies where it should.
    let turns = frequency.value * Double(delay) / sampleRate.hertz.value
    return ComplexNumber.unit(-2 * .pi * (turns - turns.rounded()))
  }

  /// The `count` numbers whose power is `value`.
  private static func roots(of value: Double, count: Int) -> [ComplexNumber] {
    let radius = Double.pow(abs(value), 1 / Double(count))
    let start = value < 0 ? 0.5 : 0
    return (0..<count).map { ComplexNumber.unit(2 * .pi * (Double($0) + start) / Double(count)) * radius }
  }
}

extension CombFilter {
  /// A comb that keeps its delay line between blocks. Any cutting of a line into blocks gives the same bits.
  ///
  /// *Edges*: starts from rest, as if everything before was 0. A NaN comes back every delay for ever.
  /// *Complexity*: O(samples); in-place calls allocate nothing.
  public struct Running: Sendable {
    private let filter: CombFilter
    /// last · x − feedback · y of the latest `delay` samples.
    private var history: [Double]
    private var place = 0

    /// Makes a filter that has seen nothing yet.
    public init(_ filter: CombFilter) {
      self.filter = filter
      history = Array(repeating: 0, count: filter.delay)
    }

    /// The filtered block. *Shape*: as many samples out as in.
    public mutating func process(_ block: [Double]) -> [Double] {
      var result = block
      process(&result)
      return result
    }

    /// Filters a block in place.
    public mutating func process(_ block: inout [Double]) {
      for index in block.indices {
        let input = block[index]
        let output = filter.first * input + history[place]
        history[place] = filter.last * input - filter.feedback * output
        place = place + 1 == history.count ? 0 : place + 1
        block[index] = output
      }
    }
  }
}
