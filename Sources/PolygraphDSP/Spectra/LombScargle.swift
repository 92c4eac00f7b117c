import PolygraphQuantities
import RealModule

/// The spectrum of values at uneven times, such as the intervals of a series of beats.
///
/// *Definition*: at each frequency the sine and cosine that fit the values best in weighted least squares, with the
/// time origin that makes them orthogonal.
/// *Source*: Lomb 1976; Scargle 1982; Zechmeister & Kürster 2009. As SciPy's `lombscargle`.
/// *Missing*: leave missing beats out of the series; values and times must be finite.
/// *Complexity*: O(values × frequencies).
public enum LombScargle {
  /// What the numbers mean.
  public enum Normalisation: String, Hashable, Sendable, Codable, CaseIterable {
    /// A² n / 4, with A the amplitude of the fit and n the number of values.
    case power
    /// The part of the values' (weighted) power that the fit explains, from 0 to 1.
    case normalised
  }

  /// The periodogram.
  ///
  /// *Shape*: one number for each frequency. *Units*: times in seconds; frequencies in hertz, above 0. `weights` are
  /// one a value, not negative, not all 0; `nil` is equal weights. `isMeanFitted` fits a constant together with each
  /// sine, which uneven times need; without it take the mean off the values first.
  /// *Errors*: no values, as many times or weights as there are not values, a number that is not finite, a frequency
  /// not above 0, weights as said.
  public static func periodogram(
    times: [Seconds], values: [Double], frequencies: [Hertz], normalisation: Normalisation, isMeanFitted: Bool,
    weights: [Double]? = nil
  ) throws(SignalError) -> [Double] {
    let fits = try fits(
      times: times, values: values, frequencies: frequencies, isMeanFitted: isMeanFitted, weights: weights)
    switch normalisation {
    case .power: return fits.powers.map { $0 * Double(values.count) / 4 }
    case .normalised: return fits.powers.map { $0 * 0.5 / fits.valuePower }
    }
  }

  /// The amplitude and phase of the best fit: y = real · cos ωt + imaginary · sin ωt.
  ///
  /// *Errors*: as ``periodogram(times:values:frequencies:normalisation:isMeanFitted:weights:)``.
  public static func amplitudes(
    times: [Seconds], values: [Double], frequencies: [Hertz], isMeanFitted: Bool, weights: [Double]? = nil
  ) throws(SignalError) -> [ComplexNumber] {
    try fits(times: times, values: values, frequencies: frequencies, isMeanFitted: isMeanFitted, weights: weights)
      .amplitudes
  }

  private struct Fits {
    /// 2 (a YC + b YS), which is the squared amplitude where sine and cosine have equal power.
    var powers: [Double] = []
    var amplitudes: [ComplexNumber] = []
    /// The values' weighted power, about their mean when that is fitted.
    var valuePower = 0.0
  }

  private static func fits(
    times: [Seconds], values: [Double], frequencies: [Hertz], isMeanFitted: Bool, weights: [Double]?
  ) throws(SignalError) -> Fits {
    let weights = try checkedWeights(times: times, values: values, frequencies: frequencies, weights: weights)
    var fits = Fits()
    var mean = 0.0
    for (weight, value) in zip(weights, values) {
      mean += weight * value
      fits.valuePower += weight * value * value
    }
    if isMeanFitted { fits.valuePower -= mean * mean }
    var cosines = [Double](repeating: 0, count: values.count)
    var sines = cosines
    for frequency in frequencies {
      let angular = 2 * .pi * frequency.value
      for index in values.indices {
        let angle = angular * times[index].value
        cosines[index] = Double.cos(angle)
        sines[index] = Double.sin(angle)
      }
      let fit = fit(cosines, sines, values: values, weights: weights, fittedMean: isMeanFitted ? mean : nil)
      fits.powers.append(fit.power)
      fits.amplitudes.append(fit.amplitude)
    }
    return fits
  }

  private static func fit(
    _ cosines: [Double], _ sines: [Double], values: [Double], weights: [Double], fittedMean: Double?
  ) -> (power: Double, amplitude: ComplexNumber) {
    var plain = Sums()
    for index in values.indices { plain.add(cosines[index], sines[index], values[index], weights[index]) }
    plain.finish(fittedMean: fittedMean)
    // The time origin at which sine and cosine do not mix.
    let shift = 0.5 * Double.atan2(y: 2 * plain.mixed, x: plain.cosineSquares - plain.sineSquares)
    let (cosine, sine) = (Double.cos(shift), Double.sin(shift))
    var turned = Sums()
    for index in values.indices {
      turned.add(
        cosines[index] * cosine + sines[index] * sine, sines[index] * cosine - cosines[index] * sine, values[index],
        weights[index])
    }
    turned.finish(fittedMean: fittedMean)
    // Rounding must not make a square sum zero or negative.
    let least = Double.ulpOfOne / 2
    let a = turned.cosineProducts / max(turned.cosineSquares, least)
    let b = turned.sineProducts / max(turned.sineSquares, least)
    let power = 2 * (a * turned.cosineProducts + b * turned.sineProducts)
    return (power, ComplexNumber(a, b) * ComplexNumber(cosine, sine))
  }

  /// The weighted sums of products that a fit needs.
  private struct Sums {
    var cosineSquares = 0.0
    var sineSquares = 0.0
    var mixed = 0.0
    var cosineProducts = 0.0
    var sineProducts = 0.0
    private var cosine = 0.0
    private var sine = 0.0

    mutating func add(_ c: Double, _ s: Double, _ value: Double, _ weight: Double) {
      cosineSquares += weight * (c * c)
      mixed += weight * (c * s)
      cosine += weight * c
      sine += weight * s
      cosineProducts += weight * value * c
      sineProducts += weight * value * s
    }

    mutating func finish(fittedMean: Double?) {
      sineSquares = 1 - cosineSquares
      guard let fittedMean else { return }
      cosineSquares -= cosine * cosine
      sineSquares -= sine * sine
      mixed -= cosine * sine
      cosineProducts -= fittedMean * cosine
      sineProducts -= fittedMean * sine
    }
  }

  /// Weights that sum to one, after all checks.
  private static func checkedWeights(
    times: [Seconds], values: [Double], frequencies: [Hertz], weights: [Double]?
  ) throws(SignalError) -> [Double] {
    let operation = "Lomb–Scargle periodogram"
    func refuse(_ parameter: String, _ found: Double, _ expected: String) -> SignalError {
      .parameterOutsideRange(operation: operation, parameter: parameter, found: found, expected: expected)
    }
    guard !values.isEmpty else { throw .tooShort(operation: operation, found: 0, needed: 1) }
    guard times.count == values.count else {
      throw refuse("number of times", Double(times.count), "\(values.count), one for each value")
    }
    try requireFinite(values, operation)
    try requireFinite(times.map(\.value), operation)
    if let bad = frequencies.first(where: { !$0.value.isFinite || $0.value <= 0 }) {
      throw refuse("frequency", bad.value, "a finite frequency above 0 Hz")
    }
    guard let weights else { return [Double](repeating: 1 / Double(values.count), count: values.count) }
    guard weights.count == values.count else {
      throw refuse("number of weights", Double(weights.count), "\(values.count), one for each value")
    }
    try requireFinite(weights, operation)
    if let bad = weights.first(where: { $0 < 0 }) { throw refuse("weight", bad, "zero or more") }
    let sum = weights.reduce(0, +)
    guard sum > 0, sum.isFinite else { throw refuse("sum of weights", sum, "above zero") }
    let scale = 1 / sum
    return weights.map { $0 * scale }
  }
}
