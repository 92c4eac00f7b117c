import PolygraphSimulation
import PolygraphStatistics
import Testing

@testable import PolygraphWorkflows

@Suite("Agreement report")
struct AgreementReportTests {
  private func report(exams: [String: Int], draws: [String: Int]) -> AgreementReport {
    let group = AgreementReport.Group(
      truth: .deceptive, exams: AgreementTally(opinions: exams), draws: AgreementTally(opinions: draws))
    return AgreementReport(sequence: .federalZCT, groups: [group])
  }

  @Test("a rate is held against Wilson's 99 % interval around the drawn rate, for as many trials as there are exams")
  func interval() throws {
    // Wilson's formula (1927) with z = 2.575829 in double precision, by another program.
    let draws = ["DI": 8000, "INC": 2000]
    let row = try #require(report(exams: ["DI": 160, "INC": 40], draws: draws).rows.first)
    #expect(abs(row.expected.lower - 0.718_046_581_588) < 1e-11)
    #expect(abs(row.expected.upper - 0.862_687_853_756) < 1e-11)
    #expect(report(exams: ["DI": 144, "INC": 56], draws: draws).agrees)
    #expect(!report(exams: ["DI": 143, "INC": 57], draws: draws).agrees)
  }

  @Test("with few exams an opinion that is rare and did not come up is plausible, one that is frequent is not")
  func fewExams() {
    let rare = report(exams: ["DI": 6], draws: ["DI": 880, "INC": 120]).rows[1]
    #expect(rare.exams == 0 && !rare.agrees && rare.isPlausible)
    // Wilson's formula for 0 of 6 at 99 %, by another program.
    #expect(abs(rare.observed.upper - 0.525_124_724_842) < 1e-11)
    #expect(!report(exams: ["DI": 6], draws: ["DI": 400, "INC": 600]).rows[1].isPlausible)
  }

  @Test("an opinion that came up on one way only is a row too")
  func onlyOnce() {
    let rows = report(exams: ["DI": 185, "refused": 15], draws: ["DI": 9000, "INC": 1000]).rows
    #expect(rows.map(\.opinion) == ["DI", "INC", "refused"])
    #expect(rows.map(\.exams) == [185, 0, 15])
    #expect(rows.map(\.agrees) == [true, false, false])
    #expect(abs(rows[2].expected.upper - 0.032_109_274_426) < 1e-11)
  }
}
