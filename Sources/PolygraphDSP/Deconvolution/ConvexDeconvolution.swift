import PolygraphQuantities
import RealModule

/// The split of a skin-conductance line into a slow level and responses to sparse impulses, by convex optimisation.
///
/// *Definition*: with y the line, p ≥ 0 the impulses (the driver), r their response (see *Source*), and a level of
/// cubic B-splines with coefficients l, an offset and a drift,
///
///     minimise ½ Σ (rᵢ + levelᵢ − yᵢ)² + α Σ pᵢ + ½ γ Σ lⱼ²      over p ≥ 0, l, offset and drift.
///
/// The driver is a density: over one sample's time Δ it answers with p Δ (exp(−t/τ₀) − exp(−t/τ₁)), brought to discrete
/// time by the bilinear transform; nothing happens before the first sample. Splines are centred on every `knotInterval`
/// from the first sample to half an interval past the last, and have height 1; the drift runs from 1/n to 1.
/// *Source*: Greco, Valenza, Lanata, Scilingo & Citi 2016, IEEE Trans Biomed Eng 63:797–804; the method is ours: a
/// primal–dual interior point whose Newton equations are factored in one pass along the line.
/// *Missing*: missing samples leave the sum of squares; the model runs on below them, and the results are missing
/// there.
/// *Rates*: from 1/τ₁ to some 100 samples a second; a few samples a second lose nothing of skin conductance. The faster
/// the rate, the closer neighbouring impulses are to one another: at 1000 samples a second double precision no longer
/// reaches the tolerance, and ``DeconvolutionError/notConverged(iterations:objective:dualityGap:)`` says so. Resample
/// first.
/// *Errors*: ``DeconvolutionError``. *Complexity*: O(samples) time and memory an iteration, some 15 to 40 iterations.
public struct ConvexDeconvolution: Hashable, Sendable {
  /// τ₀, with which a response recovers.
  public var slowTimeConstant = Seconds(2)
  /// τ₁, with which a response rises.
  public var fastTimeConstant = Seconds(0.7)
  /// The time between the level's knots.
  public var knotInterval = Seconds(10)
  /// α: the price of an impulse. Greater makes fewer responses.
  public var sparsity = 8e-4
  /// γ: the price of the level's movement. Greater makes a straighter level.
  public var stiffness = 1e-2
  /// Whether the line is brought to mean 0 and standard deviation 1 first (and the results back to its units), which is
  /// what the usual α and γ are meant for.
  public var isStandardizing = true
  /// How far above the optimum the objective may lie, as a part of it.
  public var tolerance = 1e-7
  /// The number of Newton steps after which the search gives up.
  public var iterationLimit = 100

  /// The most samples between knots; a spline's shape is exact up to there.
  public static let widestKnots = 100_000
  /// The fewest present samples that can be decomposed.
  public static let shortestLine = 8

  /// Makes the published parameters.
  public init() {}

  /// The line's level and responses.
  ///
  /// *Shape*: as many samples in every part as in the line. *Units*: the line's own; the driver's are the line's a
  /// second.
  /// *Edges*: a response that began before the first sample cannot be told from the level. A constant line has no
  /// responses.
  /// *Errors*: ``DeconvolutionError``, for parameters that do not suit the rate, fewer present samples than
  /// ``shortestLine``, a present sample that is not finite, or an optimum that was not reached.
  public func decompose(_ line: [Double], at rate: SampleRate) throws(DeconvolutionError) -> ConvexDecomposition {
    try decompose(line, mask: SampleMask(count: line.count), at: rate)
  }

  /// The level and responses of a line with missing samples.
  ///
  /// *Shape*, *Units*, *Edges*, *Errors*: as for a plain line. *Missing*: the model runs on below a gap; the results
  /// are missing there.
  public func decompose(_ line: MaskedLine, at rate: SampleRate) throws(DeconvolutionError) -> ConvexDecomposition {
    try decompose(line.samples, mask: line.mask, at: rate)
  }

  private func decompose(
    _ line: [Double], mask: SampleMask, at rate: SampleRate
  ) throws(DeconvolutionError) -> ConvexDecomposition {
    try checkParameters(at: rate)
    let present = line.count - mask.missingCount
    guard present >= Self.shortestLine else { throw .tooShort(found: present, needed: Self.shortestLine) }
    for run in mask.presentRanges {
      if let index = run.first(where: { !line[$0].isFinite }) { throw .notFinite(index: index) }
    }
    let standard = Standardization(of: line, mask: mask, isScaling: isStandardizing)
    let problem = DeconvolutionProblem(
      samples: standard.applied(to: line, mask: mask), mask: mask, parameters: self, rate: rate)
    let solution = try problem.solved(tolerance: tolerance, iterationLimit: iterationLimit)
    return ConvexDecomposition(solution, problem: problem, standard: standard, line: line, mask: mask)
  }

  private func checkParameters(at rate: SampleRate) throws(DeconvolutionError) {
    func check(
      _ parameter: String, _ value: Double, _ expected: String, _ isRight: Bool
    ) throws(DeconvolutionError) {
      guard value.isFinite, isRight else {
        throw .parameterOutsideRange(parameter: parameter, found: value, expected: expected)
      }
    }
    let step = 1 / rate.hertz.value
    let widest = Double(Self.widestKnots) * step
    try check(
      "fast time constant", fastTimeConstant.value, "one sample's \(step) s or more", fastTimeConstant.value >= step)
    try check(
      "slow time constant", slowTimeConstant.value, "more than the fast one, \(fastTimeConstant.value) s",
      slowTimeConstant.value > fastTimeConstant.value)
    try check(
      "knot interval", knotInterval.value, "4 samples to \(Self.widestKnots) (\(4 * step) s to \(widest) s)",
      knotInterval.value >= 4 * step && knotInterval.value <= widest)
    try check("sparsity", sparsity, "a positive number", sparsity > 0)
    try check("stiffness", stiffness, "a positive number", stiffness > 0)
    try check("tolerance", tolerance, "a number from 1e-12 to 1", tolerance >= 1e-12 && tolerance <= 1)
    try check("iteration limit", Double(iterationLimit), "1 or more", iterationLimit >= 1)
  }
}

/// The mean and the scale that a line is brought to mean 0 and standard deviation 1 with, and back.
struct Standardization: Sendable {
  let mean: Double
  let scale: Double

  init(of line: [Double], mask: SampleMask, isScaling: Bool) {
    guard isScaling else {
      (mean, scale) = (0, 1)
      return
    }
    let present = mask.isComplete ? line : mask.presentRanges.flatMap { line[$0] }
    // Scaled by the largest magnitude first, so that squares of huge or tiny numbers neither overflow nor vanish.
    let largest = present.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else {
      (mean, scale) = (0, 1)
      return
    }
    let reduced = present.map { $0 / largest }
    let centre = Robust.mean(reduced) ?? 0
    let deviation = Robust.populationStandardDeviation(reduced) ?? 0
    mean = centre * largest
    // A deviation that is all rounding is none.
    scale = deviation > 1e-14 ? deviation * largest : 1
  }

  /// The standardised line, 0 where missing.
  func applied(to line: [Double], mask: SampleMask) -> [Double] {
    var result = line.map { ($0 - mean) / scale }
    for run in mask.missingRanges {
      for index in run { result[index] = 0 }
    }
    return result
  }
}
