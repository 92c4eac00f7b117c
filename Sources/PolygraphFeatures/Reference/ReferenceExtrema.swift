import PolygraphDSP
import PolygraphQuantities

/// Peaks, rates and half windows as the field's reference implementation finds them.
enum ReferenceExtrema {
  /// The first row, the row before each high or low point, and the last row.
  ///
  /// *Definition*: a row p from h + 2 to n − h + 1 is a high (low) point when it equals the greatest (least) of the
  /// rows p − h … p + h − 2; the row p − 1 is reported. The window is one row short and the report one row early.
  static func oneEarly(in line: [Double], halfWindow: Int) -> [Int] {
    guard line.count > 1 else { return Array(line.indices) }
    var rows = [0]
    let window = 2 * halfWindow - 1
    if window >= 1, line.count >= 2 * halfWindow + 1 {
      let high = slidingExtremes(of: line, window: window, isHigh: true)
      let low = slidingExtremes(of: line, window: window, isHigh: false)
      for row in (halfWindow + 2)..<max(halfWindow + 2, line.count - halfWindow + 2) {
        let start = row - halfWindow
        guard start < high.count else { break }
        if line[row] == high[start] || line[row] == low[start] { rows.append(row - 1) }
      }
    }
    return rows + [line.count - 1]
  }

  /// The greatest (or least) value of each full window, by a monotone queue.
  private static func slidingExtremes(of line: [Double], window: Int, isHigh: Bool) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(max(0, line.count - window + 1))
    var queue: [Int] = []
    var head = 0
    for row in line.indices {
      while queue.count > head, let last = queue.last, isHigh ? line[last] <= line[row] : line[last] >= line[row] {
        queue.removeLast()
      }
      queue.append(row)
      if queue[head] <= row - window { head += 1 }
      if row >= window - 1 { result.append(line[queue[head]]) }
    }
    return result
  }

  /// Cycles a minute to hundredths, or `nil` when fewer than two ends are found.
  static func ratePerMinute(_ line: [Double], halfWindow: Int, smoothed: Bool, rate: SampleRate) -> Double? {
    let line = smoothed ? ReferenceFilter.lowPass2.apply(line, start: .reference) : line
    return Peaks.ratePerMinute(of: line, halfWindow: halfWindow, kind: .maxima, at: rate).map { rounded($0, digits: 2) }
  }

  /// The half window that suits a rate.
  ///
  /// *Definition*: max(1, ⌊1 / rate · 60 · fs · factor⌋ − 1), multiplied from left to right: at rates that divide
  /// evenly the product falls a hair below the whole number, and the window with it.
  static func halfWindow(_ ratePerMinute: Double, factor: Double, rate: SampleRate) -> Int {
    max(1, Int((1 / ratePerMinute * 60 * rate.hertz.value * factor).rounded(.down)) - 1)
  }

  /// A number rounded to decimals, halves to even.
  static func rounded(_ value: Double, digits: Int) -> Double {
    let scale = digits == 3 ? 1000.0 : 100.0
    return (value * scale).rounded(.toNearestOrEven) / scale
  }
}
