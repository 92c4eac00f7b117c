import PolygraphModel

/// The figures a rule decides on.
///
/// Scores have one value for both sides. Methods of p values give two: small on the deceptive side means "too deceptive
/// for a truthful person", large on the truthful side "too truthful for a deceptive one".
public struct DecisionFigures: Hashable, Sendable {
  /// One question's figures.
  public struct Question: Hashable, Sendable {
    /// The question.
    public var question: String
    /// The value held against deceptive cuts.
    public var deceptiveSide: Double
    /// The value held against truthful cuts.
    public var truthfulSide: Double

    /// Makes a question's figures.
    public init(question: String, deceptiveSide: Double, truthfulSide: Double) {
      self.question = question
      self.deceptiveSide = deceptiveSide
      self.truthfulSide = truthfulSide
    }
  }

  /// The questions.
  public var questions: [Question]
  /// The total held against deceptive and truthful cuts.
  public var total: Double
  /// The cuts; a missing one does not exist, and nothing reaches it.
  public var cuts: [DecisionRule.CutName: Double]
  /// Whether the questions differ significantly; `nil` when that was not tested, which counts as agreement.
  public var questionsDiffer: Bool?
  /// The number of usable tests of a concealed information test.
  public var usableTests: Int

  /// Makes figures of two-sided values.
  public init(
    questions: [Question], total: Double, cuts: [DecisionRule.CutName: Double] = [:], questionsDiffer: Bool? = nil,
    usableTests: Int = 0
  ) {
    self.questions = questions
    self.total = total
    self.cuts = cuts
    self.questionsDiffer = questionsDiffer
    self.usableTests = usableTests
  }

  /// Makes figures of subtotals; the total is their sum unless given.
  public init(subtotals: [Subtotal], total: Double? = nil, cuts: [DecisionRule.CutName: Double] = [:]) {
    self.init(
      questions: subtotals.map { Question(question: $0.question, deceptiveSide: $0.total, truthfulSide: $0.total) },
      total: total ?? subtotals.reduce(0) { $0 + $1.total }, cuts: cuts)
  }
}

/// What a rule decided, and why.
public struct Decision: Hashable, Sendable {
  /// The short name of the rule.
  public var rule: String
  /// The rule in words.
  public var name: String
  /// What it found.
  public var side: DecisionRule.Side
  /// The same in the format's words.
  public var opinion: Opinion
  /// The opinions on the questions.
  public var questions: [QuestionOpinion]
  /// The figure that decided: `grandTotal` or `subtotal/…`.
  public var decidedBy: String
  /// That figure's value.
  public var decidedValue: String
  /// Each condition that was tried, with its outcome.
  public var trace: [DerivationTerm]
}

extension DecisionRule {
  /// Bounds are inclusive with this slack, so that a last bit decides nothing.
  static let slack = 1e-12

  /// Decides.
  public func decide(
    _ figures: DecisionFigures, vocabulary: (deceptive: Opinion, truthful: Opinion, neither: Opinion)
  ) -> Decision {
    decide(figures, vocabulary: vocabulary, isTraced: true)
  }

  /// Decides, and writes the trace when it is asked for.
  func decide(
    _ figures: DecisionFigures, vocabulary: (deceptive: Opinion, truthful: Opinion, neither: Opinion), isTraced: Bool
  ) -> Decision {
    var trace: [DerivationTerm]? = isTraced ? [] : nil
    guard let step = steps.first(where: { holds($0.condition, figures, &trace) }) else {
      preconditionFailure("A rule's last line always holds.")
    }
    func word(_ side: Side) -> Opinion {
      switch side {
      case .deceptive: vocabulary.deceptive
      case .truthful: vocabulary.truthful
      case .neither: vocabulary.neither
      }
    }
    let decided = step.condition == .otherwise ? steps[0].condition : step.condition
    let lowest = lowest(figures, isDeceptiveSide: step.side != .truthful)
    let isBySubtotal = Self.isAboutSubtotals(decided) && lowest != nil
    let decidedValue = isBySubtotal ? lowest.map { $0.value.written } ?? "" : figures.total.written
    return Decision(
      rule: identifier, name: name, side: step.side, opinion: word(step.side),
      questions: figures.questions.map {
        QuestionOpinion(question: $0.question, opinion: word(side(of: $0, step, figures)))
      },
      decidedBy: isBySubtotal ? "subtotal/\(lowest?.question ?? "")" : "grandTotal", decidedValue: decidedValue,
      trace: trace ?? [])
  }

