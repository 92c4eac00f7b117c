import PolygraphModel

extension SimulatedSignals {
  /// How an instrument's counts become the examinee's own: value = count · numerator / denominator + offset. The
  /// identity where the examinee has no such sensor.
  ///
  /// *Definition*: the inverse of ``count(_:at:rate:top:)``, for a converter whose counts of this sensor go from
  /// `bottom` to `bottom + top`.
  public func calibration(of sensor: Sensor, top: Int, bottom: Int = 0) -> Calibration {
    guard let (least, span) = extent(of: sensor) else { return .identity }
    let gain = span / (0.9 * Double(top))
    return Calibration(numerator: gain, denominator: 1, offset: least - 0.05 / 0.9 * span - gain * Double(bottom))
  }
}
