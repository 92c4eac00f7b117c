import RealModule

/// A window that fades a series out towards both ends.
///
/// *Source*: Harris 1978.
public enum WindowShape: Hashable, Sendable, Codable {
  /// All weights are 1.
  case rectangular
  /// ½ − ½ cos; 0 at both ends.
  case hann
  /// 0.54 − 0.46 cos; 0.08 at both ends.
  case hamming
  /// 0.42 − 0.5 cos + 0.08 cos of twice the angle; 0 at both ends.
  case blackman
  /// Kaiser's window of a shape parameter; see ``KaiserWindow``.
  case kaiser(beta: Double)

  /// The window's weights, symmetric about the middle: for the design of filters.
  ///
  /// *Shape*: `count` weights, 1 or more; fewer are a programming error, as is a shape parameter that is not finite.
  public func weights(count: Int) -> [Double] {
    precondition(count >= 1, "A window has one or more weights.")
    if case .kaiser(let beta) = self { return KaiserWindow.weights(count: count, beta: beta) }
    guard count > 1 else { return [1] }
    return (0..<count).map { index in
      // The two halves use the same angles, so the weights are mirror images to the last bit.
      let angle = 2 * .pi * Double(min(index, count - 1 - index)) / Double(count - 1)
      return cosineSum(angle)
    }
  }

  /// The periodic weights, in which the weight after the last would equal the first: for spectra.
  ///
  /// *Shape*: `count` weights, 1 or more; fewer are a programming error. *Definition*: the symmetric window of one more
  /// weight without its last.
  public func periodicWeights(count: Int) -> [Double] {
    count == 1 ? [1] : Array(weights(count: count + 1).dropLast())
  }

  /// True when the first and the last weight are 0.
  var endsAtZero: Bool { self == .hann || self == .blackman }

  private func cosineSum(_ angle: Double) -> Double {
    switch self {
    case .rectangular, .kaiser: 1
    case .hann: 0.5 - 0.5 * Double.cos(angle)
    case .hamming: 0.54 - 0.46 * Double.cos(angle)
    case .blackman: angle == 0 ? 0 : 0.42 - 0.5 * Double.cos(angle) + 0.08 * Double.cos(2 * angle)
    }
  }
}
