import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Checks of an exam")
struct ExamLintTests {
  private func codes(_ exam: Exam, settings: LintSettings = LintSettings()) -> [String] {
    ExamLint.check(exam, settings: settings).map(\.code)
  }
  private func threeCharts(_ change: (inout Chart) -> Void) -> Exam {
    var charts = (1...3).map { SampleExam.chart($0) }
    change(&charts[1])
    return SampleExam.exam(charts)
  }

  @Test("an exam as it should be gives no finding")
  func clean() { #expect(ExamLint.check(threeCharts { _ in }).isEmpty) }

  @Test(
    "each rule finds its defect and nothing else",
    arguments: [
      "missing-x", "missing-xx", "outside-x-xx", "event-overlap", "answer-early", "answer-late", "answer-missing",
      "spacing-short", "no-events",
    ])
  func events(code: String) throws {
    let exam = threeCharts { chart in
      switch code {
      case "missing-x": chart.events.removeFirst()
      case "missing-xx": chart.events.removeLast()
      case "outside-x-xx":
        chart.events[0].onset = 420
        chart.events[0].offset = 440
        chart.events.swapAt(0, 1)
      case "event-overlap":
        let next = chart.events[3].onset
        chart.events[2].offset = next
        chart.events[2].answer?.sample = next + 1
      case "answer-early": chart.events[3].answer = Answer(sample: chart.events[3].offset)
      case "answer-late": chart.events[3].answer = Answer(sample: chart.events[4].onset)
      case "answer-missing": chart.events[3].answer = nil
      case "spacing-short":
        chart.events[3].onset -= 151
        chart.events[3].offset -= 151
        chart.events[3].answer?.sample -= 151
      default: chart.events = []
      }
    }
    let findings = ExamLint.check(exam)
    let extra: Set<String> =
      switch code {
      case "event-overlap": ["answer-late"]
      case "no-events": ["series-questions", "relevant-count", "comparison-count"]
      default: []
      }
    #expect(findings.contains { $0.code == code })
    #expect(Set(findings.map(\.code)).subtracting(extra) == [code])
    let finding = try #require(findings.first { $0.code == code })
    #expect(finding.place.series == "1" && finding.place.chart == 2 && finding.count == 1)
  }

  @Test("an overlap is found behind a short event between")
  func overlaps() throws {
    let exam = threeCharts { chart in
      chart.events[1].offset = chart.events[3].onset + 1
      chart.events[1].answer = nil
    }
    let finding = try #require(ExamLint.check(exam).first { $0.code == "event-overlap" })
    #expect(finding.count == 2 && finding.place.question == "C4")
  }

  @Test("the labels of chart files that programs misread are named by file and sample")
  func files() throws {
    for (code, sample) in [("label-o-zero", 49), ("label-sacrifice-r", 13), ("label-1c", 13), ("label-clash", 103)] {
      let path = Repository.fixture("ncca/defects/D&-\(code)-1.01A").path
      let read = try ExamReader.read(path: path)
      for known in [read.findings, []] {
        let found = ExamLint.check(read.exam, readerFindings: known).filter { $0.code == code }
        #expect(found.count == 1 && found.first?.place.sample == sample && found.first?.place.file != nil)
      }
    }
  }

  @Test("spacing is measured from onset to onset and the limit is the site's")
  func spacing() {
    let exam = SampleExam.exam((1...3).map { SampleExam.chart($0, spacing: 20) })
    #expect(codes(exam).isEmpty)
    #expect(codes(exam, settings: LintSettings(shortestSpacing: 20.1)) == Array(repeating: "spacing-short", count: 3))
    let long = ExamLint.check(exam, settings: LintSettings(longestSpacing: 19))
    #expect(long.map(\.code) == Array(repeating: "spacing-long", count: 3))
    #expect(long[0].count == 4 && long[0].place.question == "C4")
    #expect(long[0].message.contains("20 s after N1") && long[0].message.contains("19 s"))
  }

  @Test("labels that programs misread are named from the labels of the source")
  func labels() {
    let typed = ["N N1", "C4?", "R1O", "C6", "RELEVANT9"]
    let found = Set(codes(SampleExam.exam((1...3).map { SampleExam.chart($0, labels: typed) })))
    #expect(found.isSuperset(of: ["label-typed", "label-punctuation", "label-o-zero", "label-long"]))
    var chart = SampleExam.chart()
    chart.annotations = [Annotation(code: "CT", sample: 900), Annotation(code: "CT", sample: 950)]
    let clash = ExamLint.check(SampleExam.exam([chart])).filter { $0.code == "label-clash" }
    #expect(clash.count == 1 && clash[0].place.sample == 900)
    #expect(codes(SampleExam.exam([SampleExam.chart(labels: ["SR2", "1C", "R5"])])).contains("label-sacrifice-r"))
    #expect(codes(SampleExam.exam([SampleExam.chart(labels: ["SR2", "1C", "R5"])])).contains("label-1c"))
  }

  @Test("charts of a series ask the same questions in the same words")
  func series() {
    let rotated = [
      SampleExam.chart(1), SampleExam.chart(2, labels: ["N1", "C6", "R5", "C4", "R7"]), SampleExam.chart(3),
    ]
    #expect(codes(SampleExam.exam(rotated)).isEmpty)
    let other = [
      SampleExam.chart(1), SampleExam.chart(2), SampleExam.chart(3, labels: ["N1", "C4", "R5", "C6", "R8"]),
    ]
    let findings = ExamLint.check(SampleExam.exam(other))
    #expect(findings.map(\.code) == ["series-questions"])
    #expect(
      findings[0].message == "Chart 3 lacks R7 and adds R8, compared with chart 1." && findings[0].place.chart == 3)
    var reworded = threeCharts { chart in chart.events[3].questionVersion = 2 }
    reworded.series[0].questions.append(Question(label: "R5", role: .relevant, text: "Other?", version: 2))
    #expect(codes(reworded) == ["series-questions"])
    var aborted = other
    aborted[2].isAborted = true
    aborted.append(SampleExam.chart(4))
    #expect(codes(SampleExam.exam(aborted)) == ["chart-aborted"])
  }

