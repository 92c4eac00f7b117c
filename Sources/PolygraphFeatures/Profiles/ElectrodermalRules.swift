import PolygraphQuantities

/// How electrodermal activity is filtered and its responses measured.
public struct ElectrodermalRules: Hashable, Sendable, Codable {
  /// The chain to the self-centring line ("auto").
  public var auto: [FilterStage]
  /// The chain to the line that keeps its level ("manual").
  public var manual: [FilterStage]
  /// The chain to the line whose falls a baseline swallows ("Detrended-2").
  public var detrended: [FilterStage]
  /// The chain of a second electrodermal channel.
  public var second: [FilterStage]
  /// The line whose responses are scored.
  public var scored: ElectrodermalLine
  /// How a response is found.
  public var response: ResponseRules

  /// Makes the rules.
  public init(
    auto: [FilterStage], manual: [FilterStage], detrended: [FilterStage], second: [FilterStage],
    scored: ElectrodermalLine, response: ResponseRules
  ) {
    self.detrended = detrended
    self.second = second
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
