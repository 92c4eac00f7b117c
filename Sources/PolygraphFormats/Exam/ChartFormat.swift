import Foundation
import PolygraphModel

/// A file format that holds charts. A new format is a value of a conforming type in ``ChartFormats/all``, or in an
/// embedder's ``ReadOptions/formats``.
public protocol ChartFormat: Sendable {
  /// The format's identifier, as `ncca-ascii`.
  var identifier: String { get }

  /// Whether a file is of this format, by its content; the name may help where content does not decide.
  ///
  /// - Parameter head: the file's first bytes, up to ``ChartFormats/headLength``.
  func recognises(name: String, head: Data) -> Bool

  /// The name of the exam a file belongs to, as far as the file's name tells; `nil` when it does not.
  func examName(ofFileNamed name: String) -> String?

  /// The charts of a file.
  ///
  /// *Errors*: the reason why the file is refused.
  func read(_ bytes: Data, name: String, options: ReadOptions) throws(FormatError) -> [ReadChart]
}

/// The formats that are known here.
public enum ChartFormats {
  /// How many bytes of a file are looked at to recognise its format.
  public static let headLength = 64 * 1024

  /// Every format, in the order in which they are tried.
  public static let all: [any ChartFormat] = [NCCAFormat()]
}

/// Which chart of which exam a file holds.
public struct ChartIdentity: Hashable, Sendable {
  /// The maker of the instrument, as far as the file tells.
  public var maker: String?
  /// The exam's name.
  public var exam: String
  /// The series' name.
  public var series: String
  /// The chart's number.
  public var chart: Int

  /// Makes an identity.
  public init(maker: String?, exam: String, series: String, chart: Int) {
    self.maker = maker
    self.exam = exam
    self.series = series
    self.chart = chart
  }
}

/// A chart as one file gives it.
public struct ReadChart: Sendable {
  /// Which chart it is.
  public var identity: ChartIdentity
  /// What recorded it.
  public var instrument: InstrumentIdentity
  /// The chart; its events name their question's text by `questionVersion` in ``questions``.
  public var chart: Chart
  /// The questions as this chart asked them.
  public var questions: [Question]
  /// What was noticed.
  public var findings: [Finding]
  /// What the format needs to write the same bytes again; `nil` when it cannot.
  public var layout: (any Sendable)?

  /// Makes a chart.
  public init(
    identity: ChartIdentity, instrument: InstrumentIdentity, chart: Chart, questions: [Question],
    findings: [Finding] = [], layout: (any Sendable)? = nil
  ) {
    self.identity = identity
    self.instrument = instrument
    self.chart = chart
    self.questions = questions
    self.findings = findings
    self.layout = layout
  }
}
