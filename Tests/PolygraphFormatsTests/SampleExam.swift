import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics

/// Exams made for tests: nothing in them was recorded.
enum SampleExam {
  /// A chart that presents questions every `spacing` seconds at 30 Hz, framed by X and XX.
  static func chart(
    _ number: Int = 1, labels: [String] = ["N1", "C4", "R5", "C6", "R7"], spacing: Double = 25,
    channels: [Channel]? = nil
  ) -> Chart {
    let rate = SampleRate(30)
    let step = rate.sampleCount(in: Seconds(spacing))
    var events = [Event(label: "X", role: .startOfTest, onset: 10, offset: 60)]
    let readings = ChartLabels.read(
      labels.map { LabelContext(label: $0, lengthSamples: 91, hasAnswer: true) }, dictionary: .standard)
    for (index, (label, reading)) in zip(labels, readings).enumerated() {
      let onset = 300 + index * step
      events.append(
        Event(
          label: reading.canonical, sourceLabel: label, role: reading.role, comparisonType: reading.comparisonType,
          occurrence: reading.occurrence, onset: onset, offset: onset + 90,
          answer: Answer(sample: onset + 110, word: "No")))
    }
    let end = 300 + labels.count * step
    events.append(Event(label: "XX", role: .endOfTest, onset: end, offset: end + 60))
    return Chart(
      number: number, date: CivilDate(year: 2026, month: 2, day: 5), time: ClockTime(hour: 9, minute: 30),
      sampleRate: rate, sampleCount: end + 300, channels: channels ?? [], events: events)
  }

  /// An exam of one series with charts of those labels, one question a label with a text.
  static func exam(_ charts: [Chart]) -> Exam {
    var series = Series(name: "1", charts: charts)
    for event in charts.flatMap(\.questions)
    where !series.questions.contains(where: { $0.label == event.baseLabel }) {
      series.questions.append(
        Question(label: event.baseLabel, role: event.role, text: "Question \(event.baseLabel)?"))
    }
    return Exam(name: "SAMPLE", format: "ncca-ascii", series: [series])
  }

  /// A channel of random counts with random gaps.
  static func channel(
    _ name: String, _ sensor: Sensor, rate: SampleRate, count: Int, generator: inout SeededGenerator
  ) -> Channel {
    let counts = (0..<count).map { _ in Int32(truncatingIfNeeded: generator.next() >> 44) }
    let runs = (0..<3).map { _ -> Range<Int> in
      let start = generator.below(count)
      return start..<min(count, start + generator.below(5))
    }
    return Channel(
      name: name, sensor: sensor, sampleRate: rate, counts: SampleCounts(counts),
      mask: SampleMask(count: count, missing: runs))
  }

  /// An exam in which every field of the model that a document carries is used.
  static func full(seed: UInt64) -> Exam {
    var generator = SeededGenerator(seed: seed)
    var first = chart(1, spacing: 1)
    let rate = SampleRate(30)
    first.channels = [
      channel("UPneumo", .thoracicRespiration, rate: rate, count: first.sampleCount, generator: &generator),
      channel("EDA1", .electrodermal, rate: SampleRate(15), count: first.sampleCount / 2, generator: &generator),
    ]
    first.channels[1].calibration = Calibration(numerator: 0.1, denominator: 3, offset: -0.25)
    first.channels[1].unit = .microsiemens
    first.channels[1].bits = 24
    first.channels[1].firstSample = 1
    first.channels[1].conditioning = "high pass at 0.003 Hz"
    first.annotations = [Annotation(code: "MV", group: .movement, sample: 400, text: "left arm")]
    first.gaps = [Gap(channels: ["EDA1"], start: 3, end: 9, cause: "unplugged")]
    let time = Timestamp(millisecondsSince1970: 1_770_283_800_123)
    first.exclusions = [
      Exclusion(question: "R5", sensor: .cardio, reason: "cuff leak", author: "E1", time: time)
    ]
    first.events[2] = first.events[2].corrected(
      onset: first.events[2].onset + 1, offset: first.events[2].offset, answer: nil, author: "E1", time: time,
      reason: "late key")
    first.source = ChartSource(file: "D&-SAMPLE-1.01A", format: "ncca-ascii", sha256: "00ff")
    var second = chart(2, spacing: 1)
    second.date = nil
    second.time = nil
    second.isAborted = true
    var exam = exam([first, second])
    exam.instrument = InstrumentIdentity(maker: "Lafayette", model: "LX6", software: "11.8.2", serial: "1")
    exam.series[0].questions[0].reviewed = true
    exam.series.append(Series(name: "X"))
    return exam
  }
}
