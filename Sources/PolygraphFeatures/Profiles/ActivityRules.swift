import PolygraphQuantities

/// How seat and limb activity is watched.
public struct ActivityRules: Hashable, Sendable, Codable {
  /// The chain from samples to the line that is watched.
  public var line: [FilterStage]

  /// Makes the rules.
  public init(line: [FilterStage]) {
    self.line = line
  }
}
