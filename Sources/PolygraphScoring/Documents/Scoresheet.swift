import PolygraphModel
import PolygraphQuantities

/// Hand-given scores of one exam by one or several scorers: the document `polygraph.scoresheet/1`.
///
/// *Shape*: `{"schema", "exam"?, "testFormat"?, "sheets": [...]}`; a document with one sheet may have its fields beside
/// `schema`. A sheet has `method`, `scorer`? (`person`, `time`, `blind`), `testFormat`?, `rule`?, `cutscores`?,
/// `questionsDiffer`?, `alpha`?, `usesCutsOf2011`?, `scale`? (`ess` or `3pos`, of pcat), and one of
/// - `scores`: chart to question to sensor to number, as `{"chart1": {"R5": {"respiration": 0, "eda": -2}}}`,
/// - `cells`: a list of `{series?, chart, question, occurrence?, sensor, score}`,
/// - `subtotals`: question to subtotal, with `grandTotal`? where it is not their sum.
///
/// A missing integer is `null`. `sevenPositionScores` instead of `scores` names the method with it.
/// *Errors*: ``DocumentFault`` with the place for whatever is missing, unknown, ill-formed or contradictory.
public struct Scoresheet: Sendable {
  /// The document's schema.
  public static let schemaName = "polygraph.scoresheet/1"
  /// The methods that a sheet may name.
  public static var methods: [String] { HandMethods.names }

  /// One scorer's sheet.
  public struct Sheet: Sendable {
    enum Content {
      case cells([GivenScore])
      case subtotals([Subtotal], total: Double?)
    }

    /// The method's identifier; `subtotals` when only subtotals and a rule are given.
    public let method: String
    /// Who scored, when, and whether blind.
    public let scorer: Scorer?
    /// The format, where the sheet names one.
    public let format: TestFormat?
    /// The rule, where the sheet names one.
    public let rule: DecisionRule?
    let cuts: [DecisionRule.CutName: Double]?
    let questionsDiffer: Bool?
    let alpha: Double?
    let usesCutsOf2011: Bool
    let usesThreePositions: Bool
    let content: Content
    let place: String
  }

  /// The exam's name.
  public let exam: String?
  /// The sheets, in order.
  public let sheets: [Sheet]

  /// The subtotals and totals that are taken.
  static let totals = -1_000_000.0...1_000_000.0

  private static let wholeFields = ["schema", "exam", "testFormat", "sheets"]

  /// Reads a document.
  public init(_ value: DocumentValue) throws(DocumentFault) {
    var reader = try DocumentReader(value, at: "")
    let schema = try reader.requiredText("schema")
    guard schema == Self.schemaName else {
      throw reader.fault("schema", "\"\(schema)\"", expected: "\"\(Self.schemaName)\"")
    }
    exam = try reader.text("exam")
    let format = try Self.format(&reader)
    guard reader.names.contains("sheets") else {
      sheets = [try Self.sheet(&reader, format: format)]
      try reader.finish()
      return
    }
    var sheets: [Sheet] = []
    for (index, value) in try reader.requiredList("sheets").enumerated() {
      var own = try DocumentReader(value, at: "sheets[\(index)]")
      sheets.append(try Self.sheet(&own, format: try Self.format(&own) ?? format))
      try own.finish()
    }
    guard !sheets.isEmpty else { throw reader.fault("sheets", "an empty list", expected: "at least one sheet") }
    try reader.finish(knowing: Self.wholeFields)
    self.sheets = sheets
  }

  private static func format(_ reader: inout DocumentReader) throws(DocumentFault) -> TestFormat? {
    guard let name = try reader.word("testFormat", among: TestFormat.all.map(\.identifier)) else { return nil }
    return TestFormat.named(name)
  }

