import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics

/// When a simulated examiner speaks and the examinee answers, in seconds from the chart's start.
struct ChartSchedule {
  /// One question of the chart with its times.
  struct Presentation {
    let question: ScriptedQuestion
    let onset: Double
    let offset: Double
    let answer: Double
  }

  static let opening = "The test is about to begin."
  static let closing = "The test is over."
  /// Quiet recording that must follow the last answer, so that its windows are whole.
  private static let tail = 26.0

  let start: (onset: Double, offset: Double)
  let presentations: [Presentation]
  let end: (onset: Double, offset: Double)
  let duration: Double

  init(settings: ExamineeSettings, chart: Int) {
    var generator = SeededGenerator(seed: settings.seed, purpose: .schedule, chart: chart)
    let first = generator.uniform(5..<8)
    start = (first, first + Self.speechDuration(Self.opening, &generator))
    var onset = start.offset + generator.uniform(12..<14)
    var presentations: [Presentation] = []
    let spread = settings.spacing.upperBound - settings.spacing.lowerBound
    for question in settings.sequence.questions(chart: chart) {
      let offset = onset + Self.speechDuration(question.text, &generator)
      presentations.append(
        Presentation(
          question: question, onset: onset, offset: offset, answer: offset + generator.uniform(0.2..<1.5)))
      onset += settings.spacing.lowerBound + spread * generator.uniform()
    }
    end = (onset, onset + Self.speechDuration(Self.closing, &generator))
    let lastAnswer = presentations.last?.answer ?? 0
    duration = max(end.offset + 5, lastAnswer + Self.tail)
    self.presentations = presentations
  }

  /// How long a text takes to read: about 14 characters a second, 1.6 to 6 seconds.
  private static func speechDuration(_ text: String, _ generator: inout SeededGenerator) -> Double {
    min(max(Double(text.utf8.count) / generator.uniform(13..<15.5), 1.6), 6)
  }

  /// The questions of a series, with the announcements.
  static func questions(of sequence: TestSequence) -> [Question] {
    [Question(label: "X", role: .startOfTest, text: opening, reviewed: true)]
      + sequence.questions.map(\.modelQuestion)
      + [Question(label: "XX", role: .endOfTest, text: closing, reviewed: true)]
  }

  /// The events on a chart's clock. A sample is never shared: an offset lies after its onset, an answer after its
  /// offset.
  func events(rate: SampleRate, answers: [String: String]) -> [Event] {
    func places(_ onset: Double, _ offset: Double) -> (Int, Int) {
      let first = rate.sample(at: Seconds(onset))
      return (first, max(first + 1, rate.sample(at: Seconds(offset))))
    }
    let (startOnset, startOffset) = places(start.onset, start.offset)
    var events = [Event(label: "X", role: .startOfTest, onset: startOnset, offset: startOffset)]
    for presentation in presentations {
      let question = presentation.question
      let (onset, offset) = places(presentation.onset, presentation.offset)
      let answer = Answer(
        sample: max(offset + 1, rate.sample(at: Seconds(presentation.answer))),
        word: answers[question.label] ?? question.answer)
      events.append(
        Event(
          label: question.label, role: question.role, comparisonType: question.comparisonType, onset: onset,
          offset: offset, answer: answer))
    }
    let (endOnset, endOffset) = places(end.onset, end.offset)
    events.append(Event(label: "XX", role: .endOfTest, onset: endOnset, offset: endOffset))
    return events
  }
}
