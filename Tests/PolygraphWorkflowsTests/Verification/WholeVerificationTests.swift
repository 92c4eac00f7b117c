import Foundation
import PolygraphFormats
import PolygraphKit
import PolygraphModel
import PolygraphQuantities
import PolygraphRecords
import PolygraphWorkflows
import TestSupport
import Testing

@Suite("Verification of everything")
struct WholeVerificationTests {
  private let scratch: TemporaryFolder
  private let package: String
  private var folder: String { scratch.url.appending(path: "exams").path }
  private var records: String { scratch.url.appending(path: "office/records.sqlite").path }

  init() async throws {
    scratch = try TemporaryFolder()
    let inner = scratch.url.appending(path: "exams/2026/january")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    package = inner.appending(path: "DEMO01.polygraph").path
    let original = try ExamReader.read(path: Repository.fixture("ncca/D&-DEMO01-1.01A").path)
    _ = try PackageImport.write(original, to: package, software: "test/1")
    let result = ScoringResult(
      method: "ess-m", version: "1", grandTotal: -9, decisionRule: "two-stage", opinion: .deceptionIndicated,
      status: .scored)
    let sheet = ScoreSheet(exam: "DEMO01", testFormat: "federal-zct", profile: nil, results: [result])
    _ = try await ScoreFiling.file(try ExamReader.read(path: package), sheet, recordsAt: records)
  }

  private func verify() async throws -> WholeVerificationReport {
    try await WholeVerification.verify(folders: [folder], recordsAt: records)
  }

  @Test("packages, results, trail and filed charts that agree are whole")
  func whole() async throws {
    let report = try await verify()
    #expect(report.isIntact, "\(report)")
    #expect(report.packages.map(\.path) == [package] && report.audit?.isIntact == true)
    #expect(report.charts.filed == 1 && report.charts.matched == 1 && report.findings.isEmpty)
    let empty = scratch.url.appending(path: "empty").path
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let elsewhere = try await WholeVerification.verify(folders: [empty], recordsAt: records)
    #expect(elsewhere.isIntact && elsewhere.charts.withoutPackage == 1 && elsewhere.packages.isEmpty)
    await #expect(throws: FormatError.self) {
      _ = try await WholeVerification.verify(folders: [folder + "-none"], recordsAt: nil)
    }
  }

  @Test("a package that was amended after the filing is told, and is whole")
  func amended() async throws {
    var log = try AmendmentLog(package: package)
    try log.append(
      Amendment(.note, author: "E1", time: Timestamp(millisecondsSince1970: 1_770_290_000_000), reason: "late"))
    let report = try await verify()
    #expect(report.isIntact && report.charts.amendedSince == 1)
    #expect(report.findings.map(\.code) == ["package-amended-since"])
  }

  @Test("a damaged package, and one that was written anew under the same name, are found")
  func differing() async throws {
    let file = URL(filePath: package).appending(path: "exam.json")
    let bytes = try Data(contentsOf: file)
    try (bytes + Data(" ".utf8)).write(to: file)
    var report = try await verify()
    #expect(!report.isIntact && report.packages[0].report?.isIntact == false && report.charts.matched == 1)
    try FileManager.default.removeItem(atPath: package)
    let original = try ExamReader.read(path: Repository.fixture("ncca/D&-DEMO01-1.01A").path)
    _ = try PackageImport.write(original, to: package, software: "test/2")
    report = try await verify()
    #expect(report.packages[0].report?.isIntact == true && report.charts.differing == 1 && !report.isIntact)
    #expect(report.findings.map(\.code) == ["filed-chart-differs"])
    try FileManager.default.removeItem(atPath: package + "/manifest.json")
    try FileManager.default.removeItem(atPath: package + "/journal.jsonl")
    try Data().write(to: URL(filePath: package).appending(path: "journal.jsonl"))
    report = try await verify()
    #expect(report.packages[0].report == nil && report.packages[0].refusal?.code == "package-unreadable")
    #expect(!report.isIntact)
  }

  @Test("a sealed result that was changed in the store is found")
  func alteredResult() async throws {
    let path = URL(filePath: records)
    var bytes = try Data(contentsOf: path)
    let needle = Data("two-stage".utf8)
    var found = 0
    while let range = bytes.range(of: needle) {
      bytes.replaceSubrange(range, with: Data("two-stagf".utf8))
      found += 1
    }
    try #require(found > 0)
    try bytes.write(to: path)
    let report = try await verify()
    #expect(report.audit?.isIntact == false && !report.isIntact)
    #expect(report.packages[0].report?.isIntact == true)
  }
}
