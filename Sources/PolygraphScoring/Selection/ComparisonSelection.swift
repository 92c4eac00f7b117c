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
    ScoredSensor(sensor).flatMap { Candidates(of: index, in: chart).selected($0, in: chart) }
  }

  /// The comparison questions beside a relevant one, by their places in the chart.
  struct Candidates {
    let before: Int?
    let after: Int?
    /// The following one across a neutral question.
    let far: Int?

    init(of index: Int, in chart: ScoredChart) {
      before = ComparisonSelection.neighbour(of: index, step: -1, across: .relevant, in: chart)
      after = ComparisonSelection.neighbour(of: index, step: 1, across: .relevant, in: chart)
      far = ComparisonSelection.neighbour(of: index, step: 1, across: .neutral, in: chart)
    }

    /// The selected comparison of a sensor, or `nil` when there is none.
    func selected(_ sensor: ScoredSensor, in chart: ScoredChart) -> Int? {
      func strength(_ place: Int?) -> Double? { place.flatMap { ComparisonSelection.strength($0, sensor, chart) } }
      switch (strength(before), strength(after)) {
      case (let first?, let second?): return second > first ? after : before
      case (_?, nil): return before
      case (nil, _?): return after
      case (nil, nil): return strength(far) == nil ? nil : far
      }
    }
  }

  private static func neighbour(of index: Int, step: Int, across role: QuestionRole, in chart: ScoredChart) -> Int? {
    let list = chart.presentations
    guard list.indices.contains(index + step) else { return nil }
    if list[index + step].isComparison { return index + step }
    let far = index + 2 * step
    guard list.indices.contains(far), list[far].isComparison, list[index + step].plays(role) else { return nil }
    return far
  }

  /// How strong a reaction is, larger for stronger; `nil` without a value.
  private static func strength(_ index: Int, _ sensor: ScoredSensor, _ chart: ScoredChart) -> Double? {
    guard let value = chart.presentations[index].values[sensor] else { return nil }
    if sensor == .vasomotor { return max(value, smallestVasomotor) }
    guard value != 0 else { return nil }
    return sensor.isRespirationChannel ? -value : value
  }
}
