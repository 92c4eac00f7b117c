/// Why a line cannot be decomposed.
public enum DeconvolutionError: Error, Hashable, Sendable {
  /// The line has fewer present samples than the model needs.
  case tooShort(found: Int, needed: Int)
  /// A present sample is NaN or infinite; the index is the first such sample.
  case notFinite(index: Int)
  /// A parameter lies outside its range, or does not suit the sample rate.
  case parameterOutsideRange(parameter: String, found: Double, expected: String)
  /// The optimum was not reached: the gap is what the objective may still lie above it.
  case notConverged(iterations: Int, objective: Double, dualityGap: Double)
}

extension DeconvolutionError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .tooShort(let found, let needed):
      "The deconvolution needs at least \(needed) present samples and got \(found); use a longer line."
    case .notFinite(let index):
      "The deconvolution met a number that is not finite at sample \(index); mask missing samples first."
    case .parameterOutsideRange(let parameter, let found, let expected):
      "The deconvolution got \(found) for its \(parameter); expected \(expected)."
    case .notConverged(let iterations, let objective, let gap):
      "The deconvolution stopped after \(iterations) iterations at the objective \(objective), up to \(gap) above the "
        + "optimum; resample the line to 100 samples a second or fewer, standardise it, or loosen the tolerance."
    }
  }
}
