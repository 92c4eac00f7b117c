import PolygraphFormats
import PolygraphModel

/// Something the examiner marks while samples are taken.
public enum CaptureEvent: Hashable, Sendable {
  /// A chart begins.
  case chartBegan(series: String, chart: Int)
  /// The open chart ends.
  case chartEnded(isAborted: Bool = false)
  /// A question begins. Without a role readers take it from the label.
  case onset(label: String, role: QuestionRole? = nil, comparisonType: ComparisonType? = nil, version: Int = 1)
  /// The last question, or that of a label, has been asked: its last sample.
  case offset(label: String? = nil)
  /// The last question, or that of a label, is answered.
  case answer(word: String?, label: String? = nil)
  /// A note of the examiner.
  case annotation(code: String, group: AnnotationGroup? = nil, text: String? = nil)
}

/// When something was marked.
public enum CaptureMoment: Hashable, Sendable {
  /// Now, as the call is made.
  case now
  /// At a time of the session's clock, as a key press was stamped. *Units*: nanoseconds.
  case stamped(Int64)
  /// At a sample of the primary instrument's clock, counted from its first one.
  case sample(Int)
}

/// A mark that is on the disk.
public struct AcceptedMark: Hashable, Sendable {
  /// The segment and the frame it lies on.
  public var segment: Int
  /// The frame.
  public var frame: Int
  /// The event's number, where it has one.
  public var event: Int?
}
