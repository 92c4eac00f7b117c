import PolygraphDSP
import PolygraphQuantities

/// A response found on a line.
struct FoundResponse: Hashable {
  /// The row of the onset.
  let onset: Int
  /// The row of the peak.
  let peak: Int
  /// The rise from onset to peak on the value line.
  let value: Double
  /// What was noticed.
  var flags: [MeasurementFlag]
}

/// What a search for a response came to.
enum ResponseSearch: Hashable {
  /// A rise from an onset in the response onset window.
  case found(FoundResponse)
  /// No rise begins in the window.
  case none
  /// No rise begins in the window, and the line was rising already when the window opened.
  case rising(FoundResponse)
}

/// Finds the response to one stimulus: the largest rise from an onset in the response onset window to a later peak.
///
/// *Definition*: an onset is a trough of the detection line, or a bend of a line that already rises, moved later by the
/// detection line's lead, between MRL and the end of ROW. A peak is a high point whose swing reaches the rules' least one, from
/// MRL and the rules' time after it on, to the end of the window of evaluation; that end itself when the line still
/// rises there; and, when the rise has been under way since the late-slope limit, the first high point behind it. A pair
/// is dropped when the line falls below its onset before its peak. Of onsets whose rise comes close to the largest the
/// latest is taken.
/// *Source*: Kircher and Raskin 1988 for the largest rise; the windows are the field's.
struct ResponseFinder {
  let value: [Double]
  let detection: [Double]
  let windows: StimulusWindows
  let rules: ResponseRules
  let rate: SampleRate

  func search() -> ResponseSearch {
    let start = max(windows.first, 0)
    let line = Array(detection[start...windows.last])
    let turns = SwingFilter.turns(of: line, least: leastSwing(line), deadBand: rules.deadBand)
    let latency = windows.onset + rate.sampleCount(in: rules.minimumLatency)
    let onsetEnd = min(windows.answer + rate.sampleCount(in: rules.onsetAfterAnswer), windows.evaluationEnd - 1)
    let lead = rate.sampleCount(in: rules.onsetLead)
    // Every trough may be an onset, however small: the rise that follows decides, and of onsets with nearly the same
    // rise the latest is taken. Peaks must have a swing, or noise would end a rise.
    let troughs = Slopes.turningPoints(of: line, deadBand: .ofRange(rules.deadBand)).filter { $0.kind == .minima }
    let bends = rules.inflection.map { Inflections.rows(of: line, rules: $0, rate: rate) } ?? []
    let onsets = (troughs.map(\.index) + bends).map { $0 + start + lead }.filter {
      (latency...max(latency, onsetEnd)).contains($0)
    }
    let peaks = peakCandidates(turns.map { ($0.index + start, $0.kind) }, latency: latency)
    if let best = best(onsets: onsets, peaks: peaks) { return .found(best) }
    guard isRising(turns.map { ($0.index + start, $0.kind) }, at: latency), latency <= windows.last,
      let peak = peaks.first(where: { $0 > latency }), value[peak] > value[latency]
    else { return .none }
    let response = FoundResponse(
      onset: latency, peak: peak, value: value[peak] - value[latency], flags: [.risingAtMRL] + lateFlag(peak))
    return .rising(response)
  }

  /// The least swing that makes a turning point: the rules' own, or a multiple of the line's noise.
  private func leastSwing(_ line: [Double]) -> Double {
    let steps = zip(line.dropFirst(), line).map { $0 - $1 }
    let noise = 1.4826 * (Robust.medianAbsoluteDeviation(steps) ?? 0)
    return max(rules.smallestSwing, rules.smallestSwingOverNoise * noise)
  }

  private func peakCandidates(_ turns: [(row: Int, kind: Peaks.Kind)], latency: Int) -> [Int] {
    let first = latency + rate.sampleCount(in: rules.peakAfterLatency)
    let end = windows.evaluationEnd
    let highs = turns.filter { $0.kind == .maxima }.map(\.row)
    var peaks = highs.filter { $0 >= first && $0 <= end }
    guard isRising(turns, at: end) else { return peaks }
    let late = highs.first { $0 > end } ?? windows.last
    let limit = windows.onset + rate.sampleCount(in: rules.lateSlopeLimit)
    let lastTurn = turns.last { $0.row < end }?.row ?? windows.first
    peaks.append(rules.followsLatePeaks && lastTurn <= limit ? late : end)
    return peaks
  }

