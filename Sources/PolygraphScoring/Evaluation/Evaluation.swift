/// A model or rule that can be asked at given inputs, without an exam: what `polygraph methods evaluate` runs.
public struct Evaluation: Sendable {
  /// One field of an input.
  public struct Field: Hashable, Sendable, Codable {
    /// The field's name.
    public let name: String
    /// What it holds and, where it may be left out, its default.
    public let meaning: String
    /// Whether it may be left out.
    public let isOptional: Bool

    /// Makes a field.
    public init(_ name: String, _ meaning: String, isOptional: Bool = false) {
      self.name = name
      self.meaning = meaning
      self.isOptional = isOptional
    }
  }

  /// What it is called among those of its method, as `reference-model`.
  public let name: String
  /// The scoring methods it belongs to; a statistic that belongs to none stands under its own name.
  public let methods: [String]
  /// What it computes, in a sentence.
  public let summary: String
  /// The input's fields.
  public let fields: [Field]
  /// The names of the figures it returns.
  public let figures: String
  /// Where the model comes from.
  public let source: String
  let run: @Sendable (inout DocumentReader) throws(DocumentFault) -> [String: DocumentValue]

  init(
    _ name: String, of methods: [String], _ summary: String, fields: [Field], figures: String, source: String,
    run: @escaping @Sendable (inout DocumentReader) throws(DocumentFault) -> [String: DocumentValue]
  ) {
    self.name = name
    self.methods = methods
    self.summary = summary
    self.fields = fields
    self.figures = figures
    self.source = source
    self.run = run
  }

  /// The fields that must be there.
  var required: Set<String> { Set(fields.filter { !$0.isOptional }.map(\.name)) }

  /// The figures of an input.
  ///
  /// *Errors*: a missing, unknown or ill-formed field, with its place.
  public func figures(of input: DocumentValue, at place: String = "") throws(DocumentFault) -> [String: DocumentValue] {
    var reader = try DocumentReader(input, at: place)
    let figures = try run(&reader)
    try reader.finish(knowing: fields.map(\.name))
    return figures
  }
}

/// The evaluations there are.
public enum Evaluations {
  /// Every evaluation.
  public static let all: [Evaluation] =
    multinomial + [decisionRules] + handScores + objective + probabilities + ranks + recognition + statistics

  /// The names that may be asked for: scoring methods and statistics.
  public static var names: [String] {
    var names: [String] = []
    for name in all.flatMap(\.methods) where !names.contains(name) { names.append(name) }
    return names + all.map(\.name).filter { name in all.count { $0.name == name } == 1 && !names.contains(name) }
  }

  /// The evaluations of a method, or the one of a name that no other has.
  public static func named(_ name: String) -> [Evaluation] {
    let ofMethod = all.filter { $0.methods.contains(name) }
    return ofMethod.isEmpty && names.contains(name) ? all.filter { $0.name == name } : ofMethod
  }
}

/// One evaluated input.
public struct EvaluatedInput: Hashable, Sendable, Encodable {
  /// The input's own name, when it has one.
  public let id: String?
  /// The evaluation that answered.
  public let evaluation: String
  /// The input as it was given.
  public let input: DocumentValue
  /// The figures.
  public let figures: [String: DocumentValue]
  /// Where the model comes from.
  public let source: String
}
