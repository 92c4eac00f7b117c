import Foundation
import PolygraphKit

/// The document `polygraph.methods/1`.
struct MethodList: Encodable {
  let schema = "polygraph.methods/1"
  let methods: [MethodDescription]
}

/// A method as it is listed: the document `polygraph.method/1`.
struct MethodDescription: Encodable {
  /// The legal values of a numeric parameter.
  struct Range: Encodable {
    let lowest: Double
    let highest: Double
  }

  /// An evaluation as it is documented.
  struct Usage: Encodable {
    let name: String
    let summary: String
    let fields: [Evaluation.Field]
    let figures: String
    let source: String
  }

  let schema = "polygraph.method/1"
  let name: String
  let version: String
  let title: String
  let literature: [String]
  let sensors: [Sensor]
  let formats: [String]
  let minimumData: String
  let parameters: [String: ParameterValue]
  let parameterRanges: [String: Range]
  let evaluations: [Usage]

  init(_ method: any ScoringMethod) {
    name = method.identifier
    version = method.version
    title = method.title
    literature = method.literature
    sensors = method.sensors
    formats = method.formats
    minimumData = method.minimumData
    parameters = method.parameters
    parameterRanges = method.parameterRanges.mapValues { Range(lowest: $0.lowerBound, highest: $0.upperBound) }
    evaluations = Evaluations.named(method.identifier).map {
      Usage(name: $0.name, summary: $0.summary, fields: $0.fields, figures: $0.figures, source: $0.source)
    }
  }

  var text: String {
    var text = "\(title)\n\n  name \(name), version \(version)\n  minimum data: \(minimumData)\n"
    text += "  formats: \(formats.joined(separator: ", "))\n"
    text += "  sensors: \(sensors.map(\.rawValue).joined(separator: ", "))\n  literature:\n"
    for source in literature { text += "    \(source)\n" }
    text += "  parameters:\n"
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      let range = parameterRanges[name].map { "   (\($0.lowest.short) to \($0.highest.short))" } ?? ""
      text += "    \(name) = \(value.text)\(range)\n"
    }
    if !evaluations.isEmpty { text += "  evaluations ('polygraph methods evaluate \(name) FILE'):\n" }
    for evaluation in evaluations {
      text += "    \(evaluation.name): \(evaluation.summary)\n"
      for field in evaluation.fields {
        text += "      \(field.isOptional ? "[\(field.name)]" : field.name): \(field.meaning)\n"
      }
      text += "      → \(evaluation.figures)\n"
    }
    return text
  }
}

extension Evaluation {
  /// One line of help: names and fields.
  var usage: String {
    let fields = fields.map { $0.isOptional ? "[\($0.name)]" : $0.name }.joined(separator: " ")
    return "  \(methods.joined(separator: ", ")): \(name): \(fields)"
  }
}

extension ParameterValue {
  /// The bare value as text.
  var text: String {
    switch self {
    case .number(let number): number.short
    case .text(let text): text
    case .flag(let flag): flag ? "yes" : "no"
    }
  }
}

extension Double {
  /// The number with all its digits, whole ones without a point.
  fileprivate var short: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : "\(self)" }
}

/// The document `polygraph.tables/1`.
struct MethodTables: Encodable {
  let schema = "polygraph.tables/1"
  let method: String
  let tables: [ReferenceTable]
}

extension ReferenceTable {
  /// The table as people read it.
  var text: String {
    var table = TextTable(columns.map { ($0, .right) })
    for row in rows { table.add(row.map(\.cell)) }
    return "\(name) (\(settings); \(isComputed ? "computed" : "published"); \(source))\n" + table.text(indent: 2)
  }
}

extension DocumentValue {
  /// The value in a table's cell.
  fileprivate var cell: String {
    switch self {
    case .null: "–"
    case .flag(let flag): flag ? "yes" : "no"
    case .number(let number): number == number.rounded() || abs(number) >= 1e-4 ? number.rounded6 : number.scientific
    case .text(let text): text
    case .list(let values): values.map(\.cell).joined(separator: "; ")
    case .object(let fields):
      fields.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.cell)" }.joined(separator: ", ")
    }
  }
}

extension Double {
  fileprivate var rounded6: String { shown(self, digits: 6) }
  fileprivate var scientific: String {
    formatted(.number.notation(.scientific).precision(.significantDigits(6)).locale(.init(identifier: "en_US_POSIX")))
  }
}

/// The document `polygraph.evaluated/1` of one input.
struct EvaluatedOne: Encodable {
  let schema = "polygraph.evaluated/1"
  let method: String
  let id: String?
  let evaluation: String
  let input: DocumentValue
  let figures: [String: DocumentValue]
  let source: String

  init(method: String, _ result: EvaluatedInput) {
    self.method = method
    id = result.id
    evaluation = result.evaluation
    input = result.input
    figures = result.figures
    source = result.source
  }
}

/// The document `polygraph.evaluated/1` of several inputs.
struct EvaluatedList: Encodable {
  let schema = "polygraph.evaluated/1"
  let method: String
  let results: [EvaluatedInput]
}

extension EvaluatedInput {
  /// The figures as people read them.
  var text: String {
    var text = "\(id.map { "\($0): " } ?? "")\(evaluation) (\(source))\n"
    for (name, value) in figures.sorted(by: { $0.key < $1.key }) { text += "  \(name) = \(value.cell)\n" }
    return text
  }
}

/// The document `polygraph.formats/1`.
struct FormatList: Encodable {
  let schema = "polygraph.formats/1"
  let formats: [FormatDescription]
}

/// A test format as it is listed.
struct FormatDescription: Encodable {
  let name: String
  let title: String
  let issue: String
  let relevantQuestions: [Int]
  let comparisonQuestions: [Int]
  let charts: [Int]
  let sequence: String
  let pairing: String
  let decision: String
  let confidence: String
  let source: String
  let methods: [String]

  init(_ format: TestFormat) {
    name = format.identifier
    title = format.name
    issue = format.issue.rawValue
    relevantQuestions = format.relevantQuestions.ends
    comparisonQuestions = format.comparisonQuestions.ends
    charts = format.charts.ends
    sequence = format.sequence
    pairing = format.pairing
    decision = format.decision
    confidence = format.confidence
    source = format.source
    methods = ScoringMethods.all.filter { $0.formats.contains(format.identifier) }.map(\.identifier)
  }
}

extension ClosedRange<Int> {
  fileprivate var ends: [Int] { [lowerBound, upperBound] }
  /// The range in a few characters, as `2–4`.
  var words: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)–\(upperBound)" }
}
