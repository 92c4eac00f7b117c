import ArgumentParser
import PolygraphKit

/// `polygraph measure`: the measurements of an exam.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the responses in an exam, each with its place.",
    discussion: """
      Every value names its onset and peak samples and its state: measured, noResponse, artifact or notMeasured, with \
      flags that say why. Respiration is line excursion (a smaller value is a stronger reaction); EDA and cardio are \
      amplitudes in chart units; vasomotor is ln(pre/post) of the pulse amplitude.

      Examples:
        polygraph measure exam-folder
        polygraph measure exam-folder --json > measurements.json
        polygraph score --measurements measurements.json
      """)

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let read = try reading.read()
    var table = try ExamAnalysis(profile: profile.load()).measure(read.exam)
    table.findings = read.findings + table.findings
    try output.emit(table, text: table.text)
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
