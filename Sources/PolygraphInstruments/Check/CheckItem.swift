/// One thing that a functionality check looked at.
public struct CheckItem: Hashable, Sendable, Codable {
  /// What was looked at.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Who the instrument says it is.
    case identity
    /// Its sample rate against the host's clock.
    case rate
    /// Frames that were lost on the way.
    case loss
    /// How restless a channel is from sample to sample.
    case noise
    /// Whether a channel moves, and stays off the ends of its range.
    case range
    /// What it makes of a signal that is known.
    case stimulus
  }

  /// How it came out.
  public enum Outcome: String, Hashable, Sendable, Codable {
    /// As it should be.
    case passed
    /// Not as it should be.
    case failed
    /// The instrument has no way to tell.
    case notMeasured
  }

  /// What was looked at.
  public var kind: Kind
  /// The channel, where it is one channel's.
  public var channel: String?
  /// How it came out.
  public var outcome: Outcome
  /// The number that was found, in ``unit``.
  public var value: Double?
  /// The greatest number that passes.
  public var limit: Double?
  /// The unit of value and limit.
  public var unit: String?
  /// What was found and what was expected, in words.
  public var words: String

  /// Makes an item.
  public init(
    _ kind: Kind, _ outcome: Outcome, _ words: String, channel: String? = nil, value: Double? = nil,
    limit: Double? = nil, unit: String? = nil
  ) {
    self.kind = kind
    self.channel = channel
    self.outcome = outcome
    self.value = value
    self.limit = limit
    self.unit = unit
    self.words = words
  }
}
