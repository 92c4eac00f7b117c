import PolygraphModel

/// What a method is asked to do with an exam.
public struct ScoringOptions: Hashable, Sendable {
  /// The prior probability of deception, between 0 and 1, both excluded.
  public var prior: Double
  /// Computes outside the validated design instead of refusing; the result is labelled.
  public var isForced: Bool
  /// Leaves the derivations out, for studies of many thousand exams.
  public var omitsDerivations: Bool
  /// The words of opinions; `nil` takes the format's.
  public var words: OpinionWords?

  /// Makes options. A prior outside 0...1 is a programming error.
  public init(
    prior: Double = 0.5, isForced: Bool = false, omitsDerivations: Bool = false, words: OpinionWords? = nil
  ) {
    precondition(prior > 0 && prior < 1, "A prior probability lies between 0 and 1.")
    self.prior = prior
    self.isForced = isForced
    self.omitsDerivations = omitsDerivations
    self.words = words
  }
}

/// A published way from measurements to scores and an opinion.
public protocol ScoringMethod: Sendable {
  /// The identifier, as `ess-m`.
  var identifier: String { get }
  /// The version of this implementation.
  var version: String { get }
  /// The name people use.
  var title: String { get }
  /// The publications it follows.
  var literature: [String] { get }
  /// The sensors it scores.
  var sensors: [Sensor] { get }
  /// The identifiers of the formats it fits.
  var formats: [String] { get }
  /// The least data it takes, in a sentence.
  var minimumData: String { get }
  /// Its parameters as they are set; those of a new value are the defaults.
  var parameters: [String: ParameterValue] { get }
  /// The legal ranges of its numeric parameters; a value outside is refused.
  var parameterRanges: [String: ClosedRange<Double>] { get }
  /// Scores an exam; a method that does not fit returns a refusal with its reasons.
  func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult
}

extension ScoringMethod {
  /// The format whose words are taken when none is known: that of one event, or of recognition.
  var defaultFormat: TestFormat { formats == ["cit"] ? .concealedInformation : .federalZCT }

  /// No parameter has a range.
  public var parameterRanges: [String: ClosedRange<Double>] { [:] }

  /// Scores a measurement table; several methods share a ``ScoringInput``.
  public func score(_ table: MeasurementTable, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    score(ScoringInput(table, omitsDerivations: options.omitsDerivations), format: format, options: options)
  }
}

/// The methods there are.
public enum ScoringMethods {
  /// Every method.
  public static let all: [any ScoringMethod] = [
    ESSM(), OSS1(), OSS2(), OSS3(), ProbabilityAnalysis(), PermutationScoring(), Bootstrap(), ROSS(), RankOrder(),
    RelativeResponseMagnitude(), MiritelloRank(), IpsativeZ(), SevenPosition(), ThreePosition(), UtahScoring(),
    EmpiricalScoring(), CIT(), PCAT(),
  ]

  /// The method of an identifier, or `nil`.
  public static func named(_ identifier: String) -> (any ScoringMethod)? { all.first { $0.identifier == identifier } }

  /// Scores an exam by several methods. Without a format the one the sequences show is taken.
  ///
  /// *Definition*: a series has questions of its own, so an exam with relevant questions in several series has one
  /// result a method and series, named by the parameter `series`; the sheet's format is the one they share, if they do.
  public static func score(
    _ table: MeasurementTable, methods: [any ScoringMethod], format: TestFormat? = nil,
    options: ScoringOptions = ScoringOptions()
  ) -> ScoreSheet {
    let exam = ScoringInput(table, omitsDerivations: options.omitsDerivations)
    let series = scoredSeries(of: exam.charts)
    guard series.count > 1 else {
      let format = format ?? FormatRecognition(of: exam).format
      return ScoreSheet(
        exam: table.exam, testFormat: format?.identifier, profile: table.profile,
        results: methods.map { $0.score(exam, format: format, options: options) })
    }
    let parts = series.map { name in
      let part = ScoringInput(table.only(series: name), omitsDerivations: options.omitsDerivations)
      return (name: name, exam: part, format: format ?? FormatRecognition(of: part).format)
    }
    let results = methods.flatMap { method in
      parts.map { part -> ScoringResult in
        var result = method.score(part.exam, format: part.format, options: options)
        result.parameters["series"] = .text(part.name)
        return result
      }
    }
    let formats = Set(parts.map(\.format))
    return ScoreSheet(
      exam: table.exam, testFormat: formats.count == 1 ? formats.first??.identifier : nil, profile: table.profile,
      results: results)
  }

  /// The series in which relevant questions were asked, in order.
  private static func scoredSeries(of charts: [ScoredChart]) -> [String] {
    var names: [String] = []
    for chart in charts where chart.count(.relevant) > 0 && !names.contains(chart.series) {
      names.append(chart.series)
    }
    return names
  }
}

extension MeasurementTable {
  /// The part of the table that belongs to one series.
  func only(series: String) -> MeasurementTable {
    MeasurementTable(
      exam: exam, profile: profile, charts: charts.filter { $0.series == series },
      measurements: measurements.filter { $0.series == series },
      findings: findings.filter { $0.place.series == nil || $0.place.series == series })
  }
}
