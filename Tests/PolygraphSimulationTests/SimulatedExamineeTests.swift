import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation
import TestSupport
import Testing

@Suite("Simulated examinee")
struct SimulatedExamineeTests {
  @Test("equal settings give equal bits, another seed does not", arguments: [UInt64(0), 7, .max])
  func determinism(seed: UInt64) {
    var settings = ExamineeSettings(seed: seed)
    settings.chartCount = 1
    settings.movementsPerMinute = 1
    let exam = SimulatedExaminee(settings).exam()
    #expect(exam == SimulatedExaminee(settings).exam())
    #expect(SimulatedExaminee(settings).plan() == SimulatedExaminee(settings).plan())
    settings.seed = seed ^ 1
    let other = SimulatedExaminee(settings).exam()
    #expect(exam.charts[0].chart.channels.map(\.counts) != other.charts[0].chart.channels.map(\.counts))
  }

  @Test("the bits of a seed stay what they were")
  func knownBits() {
    var settings = ExamineeSettings(seed: 2024, truth: .deceptive)
    settings.chartCount = 1
    let chart = SimulatedExaminee(settings).exam().charts[0].chart
    // Places in the recording, not the first samples: a change of any part of the physiology shows.
    let found = chart.channels.map { channel in [0, 1500, 3000, 4500].map { channel.counts[$0] } }
    #expect(chart.sampleCount == 7840)
    #expect(
      found == [
        [43370, 43193, 42991, 43307], [37592, 37384, 37103, 37499], [104084, 106435, 104763, 104324],
        [36926, 38707, 37922, 36928], [20547, 20543, 20534, 20541], [51567, 50887, 50859, 50861],
      ])
  }

  @Test(
    "a chart has the instrument's channels in order, X and XX, and the times an examiner keeps",
    arguments: 0..<(Repository.isExhaustive ? 40 : 8))
  func structure(seed: UInt64) throws {
    let sequence = TestSequence.all[Int(seed) % TestSequence.all.count]
    let exam = SimulatedExaminee(ExamineeSettings(seed: seed, sequence: sequence)).exam()
    #expect(exam.series.count == 1)
    #expect(exam.charts.count == sequence.usualChartCount)
    for (series, chart) in exam.charts {
      #expect(series == "1")
      #expect(chart.channels.map(\.name) == ["UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1", "PPG1"])
      #expect(chart.channels.allSatisfy { $0.counts.count == chart.sampleCount && $0.mask.isComplete })
      for channel in chart.channels {
        let all = (0..<channel.counts.count).map { channel.counts[$0] }
        #expect(all.allSatisfy { (1...999_999).contains($0) })
        #expect(Set(all).count > 20, "\(channel.name) is alive, seed \(seed)")
      }
      #expect(chart.events.map(\.label) == ["X"] + sequence.labels(chart: chart.number) + ["XX"])
      let rate = 30.0
      let questions = chart.questions
      let first = try #require(questions.first)
      #expect(Double(first.onset - chart.events[0].offset) / rate >= 10)
      for event in questions {
        let length = Double(event.offset - event.onset) / rate
        let answer = try #require(event.answer)
        #expect((1.5...6.1).contains(length), "\(event.label), seed \(seed)")
        #expect((0.15...1.6).contains(Double(answer.sample - event.offset) / rate), "\(event.label), seed \(seed)")
        #expect(chart.sampleCount - answer.sample >= 25 * 30)
      }
      for (event, next) in zip(questions, questions.dropFirst()) {
        #expect((21.9...25.1).contains(Double(next.onset - event.onset) / rate), "seed \(seed)")
      }
    }
    #expect(exam.series[0].questions.count == sequence.questions.count + 2)
    #expect(exam.series[0].questions.allSatisfy { $0.reviewed == true && $0.text != nil })
  }

  @Test(
    "physiology is the same at every rate",
    arguments: [SampleRate(60), SampleRate(500)] + (Repository.isExhaustive ? [SampleRate(8000)] : []))
  func rates(rate: SampleRate) throws {
    var settings = ExamineeSettings(seed: 3, sequence: .acqt)
    let slow = SimulatedExaminee(settings).exam().charts[0].chart
    settings.sampleRate = rate
    let fast = SimulatedExaminee(settings).exam().charts[0].chart
    #expect(fast.sampleRate == rate)
    for (left, right) in zip(slow.channels, fast.channels) {
      // Noise of two sensors' samples apart, at most 8 counts each.
      for index in stride(from: 0, to: left.counts.count - 30, by: 97) {
        let place = SampleRate(30).index(index, on: rate)
        let off = abs(rate.seconds(ofSample: place).value - SampleRate(30).seconds(ofSample: index).value)
        guard off < 1e-9 else { continue }
        #expect(abs(left.counts[index] - right.counts[place]) < 60, "\(left.name) at \(index)")
      }
    }
  }

  @Test("channels keep rates of their own inside the chart")
  func channelRates() throws {
    var settings = ExamineeSettings(seed: 4)
    settings.chartCount = 1
    settings.sampleRate = SampleRate(120)
    settings.channelRates = [
      .electrodermal: SampleRate(30), .thoracicRespiration: try #require(SampleRate(parsing: "62.5")),
    ]
    let chart = SimulatedExaminee(settings).exam().charts[0].chart
    for channel in chart.channels {
      let rate = settings.channelRates[channel.sensor] ?? SampleRate(120)
      #expect(channel.sampleRate == rate)
      let last = rate.seconds(ofSample: channel.counts.count - 1).value
      #expect(last <= chart.sampleRate.seconds(ofSample: chart.sampleCount - 1).value)
      #expect(rate.seconds(ofSample: channel.counts.count).value > last)
      let next = rate.seconds(ofSample: channel.counts.count).value
      #expect(next > chart.sampleRate.seconds(ofSample: chart.sampleCount - 1).value)
    }
  }

  @Test("a required sensor that is not attached leaves an empty channel, a vasomotor sensor none")
  func missingSensors() throws {
    var settings = ExamineeSettings(seed: 5)
    settings.sensors.subtract([.activity, .vasomotor])
    let examinee = SimulatedExaminee(settings)
    let chart = examinee.exam().charts[0].chart
    #expect(chart.channels.map(\.name) == ["UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1"])
    #expect(try #require(chart.channel(.activity)).isEmpty)
    #expect(!(try #require(chart.channel(.cardio)).isEmpty))
    let table = examinee.plan().measurementTable()
    #expect(table.measurements.allSatisfy { $0.sensor != .vasomotor && $0.value != nil })
  }

  @Test("a movement shows in seat, EDA and cardio and is noted after what is being said")
  func movements() throws {
    var settings = ExamineeSettings(seed: 6)
    settings.chartCount = 1
    let still = SimulatedExaminee(settings).exam().charts[0].chart
    let question = still.questions[3]
    let time = still.sampleRate.seconds(ofSample: question.onset).value + 0.5
    settings.movements = [SimulatedMovement(chart: 1, time: time), SimulatedMovement(chart: 2, time: 50)]
    let moved = SimulatedExaminee(settings).exam().charts[0].chart
    #expect(moved.annotations.map(\.code) == ["MV"])
    #expect(moved.annotations[0].group == .movement)
    #expect(moved.annotations[0].sample == (try #require(question.answer)).sample + 1)
    for (sensor, least) in [(Sensor.activity, 1000.0), (.electrodermal, 500), (.cardio, 500)] {
      let place = moved.sampleRate.sample(at: Seconds(time))..<moved.sampleRate.sample(at: Seconds(time + 2))
      let before = try #require(still.channel(sensor)).values(place)
      let after = try #require(moved.channel(sensor)).values(place)
      #expect(zip(before, after).map { abs($0 - $1) }.max() ?? 0 > least, "\(sensor.rawValue)")
    }
    #expect(still.events == moved.events)
  }

  @Test("movements by rate come about as often as asked for")
  func movementRate() {
    var settings = ExamineeSettings(seed: 8)
    settings.chartCount = 20
    settings.movementsPerMinute = 2
    let charts = SimulatedExaminee(settings).exam().charts.map(\.chart)
    let minutes = charts.reduce(0) { $0 + $1.duration.value } / 60
    let count = Double(charts.reduce(0) { $0 + $1.annotations.count })
    #expect(abs(count - 2 * minutes) < 4 * (2 * minutes).squareRoot())
  }

  @Test("lost samples are masked in the channels named and stand in the chart's gaps")
  func dropouts() throws {
    var settings = ExamineeSettings(seed: 9)
    settings.chartCount = 1
    settings.channelRates = [.electrodermal: SampleRate(15)]
    settings.dropouts = [
      SimulatedDropout(chart: 1, channels: ["EDA1"], start: 30, duration: 2),
      SimulatedDropout(chart: 1, start: 100, duration: 0.5), SimulatedDropout(chart: 1, start: 1e5, duration: 1),
    ]
    let chart = SimulatedExaminee(settings).exam().charts[0].chart
    #expect(try #require(chart.channel(.electrodermal)).mask.missingRanges == [450..<480, 1500..<1508])
    #expect(try #require(chart.channel(.cardio)).mask.missingRanges == [3000..<3015])
    #expect(chart.gaps.map(\.start) == [900, 3000])
    #expect(chart.gaps.map(\.end) == [960, 3015])
    #expect(chart.gaps.map(\.channels) == [["EDA1"], []])
  }

  @Test("a cuff that is let down falls towards nothing after XX and nowhere else")
  func deflation() throws {
    var settings = ExamineeSettings(seed: 10)
    settings.chartCount = 1
    let held = try #require(SimulatedExaminee(settings).exam().charts[0].chart.channel(.cardio))
    settings.deflatesCuff = true
    let chart = SimulatedExaminee(settings).exam().charts[0].chart
    let released = try #require(chart.channel(.cardio))
    let end = try #require(chart.events.last).offset
    #expect((0..<end).allSatisfy { held.counts[$0] == released.counts[$0] })
    #expect(released.counts[released.counts.count - 1] < 1000)
  }

  @Test("answers are the sequence's, but for those that were set")
  func answers() {
    var settings = ExamineeSettings(seed: 11)
    settings.answers = ["R7": "Yes"]
    let events = SimulatedExaminee(settings).exam().charts[0].chart.questions
    let words = Dictionary(uniqueKeysWithValues: events.map { ($0.label, $0.answer?.word) })
    #expect(words["R7"] == "Yes")
    #expect(words["R5"] == "No")
    #expect(words["N1"] == "Yes")
  }
}
