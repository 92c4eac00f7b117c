import PolygraphModel
import PolygraphQuantities
import Testing

@Suite("Exams, questions and events")
struct ExamTests {
  private func chart(_ number: Int) -> Chart {
    Chart(number: number, sampleRate: SampleRate(30), sampleCount: 300, channels: [])
  }

  @Test("a chart with the same questions joins the series, other questions start a new one")
  func appending() {
    let relevant = Question(label: "R5", role: .relevant, text: "Did you take it?", reviewed: true)
    let comparison = Question(label: "C4", role: .comparison, comparisonType: .probableLie, text: "Ever?")
    var exam = Exam(name: "DEMO", format: "ncca-ascii")
    #expect(exam.append(chart(1), questions: [relevant, comparison]) == "1")
    #expect(exam.append(chart(2), questions: [comparison, relevant]) == "1")
    #expect(exam.append(chart(1), questions: [comparison, relevant.reworded("Did you take the money?")]) == "2")
    #expect(exam.append(chart(2), questions: [comparison]) == "3")
    #expect(exam.series.map(\.charts.count) == [2, 1, 1])
    #expect(exam.charts.map(\.series) == ["1", "1", "2", "3"])
    #expect(exam.charts.map(\.chart.number) == [1, 2, 1, 2])
    exam.series.append(Series(name: "X"))
    #expect(exam.append(chart(1), questions: [relevant]) == "4")
  }

  @Test("a reworded question is a new version that has not been reviewed")
  func rewording() {
    let first = Question(label: "R5", role: .relevant, text: "Old?", reviewed: true)
    let second = first.reworded("New?")
    #expect(second.version == 2 && second.reviewed == false && second.text == "New?")
    #expect(first.version == 1 && first.reviewed == true)
  }

  @Test("a corrected event keeps every placing it had, oldest first")
  func correcting() {
    let time = Timestamp(millisecondsSince1970: 0)
    let event = Event(label: "R5", role: .relevant, onset: 100, offset: 160, answer: Answer(sample: 170, word: "No"))
    let once = event.corrected(onset: 98, offset: 160, answer: nil, author: "E1", time: time, reason: "late key")
    let twice = once.corrected(
      onset: 99, offset: 161, answer: Answer(sample: 171), author: "E2", time: time, reason: "audio")
    #expect(event.corrections.isEmpty)
    #expect(twice.onset == 99 && twice.offset == 161 && twice.answer == Answer(sample: 171))
    #expect(twice.corrections.map(\.onset) == [100, 98])
    #expect(twice.corrections.map(\.answer) == [Answer(sample: 170, word: "No"), nil])
    #expect(twice.corrections.map(\.reason) == ["late key", "audio"])
    #expect(twice.label == event.label && twice.sourceLabel == "R5")
  }

  @Test("questions leave announcements out; a sensor's channel is the first one with samples")
  func chartLookups() {
    var chart = chart(1)
    chart.events = [
      Event(label: "X", role: .startOfTest, onset: 0, offset: 9),
      Event(label: "R5", role: .relevant, onset: 20, offset: 29),
      Event(label: "XX", role: .endOfTest, onset: 280, offset: 299),
    ]
    #expect(chart.questions.map(\.label) == ["R5"])
    #expect(chart.duration == 10)
    let empty = Channel(
      name: "Move1", sensor: .activity, sampleRate: SampleRate(30), counts: SampleCounts([0, 0]),
      mask: SampleMask(count: 2, missing: [0..<2]))
    let full = Channel(name: "SE", sensor: .activity, sampleRate: SampleRate(30), counts: SampleCounts([1, 2]))
    chart.channels = [empty, full]
    #expect(chart.channel(.activity)?.name == "SE")
    chart.channels = [empty]
    #expect(chart.channel(.activity)?.name == "Move1" && chart.channel(.cardio) == nil)
  }
}
