import PolygraphDSP

/// The largest rise in a caliper's box.
enum CaliperSearch {
  /// A rise by its rows.
  struct Rise: Hashable {
    let onset: Int
    let peak: Int
    let value: Double
  }

  /// The largest rise from a low point, or `nil` when there is none.
  ///
  /// *Definition*: an onset is a row after which the line begins to rise, or, where the line rises from the box's first
  /// row on and `startsRising` allows it, that row; a peak is a row after which it begins to fall, or the box's last
  /// row while it rises. Of the onsets before a peak the lowest counts, the first of equals; of the peaks the one with
  /// the largest distance, the first of equals. Turns are read on `detection`, heights on `value`.
  static func largest(
    value: [Double], detection: [Double], box: Range<Int>, onsets: ClosedRange<Int>, startsRising: Bool,
    deadBand: Double
  ) -> Rise? {
    guard box.count > 1 else { return nil }
    let signs = Slopes.signs(of: Array(detection[box]), deadBand: .ofRange(deadBand))
    let last = box.count - 1
    var lows = (1..<max(1, last)).filter { signs[$0 + 1] > 0 && signs[$0] <= 0 }.map { $0 + box.lowerBound }
    if lows.isEmpty, startsRising, let first = signs.dropFirst().first(where: { $0 != 0 }), first > 0 {
      lows = [box.lowerBound]
    }
    var highs = (1..<max(1, last)).filter { signs[$0 + 1] < 0 && signs[$0] >= 0 }.map { $0 + box.lowerBound }
    if signs[last] > 0 { highs.append(box.upperBound - 1) }
    lows = lows.filter(onsets.contains)
    var best: Rise?
    var low: Int?
    var next = 0
    for high in highs {
      while next < lows.count, lows[next] < high {
        if low.map({ value[lows[next]] < value[$0] }) ?? true { low = lows[next] }
        next += 1
      }
      guard let low else { continue }
      let rise = value[high] - value[low]
      if rise > 0, best.map({ rise > $0.value }) ?? true { best = Rise(onset: low, peak: high, value: rise) }
    }
    return best
  }
}
