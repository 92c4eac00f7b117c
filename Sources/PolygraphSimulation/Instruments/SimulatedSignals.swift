import PolygraphModel
import PolygraphQuantities

/// The simulated examinee's lines as a converter sees them: counts of any width at any rate, for as long as wanted.
///
/// The charts of an exam follow each other, and the first one follows the last. Each channel is brought to the middle
/// nine tenths of the converter's range; between samples of the charts the line is straight.
public struct SimulatedSignals: Sendable {
  /// Where a chart lies.
  public struct Place: Sendable {
    /// The chart, with its events in samples of ``chartRate`` from its own beginning.
    public let chart: Chart
    /// The chart's beginning in samples of ``chartRate``.
    public let start: Int
  }

  private struct Line: Sendable {
    let counts: [Int32]
    let least: Double
    let span: Double
  }

  /// The rate of the charts.
  public let chartRate: SampleRate
  /// The charts in order.
  public let charts: [Place]
  private let lines: [Sensor: Line]
  private let sampleCount: Int

  /// Records an exam of the examinee, at the rate of its settings.
  ///
  /// *Complexity*: O(samples of the exam).
  public init(_ settings: ExamineeSettings) {
    let exam = SimulatedExaminee(settings).exam()
    var places: [Place] = []
    var counts: [Sensor: [Int32]] = [:]
    var start = 0
    for (_, chart) in exam.charts {
      places.append(Place(chart: chart, start: start))
      for channel in chart.channels where channel.sampleRate == settings.sampleRate {
        channel.counts.withUnsafeBuffer { counts[channel.sensor, default: []].append(contentsOf: $0) }
      }
      start += chart.sampleCount
    }
    chartRate = settings.sampleRate
    charts = places
    sampleCount = start
    lines = counts.filter { $0.value.count == start }.mapValues { samples in
      let least = Double(samples.min() ?? 0)
      return Line(counts: samples, least: least, span: max(1, Double(samples.max() ?? 1) - least))
    }
  }

  /// The least value of a sensor's line and its span; `nil` where the examinee has no such sensor.
  func extent(of sensor: Sensor) -> (least: Double, span: Double)? {
    lines[sensor].map { ($0.least, $0.span) }
  }

  /// Takes lines that are known: samples of each sensor at one rate, all of the same number.
  public init(rate: SampleRate, columns: [Sensor: [Int32]]) {
    let count = columns.values.first?.count ?? 0
    precondition(columns.values.allSatisfy { $0.count == count }, "The lines of all sensors have the same length.")
    chartRate = rate
    charts = []
    sampleCount = count
    lines = columns.mapValues { samples in
      let least = Double(samples.min() ?? 0)
      return Line(counts: samples, least: least, span: max(1, Double(samples.max() ?? 1) - least))
    }
  }

  /// The count of a sensor at a sample of an instrument's clock, from 0 to `top`; the middle where the examinee has no
  /// such sensor.
  public func count(_ sensor: Sensor, at index: Int, rate: Double, top: Int) -> Int {
    guard let line = lines[sensor], sampleCount > 1 else { return top / 2 }
    let place = Double(index) / rate * chartRate.hertz.value
    let whole = Int(place)
    let before = Double(line.counts[whole % sampleCount])
    let after = Double(line.counts[(whole + 1) % sampleCount])
    let value = before + (after - before) * (place - Double(whole))
    return Int(((0.05 + 0.9 * (value - line.least) / line.span) * Double(top)).rounded())
  }
}
