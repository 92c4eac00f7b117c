import BenchmarkSupport
import Foundation
import PolygraphModel
import PolygraphScoring

/// The exams that the Python side wrote: by exam, chart, question and sensor.
struct GeneratedExams {
  static let charts = 3
  static let sequence = ["I1", "SA", "E3", "C4", "R5", "C6", "R7", "E8", "C9", "R10"]
  static let questions = ["C4", "R5", "C6", "R7", "C9", "R10"]
  static let sensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor,
  ]
  static let valuesPerExam = charts * questions.count * sensors.count

  let values: [Double]
  var count: Int { values.count / Self.valuesPerExam }

  /// A table of the first exam; others are put into it.
  let template: MeasurementTable

  init(_ values: [Double]) {
    self.values = values
    var sequences: [ChartSequence] = []
    var rows: [PolygraphModel.Measurement] = []
    for chart in 1...Self.charts {
      sequences.append(ChartSequence(series: "1", chart: chart, sequence: Self.sequence))
      for question in Self.questions {
        for sensor in Self.sensors {
          rows.append(
            Measurement(
              series: "1", chart: chart, question: question, kind: QuestionLabel.parse(question)?.role ?? .other,
              sensor: sensor, value: values[rows.count], unit: .chartUnits, state: .measured))
        }
      }
    }
    template = MeasurementTable(exam: "BENCH", profile: nil, charts: sequences, measurements: rows)
  }
}

/// Figures that the reference computes too.
func figures(_ results: [ScoringResult]) -> [Double] {
  results.flatMap { result in
    [result.grandTotal ?? 0] + [Opinion.deceptionIndicated, .noDeceptionIndicated].map { result.opinion == $0 ? 1 : 0 }
  }
}

/// All methods on one exam, with every derivation.
func allMethods(_ table: MeasurementTable) -> [Double] {
  let sheet = ScoringMethods.score(
    table, methods: ScoringMethods.all, format: .federalZCT, options: ScoringOptions(isForced: true))
  return [Double(sheet.results.count), sheet.results.reduce(0) { $0 + ($1.grandTotal ?? 0) }]
}

let allMethodsWarm = BenchmarkCase("all-methods") { folder in
  let exams = GeneratedExams(try folder.doubles("exams"))
  return { allMethods(exams.template) }
}

/// A new process, until all methods have scored one exam: program start, tables and exam.
let allMethodsCold = BenchmarkCase("all-methods-new-process") { folder in
  let program = URL(filePath: CommandLine.arguments[0])
  return {
    let process = Process()
    let output = Pipe()
    process.executableURL = program
    process.arguments = ["--once", folder.url.path]
    process.standardOutput = output
    guard (try? process.run()) != nil else { return [] }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
  }
}

/// ESS-M and OSS-3 of every exam, without derivations, as studies run them.
let monteCarlo = BenchmarkCase("monte-carlo") { folder in
  let exams = GeneratedExams(try folder.doubles("exams"))
  var objective = OSS3()
  // The reference does not round.
  objective.sourceRounding = false
  let methods: [any ScoringMethod] = [ESSM(), objective]
  let options = ScoringOptions(omitsDerivations: true)
  return {
    var sums = [Double](repeating: 0, count: 6)
    var table = exams.template
    for exam in 0..<exams.count {
      let first = exam * GeneratedExams.valuesPerExam
      for row in table.measurements.indices { table.measurements[row].value = exams.values[first + row] }
      let input = ScoringInput(table, omitsDerivations: true)
      let results = methods.map { $0.score(input, format: .federalZCT, options: options) }
      for (index, figure) in figures(results).enumerated() { sums[index] += figure }
    }
    return sums
  }
}

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--once" {
  let folder = InputFolder(url: URL(filePath: CommandLine.arguments[2]))
  let table = GeneratedExams(try folder.doubles("first-exam")).template
  let clock = ContinuousClock()
  var check: [Double] = []
  let duration = clock.measure { check = allMethods(table) }
  FileHandle.standardError.write(Data("cold: \(duration)\n".utf8))
  print(check.map { "\($0)" }.joined(separator: " "))
} else {
  try BenchmarkProgram.run([allMethodsWarm, allMethodsCold, monteCarlo])
}
