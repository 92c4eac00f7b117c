import Foundation
import PolygraphStatistics
import TestSupport
import Testing

@Suite("The statistics of the scoring systems equal the vectors")
struct StatisticsVectorTests {
  private func vectors(_ name: String, count: Int) throws -> [[String: Any]] {
    let vectors = try VectorFile("statistics.json").list(name)
    #expect(vectors.count == count)
    return vectors
  }

  private func isClose(_ left: Double?, _ right: Double?, _ tolerance: Double) -> Bool {
    guard let left, let right else { return false }
    return abs(left - right) <= tolerance * max(1, abs(right))
  }

  @Test("Clopper–Pearson limits with exact, rounded and truncated degrees of freedom")
  func clopperPearson() throws {
    for vector in try vectors("clopperPearson", count: 6) {
      let input = vector.object("input")
      let share = try #require(input.number("probability"))
      let alpha = try #require(input.number("oneSidedAlpha"))
      for (mode, key) in [
        (ClopperPearsonLimit.DegreesOfFreedom.exact, "lowerLimitOddsExactBeta"), (.rounded, "lowerLimitOdds"),
        (.truncated, "lowerLimitOddsTruncatedDF"),
      ] {
        let limit = try #require(
          ClopperPearsonLimit.lower(
            share: share, trials: Int(input.number("trials") ?? 0), alpha: alpha, degreesOfFreedom: mode))
        let odds = limit / (1 - limit)
        #expect(
          isClose(odds, vector.object("expected").number(key), 1e-6), "\(vector.text("id") ?? "") \(key): \(odds)")
      }
    }
    #expect(ClopperPearsonLimit.lower(share: 0, trials: 5, alpha: 0.05) == 0)
    #expect(ClopperPearsonLimit.lower(share: 1.5, trials: 5, alpha: 0.05) == nil)
    #expect(ClopperPearsonLimit.lower(share: 0.5, trials: 0, alpha: 0.05) == nil)
  }

  @Test("Kruskal–Wallis")
  func kruskalWallis() throws {
    for vector in try vectors("kruskalWallis", count: 6) {
      let groups = vector.object("input")["perQuestion"] as? [[Double]] ?? []
      let test = try #require(KruskalWallisTest(groups))
      let expected = vector.object("expected")
      let id = vector.text("id") ?? ""
      #expect(isClose(test.h, expected.number("H"), 0.0011), "\(id): \(test.h)")
      #expect(isClose(test.p, expected.number("p"), 0.0011), "\(id): \(test.p)")
      #expect(Double(test.degreesOfFreedom) == expected.number("df"), "\(id)")
      #expect((test.p <= 0.1) == (expected["significant"] as? Bool), "\(id)")
    }
    #expect(KruskalWallisTest([[1, 2]]) == nil && KruskalWallisTest([[1], []]) == nil)
  }

  @Test("two proportions")
  func proportions() throws {
    for vector in try vectors("testOfProportions", count: 5) {
      let input = vector.object("input")
      func count(_ key: String) -> Int { Int(input.number(key) ?? -1) }
      let test = try #require(
        ProportionsTest(first: count("aCQ"), of: count("nCQ"), second: count("aRQ"), of: count("nRQ")))
      let expected = vector.object("expected")
      #expect(isClose(test.z, expected.number("z"), 1e-9) && isClose(test.p, expected.number("pOneTail"), 1e-9))
      #expect((test.p <= 0.05) == (expected["significant"] as? Bool))
    }
    #expect(ProportionsTest(first: 0, of: 9, second: 0, of: 9) == nil)
    #expect(ProportionsTest(first: 10, of: 9, second: 0, of: 9) == nil)
  }

  @Test("levels for several comparisons")
  func multiplicity() throws {
    for vector in try vectors("multiplicity", count: 5) {
      let alpha = try #require(vector.object("input").number("alpha"))
      let count = Int(vector.object("input").number("comparisons") ?? 0)
      let expected = vector.object("expected")
      #expect(isClose(Multiplicity.bonferroni(alpha, comparisons: count), expected.number("bonferroni"), 1e-12))
      #expect(isClose(Multiplicity.sidak(alpha, comparisons: count), expected.number("sidakPerComparison"), 1e-12))
      #expect(isClose(Multiplicity.inverseSidak(alpha, comparisons: count), expected.number("inverseSidak"), 1e-12))
    }
  }

  @Test("accuracy of decisions")
  func accuracy() throws {
    for vector in try vectors("accuracy", count: 4) {
      let input = vector.object("input")
      func count(_ key: String) -> Int { Int(input.number(key) ?? -1) }
      let ours = try #require(
        DecisionAccuracy(
          truePositive: count("truePositive"), falseNegative: count("falseNegative"),
          inconclusiveDeceptive: count("inconclusiveGuilty"), falsePositive: count("falsePositive"),
          trueNegative: count("trueNegative"), inconclusiveTruthful: count("inconclusiveInnocent")))
      let figures: [String: Double?] = [
        "nGuilty": Double(ours.deceptive), "nInnocent": Double(ours.truthful), "sensitivity": ours.sensitivity,
        "specificity": ours.specificity, "falseNegativeRate": ours.falseNegativeRate,
        "falsePositiveRate": ours.falsePositiveRate, "inconclusiveGuilty": ours.inconclusiveDeceptiveRate,
        "inconclusiveInnocent": ours.inconclusiveTruthfulRate, "inconclusive": ours.inconclusive,
        "unweightedInconclusive": ours.unweightedInconclusive, "correct": ours.correct,
        "correctGuilty": ours.correctDeceptive, "correctInnocent": ours.correctTruthful,
        "unweightedAccuracy": ours.unweightedAccuracy, "ppv": ours.positivePredictiveValue,
        "npv": ours.negativePredictiveValue, "falseNegativeIndex": ours.falseNegativeIndex,
        "falsePositiveIndex": ours.falsePositiveIndex,
      ]
      let expected = vector.object("expected")
      #expect(Set(expected.keys) == Set(figures.keys))
      for (key, figure) in figures {
        #expect(isClose(figure, expected.number(key), 1e-9), "\(vector.text("id") ?? "") \(key)")
      }
    }
    let empty = DecisionAccuracy(
      truePositive: 0, falseNegative: 0, inconclusiveDeceptive: 0, falsePositive: 0, trueNegative: 0,
      inconclusiveTruthful: 0)
    #expect(empty?.sensitivity == nil && empty?.correct == nil && empty?.unweightedAccuracy == nil)
  }
}
