import Foundation
import PolygraphFormats
import PolygraphKit
import PolygraphModel
import PolygraphQuantities
import PolygraphWorkflows
import TestSupport
import Testing

@Suite("A package that a conversion would replace")
struct PackageConversionTests {
  private let scratch: TemporaryFolder
  private let read: ReadExam
  private let time = Timestamp(millisecondsSince1970: 1_770_290_000_000)

  init() throws {
    scratch = try TemporaryFolder()
    read = try ExamReader.read(path: Repository.fixture("ncca/D&-DEMO01-1.01A").path)
  }

  private func write(_ read: ReadExam, discarding: Bool = false) throws -> URL {
    try OutputFolder(scratch.url.path).writePackage(
      read, software: "test/1", replacing: true, discardingAmendments: discarding)
  }

  @Test("one that people have amended goes only when it is said that the amendments go")
  func amended() throws {
    let package = try write(read)
    #expect(try write(read) == package)
    var log = try AmendmentLog(package: package.path)
    try log.append(Amendment(.note, author: "E1", time: time, reason: "late"))
    #expect(throws: OutputError.amended(path: package.path, entries: 1)) { try write(read) }
    #expect(try AmendmentLog(package: package.path).entries.count == 1)
    _ = try write(read, discarding: true)
    #expect(try AmendmentLog(package: package.path).entries.isEmpty)
  }

  @Test("one whose amendments the new exam carries is replaced; one whose amendments cannot be read is not")
  func carried() throws {
    let package = try write(read)
    let chart = read.exam.series[0].charts[0]
    var exclusion = Amendment(.exclusion, author: "E1", time: time, reason: "movement")
    exclusion.series = read.exam.series[0].name
    exclusion.chart = chart.number
    exclusion.question = chart.events[2].label
    exclusion.occurrence = chart.events[2].occurrence
    var log = try AmendmentLog(package: package.path)
    try log.append(exclusion)
    let amended = try ExamReader.read(path: package.path)
    try #require(amended.exam.series[0].charts[0].exclusions.count == 1)
    _ = try write(amended)
    #expect(try AmendmentLog(package: package.path).entries.map(\.amendment.reason) == ["movement"])
    let file = package.appending(path: "amendments.jsonl")
    try Data("{}\n".utf8).write(to: file)
    #expect(throws: FormatError.self) { try write(amended) }
    _ = try write(amended, discarding: true)
  }
}
