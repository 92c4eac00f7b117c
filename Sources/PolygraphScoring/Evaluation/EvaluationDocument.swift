/// Inputs of evaluations: the document `polygraph.evaluation/1`.
///
/// *Shape*: `{"schema", "evaluation"?, "input"}` for one, `{"schema", "evaluation"?, "inputs": [...]}` for several. An
/// entry of `inputs` is an input itself, or `{"id"?, "evaluation"?, "input", "parameters"?}`. A document without a
/// schema may be such an entry or a list of them. `parameters` are further fields of the input. The fields
/// `description`, `oracle`, `source`, `note`, `crossCheck` and `expected`, which test vectors have, are for people and
/// are not read.
/// *Errors*: a field that nothing reads is refused.
public struct EvaluationDocument: Hashable, Sendable {
  /// The document's schema.
  public static let schemaName = "polygraph.evaluation/1"
  private static let remarks = ["description", "oracle", "source", "note", "crossCheck", "expected"]

  /// One input with what it asks for.
  public struct Entry: Hashable, Sendable {
    /// Its own name.
    public let id: String?
    /// The evaluation it names, when it names one.
    public let evaluation: String?
    /// The fields.
    public let input: DocumentValue
    /// Where it stands in the document.
    public let place: String
  }

  /// The inputs.
  public let entries: [Entry]
  /// Whether the document holds a list, which is answered by a list.
  public let isList: Bool

  /// Reads a document.
  public init(_ value: DocumentValue) throws(DocumentFault) {
    if case .list(let values) = value {
      entries = try Self.entries(values, at: "", evaluation: nil)
      isList = true
      return
    }
    var reader = try DocumentReader(value, at: "")
    guard reader.names.contains("schema") || reader.names.contains("inputs") else {
      entries = [try Self.entry(value, at: "", evaluation: nil)]
      isList = false
      return
    }
    let schema = try reader.text("schema") ?? Self.schemaName
    guard schema == Self.schemaName else {
      throw DocumentFault(place: "schema", found: "\"\(schema)\"", expected: "\"\(Self.schemaName)\"")
    }
    guard reader.names.contains("inputs") else {
      guard case .object(var fields) = value else { preconditionFailure("A reader reads objects.") }
      fields["schema"] = nil
      entries = [try Self.entry(.object(fields), at: "", evaluation: nil)]
      isList = false
      return
    }
    let evaluation = try reader.text("evaluation")
    entries = try Self.entries(try reader.requiredList("inputs"), at: "inputs", evaluation: evaluation)
    isList = true
    try reader.finish()
  }

  private static func entries(
    _ values: [DocumentValue], at place: String, evaluation: String?
  ) throws(DocumentFault) -> [Entry] {
    guard !values.isEmpty else {
      throw DocumentFault(place: place, found: "an empty list", expected: "at least one input")
    }
    var entries: [Entry] = []
    for (index, value) in values.enumerated() {
      entries.append(try entry(value, at: "\(place)[\(index)]", evaluation: evaluation))
    }
    return entries
  }

  private static func entry(
    _ value: DocumentValue, at place: String, evaluation: String?
  ) throws(DocumentFault) -> Entry {
    var reader = try DocumentReader(value, at: place)
    guard let input = reader.value("input") else {
      return Entry(id: nil, evaluation: evaluation, input: value, place: place)
    }
    let id = try reader.text("id")
    let own = try reader.text("evaluation")
    var fields: [String: DocumentValue] = [:]
    for (key, value) in try DocumentReader.entries(of: input, at: reader.path("input")) { fields[key] = value }
    for (key, value) in try reader.entries("parameters") ?? [] {
      guard fields.updateValue(value, forKey: key) == nil else {
        throw reader.fault("parameters.\(key)", "a field that the input has too", expected: "one value for it")
      }
    }
    for remark in remarks { _ = reader.value(remark) }
    try reader.finish()
    return Entry(id: id, evaluation: own ?? evaluation, input: .object(fields), place: reader.path("input"))
  }
}

extension Evaluations {
  /// Evaluates every input of a document under a method's or a statistic's name.
  ///
  /// *Definition*: the evaluation is the one the input names; otherwise the method's only one whose required fields are
  /// all there and which knows every field.
  /// *Errors*: an unknown name, an input that fits none or several, and whatever the evaluation refuses.
  public static func evaluate(
    _ name: String, _ document: EvaluationDocument
  ) throws(DocumentFault) -> [EvaluatedInput] {
    let candidates = named(name)
    guard !candidates.isEmpty else {
      let known = names.joined(separator: ", ")
      throw DocumentFault(place: "", found: "the method \"\(name)\"", expected: "one of \(known)")
    }
    var results: [EvaluatedInput] = []
    for entry in document.entries {
      let chosen = try choose(entry, among: candidates)
      let figures = try chosen.figures(of: entry.input, at: entry.place)
      results.append(
        EvaluatedInput(
          id: entry.id, evaluation: chosen.name, input: entry.input, figures: figures, source: chosen.source))
    }
    return results
  }

  private static func choose(
    _ entry: EvaluationDocument.Entry, among candidates: [Evaluation]
  ) throws(DocumentFault) -> Evaluation {
    if let name = entry.evaluation {
      if let named = candidates.first(where: { $0.name == name }) { return named }
      let known = candidates.map(\.name).joined(separator: ", ")
      throw DocumentFault(place: entry.place, found: "the evaluation \"\(name)\"", expected: "one of \(known)")
    }
    let names = try DocumentReader(entry.input, at: entry.place).names
    if candidates.count == 1 { return candidates[0] }
    let fitting = candidates.filter { $0.required.isSubset(of: names) }
    let exact = fitting.filter { names.isSubset(of: Set($0.fields.map(\.name))) }
    if let only = exact.count == 1 ? exact.first : fitting.count == 1 ? fitting.first : nil { return only }
    let shapes = candidates.map { candidate in
      let fields = candidate.fields.map { $0.isOptional ? "[\($0.name)]" : $0.name }
      return "\(candidate.name): \(fields.joined(separator: " "))"
    }
    throw DocumentFault(
      place: entry.place, found: "the fields \(names.sorted().joined(separator: ", "))",
      expected: "those of one evaluation (\(shapes.joined(separator: "; ")))")
  }
}
