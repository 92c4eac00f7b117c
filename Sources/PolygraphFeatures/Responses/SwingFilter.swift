import PolygraphDSP

/// Turning points whose swings are large enough to mean something.
enum SwingFilter {
  /// The turns of a line, highs and lows in turn, between which it moves by at least `least`.
  ///
  /// *Definition*: a high point counts once the line has fallen from it by `least`, a low point once it has risen by
  /// it; of several highs before that the highest counts (the last of equals), likewise for lows. A level stretch at
  /// the line's start ends in a turn, too.
  static func turns(of line: [Double], least: Double, deadBand: Double) -> [Slopes.TurningPoint] {
    turns(of: line, signs: Slopes.signs(of: line, deadBand: .ofRange(deadBand)), least: least)
  }

  /// The same with the signs of the line's steps at hand.
  static func turns(of line: [Double], signs: [Int8], least: Double) -> [Slopes.TurningPoint] {
    guard let end = line.indices.last else { return [] }
    var kept: [Slopes.TurningPoint] = []
    var extreme: (high: Int, low: Int) = (0, 0)
    var direction = 0
    for index in line.indices where index == end || signs[index] != signs[index + 1] {
      if line[index] >= line[extreme.high] { extreme.high = index }
      if line[index] <= line[extreme.low] { extreme.low = index }
      if direction >= 0, line[extreme.high] - line[index] >= least {
        if direction > 0 || extreme.high > 0 { kept.append(.init(index: extreme.high, kind: .maxima)) }
        direction = -1
        extreme.low = index
      } else if direction <= 0, line[index] - line[extreme.low] >= least {
        if direction < 0 || extreme.low > 0 { kept.append(.init(index: extreme.low, kind: .minima)) }
        direction = 1
        extreme.high = index
      }
    }
    return kept
  }
}
