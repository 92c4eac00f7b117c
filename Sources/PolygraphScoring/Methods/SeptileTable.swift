/// Bounds of a ratio with the score from each of them upwards.
struct SeptileTable: Hashable, Sendable {
  /// The bounds in ascending order, inclusive; the first is 0.
  let lowerBounds: [Double]
  /// The score from each bound up to the next.
  let scores: [Int]

  /// Slack of the bounds, so that a last bit decides nothing.
  private static let slack = 1e-12

  /// The score of a ratio that is not negative.
  func score(_ ratio: Double) -> Int {
    let place = lowerBounds.lastIndex { $0 <= ratio + Self.slack } ?? 0
    return scores[place]
  }
}

/// How two respiration channels make one score.
enum RespirationScore {
  /// Opposite signs give 0, otherwise the one farther from 0; `nil` when a channel is missing.
  static func combined(_ upper: Int?, _ lower: Int?) -> Int? {
    guard let upper, let lower else { return nil }
    if upper * lower < 0 { return 0 }
    return upper.magnitude >= lower.magnitude ? upper : lower
  }
}
