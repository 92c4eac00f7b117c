import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

/// A one-line format: `LINE exam series chart maker texts`, or `LINE broken`.
private struct LineFormat: ChartFormat {
  let identifier = "line"
  func recognises(name: String, head: Data) -> Bool { head.starts(with: Data("LINE ".utf8)) }
  func examName(ofFileNamed name: String) -> String? { name.split(separator: "-").first.map(String.init) }

  func read(_ bytes: Data, name: String, options: ReadOptions) throws(FormatError) -> [ReadChart] {
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
    guard words.count == 6, let number = Int(words[3]) else {
      throw FormatError(code: "line-broken", message: "Found \(words.count) words, expected 6.")
    }
    var chart = SampleExam.chart(number, labels: ["C4", "R5"], spacing: 1)
    chart.source = ChartSource(file: name, format: identifier, sha256: "\(bytes.hashValue)")
    let texts = words[5].split(separator: "|").map(String.init)
    return [
      ReadChart(
        identity: ChartIdentity(maker: words[4], exam: words[1], series: words[2], chart: number),
        instrument: InstrumentIdentity(maker: words[4]), chart: chart,
        questions: [
          Question(label: "C4", role: .comparison, text: texts[0]),
          Question(label: "R5", role: .relevant, text: texts.count > 1 ? texts[1] : nil),
        ],
        findings: [Finding(code: "read", severity: .note, message: "Read.", place: Place(file: name))], layout: number)
    ]
  }
}

@Suite("Exams put together from files")
struct ExamReaderTests {
  private let folder: TemporaryFolder
  private var options = ReadOptions()

  init() throws {
    folder = try TemporaryFolder()
    options.formats = [LineFormat()]
  }

