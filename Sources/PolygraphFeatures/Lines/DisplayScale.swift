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
    let usual = Robust.quantile(rules.excursionQuantile, of: lines.flatMap { Self.excursions(of: $0, rules: rules) })
    let wanted = usual.map { $0 > 0 ? target.range / $0 : 0 } ?? 0
    // The whole range of a line is at least its span, and quickly known: most lines need no quantiles.
    guard wanted == 0 || lines.contains(where: { $0.line.range($0.rows) * wanted > rules.largestSpan }) else {
      factor = wanted
      return
    }
    let span = lines.map { $0.line.span($0.rows, quantile: rules.spanQuantile) }.max() ?? 0
    let fitting = wanted > 0 ? wanted : span > 0 ? target.range / span : 1
    factor = span * fitting > rules.largestSpan ? rules.largestSpan / span : fitting
  }

  private static func excursions(
    of part: (line: ConditionedChannel, rows: Range<Int>), rules: DisplayRules
  ) -> [Double] {
    let (line, rows) = part
    let halfWindow = max(1, line.clock.rows(rules.extremumHalfWindow))
    return line.mask.slice(rows).presentRanges.flatMap { run -> [Double] in
      let present = (rows.lowerBound + run.lowerBound)..<(rows.lowerBound + run.upperBound)
      let turns = Extrema.alternating(line.extrema, halfWindow: halfWindow, in: present)
      return Extrema.swings(turns, on: line.base)
    }
  }
}

extension ConditionedChannel {
  /// The values of the base line on the rows that are not masked.
  fileprivate func presentValues(_ rows: Range<Int>) -> [Double] {
    mask.isComplete ? Array(base[rows]) : rows.filter { !mask.isMissing($0) }.map { base[$0] }
  }

  /// The distance of the base line's quantile, and of its complement, on the rows that are not masked.
  fileprivate func span(_ rows: Range<Int>, quantile: Double) -> Double {
    Robust.quantiles([1 - quantile, quantile], of: presentValues(rows)).map { $0[1] - $0[0] } ?? 0
  }

  /// The distance of the base line's least and greatest value on some rows.
  fileprivate func range(_ rows: Range<Int>) -> Double {
    var (low, high) = (Double.infinity, -Double.infinity)
    for row in rows {
      low = base[row] < low ? base[row] : low
      high = base[row] > high ? base[row] : high
    }
    return max(0, high - low)
  }
}
