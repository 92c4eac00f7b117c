import PolygraphDSP
import Testing

@Suite("Robust statistics")
struct RobustTests {
  @Test("Quantiles of types 6, 7 and 8 are NumPy's")
  func quantiles() throws {
    let fixture = try ShapeFixture.load()
    #expect(fixture.quantiles.count == 15)
    for golden in fixture.quantiles {
      let type = try #require(Robust.QuantileType(rawValue: golden.type))
      let found = try #require(Robust.quantiles(golden.parts, of: golden.numbers, type: type))
      #expect(relativeDistance(found, golden.expected) <= 1e-14)
      for (part, value) in zip(golden.parts, found) {
        #expect(Robust.quantile(part, of: golden.numbers.reversed(), type: type) == value)
      }
    }
  }

  @Test("Medians, deviations and means are NumPy's and SciPy's")
  func deviations() throws {
    for golden in try ShapeFixture.load().deviations {
      let numbers = golden.numbers
      let found = [
        Robust.median(numbers), Robust.medianAbsoluteDeviation(numbers), Robust.mean(numbers),
        Robust.populationStandardDeviation(numbers), Robust.sampleStandardDeviation(numbers),
      ]
      let wanted = [
        golden.median, golden.medianAbsoluteDeviation, golden.mean, golden.population, golden.sample,
      ]
      for (left, right) in zip(found, wanted) { #expect(abs((left ?? .nan) - right) <= 1e-14 * 20) }
    }
  }

  @Test("Selection finds the sorted numbers: of few and many, with ties, in order, and periodic")
  func selection() throws {
    var random = SeededNumbers(seed: 43)
    for count in [1, 2, 3, 47, 48, 49, 50, 200, 2001, 9000] {
      let lines: [[Double]] = [
        (0..<count).map { _ in random.next() }, (0..<count).map { _ in (3 * random.next()).rounded() },
        (0..<count).map { Double($0) }, (0..<count).map { -Double($0 % 25) }, Array(repeating: 7, count: count),
        (0..<count).map { $0 == count / 2 ? 1 : 0 },
      ]
      for line in lines {
        let sorted = line.sorted()
        for place in Set([0, 1, count / 4, count / 2, count - 2, count - 1]) where (0..<count).contains(place) {
          let part = count == 1 ? 0 : Double(place) / Double(count - 1)
          // The part may be a last bit off the place.
          let found = try #require(Robust.quantile(part, of: line))
          #expect(abs(found - sorted[place]) <= 1e-11 * max(1, abs(sorted[place])), "\(count) \(place)")
        }
        let middle = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
        #expect(Robust.median(line) == middle)
      }
    }
  }

  @Test("Nothing has no statistic, and a NaN does not hide")
  func absence() {
    #expect(Robust.median([]) == nil)
    #expect(Robust.quantile(0.5, of: []) == nil)
    #expect(Robust.sampleStandardDeviation([1]) == nil)
    #expect(Robust.populationStandardDeviation([1]) == 0)
    #expect(Robust.median([1, .nan, 2])?.isNaN == true)
    #expect(Robust.quantile(0, of: [1, .nan, 2])?.isNaN == true)
    #expect(Robust.medianAbsoluteDeviation([.nan])?.isNaN == true)
    #expect(Robust.mean([1, .nan])?.isNaN == true)
  }

  @Test("Scaling and shifting move the median and quantiles along, and only stretch the deviation")
  func equivariance() throws {
    var random = SeededNumbers(seed: 41)
    let numbers = (0..<101).map { _ in random.next() }
    let moved = numbers.map { 8 * $0 - 2 }
    let median = try #require(Robust.median(numbers))
    #expect(Robust.median(moved) == 8 * median - 2)
    let deviation = try #require(Robust.medianAbsoluteDeviation(numbers))
    #expect(abs((Robust.medianAbsoluteDeviation(moved) ?? .nan) - 8 * deviation) < 1e-14)
  }
}
