import PolygraphModel
import PolygraphQuantities

/// The clock of a line: row 0 lies where its channel begins, and rows follow at the working rate.
///
/// Rows and chart samples are carried into each other exactly, by whole numbers, so a place found on a line of 30 rows
/// a second is a sample of a chart of 1000, and a chart that begins later changes nothing but the places.
struct LineClock: Hashable, Sendable {
  /// The chart's rate.
  let chartRate: SampleRate
  /// The chart sample on which row 0 lies.
  let firstSample: Int
  /// Rows a second.
  let rate: SampleRate

  /// The row nearest to a chart sample; negative before the channel begins.
  func row(atSample sample: Int) -> Int { chartRate.index(sample - firstSample, on: rate) }

  /// The chart sample nearest to a row, with its time.
  func place(ofRow row: Int) -> SamplePlace {
    let sample = firstSample + rate.index(row, on: chartRate)
    return SamplePlace(sample: sample, seconds: chartRate.seconds(ofSample: sample).value)
  }

  /// The number of rows in a duration, halves to even.
  func rows(_ duration: Seconds) -> Int { rate.sampleCount(in: duration) }
}
