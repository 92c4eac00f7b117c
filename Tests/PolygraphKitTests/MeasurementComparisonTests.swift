import PolygraphKit
import PolygraphSimulation
import Testing

@Suite("Two filter profiles compared on one exam")
struct MeasurementComparisonTests {
  private static let exam = SimulatedExaminee(ExamineeSettings(seed: 3, truth: .deceptive, sequence: .federalZCT))
    .exam()

  @Test("equal profiles differ in nothing; reference and standard in values, and each opinion is told")
  func comparison() throws {
    let exam = Self.exam
    let same = try ExamAnalysis().compare(exam, .standard, .standard)
    #expect(same.compared > 0 && same.differences.isEmpty && same.valuesDiffering == 0 && same.statesDiffering == 0)
    #expect(same.opinions.allSatisfy { !$0.differ && $0.firstTotal == $0.secondTotal })
    let other = try ExamAnalysis().compare(exam, .reference, .standard)
    #expect(other.compared == same.compared && other.valuesDiffering > 0)
    #expect(other.profiles.map(\.name) == ["reference", "standard"])
    #expect(other.opinions.map(\.method) == ["ess-m"])
    #expect(other.opinions.allSatisfy { $0.differ == ($0.firstOpinion != $0.secondOpinion) })
  }

  @Test("the CSV table has a cell for every column in every line, under both profiles")
  func table() throws {
    for profile in [FilterProfile.standard, .reference] {
      let lines = try MeasurementRecords.csv(Self.exam, profile: profile).split(separator: "\n")
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
      #expect(lines.count > 1 && Set(lines) == [MeasurementRecords.columns.count])
    }
  }
}
