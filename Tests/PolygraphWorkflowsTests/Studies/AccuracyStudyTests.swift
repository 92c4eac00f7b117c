import Foundation
import PolygraphKit
import PolygraphSimulation
import PolygraphWorkflows
import TestSupport
import Testing

@Suite("Accuracy over exams with known outcomes")
struct AccuracyStudyTests {
  private let analysis = ExamAnalysis(methods: [ESSM(), OSS3(), ProbabilityAnalysis(), RankOrder(), PCAT()])

  private func table(_ seed: UInt64, _ truth: Truth, _ sequence: TestSequence = .federalZCT) -> MeasurementTable {
    var settings = ExamineeSettings(seed: seed, truth: truth, sequence: sequence)
    settings.examName = "EXAM\(seed)"
    settings.effectSize = 0.4
    return SimulatedExaminee(settings).plan().measurementTable()
  }

  private func write(_ table: MeasurementTable, _ name: String, in folder: TemporaryFolder) throws {
    try JSONEncoder().encode(table).write(to: folder.url.appending(path: name))
  }

  @Test("the counts, the area and the calibration are those of the exams scored one by one; failures are listed")
  func folder() async throws {
    let folder = try TemporaryFolder()
    var outcomes = "exam,truth\n"
    var sides: [(Truth, String?, Double)] = []
    for seed in 1...24 as ClosedRange<UInt64> {
      let truth: Truth = seed % 3 == 0 ? .deceptive : .truthful
      let table = table(seed, truth)
      try write(table, "exam-\(seed).json", in: folder)
      outcomes += "exam-\(seed).json,\(truth.rawValue)\n"
      let result = analysis.score(table).results[0]
      sides.append((truth, result.opinion?.rawValue, try #require(result.grandTotal)))
    }
    try Data("{}".utf8).write(to: folder.url.appending(path: "broken.json"))
    outcomes += "broken.json,truthful\nlost,deceptive\n../outside,deceptive\n"
    try Data(outcomes.utf8).write(to: folder.url.appending(path: "outcomes.csv"))
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "forgotten"), withIntermediateDirectories: true)
    let report = try await AccuracyStudy(analysis).run(folder: folder.url.path)

    #expect(report.exams == 24 && report.deceptive == 8 && report.truthful == 16)
    #expect(report.failures.map(\.exam) == ["broken.json", "lost", "../outside"])
    #expect(report.failures.map(\.line) == [26, 27, 28])
    #expect(report.failures.allSatisfy { !$0.reason.isEmpty })
    #expect(report.unlisted == ["forgotten"])
    #expect(report.cases.map(\.exam) == (1...24).map { "exam-\($0).json" })
    let essm = report.methods[0]
    #expect(essm.method == "ess-m" && essm.decisionRule == "eTSR" && essm.scored == 24)
    let rates = try #require(essm.rates)
    func count(_ truth: Truth, _ opinion: String) -> Int { sides.count { $0.0 == truth && $0.1 == opinion } }
    #expect(rates.sensitivity.count == count(.deceptive, "DI") && rates.sensitivity.of == 8)
    #expect(rates.specificity.count == count(.truthful, "NDI") && rates.specificity.of == 16)
    #expect(rates.falsePositive.count == count(.truthful, "DI"))
    #expect(rates.falseNegative.count == count(.deceptive, "NDI"))
    #expect(rates.inconclusive.count == sides.count { $0.1 == "INC" } && rates.inconclusive.of == 24)
    var won = 0.0
    for deceptive in sides where deceptive.0 == .deceptive {
      for truthful in sides where truthful.0 == .truthful {
        won += deceptive.2 < truthful.2 ? 1 : deceptive.2 == truthful.2 ? 0.5 : 0
      }
    }
    let curve = try #require(essm.curve)
    #expect(abs(curve.area - won / 128) < 1e-12 && curve.evidence == "grand total")
    #expect(curve.deLong != nil && curve.bootstrap != nil)
    #expect(try #require(essm.calibration).count == 24)
  }

  @Test("methods without an opinion, without a probability, and those that refuse are told apart")
  func kinds() async throws {
    let report = try await AccuracyStudy(analysis).run(StudySimulation(count: 20))
    let (oss, pa, rank, pcat) = (report.methods[1], report.methods[2], report.methods[3], report.methods[4])
    #expect(oss.calibration == nil, "p values are no probabilities of deception")
    #expect(oss.curve != nil && pa.calibration != nil)
    #expect(try #require(pa.curve).area > 0.8, "its total rises with deception")
    #expect(rank.rates == nil && rank.withoutOpinion == 20 && rank.curve == nil)
    #expect(pcat.scored == 0 && pcat.refused == 20 && pcat.rates == nil && !pcat.refusals.isEmpty)
    #expect(report.agreement.map(\.methods) == [["ess-m", "oss-3"], ["ess-m", "pa"], ["oss-3", "pa"]])
    #expect(report.agreement.allSatisfy { $0.exams == 20 && $0.agreement.of == 20 })
  }

  @Test("no number depends on the threads; a longer study begins with the same exams")
  func threads() async throws {
    var study = AccuracyStudy(ExamAnalysis(methods: [ESSM(), OSS3()]))
    var simulation = StudySimulation(count: 600, seed: 9)
    simulation.deceptiveShare = 0.3
    simulation.examinee.effectSize = 0.5
    study.threads = 1
    let one = try await study.run(simulation)
    study.threads = 7
    #expect(try await study.run(simulation) == one)
    #expect(one.deceptive == 180 && one.truthful == 420)
    #expect(abs(try #require(one.methods[0].predictiveValues.first).baseRate - 0.3) < 1e-12)
    simulation.count = 100
    let short = try await study.run(simulation)
    #expect(short.deceptive == 30)
    #expect(
      try #require(short.methods[0].rates).sensitivity.count <= (try #require(one.methods[0].rates)).sensitivity.count)
  }

  @Test("an examinee who lies to one question of several is deceptive there only")
  func questions() async throws {
    var simulation = StudySimulation(count: 40, sequence: .afmgqt)
    let lie = try #require(simulation.examinee.sequence.questions.first { $0.role == .relevant }).item
    simulation.examinee.liesTo = [lie]
    let report = try await AccuracyStudy(ExamAnalysis(methods: [ESSM()])).run(simulation)
    let relevant = Set(simulation.examinee.sequence.questions.filter { $0.role == .relevant }.map(\.item)).count
    let questions = try #require(report.methods[0].questions)
    #expect(questions.sensitivity.of == 20)
    #expect(questions.specificity.of == 20 * relevant + 20 * (relevant - 1))
    #expect(try #require(report.methods[0].curve).evidence == "lowest subtotal")
  }

  @Test("samples that are made and measured give exams of the same kind as measurements that are drawn")
  func signals() async throws {
    var simulation = StudySimulation(count: 2, seed: 5)
    simulation.way = .signals
    let report = try await AccuracyStudy(ExamAnalysis()).run(simulation)
    #expect(report.exams == 2 && report.deceptive == 1 && report.methods[0].scored == 2)
    #expect(report.origin.way == .signals)
  }

  @Test("progress is told up to the whole")
  func progress() async throws {
    var told: [Int] = []
    _ = try await AccuracyStudy(ExamAnalysis()).run(StudySimulation(count: 300)) { done, total in
      told.append(done)
      #expect(total == 300)
    }
    #expect(told.last == 300 && told == told.sorted())
  }
}
