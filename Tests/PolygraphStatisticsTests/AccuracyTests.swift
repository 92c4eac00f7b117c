import Foundation
import PolygraphStatistics
import TestSupport
import Testing

@Suite("Curves, calibration, bootstrap and predictive values")
struct AccuracyTests {
  @Test("the area under the curve equals scikit-learn's, its standard error DeLong's by all pairs")
  func area() throws {
    for golden in try AgreementDocument.load().curves {
      let curve = try #require(AreaUnderCurve(positives: golden.positives, negatives: golden.negatives))
      let comment = Comment(rawValue: golden.name)
      #expect(abs(curve.area - golden.area) < 1e-13, comment)
      #expect(abs(try #require(curve.standardError) - golden.standardError) < 1e-13, comment)
      let turned = try #require(AreaUnderCurve(positives: golden.negatives, negatives: golden.positives))
      #expect(abs(turned.area + curve.area - 1) < 1e-13, comment)
    }
  }

  @Test("areas at the edges: parted classes, equal scores, single members, none")
  func areaEdges() throws {
    let parted = try #require(AreaUnderCurve(positives: [3, 4, 5], negatives: [0, 1]))
    #expect(parted.area == 1 && parted.standardError == 0)
    #expect(AreaUnderCurve(positives: [2, 2], negatives: [2, 2, 2])?.area == 0.5)
    let single = try #require(AreaUnderCurve(positives: [1], negatives: [0, 2]))
    #expect(single.area == 0.5 && single.standardError == nil && single.interval(confidence: 0.9) == nil)
    #expect(AreaUnderCurve(positives: [], negatives: [1]) == nil)
    #expect(AreaUnderCurve(positives: [.nan], negatives: [1]) == nil)
  }

  @Test("the bootstrap's standard error of an area is near DeLong's, and a seed repeats it")
  func areaBootstrap() throws {
    for golden in try AgreementDocument.load().curves where golden.name != "tiny" {
      func interval(_ seed: UInt64) -> BootstrapInterval? {
        AreaUnderCurve.bootstrap(
          positives: golden.positives, negatives: golden.negatives, resamples: 1000, seed: seed, confidence: 0.95)
      }
      let first = try #require(interval(1))
      #expect(first.estimate == AreaUnderCurve(positives: golden.positives, negatives: golden.negatives)?.area)
      #expect(first.lower < first.estimate && first.upper > first.estimate)
      #expect(abs(first.standardError / golden.standardError - 1) < 0.15, Comment(rawValue: golden.name))
      #expect(first == interval(1) && first != interval(2))
    }
  }

  @Test("Brier score, bins, calibration error and line equal scikit-learn's and statsmodels'")
  func calibration() throws {
    for golden in try AgreementDocument.load().calibration {
      let came = golden.came.map { $0 == 1 }
      let calibration = try #require(Calibration(probabilities: golden.stated, outcomes: came))
      let comment = Comment(rawValue: golden.name)
      #expect(abs(calibration.brierScore - golden.brierScore) < 1e-13, comment)
      #expect(calibration.bins.map(\.count) == golden.binCounts, comment)
      for (bin, (mean, share)) in zip(calibration.bins, zip(golden.binMeans, golden.binShares)) {
        #expect(abs(bin.meanProbability - mean) < 1e-13 && abs(bin.observedShare - share) < 1e-13, comment)
      }
      #expect(abs(calibration.expectedCalibrationError - golden.expectedCalibrationError) < 1e-13, comment)
      #expect(abs(try #require(calibration.intercept) - golden.intercept) < 1e-9, comment)
      #expect(abs(try #require(calibration.slope) - golden.slope) < 1e-9, comment)
    }
  }

  @Test(
    "calibration at the edges: no line for parted classes, one class or one probability; 0 and 1 count as near them")
  func calibrationEdges() throws {
    let parted = try #require(Calibration(probabilities: [0.1, 0.2, 0.8, 0.9], outcomes: [false, false, true, true]))
    #expect(parted.slope == nil && parted.intercept == nil)
    #expect(abs(parted.brierScore - 0.025) < 1e-15)
    #expect(Calibration(probabilities: [0.3, 0.6], outcomes: [true, true])?.slope == nil)
    #expect(Calibration(probabilities: [0.5, 0.5, 0.5], outcomes: [true, false, true])?.slope == nil)
    let sure = try #require(Calibration(probabilities: [0, 1], outcomes: [false, true], bins: 2))
    #expect(sure.brierScore == 0 && sure.bins.map(\.count) == [1, 1])
    #expect(Calibration(probabilities: [], outcomes: []) == nil)
    #expect(Calibration(probabilities: [1.01], outcomes: [true]) == nil)
    #expect(Calibration(probabilities: [.nan], outcomes: [true]) == nil)
    #expect(Calibration(probabilities: [0.5], outcomes: []) == nil)
  }

