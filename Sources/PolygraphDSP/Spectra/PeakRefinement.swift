import RealModule

/// The place and height of a peak between samples.
public enum PeakRefinement {
  /// The vertex of the parabola through three equally spaced values whose middle is the greatest.
  ///
  /// Returns the vertex's offset from the middle in samples, within ±½, and its value; `nil` when the middle is not the
  /// greatest, all three are equal, or one is not finite.
  public static func parabola(
    _ before: Double, _ middle: Double, _ after: Double
  ) -> (offset: Double, value: Double)? {
    guard before.isFinite, middle.isFinite, after.isFinite, middle >= before, middle >= after else { return nil }
    let bend = (before - middle) + (after - middle)
    guard bend < 0 else { return nil }
    let offset = 0.5 * (before - after) / bend
    return (offset, middle - 0.25 * (before - after) * offset)
  }

  /// As ``parabola(_:_:_:)`` on the logarithms of three powers, which is exact for a Gaussian peak.
  ///
  /// Returns `nil` also when a power is zero or below.
  public static func logParabola(
    _ before: Double, _ middle: Double, _ after: Double
  ) -> (offset: Double, value: Double)? {
    guard before > 0, middle > 0, after > 0,
      let refined = parabola(Double.log(before), Double.log(middle), Double.log(after))
    else { return nil }
    return (refined.offset, Double.exp(refined.value))
  }
}
