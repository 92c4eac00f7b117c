import PolygraphModel

extension MeasurementRecords {
  /// The columns of the field's measurement table in their order, then those of this library.
  public static let columns =
    [
      "examName", "seriesName", "chartName", "Label", "eventLabel", "sensorName", "Begin", "End", "Answer",
      "sensorMeasurement", "preStimY", "beginY", "latY", "endY", "answerY", "responseOnsetY", "responseEndY", "rowEndY",
      "woeEndY", "responseRecY", "postStimY", "preStimX", "latencyEndX", "responseOnsetX", "responseEndX", "ROWEndX",
      "WOEEndX", "responseRecX", "postStimX", "changeAudit",
    ] + scores + [
      "state", "flags", "withheldMeasurement", "unit", "line", "scaleFactor", "latencySeconds", "riseSeconds",
      "halfRecoverySeconds", "profile", "profileVersion", "profileSHA256",
    ]

  /// Columns that scoring fills; a measurement table leaves them empty.
  private static let scores = [
    "rankScore", "RRMScore", "miritelloRankScore", "ipZScore", "RCScore", "CQName", "ESSScore", "OSS3Score", "CQMean",
    "OSS2Score", "PAScore", "ROSSScore", "PSSScore", "bootstrapScore", "LXCATScore",
  ]

  /// The measurement table of an exam as CSV (RFC 4180, LF line ends): a heading, then a line for each record.
  ///
  /// *Missing*: an empty cell, never a number that stands for nothing; `state` and `flags` say why. Text that a
  /// spreadsheet would run is kept from running by an apostrophe before it. *Errors*: as ``make(_:profile:measured:)``.
  public static func csv(
    _ exam: Exam, profile: FilterProfile = .standard, measured: MeasurementTable? = nil
  ) throws -> String {
    let reference = try profile.reference()
    let records = try make(exam, profile: profile, measured: measured)
    return ([columns] + records.map { cells($0, exam: exam.name, profile: reference) })
      .map { $0.joined(separator: ",") + "\n" }.joined()
  }

  private static func cells(_ record: MeasurementRecord, exam: String, profile: ProfileReference) -> [String] {
    let row = record.measurement
    let heights = [
      record.preStimulus, record.begin, record.latencyEnd, record.end, record.answer, record.responseOnset,
      record.responseEnd, record.onsetWindowEnd, record.evaluationEnd, record.recovery, record.postStimulus,
    ].map { number($0.height) }
    let places = [
      record.preStimulus, record.latencyEnd, record.responseOnset, record.responseEnd, record.onsetWindowEnd,
      record.evaluationEnd, record.recovery, record.postStimulus,
    ].map { number($0.sample) }
    let label = row.occurrence > 1 ? "\(row.question) (\(row.occurrence))" : row.question
    let head = [text(exam), text(row.series), "\(row.chart)", text(row.question), text(label), record.sensorName]
    let event = [number(record.begin.sample), number(record.end.sample), number(record.answer.sample)]
    let own = [
      row.state.rawValue, text(row.flags.joined(separator: " ")), number(row.withheldValue), text(row.unit.rawValue),
      record.line.rawValue, number(record.scale), number(record.latency), number(record.rise),
      number(record.halfRecovery), text(profile.name), text(profile.version), profile.sha256,
    ]
    return head + event + [number(row.value)] + heights + places + [""] + scores.map { _ in "" } + own
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
  private static func number(_ value: Int?) -> String { value.map { "\($0)" } ?? "" }

  private static func text(_ value: String) -> String {
    var value = value
    if let first = value.first, "=+-@\t\r".contains(first) { value = "'" + value }
    guard value.contains(where: { "\",\n\r".contains($0) }) else { return value }
    var quoted = "\""
    for character in value { quoted += character == "\"" ? "\"\"" : String(character) }
    return quoted + "\""
  }
}
