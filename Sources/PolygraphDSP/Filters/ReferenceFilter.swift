import PolygraphQuantities
import RealModule

/// A recursive filter in the direct form, and with the start-up, of the field's open reference implementation.
///
/// *Definition*: y[n] = Σ w[k] x[n−k] / G + Σ p[k] y[n−1−k], one causal pass, with small whole weights w, a gain G and
/// feedback terms p. Published constants of that implementation go in as they are printed.
///
/// Use it to repeat published numbers. For new work ``SecondOrderSections`` is sounder at high orders.
public struct ReferenceFilter: Hashable, Sendable, Codable {
  /// The weights of the present and earlier inputs before the gain: 1, 1 or 1, −1; 1, 2, 1 or 1, −2, 1.
  public let weights: [Double]
  /// What the weighted inputs are divided by.
  public let gain: Double
  /// The weights of the earlier outputs, the latest first.
  public let feedback: [Double]

  /// How the filter starts.
  public enum Start: Hashable, Sendable, Codable {
    /// The earlier inputs, already divided by the gain, are taken to be the raw first sample, and the earlier outputs
    /// 0. A line that does not begin at 0 gets the reference implementation's transient.
    case reference
    /// Everything before the first sample was 0.
    case rest
    /// The first sample had been there for ever.
    case steadyState
  }

  /// Makes a filter from printed constants. There are weights, the gain is not 0 and all numbers are finite.
  public init(weights: [Double], gain: Double, feedback: [Double]) {
    precondition(!weights.isEmpty && gain != 0, "A filter has weights and a gain that is not 0.")
    precondition((weights + feedback + [gain]).allSatisfy(\.isFinite), "The constants of a filter are finite.")
    self.weights = weights
    self.gain = gain
    self.feedback = feedback
  }

  /// Reads a filter that was written. *Errors*: no weights, a gain of 0, or a number that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    weights = try container.decode([Double].self, forKey: .weights)
    gain = try container.decode(Double.self, forKey: .gain)
    feedback = try container.decode([Double].self, forKey: .feedback)
    guard !weights.isEmpty, gain != 0, (weights + feedback + [gain]).allSatisfy(\.isFinite) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: container.codingPath,
          debugDescription: "A filter has weights, a gain that is not 0, and finite numbers."))
    }
  }

  /// A Butterworth low-pass of order 1 or 2 by the reference's formulas.
  ///
  /// *Definition*: K = tan(π fc / fs); order 1: G = (1 + K)/K, p = (1 − K)/(1 + K); order 2: G = D/K² with
  /// D = 1 + √2 K + K².
  /// *Errors*: ``FilterDesignError`` for an order other than 1 or 2, or an edge not between 0 and half the rate.
  public static func lowPass(
    order: Int, cutoff: Hertz, at rate: SampleRate
  ) throws(FilterDesignError) -> ReferenceFilter {
    let terms = try terms(order: order, cutoff: cutoff, at: rate)
    return order == 1
      ? ReferenceFilter(weights: [1, 1], gain: (1 + terms.k) / terms.k, feedback: terms.feedback)
      : ReferenceFilter(weights: [1, 2, 1], gain: terms.d / (terms.k * terms.k), feedback: terms.feedback)
  }

  /// A Butterworth high-pass of order 1 or 2 by the reference's formulas.
  ///
  /// *Definition*: as ``lowPass(order:cutoff:at:)``, with G = 1 + K for order 1 and G = D for order 2.
  /// *Errors*: as there.
  public static func highPass(
    order: Int, cutoff: Hertz, at rate: SampleRate
  ) throws(FilterDesignError) -> ReferenceFilter {
    let terms = try terms(order: order, cutoff: cutoff, at: rate)
    return order == 1
      ? ReferenceFilter(weights: [1, -1], gain: 1 + terms.k, feedback: terms.feedback)
      : ReferenceFilter(weights: [1, -2, 1], gain: terms.d, feedback: terms.feedback)
  }

  private static func terms(
    order: Int, cutoff: Hertz, at rate: SampleRate
  ) throws(FilterDesignError) -> (k: Double, d: Double, feedback: [Double]) {
    guard (1...2).contains(order) else { throw .orderOutsideRange(found: order, allowed: 1...2) }
    try FilterBand.lowPass(cutoff).validate(at: rate)
    let k = Double.tan(.pi * cutoff.value / rate.hertz.value)
    let d = 1 + Double.sqrt(2) * k + k * k
    let feedback =
      order == 1 ? [(1 - k) / (1 + k)] : [2 * (1 - k * k) / d, -(1 - Double.sqrt(2) * k + k * k) / d]
    return (k, d, feedback)
  }

  /// The complex gain at a frequency, for lines of a sample rate.
  public func response(at frequency: Hertz, sampleRate: SampleRate) -> ComplexNumber {
    let delay = ComplexNumber.unit(-2 * .pi * frequency.value / sampleRate.hertz.value)
    let top = weights.reversed().reduce(ComplexNumber(0)) { $0 * delay + ComplexNumber($1) }
    let fed = feedback.reversed().reduce(ComplexNumber(0)) { ($0 + ComplexNumber($1)) * delay }
    return top * (1 / gain) / (ComplexNumber(1) - fed)
  }

  /// The line after one causal pass.
  ///
  /// *Shape*: as many samples out as in. *Edges*: a NaN makes every later sample NaN.
  /// A steady-state start of a filter with a pole at 1 is a programming error.
  public func apply(_ line: [Double], start: Start) -> [Double] {
    guard let first = line.first else { return [] }
    var inputs = Array(repeating: 0.0, count: weights.count)
    var outputs = Array(repeating: 0.0, count: feedback.count)
    switch start {
    case .rest: break
    case .reference:
      for index in inputs.indices { inputs[index] = first }
    case .steadyState:
      let rest = 1 - feedback.reduce(0, +)
      precondition(rest != 0, "A filter with a pole at 1 has no steady state.")
      let settled = weights.reduce(0, +) * (first / gain) / rest
      for index in inputs.indices { inputs[index] = first / gain }
      for index in outputs.indices { outputs[index] = settled }
    }
    return line.map { sample in
      for index in stride(from: inputs.count - 1, to: 0, by: -1) { inputs[index] = inputs[index - 1] }
      inputs[0] = sample / gain
      var value = 0.0
      for index in inputs.indices { value += weights[index] * inputs[index] }
      for index in outputs.indices { value += feedback[index] * outputs[index] }
      for index in stride(from: outputs.count - 1, to: 0, by: -1) { outputs[index] = outputs[index - 1] }
      if !outputs.isEmpty { outputs[0] = value }
      return value
    }
  }
}
