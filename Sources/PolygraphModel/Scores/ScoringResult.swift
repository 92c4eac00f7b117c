import PolygraphQuantities

/// What a decision rule says of an exam or a question. The set is open: vocabularies are configurable (REQ-27).
public struct Opinion: RawRepresentable, Hashable, Sendable, Codable {
  /// The opinion's code as it is printed and stored.
  public let rawValue: String
  /// Makes an opinion from its code.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Deception indicated (event-specific formats).
  public static let deceptionIndicated = Opinion(rawValue: "DI")
  /// No deception indicated (event-specific formats).
  public static let noDeceptionIndicated = Opinion(rawValue: "NDI")
  /// Inconclusive (event-specific formats).
  public static let inconclusive = Opinion(rawValue: "INC")
  /// Significant response (screening formats).
  public static let significantResponse = Opinion(rawValue: "SR")
  /// No significant response (screening formats).
  public static let noSignificantResponse = Opinion(rawValue: "NSR")
  /// No opinion (screening and concealed information formats).
  public static let noOpinion = Opinion(rawValue: "NO")
  /// Recognition indicated (concealed information formats).
  public static let recognitionIndicated = Opinion(rawValue: "RI")
  /// No recognition indicated (concealed information formats).
  public static let noRecognitionIndicated = Opinion(rawValue: "NRI")
}

/// Why an opinion is INC or NO.
public enum OpinionReason: String, Hashable, Sendable, Codable {
  /// The scores reached no cut.
  case scoresInconclusive = "scores-inconclusive"
  /// The examiner withheld the opinion.
  case examiner
  /// The data do not suffice.
  case data
}

/// The score of one sensor for one presentation of a question.
public struct ScoreCell: Hashable, Sendable, Codable {
  /// The name of the series.
  public var series: String
  /// The number of the chart.
  public var chart: Int
  /// The canonical label of the question.
  public var question: String
  /// Which presentation of that label in the chart, from 1.
  public var occurrence: Int
  /// The sensor; `respiration` is the combination of both channels.
  public var sensor: Sensor
  /// The score; `nil` when the method gives none.
  public var score: Double?
  /// The log ratio or standard score behind it, where the method has one.
  public var logRatio: Double?
  /// The comparison question used, where the method uses one.
  public var comparison: String?

  /// Makes a cell.
  public init(
    series: String, chart: Int, question: String, occurrence: Int = 1, sensor: Sensor, score: Double?,
    logRatio: Double? = nil, comparison: String? = nil
  ) {
    self.series = series
    self.chart = chart
    self.question = question
    self.occurrence = occurrence
    self.sensor = sensor
    self.score = score
    self.logRatio = logRatio
    self.comparison = comparison
  }

  /// Writes the cell; an absent score, ratio or comparison is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(series, forKey: .series)
    try container.encode(chart, forKey: .chart)
    try container.encode(question, forKey: .question)
    try container.encode(occurrence, forKey: .occurrence)
    try container.encode(sensor, forKey: .sensor)
    try container.encode(score, forKey: .score)
    try container.encode(logRatio, forKey: .logRatio)
    try container.encode(comparison, forKey: .comparison)
  }
}

/// The sum (or mean, as the method has it) of a question's scores over charts or passes.
public struct Subtotal: Hashable, Sendable, Codable {
  /// The question; repeated passes are summed under `R1`, `R2` and so on.
  public var question: String
  /// The subtotal.
  public var total: Double

  /// Makes a subtotal.
  public init(question: String, total: Double) {
    self.question = question
    self.total = total
  }
}

/// A number of a method's reference model, with everything that is needed to read it rightly.
public struct ScoreStatistic: Hashable, Sendable {
  /// What it is, as `posteriorOdds`.
  public var name: String
  /// The number.
  public var value: Double
  /// The lower and upper limit; `nil` for an open side; no interval at all when the method has none.
  public var interval: (lower: Double?, upper: Double?)? {
    get { limits.map { ($0[0], $0[1]) } }
    set { limits = newValue.map { [$0.lower, $0.upper] } }
  }
  private var limits: [Double?]?
  /// The side it favours, `deceptive` or `truthful`, where it has one.
  public var direction: String?
  /// The prior probability of deception it assumes, where it assumes one.
  public var prior: Double?

  /// Makes a statistic.
  public init(
    name: String, value: Double, interval: (lower: Double?, upper: Double?)? = nil, direction: String? = nil,
    prior: Double? = nil
  ) {
    self.name = name
    self.value = value
    limits = interval.map { [$0.lower, $0.upper] }
    self.direction = direction
    self.prior = prior
  }
}

extension ScoreStatistic: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, value, direction, prior
    case limits = "interval"
  }

  /// Reads a statistic; an interval has two entries, `null` for an open side.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    value = try container.decode(Double.self, forKey: .value)
    direction = try container.decodeIfPresent(String.self, forKey: .direction)
    prior = try container.decodeIfPresent(Double.self, forKey: .prior)
    limits = try container.decodeIfPresent([Double?].self, forKey: .limits)
    if let limits, limits.count != 2 {
      throw DecodingError.dataCorruptedError(
        forKey: .limits, in: container, debugDescription: "An interval has a lower and an upper limit.")
    }
  }
}

