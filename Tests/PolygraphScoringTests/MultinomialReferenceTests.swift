import Foundation
@testable import PolygraphScoring
import TestSupport
import Testing

@Suite("The ESS-M reference model is computed, and equals the published tables")
struct MultinomialReferenceTests {
  private func model(_ input: [String: Any]) -> (MultinomialReference, presentations: Int, weights: [Int]) {
    let presentations = Int(5 * (input.number("relevantQuestionsInTotal") ?? 1))
    let weights = input["pleIncluded"] as? Bool ?? true ? [1, 2, 1, 1] : [1, 2, 1]
    return (MultinomialReference(presentations: presentations, weights: weights), presentations, weights)
  }

  private func isClose(_ left: Double, _ right: Double?, _ relative: Double) -> Bool {
    guard let right else { return false }
    return abs(left - right) <= relative * abs(right)
  }

  @Test("model values of every vector to 1e-9, limits to 1e-6")
  func modelValues() throws {
    let vectors = try VectorFile("essm_likelihood.json").list("vectors")
    #expect(vectors.count == 14)
    for vector in vectors {
      let id = vector.text("id") ?? ""
      let input = vector.object("input")
      let expected = vector.object("expected")
      let (model, _, _) = model(input)
      let score = Int(try #require(input.number("score")))
      #expect(isClose(model.probability(score), expected.number("pmf"), 1e-9), "\(id)")
      #expect(isClose(model.balanced(score), expected.number("cdf"), 1e-9), "\(id)")
      #expect(isClose(model.continuityCorrected(score), expected.number("cdfContinuityCorrected"), 1e-9), "\(id)")
      #expect(isClose(model.odds(score), expected.number("oddsFavouringSignedClass"), 1e-9), "\(id)")
      let trials = Int(try #require(expected.number("lowerLimitTrials")))
      #expect(model.largestScore == trials, "\(id)")
      let limit = ESSM.lowerLimit(ofOdds: model.odds(score), trials: trials, alpha: 0.05)
      #expect(isClose(limit, expected.number("oddsLowerLimit05ExactBeta"), 1e-6), "\(id): \(limit)")
    }
  }

  @Test("posteriors at other priors than one half")
  func posteriors() throws {
    for vector in try VectorFile("essm_likelihood.json").list("posteriors") {
      let id = vector.text("id") ?? ""
      let input = vector.object("input")
      let expected = vector.object("expected")
      let isTotal = input.text("kind") == "grand total"
      let model = MultinomialReference(presentations: isTotal ? 15 : 5, weights: [1, 2, 1, 1])
      let score = Int(try #require(input.number("score")))
      let priorOdds = try #require(input.text("priorOddsGuilty"))
      let parts = priorOdds.split(separator: ":").compactMap { Double($0) }
      let prior = parts[0] / parts[1]
      let odds = model.odds(score) * (score < 0 ? prior : 1 / prior)
      #expect(isClose(model.odds(score), expected.number("bayesFactor"), 1e-9), "\(id)")
      #expect(isClose(odds, expected.number("posteriorOdds"), 1e-9), "\(id)")
      let alpha = try #require(input.number("alpha"))
      let limit = ESSM.lowerLimit(ofOdds: odds, trials: model.largestScore, alpha: alpha)
      #expect(isClose(limit, expected.number("lowerLimitExactBeta"), 1e-6), "\(id)")
    }
  }

  @Test("cutscore lookup at any prior and alpha")
  func cutscores() throws {
    for vector in try VectorFile("essm_likelihood.json").list("cutscores") {
      let id = vector.text("id") ?? ""
      let input = vector.object("input")
      let expected = vector.object("expected")
      let prior = try #require(input.number("priorGuilty"))
      let alpha = try #require(input.number("alpha"))
      let cuts = try #require(ESSMCutscores(prior: prior, alpha: alpha), "\(id)")
      func cut(_ key: String) -> Int? { expected.number(key).map { Int($0) } }
      #expect(cuts.tabulatedPrior == expected.number("tabulatedPrior"), "\(id)")
      #expect(cuts.grandTotalTruthful == cut("grandTotalTruthful"), "\(id)")
      #expect(cuts.grandTotalDeceptive == cut("grandTotalDeceptive"), "\(id)")
      #expect(cuts.twoStageSubtotalDeceptive == cut("subtotalDeceptiveTwoStage"), "\(id)")
      #expect(cuts.subtotalDeceptive == cut("subtotalDeceptive"), "\(id)")
      #expect(cuts.subtotalTruthful == cut("subtotalTruthful"), "\(id)")
    }
    #expect(ESSMCutscores(prior: 0.95, alpha: 0.05) == nil)
    #expect(ESSMCutscores(prior: 0.5, alpha: 0.005) == nil)
  }

  @Test("probabilities sum to one, mirror each other, and odds rise with the score")
  func properties() {
    for presentations in [4, 5, 10, 15, 20, 25] {
      for weights in [[1, 2, 1, 1], [1, 2, 1], [2, 1], [1, 1]] {
        let model = MultinomialReference(presentations: presentations, weights: weights)
        let scores = -model.largestScore...model.largestScore
        #expect(abs(scores.reduce(0) { $0 + model.probability($1) } - 1) < 1e-12)
        for score in 0..<model.largestScore {
          #expect(model.probability(score) == model.probability(-score))
          #expect(model.odds(score) <= model.odds(score + 1))
          #expect(model.odds(score) == model.odds(-score))
        }
      }
    }
  }
}
