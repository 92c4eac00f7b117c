import PolygraphModel

/// The comparison question before a relevant one.
enum PrecedingComparison {
  /// The nearest comparison before a presentation, over relevant questions and all others; `nil` when none precedes.
  static func before(_ index: Int, in chart: ScoredChart) -> Int? {
    chart.presentations[..<index].lastIndex { $0.isComparison }
  }

  /// The nearest comparison after a presentation, or `nil`.
  static func after(_ index: Int, in chart: ScoredChart) -> Int? {
    chart.presentations[(index + 1)...].firstIndex { $0.isComparison }
  }
}
