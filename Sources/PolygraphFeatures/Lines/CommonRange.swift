import PolygraphDSP

/// A line stretched to a range that all sensors share, as the field's reference implementation does it before
/// filtering.
enum CommonRange {
  /// The stretched line.
  ///
  /// *Definition*: x less its least value, times `range` over the range within `rows` (0 when that is below 5), less
  /// its value at the first of `rows`; values not above the 1st percentile of the whole line become that percentile.
  static func apply(_ line: [Double], range: Double, rows: Range<Int>) -> [Double] {
    let rows = rows.clamped(to: 0..<line.count)
    guard let least = line.min(), let low = line[rows].min(), let high = line[rows].max() else {
      return Array(repeating: 0, count: line.count)
    }
    let factor = high - low < 5 ? 0 : range / (high - low)
    let first = (line[rows.lowerBound] - least) * factor
    let stretched = line.map { ($0 - least) * factor - first }
    let floor = Robust.quantile(0.01, of: stretched) ?? 0
    return stretched.map { max($0, floor) }
  }
}

/// A line whose falls a baseline swallows, so that rises stay and a sinking level does not ("Detrended-2").
enum BaselineFollower {
  /// The line above its baseline, from its first value up.
  ///
  /// *Definition*: each step is added to a sum that begins at 0. Whether the line rises or falls at a sample is told by
  /// the step that comes next, while the step before is what is added: the field's reference implementation looks one
  /// sample ahead. In a fall a sum of 0 stays 0, and steps count `acceleration` times once more than `wait` samples
  /// have fallen in a row. The sum never goes below 0.
  static func apply(_ line: [Double], acceleration: Double, wait: Int) -> [Double] {
    guard let first = line.first else { return [] }
    var result = line
    var sum = 0.0
    var falling = 0
    for index in line.indices.dropFirst() {
      let step = line[index] - line[index - 1]
      let next = index + 1 < line.count ? line[index + 1] - line[index] : 0
      falling = next < 0 ? falling + 1 : 0
      if next < 0 {
        sum = sum > 0 ? sum + step * (falling > wait ? acceleration : 1) : 0
      } else {
        sum += step
      }
      sum = max(sum, 0)
      result[index] = sum + first
    }
    return result
  }
}
