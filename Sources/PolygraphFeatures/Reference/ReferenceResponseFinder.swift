import PolygraphDSP
import PolygraphQuantities

/// What the field's reference implementation finds after one stimulus.
struct ReferenceResponse: Hashable {
  /// The row of the onset in the segment, from 0; `nil` when there is none.
  var onset: Int?
  /// The row of the peak.
  var peak: Int?
  /// The rise in whole units; `nil` where the implementation has NA.
  var amplitude: Double?

  /// Nothing measurable.
  static let none = ReferenceResponse()
}

/// The rows of a segment: 10 s before the stimulus, the window of evaluation, and the time after it.
struct ReferenceSegment: Hashable {
  /// The stimulus onset.
  let onset: Int
  /// The question's end.
  let questionEnd: Int
  /// The answer.
  let answer: Int
  /// The last row of the window of evaluation, as the implementation counts it: its length after the onset, less one.
  let evaluationEnd: Int
  /// The row before which a late rise must be under way.
  let lateLimit: Int
  /// The minimum response latency.
  let latency: Int
  /// The last row of the response onset window.
  let onsetEnd: Int

  /// Places the rows. A question that ends near or past the window's end is cut, an answer at the question's end moved.
  init(onset: Int, questionEnd: Int, answer: Int, windows: WindowRules, response: ResponseRules, rate: SampleRate) {
    self.onset = onset
    evaluationEnd = onset + rate.sampleCount(in: windows.evaluation) - 1
    lateLimit = onset + rate.sampleCount(in: response.lateSlopeLimit) - 1
    latency = onset + rate.sampleCount(in: response.minimumLatency)
    self.questionEnd = questionEnd >= evaluationEnd - 2 ? evaluationEnd - 2 : questionEnd
    self.answer = answer == self.questionEnd ? answer + 1 : answer
    let end = self.answer + rate.sampleCount(in: response.onsetAfterAnswer)
    onsetEnd = end > evaluationEnd ? evaluationEnd - 1 : end
  }
}

/// Finds the response as the field's reference implementation does: by the signs of single steps.
struct ReferenceResponseFinder {
  /// The segment's line, whose values are read.
  let value: [Double]
  /// The line on which slopes are told.
  let detection: [Double]
  let rows: ReferenceSegment
  let rules: ResponseRules
  let rate: SampleRate

  /// The response.
  func search() -> ReferenceResponse {
    guard let first = value.first, value.contains(where: { $0 != first }) else {
      return ReferenceResponse(amplitude: 0)
    }
    let found = candidates()
    guard !found.onsets.isEmpty else {
      // A rise behind ROW leaves its mark at the window's end and no amplitude.
      return found.peaks.contains { $0 > rows.onsetEnd }
        ? ReferenceResponse(onset: rows.evaluationEnd - 1, peak: rows.evaluationEnd) : .none
    }
    var peaks = found.peaks.filter { $0 >= found.onsets[0] }
    guard let lastPeak = peaks.last else { return .none }
    var onsets = found.onsets.filter { $0 <= lastPeak }
    if rules.descent != .off, let stop = descent(below: onsets.map { value[$0] }.min() ?? 0) {
      peaks = peaks.filter { $0 <= stop }
      onsets = onsets.filter { $0 <= stop }
    }
    let isPeak = Set(peaks)
    return choice(onsets: onsets.map { isPeak.contains($0) ? $0 - 1 : $0 }, peaks: peaks)
  }

  /// The places where peaks and onsets may lie, ascending.
  func candidates() -> (peaks: [Int], onsets: [Int]) {
    let signs = Slopes.signs(of: detection, deadBand: .none)
    return (peakCandidates(signs), onsetCandidates(signs))
  }

