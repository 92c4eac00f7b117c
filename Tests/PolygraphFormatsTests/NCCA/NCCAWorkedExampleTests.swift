import Foundation
import PolygraphFormats
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("The format's worked example")
struct NCCAWorkedExampleTests {
  static let name = "D&-DEMO01-1.01A"
  static let sha256 = "1bf50a80854eb11826d04827fabea7a7858d6e28e346b3e7334e7bcdaf2904d9"
  static let text = "Did you take the sample envelope that was kept in the top drawer of the training-room desk?"

  private var bytes: [UInt8] {
    get throws { Array(try Repository.fixtureData("ncca/\(Self.name)")) }
  }

  @Test("the file is the one of the specification")
  func fileIsTheSpecified() throws {
    let bytes = try bytes
    #expect(bytes.count == 1835)
    #expect(SHA256Digest(of: Data(bytes)).hexadecimal == Self.sha256)
  }

  @Test("reading it gives exactly the listed result")
  func readsAsListed() throws {
    let file = try NCCASample.read(bytes, name: Self.name)
    #expect(file.identity == ChartIdentity(maker: "Lafayette", exam: "DEMO01", series: "1", chart: 1))
    #expect(file.chart.date == CivilDate(year: 2026, month: 2, day: 5))
    #expect(file.chart.time == ClockTime(hour: 9, minute: 30))
    #expect(file.chart.sampleRate == SampleRate(30))
    #expect(file.chart.sampleCount == 10)
    #expect(file.chart.channels.map(\.name) == ["UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1"])
    #expect(file.chart.channels.map(\.isEmpty) == [false, false, false, false, true])
    #expect(file.chart.channels[0].values() == [43766, 43686, 43588, 43508, 43436, 43355, 43260, 43175, 43099, 43026])
    #expect(file.chart.channels[2].values()[6] == 105_121)
    let events = file.chart.events
    #expect(events.map(\.label) == ["X", "R5", "XX"])
    #expect(events.map(\.role) == [.startOfTest, .relevant, .endOfTest])
    #expect(events.map(\.onset) == [1, 4, 8])
    #expect(events.map(\.offset) == [2, 5, 9])
    #expect(events[1].answer == Answer(sample: 7, word: "No"))
    #expect(file.chart.annotations.map(\.code) == ["MV"])
    #expect(file.chart.annotations[0].group == .movement)
    #expect(file.chart.annotations[0].sample == 6)
    #expect(file.questions.first { $0.label == "R5" }?.text == Self.text)
    #expect(file.questions.first { $0.label == "XX" }?.text == "The test is over.")
    #expect(file.codes == ["chart-aborted", "column-empty"])
    #expect(file.findings.first { $0.code == "column-empty" }?.place.field == "Move1")
  }

  @Test("writing what was read gives the same bytes")
  func writesTheSameBytes() throws {
    let bytes = try bytes
    let written = try NCCAWriter.write(NCCASample.read(bytes, name: Self.name))
    #expect(written.files[0].bytes == bytes)
    #expect(written.files[0].name == Self.name)
    #expect(written.findings.isEmpty)
  }

  @Test("a writer given the values makes exactly these bytes")
  func writesFromValues() throws {
    let columns: [(String, Sensor, [Int32])] = [
      ("UPneumo", .thoracicRespiration, [43766, 43686, 43588, 43508, 43436, 43355, 43260, 43175, 43099, 43026]),
      ("LPneumo", .abdominalRespiration, [37352, 37307, 37235, 37181, 37128, 37071, 37004, 36924, 36867, 36819]),
      (
        "EDA1", .electrodermal,
        [105117, 105119, 105101, 105111, 105116, 105113, 105121, 105118, 105112, 105120]
      ),
      ("Cardio1", .cardio, [37239, 37072, 36880, 36704, 36599, 36516, 36453, 36434, 36422, 36409]),
    ]
    var chart = Chart(
      number: 1, date: CivilDate(year: 2026, month: 2, day: 5), time: ClockTime(hour: 9, minute: 30),
      sampleRate: SampleRate(30), sampleCount: 10,
      channels: columns.map {
        Channel(name: $0.0, sensor: $0.1, sampleRate: SampleRate(30), counts: SampleCounts($0.2))
      })
    chart.events = [
      Event(label: "X", role: .startOfTest, onset: 1, offset: 2),
      Event(label: "R5", role: .relevant, onset: 4, offset: 5, answer: Answer(sample: 7, word: "No")),
      Event(label: "XX", role: .endOfTest, onset: 8, offset: 9),
    ]
    chart.annotations = [Annotation(code: "MV", sample: 6)]
    let questions = [
      Question(label: "X", role: .startOfTest, text: "The test is about to begin."),
      Question(label: "R5", role: .relevant, text: Self.text),
      Question(label: "XX", role: .endOfTest, text: "The test is over."),
    ]
    let heading = NCCAWriter.Heading(
      fileName: Self.name, sourceFile: "DEMO01", instrument: "Lafayette Windows", software: "11.8.2", series: "1")
    let written = try NCCAWriter.write(chart, questions: questions, heading: heading)
    #expect(try written.files[0].bytes == bytes)
  }
}