  @Test("repeats are defects, except the passes of a screening chart, which are asked equally often")
  func repeats() {
    let repeated = codes(
      SampleExam.exam((1...3).map { SampleExam.chart($0, labels: ["C4", "R5", "C6", "R10", "R5"]) }))
    #expect(Set(repeated) == ["question-repeated"])
    let screening = ["N1", "SA", "C1", "R1", "R2", "C2", "R1", "R2", "C1", "R1", "R2", "C2"]
    #expect(Set(codes(SampleExam.exam([SampleExam.chart(labels: screening)]))) == ["dlst-renumbered"])
    let numbered = ["N1", "SA", "1C1", "1R1", "1R2", "1C2", "2R1", "2R2", "2C1", "3R1", "3R2", "2C2"]
    #expect(codes(SampleExam.exam([SampleExam.chart(labels: numbered)])).isEmpty)
    #expect(codes(SampleExam.exam([SampleExam.chart(labels: numbered.filter { $0 != "3R2" })])) == ["passes-uneven"])
  }

  @Test("numbers of charts and questions are held to the format, at the limit and one past it")
  func format() {
    #expect(codes(SampleExam.exam((1...2).map { SampleExam.chart($0) })) == ["charts-few"])
    #expect(codes(SampleExam.exam((1...5).map { SampleExam.chart($0) })).isEmpty)
    #expect(codes(SampleExam.exam((1...6).map { SampleExam.chart($0) })) == ["charts-many"])
    #expect(
      Set(codes(SampleExam.exam((1...3).map { SampleExam.chart($0, labels: ["C4", "R5", "C6"]) }))) == [
        "relevant-count"
      ])
    let many = ["C1", "C2", "C3", "C4", "C5", "C6", "R7", "R8"]
    #expect(Set(codes(SampleExam.exam((1...3).map { SampleExam.chart($0, labels: many) }))) == ["comparison-count"])
    let acquaintance = SampleExam.exam([SampleExam.chart(labels: ["1", "2", "3", "4K", "5", "6", "7"])])
    #expect(codes(acquaintance).isEmpty)
    let own = FormatLimits(name: "house format", charts: 1...1, relevant: 2...2, comparison: 2...2)
    #expect(codes(SampleExam.exam([SampleExam.chart()]), settings: LintSettings(limits: own)).isEmpty)
  }

  @Test("a question that was not reviewed, or is on no list, is reported when it was asked")
  func reviews() {
    var exam = threeCharts { _ in }
    exam.series[0].questions[1].reviewed = true
    #expect(codes(exam).isEmpty)
    exam.series[0].questions[1].reviewed = false
    let findings = ExamLint.check(exam)
    #expect(findings.map(\.code) == Array(repeating: "question-not-reviewed", count: 3))
    #expect(findings.allSatisfy { $0.severity == .error && $0.place.question == "C4" })
    exam.series[0].questions.remove(at: 1)
    #expect(Set(codes(exam)) == ["question-unlisted"])
  }

  @Test("what the reader has said already is not said twice")
  func reader() {
    var exam = threeCharts { $0.events.removeFirst() }
    let known = Finding(
      code: "missing-x", severity: .warning, message: "No X.", place: Place(file: "D&-SAMPLE-1.02A", line: 20))
    exam.series[0].charts[1].source = ChartSource(file: "D&-SAMPLE-1.02A", format: "ncca-ascii", sha256: "")
    #expect(ExamLint.check(exam, readerFindings: [known]) == [known])
    exam.series[0].charts[1].source?.file = "other"
    #expect(ExamLint.check(exam, readerFindings: [known]).count == 2)
  }

  @Test("every code is listed once, with a sentence")
  func list() {
    #expect(Set(LintCode.all.map(\.code)).count == LintCode.all.count)
    #expect(LintCode.all.allSatisfy { $0.sentence.hasSuffix(".") && !$0.code.contains(" ") })
  }
}
