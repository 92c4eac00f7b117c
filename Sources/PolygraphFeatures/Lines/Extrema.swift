import PolygraphDSP

/// Peaks and troughs of a line, in turn.
enum Extrema {
  /// A peak or a trough.
  struct Turn: Hashable {
    let row: Int
    let isPeak: Bool
  }

  /// The half windows that are looked for in one walk over a line: pulses and breaths at 30 rows a second.
  static let widestHalfWindow = 48

  /// The extrema of a line for all half windows that measurements ask for.
  static func all(of line: [Double]) -> LocalExtrema { LocalExtrema(of: line, widest: widestHalfWindow) }

  /// The peaks and troughs in ascending order; where both are at one row, as on a level line, the trough first.
  static func both(_ extrema: LocalExtrema, halfWindow: Int, in rows: Range<Int>? = nil) -> [Turn] {
    let peaks = extrema.indices(.maxima, halfWindow: halfWindow, in: rows)
    let troughs = extrema.indices(.minima, halfWindow: halfWindow, in: rows)
    var turns: [Turn] = []
    turns.reserveCapacity(peaks.count + troughs.count)
    var next = 0
    for trough in troughs {
      while next < peaks.count, peaks[next] < trough {
        turns.append(Turn(row: peaks[next], isPeak: true))
        next += 1
      }
      turns.append(Turn(row: trough, isPeak: false))
    }
    while next < peaks.count {
      turns.append(Turn(row: peaks[next], isPeak: true))
      next += 1
    }
    return turns
  }

  /// Peaks and troughs that alternate: of several peaks without a trough between them the highest is kept (the first
  /// when equal), of several troughs the lowest.
  static func alternating(_ extrema: LocalExtrema, halfWindow: Int, in rows: Range<Int>? = nil) -> [Turn] {
    let line = extrema.line
    var kept: [Turn] = []
    for turn in both(extrema, halfWindow: halfWindow, in: rows) {
      guard let last = kept.last, last.isPeak == turn.isPeak else {
        kept.append(turn)
        continue
      }
      let isBeyond = turn.isPeak ? line[turn.row] > line[last.row] : line[turn.row] < line[last.row]
      if isBeyond { kept[kept.count - 1] = turn }
    }
    return kept
  }

  /// The distances of successive turns on a line.
  static func swings(_ turns: [Turn], on line: [Double]) -> [Double] {
    zip(turns.dropFirst(), turns).map { abs(line[$0.row] - line[$1.row]) }
  }
}