  private func peakCandidates(_ signs: [Int8]) -> [Int] {
    let last = detection.count - 1
    let end = rows.evaluationEnd
    guard end <= last else { return [] }
    let earliest = rows.latency + rate.sampleCount(in: rules.peakAfterLatency)
    var all = Set((0..<last).filter { $0 >= earliest && signs[$0 + 1] < 0 && signs[$0] >= 0 })
    if !rules.strictWindow { all.insert(end) }
    if (end...last).allSatisfy({ signs[$0] > 0 }) { all.insert(last) }
    var peaks = all.filter { $0 <= end }.sorted()
    if rules.followsLatePeaks, let late = all.filter({ $0 > end }).min(),
      (min(rows.lateLimit, late)..<late).allSatisfy({ signs[$0] > 0 })
    {
      peaks.append(late)
    }
    if rules.strictOnsetWindow {
      return peaks.filter { peak in
        peak <= rows.onsetEnd || !((rows.onsetEnd + 1)...peak).contains { signs[$0] < 0 }
      }
    }
    guard let fall = (min(rows.lateLimit, last)...last).first(where: { signs[$0] < 0 }) else { return peaks }
    return peaks.filter { $0 < fall }
  }

  private func onsetCandidates(_ signs: [Int8]) -> [Int] {
    let start: Int =
      switch rules.onsetWindowStart {
      case .latency, .onset: rows.latency
      case .questionEnd: max(rows.latency, rows.questionEnd)
      case .answer: max(rows.latency, rows.answer)
      }
    let last = min(rows.onsetEnd, detection.count - 2)
    guard start <= last else { return [] }
    let troughs = (start...last).filter { signs[$0 + 1] > 0 && signs[$0] <= 0 }
    guard let inflection = rules.inflection, rules.descentFraction == nil,
      !inflection.onlyWithoutOnset || troughs.isEmpty
    else { return troughs }
    let window = rate.sampleCount(in: inflection.window)
    let first = rows.latency + rate.sampleCount(in: inflection.latency)
    let bends =
      inflection.statistic == .levelDeviation
      ? ReferenceInflections.rows(
        of: detection, window: window, history: rate.sampleCount(in: inflection.risingFor), first: first,
        rules: inflection)
      : Inflections.rows(of: detection, rules: inflection, rate: rate).filter { $0 >= first }
    return Set(troughs + bends.filter { start...last ~= $0 }).sorted()
  }

  /// The row that ends the search: the one before the first trough of the value line, behind ROW, that stands no higher
  /// than the lowest onset. The trough is reported, and read, one row early.
  private func descent(below level: Double) -> Int? {
    let signs = Slopes.signs(of: value, deadBand: .none)
    guard value.count > 2 else { return nil }
    return (1..<(value.count - 1)).first { row in
      signs[row + 1] > 0 && signs[row] <= 0 && row - 1 > rows.onsetEnd && value[row - 1] <= level
    }.map { $0 - 1 }
  }

  private func choice(onsets: [Int], peaks: [Int]) -> ReferenceResponse {
    var best: (onset: Int, peak: Int, rise: Double)?
    for (place, peak) in peaks.enumerated() {
      let earlier = onsets.filter { onset in onset < peak && !isOver(onset, before: peak, peaks[..<place]) }
      guard let onset = earlier.min(by: { (value[$0], $0) < (value[$1], $1) }) else { continue }
      let rise = max(0, value[peak] - value[onset])
      if best.map({ rise > $0.rise }) ?? true { best = (onset, peak, rise) }
    }
    guard let best, best.rise.rounded(.toNearestOrEven) > 0 else { return .none }
    return ReferenceResponse(
      onset: best.onset, peak: best.peak, amplitude: best.rise.rounded(.toNearestOrEven))
  }

  /// Whether, by the descent rule, a rise from this onset is over before this peak: the line has fallen below the
  /// onset, or a sustained fall behind the highest peak in between has taken back the rules' part of its height.
  private func isOver(_ onset: Int, before peak: Int, _ earlier: ArraySlice<Int>) -> Bool {
    guard let fraction = rules.descentFraction, onset + 1 < peak else { return false }
    if detection[(onset + 1)..<peak].contains(where: { $0 < detection[onset] }) { return true }
    let between = earlier.filter { $0 > onset && $0 < peak }
    guard let highest = between.max(by: { value[$0] < value[$1] }) else { return false }
    let level = value[onset] + (value[highest] - value[onset]) * (1 - fraction)
    var run = 0
    for row in (highest + 1)...peak {
      run = detection[row] < detection[row - 1] ? run + 1 : 0
      if run > rules.slopeRunIgnore, detection[row] <= level { return true }
    }
    return false
  }
}
