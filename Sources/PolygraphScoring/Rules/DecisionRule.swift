import PolygraphModel

/// A decision rule as data: an ordered list of conditions with what each decides.
///
/// The first condition that holds decides. ``DecisionRule/decide(_:vocabulary:)`` runs the list and writes its trace.
public struct DecisionRule: Hashable, Sendable {
  /// What a rule finds.
  public enum Side: String, Hashable, Sendable, Codable {
    /// Deception, a significant response, or recognition.
    case deceptive
    /// Truth, no significant response, or no recognition.
    case truthful
    /// Neither.
    case neither
  }

  /// A cut that a method's tables or settings give.
  public enum CutName: String, Hashable, Sendable, Codable, CaseIterable {
    /// A total at or below it is deceptive.
    case grandTotalDeceptive
    /// A total at or above it is truthful.
    case grandTotalTruthful
    /// In a two-stage rule, a subtotal at or below it is deceptive.
    case subtotalDeceptiveTwoStage
    /// A subtotal at or below it is deceptive.
    case subtotalDeceptive
    /// A lowest subtotal at or above it is truthful.
    case subtotalTruthful
    /// A total at or above the number of usable tests shows recognition.
    case usableTests
  }

  /// A number that a figure is held against.
  public enum Cut: Hashable, Sendable {
    /// A cut that comes with the scores.
    case named(CutName)
    /// A cut that the rule itself fixes.
    case fixed(Double)
  }

  /// A condition on the scores.
  public indirect enum Condition: Hashable, Sendable {
    /// The total is at or below a cut.
    case totalAtMost(Cut)
    /// The total is at or above a cut.
    case totalAtLeast(Cut)
    /// The lowest subtotal is at or below a cut.
    case lowestAtMost(Cut)
    /// The lowest subtotal is at or above a cut.
    case lowestAtLeast(Cut)
    /// The lowest subtotal is below a cut.
    case lowestBelow(Cut)
    /// The questions differ significantly.
    case questionsDiffer
    /// The questions do not differ significantly.
    case questionsAgree
    /// There are fewer usable tests than this.
    case testsFewer(than: Int)
    /// All of several conditions.
    case all([Condition])
    /// Always.
    case otherwise
  }

  /// What becomes of the single questions.
  public enum QuestionResults: Hashable, Sendable {
    /// All share the result of the test.
    case inherit
    /// They are classified by cuts of their own: beside a deceptive result the others are without an opinion, a
    /// truthful result makes all truthful, and without a result those that pass are truthful.
    case separate(deceptive: Cut, truthful: Cut)
  }

  /// One line of a rule.
  public struct Step: Hashable, Sendable {
    /// When it decides.
    public let condition: Condition
    /// What it finds.
    public let side: Side
    /// What becomes of the questions.
    public let questions: QuestionResults

    /// Makes a line.
    public init(_ condition: Condition, _ side: Side, _ questions: QuestionResults = .inherit) {
      self.condition = condition
      self.side = side
      self.questions = questions
    }
  }

  /// The rule's short name, as `eTSR`.
  public let identifier: String
  /// What it is called in full.
  public let name: String
  /// What it is for.
  public let appliesTo: String
  /// Its lines, in order; the last one always holds.
  public let steps: [Step]
  /// Where it comes from.
  public let source: String
  /// True when the rule is known from secondary text only.
  public let isInferred: Bool

  /// Makes a rule. The last line must always hold; a rule without it is a programming error.
  public init(
    identifier: String, name: String, appliesTo: String, steps: [Step], source: String, isInferred: Bool = false
  ) {
    precondition(steps.last?.condition == .otherwise, "A rule's last line always holds.")
    self.identifier = identifier
    self.name = name
    self.appliesTo = appliesTo
    self.steps = steps
    self.source = source
    self.isInferred = isInferred
  }

  /// The cuts that must come with the scores; a rule that fixes all its numbers needs none.
  public var neededCuts: [CutName] {
    func names(_ condition: Condition) -> [CutName] {
      switch condition {
      case .totalAtMost(.named(let name)), .totalAtLeast(.named(let name)), .lowestAtMost(.named(let name)),
        .lowestAtLeast(.named(let name)), .lowestBelow(.named(let name)):
        [name]
      case .all(let parts): parts.flatMap(names)
      default: []
      }
    }
    let used = Set(steps.flatMap { names($0.condition) })
    return CutName.allCases.filter { $0 != .usableTests && used.contains($0) }
  }

  /// Why the rule cannot decide with these cuts: none of those it needs exists, and no score reaches a cut that does
  /// not exist. `nil` when it can.
  func hindrance(without cuts: [CutName: Double]) -> String? {
    let needed = neededCuts
    guard !needed.isEmpty, needed.allSatisfy({ cuts[$0] == nil }) else { return nil }
    return "the rule \(identifier) needs cutscores (\(needed.map(\.rawValue).joined(separator: ", "))), and none exists"
  }
}
