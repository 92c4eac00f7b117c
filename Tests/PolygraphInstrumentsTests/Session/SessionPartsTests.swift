import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import Testing

@testable import PolygraphInstruments

@Suite("Parts of a capture session")
struct SessionPartsTests {
  /// Arrivals of a clock that is off by `ppm`: batches of 16 ms, one read in a hundred late by 50 ms.
  private func clock(ppm: Double, seconds: Int) -> SampleClock {
    var generator = SeededGenerator(seed: 8)
    var clock = SampleClock(rate: SampleRate(1000))
    let period = 1e9 / (1000 * (1 + ppm * 1e-6))
    for index in stride(from: 0, to: seconds * 1000, by: 16) {
      let late = generator.uniform() * 1e6 + (generator.below(100) == 0 ? 5e7 : 0)
      clock.note(index: index, time: 5_000_000_000 + Int64(period * Double(index) + late))
    }
    return clock
  }

  @Test("the clock's fit finds ppm by the lower edge, whatever comes late", arguments: [80.0, -200, 200, 10_000])
  func partsPerMillion(ppm: Double) throws {
    let fit = try #require(clock(ppm: ppm, seconds: 80).fit)
    #expect(abs(fit.ppm - ppm) <= 10, "\(fit.ppm)")
    let long = clock(ppm: ppm, seconds: 700)
    #expect(abs(try #require(long.fit).ppm - ppm) <= 2)
    #expect(abs(try #require(long.wholeFit).ppm - ppm) <= 2)
    // The place of a sample is found back.
    let line = try #require(long.fit)
    let rate = SampleRate(1000)
    #expect(abs(line.frame(at: line.time(ofFrame: 123_456, rate: rate), rate: rate) - 123_456) < 0.001)
  }

  @Test("before a minute is in the rate is the nominal one")
  func young() throws {
    #expect(try #require(clock(ppm: 300, seconds: 50).fit).ppm == 0)
    #expect(SampleClock(rate: SampleRate(10)).fit == nil)
  }

  @Test("a day at 1 Hz of points stays in bounded memory and keeps its slope")
  func day() throws {
    var clock = SampleClock(rate: SampleRate(1))
    for index in 0..<100_000 { clock.note(index: index, time: Int64(Double(index) * 1e9 * 1.000_05)) }
    #expect(abs(try #require(clock.wholeFit).ppm + 50) < 0.1)
  }

  @Test("the ring gives back every byte with its time, and refuses what does not fit")
  func ring() {
    let ring = ByteRing(bytes: 100, blocks: 4)
    var refused = 0
    var given: [UInt8] = []
    var taken: [UInt8] = []
    var times: [Int64] = []
    for round in 0..<200 {
      let room = ring.room()
      let count = min(room.count, 1 + round % 37)
      if count == 0 {
        refused += 1
      } else {
        for place in 0..<count {
          room[place] = UInt8(truncatingIfNeeded: given.count)
          given.append(UInt8(truncatingIfNeeded: given.count))
        }
        ring.publish(count, at: Int64(round))
      }
      if round % 3 != 0 {
        _ = ring.take {
          taken += $0; times.append($1)
        }
      }
    }
    while ring.take({
      taken += $0; times.append($1)
    }) {}
    #expect(refused > 0 && given == taken && times == times.sorted() && ring.waitingBytes == 0)
    #expect(!ring.take { _, _ in })
  }

  private func monitor(_ sensor: Sensor, rate: Double = 200, _ wave: (Double) -> Double, seconds: Double = 4)
    -> ChannelMonitor
  {
    var monitor = ChannelMonitor(sensor: sensor, range: 0...1023, rate: rate, limits: SignalQualityLimits())
    for index in 0..<Int(seconds * rate) {
      monitor.take(Int32(min(max(wave(Double(index) / rate).rounded(), 0), 1023)))
    }
    return monitor
  }

