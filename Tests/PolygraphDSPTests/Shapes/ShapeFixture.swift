import Foundation
import TestSupport

/// The golden curves, trends and order statistics of SciPy and NumPy.
struct ShapeFixture: Decodable {
  struct Pchip: Decodable {
    let name: String
    let positions, values, places, expected, slopes: [Double]
  }

  struct Spline: Decodable {
    let positions, values: [Double]
    let weights: [Double]?
    let penalty: Double
    let smooth, places, expected, curvatures: [Double]
  }

  struct Trends: Decodable {
    let line, withoutMean, withoutTrend: [Double]
    let breakpoints: [Int]
    let piecewise: [Double]
    let smoothness: Double
    let slowTrend: [Double]
  }

  struct Quantiles: Decodable {
    let numbers: [Double]
    let type: Int
    let parts, expected: [Double]
  }

  struct Deviations: Decodable {
    let numbers: [Double]
    let median, medianAbsoluteDeviation, mean, population, sample: Double
  }

  let pchip: [Pchip]
  let splines: [Spline]
  let detrending: Trends
  let quantiles: [Quantiles]
  let deviations: [Deviations]

  static func load() throws -> ShapeFixture {
    try JSONDecoder().decode(ShapeFixture.self, from: Repository.fixtureData("dsp/peaks/shapes.json"))
  }
}

/// The greatest distance between two lists, in parts of the second's largest magnitude; infinite for unequal lengths.
func relativeDistance(_ found: [Double], _ wanted: [Double]) -> Double {
  guard found.count == wanted.count else { return .infinity }
  let scale = wanted.map(abs).max() ?? 1
  let distance = zip(found, wanted).map { abs($0 - $1) }.reduce(0) { $1.isNaN ? .nan : max($0, $1) }
  return scale > 0 ? distance / scale : distance
}
