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
/// *Definition*: an onset is a sample after which the detection line begins to rise, or a bend of a line that already
/// rises, moved later by the detection line's lead, between MRL and the end of ROW. A peak is a high point whose swing
/// reaches the rules' least one, from MRL and the rules' time after it on, to the end of the window of evaluation; that
/// end itself when the line still rises there; and, when the rise has been under way since the late-slope limit, the
/// row where it first ends. A pair is dropped when the line falls back to its onset before its peak, by the rules'
/// ``DescentRule``. Of onsets whose rise comes close to the largest the latest is taken. Rises that are not above
/// `least` are none.
/// *Source*: Kircher and Raskin 1988 for the largest rise; the windows are the field's.
struct ResponseFinder {
  let value: [Double]
  let detection: [Double]
  let windows: StimulusWindows
  let rules: ResponseRules
  let rate: SampleRate

  /// The row of the minimum response latency.
  private var latency: Int { windows.onset + rate.sampleCount(in: rules.minimumLatency) }
  /// The last row of the response onset window.
  private var onsetEnd: Int {
    min(windows.answer + rate.sampleCount(in: rules.onsetAfterAnswer), windows.evaluationEnd - 1)
  }

  /// A turn of the line by its row.
  private typealias Turn = (row: Int, kind: Peaks.Kind)

  /// Looks for a response whose rise is above `least`.
  func search(least: Double = 0) -> ResponseSearch {
    let segment = Segment(detection, rows: max(windows.first, 0)..<(windows.last + 1), deadBand: rules.deadBand)
    let start = segment.start
    let turns = SwingFilter.turns(of: segment.line, signs: segment.signs, least: leastSwing(segment.steps))
      .map { turn -> Turn in (turn.index + start, turn.kind) }
    let peaks = peakCandidates(turns, firstFall: firstFall(segment))
    let onsets = onsetCandidates(segment)
    if let best = best(onsets: onsets, peaks: peaksBeforeDescent(peaks, onsets)), best.value > least {
      return .found(best)
    }
    guard isRising(turns, at: latency), latency <= windows.last,
      let peak = peaks.first(where: { $0 > latency }), value[peak] - value[latency] > least
    else { return .none }
    let response = FoundResponse(
      onset: latency, peak: peak, value: value[peak] - value[latency], flags: [.risingAtMRL] + lateFlag(peak))
    return .rising(response)
  }

  /// The detection line around the stimulus, with its steps and their signs.
  private struct Segment {
    let line: [Double]
    let start: Int
    let steps: Steps
    let signs: [Int8]

    init(_ detection: [Double], rows: Range<Int>, deadBand: Double) {
      line = Array(detection[rows])
      start = rows.lowerBound
      steps = Steps(of: line)
      signs = Slopes.signs(of: line, deadBand: .ofRange(deadBand))
    }
  }

  private func onsetCandidates(_ segment: Segment) -> [Int] {
    let lead = rate.sampleCount(in: rules.onsetLead)
    let first = onsetStart
    // The rows of the segment from which an onset, moved by the lead, lies in the window.
    let wanted = (first - segment.start - lead)..<(max(first, onsetEnd) + 1 - segment.start - lead)
    func placed(_ row: Int) -> Int { row + segment.start + lead }
    // Every place where the line starts to rise may be an onset, however small: the rise that follows decides, and of
    // onsets with nearly the same rise the latest is taken. Peaks must have a swing, or noise would end a rise.
    let signs = segment.signs
    let starts = wanted.clamped(to: 0..<max(0, signs.count - 1)).filter { signs[$0 + 1] > 0 && signs[$0] <= 0 }
      .map(placed)
    guard let inflection = rules.inflection, !inflection.onlyWithoutOnset || starts.isEmpty else { return starts }
    let earliest = latency + rate.sampleCount(in: inflection.latency)
    return starts + bends(segment, inflection, in: wanted).map(placed).filter { $0 >= earliest }
  }

  private func bends(_ segment: Segment, _ rules: InflectionRules, in rows: Range<Int>) -> [Int] {
    switch rules.statistic {
    case .stepVariance:
      return Inflections.rows(of: segment.steps, in: rows, rules: rules, rate: rate)
    case .levelDeviation:
      return ReferenceInflections.rows(
        of: segment.line, window: rate.sampleCount(in: rules.window), history: rate.sampleCount(in: rules.risingFor),
        first: 0, rules: rules
      ).filter(rows.contains)
    }
  }

  /// The row at which the response onset window opens.
  private var onsetStart: Int {
    switch rules.onsetWindowStart {
    case .latency, .onset: latency
    case .questionEnd: max(latency, windows.questionEnd)
    case .answer: max(latency, windows.answer)
    }
  }

  /// The least swing that makes a turning point: the rules' own, or a multiple of the line's noise.
  private func leastSwing(_ steps: Steps) -> Double {
    let factor = 1.4826 * rules.smallestSwingOverNoise
    // Where most steps are so small that their deviation from any of them cannot reach the rules' own swing, the noise
    // need not be known.
    guard factor > 0, !steps.areMostly(within: rules.smallestSwing / (2 * factor)) else { return rules.smallestSwing }
    let noise = 1.4826 * (Robust.medianAbsoluteDeviation(steps.values) ?? 0)
    return max(rules.smallestSwing, rules.smallestSwingOverNoise * noise)
  }

