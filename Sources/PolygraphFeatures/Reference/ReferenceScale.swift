import PolygraphDSP

/// How the field's reference implementation brings a line into chart units: a scale made of one chart, then an offset.
struct ReferenceScale {
  /// The rows from the first label to the last event and the time after it that counts.
  let rows: Range<Int>
  /// Lines of at most this many rows take the way of short charts.
  let shortest: Int
  /// Extremes of this many rows on either side make the excursions.
  let halfWindow: Int
  let rules: DisplayRules

  /// The scaled line, and what it was multiplied by.
  ///
  /// *Definition*: the factor is the target range over the distance of the outer quantiles of the absolute differences
  /// between successive extremes (1 when that is not above 1; over the interquartile range on short charts). The
  /// extremes are found within the labelled rows and read from the whole line at those numbers. The line is then
  /// shifted under the limit, and shrunk when its labelled rows span more than the largest span.
  func scaled(_ line: [Double], range: Double) -> (line: [Double], factor: Double) {
    guard let low = line.min(), let high = line.max(), low < high else { return (line, 1) }
    var factor = line.count <= shortest ? shortFactor(line, range: range) : longFactor(line, range: range)
    var result = line.map { $0 * factor }
    let (top, bottom) = (high * factor, low * factor)
    if top > rules.limit {
      result = result.map { $0 - (top - rules.limit) }
    } else if bottom < -rules.limit {
      result = result.map { $0 + (-rules.limit - bottom) }
    }
    let labelled = result[rows.clamped(to: 0..<line.count)]
    guard let least = labelled.min(), let most = labelled.max(), most - least > rules.largestSpan else {
      return (result, factor)
    }
    let shrink = rules.largestSpan / (most - least)
    factor *= shrink
    return (result.map { $0 * shrink }, factor)
  }

  private func shortFactor(_ line: [Double], range: Double) -> Double {
    guard let ends = Robust.quantiles([0.25, 0.75], of: line), ends[1] > ends[0] else { return 1 }
    return range / (ends[1] - ends[0])
  }

  private func longFactor(_ line: [Double], range: Double) -> Double {
    let labelled = Array(line[rows.clamped(to: 0..<line.count)])
    let extremes = ReferenceExtrema.oneEarly(in: labelled, halfWindow: halfWindow).map { line[$0] }
    let swings = zip(extremes.dropFirst(), extremes).map { abs($0 - $1) }
    let quantile = rules.excursionQuantile
    guard let ends = Robust.quantiles([1 - quantile, quantile], of: swings), ends[1] - ends[0] > 1 else { return 1 }
    return range / (ends[1] - ends[0])
  }

  /// A scaled line moved to its place.
  ///
  /// *Definition*: the line's lower quantile comes to the offset; a span above twice the limit is shrunk; then the line
  /// is moved inside the limit. On short charts the median is added instead, as the implementation does.
  func placed(_ line: [Double], offset: Double) -> [Double] {
    guard !line.isEmpty else { return [] }
    var result = line
    if line.count <= shortest {
      let median = Robust.median(line) ?? 0
      result = line.map { $0 + median }
    } else {
      let median = Robust.median(line[rows.clamped(to: 0..<line.count)]) ?? 0
      result = line.map { $0 - median }
      let shift = offset - (Robust.quantile(rules.offsetQuantile, of: result) ?? 0)
      result = result.map { $0 + shift }
    }
    guard let low = result.min(), let high = result.max() else { return result }
    let shrink = high - low > 2 * rules.limit ? 2 * rules.limit / (high - low) : 1
    if shrink < 1 { result = result.map { $0 * shrink } }
    return moved(result, low: low * shrink, high: high * shrink)
  }

  private func moved(_ line: [Double], low: Double, high: Double) -> [Double] {
    var result = line
    var low = low
    if high > rules.limit {
      result = result.map { $0 - (high - rules.limit) }
      low -= high - rules.limit
    }
    return low < -rules.limit ? result.map { $0 + (-rules.limit - low) } : result
  }

  /// The abdominal line moved down until it lies far enough below the thoracic one at the first and the last label.
  func separated(_ lower: [Double], from upper: [Double]) -> [Double] {
    var lower = lower
    let count = min(lower.count, upper.count)
    guard count > 0 else { return lower }
    for row in [rows.lowerBound, rows.upperBound - 1].map({ min(max($0, 0), count - 1) }) {
      let missing = rules.respirationSeparation - (upper[row] - lower[row])
      if missing > 0 { lower = lower.map { $0 - missing } }
    }
    return lower
  }
}
