import Foundation
import PolygraphKit
import PolygraphRecords
import PolygraphWorkflows
import TestSupport
import Testing

@Suite("Filing of scores")
struct ScoreFilingTests {
  private let scratch: TemporaryFolder
  private let read: ReadExam
  private let sheet: ScoreSheet
  private var records: String { scratch.url.appending(path: "office/records.sqlite").path }

  init() throws {
    scratch = try TemporaryFolder()
    read = try ExamReader.read(path: Repository.fixture("ncca/D&-DEMO01-1.01A").path)
    let result = ScoringResult(
      method: "ess-m", version: "1", grandTotal: -9, decisionRule: "two-stage", opinion: .deceptionIndicated,
      status: .scored)
    let refused = ScoringResult(method: "oss-3", version: "1", status: .refused, reasons: ["too few charts"])
    sheet = ScoreSheet(exam: "DEMO01", testFormat: "federal-zct", profile: nil, results: [refused, result])
  }

  @Test("what is filed twice is found again: one exam, one of each result, one opinion")
  func twice() async throws {
    let first = try await ScoreFiling.file(read, sheet, recordsAt: records)
    let second = try await ScoreFiling.file(read, sheet, recordsAt: records)
    #expect(first.exam.record.id == second.exam.record.id)
    #expect(first.results.map(\.record.id) == second.results.map(\.record.id))
    #expect(first.opinion?.record.id == second.opinion?.record.id)
    let store = try await SQLiteRecordStore.open(URL(filePath: records))
    let listing = try await store.exams()
    #expect(listing.total == 1)
    #expect(listing.exams[0].results.map(\.method) == ["oss-3", "ess-m"])
    #expect(listing.exams[0].opinions.count == 1)
    #expect(try await store.verifyAudit().isIntact)
  }

  @Test("the opinion is that of the first method that gave one, and the operating-system user files")
  func opinion() async throws {
    let filed = try await ScoreFiling.file(read, sheet, recordsAt: records)
    let exam = try await SQLiteRecordStore.open(URL(filePath: records)).exam(filed.exam.record.id)
    #expect(exam.opinion?.opinion == .deceptionIndicated)
    #expect(exam.opinion?.result == filed.results[1].record.id)
    #expect(exam.filedBy == .operatingSystemUser)
  }

  @Test("another result stands beside the earlier one")
  func another() async throws {
    _ = try await ScoreFiling.file(read, sheet, recordsAt: records)
    var other = sheet
    other.results[1].grandTotal = -3
    other.results[1].opinion = .inconclusive
    other.results[1].reason = .scoresInconclusive
    let filed = try await ScoreFiling.file(read, other, recordsAt: records)
    let exam = try await SQLiteRecordStore.open(URL(filePath: records)).exam(filed.exam.record.id)
    #expect(exam.results.count == 3)
    #expect(exam.opinion?.opinion == .inconclusive)
  }

  @Test("an exam that names no files is refused before anything is written into the records")
  func withoutSource() async throws {
    var simulated = read
    for series in simulated.exam.series.indices {
      for chart in simulated.exam.series[series].charts.indices {
        simulated.exam.series[series].charts[chart].source = nil
      }
    }
    let unsourced = simulated
    let error = await #expect(throws: RecordError.self) {
      _ = try await ScoreFiling.file(unsourced, sheet, recordsAt: records)
    }
    #expect(error?.code == .chartWithoutSource)
    #expect(try await SQLiteRecordStore.open(URL(filePath: records)).exams().total == 0)
  }
}