/// The opinion on one question.
public struct QuestionOpinion: Hashable, Sendable, Codable {
  /// The question.
  public var question: String
  /// The opinion; `nil` when the rule gives none for it.
  public var opinion: Opinion?

  /// Makes a question's opinion.
  public init(question: String, opinion: Opinion?) {
    self.question = question
    self.opinion = opinion
  }

  /// Writes the question's opinion; none is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(question, forKey: .question)
    try container.encode(opinion, forKey: .opinion)
  }
}

/// The value of a method's parameter.
public enum ParameterValue: Hashable, Sendable, Codable {
  /// A number.
  case number(Double)
  /// A word.
  case text(String)
  /// A switch.
  case flag(Bool)

  /// Reads a switch, a number or a word.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  /// Writes the bare value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    case .flag(let flag): try container.encode(flag)
    }
  }
}

/// Who gave the scores, when a person did.
public struct Scorer: Hashable, Sendable, Codable {
  /// The person's identifier in the records.
  public var person: String
  /// When the scores were given.
  public var time: Timestamp
  /// Whether the person saw nothing but the charts.
  public var blind: Bool

  /// Makes a scorer.
  public init(person: String, time: Timestamp, blind: Bool) {
    self.person = person
    self.time = time
    self.blind = blind
  }
}

/// Whether a method gave scores.
public enum ScoringStatus: String, Hashable, Sendable, Codable {
  /// It did.
  case scored
  /// It does not fit this exam, for the reasons given.
  case refused
}

/// What one method says of one exam, with the way back from every number.
public struct ScoringResult: Hashable, Sendable, Codable {
  /// The method's identifier, as `ess-m`.
  public var method: String
  /// The version of our implementation of the method.
  public var version: String
  /// Every parameter in use.
  public var parameters: [String: ParameterValue]
  /// The scores.
  public var cells: [ScoreCell]
  /// The subtotals by question.
  public var subtotals: [Subtotal]
  /// The grand total; `nil` when the method has none.
  public var grandTotal: Double?
  /// The reference model's numbers.
  public var statistics: [ScoreStatistic]
  /// The rule that made the opinion, in its short name.
  public var decisionRule: String
  /// The opinion; `nil` for aids that give none.
  public var opinion: Opinion?
  /// Why the opinion is INC or NO.
  public var reason: OpinionReason?
  /// The opinions on the questions.
  public var questionOpinions: [QuestionOpinion]
  /// False when format or data lie outside what the method was validated for.
  public var withinValidatedDesign: Bool
  /// Whether the method gave scores.
  public var status: ScoringStatus
  /// Why the method refused, or why the design is not the validated one.
  public var reasons: [String]
  /// The person who scored; `nil` for algorithms.
  public var scorer: Scorer?
  /// The way back from every number to what it was made of.
  public var derivations: [Derivation]

  /// Makes a result.
  public init(
    method: String, version: String, parameters: [String: ParameterValue] = [:], cells: [ScoreCell] = [],
    subtotals: [Subtotal] = [], grandTotal: Double? = nil, statistics: [ScoreStatistic] = [],
    decisionRule: String = "", opinion: Opinion? = nil, reason: OpinionReason? = nil,
    questionOpinions: [QuestionOpinion] = [], withinValidatedDesign: Bool = true, status: ScoringStatus,
    reasons: [String] = [], scorer: Scorer? = nil, derivations: [Derivation] = []
  ) {
    self.method = method
    self.version = version
    self.parameters = parameters
    self.cells = cells
    self.subtotals = subtotals
    self.grandTotal = grandTotal
    self.statistics = statistics
    self.decisionRule = decisionRule
    self.opinion = opinion
    self.reason = reason
    self.questionOpinions = questionOpinions
    self.withinValidatedDesign = withinValidatedDesign
    self.status = status
    self.reasons = reasons
    self.scorer = scorer
    self.derivations = derivations
  }

  /// Writes the result; an absent grand total, opinion or reason is written as `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(method, forKey: .method)
    try container.encode(version, forKey: .version)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(cells, forKey: .cells)
    try container.encode(subtotals, forKey: .subtotals)
    try container.encode(grandTotal, forKey: .grandTotal)
    try container.encode(statistics, forKey: .statistics)
    try container.encode(decisionRule, forKey: .decisionRule)
    try container.encode(opinion, forKey: .opinion)
    try container.encode(reason, forKey: .reason)
    try container.encode(questionOpinions, forKey: .questionOpinions)
    try container.encode(withinValidatedDesign, forKey: .withinValidatedDesign)
    try container.encode(status, forKey: .status)
    try container.encode(reasons, forKey: .reasons)
    try container.encodeIfPresent(scorer, forKey: .scorer)
    try container.encode(derivations, forKey: .derivations)
  }
}
