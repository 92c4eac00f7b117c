import ArgumentParser
import Foundation
import PolygraphKit

/// `polygraph measure`: the measurements of an exam.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the responses in an exam, each with its place.",
    discussion: """
      Every value names its onset and peak samples and its state: measured, noResponse, artifact or notMeasured, with \
      flags that say why. Respiration is line excursion (a smaller value is a stronger reaction); EDA and cardio are \
      amplitudes in chart units; vasomotor is ln(pre/post) of the pulse amplitude.

      Beside the measurements stand quality and behaviour indicators with their times (text shows those past their \
      limit) and respiration patterns; neither is scored.

      --csv writes the field's measurement table: a line for each presented question and sensor line, both EDA lines \
      included, with the samples (from 0) and heights of its windows; state and flags stand beside every value. \
      --compare measures under two profiles and prints which measurements and which ESS-M opinions differ.

      Examples:
        polygraph measure exam-folder
        polygraph measure exam-folder --json > measurements.json
        polygraph measure exam-folder --profile reference --csv table.csv
        polygraph measure exam-folder --compare reference,standard
        polygraph score --measurements measurements.json
      """)

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp("Write the measurement table as CSV to this new file; - prints it.", valueName: "file|-"))
  var csv: String?

  @Option(
    help: ArgumentHelp("Measure under two profiles and print what differs.", valueName: "profile,profile"))
  var compare: String?

  func validate() throws {
    if csv?.isEmpty == true { throw ValidationError("--csv takes the path of a file, or -.") }
    if csv == "-", output.json { throw ValidationError("--csv - and --json both print; take one of them.") }
    guard let compare else { return }
    if csv != nil { throw ValidationError("--compare and --csv do not go together.") }
    let names = Self.names(compare)
    guard names.count == 2 else { throw ValidationError("--compare takes two profiles, as reference,standard.") }
    for name in names { try FilterProfile.checkName(name) }
  }

  private static func names(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  func run() throws {
    let read = try reading.read()
    if let compare {
      let profiles = try Self.names(compare).map { try FilterProfile.load($0) }
      let comparison = try ExamAnalysis().compare(read.exam, profiles[0], profiles[1])
      return try output.emit(comparison, text: comparison.text)
    }
    let filterProfile = try profile.load()
    var table = try ExamAnalysis(profile: filterProfile).measure(read.exam)
    if let csv {
      let text = try MeasurementRecords.csv(read.exam, profile: filterProfile, measured: table)
      if csv == "-" { return try emit(text) }
      try write(text, to: csv)
    }
    table.findings = read.findings + table.findings
    let document = MeasuredExam(
      table: table, indicators: try Indicators.find(in: read.exam, profile: filterProfile),
      patterns: try RespirationPatterns.find(in: read.exam, profile: filterProfile))
    try output.emit(document, text: table.text + document.text)
  }
}

/// The document `polygraph.measurements/1` with the facts beside it that are never scored.
private struct MeasuredExam: Encodable {
  let table: MeasurementTable
  let indicators: [Indicator]
  let patterns: [RespirationPattern]

  private enum CodingKeys: String, CodingKey { case indicators, patterns }

  func encode(to encoder: any Encoder) throws {
    try table.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(indicators, forKey: .indicators)
    try container.encode(patterns, forKey: .patterns)
  }

  /// The indicators that pass their limit, and the patterns, as people read them.
  var text: String {
    var text = ""
    let noted = indicators.filter(\.isNoted)
    if !noted.isEmpty {
      var table = TextTable([
        ("CHART", .left), ("INDICATOR", .left), ("ABOUT", .left), ("VALUE", .right), ("FROM s", .right),
        ("TO s", .right),
      ])
      for indicator in noted {
        let about =
          [indicator.question, indicator.kind?.rawValue].compactMap(\.self) + indicator.sensors.map(\.rawValue)
        table.add([
          "\(indicator.series)/\(indicator.chart)", indicator.code.rawValue, about.joined(separator: " "),
          shown(indicator.value, digits: 3), indicator.start.map { shown($0.seconds) } ?? "",
          indicator.end.map { shown($0.seconds) } ?? "",
        ])
      }
      text += "\nIndicators past their limit (facts, never scored)\n" + table.text
    }
    let measured = patterns.filter { $0.reason == nil }
    guard !measured.isEmpty else { return text }
    var table = TextTable([
      ("CHART", .left), ("QUESTION", .left), ("SENSOR", .left), ("SLOWING", .right), ("SHALLOWER", .right),
      ("BASELINE", .right),
    ])
    for pattern in measured {
      func figure(_ value: Double?) -> String { value.map { shown($0, digits: 3) } ?? "—" }
      table.add([
        "\(pattern.series)/\(pattern.chart)",
        pattern.occurrence > 1 ? "\(pattern.question) (\(pattern.occurrence))" : pattern.question,
        pattern.sensor.rawValue, figure(pattern.slowing), figure(pattern.amplitudeLoss), figure(pattern.baselineRise),
      ])
    }
    return text + "\nRespiration patterns, logarithms (never scored)\n" + table.text
  }
}

