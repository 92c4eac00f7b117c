import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("The convex deconvolution of skin conductance")
struct ConvexDeconvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let rate: Int
    let objective: Double
    var testDescription: String { name }

    static var all: [Case] {
      guard let table = try? NumberTable(fixture: "dsp/deconvolution/objectives.csv") else { return [] }
      return table.rows.indices.map { row in
        Case(
          name: table.rows[row][0], rate: Int(table["rate"][row]), objective: table["objective"][row])
      }
    }

    func table() throws -> NumberTable { try NumberTable(fixture: "dsp/deconvolution/\(name).csv") }
  }

  @Test("The golden cases are there")
  func casesExist() { #expect(Case.all.count == 4) }

  @Test("Objective and signals are a general solver's", arguments: Case.all)
  func golden(_ golden: Case) throws {
    let table = try golden.table()
    let result = try ConvexDeconvolution().decompose(table["line"], at: SampleRate(golden.rate))
    #expect(abs(result.objective - golden.objective) <= 1e-7 * golden.objective)
    #expect(result.dualityGap <= 1e-7 * result.objective)
    // The bound is one: the general solver's optimum does not lie below it.
    #expect(result.objective - result.dualityGap <= golden.objective * (1 + 1e-10))

    let line = table["line"]
    let mean = line.reduce(0, +) / Double(line.count)
    let deviation = (line.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(line.count)).squareRoot()
    for index in line.indices {
      #expect(abs(result.phasic.samples[index] / deviation - table["phasic"][index]) < 2e-4)
      #expect(abs((result.tonic.samples[index] - mean) / deviation - table["tonic"][index]) < 2e-4)
    }
    let driver = result.driver.samples.reduce(0, +) / deviation
    #expect(abs(driver - table["driver"].reduce(0, +)) <= 1e-4 * driver)
  }

  @Test("The parts add up to the line, and driver and responses are not negative", arguments: Case.all)
  func partsAddUp(_ golden: Case) throws {
    let line = try golden.table()["line"]
    let result = try ConvexDeconvolution().decompose(line, at: SampleRate(golden.rate))
    for index in line.indices {
      let sum = result.phasic.samples[index] + result.tonic.samples[index] + result.residual.samples[index]
      #expect(abs(sum - line[index]) < 1e-12)
      #expect(result.driver.samples[index] >= 0)
      #expect(result.phasic.samples[index] >= -1e-12)
    }
    #expect(result.phasic.mask.isComplete)
  }

  /// The optimum's conditions, checked with direct sums and a plain convolution, apart from the solver's own
  /// recursions.
  @Test("The conditions of Karush, Kuhn and Tucker hold")
  func optimality() throws {
    let rate = 8.0
    let line = try NumberTable(fixture: "dsp/deconvolution/quiet_60s_8hz.csv")["line"]
    var parameters = ConvexDeconvolution()
    parameters.isStandardizing = false
    let result = try parameters.decompose(line, at: SampleRate(Int(rate)))
    let count = line.count
    let misfit = result.residual.samples.map { -$0 }

    // Offset and drift: the misfit is orthogonal to both.
    let drift = (0..<count).reduce(0.0) { $0 + misfit[$1] * Double($1 + 1) / Double(count) }
    #expect(abs(misfit.reduce(0, +)) < 1e-9)
    #expect(abs(drift) < 1e-9)

    // Splines: Bᵀ misfit + γ l = 0, with the spline as four boxes convolved.
    let spacing = 80
    let box = Array(repeating: 1.0, count: spacing)
    let spline = convolve(convolve(box, box), convolve(box, box))
    let height = try #require(spline.max())
    for (knot, coefficient) in result.splineCoefficients.enumerated() {
      var sum = 0.0
      for (offset, value) in spline.enumerated() {
        let index = knot * spacing + offset - spline.count / 2
        if misfit.indices.contains(index) { sum += value / height * misfit[index] }
      }
      #expect(abs(sum + 1e-2 * coefficient) < 1e-7)
    }

    // Impulses: α + Kᵀ misfit is 0 where there is an impulse and not negative elsewhere, K the response as a matrix.
    let kernel = batemanKernel(count: count, rate: rate)
    for index in 0..<count {
      var gradient = 8e-4
      for later in index..<count { gradient += kernel[later - index] * misfit[later] }
      #expect(gradient > -1e-9)
      #expect(gradient * result.driver.samples[index] < 1e-8)
    }
  }

  @Test("The kernel of these conditions is the difference of two exponentials times a sample's time")
  func impulseResponse() {
    let rate = 1000.0
    let kernel = batemanKernel(count: 5000, rate: rate)
    for index in stride(from: 100, to: 5000, by: 100) {
      let time = Double(index) / rate
      #expect(abs(kernel[index] * rate - (exp(-time / 2) - exp(-time / 0.7))) < 1e-5)
    }
  }

  @Test("A line twice as high has parts twice as high, at the same objective; a shifted line has a shifted level")
  func scaling() throws {
    let line = try NumberTable(fixture: "dsp/deconvolution/short_12s_4hz.csv")["line"]
    let plain = try ConvexDeconvolution().decompose(line, at: SampleRate(4))
    let other = try ConvexDeconvolution().decompose(line.map { 1000 * $0 - 77 }, at: SampleRate(4))
    #expect(abs(plain.objective - other.objective) < 1e-7 * plain.objective)
    for index in line.indices {
      #expect(abs(other.phasic.samples[index] - 1000 * plain.phasic.samples[index]) < 0.05)
      #expect(abs(other.tonic.samples[index] - (1000 * plain.tonic.samples[index] - 77)) < 0.05)
    }
  }

  @Test("Huge, tiny and constant lines are decomposed")
  func magnitudes() throws {
    let line = try NumberTable(fixture: "dsp/deconvolution/short_12s_4hz.csv")["line"]
    let plain = try ConvexDeconvolution().decompose(line, at: SampleRate(4))
    for factor in [0x1p+1000, 0x1p-1000] {
      let scaled = try ConvexDeconvolution().decompose(line.map { $0 * factor }, at: SampleRate(4))
      #expect(abs(scaled.objective - plain.objective) < 1e-6 * plain.objective)
    }
    for value in [0.0, 3.7, -1e300] {
      let flat = try ConvexDeconvolution().decompose(Array(repeating: value, count: 40), at: SampleRate(4))
      #expect(flat.phasic.samples.allSatisfy { $0 == 0 })
      #expect(flat.tonic.samples.allSatisfy { $0 == value })
      #expect(flat.objective == 0)
    }
  }

  @Test("Missing samples leave the fit, and the results are missing there")
  func missing() throws {
    let line = try NumberTable(fixture: "dsp/deconvolution/quiet_60s_8hz.csv")["line"]
    let gap = 200..<212
    var damaged = line
    for index in gap { damaged[index] = 1e9 }
    let masked = MaskedLine(samples: damaged, mask: SampleMask(count: line.count, missing: [gap]))
    let result = try ConvexDeconvolution().decompose(masked, at: SampleRate(8))
    let whole = try ConvexDeconvolution().decompose(line, at: SampleRate(8))
    #expect(result.phasic.mask == masked.mask)
    #expect(gap.allSatisfy { result.tonic.samples[$0].isNaN && result.driver.samples[$0].isNaN })
    #expect(result.dualityGap <= 1e-7 * result.objective)
    for index in line.indices where !gap.contains(index) {
      #expect(abs(result.tonic.samples[index] - whole.tonic.samples[index]) < 0.1)
    }
    // The standard deviation hardly moves, so fewer squares cost no more.
    #expect(result.objective < whole.objective * 1.05)
  }

  @Test("A longer line than the knots of one window keeps the same start: the front travels")
  func manyKnots() throws {
    let rate = 4
    let count = 1200
    let line = (0..<count).map { index in
      let time = Double(index) / Double(rate)
      return sin(time / 9) + 0.3 * sin(time / 31) + (index % 97 == 0 ? 0.2 : 0)
    }
    let result = try ConvexDeconvolution().decompose(line, at: SampleRate(rate))
    #expect(result.splineCoefficients.count == 31)
    #expect(result.dualityGap <= 1e-7 * result.objective)
  }

  @Test("Errors say what was found")
  func errors() throws {
    let line = (0..<40).map { Double($0 % 7) }
    let model = ConvexDeconvolution()
    #expect(throws: DeconvolutionError.tooShort(found: 7, needed: 8)) {
      try model.decompose(Array(line.prefix(7)), at: SampleRate(4))
    }
    #expect(throws: DeconvolutionError.tooShort(found: 0, needed: 8)) { try model.decompose([], at: SampleRate(4)) }
    #expect(throws: Never.self) { try model.decompose(Array(line.prefix(8)), at: SampleRate(4)) }
    for bad in [Double.nan, .infinity] {
      var broken = line
      broken[5] = bad
      #expect(throws: DeconvolutionError.notFinite(index: 5)) { try model.decompose(broken, at: SampleRate(4)) }
    }
    var few = model
    few.iterationLimit = 3
    guard case .notConverged(let iterations, let objective, let gap) = failure(of: few, line) else {
      Issue.record("Three steps do not reach the optimum.")
      return
    }
    #expect(iterations == 3 && objective > 0 && gap > 0)
  }

  @Test("Parameters out of range are refused, each by name")
  func parameters() {
    let line = (0..<40).map { Double($0 % 7) }
    func refused(_ change: (inout ConvexDeconvolution) -> Void) -> String? {
      var model = ConvexDeconvolution()
      change(&model)
      guard case .parameterOutsideRange(let parameter, _, _) = failure(of: model, line) else { return nil }
      return parameter
    }
    #expect(refused { _ in } == nil)
    #expect(refused { $0.fastTimeConstant = Seconds(0.24) } == "fast time constant")
    #expect(refused { $0.fastTimeConstant = Seconds(0.25) } == nil)
    #expect(refused { $0.slowTimeConstant = Seconds(0.7) } == "slow time constant")
    #expect(refused { $0.knotInterval = Seconds(0.9) } == "knot interval")
    #expect(refused { $0.knotInterval = Seconds(1) } == nil)
    #expect(refused { $0.knotInterval = Seconds(25_000) } == nil)
    #expect(refused { $0.knotInterval = Seconds(25_001) } == "knot interval")
    #expect(refused { $0.sparsity = 0 } == "sparsity")
    #expect(refused { $0.stiffness = .nan } == "stiffness")
    #expect(refused { $0.tolerance = 0 } == "tolerance")
    #expect(refused { $0.iterationLimit = 0 } == "iteration limit")
  }

  @Test("Ten seconds between knots at 1000 samples a second")
  func fastRate() throws {
    let line = (0..<400).map { 3 + sin(Double($0) / 300) }
    let result = try ConvexDeconvolution().decompose(line, at: SampleRate(1000))
    #expect(result.dualityGap <= 1e-7 * max(result.objective, 1e-4 * 200))
  }

  private func failure(of model: ConvexDeconvolution, _ line: [Double]) -> DeconvolutionError? {
    let outcome = Result { () throws(DeconvolutionError) in try model.decompose(line, at: SampleRate(4)) }
    if case .failure(let error) = outcome { return error }
    return nil
  }

  private func convolve(_ left: [Double], _ right: [Double]) -> [Double] {
    var result = Array(repeating: 0.0, count: left.count + right.count - 1)
    for (index, value) in left.enumerated() {
      for (offset, other) in right.enumerated() { result[index + offset] += value * other }
    }
    return result
  }

  /// (1 + z⁻¹)²·c / ((1 − r₀z⁻¹)(1 − r₁z⁻¹)) as a convolution of two geometric series with (1, 2, 1).
  private func batemanKernel(count: Int, rate: Double) -> [Double] {
    let step = 1 / rate
    let (slow, fast) = (1 / 2.0, 1 / 0.7)
    func series(_ pole: Double) -> [Double] {
      let ratio = (2 - pole * step) / (2 + pole * step)
      return (0..<count).map { pow(ratio, Double($0)) }
    }
    let gain = (fast - slow) * step * step / ((2 + slow * step) * (2 + fast * step))
    let (first, second) = (series(slow), series(fast))
    // The product of two geometric series in closed form: (r₀ⁿ⁺¹ − r₁ⁿ⁺¹)/(r₀ − r₁).
    let (one, two) = (first[1], second[1])
    let product = (0..<count).map { (first[$0] * one - second[$0] * two) / (one - two) }
    return (0..<count).map { index in
      gain * (product[index] + (index > 0 ? 2 * product[index - 1] : 0) + (index > 1 ? product[index - 2] : 0))
    }
  }
}
