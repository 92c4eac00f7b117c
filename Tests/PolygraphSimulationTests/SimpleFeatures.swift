import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation

/// Measurements of the plainest kind, written apart from every measuring room: enough to see whether a waveform holds
/// what was planned.
struct SimpleFeatures {
  let chart: Chart

  /// The values of a sensor from one time to another, in seconds.
  func values(_ sensor: Sensor, _ from: Double, _ to: Double) -> [Double] {
    guard let channel = chart.channel(sensor) else { return [] }
    let rate = channel.sampleRate
    let first = max(0, rate.sample(at: Seconds(from)))
    let last = min(channel.counts.count, rate.sample(at: Seconds(to)))
    return first < last ? channel.values(first..<last) : []
  }

  private func time(_ sample: Int) -> Double { chart.sampleRate.seconds(ofSample: sample).value }

  /// Largest conductance less the lowest before it, in counts.
  func electrodermal(_ event: Event) -> Double {
    let onset = time(event.onset)
    let line = values(.electrodermal, onset + 0.5, onset + 12)
    let peak = line.indices.max { line[$0] < line[$1] } ?? 0
    return (line[peak] - (line[...peak].min() ?? 0))
  }

  /// Rise of the line smoothed over a breath and more than a beat, in counts.
  func cardio(_ event: Event) -> Double {
    let onset = time(event.onset)
    let margin = 2.0
    let rate = chart.channel(.cardio)?.sampleRate.hertz.value ?? 1
    var line = values(.cardio, onset + 0.5 - margin, onset + 13 + margin)
    for halfWidth in [1, 0.5, 0.25] { line = smoothed(line, halfWidth: Int(halfWidth * rate)) }
    line = Array(line[Int(margin * rate)..<(line.count - Int(margin * rate))])
    let peak = line.indices.max { line[$0] < line[$1] } ?? 0
    return line[peak] - (line[...peak].min() ?? 0)
  }

  /// ln of the mean height of windows of about a beat, before over after.
  func vasomotor(_ event: Event) -> Double {
    let onset = time(event.onset)
    func height(_ from: Double, _ to: Double) -> Double {
      mean(
        stride(from: from, through: to - 1.1, by: 0.1).map { start in
          let window = values(.vasomotor, start, start + 1.1)
          return (window.max() ?? 0) - (window.min() ?? 0)
        })
    }
    return logarithm(height(onset - 3, onset)) - logarithm(height(onset + 5, onset + 10.3))
  }

  /// ln of the mean travel of the smoothed line in windows of 3.75 s within 15 s that do not touch the answer.
  func respiration(_ event: Event, _ sensor: Sensor) -> Double {
    let onset = time(event.onset)
    let answer = time(event.answer?.sample ?? event.offset)
    let rate = chart.channel(sensor)?.sampleRate.hertz.value ?? 1
    let line = smoothed(values(sensor, onset, onset + 15), halfWidth: 8)
    let width = Int(3.75 * rate)
    let travels = (0...(line.count - width)).compactMap { first -> Double? in
      let start = onset + Double(first) / rate
      guard start > answer + 1.5 || start + 3.75 < answer - 1.5 else { return nil }
      return (first + 1..<first + width).reduce(0) { $0 + abs(line[$1] - line[$1 - 1]) }
    }
    return logarithm(mean(travels))
  }

  private func smoothed(_ line: [Double], halfWidth: Int) -> [Double] {
    line.indices.map { mean(Array(line[max(0, $0 - halfWidth)...min(line.count - 1, $0 + halfWidth)])) }
  }
}

func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

/// Standard deviation with n − 1.
func spread(_ values: [Double]) -> Double {
  let centre = mean(values)
  return (values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)).squareRoot()
}

/// Pearson's correlation.
func correlation(_ pairs: [(Double, Double)]) -> Double {
  let (x, y) = (mean(pairs.map(\.0)), mean(pairs.map(\.1)))
  let product = pairs.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
  return product / Double(pairs.count - 1) / spread(pairs.map(\.0)) / spread(pairs.map(\.1))
}