  @Test("saturation, standing still, mains and a leaking cuff are seen; a signal is none of them")
  func monitors() {
    let pulse = monitor(.cardio) { 500 + 200 * sin(2 * .pi * 1.2 * $0) }
    #expect(!pulse.isSaturated && !pulse.isFlat && !pulse.isHumming && !pulse.isLeaking)
    #expect(monitor(.cardio) { _ in 1023 }.isSaturated)
    #expect(monitor(.cardio) { _ in 400 }.isFlat)
    #expect(!monitor(.activity) { _ in 400 }.isFlat)
    for mains in ChannelMonitor.mains {
      #expect(monitor(.electrodermal) { 500 + 3 * $0 + 20 * sin(2 * .pi * mains * $0) }.isHumming, "\(mains) Hz")
    }
    #expect(!monitor(.electrodermal) { 500 + 20 * sin(2 * .pi * 40 * $0) }.isHumming)
    let leak = monitor(.cardio, rate: 50, { 800 - 2 * $0 + 30 * sin(2 * .pi * 1.2 * $0) }, seconds: 70)
    #expect(leak.isLeaking)
    let steady = monitor(.cardio, rate: 50, { 800 + 10 * sin(0.3 * $0) + 30 * sin(2 * .pi * 1.2 * $0) }, seconds: 70)
    #expect(!steady.isLeaking)
  }

  @Test("rates that are no whole numbers are kept exactly")
  func rates() {
    #expect(SampleRate(nearest: 51.2) == SampleRate(numerator: 256, denominator: 5))
    #expect(SampleRate(nearest: 1000) == SampleRate(1000))
    #expect(SampleRate(nearest: 0) == nil && SampleRate(nearest: .nan) == nil)
  }

  @Test("a script is read and kept; what cannot be played is refused with its place")
  func script() throws {
    func script(_ events: String, schema: String = CaptureScript.schemaName) throws(CaptureError) -> CaptureScript {
      try CaptureScript(json: Data(#"{"schema":"\#(schema)","events":[\#(events)]}"#.utf8))
    }
    let good = try script(#"{"at":0,"what":"chartBegin","chart":1},{"at":2,"what":"onset","label":"R5"}"#)
    #expect(good.events?.count == 2)
    #expect(try CaptureScript(json: JSONEncoder().encode(good)) == good)
    for (text, word) in [
      (#"{"at":-1,"what":"end"}"#, "'at'"), (#"{"at":3,"what":"end"},{"at":2,"what":"end"}"#, "events[1]"),
      (#"{"at":0,"what":"onset"}"#, "'label'"), (#"{"at":0,"what":"chartBegin"}"#, "'chart'"),
      (#"{"at":0,"what":"dance"}"#, "events.[0].what"), (#"{"what":"end"}"#, "'at' is missing"),
      (#"{"at":\#(CaptureScript.latest + 1),"what":"end"}"#, "'at'"),
    ] {
      let error = #expect(throws: CaptureError.self) { _ = try script(text) }
      #expect(error?.description.contains(word) == true, "\(text): \(String(describing: error))")
    }
    #expect(throws: CaptureError.self) { _ = try script("", schema: "polygraph.other/1") }
    #expect(throws: Never.self) { _ = try script(#"{"at":\#(CaptureScript.latest),"what":"end"}"#) }
  }

  @Test("the age of a check is told at the limit's end and not before")
  func checkAge() {
    let now = Timestamp(millisecondsSince1970: 1_770_283_800_000)
    func warning(_ days: Int64) -> String? {
      let then = Timestamp(millisecondsSince1970: now.millisecondsSince1970 - days * 86_400_000)
      return Conformance.checkWarning("A", lastCheck: then, now: now, limitDays: 180)
    }
    #expect(warning(180) == nil && warning(181)?.contains("181 days") == true)
    #expect(Conformance.checkWarning("A", lastCheck: nil, now: now, limitDays: 180) != nil)
  }
}
