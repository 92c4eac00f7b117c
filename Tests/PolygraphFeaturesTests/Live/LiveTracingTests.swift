import CAllocationCounter
import Foundation
import PolygraphDSP
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphFeatures

@Suite("Live lines")
struct LiveTracingTests {
  private static let columns: [(name: String, sensor: Sensor, kind: TracingKind)] = [
    ("respiration", .thoracicRespiration, .signal), ("auto", .electrodermal, .auto),
    ("manual", .electrodermal, .manual), ("detrended", .electrodermal, .detrended), ("cuff", .cardio, .signal),
    ("cuffMid", .cardio, .mid), ("cuffAverage", .cardio, .movingAverage),
    ("pulseAverage", .vasomotor, .movingAverage), ("activity", .activity, .smooth),
  ]

  /// The formula that the golden script makes its samples of.
  private static func input(_ rate: Int, _ count: Int) -> [Double] {
    (0..<count).map { index in
      let t = Double(index) / Double(rate)
      var x = 500 + 120 * sin(2 * .pi * 0.27 * t) + 30 * sin(2 * .pi * 1.3 * t + 0.4)
      x += (t > 6 ? 80 * (1 - exp(-(t - 6) / 1.5)) : 0) - 4 * t + 3 * sin(2 * .pi * 11 * t)
      return (x + 0.5).rounded(.down)
    }
  }

  @Test("every line has the numbers of an independent program", arguments: [30, 50, 1000])
  func golden(rate: Int) throws {
    let table = try NumberTable(fixture: "features/live/live-\(rate).csv")
    let rows = table["sample"].map { Int($0) }
    let input = Self.input(rate, rate * 16)
    #expect(rows.map { input[$0] } == table["input"])
    for column in Self.columns {
      var line = try LiveTracing(column.sensor, column.kind, rate: SampleRate(rate))
      let values = input.map { line.next($0) ?? .nan }
      let worst = zip(rows, table[column.name]).map { abs(values[$0] - $1) }.max() ?? .nan
      #expect(worst <= 1e-9, "\(column.name) at \(rate) a second differs by \(worst)")
    }
  }

  @Test("any cutting of a recording gives the same bits, with samples missing here and there")
  func chunks() throws {
    var generator = SeededGenerator(seed: 71)
    let samples: [Double?] = Self.input(250, 4000).map { generator.uniform() < 0.05 ? nil : $0 }
    for column in Self.columns {
      var whole = try LiveTracing(column.sensor, column.kind, rate: SampleRate(250))
      var cut = whole
      var expected = samples
      whole.process(&expected)
      var found: [Double?] = []
      while found.count < samples.count {
        var block = Array(samples[found.count..<min(samples.count, found.count + 1 + generator.below(90))])
        cut.process(&block)
        found += block
      }
      #expect(found == expected, "\(column.name)")
    }
  }