  private func put(_ name: String, _ text: String) throws {
    let url = folder.url.appending(path: name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
  private func read(_ change: (inout ReadOptions) -> Void = { _ in }) throws(FormatError) -> ReadExam {
    var options = options
    change(&options)
    return try ExamReader.read(path: folder.url.path, options: options)
  }

  @Test("charts are ordered by series and number, other files are passed over")
  func order() throws {
    try put("a-1", "LINE A 10 2 M c|r")
    try put("a-2", "LINE A 2 10 M c|r")
    try put("a-3", "LINE A 2 9 M c|r")
    try put("a-4", "LINE A X 1 M c|r")
    try put("a-5", "LINE A 10 1 M c|r")
    try put("note.txt", "LINE A 1 1 M c|r")
    try put("chart.PDF", "LINE broken")
    try put(".hidden", "LINE broken")
    try put("strange", "something else")
    let read = try read()
    #expect(read.exam.name == "A" && read.exam.format == "line" && read.exam.instrument.maker == "M")
    #expect(read.exam.charts.map { "\($0.series)/\($0.chart.number)" } == ["2/9", "2/10", "10/1", "10/2", "X/1"])
    #expect(read.files.map { ($0.path as NSString).lastPathComponent } == ["a-3", "a-2", "a-5", "a-1", "a-4"])
    #expect(read.files.map { $0.layout as? Int } == [9, 10, 1, 2, 1])
    #expect(read.findings.filter { $0.code == "read" }.count == 5)
    #expect(read.findings.last?.code == "file-skipped" && read.findings.last?.place.file == "strange")
  }

  @Test("another text for a question is its next version, and is reported")
  func versions() throws {
    try put("a-1", "LINE A 1 1 M c|r")
    try put("a-2", "LINE A 1 2 M c|other")
    try put("a-3", "LINE A 1 3 M c")
    try put("a-4", "LINE A 1 4 M c|r")
    let series = try read().exam.series[0]
    let listed = series.questions.map { "\($0.label) \($0.version) \($0.text ?? "-")" }
    #expect(listed == ["C4 1 c", "R5 1 r", "R5 2 other"])
    #expect(series.charts.map { $0.questions[1].questionVersion } == [1, 2, 1, 1])
    #expect(series.charts.map { series.question(for: $0.questions[1])?.text } == ["r", "other", "r", "r"])
    let findings = try read().findings.filter { $0.code == "series-questions" }
    #expect(findings.count == 1 && findings[0].place.chart == 2 && findings[0].place.question == "R5")
    #expect(throws: FormatError.self) { try read { $0.isStrict = true } }
  }

  @Test("a broken file is named while the others are kept")
  func brokenFile() throws {
    try put("A-1", "LINE A 1 1 M c|r")
    try put("A-2", "LINE broken")
    let read = try read()
    #expect(read.exam.charts.count == 1)
    let finding = try #require(read.findings.first { $0.severity == .error })
    #expect(finding.code == "line-broken" && finding.place.file == "A-2")
    #expect(throws: FormatError.self) { try self.read { $0.isStrict = true } }
    let error = #expect(throws: FormatError.self) {
      try ExamReader.read(path: folder.url.appending(path: "A-2").path, options: options)
    }
    #expect(error?.code == "line-broken" && error?.description.contains("A-2: Found 2 words") == true)
    try FileManager.default.removeItem(at: folder.url.appending(path: "A-1"))
    #expect(throws: FormatError.self) { try self.read() }
  }

  @Test("several exams in a folder are listed, one can be named")
  func severalExams() throws {
    try put("A-1", "LINE A 1 1 M c|r")
    try put("B-1", "LINE B 1 1 M c|r")
    try put("B-2", "LINE broken")
    let error = #expect(throws: FormatError.self) { try read() }
    #expect(error?.code == "several-exams" && error?.message.contains("\"A\", \"B\"") == true)
    #expect(try read { $0.examName = "A" }.findings.allSatisfy { $0.severity == .note })
    #expect(try read { $0.examName = "B" }.findings.contains { $0.code == "line-broken" })
    let none = #expect(throws: FormatError.self) { try read { $0.examName = "C" } }
    #expect(none?.code == "no-such-exam" && none?.message.contains("\"A\", \"B\"") == true)
    try put("A-2", "LINE A 1 2 N c|r")
    let makers = #expect(throws: FormatError.self) { try read { $0.examName = "A" } }
    #expect(makers?.code == "several-exams" && makers?.message.contains("M and N") == true)
    let all = try ExamReader.readAll(path: folder.url.path, options: options)
    #expect(all.exams.map(\.exam.name) == ["A", "A", "B"])
  }

  @Test("the same chart twice is refused unless the caller chooses; an equal copy is left out")
  func chartTwice() throws {
    try put("A-1", "LINE A 1 1 M c|r")
    try put("A-2", "LINE A 1 1 M c|other")
    try put("A-3", "LINE A 1 2 M c|r")
    try put("A-4", "LINE A 1 2 M c|r")
    let error = #expect(throws: FormatError.self) { try read() }
    #expect(error?.code == "chart-twice" && error?.message.contains("A-1 and A-2") == true)
    let first = try read { $0.duplicateCharts = .keepFirst }
    #expect(first.exam.series[0].questions.map(\.text) == ["c", "r"])
    let last = try read { $0.duplicateCharts = .keepLast }
    #expect(last.exam.series[0].questions[1].text == "other")
    for read in [first, last] {
      #expect(read.exam.charts.count == 2)
      #expect(read.findings.filter { $0.code == "chart-twice" }.count == 1)
      #expect(read.findings.filter { $0.code == "chart-copy" }.map(\.place.file) == ["A-4"])
    }
    let all = try ExamReader.readAll(path: folder.url.path, options: options)
    #expect(all.exams.isEmpty && all.findings.map(\.code) == ["chart-twice"])
  }

  @Test("folders inside are read as exams of their own")
  func innerFolders() throws {
    try put("A-1", "LINE A 1 1 M c|r")
    try put("inner/A-1", "LINE A 1 1 M c|other")
    try put("inner/deep/B-1", "LINE B 1 1 M c|r")
    try put("inner/deep/Q-1", "LINE broken")
    #expect(try read().exam.charts.count == 1)
    let all = try ExamReader.readAll(path: folder.url.path, options: options)
    #expect(all.exams.map(\.exam.name) == ["A", "A", "B"] && all.findings.map(\.code) == ["line-broken"])
    let outer = try ExamReader.readAll(path: folder.url.path, options: options, enteringFolders: false)
    #expect(outer.exams.count == 1)
  }

  @Test("what cannot be read says why")
  func unreadable() throws {
    var options = options
    let absent = #expect(throws: FormatError.self) { try ExamReader.read(path: folder.url.path + "/none") }
    #expect(absent?.code == "not-found" && absent?.place.file == "none")
    #expect(#expect(throws: FormatError.self) { try read() }?.code == "no-charts")
    try put("A-1", "LINE A 1 1 M c|r")
    let path = folder.url.appending(path: "A-1").path
    options.largestFile = 15
    let large = #expect(throws: FormatError.self) { try ExamReader.read(path: path, options: options) }
    #expect(large?.code == "too-large")
    var exact = options
    exact.largestFile = 16
    #expect(try ExamReader.read(path: path, options: exact).exam.charts.count == 1)
    try put("other", "something else")
    let other = folder.url.appending(path: "other").path
    #expect(
      #expect(throws: FormatError.self) { try ExamReader.read(path: other, options: exact) }?.code == "not-recognised")
  }

  @Test("a device is not opened, and a link back to a folder is not followed for ever")
  func unusualFiles() throws {
    let device = #expect(throws: FormatError.self) { try ExamReader.read(path: "/dev/zero") }
    #expect(device?.code == "not-readable")
    try put("A-1", "LINE A 1 1 M c|r")
    let manager = FileManager.default
    try manager.createSymbolicLink(
      at: folder.url.appending(path: "loop"), withDestinationURL: folder.url)
    try manager.createSymbolicLink(
      at: folder.url.appending(path: "dangling"), withDestinationURL: folder.url.appending(path: "none"))
    let all = try ExamReader.readAll(path: folder.url.path, options: options)
    #expect(all.exams.count == 1 && all.findings.map(\.code) == ["not-found"])
  }
}
