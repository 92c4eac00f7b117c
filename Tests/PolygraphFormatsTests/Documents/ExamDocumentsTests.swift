import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import Testing

@Suite("Documents of an exam")
struct ExamDocumentsTests {
  @Test("an exam's JSON comes back as an equal exam")
  func roundTrip() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let exam = SampleExam.full(seed: seed)
      let file = try ExamJSON.write(exam)
      #expect(file.name == "SAMPLE.json")
      #expect(try ExamJSON.read(file.bytes) == exam, "seed \(seed)")
      #expect(try ExamJSON.write(ExamJSON.read(file.bytes)) == file, "seed \(seed)")
    }
    let empty = Exam(name: "", format: "ncca-ascii")
    #expect(try ExamJSON.read(ExamJSON.write(empty).bytes) == empty)
  }

  @Test("a document that breaks a rule is refused with the field, and never traps")
  func refusing() throws {
    let text = String(decoding: try ExamJSON.write(SampleExam.full(seed: 1)).bytes, as: UTF8.self)
    for (old, new, code, field) in [
      ("polygraph.exam/1", "polygraph.exam/9", "bad-document", "schema"),
      (#""gain":[0.1,3]"#, #""gain":[0,3]"#, "bad-document", "series[0].charts[0].channels[1].gain"),
      (#""gain":[0.1,3]"#, #""gain":[1]"#, "bad-document", "series[0].charts[0].channels[1].gain"),
      (#""firstSample":1"#, #""firstSample":-1"#, "bad-document", "series[0].charts[0].channels[1].firstSample"),
      (#""date":"2026-02-05""#, #""date":"2026-02-31""#, "bad-document", "series[0].charts[0].date"),
      (#""time":"09:30""#, #""time":"9:30x""#, "bad-document", "series[0].charts[0].time"),
      (#""offset":60,"onset":10"#, #""offset":9,"onset":10"#, "bad-document", "series[0].charts[0].events[0]"),
      (#""end":9,"start":3"#, #""end":2,"start":3"#, "bad-document", "series[0].charts[0].gaps[0]"),
      (#""sample":400"#, #""sample":9223372036854775807"#, "bad-document", "series[0].charts[0].annotations[0]"),
      (#""sampleRate":"15""#, #""sampleRate":"0""#, "not-json", nil),
      (#""exam":"SAMPLE","#, "", "not-json", nil),
    ] {
      #expect(text.contains(old), "\(old)")
      let damaged = text.replacing(old, with: new, maxReplacements: 1)
      let error = #expect(throws: FormatError.self) { try ExamJSON.read(damaged.utf8, fileName: "a.json") }
      #expect(error?.code == code && error?.place.file == "a.json", "\(old)")
      #expect(error?.place.field == field, "\(old)")
    }
    for missing in ["[[5,3]]", "[[0,99999999]]", "[[0,1],[1,2]]", "[[3,4],[1,2]]", "[[1]]", "[[-1,2]]"] {
      let damaged = text.replacing(/"missing":\[\[.*?\]\]/, with: "\"missing\":\(missing)", maxReplacements: 1)
      #expect(throws: FormatError.self, "\(missing)") { try ExamJSON.read(damaged.utf8) }
    }
  }

  @Test("a truncated or scrambled document is refused")
  func damage() throws {
    var exam = SampleExam.full(seed: 2)
    exam.series[0].charts[0].channels = []
    let bytes = try ExamJSON.write(exam).bytes
    for length in stride(from: 0, to: bytes.count, by: 41) {
      #expect(throws: FormatError.self) { try ExamJSON.read(bytes[..<length]) }
    }
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var damaged = bytes
      for _ in 0..<3 { damaged[generator.below(bytes.count)] = UInt8(generator.below(256)) }
      _ = try? ExamJSON.read(damaged)
    }
  }

  @Test("the inspection has the shape scripts rely on")
  func inspection() throws {
    var chart = SampleExam.chart(labels: ["R5"])
    chart.events[1].answer?.word = "No"
    chart.channels = [
      Channel(
        name: "UPneumo", sensor: .thoracicRespiration, sampleRate: SampleRate(30), counts: SampleCounts([1, 2, 3]),
        mask: SampleMask(count: 3, missing: [1..<2]))
    ]
    let finding = Finding(
      code: "column-empty", severity: .warning, message: "No data.", place: Place(file: "a.01A", line: 17))
    let read = ReadExam(exam: SampleExam.exam([chart]), files: [], findings: [finding])
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let data = try encoder.encode(Inspection(of: read))
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains(#""schema":"polygraph.inspection\/1""#) && text.contains(#""format":"ncca-ascii""#))
    #expect(
      text.contains(
        #"{"missing":1,"name":"UPneumo","sampleRate":"30","samples":3,"sensor":"thoracicRespiration","unit":"count"}"#))
    #expect(
      text.contains(
        #"{"answer":410,"kind":"relevant","occurrence":1,"offset":390,"onset":300,"question":"R5","sourceLabel":"R5","#
          + #""text":"Question R5?","word":"No"}"#))
    #expect(text.contains(#"{"answer":null,"kind":"startOfTest""#) && text.contains(#""word":null"#))
    #expect(
      text.contains(#""chart":1,"#) && text.contains(#""series":"1""#)
        && text.contains(#""sampleRate":"30","samples":"#))
    #expect(
      text.contains(
        #"{"code":"column-empty","count":1,"file":"a.01A","line":17,"message":"No data.","severity":"warning"}"#))
    #expect(try JSONDecoder().decode(Inspection.self, from: data) == Inspection(of: read))
  }
}
