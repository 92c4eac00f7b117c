import PolygraphModel

/// Which comparison question a relevant question is held against: the nearest one with the stronger reaction.
///
/// *Definition*: sensor by sensor, the nearest comparison before and after, at most two places away, and two only
/// across a relevant question; one without a value is dropped; of two the stronger reaction is taken (the smaller
/// excursion for respiration), the preceding one on a tie; with none, a following one across a neutral question.
/// *Source*: the rule of the Empirical Scoring System and of federal practice.
enum ComparisonSelection {
  /// Vasomotor values not above this count as this.
  static let smallestVasomotor = 0.01

  /// The index of the selected comparison in the chart's presentations, or `nil` when there is none.
  static func nearestStronger(for index: Int, sensor: Sensor, in chart: ScoredChart) -> Int? {
    let before = neighbour(of: index, step: -1, across: .relevant, in: chart)
    let after = neighbour(of: index, step: 1, across: .relevant, in: chart)
    let candidates = [before, after].compactMap(\.self).filter { strength($0, sensor, chart) != nil }
    if let first = candidates.first, let second = candidates.dropFirst().first {
      let isSecondStronger = (strength(second, sensor, chart) ?? 0) > (strength(first, sensor, chart) ?? 0)
      return isSecondStronger ? second : first
    }
    if let only = candidates.first { return only }
    let far = neighbour(of: index, step: 1, across: .neutral, in: chart)
    return far.flatMap { strength($0, sensor, chart) == nil ? nil : $0 }
  }

  private static func neighbour(of index: Int, step: Int, across role: QuestionRole, in chart: ScoredChart) -> Int? {
    let list = chart.presentations
    guard list.indices.contains(index + step) else { return nil }
    if list[index + step].role == .comparison { return index + step }
    let far = index + 2 * step
    guard list.indices.contains(far), list[index + step].role == role, list[far].role == .comparison else { return nil }
    return far
  }

  /// How strong a reaction is, larger for stronger; `nil` without a value.
  private static func strength(_ index: Int, _ sensor: Sensor, _ chart: ScoredChart) -> Double? {
    guard let value = chart.presentations[index].values[sensor] else { return nil }
    if sensor == .vasomotor { return max(value, smallestVasomotor) }
    guard value != 0 else { return nil }
    let isRespiration = sensor == .thoracicRespiration || sensor == .abdominalRespiration
    return isRespiration ? -value : value
  }
}
