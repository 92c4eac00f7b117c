import PolygraphModel

/// Integers that a person gave to the reactions of an exam.
public struct HandScores: Hashable, Sendable, Codable {
  /// One integer: a sensor at one presentation of a relevant question.
  public struct Cell: Hashable, Sendable, Codable {
    /// The name of the series.
    public var series: String
    /// The number of the chart.
    public var chart: Int
    /// The canonical label of the relevant question, as `R5` or `2R1`.
    public var question: String
    /// Which presentation of that label in the chart, from 1.
    public var occurrence: Int
    /// Respiration (both channels together), EDA, cardio or vasomotor.
    public var sensor: Sensor
    /// The integer; `nil` when the reaction could not be scored.
    public var score: Int?

    /// Makes a cell.
    public init(
      series: String = "1", chart: Int, question: String, occurrence: Int = 1, sensor: Sensor, score: Int?
    ) {
      self.series = series
      self.chart = chart
      self.question = question
      self.occurrence = occurrence
      self.sensor = sensor
      self.score = score
    }
  }

  /// The integers.
  public var cells: [Cell]
  /// Who gave them.
  public var scorer: Scorer?

  /// Makes a sheet.
  public init(cells: [Cell], scorer: Scorer? = nil) {
    self.cells = cells
    self.scorer = scorer
  }

  /// The same sheet in three positions: the sign of each integer.
  public var inThreePositions: HandScores { mapped { _, score in score.signum() } }

  /// The same sheet as the Empirical Scoring System has it: the sign of each integer, EDA doubled.
  ///
  /// *Source*: Nelson et al. 2012 (NCJ 240333), transformation of seven-position scores.
  public var asEmpirical: HandScores {
    mapped { sensor, score in score.signum() * (sensor == .electrodermal ? 2 : 1) }
  }

  private func mapped(_ transform: (Sensor, Int) -> Int) -> HandScores {
    var copy = self
    for index in copy.cells.indices {
      copy.cells[index].score = copy.cells[index].score.map { transform(copy.cells[index].sensor, $0) }
    }
    return copy
  }
}

/// A method whose integers a person gives.
///
/// Asked for measurements, such a method computes only what a published numeric rule covers and says what it leaves to
/// the examiner; it gives no opinion then.
public protocol HandScoringMethod: ScoringMethod {
  /// The integers a sensor may get; a sensor without any is not scored.
  func legalScores(_ sensor: Sensor) -> [Int]
  /// How many relevant questions a sheet may have.
  var relevantQuestions: ClosedRange<Int> { get }
  /// Sums and decides a person's integers.
  func score(_ scores: HandScores, format: TestFormat?, options: ScoringOptions) -> ScoringResult
}

extension HandScoringMethod {
  /// Two to four.
  public var relevantQuestions: ClosedRange<Int> { 2...4 }

  /// Sums a person's integers and decides them by a rule that was named, with the cuts that go with it; the format is
  /// needed for its words only.
  public func score(
    _ scores: HandScores, by rule: DecisionRule, cuts: [DecisionRule.CutName: Double], questionsDiffer: Bool? = nil,
    format: TestFormat?, options: ScoringOptions
  ) -> ScoringResult {
    var draft = ScoringDraft(self, format: format ?? rule.usualFormat, options: options)
    draft.result.parameters["rule"] = .text(rule.identifier)
    draft.record(cuts)
    return HandScoring.score(
      scores, method: self, questions: relevantQuestions, source: "the examiner's integers", isFormatNeeded: false,
      hindrance: rule.hindrance(without: cuts), &draft
    ) { draft in
      if let missing = rule.hindrance(without: cuts) {
        let questions = draft.result.subtotals.map(\.question)
        return draft.withholdOpinion(questions: questions, rule: rule.identifier, because: missing)
      }
      var figures = DecisionFigures(subtotals: draft.result.subtotals, cuts: cuts)
      figures.questionsDiffer = questionsDiffer
      draft.decide(rule.decide(figures, vocabulary: draft.vocabulary), source: rule.source)
    }
  }
}
