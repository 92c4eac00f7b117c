import PolygraphFormats

/// Why a capture cannot begin, or something could not be taken into it.
public struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble.
  public enum Code: String, Hashable, Sendable {
    /// The port cannot be opened, or is gone.
    case port
    /// The instrument does not answer as the chosen one does.
    case instrument
    /// What is to be captured contradicts itself.
    case plan
    /// The exam package cannot be written.
    case package
    /// It does not fit the session's state, as a chart within a chart.
    case state
    /// The script of timed events cannot be used.
    case script
  }
  /// The kind of trouble.
  public let code: Code
  /// What happened and what to do.
  public let description: String

  /// Makes an error.
  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  init(_ error: PackageError) {
    self.init(error.code == .state ? .state : .package, error.message)
  }
}
