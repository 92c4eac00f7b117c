import PolygraphQuantities

/// The quadratic programme of one line, and the interior-point method that solves it.
///
/// The impulses p and their multipliers λ stay positive; p is the primary unknown and the filter's state is made from
/// it, so that the responses always are exactly those of the impulses. *Source*: Mehrotra 1992 (predictor and
/// corrector).
struct DeconvolutionProblem {
  let samples: [Double]
  let weights: [Double]
  let model: BatemanModel
  let basis: TonicBasis
  let sparsity: Double
  let stiffness: Double

  init(samples: [Double], mask: SampleMask, parameters: ConvexDeconvolution, rate: SampleRate) {
    self.samples = samples
    var weights = Array(repeating: 1.0, count: samples.count)
    for run in mask.missingRanges {
      for index in run { weights[index] = 0 }
    }
    self.weights = weights
    model = BatemanModel(slow: parameters.slowTimeConstant, fast: parameters.fastTimeConstant, at: rate)
    basis = TonicBasis(count: samples.count, spacing: rate.sampleCount(in: parameters.knotInterval))
    sparsity = parameters.sparsity
    stiffness = parameters.stiffness
  }

  /// An optimum with its certificate.
  struct Solution {
    var unknowns: ArrowSystem.Unknowns
    var impulses: [Double]
    var response: [Double]
    var level: [Double]
    var objective: Double
    var dualityGap: Double
    var iterations: Int
  }

  /// The number of steps without a smaller gap after which rounding is taken to rule.
  private static let patience = 15

  /// The optimum to a relative duality gap.
  func solved(tolerance: Double, iterationLimit: Int) throws(DeconvolutionError) -> Solution {
    if let constant = constantSolution() { return constant }
    var system = ArrowSystem(model: model, basis: basis, weights: weights, ridge: stiffness)
    var iterate = Iterate(problem: self)
    let floor = 1e-4 * energy
    var iterations = 0
    var current = evaluation(of: iterate)
    var leastGap = Double.infinity
    var stalled = 0
    while true {
      if current.dualityGap <= tolerance * max(current.objective, floor) {
        return solution(iterate, current, iterations: iterations)
      }
      stalled = current.dualityGap < 0.9 * leastGap || leastGap == .infinity ? 0 : stalled + 1
      leastGap = min(leastGap, current.dualityGap)
      guard iterations < iterationLimit, stalled < Self.patience, current.objective.isFinite, iterate.isPositive else {
        throw .notConverged(
          iterations: iterations, objective: current.objective, dualityGap: current.dualityGap)
      }
      iterate.advance(problem: self, evaluation: current, system: &system)
      iterations += 1
      current = evaluation(of: iterate)
    }
  }

  /// Half the squared distance of the present samples from their mean: what the simplest level leaves.
  private var energy: Double {
    var count = 0.0
    var sum = 0.0
    for (sample, weight) in zip(samples, weights) {
      count += weight
      sum += weight * sample
    }
    let mean = sum / count
    return 0.5 * zip(samples, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
  }

  /// A constant line is its own level, at no cost.
  private func constantSolution() -> Solution? {
    guard let first = zip(samples, weights).first(where: { $0.1 > 0 })?.0,
      zip(samples, weights).allSatisfy({ $0.1 == 0 || $0.0 == first })
    else { return nil }
    let none = Array(repeating: 0.0, count: samples.count)
    let splines = Array(repeating: 0.0, count: basis.splineCount)
    return Solution(
      unknowns: .init(states: none, splines: splines, offset: first, drift: 0), impulses: none, response: none,
      level: none.map { _ in first }, objective: 0, dualityGap: 0, iterations: 0)
  }

  private func solution(_ iterate: Iterate, _ evaluation: Evaluation, iterations: Int) -> Solution {
    Solution(
      unknowns: iterate.unknowns, impulses: iterate.impulses, response: evaluation.response, level: evaluation.level,
      objective: evaluation.objective, dualityGap: evaluation.dualityGap, iterations: iterations)
  }
}

// MARK: Evaluation

extension DeconvolutionProblem {
  /// What the model says at a point, and how good the point is.
  struct Evaluation {
    var response: [Double]
    var level: [Double]
    /// Response and level less the line, 0 where missing.
    var misfit: [Double]
    /// Mᵀ misfit: what the misfit asks of the filter's states.
    var push: [Double]
    /// Each regressor's product with the misfit.
    var projections: (splines: [Double], offset: Double, drift: Double)
    var objective: Double
    var dualityGap: Double
  }

  func evaluation(of iterate: Iterate) -> Evaluation {
    let response = model.response(ofState: iterate.unknowns.states)
    let unknowns = iterate.unknowns
    let level = basis.level(splines: unknowns.splines, offset: unknowns.offset, drift: unknowns.drift)
    let misfit = samples.indices.map { weights[$0] * (response[$0] + level[$0] - samples[$0]) }
    let push = model.transposedResponse(misfit)
    let projections = basis.projections(of: misfit)
    let squares = misfit.reduce(0) { $0 + $1 * $1 }
    let price = sparsity * iterate.impulses.reduce(0, +)
    let bending = stiffness * unknowns.splines.reduce(0) { $0 + $1 * $1 }
    let objective = 0.5 * squares + price + 0.5 * bending
    let gap = objective - dualObjective(misfit: misfit, push: push, squares: squares, projections: projections)
    return Evaluation(
      response: response, level: level, misfit: misfit, push: push, projections: projections, objective: objective,
      dualityGap: gap)
  }

  /// A lower bound of the optimum: the dual programme's value at the misfit, shrunk until it is feasible.
  ///
  /// *Definition*: ν = t·misfit with the greatest t ≤ 1 for which α + A⁻ᵀMᵀν ≥ 0; the value is
  /// −½|ν|² − νᵀy − |Bᵀν|²/2γ. It bounds the optimum when Cᵀν = 0; where it is not, the bound is withheld.
  private func dualObjective(
    misfit: [Double], push: [Double], squares: Double,
    projections: (splines: [Double], offset: Double, drift: Double)
  ) -> Double {
    let size = (squares * Double(samples.count)).squareRoot()
    guard max(abs(projections.offset), abs(projections.drift)) <= 1e-9 * size else { return -.infinity }
    let lowest = model.transposedState(push).reduce(0, min)
    let share = lowest < -sparsity ? sparsity / -lowest : 1
    let product = zip(misfit, samples).reduce(0) { $0 + $1.0 * $1.1 }
    let bending = projections.splines.reduce(0) { $0 + $1 * $1 } / stiffness
    return -0.5 * share * share * (squares + bending) - share * product
  }

  /// The misfit after a step from a point that has a misfit.
  func misfit(_ misfit: [Double], after impulses: [Double], _ step: ArrowSystem.Unknowns) -> [Double] {
    let response = model.response(ofState: model.state(ofImpulses: impulses))
    let level = basis.level(splines: step.splines, offset: step.offset, drift: step.drift)
    return misfit.indices.map { misfit[$0] + weights[$0] * (response[$0] + level[$0]) }
  }
}
