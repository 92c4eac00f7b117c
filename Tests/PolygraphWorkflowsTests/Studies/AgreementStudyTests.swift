import Foundation
import PolygraphSimulation
import PolygraphWorkflows
import TestSupport
import Testing

@Suite("Agreement of the whole chain with the stated distributions")
struct AgreementStudyTests {
  private func study(_ sequence: TestSequence, exams: Int, draws: Int) -> AgreementStudy {
    var study = AgreementStudy(of: sequence)
    study.examCount = exams
    study.drawCount = draws
    return study
  }

  @Test("200 Federal ZCT exams, half of them deceptive, come through chart files to each opinion as often as stated")
  func federal() async throws {
    let folder = try TemporaryFolder()
    var study =
      Repository.isExhaustive
      ? study(.federalZCT, exams: 1000, draws: 30_000) : study(.federalZCT, exams: 100, draws: 3000)
    study.folder = folder.url.path
    let report = try await study.run()
    print(report.text)
    for row in report.rows { #expect(row.agrees, "\(row.truth.rawValue) \(row.opinion): \(report.text)") }
    #expect(report.groups.map(\.exams.count) == [study.examCount, study.examCount])
    #expect(Set(report.rows.map(\.opinion)) == ["DI", "NDI", "INC"], "no exam was refused")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(left.isEmpty, "the study tidies up")
  }

  /// By default there are too few exams for the interval around the drawn rate, which leaves out an opinion that is
  /// merely rare: there the drawn rate must lie in the interval around the exams'.
  @Test("the other formats agree as well", arguments: [(TestSequence.afmgqt, 4), (.dlst, 12), (.acqt, 12)])
  func others(sequence: TestSequence, exams: Int) async throws {
    let study =
      Repository.isExhaustive
      ? study(sequence, exams: 300, draws: 10_000) : study(sequence, exams: exams, draws: 500)
    let report = try await study.run()
    print(report.text)
    for row in report.rows {
      let holds = Repository.isExhaustive ? row.agrees : row.isPlausible
      #expect(holds, "\(row.truth.rawValue) \(row.opinion): \(report.text)")
    }
    #expect(!report.rows.contains { $0.opinion == "refused" })
  }

  @Test("a study notices exams that do not follow what is stated")
  func notices() async throws {
    var study = study(.dlst, exams: 10, draws: 300)
    study.stated.effectSize = 0
    study.examinee.effectSize = 3
    let report = try await study.run()
    #expect(!report.agrees && report.rows.contains { !$0.isPlausible }, "\(report.text)")
    #expect(report.text.contains("DISAGREES"))
  }
}
