import Foundation
import PolygraphKit
import PolygraphSimulation
import TestSupport
import Testing

@testable import PolygraphWorkflows

@Suite("Conversion of exams")
struct ExamConversionTests {
  /// An exam with movements, lost samples and another answer than usual.
  private func exam(_ sequence: TestSequence = .dlst) -> Exam {
    var settings = ExamineeSettings(seed: 17, sequence: sequence)
    settings.movements = [SimulatedMovement(chart: 1, time: 61.3)]
    settings.dropouts = [
      SimulatedDropout(chart: 1, channels: ["EDA1"], start: 40, duration: 0.5),
      SimulatedDropout(chart: 1, start: 150, duration: 0.2),
    ]
    settings.answers = ["1R2": "Yes"]
    return SimulatedExaminee(settings).exam()
  }

  private func readBack(_ conversion: Conversion) throws -> ReadExam {
    let folder = try TemporaryFolder()
    _ = try OutputFolder(folder.url.path).write(conversion.files, replacing: false)
    return try ExamReader.read(path: folder.url.path)
  }

  private func made(_ exam: Exam) -> ReadExam { ReadExam(exam: exam, files: [], findings: []) }

  @Test(
    "NCCA ASCII carries every sample, event, answer, text and note of a simulated exam", arguments: TestSequence.all)
  func ncca(sequence: TestSequence) throws {
    var exam = exam(sequence)
    exam.series[0].charts = Array(exam.series[0].charts.prefix(1))
    let conversion = try ExamConversion.convert(made(exam), to: .ncca)
    let read = try readBack(conversion)
    #expect(read.exam.name == exam.name)
    #expect(read.exam.series.map(\.name) == exam.series.map(\.name))
    let chart = read.exam.charts[0].chart
    let original = exam.charts[0].chart
    #expect(chart.number == original.number && chart.date == original.date && chart.time == original.time)
    #expect(chart.sampleRate == original.sampleRate && chart.sampleCount == original.sampleCount)
    #expect(chart.channels.map(\.name) == original.channels.map(\.name))
    for (left, right) in zip(chart.channels, original.channels) {
      #expect(left.sensor == right.sensor)
      #expect(left.mask.missingRanges == right.mask.missingRanges, "\(left.name)")
      let present = right.mask.presentRanges.flatMap { Array($0) }
      #expect(present.allSatisfy { left.counts[$0] == right.counts[$0] }, "\(left.name)")
    }
    #expect(chart.events.map(\.label) == original.events.map(\.label))
    #expect(chart.events.map(\.onset) == original.events.map(\.onset))
    #expect(chart.events.map(\.offset) == original.events.map(\.offset))
    #expect(chart.events.map(\.answer) == original.events.map(\.answer))
    #expect(chart.annotations.map(\.code) == original.annotations.map(\.code))
    #expect(chart.annotations.map(\.sample) == original.annotations.map(\.sample))
    for event in original.questions {
      let text = exam.series[0].question(for: event)?.text
      let found = try #require(chart.questions.first { $0.label == event.label })
      #expect(read.exam.series[0].question(for: found)?.text == text, "\(event.label)")
    }
    // What is not there is said: gaps keep their samples' absence and lose their causes.
    #expect(conversion.findings.map(\.code) == ["not-carried"])
    #expect(conversion.findings[0].count == 2 && conversion.findings[0].message.contains("gaps"))
  }

  @Test("an exam that was read and is written again as NCCA ASCII has the same bytes")
  func nccaAgain() throws {
    let first = try ExamConversion.convert(made(exam()), to: .ncca)
    let second = try ExamConversion.convert(try readBack(first), to: .ncca)
    #expect(second.files == first.files)
    let lafayette = try ExamReader.read(path: Repository.fixture("ncca/D&-DEMO01-1.01A").path)
    let again = try ExamConversion.convert(lafayette, to: .ncca).files
    #expect(again.map(\.name) == ["D&-DEMO01-1.01A"])
    #expect(Data(again[0].bytes) == (try Repository.fixtureData("ncca/D&-DEMO01-1.01A")))
  }

  @Test("JSON carries everything: what is read back is equal")
  func json() throws {
    var exam = exam()
    exam.series[0].charts[0].exclusions = [Self.exclusion]
    let conversion = try ExamConversion.convert(made(exam), to: .json)
    #expect(conversion.files.map(\.name) == ["SIM17.json"])
    #expect(conversion.findings.isEmpty)
    #expect(try ExamJSON.read(conversion.files[0].bytes) == exam)
  }

