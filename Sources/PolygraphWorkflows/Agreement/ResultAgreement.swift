import PolygraphModel
import PolygraphStatistics

/// Where several results on one exam agree: methods, or scorers.
///
/// *Definition*: every pair of results with an opinion either takes the same side or does not; INC and NO are a side of
/// their own. The share of agreeing pairs is the percent agreement; Fleiss' kappa would need more exams than one.
/// Question by question the same is done with the opinions on a question. Results that refused, and aids without an
/// opinion, are named and left out.
public struct ResultAgreement: Hashable, Sendable, Encodable {
  /// The results that take one side.
  public struct Group: Hashable, Sendable, Encodable {
    /// The side.
    public let side: OpinionSide
    /// Who takes it: methods, or methods with the person who scored.
    public let results: [String]
  }

  /// The groups on one thing, with how many of the pairs agree.
  public struct Opinions: Hashable, Sendable, Encodable {
    /// The question; `nil` for the whole exam.
    public let question: String?
    /// Who takes which side, the deceptive one first.
    public let groups: [Group]
    /// How many pairs of results there are.
    public let pairs: Int
    /// How many of them take the same side.
    public let agreeing: Int
    /// The share of pairs that agree; `nil` for none.
    public let agreement: Double?
  }

  /// Two sheets of scores by the same method: cell by cell.
  public struct Sheets: Hashable, Sendable, Encodable {
    /// The two results.
    public let results: [String]
    /// How many cells have a score on both sheets.
    public let cells: Int
    /// How many of them have the same score.
    public let equal: Int
    /// Cohen's kappa of the scores, weighted by squared distance; `nil` where it is not defined.
    public let weightedKappa: Double?
  }

  /// The whole exam.
  public let exam: Opinions
  /// The questions on which at least two results have an opinion, in order.
  public let questions: [Opinions]
  /// Pairs of sheets by one method.
  public let sheets: [Sheets]
  /// Results that give no opinion.
  public let withoutOpinion: [String]
  /// Results that refused.
  public let refused: [String]

  /// Whether there is anything to compare: two results that scored.
  public var isComparison: Bool { exam.pairs > 0 || !sheets.isEmpty || !questions.isEmpty }

  /// Compares results on one exam. `words` names the sides of opinions in an office's own words.
  public init(of results: [ScoringResult], words: [Opinion: OpinionSide] = [:]) {
    func side(_ opinion: Opinion?) -> OpinionSide? { opinion.flatMap { words[$0] } ?? OpinionSide(opinion) }
    let named = results.map { (name: Self.name($0), result: $0) }
    let scored = named.filter { $0.result.status == .scored }
    refused = named.filter { $0.result.status == .refused }.map(\.name)
    let sided = scored.map { (name: $0.name, side: side($0.result.opinion)) }
    withoutOpinion = sided.filter { $0.side == nil }.map(\.name)
    exam = Opinions(question: nil, sided.compactMap { item in item.side.map { (item.name, $0) } })
    var labels: [String] = []
    for item in scored {
      for opinion in item.result.questionOpinions where !labels.contains(opinion.question) {
        labels.append(opinion.question)
      }
    }
    questions = labels.compactMap { label in
      let opinions = scored.compactMap { item -> (String, OpinionSide)? in
        let opinion = item.result.questionOpinions.first { $0.question == label }?.opinion
        return side(opinion).map { (item.name, $0) }
      }
      return opinions.count > 1 ? Opinions(question: label, opinions) : nil
    }
    sheets = scored.indices.flatMap { first in
      scored.indices[(first + 1)...].compactMap { Sheets(scored[first], scored[$0]) }
    }
  }

  /// The method, with whatever tells it from others of the same name: the series and the person.
  private static func name(_ result: ScoringResult) -> String {
    var parts = [result.method]
    if case .text(let series) = result.parameters["series"] { parts.append("series \(series)") }
    if let scorer = result.scorer { parts.append("by \(scorer.person)") }
    return parts.joined(separator: " ")
  }
}

extension ResultAgreement.Opinions {
  fileprivate init(question: String?, _ opinions: [(name: String, side: OpinionSide)]) {
    self.question = question
    groups = OpinionSide.allCases.compactMap { side in
      let names = opinions.filter { $0.side == side }.map(\.name)
      return names.isEmpty ? nil : ResultAgreement.Group(side: side, results: names)
    }
    pairs = opinions.count * (opinions.count - 1) / 2
    agreeing = groups.reduce(0) { $0 + $1.results.count * ($1.results.count - 1) / 2 }
    agreement = pairs > 0 ? Double(agreeing) / Double(pairs) : nil
  }
}

extension ResultAgreement.Sheets {
  /// `nil` for sheets of different methods or without a common cell.
  fileprivate init?(_ first: (name: String, result: ScoringResult), _ second: (name: String, result: ScoringResult)) {
    guard first.result.method == second.result.method,
      first.result.parameters["series"] == second.result.parameters["series"]
    else { return nil }
    var scores: [[String]: Double] = [:]
    for cell in first.result.cells { scores[Self.place(cell)] = cell.score }
    let pairs = second.result.cells.compactMap { cell -> (Double, Double)? in
      guard let own = scores[Self.place(cell)], let other = cell.score else { return nil }
      return (own, other)
    }
    guard !pairs.isEmpty else { return nil }
    results = [first.name, second.name]
    cells = pairs.count
    equal = pairs.count { $0.0 == $0.1 }
    weightedKappa = Self.kappa(pairs)
  }

  private static func place(_ cell: ScoreCell) -> [String] {
    [cell.series, "\(cell.chart)", cell.question, "\(cell.occurrence)", cell.sensor.rawValue]
  }

  /// Of integers only; the categories are all from the least to the greatest.
  private static func kappa(_ pairs: [(Double, Double)]) -> Double? {
    let all = pairs.flatMap { [$0.0, $0.1] }
    guard all.allSatisfy({ $0 == $0.rounded() && $0.magnitude < 100 }), let least = all.min(), let most = all.max()
    else { return nil }
    let categories = (Int(least)...Int(most)).map(Double.init)
    return CohenKappa(pairs.map(\.0), pairs.map(\.1), categories: categories, weights: .quadratic)?.kappa
  }
}

/// A score sheet with the agreement of its results: `polygraph.scores/1` with the key `agreement`, which is left out
/// where there is nothing to compare.
public struct ComparedScoreSheet: Sendable, Encodable {
  /// The sheet.
  public let sheet: ScoreSheet
  /// Where its results agree.
  public let agreement: ResultAgreement

  private enum CodingKeys: String, CodingKey { case agreement }

  /// Compares the results of a sheet. `words` names the sides of opinions in an office's own words.
  public init(_ sheet: ScoreSheet, words: [Opinion: OpinionSide] = [:]) {
    self.sheet = sheet
    agreement = ResultAgreement(of: sheet.results, words: words)
  }

  /// Writes the sheet, and the agreement beside its results.
  public func encode(to encoder: any Encoder) throws {
    try sheet.encode(to: encoder)
    guard agreement.isComparison else { return }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(agreement, forKey: .agreement)
  }
}
