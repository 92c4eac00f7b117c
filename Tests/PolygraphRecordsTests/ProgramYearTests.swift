import Foundation
import PolygraphQuantities
import PolygraphWorkflows
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("A scripted year of the program")
struct ProgramYearTests {
  private static let exams = Repository.isExhaustive ? ProgramYear.standardExams : 30

  @Test("in a file and on a server it ends with nothing left open unseen, and with equal figures")
  func bothStores() async throws {
    let folder = try TemporaryFolder()
    let url = try PostgreSQLServer.shared.get().makeDatabase(PostgreSQLServer.database(folder))
    var reports: [ProgramYearReport] = []
    for place in [folder.url.appending(path: "year.sqlite").path, url] {
      let report = try await ProgramYear(exams: Self.exams, seed: 3).run(in: RecordPlace(place))
      #expect(report.isSound && report.undisposed == 0 && report.overdueUnescalated == 0)
      #expect(report.exams == Self.exams && report.states.values.reduce(0, +) == Self.exams)
      #expect(report.referrals > (Repository.isExhaustive ? 500 : 0))
      #expect(try await RecordPlace(place).open().store.verifyAudit().findings == [])
      reports.append(report)
    }
    #expect(reports[0] == reports[1] && reports[0].digest.count == 64)
    let used = await #expect(throws: RecordError.self) {
      _ = try await ProgramYear(exams: 1).run(in: RecordPlace(folder.url.appending(path: "year.sqlite").path))
    }
    #expect(used?.code == .refused)
  }
}