  /// The row behind the window of evaluation from which on the line no longer rises, or the last row. Every turn ends a
  /// late rise, however small: a slow drift with ripples would else lead on into the next question's response.
  private func firstFall(_ segment: Segment) -> Int {
    let last = segment.line.count - 1
    let rows = max(windows.evaluationEnd - segment.start, 0)..<last
    return (rows.first { segment.signs[$0 + 1] < 0 } ?? last) + segment.start
  }

  private func peakCandidates(_ turns: [Turn], firstFall: Int) -> [Int] {
    let first = latency + rate.sampleCount(in: rules.peakAfterLatency)
    let end = windows.evaluationEnd
    let highs = turns.filter { $0.kind == .maxima }.map(\.row)
    var peaks = highs.filter { $0 >= first && $0 <= end }
    if isRising(turns, at: end) {
      let limit = windows.onset + rate.sampleCount(in: rules.lateSlopeLimit)
      let lastTurn = turns.last { $0.row < end }?.row ?? windows.first
      let isLate = rules.followsLatePeaks && lastTurn <= limit
      if isLate || !rules.strictWindow { peaks.append(isLate ? firstFall : end) }
    }
    guard rules.strictOnsetWindow else { return peaks }
    let isClimbing = isRising(turns, at: onsetEnd)
    return peaks.filter { peak in
      peak <= onsetEnd || (isClimbing && !highs.contains { $0 >= onsetEnd && $0 < peak })
    }
  }

  /// The peaks before the line, after ROW, first turns up from a point not above the lowest onset.
  private func peaksBeforeDescent(_ peaks: [Int], _ onsets: [Int]) -> [Int] {
    guard rules.descent == .afterOnsetWindow, let lowest = onsets.map({ value[$0] }).min(), onsetEnd < windows.last
    else { return peaks }
    let line = Array(value[onsetEnd...windows.last])
    let trough = Slopes.turningPoints(of: line, deadBand: .ofRange(rules.deadBand)).first {
      $0.kind == .minima && line[$0.index] <= lowest
    }
    return trough.map { trough in peaks.filter { $0 < trough.index + onsetEnd } } ?? peaks
  }

  /// Whether the line rises at a row: the turn before it is a trough, or there is none and the next one is a peak.
  private func isRising(_ turns: [Turn], at row: Int) -> Bool {
    if let before = turns.last(where: { $0.row < row }) {
      return before.kind == .minima && !isTurn(turns, row, .maxima)
    }
    if let after = turns.first(where: { $0.row >= row }) { return after.kind == .maxima && after.row > row }
    return false
  }

  private func isTurn(_ turns: [Turn], _ row: Int, _ kind: Peaks.Kind) -> Bool {
    turns.contains { $0.row == row && $0.kind == kind }
  }

  private func lateFlag(_ peak: Int) -> [MeasurementFlag] { peak > windows.evaluationEnd ? [.latePeak] : [] }

  private func best(onsets: [Int], peaks: [Int]) -> FoundResponse? {
    let pairs = peaks.flatMap { rises(onsets, to: $0) }
    guard let largest = pairs.max(by: { $0.rise < $1.rise }) else { return nil }
    let least = largest.rise * (1 - rules.latestOnsetWithin)
    let close = pairs.filter { $0.peak == largest.peak && $0.rise >= least }
    let chosen = close.max { $0.onset < $1.onset } ?? largest
    return FoundResponse(
      onset: chosen.onset, peak: chosen.peak, value: chosen.rise, flags: lateFlag(chosen.peak))
  }

  private typealias Pair = (onset: Int, peak: Int, rise: Double)

  /// The rises to a peak that are not over before it, by their onsets as these are listed.
  private func rises(_ onsets: [Int], to peak: Int) -> [Pair] {
    let earlier = onsets.filter { $0 < peak }
    var lowest = Array(repeating: Double.infinity, count: earlier.count)
    if rules.descent == .anyTime {
      // Walking back from the peak, the lowest point so far lies between each onset and the peak.
      var row = peak - 1
      var low = Double.infinity
      for place in earlier.indices.sorted(by: { earlier[$0] > earlier[$1] }) {
        while row > earlier[place] {
          low = min(low, value[row])
          row -= 1
        }
        lowest[place] = low
      }
    }
    return earlier.indices.compactMap { place in
      let onset = earlier[place]
      let rise = value[peak] - value[onset]
      // A fall by less than the least swing is none.
      guard rise > 0, lowest[place] >= value[onset] - leastFall, !isOver(onset, peak) else { return nil }
      return (onset, peak, rise)
    }
  }

  /// Whether the line has, before the peak, fallen back by the rules' part of what it had risen.
  private func isOver(_ onset: Int, _ peak: Int) -> Bool {
    guard let fraction = rules.descentFraction, onset + 1 < peak else { return false }
    var highest = value[onset]
    for row in (onset + 1)..<peak {
      highest = max(highest, value[row])
      let level = value[onset] + (highest - value[onset]) * (1 - fraction)
      if highest - value[row] > leastFall, value[row] <= level { return true }
    }
    return false
  }

  /// A fall by less than the least swing is no fall.
  private var leastFall: Double { rules.smallestSwing }
}
