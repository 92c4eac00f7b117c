/// How much a finding matters.
public enum Severity: String, Hashable, Sendable, Codable, Comparable {
  /// A fact worth knowing; nothing was changed.
  case note
  /// Something was repaired or is likely to mislead.
  case warning
  /// Something is wrong that a repair cannot mend.
  case error

  /// Orders severities: note, warning, error.
  public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
}

/// Where in the world something was found. Lines and columns count from 1, bytes and samples from 0.
public struct Place: Hashable, Sendable, Codable {
  /// The file's name without its folder.
  public var file: String?
  /// The line.
  public var line: Int?
  /// The column in the line.
  public var column: Int?
  /// The byte in the file.
  public var byte: Int?
  /// The field, column or key concerned.
  public var field: String?
  /// The series concerned.
  public var series: String?
  /// The chart concerned.
  public var chart: Int?
  /// The first sample concerned, on the chart's clock.
  public var sample: Int?
  /// The question concerned.
  public var question: String?

  /// Makes a place.
  public init(
    file: String? = nil, line: Int? = nil, column: Int? = nil, byte: Int? = nil, field: String? = nil,
    series: String? = nil, chart: Int? = nil, sample: Int? = nil, question: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.byte = byte
    self.field = field
    self.series = series
    self.chart = chart
    self.sample = sample
    self.question = question
  }
}

/// Something a reader, a check or a measurement noticed, with its code, its place, and how often.
public struct Finding: Hashable, Sendable {
  /// The stable code, as `column-empty`.
  public var code: String
  /// How much it matters.
  public var severity: Severity
  /// What was found and what was done about it, in a sentence without personal data.
  public var message: String
  /// The first place.
  public var place: Place
  /// How many times; at least 1.
  public var count: Int

  /// Makes a finding.
  public init(code: String, severity: Severity, message: String, place: Place = Place(), count: Int = 1) {
    self.code = code
    self.severity = severity
    self.message = message
    self.place = place
    self.count = count
  }
}

extension Finding: Codable {
  private enum CodingKeys: String, CodingKey { case code, severity, message, count }

  /// Reads the flat form: the finding's own keys beside those of its place.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    severity = try container.decode(Severity.self, forKey: .severity)
    message = try container.decode(String.self, forKey: .message)
    count = try container.decodeIfPresent(Int.self, forKey: .count) ?? 1
    place = try Place(from: decoder)
  }

  /// Writes the flat form: the finding's own keys beside those of its place.
  public func encode(to encoder: any Encoder) throws {
    try place.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(severity, forKey: .severity)
    try container.encode(message, forKey: .message)
    try container.encode(count, forKey: .count)
  }
}
