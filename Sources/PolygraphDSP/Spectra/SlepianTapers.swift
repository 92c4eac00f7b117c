import RealModule

/// The discrete prolate spheroidal sequences: of all tapers of a length, those with the most power inside a band.
///
/// *Definition*: with half bandwidth W = NW / N cycles a sample, the eigenvectors of the symmetric tridiagonal matrix
/// with diagonal ((N − 1 − 2t) / 2)² cos 2πW and t(N − t) / 2 beside it, greatest eigenvalue first.
/// *Source*: Slepian 1978; Percival & Walden 1993, chapter 8, whose signs are used: even tapers have a positive sum,
/// odd ones begin with a positive lobe. As SciPy's `windows.dpss`.
/// *Complexity*: O(N · tapers).
public struct SlepianTapers: Hashable, Sendable {
  /// The number of samples N.
  public let count: Int
  /// The time–half-bandwidth product NW.
  public let bandwidthProduct: Double
  /// The tapers, each of unit energy.
  public let tapers: [[Double]]
  /// The part of each taper's power that lies inside the band: near 1 for the first 2NW − 1.
  public let concentrations: [Double]

  /// Computes tapers.
  ///
  /// *Units*: `bandwidthProduct` is NW, from 2 to 4 in common use; `tapers` at most 2NW − 1 are well concentrated.
  /// *Errors*: fewer than 1 sample, a product that is not inside 0..<count / 2, or a number of tapers outside 1…count.
  public init(count: Int, bandwidthProduct: Double, tapers taperCount: Int) throws(SignalError) {
    let operation = "Slepian tapers"
    guard count >= 1 else { throw .tooShort(operation: operation, found: count, needed: 1) }
    guard bandwidthProduct > 0, bandwidthProduct < Double(count) / 2 else {
      throw .parameterOutsideRange(
        operation: operation, parameter: "bandwidth product", found: bandwidthProduct,
        expected: "above 0 and below half the number of samples")
    }
    guard (1...count).contains(taperCount) else {
      throw .parameterOutsideRange(
        operation: operation, parameter: "number of tapers", found: Double(taperCount), expected: "1 to \(count)")
    }
    self.count = count
    self.bandwidthProduct = bandwidthProduct
    guard count > 1 else {
      tapers = [[1]]
      concentrations = [2 * bandwidthProduct]
      return
    }
    let halfBandwidth = bandwidthProduct / Double(count)
    let cosine = Double.cos(2 * .pi * halfBandwidth)
    let matrix = SymmetricTridiagonal(
      diagonal: (0..<count).map { index in
        let place = Double(count - 1 - 2 * index) / 2
        return place * place * cosine
      }, beside: (1..<count).map { Double($0) * Double(count - $0) / 2 })
    let vectors = matrix.eigenvectors(of: matrix.greatestEigenvalues(taperCount))
    tapers = vectors.enumerated().map { Self.signed($1, isEven: $0.isMultiple(of: 2)) }
    concentrations = try tapers.map { taper throws(SignalError) in
      try Self.concentration(of: taper, halfBandwidth: halfBandwidth)
    }
  }

  private static func signed(_ taper: [Double], isEven: Bool) -> [Double] {
    let isNegative: Bool
    if isEven {
      isNegative = taper.reduce(0, +) < 0
    } else {
      // The first sample that stands out of the rounding noise.
      let threshold = max(1e-7, 1 / Double(taper.count))
      isNegative = (taper.first { $0 * $0 > threshold } ?? 0) < 0
    }
    return isNegative ? taper.map { -$0 } : taper
  }

  /// Σ r[k] · sin(2πWk) / (πk) over all lags, with r the taper's autocorrelation.
  private static func concentration(of taper: [Double], halfBandwidth: Double) throws(SignalError) -> Double {
    let correlation = try Autocorrelation(
      of: taper, greatestLag: taper.count - 1, removingMean: false, normalisation: .biased)
    var sum = 2 * halfBandwidth * correlation.values[0]
    for lag in 1..<taper.count {
      let kernel = Double.sin(2 * .pi * halfBandwidth * Double(lag)) / (.pi * Double(lag))
      sum += 2 * correlation.values[lag] * kernel
    }
    return sum * Double(taper.count)
  }
}
