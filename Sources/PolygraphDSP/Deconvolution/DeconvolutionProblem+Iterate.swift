extension DeconvolutionProblem {
  /// A point inside the feasible region, with the multipliers of p ≥ 0.
  struct Iterate {
    var impulses: [Double]
    var multipliers: [Double]
    var unknowns: ArrowSystem.Unknowns

    init(problem: DeconvolutionProblem) {
      let count = problem.samples.count
      impulses = Array(repeating: 1, count: count)
      multipliers = Array(repeating: 1, count: count)
      unknowns = .init(
        states: problem.model.state(ofImpulses: impulses),
        splines: Array(repeating: 0, count: problem.basis.splineCount), offset: 0, drift: 0)
    }

    /// Whether both sides of every product still are positive numbers.
    var isPositive: Bool {
      impulses.allSatisfy { $0 > 0 && $0.isFinite } && multipliers.allSatisfy { $0 > 0 && $0.isFinite }
    }

    /// The mean product of impulses and multipliers, which goes to 0.
    var meanProduct: Double {
      zip(impulses, multipliers).reduce(0) { $0 + $1.0 * $1.1 } / Double(impulses.count)
    }

    /// Takes one Newton step: first straight at the optimum, to see how far that goes, then towards the central path.
    mutating func advance(problem: DeconvolutionProblem, evaluation: Evaluation, system: inout ArrowSystem) {
      system.factor(impulseWeights: zip(multipliers, impulses).map { $0 / $1 })
      let none = Array(repeating: 0.0, count: impulses.count)
      let predictor = step(problem, evaluation, system, target: none, refinements: 0)
      let reach = longestStep(predictor)
      let mean = meanProduct
      var predicted = 0.0
      for index in impulses.indices {
        predicted +=
          (impulses[index] + reach * predictor.impulses[index])
          * (multipliers[index] + reach * predictor.multipliers[index])
      }
      let ratio = predicted / Double(impulses.count) / mean
      let centre = ratio * ratio * ratio * mean
      let target = impulses.indices.map { centre - predictor.impulses[$0] * predictor.multipliers[$0] }
      // Far from the optimum a direction need not be exact.
      let isNear = mean * Double(impulses.count) <= 0.1 * evaluation.objective
      let corrector = step(problem, evaluation, system, target: target, refinements: isNear ? 1 : 0)
      move(along: corrector, by: min(1, 0.995 * longestStep(corrector)), model: problem.model)
    }

    private struct Step {
      var impulses: [Double]
      var multipliers: [Double]
      var unknowns: ArrowSystem.Unknowns
    }

    /// The Newton direction for products p λ that are to become `target`, refined as often as asked.
    ///
    /// The factored system is in the filter's states, whose equations are worse conditioned than those in the impulses.
    /// So what the direction leaves is measured in the impulses' equations, and solved for again.
    private func step(
      _ problem: DeconvolutionProblem, _ evaluation: Evaluation, _ system: ArrowSystem, target: [Double],
      refinements: Int
    ) -> Step {
      var step = Step(
        impulses: Array(repeating: 0, count: impulses.count), multipliers: [],
        unknowns: .init(
          states: [], splines: Array(repeating: 0, count: unknowns.splines.count), offset: 0, drift: 0))
      var push = evaluation.push
      var projections = evaluation.projections
      for round in 0...refinements {
        if round > 0 {
          let misfit = problem.misfit(evaluation.misfit, after: step.impulses, step.unknowns)
          push = problem.model.transposedResponse(misfit)
          projections = problem.basis.projections(of: misfit)
        }
        correct(&step, problem, system, push: push, projections: projections, target: target)
      }
      step.multipliers = impulses.indices.map {
        (target[$0] - multipliers[$0] * step.impulses[$0]) / impulses[$0] - multipliers[$0]
      }
      return step
    }

    /// Adds to a direction what its residual asks for; push and projections are those after the direction so far.
    private func correct(
      _ step: inout Step, _ problem: DeconvolutionProblem, _ system: ArrowSystem, push: [Double],
      projections: (splines: [Double], offset: Double, drift: Double), target: [Double]
    ) {
      let model = problem.model
      let prices = impulses.indices.map {
        (target[$0] - multipliers[$0] * step.impulses[$0]) / impulses[$0] - problem.sparsity
      }
      let pull = model.transposedImpulses(prices)
      let splines = unknowns.splines.indices.map {
        -(projections.splines[$0] + problem.stiffness * (unknowns.splines[$0] + step.unknowns.splines[$0]))
      }
      let change = system.solved(
        .init(
          states: zip(pull, push).map { $0 - $1 }, splines: splines, offset: -projections.offset,
          drift: -projections.drift))
      let impulseChange = model.impulses(ofState: change.states)
      for index in impulses.indices { step.impulses[index] += impulseChange[index] }
      for index in splines.indices { step.unknowns.splines[index] += change.splines[index] }
      step.unknowns.offset += change.offset
      step.unknowns.drift += change.drift
    }

    /// The longest step that leaves every impulse and multiplier at 0 or more, 1 at most.
    private func longestStep(_ step: Step) -> Double {
      var longest = 1.0
      for index in impulses.indices {
        if step.impulses[index] < 0 { longest = min(longest, -impulses[index] / step.impulses[index]) }
        if step.multipliers[index] < 0 { longest = min(longest, -multipliers[index] / step.multipliers[index]) }
      }
      return longest
    }

    private mutating func move(along step: Step, by length: Double, model: BatemanModel) {
      for index in impulses.indices {
        impulses[index] += length * step.impulses[index]
        multipliers[index] += length * step.multipliers[index]
      }
      for index in unknowns.splines.indices { unknowns.splines[index] += length * step.unknowns.splines[index] }
      unknowns.offset += length * step.unknowns.offset
      unknowns.drift += length * step.unknowns.drift
      unknowns.states = model.state(ofImpulses: impulses)
    }
  }
}