  @Test("percentile and BCa limits of given replicates equal SciPy's")
  func bootstrap() throws {
    for golden in try AgreementDocument.load().bootstrap {
      let comment = Comment(rawValue: "\(golden.name) \(golden.confidence)")
      let percentile = try #require(
        BootstrapInterval(
          percentile: golden.replicates, estimate: golden.estimate, confidence: golden.confidence))
      #expect(abs(percentile.lower - golden.percentile[0]) < 1e-12, comment)
      #expect(abs(percentile.upper - golden.percentile[1]) < 1e-12, comment)
      #expect(abs(percentile.standardError - golden.standardError) < 1e-12, comment)
      let bca = try #require(
        BootstrapInterval(
          bca: golden.replicates, estimate: golden.estimate, jackknife: golden.jackknife,
          confidence: golden.confidence))
      #expect(abs(bca.lower - golden.bca[0]) < 1e-10, comment)
      #expect(abs(bca.upper - golden.bca[1]) < 1e-10, comment)
    }
  }

  @Test("resampling repeats with its seed, draws undefined resamples again, and its jackknife leaves one out")
  func resampling() throws {
    let data = try AgreementDocument.load().bootstrap[0]
    func mean(_ places: [Int]) -> Double { places.reduce(0) { $0 + data.data[$1] } / Double(places.count) }
    let drawn = Resampling.replicates(of: data.data.count, resamples: 500, seed: 7) { mean($0) }
    #expect(drawn == Resampling.replicates(of: data.data.count, resamples: 500, seed: 7) { mean($0) })
    let interval = try #require(BootstrapInterval(percentile: drawn, estimate: data.estimate, confidence: 0.9))
    #expect(abs(interval.standardError / data.standardError - 1) < 0.15)
    let jackknife = try #require(Resampling.jackknife(of: data.data.count) { mean($0) })
    for (mine, golden) in zip(jackknife, data.jackknife) { #expect(abs(mine - golden) < 1e-12) }
    // Half of all resamples of two data are the same datum twice.
    let spread = Resampling.replicates(of: 2, resamples: 40, seed: 1) { Set($0).count == 2 ? 1 : nil }
    #expect(spread.count == 40)
    #expect(Resampling.replicates(of: 2, resamples: 4, seed: 1) { _ in nil }.isEmpty)
    #expect(Resampling.replicates(of: 0, resamples: 4, seed: 1) { _ in 1 }.isEmpty)
  }

  @Test("predictive values follow Bayes' rule at the base rate")
  func predictiveValues() throws {
    let accuracy = try #require(
      DecisionAccuracy(
        truePositive: 40, falseNegative: 5, inconclusiveDeceptive: 5, falsePositive: 15, trueNegative: 120,
        inconclusiveTruthful: 15))
    // Sensitivity .8, false positives .1; at a base rate of 1 % 8 of 107 deceptive opinions are right.
    #expect(abs(try #require(accuracy.positivePredictiveValue(baseRate: 0.01)) - 8.0 / 107) < 1e-15)
    // Specificity .8, false negatives .1: at 1 % 792 of 793 truthful opinions are right.
    #expect(abs(try #require(accuracy.negativePredictiveValue(baseRate: 0.01)) - 792.0 / 793) < 1e-15)
    let rate = try #require(accuracy.baseRate)
    #expect(rate == 0.25)
    // At the sample's base rate they are the shares in the sample.
    #expect(abs(try #require(accuracy.positivePredictiveValue(baseRate: rate)) - 40.0 / 55) < 1e-15)
    #expect(abs(try #require(accuracy.negativePredictiveValue(baseRate: rate)) - 120.0 / 125) < 1e-15)
    #expect(accuracy.positivePredictiveValue(baseRate: 0.5) == accuracy.positivePredictiveValue)
    #expect(accuracy.positivePredictiveValue(baseRate: 0) == 0)
  }
}