  @Test("a missing sample, and a number that is none, gives nothing and leaves the state as it is")
  func missing() throws {
    let samples = Self.input(100, 600)
    var plain = try LiveTracing(.electrodermal, .auto, rate: SampleRate(100))
    var broken = plain
    for (index, sample) in samples.enumerated() {
      for bad in [nil, Double.nan, .infinity] where index % 7 == 0 { #expect(broken.next(bad) == nil) }
      #expect(broken.next(sample) == plain.next(sample))
    }
  }

  @Test("after a reset the next sample is a first one, so that a new level makes no transient")
  func reset() throws {
    for column in Self.columns {
      var line = try LiveTracing(column.sensor, column.kind, rate: SampleRate(100))
      for sample in Self.input(100, 500) { _ = line.next(sample) }
      line.reset()
      var fresh = try LiveTracing(column.sensor, column.kind, rate: SampleRate(100))
      for sample in Self.input(100, 500) { #expect(line.next(sample + 40_000) == fresh.next(sample + 40_000)) }
    }
    var level = try LiveTracing(.thoracicRespiration, rate: SampleRate(1000))
    #expect(abs((level.next(30_000) ?? 0) - 30_000) < 1e-6)
  }

  @Test("a line is as late as it says: a ramp comes out so much later")
  func latency() throws {
    for (sensor, kind, expected) in [
      (Sensor.cardio, TracingKind.movingAverage, 1.75), (.thoracicRespiration, .signal, 0.179633 + 8.0 / 30),
      (.electrodermal, .manual, 0.075026), (.vasomotor, .movingAverage, 4),
    ] {
      var line = try LiveTracing(sensor, kind, rate: SampleRate(1000))
      let slope = 0.5
      var last = 0.0
      for index in 0..<40_000 { last = line.next(slope * Double(index)) ?? .nan }
      let late = Seconds((39_999 - last / slope) / 1000)
      #expect(abs(late.value - line.latency.value) < 1e-6, "\(sensor.rawValue): \(late) and \(line.latency)")
      // The low-pass of 12 Hz before every line of a fast channel adds 34.7 ms.
      #expect(abs(line.latency.value - expected - 0.034657) < 5e-4, "\(sensor.rawValue): \(line.latency)")
    }
    let slow = try LiveTracing(.cardio, .mid, rate: SampleRate(30))
    #expect(slow.latency == Seconds(0.5))
  }

  @Test("a slow sine comes out as the line that is measured, later and as high")
  func batch() throws {
    let rate = SampleRate(30)
    let wave = (0..<3000).map { 1000 * sin(2 * .pi * 0.05 * Double($0) / 30) }
    let measured = try FilterProfile.standard.respiration.line.apply(wave, at: rate)
    var line = try LiveTracing(.thoracicRespiration, rate: rate)
    let live = wave.map { line.next($0) ?? .nan }
    let delay = rate.sampleCount(in: line.latency)
    let worst = (600..<2900).map { abs(live[$0 + delay] - measured[$0]) }.max() ?? .nan
    #expect(worst < 10, "\(worst)")
  }

  @Test("lines without a live form, and profiles with steps that need the whole chart, are refused with words")
  func refusals() throws {
    func refusal(
      _ sensor: Sensor, _ kind: TracingKind, _ profile: FilterProfile = .standard, rate: SampleRate = SampleRate(30)
    ) -> LiveTracingError? {
      do {
        _ = try LiveTracing(sensor, kind, profile: profile, rate: rate)
        return nil
      } catch { return error as? LiveTracingError }
    }
    #expect(refusal(.cardio, .systolic) == .noLiveForm(sensor: .cardio, kind: .systolic))
    #expect(
      refusal(.thoracicRespiration, .signal, .reference) == .noCausalForm(step: "subtractFirst", profile: "reference")
        || refusal(.thoracicRespiration, .signal, .reference)?.description.contains("whole chart") == true)
    guard case .filter(_, let rate) = refusal(.electrodermal, .auto, rate: SampleRate(5)) else {
      Issue.record("A low-pass of 3 Hz cannot be made at 5 samples a second.")
      return
    }
    #expect(rate == SampleRate(5))
    var long = FilterProfile.standard
    long.cardio.mid = [.movingMean(halfWidth: 60, passes: 1, edge: .reflectOdd)]
    #expect(refusal(.cardio, .mid, long, rate: SampleRate(8000)) == nil)
    #expect(
      refusal(.cardio, .mid, long, rate: SampleRate(8001))
        == .windowTooLong(samples: 960_121, rate: SampleRate(8001)))
    #expect(refusal(.auxiliary, .signal, rate: SampleRate(5)) == nil)
  }

  @Test("several channels of a frame give the values of each alone; nothing is allocated")
  func frames() throws {
    let sensors: [Sensor] = [
      .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .activity,
    ]
    let channels = sensors.map { sensor in
      LiveChannel(
        sensor, calibration: Calibration(numerator: 3, denominator: 7, offset: -2), kinds: LiveTracing.kinds(of: sensor)
      )
    }
    let rate = SampleRate(500)
    var lines = try LiveTracings(channels, rate: rate)
    var single = try lines.tracings.map { try LiveTracing($0.sensor, $0.kind, rate: rate) }
    var values = [Double?](repeating: nil, count: lines.tracings.count)
    let counts = Self.input(500, 3000).map { Int32($0) }
    var allocations = 0
    for (index, count) in counts.enumerated() {
      let frame = (0..<Int32(6)).map { count &+ $0 * 11 }
      let missing: UInt64 = index % 5 == 0 ? 0b100 : 0
      let before = polygraph_allocation_count()
      frame.withUnsafeBufferPointer { lines.next($0, missing: missing, into: &values) }
      // What the runtime makes once of its own comes with the first frame.
      if index > 0 { allocations += polygraph_allocation_count() - before }
      for line in single.indices {
        let channel = lines.channels[line]
        let isMissing = missing >> UInt64(channel) & 1 == 1
        let sample = channels[channel].calibration.value(frame[channel])
        #expect(single[line].next(isMissing ? nil : sample) == values[line])
      }
    }
    #expect(allocations == 0)
    lines.reset()
    var block: [Double?] = counts.map { Double($0) }
    var first = block
    single[0].process(&first)
    let before = polygraph_allocation_count()
    single[0].process(&block)
    #expect(polygraph_allocation_count() == before)
    // The counter counts.
    let counted = polygraph_allocation_count()
    let some = [Double](unsafeUninitializedCapacity: 64) { $1 = $0.count }
    #expect(polygraph_allocation_count() > counted && some.count == 64)
  }
}