extension Measure {
  /// Writes a new file; one that exists is not replaced.
  private func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch let error as CocoaError where error.code == .fileWriteFileExists {
      throw RefusedInput(path: path, problem: "the file exists; name a new one")
    } catch {
      throw RefusedInput(path: path, problem: "the file cannot be written")
    }
  }
}

extension MeasurementComparison {
  /// The comparison as people read it.
  fileprivate var text: String {
    let names = profiles.map { "\($0.name) \($0.version)" }
    var text = "Exam \(exam): \(names[0]) against \(names[1])\n\n"
    text += "\(compared) measurements: \(valuesDiffering) values differ, \(statesDiffering) states differ\n\n"
    var table = TextTable([
      ("CHART", .left), ("QUESTION", .left), ("SENSOR", .left), (profiles[0].name.uppercased(), .right),
      (profiles[1].name.uppercased(), .right), ("ONSETS s", .right), ("PEAKS s", .right), ("STATES", .left),
    ])
    for row in differences {
      let (left, right) = (row.first, row.second)
      table.add([
        "\(row.series)/\(row.chart)", row.occurrence > 1 ? "\(row.question) (\(row.occurrence))" : row.question,
        row.sensor.rawValue, Self.shownValue(left), Self.shownValue(right), Self.both(left.onset, right.onset),
        Self.both(left.peak, right.peak),
        left.state == right.state ? left.state.rawValue : "\(left.state.rawValue) / \(right.state.rawValue)",
      ])
    }
    text += differences.isEmpty ? "" : table.text + "\n"
    for opinion in opinions {
      let sides = [(opinion.firstOpinion, opinion.firstTotal), (opinion.secondOpinion, opinion.secondTotal)].map {
        "\($0.0 ?? "no opinion")\($0.1.map { " (" + shown($0) + ")" } ?? "")"
      }
      text += "\(opinion.method): \(sides[0]) / \(sides[1])\(opinion.differ ? "   differs" : "")\n"
    }
    return text
  }

  private static func shownValue(_ side: Side) -> String { side.value.map { shown($0, digits: 3) } ?? "—" }

  private static func both(_ left: SamplePlace?, _ right: SamplePlace?) -> String {
    "\(left.map { shown($0.seconds) } ?? "—") / \(right.map { shown($0.seconds) } ?? "—")"
  }
}

extension MeasurementTable {
  /// The measurements as people read them: a line each.
  fileprivate var text: String {
    var text = "Exam \(exam)"
    if let profile { text += "   filter profile \(profile.name) \(profile.version) (\(profile.sha256.prefix(12)))" }
    text += "\n"
    for chart in charts {
      text += "\nSeries \(chart.series), chart \(chart.chart): \(chart.sequence.joined(separator: " "))\n"
      var table = TextTable([
        ("QUESTION", .left), ("SENSOR", .left), ("VALUE", .right), ("UNIT", .left), ("ONSET s", .right),
        ("PEAK s", .right), ("STATE", .left), ("FLAGS", .left),
      ])
      for row in measurements where row.series == chart.series && row.chart == chart.chart {
        let question = row.occurrence > 1 ? "\(row.question) (\(row.occurrence))" : row.question
        table.add([
          question, row.sensor.rawValue, row.value.map { shown($0, digits: 3) } ?? "—", row.unit.rawValue,
          row.onset.map { shown($0.seconds) } ?? "", row.peak.map { shown($0.seconds) } ?? "", row.state.rawValue,
          row.flags.joined(separator: " "),
        ])
      }
      text += table.text
    }
    return text + (findings.isEmpty ? "" : "\nFindings\n" + findingLines(findings))
  }
}
