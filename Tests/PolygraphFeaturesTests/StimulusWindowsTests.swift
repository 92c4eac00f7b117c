@testable import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import Testing

@Suite("The windows around a stimulus")
struct StimulusWindowsTests {
  private let rate = SampleRate(30)

  private func windows(
    onset: Int = 900, end: Int = 990, answer: Int? = 1020, others: [Int] = [], count: Int = 3000,
    clock: SampleRate = SampleRate(30), firstSample: Int = 0
  ) -> StimulusWindows {
    let event = Event(
      label: "R5", role: .relevant, onset: onset, offset: end, answer: answer.map { Answer(sample: $0) })
    let events =
      [event] + others.map { Event(label: "C4", role: .comparison, onset: $0, offset: $0 + clock.sampleCount(in: 1)) }
    let chart = Chart(
      number: 1, sampleRate: clock, sampleCount: 1_000_000, channels: [], events: events.sorted { $0.onset < $1.onset })
    return StimulusWindows(
      event, of: chart, clock: LineClock(chartRate: clock, firstSample: firstSample, rate: rate), count: count,
      rules: FilterProfile.standard.windows)
  }

  @Test("15 s of evaluation, 10 s behind it and 10 s before it")
  func lengths() {
    let windows = windows()
    #expect(windows.evaluation == 900..<1350 && windows.first == 600 && windows.last == 1649)
    #expect(windows.answer == 1020 && windows.flags.isEmpty && windows.obstacle == nil)
  }

  @Test("missing, late, early and very late answers")
  func answers() {
    #expect(windows(answer: nil).answer == 991 && windows(answer: nil).flags == [.answerImputed])
    // Five seconds after the question's end are in time, one sample more is not.
    #expect(windows(answer: 990 + 150).answer == 1140 && windows(answer: 990 + 150).flags.isEmpty)
    let late = windows(answer: 990 + 151)
    #expect(late.answer == 991 && late.flags == [.answerImputed, .answerLate])
    for sample in [950, 990] {
      #expect(windows(answer: sample).answer == 991 && windows(answer: sample).flags == [.answerEarly])
    }
    let beyond = windows(end: 1300, answer: 1360)
    #expect(beyond.answer == 1348 && beyond.flags == [.answerAfterWOE])
    let long = windows(end: 1400, answer: nil)
    #expect(long.answer == 1348 && long.flags == [.answerImputed, .answerAfterWOE])
  }

  @Test("another stimulus within 5 s before forbids, within 8 s marks")
  func stacked() {
    #expect(windows(others: [900 - 150]).obstacle == .stackedStimulus)
    #expect(windows(others: [900]).obstacle == .stackedStimulus)
    let close = windows(others: [900 - 151])
    #expect(close.obstacle == nil && close.flags == [.closeStimulus])
    #expect(windows(others: [900 - 240]).flags == [.closeStimulus])
    #expect(windows(others: [900 - 241]).flags.isEmpty)
    #expect(windows(others: [900 + 449]).flags == [.nextStimulusInWindow])
    #expect(windows(others: [900 + 450]).flags.isEmpty)
  }

  @Test("the data's ends")
  func ends() {
    #expect(windows(count: 1650).flags.isEmpty && windows(count: 1649).flags == [.truncated])
    #expect(windows(count: 1350).obstacle == nil && windows(count: 1349).obstacle == .windowIncomplete)
    let early = windows(onset: 299, end: 400, answer: 410)
    #expect(early.flags == [.shortPre] && early.first == 0)
    #expect(windows(firstSample: 901).obstacle == .windowIncomplete)
    #expect(windows(firstSample: 900).obstacle == nil)
  }

  @Test("rows of a chart of another rate, and back to its samples")
  func otherRates() {
    let windows = windows(
      onset: 30_000, end: 33_000, answer: 34_000, clock: SampleRate(1000), firstSample: 10_000)
    #expect(windows.onset == 600 && windows.answer == 720 && windows.evaluationEnd == 1049)
    let clock = LineClock(chartRate: SampleRate(1000), firstSample: 10_000, rate: rate)
    #expect(clock.place(ofRow: 600) == SamplePlace(sample: 30_000, seconds: 30))
    #expect(clock.place(ofRow: 601) == SamplePlace(sample: 30_033, seconds: 30.033))
  }

  @Test("nothing behind a gap is used")
  func gap() {
    let mask = SampleMask(count: 3000, missing: [100..<200, 1400..<1500])
    let cut = windows().ending(before: mask)
    #expect(cut.last == 1399 && cut.flags == [.truncated] && cut.evaluation == 900..<1350)
    #expect(windows().ending(before: SampleMask(count: 3000, missing: [1650..<1700])) == windows())
  }
}
