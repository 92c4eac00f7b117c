/// A table that a method rests on: computed from its model, or shipped where no formula gives it.
public struct ReferenceTable: Hashable, Sendable, Encodable {
  /// What it holds, as `grand total model`.
  public let name: String
  /// Whether it was computed from the model now; otherwise the numbers are the published ones.
  public let isComputed: Bool
  /// What it was made for, as `3 questions, 5 charts, 4 sensors`.
  public let settings: String
  /// The columns' names.
  public let columns: [String]
  /// The rows, as wide as the columns; `null` where there is no number.
  public let rows: [[DocumentValue]]
  /// Where the numbers or the model come from.
  public let source: String
}

/// What a computed table is made for; `nil` takes the method's own setting.
public struct ReferenceTableSettings: Hashable, Sendable {
  /// Relevant questions.
  public var questions: Int?
  /// Charts, passes or tests.
  public var charts: Int?
  /// Sensors of the model.
  public var sensors: Int?
  /// The level of lower limits.
  public var alpha: Double?
  /// Scored alternatives of a recognition test.
  public var alternatives: Int?

  /// Makes settings.
  public init(
    questions: Int? = nil, charts: Int? = nil, sensors: Int? = nil, alpha: Double? = nil, alternatives: Int? = nil
  ) {
    self.questions = questions
    self.charts = charts
    self.sensors = sensors
    self.alpha = alpha
    self.alternatives = alternatives
  }

  /// The names of the settings that are set.
  private var named: [String] {
    let all: [(String, Bool)] = [
      ("questions", questions != nil), ("charts", charts != nil), ("sensors", sensors != nil),
      ("alpha", alpha != nil), ("alternatives", alternatives != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// Throws for a setting that a method's tables do not have.
  func check(only known: [String], of method: String) throws(DocumentFault) {
    guard let odd = named.first(where: { !known.contains($0) }) else { return }
    let expected = known.isEmpty ? "no setting: the tables of \(method) are fixed" : known.joined(separator: ", ")
    throw DocumentFault(place: odd, found: "a setting that \(method) does not have", expected: expected)
  }

  /// A setting within its range, or its default.
  static func value(
    _ name: String, _ value: Int?, in range: ClosedRange<Int>, default usual: Int
  ) throws(DocumentFault) -> Int {
    guard let value else { return usual }
    guard range.contains(value) else {
      throw DocumentFault(
        place: name, found: "\(value)", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// The level, or 0.05.
  func level() throws(DocumentFault) -> Double {
    let level = alpha ?? 0.05
    guard level > 0, level < 1 else {
      throw DocumentFault(place: "alpha", found: "\(level)", expected: "a level between 0 and 1, both excluded")
    }
    return level
  }
}

/// The tables of methods.
public enum ReferenceTables {
  /// The tables of a method; empty when it has none.
  ///
  /// *Errors*: a setting that the method does not have, or one outside its range.
  public static func tables(
    of method: String, settings: ReferenceTableSettings = ReferenceTableSettings()
  ) throws(DocumentFault) -> [ReferenceTable] {
    switch method {
    case "ess-m": return try multinomial(settings)
    case "pcat": return try twoSensor(settings)
    case "pss": return try permutation(settings)
    case "cit": return try recognition(settings)
    default:
      try settings.check(only: [], of: method)
      return shipped(method)
    }
  }

  private static func shipped(_ method: String) -> [ReferenceTable] {
    switch method {
    case "ess": [cutscores]
    case "oss-1": objective(.first, "Krapohl & McManus 1999")
    case "oss-2": objective(.second, "Krapohl 2002")
    case "oss-3": [objectiveNorms]
    case "pa": [discriminant]
    default: []
    }
  }
}
