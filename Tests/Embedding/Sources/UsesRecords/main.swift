import Foundation
import PolygraphRecords

// Files an exam in a new records file, opens it again, lists it and verifies the audit trail.
let file = URL(filePath: CommandLine.arguments[1])
let digest = String(repeating: "0123456789abcdef", count: 4)
let chart = FiledChart(series: "1", chart: 1, file: "D&-DEMO01-1.01A", format: "ncca-ascii", sha256: digest)
let filing = ExamFiling(name: "DEMO01", format: "ncca-ascii", testFormat: nil, charts: [chart])
for isFirst in [true, false] {
  let store = try await SQLiteRecordStore.open(file, creating: isFirst)
  let filed = try await store.file(filing, by: .operatingSystemUser)
  precondition(filed.isNew == isFirst, "An exam is filed once.")
}
let store = try await SQLiteRecordStore.open(file)
let listing = try await store.exams()
let report = try await store.verifyAudit()
print("exams \(listing.total), audit entries \(report.entryCount), \(report.isIntact ? "intact" : "NOT INTACT")")
