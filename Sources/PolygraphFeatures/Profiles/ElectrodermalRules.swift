import PolygraphQuantities

/// How electrodermal activity is filtered and its responses measured.
public struct ElectrodermalRules: Hashable, Sendable, Codable {
  /// The chain to the self-centring line ("auto").
  public var auto: [FilterStage]
  /// The chain to the line that keeps its level ("manual").
  public var manual: [FilterStage]
  /// The line whose responses are scored.
  public var scored: ElectrodermalLine
  /// How a response is found.
  public var response: ResponseRules

  /// Makes the rules.
  public init(
    auto: [FilterStage], manual: [FilterStage], scored: ElectrodermalLine, response: ResponseRules
  ) {
    self.auto = auto
    self.manual = manual
    self.scored = scored
    self.response = response
  }
}

/// The two electrodermal lines.
public enum ElectrodermalLine: String, Hashable, Sendable, Codable {
  /// The self-centring line.
  case auto
  /// The line that keeps its level.
  case manual
}
