import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// The lines of a channel in chart units, as the recommended procedure measures them.
struct MeasuredLine {
  let channel: ConditionedChannel
  /// Chart units for one unit of the channel.
  let factor: Double
  /// How much taller the line stands than at the display range for which its rules state heights.
  let height: Double
  /// The channel's own line.
  let scaled: [Double]
  /// The line whose values are read.
  let value: [Double]
  /// The line on which responses are found.
  let detection: [Double]
  /// Rows whose value rests on samples that are missing.
  let mask: SampleMask
  /// Every line of a cuff.
  var cuff: CuffLines?

  /// Scales a channel; `nil` when it is shorter than the filters of its lines.
  init?(_ channel: ConditionedChannel, scales: SeriesScales, profile: FilterProfile) {
    let rate = channel.clock.rate
    let factor = scales.factor(channel.sensor)
    let source = profile.electrodermal.scored == .manual ? channel.level(profile) ?? channel.base : channel.base
    let scaled = source.map { $0 * factor }
    self.channel = channel
    self.factor = factor
    height = scales.height(channel.sensor)
    self.scaled = scaled
    switch channel.sensor {
    case .electrodermal:
      guard let detection = try? profile.electrodermal.response.detection.apply(scaled, at: rate) else { return nil }
      self.detection = detection
      value = scaled
      mask = channel.mask
    case .cardio, .fingerCuff:
      let rules = channel.sensor == .cardio ? profile.cardio : profile.fingerCuff
      guard let cuff = try? CuffLines(scaled, extrema: channel.extrema, rules: rules, rate: rate) else { return nil }
      let chain = rules.scored == .mid ? rules.mid : rules.movingAverage
      (value, detection, self.cuff) = (cuff.value, cuff.detection, cuff)
      mask = channel.mask.widened(by: chain.reach(at: rate))
    default: (value, detection, mask) = (scaled, scaled, channel.mask)
    }
  }
}
