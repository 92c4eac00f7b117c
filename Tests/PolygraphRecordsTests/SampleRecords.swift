import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import TestSupport

import struct GRDB.Configuration
import class GRDB.DatabaseQueue

@testable import PolygraphRecords

/// Exams, results and sheets that tests file. Nobody in them exists.
enum Sample {
  static let examiner = RecordActor(name: "examiner-7")
  static let profile = ProfileReference(name: "standard", version: "1", sha256: String(repeating: "ab", count: 32))

  /// An exam of three charts; another seed, other charts.
  static func filing(_ seed: Int = 0, name: String = "DEMO01", charts: Int = 3) -> ExamFiling {
    ExamFiling(
      name: name, format: "ncca-ascii", testFormat: "federal-zct",
      charts: (1...charts).map { number in
        FiledChart(
          series: "1", chart: number, file: "D&-\(name.prefix(8))-1.0\(number)A", format: "ncca-ascii",
          sha256: SHA256Digest(of: Data("exam \(seed), chart \(number)".utf8)).hexadecimal)
      })
  }

  /// A result; another total, another result.
  static func result(
    _ total: Double = -9, method: String = "ess-m", opinion: Opinion? = .deceptionIndicated,
    reason: OpinionReason? = nil
  ) -> SealedResult {
    SealedResult(
      testFormat: "federal-zct", profile: profile,
      result: ScoringResult(
        method: method, version: "1", parameters: ["prior": .number(0.5), "format": .text("zct"), "flag": .flag(true)],
        cells: [
          ScoreCell(
            series: "1", chart: 1, question: "R5", sensor: .electrodermal, score: -2, logRatio: -0.43, comparison: "C4")
        ],
        subtotals: [Subtotal(question: "R5", total: total / 3)], grandTotal: total,
        statistics: [
          ScoreStatistic(name: "posteriorOdds", value: 6.02, interval: (3.42, nil), direction: "deceptive", prior: 0.5)
        ],
        decisionRule: "two-stage", opinion: opinion, reason: reason, status: .scored))
  }

  /// An exam and a sheet as the pipeline gives them.
  static func examWithSheet(_ seed: Int = 0) -> (Exam, ScoreSheet) {
    let filing = filing(seed)
    let charts = filing.charts.map { chart in
      Chart(
        number: chart.chart, sampleRate: .init(30), sampleCount: 0, channels: [],
        source: ChartSource(file: chart.file, format: chart.format, sha256: chart.sha256))
    }
    let exam = Exam(name: filing.name, format: filing.format, series: [Series(name: "1", charts: charts)])
    let results = [result().result, result(-3, method: "ross", opinion: nil).result]
    return (exam, ScoreSheet(exam: filing.name, testFormat: "federal-zct", profile: profile, results: results))
  }
}

/// A clock that moves on by a second a look, or as told.
final class SteppingClock: @unchecked Sendable {
  private let lock = NSLock()
  private var now: Int64
  private let step: Int64

  init(from start: Int64 = 1_770_283_800_000, step: Int64 = 1000) {
    now = start
    self.step = step
  }

  func callAsFunction() -> Timestamp {
    lock.withLock {
      defer { now += step }
      return Timestamp(millisecondsSince1970: now)
    }
  }
}

/// A kind of store that the contract's tests are run over. Another kind is one more case.
enum StoreKind: String, CaseIterable {
  case sqlite
  case postgreSQL

  /// Opens the store that lives in a folder, making it when it is not there.
  func open(in folder: TemporaryFolder, clock: SteppingClock = SteppingClock()) async throws -> any RecordStore {
    switch self {
    case .sqlite:
      try await SQLiteRecordStore.open(Self.file(in: folder), creating: true, clock: { clock() }, prepare: { _ in })
    case .postgreSQL:
      try await PostgreSQLRecordStore.open(
        PostgreSQLServer.shared.get().makeDatabase(PostgreSQLServer.database(folder)), creating: true,
        accounts: .owner, clock: { clock() })
    }
  }

  static func file(in folder: TemporaryFolder) -> URL { folder.url.appending(path: "records/records.sqlite") }
}

extension SQLiteRecordStore {
  /// A records file with two exams, three results and two opinions, closed.
  static func makeFilled(in folder: TemporaryFolder) async throws -> URL {
    let url = StoreKind.file(in: folder)
    let clock = SteppingClock()
    let store = try await open(url, creating: true, clock: { clock() }, prepare: { _ in })
    let (exam, sheet) = Sample.examWithSheet(1)
    _ = try await store.file(exam, sheet: sheet, statingOpinionOf: "ess-m", by: Sample.examiner)
    let second = try await store.file(Sample.filing(2, name: "DEMO02"), by: Sample.examiner).record
    _ = try await store.seal(Sample.result(5, opinion: .noDeceptionIndicated), ofExam: second.id, by: Sample.examiner)
    _ = try await store.state(OpinionStatement(.noDeceptionIndicated), onExam: second.id, by: Sample.examiner)
    return url
  }

  /// Changes a records file behind the store's back.
  static func tamper(_ url: URL, _ sql: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: url.path, configuration: configuration)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }
}