  /// Whether the line rises at a row: the turn before it is a trough, or there is none and the next one is a peak.
  private func isRising(_ turns: [(row: Int, kind: Peaks.Kind)], at row: Int) -> Bool {
    if let before = turns.last(where: { $0.row < row }) {
      return before.kind == .minima && !isTurn(turns, row, .maxima)
    }
    if let after = turns.first(where: { $0.row >= row }) { return after.kind == .maxima && after.row > row }
    return false
  }

  private func isTurn(_ turns: [(row: Int, kind: Peaks.Kind)], _ row: Int, _ kind: Peaks.Kind) -> Bool {
    turns.contains { $0.row == row && $0.kind == kind }
  }

  private func lateFlag(_ peak: Int) -> [MeasurementFlag] { peak > windows.evaluationEnd ? [.latePeak] : [] }

  private func best(onsets: [Int], peaks: [Int]) -> FoundResponse? {
    var pairs: [(onset: Int, peak: Int, rise: Double)] = []
    for peak in peaks {
      for onset in onsets where onset < peak {
        let rise = value[peak] - value[onset]
        guard rise > 0, rules.descent == .off || !fallsBelowOnset(onset, peak) else { continue }
        pairs.append((onset, peak, rise))
      }
    }
    guard let largest = pairs.max(by: { $0.rise < $1.rise }) else { return nil }
    let least = largest.rise * (1 - rules.latestOnsetWithin)
    let close = pairs.filter { $0.peak == largest.peak && $0.rise >= least }
    let chosen = close.max { $0.onset < $1.onset } ?? largest
    return FoundResponse(
      onset: chosen.onset, peak: chosen.peak, value: chosen.rise, flags: lateFlag(chosen.peak))
  }

  private func fallsBelowOnset(_ onset: Int, _ peak: Int) -> Bool {
    guard onset + 1 < peak else { return false }
    let floor = value[onset] - leastFall
    return value[(onset + 1)..<peak].contains { $0 < floor }
  }

  /// A fall by less than the least swing is no fall.
  private var leastFall: Double { rules.smallestSwing }
}

/// Turning points whose swings are large enough to mean something.
enum SwingFilter {
  /// The turns of a line, highs and lows in turn, between which it moves by at least `least`.
  ///
  /// *Definition*: a high point counts once the line has fallen from it by `least`, a low point once it has risen by it;
  /// of several highs before that the highest counts (the last of equals), likewise for lows.
  static func turns(of line: [Double], least: Double, deadBand: Double) -> [Slopes.TurningPoint] {
    let all = Slopes.turningPoints(of: line, deadBand: .ofRange(deadBand))
    guard let end = line.indices.last else { return [] }
    var kept: [Slopes.TurningPoint] = []
    var extreme: (high: Int, low: Int) = (0, 0)
    var direction = 0
    for index in all.map(\.index) + [end] {
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

/// Bends of a rising line: rows from which on it suddenly rises in another way.
enum Inflections {
  /// The rows where the steps of the window after vary significantly more than those of the window before, while the line
  /// has been rising.
  ///
  /// *Definition*: z = (v₁ − v₀) / √(2v₀²/(n−1) + 2v₁²/(n−1)) with v₀ and v₁ the variances of the n steps before and
  /// after the row: the difference of two sample variances in units of its normal error. A row counts when z reaches
  /// the critical value, the next step rises, and at least the rules' part of the steps of the time before rise.
  /// *Source*: the field's draft requirement for feature extraction; the formula of the error is ours.
  static func rows(of line: [Double], rules: InflectionRules, rate: SampleRate) -> [Int] {
    let count = rate.sampleCount(in: rules.window)
    let history = rate.sampleCount(in: rules.risingFor)
    guard count >= 3, line.count > history + 2 * count else { return [] }
    let steps = zip(line.dropFirst(), line).map { $0 - $1 }
    func variance(_ range: Range<Int>) -> Double {
      var mean = 0.0
      for step in steps[range] { mean += step }
      mean /= Double(range.count)
      var sum = 0.0
      for step in steps[range] { sum += (step - mean) * (step - mean) }
      return sum / Double(range.count - 1)
    }
    var rows: [Int] = []
    for row in max(history, count)..<(line.count - count) where steps[row] > 0 {
      let rising = steps[(row - history)..<row].count { $0 > 0 }
      guard Double(rising) >= rules.risingPart * Double(history) else { continue }
      let before = variance((row - count)..<row)
      let after = variance(row..<(row + count))
      let error = (2 * (before * before + after * after) / Double(count - 1)).squareRoot()
      if error > 0, (after - before) / error >= rules.criticalValue { rows.append(row) }
    }
    return rows
  }
}
