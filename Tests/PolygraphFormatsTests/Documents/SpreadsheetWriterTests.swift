import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import Testing

@Suite("Comma-separated files")
struct SpreadsheetWriterTests {
  private func lines(_ file: WrittenFile) -> [String] {
    String(decoding: file.bytes, as: UTF8.self).components(separatedBy: "\r\n")
  }
  private func chart() -> Chart {
    let rate = SampleRate(30)
    let fast = Channel(
      name: "Cardio1", sensor: .cardio, sampleRate: rate, counts: SampleCounts([10, 20, 30, 40, 50, 60]),
      mask: SampleMask(count: 6, missing: [2..<3]))
    let slow = Channel(
      name: "EDA1", sensor: .electrodermal, sampleRate: SampleRate(10), unit: .microsiemens, calibration: .tenths,
      counts: SampleCounts([-15, 7]))
    let late = Channel(
      name: "PPG1", sensor: .vasomotor, sampleRate: rate, counts: SampleCounts([1, 2]), firstSample: 4)
    return Chart(
      number: 1, sampleRate: rate, sampleCount: 6, channels: [fast, slow, late],
      events: [Event(label: "R5", role: .relevant, onset: 1, offset: 2, answer: Answer(sample: 4))],
      annotations: [Annotation(code: "MV", group: .movement, sample: 3)])
  }

  @Test("one row a sample, slower channels in their own rows, missing samples empty")
  func table() {
    let conversion = SpreadsheetWriter.write(SampleExam.exam([chart()]))
    #expect(conversion.findings.isEmpty)
    #expect(conversion.files.map(\.name) == ["SAMPLE-1-1.csv", "SAMPLE-events.csv"])
    #expect(
      lines(conversion.files[0]) == [
        "sample,seconds,Cardio1,EDA1 (µS),PPG1,label,answer", "0,0.000000,10,-1.5,,,", "1,0.033333,20,,,R5,",
        "2,0.066667,,,,R5,", "3,0.100000,40,0.7,,,", "4,0.133333,50,,1,,Ans", "5,0.166667,60,,2,,", "",
      ])
    #expect(
      lines(conversion.files[1]) == [
        "series,chart,entry,label,source label,kind,type,occurrence,onset,offset,onset seconds,answer,word,text",
        "1,1,event,R5,R5,relevant,,1,1,2,0.033333,4,,Question R5?",
        "1,1,annotation,MV,MV,movement,,,3,3,0.100000,,,", "",
      ])
  }

  @Test("cells a spreadsheet would run are neutralised and reported, quotes and line breaks are quoted")
  func formulas() {
    var exam = SampleExam.exam([chart()])
    exam.series[0].questions[0].text = "=HYPERLINK(\"http://x\",1)"
    exam.series[0].charts[0].channels[0].name = "+cmd|' /C calc'!A0"
    exam.series[0].charts[0].annotations[0].text = "one, \"two\"\r\nthree"
    exam.series[0].charts[0].events[0].answer?.word = "-"
    let conversion = SpreadsheetWriter.write(exam)
    #expect(conversion.findings.map(\.code) == ["cell-neutralised", "cell-neutralised"])
    #expect(conversion.findings.map(\.count) == [2, 2])
    #expect(conversion.findings[0].place.line == 1 && conversion.findings[0].place.column == 3)
    #expect(conversion.findings[0].place.file == "SAMPLE-1-1.csv")
    let text = String(decoding: conversion.files[1].bytes, as: UTF8.self)
    #expect(text.contains(#""'=HYPERLINK(""http://x"",1)""#))
    #expect(text.contains("\"one, \"\"two\"\"\r\nthree\""))
    #expect(lines(conversion.files[0])[0].hasPrefix("sample,seconds,'+cmd"))
    #expect(lines(conversion.files[0])[5].hasSuffix(",'-"))
  }

  @Test("values come back exactly, also with a calibration that gives long fractions")
  func exactValues() throws {
    let exam = SampleExam.full(seed: 3)
    let chart = exam.series[0].charts[0]
    let rows = lines(SpreadsheetWriter.write(exam).files[0]).dropFirst().map { $0.components(separatedBy: ",") }
    let first = chart.channels[0].values()
    for (index, row) in rows.enumerated() where row.count > 1 {
      #expect(Double(row[2]) == (first[index].isNaN ? nil : first[index]))
    }
    let slow = chart.channels[1].values()
    for (index, value) in slow.enumerated() {
      let cell = rows[1 + 2 * index].count > 3 ? rows[1 + 2 * index][3] : ""
      #expect(Double(cell) == (value.isNaN ? nil : value))
    }
  }

  @Test("file names from data stay in their folder and differ when the data differ")
  func names() {
    #expect(FileName.encoded("D&-DEMO01") == "D%26-DEMO01")
    #expect(FileName.encoded("..") == "%2E." && FileName.encoded(".") == "%2E" && FileName.encoded("") == "%")
    #expect(FileName.encoded("../../etc/passwd") == "%2E.%2F..%2Fetc%2Fpasswd")
    #expect(FileName.encoded("a\u{0}b/c\\d") == "a%00b%2Fc%5Cd")
    #expect(FileName.encoded("Zoë") == "Zo%C3%AB" && FileName.encoded("a%b") == "a%25b")
    let long = FileName.encoded(String(repeating: "x", count: 500))
    let other = FileName.encoded(String(repeating: "x", count: 499) + "y")
    #expect(long.utf8.count <= FileName.longest && other.utf8.count <= FileName.longest && long != other)
    #expect(FileName.encoded(String(repeating: "x", count: FileName.longest)).utf8.count == FileName.longest)
    var exam = SampleExam.exam([chart()])
    exam.name = "../../x"
    for file in SpreadsheetWriter.write(exam).files {
      #expect(!file.name.contains("/") && !file.name.hasPrefix("."))
    }
  }
}
