import Foundation
import PolygraphKit
import PolygraphSimulation
import TestSupport
import Testing

@Suite("The pipeline from an exam to scores")
struct ExamAnalysisTests {
  private static let exam = SimulatedExaminee(ExamineeSettings(seed: 3, truth: .deceptive, sequence: .federalZCT))
    .exam()

  private static let measured = Result { try ExamAnalysis().measure(exam) }
  private static let sheet = Result { ExamAnalysis().score(try measured.get()) }
  private static let read = Result { try ChartFiles(exam, maker: .lafayette).read() }

  @Test("the documentation's example, as it is printed there, on a folder of chart files")
  func documentationExample() throws {
    let folder = try TemporaryFolder()
    for file in try ChartFiles(Self.exam, maker: .lafayette).files {
      try Data(file.text.utf8).write(to: folder.url.appending(path: file.name))
    }
    let read = try ExamReader.read(path: folder.url.path)
    let sheet = try ExamAnalysis().score(read.exam)
    for result in sheet.results { print(result.method, result.opinion?.rawValue ?? "no opinion") }
    #expect(sheet.exam == Self.exam.name && sheet.testFormat == "federal-zct")
    #expect(sheet.results.map(\.method) == ["ess-m"] && sheet.results[0].status == .scored)
    // The two texts hold the very lines above, but for the folder.
    for path in ["README.md", "Sources/PolygraphKit/PolygraphKit.docc/PolygraphKit.md"] {
      let file = Repository.root.appending(path: path)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains("let read = try ExamReader.read(path: \"exam-folder\")"), "\(path)")
      #expect(text.contains("let sheet = try ExamAnalysis().score(read.exam)"), "\(path)")
    }
  }

  @Test("measuring and scoring in one go or in two is the same, to the bit, and again")
  func repeatable() throws {
    let analysis = ExamAnalysis()
    let table = try Self.measured.get()
    let sheet = try analysis.score(Self.exam)
    #expect(analysis.score(table) == sheet)
    #expect(try analysis.measure(Self.exam) == table)
    #expect(sheet.profile == table.profile && sheet.profile?.name == "standard")
  }

  @Test("files written and read again give the exam's own measurements and scores")
  func throughFiles() throws {
    let direct = try Self.sheet.get()
    let sheet = try ExamAnalysis().score(Self.read.get().exam)
    #expect(sheet.results[0].cells == direct.results[0].cells && sheet.results[0].opinion == direct.results[0].opinion)
  }

  @Test("options, format and methods reach the scoring; a profile out of range is refused")
  func settings() throws {
    let table = try Self.measured.get()
    let analysis = ExamAnalysis(format: .youPhase, options: ScoringOptions(prior: 0.2, omitsDerivations: true))
    let result = analysis.score(table).results[0]
    #expect(result.status == .refused && result.reasons.contains { $0.contains("You-Phase") })
    let low = ExamAnalysis(options: ScoringOptions(prior: 0.2)).score(table).results[0]
    #expect(low.parameters["prior"] == .number(0.2))
    #expect(low.statistics.first { $0.name == "posteriorOdds" }?.prior == 0.2)
    #expect(ExamAnalysis(methods: []).score(table).results.isEmpty)
    var profile = FilterProfile.standard
    profile.windows.evaluation = 1e300
    #expect(throws: FilterProfileError.self) { try ExamAnalysis(profile: profile).measure(Self.exam) }
  }

  @Test("an opinion leads back, figure by figure, to samples of a named file")
  func wayBack() throws {
    let read = try Self.read.get()
    let table = try ExamAnalysis().measure(read.exam)
    let result = ExamAnalysis().score(table).results[0]
    let figures = Dictionary(uniqueKeysWithValues: result.derivations.map { ($0.figure, $0) })
    var open = ["opinion"]
    var reached = 0
    while let next = open.popLast() {
      if let figure = figures[next] {
        open += figure.inputs.compactMap(\.from)
        continue
      }
      let parts = next.split(separator: "/").map(String.init)
      #expect(parts.count == 6 && parts[0] == "measurement", "\(next) leads nowhere")
      let row = try #require(
        table.measurements.first {
          $0.series == parts[1] && "\($0.chart)" == parts[2] && $0.question == parts[3]
            && "\($0.occurrence)" == parts[4] && $0.sensor.rawValue == parts[5]
        })
      guard row.state == .measured else { continue }
      let chart = try #require(
        read.exam.charts.first { $0.series == row.series && $0.chart.number == row.chart }?.chart)
      let places = [try #require(row.onset), try #require(row.peak)]
      #expect(places.allSatisfy { (0..<chart.sampleCount).contains($0.sample) })
      #expect(try #require(chart.source).sha256.count == 64)
      reached += 1
    }
    #expect(reached > 60)
  }

  @Test("measurement tables and score sheets round-trip as JSON, exactly")
  func documents() throws {
    let table = try Self.measured.get()
    let data = try JSONEncoder().encode(table)
    let again = try JSONDecoder().decode(MeasurementTable.self, from: data)
    #expect(again == table)
    let sheet = ExamAnalysis().score(table)
    #expect(ExamAnalysis().score(again) == sheet)
    #expect(try JSONDecoder().decode(ScoreSheet.self, from: try JSONEncoder().encode(sheet)) == sheet)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["schema"] as? String == "polygraph.measurements/1")
    let row = try #require((object["measurements"] as? [[String: Any]])?.first)
    let keys = [
      "series", "chart", "question", "occurrence", "kind", "sensor", "value", "unit", "onset", "peak", "state", "flags",
    ]
    #expect(keys.allSatisfy { row[$0] != nil })
    #expect(throws: DecodingError.self) {
      let text = String(decoding: data, as: UTF8.self).replacing("polygraph.measurements\\/1", with: "other\\/1")
      _ = try JSONDecoder().decode(MeasurementTable.self, from: Data(text.utf8))
    }
  }

  @Test("an exam of the simulator survives as a document and scores the same")
  func examDocument() throws {
    let file = try ExamJSON.write(Self.exam)
    let exam = try ExamJSON.read(file.bytes)
    #expect(try ExamAnalysis().score(exam) == Self.sheet.get())
  }

  @Test("every simulated sequence is recognised, scored within its design, and decided by its rule")
  func sequences() throws {
    for (sequence, rule) in [(TestSequence.afmgqt, "SSR"), (.dlst, "SSR"), (.federalZCT, "eTSR")] {
      let exam = SimulatedExaminee(ExamineeSettings(seed: 5, truth: .truthful, sequence: sequence)).exam()
      let sheet = try ExamAnalysis().score(exam)
      #expect(sheet.testFormat == sequence.identifier)
      let result = sheet.results[0]
      #expect(
        result.status == .scored && result.withinValidatedDesign && result.decisionRule == rule, "\(result.reasons)")
    }
    let practice = SimulatedExaminee(ExamineeSettings(seed: 5, truth: .truthful, sequence: .acqt)).exam()
    let sheet = try ExamAnalysis().score(practice)
    #expect(sheet.testFormat == "acqt" && sheet.results[0].status == .refused)
  }
}
