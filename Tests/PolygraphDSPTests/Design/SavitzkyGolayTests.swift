import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Savitzky–Golay filters equal exact weights and SciPy's lines")
struct SavitzkyGolayTests {
  struct Weights: Decodable {
    var count: Int
    var degree: Int
    var derivative: Int
    var rate: Int
    var position: Int
    var weights: [Double]
  }
  struct Applied: Decodable {
    var count: Int
    var degree: Int
    var derivative: Int
    var rate: Int
    var mode: String
    var output: [Double]
  }
  struct Content: Decodable {
    var weights: [Weights]
    var input: [Double]
    var applied: [Applied]
  }

  @Test("weights at the middle and near the ends, for values and derivatives, to 1e-12 of the largest")
  func weights() throws {
    let content: Content = try designFixture("savitzky_golay.json")
    #expect(content.weights.count > 80)
    var worst = 0.0
    for item in content.weights {
      let fit = try SavitzkyGolay(
        windowLength: item.count, degree: item.degree, derivative: item.derivative, at: SampleRate(item.rate))
      let found = fit.weights(position: item.position)
      let error = largestDifference(found, item.weights) / largestMagnitude(item.weights)
      #expect(error <= 1e-12, "\(item.count) \(item.degree) \(item.derivative) \(item.position): \(error)")
      worst = max(worst, error)
    }
    print("\(content.weights.count) sets of weights, worst difference \(worst)")
  }

  @Test("filtered lines under each edge rule to 1e-9 of the largest magnitude")
  func applied() throws {
    let content: Content = try designFixture("savitzky_golay.json")
    let edges: [String: SavitzkyGolay.Edge] = ["interp": .interpolated, "mirror": .mirror, "nearest": .nearest]
    var worst = 0.0
    for item in content.applied {
      let fit = try SavitzkyGolay(
        windowLength: item.count, degree: item.degree, derivative: item.derivative, at: SampleRate(item.rate))
      let output = try fit.apply(content.input, edge: try #require(edges[item.mode]))
      let error = largestDifference(output, item.output) / largestMagnitude(item.output)
      #expect(error <= 1e-9, "\(item.count) \(item.degree) \(item.derivative) \(item.mode): \(error)")
      worst = max(worst, error)
    }
    print("\(content.applied.count) lines, worst difference \(worst)")
  }

  @Test("a polynomial of the degree comes back, with its derivatives, for any degree a window can hold")
  func reproducesPolynomials() throws {
    let rate = SampleRate(10)
    for (length, degree) in [(1, 0), (3, 2), (5, 4), (25, 24), (25, 7), (101, 24), (31, 3)] {
      let count = length + 6
      let middle = Double(count - 1) / 2
      // T(u) = u^degree on −1…1, and its slope per second.
      let places = (0..<count).map { (Double($0) - middle) / middle }
      let line = places.map { power($0, degree) }
      let value = try SavitzkyGolay(windowLength: length, degree: degree, at: rate).apply(line)
      #expect(largestDifference(value, line) < 1e-7, "\(length) \(degree)")
      guard degree >= 1 else { continue }
      let slope = try SavitzkyGolay(windowLength: length, degree: degree, derivative: 1, at: rate).apply(line)
      let expected = places.map { Double(degree) * power($0, degree - 1) / middle * 10 }
      #expect(largestDifference(slope, expected) < 1e-5 * largestMagnitude(expected), "\(length) \(degree)")
    }
  }

  @Test("published weights: 5 points, degree 2")
  func published() throws {
    let rate = SampleRate(1)
    let smoothing = try SavitzkyGolay(windowLength: 5, degree: 2, at: rate).weights()
    #expect(largestDifference(smoothing.map { $0 * 35 }, [-3, 12, 17, 12, -3]) < 1e-12)
    let slope = try SavitzkyGolay(windowLength: 5, degree: 2, derivative: 1, at: rate).weights()
    #expect(largestDifference(slope.map { $0 * 10 }, [-2, -1, 0, 1, 2]) < 1e-12)
  }

  @Test("gaps stay gaps, runs shorter than the window become missing, and a NaN stays within its window")
  func masks() throws {
    let fit = try SavitzkyGolay(windowLength: 5, degree: 2, at: SampleRate(10))
    let line = (0..<30).map { Double($0 * $0) }
    let mask = SampleMask(count: 30, missing: [10..<12, 15..<16])
    let result = fit.apply(line, mask: mask)
    #expect(result.mask.missingRanges == [10..<16])
    #expect(largestDifference(Array(result.samples[..<10]), Array(line[..<10])) < 1e-9)
    let held = fit.apply(line, mask: mask, edge: .nearest)
    #expect(held.mask.missingRanges == [10..<12, 15..<16])
    var broken = line
    broken[20] = .nan
    let spread = try fit.apply(broken)
    #expect(spread.indices.filter { spread[$0].isNaN } == Array(18...22))
    #expect(try fit.apply([]).isEmpty)
    #expect(throws: SignalError.tooShort(operation: "Savitzky–Golay filter", found: 4, needed: 5)) {
      try fit.apply([1, 2, 3, 4])
    }
    #expect(try fit.apply([1, 2], edge: .mirror).count == 2)
    #expect(try fit.apply([7], edge: .mirror) == fit.apply([7], edge: .nearest))
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
