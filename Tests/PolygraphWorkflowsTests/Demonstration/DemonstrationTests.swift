import Foundation
import PolygraphKit
import PolygraphRecords
import PolygraphSimulation
import PolygraphWorkflows
import TestSupport
import Testing

@Suite("Demonstration")
struct DemonstrationTests {
  private let scratch: TemporaryFolder
  private let actor = RecordActor(name: "examiner-7")

  init() throws { scratch = try TemporaryFolder() }

  private func demonstration(seed: UInt64 = 5, _ sequence: TestSequence = .dlst) -> Demonstration {
    Demonstration(
      settings: ExamineeSettings(seed: seed, truth: .deceptive, sequence: sequence),
      folder: scratch.url.appending(path: "demo of polygraph").path)
  }

  private func decoded<Value: Decodable>(_ type: Value.Type, _ url: URL) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: url))
  }

  @Test("every file it names exists, reads back to what was simulated, and the records are intact")
  func files() async throws {
    let demonstration = demonstration()
    var steps: [String] = []
    let outcome = try await demonstration.run(by: actor) { steps.append($0) }
    #expect(steps.count == 7 && steps[0].contains("seed 5") && steps.allSatisfy { !$0.isEmpty })

    let simulated = SimulatedExaminee(demonstration.settings).exam()
    #expect(outcome.files.count == 1 && outcome.findings.isEmpty)
    let read = try ExamReader.read(path: outcome.charts.path)
    #expect(read.findings.isEmpty)
    #expect(read.exam.charts[0].chart.channels.map(\.counts) == simulated.charts[0].chart.channels.map(\.counts))

    let table = try decoded(MeasurementTable.self, outcome.measurements)
    let captured = try ExamReader.read(path: outcome.package.path)
    #expect(outcome.scoresLikeWritten && outcome.captured.lost == 0)
    #expect(table == (try ExamAnalysis().measure(captured.exam)))
    let sheet = try decoded(ScoreSheet.self, outcome.scores)
    #expect(sheet.results.map(\.method) == ["ess-m"])
    #expect(sheet.results.map(\.opinion) == outcome.sheet.results.map(\.opinion))
    #expect(sheet.results.allSatisfy { $0.status == .scored })

    let store = try await SQLiteRecordStore.open(outcome.records)
    let exam = try await store.exam(outcome.record)
    #expect(exam.intact && exam.name == "SIM5" && exam.filedBy == actor)
    #expect(exam.charts.map(\.sha256) == captured.exam.charts.map { $0.chart.source?.sha256 ?? "" })
    #expect(exam.results.count == sheet.results.count)
    #expect(exam.opinion?.opinion == sheet.results.first { $0.opinion != nil }?.opinion)
    #expect(try await store.verifyAudit().isIntact)
    #expect(outcome.filedExams == 1)
  }

  @Test("a second time it finds its own exam; other seeds, tests and truths stand beside it")
  func again() async throws {
    var demonstration = demonstration(.dlst)
    let first = try await demonstration.run(by: actor)
    let again = try await demonstration.run(by: actor)
    #expect(again.record == first.record && again.filedExams == 1)
    #expect(again.files == first.files)
    demonstration.settings.truth = .truthful
    let truthful = try await demonstration.run(by: actor)
    demonstration.settings.effectSize = 0.5
    let weaker = try await demonstration.run(by: actor)
    #expect(truthful.filedExams == 2 && weaker.filedExams == 3)
    #expect(Set([first, truthful, weaker].map(\.charts)).count == 3)
    #expect(truthful.records == first.records)
  }

  private func demonstration(_ sequence: TestSequence) -> Demonstration { demonstration(seed: 6, sequence) }

  @Test("a chart of another exam in its folder is not mixed in: the demonstration refuses")
  func foreignChart() async throws {
    let demonstration = demonstration(.acqt)
    let outcome = try await demonstration.run(by: actor)
    let foreign = outcome.charts.appending(path: "D&-OTHER-1.01A")
    try Data("x".utf8).write(to: foreign)
    let error = await #expect(throws: OutputError.self) { _ = try await demonstration.run(by: actor) }
    #expect(error?.description.contains("D&-OTHER-1.01A") == true)
    #expect(try Data(contentsOf: foreign) == Data("x".utf8))
  }

  @Test("a folder that cannot be written to is an error that names it")
  func noFolder() async throws {
    let file = scratch.url.appending(path: "file")
    try Data().write(to: file)
    let demonstration = Demonstration(settings: ExamineeSettings(seed: 1, sequence: .acqt), folder: file.path)
    let error = await #expect(throws: OutputError.self) { _ = try await demonstration.run(by: actor) }
    #expect(error?.description.contains(file.path) == true)
  }
}
