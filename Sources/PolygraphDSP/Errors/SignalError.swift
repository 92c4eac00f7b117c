/// Why an operation cannot be done on the samples it was given.
public enum SignalError: Error, Hashable, Sendable {
  /// The line has fewer samples than the operation needs.
  case tooShort(operation: String, found: Int, needed: Int)
  /// A sample is NaN or infinite where the operation needs numbers; the index is the first such sample.
  case notFinite(operation: String, index: Int)
  /// A parameter lies outside its range.
  case parameterOutsideRange(operation: String, parameter: String, found: Double, expected: String)
}

extension SignalError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .tooShort(let operation, let found, let needed):
      "The \(operation) needs at least \(needed) samples and got \(found); use a longer line or a shorter window."
    case .notFinite(let operation, let index):
      "The \(operation) met a number that is not finite at sample \(index); fill or mask missing samples first."
    case .parameterOutsideRange(let operation, let parameter, let found, let expected):
      "The \(operation) got \(found) for its \(parameter); expected \(expected)."
    }
  }
}
