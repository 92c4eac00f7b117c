/// What a functionality check asks of an instrument.
public struct CheckLimits: Hashable, Sendable, Codable {
  /// How long samples are taken. *Units*: seconds.
  public var seconds = 10.0
  /// The greatest error of the rate in parts a million, as the alarm of a capture has it.
  public var rateError = 500.0
  /// How unevenly a host may read its port: over a short check this much bounds what can be said of the rate. *Units*:
  /// seconds.
  public var hostDelay = 0.004
  /// The greatest noise, as a share of what the converter covers; of a channel whose range nobody knows, of the span it
  /// moved over.
  public var noise = 0.01
  /// The greatest share of samples at an end of the range.
  public var clipped = 0.01
  /// The greatest relative error of the response to a known stimulus.
  public var stimulusError = 0.05

  /// Makes the usual limits.
  public init() {}

  /// The times a check may take. *Units*: seconds.
  public static let times = 1.0...3600.0
}