  @Test("CSV carries every sample on the chart's clock, and every event in a file of its own")
  func csv() throws {
    let exam = exam()
    let conversion = try ExamConversion.convert(made(exam), to: .csv)
    #expect(conversion.files.map(\.name) == ["SIM17-1-1.csv", "SIM17-events.csv"])
    let chart = exam.charts[0].chart
    let rows = Self.rows(conversion.files[0])
    #expect(rows[0] == ["sample", "seconds"] + chart.channels.map(\.name) + ["label", "answer"])
    #expect(rows.count == chart.sampleCount + 1)
    for (column, channel) in chart.channels.enumerated() {
      let missing = Set(channel.mask.missingRanges.flatMap { Array($0) })
      let isEqual = (0..<chart.sampleCount).allSatisfy { sample in
        let cell = rows[sample + 1][column + 2]
        return missing.contains(sample) ? cell.isEmpty : Double(cell) == Double(channel.counts[sample])
      }
      #expect(isEqual, "\(channel.name)")
    }
    let events = Self.rows(conversion.files[1])
    let heading = events[0]
    func column(_ name: String) throws -> Int { try #require(heading.firstIndex(of: name)) }
    let (entry, label, onset, word) = (
      try column("entry"), try column("label"), try column("onset"), try column("word")
    )
    let rowsOfEvents = events.dropFirst().filter { $0[entry] == "event" }
    #expect(rowsOfEvents.map { $0[label] } == chart.events.map(\.label))
    #expect(rowsOfEvents.map { $0[onset] } == chart.events.map { String($0.onset) })
    #expect(rowsOfEvents.map { $0[word] } == chart.events.map { $0.answer?.word ?? "" })
    #expect(events.filter { $0[entry] == "annotation" }.map { $0[label] } == ["MV"])
    #expect(conversion.findings.map(\.code) == ["not-carried"])
  }

  @Test("what a format has no place for is said, each kind with its first chart and number")
  func losses() throws {
    var exam = exam()
    exam.series[0].charts[0].gaps = []
    exam.series[0].charts[0].exclusions = [Self.exclusion, Self.exclusion]
    let event = exam.series[0].charts[0].events[3]
    exam.series[0].charts[0].events[3] = event.corrected(
      onset: event.onset + 1, offset: event.offset, answer: event.answer, author: "examiner-7",
      time: Self.exclusion.time, reason: "late mark")
    for format in [ExamConversion.Format.ncca, .csv] {
      let findings = try ExamConversion.convert(made(exam), to: format).findings.filter { $0.code == "not-carried" }
      #expect(findings.map(\.count) == [2, 1], "\(format)")
      #expect(findings.allSatisfy { $0.place.chart == 1 && $0.message.hasPrefix(format.rawValue) })
    }
    #expect(try ExamConversion.convert(made(exam), to: .json).findings.isEmpty)
  }

  @Test("a channel with a rate that has no whole ratio to the chart's is refused, not resampled in silence")
  func mixedRates() throws {
    var settings = ExamineeSettings(seed: 1, sequence: .acqt)
    settings.channelRates = [.electrodermal: SampleRate(20)]
    let exam = SimulatedExaminee(settings).exam()
    let error = #expect(throws: FormatError.self) { _ = try ExamConversion.convert(made(exam), to: .ncca) }
    #expect(error?.code == "rate-mixed")
    #expect(try ExamJSON.read(try ExamConversion.convert(made(exam), to: .json).files[0].bytes) == exam)
  }

  @Test("names from data stay inside the folder, in every format")
  func hostileName() throws {
    var exam = exam(.acqt)
    exam.name = "../../etc/x y"
    // A package is written into a folder of its own, whose name PackageTests look at.
    for format in ExamConversion.Format.allCases where format != .package {
      for file in try ExamConversion.convert(made(exam), to: format).files {
        #expect(!file.name.contains("/") && !file.name.hasPrefix("."), "\(file.name)")
      }
    }
  }

  private static let exclusion = Exclusion(
    question: "1R1", sensor: .cardio, reason: "movement", author: "examiner-7",
    time: Timestamp(millisecondsSince1970: 1_770_283_800_000))

  /// The cells of a file without quoted cells.
  private static func rows(_ file: WrittenFile) -> [[String]] {
    String(decoding: file.bytes, as: UTF8.self).split(separator: "\r\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