  private func side(of question: DecisionFigures.Question, _ step: Step, _ figures: DecisionFigures) -> Side {
    guard case .separate(let deceptive, let truthful) = step.questions else { return step.side }
    switch step.side {
    case .truthful: return .truthful
    case .deceptive:
      let isReached = value(deceptive, figures).map { question.deceptiveSide <= $0 + Self.slack } ?? false
      return isReached ? .deceptive : .neither
    case .neither:
      let isReached = value(truthful, figures).map { question.truthfulSide >= $0 - Self.slack } ?? false
      return isReached ? .truthful : .neither
    }
  }

  private func value(_ cut: Cut, _ figures: DecisionFigures) -> Double? {
    switch cut {
    case .named(let name): figures.cuts[name]
    case .fixed(let value): value
    }
  }

  private func lowest(_ figures: DecisionFigures, isDeceptiveSide: Bool) -> (question: String, value: Double)? {
    func value(_ question: DecisionFigures.Question) -> Double {
      isDeceptiveSide ? question.deceptiveSide : question.truthfulSide
    }
    return figures.questions.min { value($0) < value($1) }.map { ($0.question, value($0)) }
  }

  private static func isAboutSubtotals(_ condition: Condition) -> Bool {
    switch condition {
    case .lowestAtMost, .lowestAtLeast, .lowestBelow: true
    case .all(let parts): parts.contains(where: isAboutSubtotals) && !parts.contains(where: isAboutTotal)
    default: false
    }
  }

  private static func isAboutTotal(_ condition: Condition) -> Bool {
    switch condition {
    case .totalAtMost, .totalAtLeast: true
    default: false
    }
  }

  private func holds(_ condition: Condition, _ figures: DecisionFigures, _ trace: inout [DerivationTerm]?) -> Bool {
    func noted(_ name: @autoclosure () -> String, _ result: Bool) -> Bool {
      trace?.append(DerivationTerm(name: name(), value: result ? "yes" : "no"))
      return result
    }
    func compared(_ name: String, _ figure: Double?, _ sign: String, _ cut: Cut, _ test: (Double, Double) -> Bool)
      -> Bool
    {
      guard let figure else { return noted("there is no \(name)", false) }
      guard let bound = value(cut, figures) else { return noted("\(name) \(figure.written): no cut exists", false) }
      return noted("\(name) \(figure.written) \(sign) \(bound.written)", test(figure, bound))
    }
    func lowest(isDeceptiveSide: Bool) -> Double? { self.lowest(figures, isDeceptiveSide: isDeceptiveSide)?.value }
    let slack = Self.slack
    switch condition {
    case .totalAtMost(let cut): return compared("grand total", figures.total, "≤", cut) { $0 <= $1 + slack }
    case .totalAtLeast(let cut): return compared("grand total", figures.total, "≥", cut) { $0 >= $1 - slack }
    case .lowestAtMost(let cut):
      return compared("lowest subtotal", lowest(isDeceptiveSide: true), "≤", cut) { $0 <= $1 + slack }
    case .lowestAtLeast(let cut):
      return compared("lowest subtotal", lowest(isDeceptiveSide: false), "≥", cut) { $0 >= $1 - slack }
    case .lowestBelow(let cut):
      return compared("lowest subtotal", lowest(isDeceptiveSide: true), "<", cut) { $0 < $1 - slack }
    case .questionsDiffer: return noted("the questions differ significantly", figures.questionsDiffer == true)
    case .questionsAgree: return noted("the questions do not differ significantly", figures.questionsDiffer != true)
    case .testsFewer(let least):
      return noted("\(figures.usableTests) usable tests, fewer than \(least)", figures.usableTests < least)
    case .all(let conditions): return conditions.allSatisfy { holds($0, figures, &trace) }
    case .otherwise: return noted("otherwise", true)
    }
  }
}
