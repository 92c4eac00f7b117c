import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities

/// An exam's questions, sensors and timed events, for a capture that runs unattended: the document
/// `polygraph.capture-script/1`.
///
/// Times are seconds of the primary instrument's own clock from its first sample, so that a repeated run marks the same
/// samples. A script without events gives an examiner at the keyboard the questions in their order.
public struct CaptureScript: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.capture-script/1"
  /// The most events a script may have.
  public static let mostEvents = 100_000
  /// The latest time of an event, in seconds: ten days.
  public static let latest = 864_000.0

  /// What happens at a time.
  public enum What: String, Hashable, Sendable, Codable, CaseIterable {
    /// A chart begins: `series` and `chart`.
    case chartBegin
    /// The open chart ends.
    case chartEnd
    /// A question begins: `label`, and `role` where the label does not tell it.
    case onset
    /// The last question, or that of `label`, was asked to its end.
    case offset
    /// The last question, or that of `label`, is answered: `word`.
    case answer
    /// A note: `code` and `text`.
    case annotation
    /// The capture ends.
    case end
  }

  /// An event with its time.
  public struct TimedEvent: Hashable, Sendable, Codable {
    /// When, in seconds of the primary instrument's clock from its first sample.
    public var at: Double
    /// What.
    public var what: What
    /// The series' name.
    public var series: String?
    /// The chart's number.
    public var chart: Int?
    /// A question's label.
    public var label: String?
    /// The part a question plays.
    public var role: QuestionRole?
    /// The kind of a comparison question.
    public var comparisonType: ComparisonType?
    /// The version of a question's text.
    public var version: Int?
    /// The word of an answer.
    public var word: String?
    /// An annotation's code.
    public var code: String?
    /// An annotation's text.
    public var text: String?

    /// Makes an event.
    public init(at: Double, _ what: What) {
      self.at = at
      self.what = what
    }
  }

  /// The document's schema, ``schemaName``.
  public var schema = CaptureScript.schemaName
  /// The exam's name: a pseudonym.
  public var exam: String?
  /// The test format, as `federal-zct`.
  public var testFormat: String?
  /// What the channels sense, by the channel's name, where the instrument does not tell.
  public var sensors: [String: ChannelUse]?
  /// The series with their questions.
  public var series: [ExamRecord.SeriesRecord]?
  /// What happens, in order of time.
  public var events: [TimedEvent]?

  /// Makes an empty script.
  public init() {}

  /// Reads a script.
  ///
  /// *Errors*: ``CaptureError`` with the event that cannot be used.
  public init(json data: Data) throws(CaptureError) {
    do {
      self = try JSONDecoder().decode(CaptureScript.self, from: data)
    } catch let error as DecodingError {
      throw CaptureError(.script, Self.sentence(error))
    } catch {
      throw CaptureError(.script, "The script is no JSON document.")
    }
    try check()
  }

  /// Refuses what cannot be played.
  public func check() throws(CaptureError) {
    guard schema == Self.schemaName else {
      throw CaptureError(.script, "The schema is '\(schema)'; '\(Self.schemaName)' was expected.")
    }
    let events = events ?? []
    guard events.count <= Self.mostEvents else {
      throw CaptureError(.script, "The script has \(events.count) events; \(Self.mostEvents) is the most.")
    }
    var last = 0.0
    for (index, event) in events.enumerated() {
      func refuse(_ problem: String) -> CaptureError { CaptureError(.script, "events[\(index)]: \(problem)") }
      guard event.at.isFinite, event.at >= 0, event.at <= Self.latest else {
        throw refuse("'at' is 0 to \(Int(Self.latest)) seconds.")
      }
      guard event.at >= last else { throw refuse("it lies before the event above it; order them by time.") }
      last = event.at
      if let missing = Self.missing(in: event) { throw refuse("a \(event.what.rawValue) needs '\(missing)'.") }
      if let chart = event.chart, chart < 1 { throw refuse("'chart' is 1 or more.") }
    }
  }

  private static func missing(in event: TimedEvent) -> String? {
    switch event.what {
    case .chartBegin: event.chart == nil ? "chart" : nil
    case .onset: event.label == nil ? "label" : nil
    case .annotation: event.code == nil ? "code" : nil
    case .chartEnd, .offset, .answer, .end: nil
    }
  }

  private static func sentence(_ error: DecodingError) -> String {
    let (context, problem): (DecodingError.Context, String) =
      switch error {
      case .keyNotFound(let key, let context): (context, "'\(key.stringValue)' is missing")
      case .typeMismatch(_, let context), .valueNotFound(_, let context): (context, "a value is of another kind")
      case .dataCorrupted(let context): (context, context.debugDescription)
      @unknown default: (.init(codingPath: [], debugDescription: ""), "it cannot be read")
      }
    let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    return (place.isEmpty ? "" : "at \(place): ") + problem
  }
}

extension CaptureScript.TimedEvent {
  /// The mark that the event sets; `nil` for the end of the capture. The role comes from the questions.
  func mark(role: (String) -> QuestionRole?) -> CaptureEvent? {
    switch what {
    case .chartBegin: .chartBegan(series: series ?? "1", chart: chart ?? 1)
    case .chartEnd: .chartEnded()
    case .onset:
      .onset(
        label: label ?? "", role: self.role ?? role(label ?? ""), comparisonType: comparisonType, version: version ?? 1)
    case .offset: .offset(label: label)
    case .answer: .answer(word: word, label: label)
    case .annotation: .annotation(code: code ?? "", text: text)
    case .end: nil
    }
  }
}