  private static func sheet(
    _ reader: inout DocumentReader, format: TestFormat?
  ) throws(DocumentFault) -> Sheet {
    let named = try reader.word("method", among: HandMethods.names)
    let content = try content(&reader)
    let implied = reader.names.contains("sevenPositionScores") ? "seven-position" : nil
    if let named, let implied, named != implied {
      throw reader.fault("method", "\"\(named)\" beside sevenPositionScores", expected: "\"\(implied)\"")
    }
    let rule = try reader.word("rule", among: DecisionRule.all.map(\.identifier))
    guard let method = named ?? implied ?? Self.subtotalsMethod(content, rule) else {
      throw reader.fault("method", "nothing", expected: "one of \(HandMethods.names.joined(separator: ", "))")
    }
    let cuts = reader.names.contains("cutscores") ? try CutscoreDocument.cuts(&reader) : nil
    return Sheet(
      method: method, scorer: try scorer(&reader), format: format, rule: rule.flatMap { DecisionRule.named($0) },
      cuts: cuts, questionsDiffer: try reader.flag("questionsDiffer"),
      alpha: try reader.number("alpha", in: 0.01...0.5), usesCutsOf2011: try reader.flag("usesCutsOf2011") ?? false,
      usesThreePositions: try reader.word("scale", among: ["ess", "3pos"]) == "3pos", content: content,
      place: reader.place)
  }

  /// Subtotals with a rule need no method.
  private static func subtotalsMethod(_ content: Sheet.Content, _ rule: String?) -> String? {
    guard case .subtotals = content, rule != nil else { return nil }
    return HandMethods.subtotals
  }

  private static func content(_ reader: inout DocumentReader) throws(DocumentFault) -> Sheet.Content {
    let kinds = ["scores", "sevenPositionScores", "cells", "subtotals"].filter { reader.names.contains($0) }
    guard kinds.count == 1 else {
      throw DocumentFault(
        place: reader.place, found: kinds.isEmpty ? "no scores" : kinds.joined(separator: " and "),
        expected: "one of scores, sevenPositionScores, cells, subtotals")
    }
    switch kinds[0] {
    case "cells":
      return .cells(try HandScoreDocument.list(try reader.requiredList("cells"), at: reader.path("cells")))
    case "subtotals":
      let numbers = try reader.numbers("subtotals", in: Self.totals) ?? []
      guard (1...20).contains(numbers.count) else {
        throw reader.fault("subtotals", "\(numbers.count) subtotals", expected: "1 to 20")
      }
      return .subtotals(
        numbers.map { Subtotal(question: $0.key, total: $0.value) },
        total: try reader.number("grandTotal", in: Self.totals))
    default: return .cells(try HandScoreDocument.nested(&reader, kinds[0]))
    }
  }

  private static func scorer(_ reader: inout DocumentReader) throws(DocumentFault) -> Scorer? {
    guard let value = reader.value("scorer") else { return nil }
    var fields = try DocumentReader(value, at: reader.path("scorer"))
    let person = try fields.requiredText("person")
    let text = try fields.requiredText("time")
    guard let time = Timestamp(text) else {
      throw fields.fault("time", "\"\(text)\"", expected: "a time as 2026-01-02T03:04:05Z")
    }
    guard let blind = try fields.flag("blind") else {
      throw fields.fault("blind", "nothing", expected: "true or false")
    }
    guard !person.isEmpty else { throw fields.fault("person", "an empty text", expected: "the scorer's identifier") }
    try fields.finish()
    return Scorer(person: person, time: time, blind: blind)
  }
}

/// The methods that a sheet may name.
enum HandMethods {
  static let subtotals = "subtotals"
  static let cells = ["seven-position", "three-position", "utah", "ess", "rank", "ross"]
  static let names = cells + ["ess-m", "pcat", "oss-3", subtotals]

  /// The method of a name that sums integers.
  static func named(_ name: String, _ sheet: Scoresheet.Sheet) -> (any HandScoringMethod)? {
    switch name {
    case "seven-position": return SevenPosition()
    case "three-position": return ThreePosition()
    case "utah": return UtahScoring()
    case "ess":
      var method = EmpiricalScoring()
      method.alpha = sheet.alpha ?? method.alpha
      method.usesCutsOf2011 = sheet.usesCutsOf2011
      return method
    default: return nil
    }
  }
}
