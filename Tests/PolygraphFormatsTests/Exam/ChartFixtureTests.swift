import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

/// The chart files under `Fixtures/ncca`: every dialect is read, and every defect is named by its code.
@Suite("Chart files of every dialect and defect")
struct ChartFixtureTests {
  private static let defects: [String] = {
    let folder = Repository.fixture("ncca/defects").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }()

  /// The code a defect file or folder is named after.
  private static func code(_ name: String) -> String {
    guard name.hasPrefix("D") else { return name }
    let body = name.dropFirst(3)
    return String(body.dropLast(body.hasSuffix("_1_01A") ? 6 : "-1.01A".count))
  }

  @Test("reading the whole folder names every defect at once and stops at none")
  func everyDefect() throws {
    let folder = try ExamReader.readAll(path: Repository.fixture("ncca").path)
    let inspections = folder.exams.map { Inspection(of: $0) }
    let codes = Set((inspections.flatMap(\.findings) + folder.findings).map(\.code))
    let expected = Set(Self.defects.map(Self.code))
    #expect(expected.count > 65)
    #expect(expected.subtracting(codes).isEmpty, "not named: \(expected.subtracting(codes).sorted())")
    let names = folder.exams.map(\.exam.name)
    for dialect in ["LAFDEMO", "LIMDEMO", "$$AXDEMO", "STODEMO", "PREVDEMO", "DEMO01"] {
      #expect(names.contains(dialect), "\(dialect)")
    }
  }

  @Test("the dialects carry the same samples and the same events")
  func dialects() throws {
    let folder = try ExamReader.readAll(path: Repository.fixture("ncca/dialects").path)
    #expect(folder.exams.count == 5 && folder.findings.isEmpty)
    func exam(_ name: String) throws -> Exam { try #require(folder.exams.first { $0.exam.name == name }).exam }
    let lafayette = try exam("LAFDEMO")
    let reference = try #require(lafayette.charts.first).chart
    #expect(lafayette.instrument.maker == "Lafayette" && reference.sampleRate == SampleRate(30))
    #expect(reference.sampleCount == 360 && reference.channels.count == 5)
    for name in ["LIMDEMO", "$$AXDEMO", "STODEMO", "PREVDEMO"] {
      for (_, chart) in try exam(name).charts {
        for sensor in [Sensor.thoracicRespiration, .abdominalRespiration, .cardio] {
          #expect(chart.channel(sensor)?.values() == reference.channel(sensor)?.values(), "\(name) \(sensor)")
        }
        #expect(chart.events.map(\.onset) == reference.events.map(\.onset), "\(name)")
        #expect(chart.events.map(\.offset) == reference.events.map(\.offset), "\(name)")
        #expect(chart.events.map { $0.answer?.sample } == reference.events.map { $0.answer?.sample }, "\(name)")
      }
    }
    #expect(try exam("LIMDEMO").charts.map(\.chart.number) == [1, 2])
    #expect(try exam("LIMDEMO").charts[0].chart.events.map(\.label) == reference.events.map(\.label))
    #expect(try exam("LIMDEMO").instrument.maker == "Limestone")
    let axciton = try #require(try exam("$$AXDEMO").charts.first)
    #expect(axciton.series == "X")
    let slow = try #require(axciton.chart.channel(.electrodermal))
    let fast = try #require(reference.channel(.electrodermal)?.values())
    #expect(slow.sampleRate == SampleRate(15) && slow.mask.isComplete)
    #expect(slow.values() == stride(from: 0, to: 360, by: 2).map { fast[$0] })
    let stoelting = try #require(try exam("STODEMO").charts.first).chart
    #expect(stoelting.questions.map(\.label) == ["N1", "1DLC1", "1R1", "2DLC1", "2R1"])
    #expect(stoelting.channel(.vasomotor)?.isEmpty == false)
    #expect(try exam("PREVDEMO").charts[0].chart.events.map(\.label) == reference.events.map(\.label))
  }

  @Test("the small chart reads as its description says")
  func workedExample() throws {
    let read = try ExamReader.read(path: Repository.fixture("ncca/D&-DEMO01-1.01A").path)
    let chart = read.exam.series[0].charts[0]
    #expect(read.exam.name == "DEMO01" && read.exam.series[0].name == "1" && chart.number == 1)
    #expect(chart.date?.description == "2026-02-05" && chart.time?.description == "09:30")
    #expect(chart.events.map(\.label) == ["X", "R5", "XX"] && chart.events.map(\.onset) == [1, 4, 8])
    #expect(chart.events[1].offset == 5 && chart.events[1].answer == Answer(sample: 7, word: "No"))
    #expect(chart.annotations == [Annotation(code: "MV", group: .movement, sample: 6)])
    let text = "Did you take the sample envelope that was kept in the top drawer of the training-room desk?"
    #expect(read.exam.series[0].question(for: chart.events[1])?.text == text)
    #expect(chart.channels.map(\.isEmpty) == [false, false, false, false, true])
    #expect(Set(read.findings.map(\.code)) == ["column-empty", "chart-aborted"])
    #expect(chart.source?.sha256 == "1bf50a80854eb11826d04827fabea7a7858d6e28e346b3e7334e7bcdaf2904d9")
  }
}
