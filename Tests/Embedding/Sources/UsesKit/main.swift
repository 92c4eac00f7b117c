import PolygraphKit

// Reads a chart file, and scores a table of measurements made by hand: three charts whose electrodermal responses to
// the relevant questions are four times those to the comparison questions, nine times a score of -2. The other sensors
// react alike to both, which scores 0.
let read = try ExamReader.read(path: CommandLine.arguments[1])
let sequence = ["I1", "SA2", "E3", "C4", "R5", "C6", "R7", "E8", "C9", "R10"]
let charts = (1...3).map { ChartSequence(series: "1", chart: $0, sequence: sequence) }
let sensors: [Sensor] = [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio]
let measurements = charts.flatMap { chart in
  sequence.filter { "CR".contains($0.prefix(1)) }.flatMap { question in
    let kind: QuestionRole = question.hasPrefix("R") ? .relevant : .comparison
    return sensors.map { sensor in
      Measurement(
        series: chart.series, chart: chart.chart, question: question, kind: kind, sensor: sensor,
        value: sensor == .electrodermal && kind == .relevant ? 400 : 100, unit: .chartUnits, state: .measured)
    }
  }
}
let table = MeasurementTable(exam: "MADE", profile: nil, charts: charts, measurements: measurements)
let result = ExamAnalysis(format: .federalZCT).score(table).results[0]
let total = result.grandTotal.map { String($0) } ?? "none"
let tables = try ExamAnalysis().measure(read.exam)
print(
  "profile \(tables.profile?.name ?? "none"), charts \(read.exam.charts.count), method \(result.method),",
  "total \(total), opinion \(result.opinion?.rawValue ?? "none")")
