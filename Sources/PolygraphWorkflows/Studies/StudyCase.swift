import Foundation
import PolygraphModel
import PolygraphScoring
import PolygraphSimulation

/// What one method came to on one exam with a known outcome.
public struct StudyVerdict: Hashable, Sendable {
  /// The rule that made the opinion; empty when there is none.
  public let rule: String
  /// The side of the opinion; `nil` for a refusal, and for an aid without one.
  public let side: OpinionSide?
  /// Whether the method refused.
  public let isRefused: Bool
  /// Whether format or data lie outside what the method was validated for; a refusal is not counted as that.
  public let isOutsideValidatedDesign: Bool
  /// Why it refused, or why the design is not the validated one.
  public let reasons: [String]
  /// The figure that orders exams, larger for deception; `nil` where the method has none.
  public let evidence: Double?
  /// The stated probability of deception; `nil` where the method has none.
  public let probability: Double?
  /// The opinions on questions with a known outcome.
  public let questions: [StudyQuestion]

  /// Reads a result.
  public init(_ result: ScoringResult, questions known: [String: Truth] = [:]) {
    rule = result.decisionRule
    side = OpinionSide(result.opinion)
    isRefused = result.status == .refused
    isOutsideValidatedDesign = !isRefused && !result.withinValidatedDesign
    reasons = isRefused || isOutsideValidatedDesign ? result.reasons : []
    evidence = isRefused ? nil : StudyEvidence.value(result)
    probability = isRefused ? nil : StudyEvidence.probability(result)
    questions =
      known.isEmpty || isRefused
      ? []
      : result.questionOpinions.compactMap { item in
        known[item.question].map { StudyQuestion(truth: $0, side: OpinionSide(item.opinion) ?? .neither) }
      }
  }
}

/// The opinion on one question with a known outcome.
public struct StudyQuestion: Hashable, Sendable {
  /// What the examinee did.
  public let truth: Truth
  /// The side of the opinion; none at all counts as neither.
  public let side: OpinionSide
}

/// One exam of a study.
public struct StudyCase: Hashable, Sendable {
  /// The exam, as the outcomes file or the simulation names it.
  public let exam: String
  /// What the examinee did.
  public let truth: Truth
  /// What the methods came to, in their order.
  public let verdicts: [StudyVerdict]
}

/// Which figure of a result orders exams, and which is a probability of deception.
enum StudyEvidence {
  /// Methods whose total is larger for deception; the totals of all others are smaller.
  private static let risesWithDeception: Set<String> = ["pa", "cit"]
  /// Rules that decide question by question, where the most deceptive question speaks for the exam.
  private static let byQuestion: Set<String> = ["SSR", "pSSR", "SCR", "spot"]

  /// What the figure is, in a few words.
  static func name(_ method: String, rule: String) -> String {
    if byQuestion.contains(rule) { return "lowest subtotal" }
    return method == "pss" ? "log posterior odds" : "grand total"
  }

  /// The figure, larger for deception.
  static func value(_ result: ScoringResult) -> Double? {
    if byQuestion.contains(result.decisionRule) { return result.subtotals.map(\.total).min().map { -$0 } }
    if let total = result.grandTotal, total.isFinite {
      return risesWithDeception.contains(result.method) ? total : -total
    }
    guard result.method == "pss" else { return nil }
    return result.statistics.first { $0.name == "posteriorOdds" }.map { log($0.value) }
  }

  /// The posterior probability of deception at the prior that was asked for.
  static func probability(_ result: ScoringResult) -> Double? {
    if let direct = result.statistics.first(where: { $0.name == "posteriorDeceptive" }) { return direct.value }
    guard let odds = result.statistics.first(where: { $0.name == "posteriorOdds" }), odds.prior != nil else {
      return nil
    }
    let share = odds.value.isInfinite ? 1 : odds.value / (1 + odds.value)
    switch odds.direction {
    case "deceptive": return share
    case "truthful": return 1 - share
    default: return 0.5
    }
  }
}
