import Foundation
import PolygraphStatistics
import TestSupport
import Testing

/// The golden document of agreement, curves, calibration and bootstrap.
struct AgreementDocument: Decodable {
  struct Kappa: Decodable {
    let name: String
    let table: [[Int]]
    let weights: CohenKappa.Weights
    let kappa: Double
    let standardError: Double
    let nullStandardError: Double
  }
  struct Fleiss: Decodable {
    let name: String
    let counts: [[Int]]
    let kappa: Double
  }
  struct Curve: Decodable {
    let name: String
    let positives: [Double]
    let negatives: [Double]
    let area: Double
    let standardError: Double
  }
  struct Calibration: Decodable {
    let name: String
    let stated: [Double]
    let came: [Int]
    let brierScore: Double
    let binCounts: [Int]
    let binMeans: [Double]
    let binShares: [Double]
    let expectedCalibrationError: Double
    let intercept: Double
    let slope: Double
  }
  struct Bootstrap: Decodable {
    let name: String
    let data: [Double]
    let replicates: [Double]
    let confidence: Double
    let estimate: Double
    let jackknife: [Double]
    let standardError: Double
    let percentile: [Double]
    let bca: [Double]
  }
  let kappa: [Kappa]
  let fleiss: [Fleiss]
  let curves: [Curve]
  let calibration: [Calibration]
  let bootstrap: [Bootstrap]

  static func load() throws -> AgreementDocument {
    try JSONDecoder().decode(Self.self, from: Repository.fixtureData("statistics/agreement.json"))
  }
}

@Suite("Agreement beyond chance")
struct AgreementTests {
  @Test("Cohen's kappa, plain and weighted, with its standard errors, equals scikit-learn's and statsmodels'")
  func cohen() throws {
    let cases = try AgreementDocument.load().kappa
    #expect(cases.count == 18)
    for golden in cases {
      let kappa = try #require(CohenKappa(table: golden.table, weights: golden.weights))
      let comment = Comment(rawValue: "\(golden.name), \(golden.weights)")
      #expect(abs(try #require(kappa.kappa) - golden.kappa) < 1e-12, comment)
      #expect(abs(try #require(kappa.standardError) - golden.standardError) < 1e-12, comment)
      #expect(abs(try #require(kappa.nullStandardError) - golden.nullStandardError) < 1e-12, comment)
      let interval = try #require(kappa.interval(confidence: 0.95))
      #expect(interval.lower <= golden.kappa && interval.upper >= golden.kappa)
      let half = 1.959_963_984_540_054 * golden.standardError
      #expect(abs(interval.upper - min(1, golden.kappa + half)) < 1e-12, comment)
    }
  }

  @Test("two lists of opinions give the kappa of their table")
  func lists() throws {
    let first = ["DI", "DI", "INC", "NDI", "NDI", "DI"]
    let second = ["DI", "INC", "INC", "NDI", "DI", "DI"]
    let order = ["DI", "INC", "NDI"]
    let kappa = try #require(CohenKappa(first, second, categories: order, weights: .linear))
    #expect(kappa == CohenKappa(table: [[2, 1, 0], [0, 1, 0], [1, 0, 1]], weights: .linear))
    #expect(kappa.count == 6)
    #expect(CohenKappa(first, Array(second.dropLast()), categories: order) == nil)
    #expect(CohenKappa(first, second, categories: ["DI", "NDI"]) == nil, "INC is no category")
  }

  @Test("perfect agreement is 1; where chance alone agrees wholly, kappa is not defined")
  func edges() throws {
    #expect(CohenKappa(table: [[3, 0], [0, 4]])?.kappa == 1)
    let one = try #require(CohenKappa(table: [[7, 0], [0, 0]]))
    #expect(one.observed == 1 && one.kappa == nil && one.standardError == nil && one.interval(confidence: 0.9) == nil)
    #expect(CohenKappa(table: []) == nil)
    #expect(CohenKappa(table: [[0, 0], [0, 0]]) == nil)
    #expect(CohenKappa(table: [[1, 2]]) == nil)
    #expect(CohenKappa(table: [[1, -1], [0, 1]]) == nil)
  }

  @Test("Fleiss' kappa equals statsmodels'")
  func fleiss() throws {
    for golden in try AgreementDocument.load().fleiss {
      let kappa = try #require(FleissKappa(counts: golden.counts))
      #expect(abs(try #require(kappa.kappa) - golden.kappa) < 1e-12, Comment(rawValue: golden.name))
    }
  }

  /// The textbook example of Fleiss 1971: thirty patients, six psychiatrists, five diagnoses; only the formulas are
  /// taken here, on counts that can be worked by hand.
  @Test("Fleiss' figures for a table worked by hand, and what it refuses")
  func fleissByHand() throws {
    // Three things, two raters: agree, agree, differ. Shares 1/2 and 1/2: P̄ = 2/3, P̄ₑ = 1/2, κ = 1/3.
    let kappa = try #require(FleissKappa(counts: [[2, 0], [0, 2], [1, 1]]))
    #expect(abs(kappa.observed - 2.0 / 3) < 1e-15 && abs(kappa.expected - 0.5) < 1e-15)
    #expect(abs(try #require(kappa.kappa) - 1.0 / 3) < 1e-15)
    // Σpq = 1/2, Σpq(q−p) = 0: SE = √(2·(1/4)/(3·2·1))/(1/2) = 1/√3.
    #expect(abs(try #require(kappa.nullStandardError) - 1 / 3.0.squareRoot()) < 1e-15)
    #expect(FleissKappa(counts: [[3, 0], [3, 0]])?.kappa == nil)
    #expect(FleissKappa(counts: [[2, 0], [1, 2]]) == nil, "every thing has as many ratings")
    #expect(FleissKappa(counts: [[1, 0]]) == nil)
    #expect(FleissKappa(counts: []) == nil)
  }
}
