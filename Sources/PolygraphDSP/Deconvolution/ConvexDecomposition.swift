import PolygraphQuantities

/// A skin-conductance line's parts: level, responses, impulses and what is left over.
public struct ConvexDecomposition: Sendable {
  /// The responses' sum, 0 or more.
  public let phasic: MaskedLine
  /// The slow level.
  public let tonic: MaskedLine
  /// The impulses that the responses answer, 0 or more, in the line's units a second.
  public let driver: MaskedLine
  /// The line less its level and responses.
  public let residual: MaskedLine
  /// The coefficients of the level's splines, in the line's units.
  public let splineCoefficients: [Double]
  /// The level's constant part, in the line's units.
  public let offset: Double
  /// The level's straight rise from the first sample to the last (all but one nth), in the line's units.
  public let drift: Double
  /// The value of what was minimised, for the standardised line when the line was standardised.
  public let objective: Double
  /// A bound of how far the objective lies above the optimum, from a feasible point of the dual programme.
  public let dualityGap: Double
  /// The number of Newton steps taken.
  public let iterations: Int

  init(
    _ solution: DeconvolutionProblem.Solution, problem: DeconvolutionProblem, standard: Standardization,
    line: [Double], mask: SampleMask
  ) {
    let scale = standard.scale
    let response = solution.response.map { $0 * scale }
    let level = solution.level.map { $0 * scale + standard.mean }
    phasic = MaskedLine(samples: response, mask: mask)
    tonic = MaskedLine(samples: level, mask: mask)
    driver = MaskedLine(samples: solution.impulses.map { $0 * scale }, mask: mask)
    residual = MaskedLine(samples: line.indices.map { line[$0] - (response[$0] + level[$0]) }, mask: mask)
    splineCoefficients = solution.unknowns.splines.map { $0 * scale }
    offset = solution.unknowns.offset * scale + standard.mean
    drift = solution.unknowns.drift * scale
    objective = solution.objective
    dualityGap = solution.dualityGap
    iterations = solution.iterations
  }
}
