import PolygraphDSP
import PolygraphModel
import PolygraphQuantities

/// The factor that brings a sensor's lines in all charts of a series into chart units.
///
/// Ratios of measurements within a sensor do not depend on it; thresholds in chart units do, and because it is made
/// from the line itself, no gain of the instrument changes any of them.
struct DisplayScale: Hashable, Sendable {
  /// Chart units for one unit of the channel.
  let factor: Double

  /// Makes the scale of a sensor from its lines, one a chart, each with the rows that count.
  ///
  /// *Definition*: the excursions are the absolute differences between successive peaks and troughs (of alternating
  /// kind, the most extreme of several of one kind) of all charts; their upper quantile becomes the target range. When
  /// the span between a line's high and low quantile then exceeds the largest span, the factor shrinks to fit it. Lines
  /// without excursions use that span instead; flat ones keep the factor 1.
  init(of lines: [(line: ConditionedChannel, rows: Range<Int>)], target: DisplayTarget, rules: DisplayRules) {
    var excursions: [Double] = []
    var span = 0.0
    for (line, rows) in lines {
      excursions += Self.excursions(of: line, rows: rows, rules: rules)
      let present = line.presentValues(rows)
      if let ends = Robust.quantiles([1 - rules.spanQuantile, rules.spanQuantile], of: present) {
        span = max(span, ends[1] - ends[0])
      }
    }
    let usual = Robust.quantile(rules.excursionQuantile, of: excursions) ?? 0
    let range = usual > 0 ? usual : span
    let wanted = range > 0 ? target.range / range : 1
    factor = span * wanted > rules.largestSpan ? rules.largestSpan / span : wanted
  }

  private static func excursions(of line: ConditionedChannel, rows: Range<Int>, rules: DisplayRules) -> [Double] {
    let halfWindow = max(1, line.clock.rows(rules.extremumHalfWindow))
    return line.mask.slice(rows).presentRanges.flatMap { run -> [Double] in
      let values = Array(line.base[(rows.lowerBound + run.lowerBound)..<(rows.lowerBound + run.upperBound)])
      let heights = Extrema.alternating(in: values, halfWindow: halfWindow).map { values[$0] }
      return zip(heights.dropFirst(), heights).map { abs($0 - $1) }
    }
  }
}

extension ConditionedChannel {
  /// The values of the base line on the rows that are not masked.
  func presentValues(_ rows: Range<Int>) -> [Double] {
    mask.isComplete ? Array(base[rows]) : rows.filter { !mask.isMissing($0) }.map { base[$0] }
  }
}

/// Peaks and troughs of a line.
enum Extrema {
  /// The rows of peaks and troughs in turn, ascending: of several peaks without a trough between them the highest is
  /// kept (the first when equal), of several troughs the lowest.
  static func alternating(in line: [Double], halfWindow: Int) -> [Int] {
    let peaks = Peaks.maxima(in: line, halfWindow: halfWindow, includingEnds: false).map { (row: $0, isPeak: true) }
    let troughs = Peaks.minima(in: line, halfWindow: halfWindow, includingEnds: false).map { (row: $0, isPeak: false) }
    var kept: [(row: Int, isPeak: Bool)] = []
    for extremum in (peaks + troughs).sorted(by: { ($0.row, $0.isPeak ? 1 : 0) < ($1.row, $1.isPeak ? 1 : 0) }) {
      guard let last = kept.last, last.isPeak == extremum.isPeak else {
        kept.append(extremum)
        continue
      }
      let isBeyond = extremum.isPeak ? line[extremum.row] > line[last.row] : line[extremum.row] < line[last.row]
      if isBeyond { kept[kept.count - 1] = extremum }
    }
    return kept.map(\.row)
  }
}
