import RealModule

/// A taper that is laid over a stretch of samples before its spectrum is taken.
///
/// *Source*: Harris 1978. All are periodic: the weight after the last would equal the first.
public enum SpectralWindow: Hashable, Sendable, Codable {
  /// All ones.
  case rectangular
  /// 0.5 − 0.5 cos; the usual choice for spectra of recordings.
  case hann
  /// 0.54 − 0.46 cos.
  case hamming
  /// 0.42 − 0.5 cos + 0.08 cos of the double angle.
  case blackman
  /// Kaiser's window; a greater `beta` has lower side lobes and a wider main lobe.
  case kaiser(beta: Double)

  /// The window's weights. *Shape*: `count` weights; a count below 1 is a programming error.
  public func weights(count: Int) -> [Double] {
    precondition(count >= 1, "A window has one or more weights.")
    guard count > 1 else { return [1] }
    switch self {
    case .rectangular: return Array(repeating: 1, count: count)
    case .hann: return Self.cosines(count, [0.5, 0.5])
    case .hamming: return Self.cosines(count, [0.54, 0.46])
    case .blackman: return Self.cosines(count, [0.42, 0.5, 0.08])
    case .kaiser(let beta):
      // The window of one more weight without its last is the periodic one.
      return Array(KaiserWindow.weights(count: count + 1, beta: beta).dropLast())
    }
  }

  /// Σ (−1)^j a[j] cos(2πjn / count).
  private static func cosines(_ count: Int, _ terms: [Double]) -> [Double] {
    (0..<count).map { index in
      var sum = 0.0
      for (order, term) in terms.enumerated() {
        // The angle's turns are taken out in whole numbers, where they are exact.
        let angle = 2 * .pi * Double(order * index % count) / Double(count)
        sum += (order % 2 == 0 ? term : -term) * Double.cos(angle)
      }
      return sum
    }
  }
}

/// What is taken away from a stretch of samples before its spectrum.
public enum SegmentDetrending: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nothing.
  case none
  /// The mean.
  case constant
  /// The straight line of least squares.
  case linear
}

/// What a line of a power spectrum means.
public enum SpectrumScaling: String, Hashable, Sendable, Codable, CaseIterable {
  /// Power per hertz: the sum of lines times their spacing is the power of the signal.
  case density
  /// Power: a sine of amplitude A that falls on a line shows A² / 2 there.
  case spectrum
}
