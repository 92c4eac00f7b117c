import Foundation
import PolygraphDSP
import PolygraphFeatures
import PolygraphQuantities
import Testing

/// Lines whose beats and breaths are known.
enum SimpleLine {
  /// A pulse with a dicrotic wave at these beat times, each begun by a foot.
  static func pulse(
    _ feet: [Double], size: (Double) -> Double = { _ in 1 }, seconds: Double, rate: SampleRate
  ) -> [Double] {
    (0..<rate.sampleCount(in: Seconds(seconds))).map { index in
      let time = rate.seconds(ofSample: index).value
      return feet.reduce(0) { sum, foot in
        let age = time - foot
        guard age > -0.5, age < 1.5 else { return sum }
        let first = exp(-pow((age - 0.15) / 0.07, 2))
        let second = 0.3 * exp(-pow((age - 0.4) / 0.08, 2))
        return sum + 1000 * size(foot) * (first + second)
      }
    }
  }

  /// Equally spaced times.
  static func times(every spacing: Double, from start: Double, to end: Double) -> [Double] {
    Array(stride(from: start, to: end, by: spacing))
  }
}

@Suite("Beats of pulses")
struct BeatTests {
  @Test("a clean pulse from 45 to 150 a minute gives each beat once, none of it doubtful", arguments: [30, 100, 1000])
  func cleanPulse(hertz: Int) throws {
    let rate = SampleRate(hertz)
    for perMinute in [45.0, 60, 90, 120, 150] {
      let feet = SimpleLine.times(every: 60 / perMinute, from: 1, to: 39)
      let line = MaskedLine(complete: SimpleLine.pulse(feet, seconds: 40, rate: rate))
      let series = try PulseDetector().beats(in: line, at: rate)
      #expect(abs(series.beats.count - feet.count) <= 1, "\(perMinute) at \(hertz)")
      let inner = series.beats.dropFirst(2).dropLast(2)
      #expect(inner.allSatisfy { $0.quality >= BeatSeries.acceptedQuality }, "\(perMinute) at \(hertz)")
      let rates = series.intervals().dropFirst(2).dropLast(2).map(\.perMinute)
      #expect(rates.allSatisfy { abs($0 - perMinute) < 0.02 * perMinute }, "\(perMinute) at \(hertz)")
    }
  }

  @Test("gain, offset and time shift change what they should and nothing else")
  func equivariance() throws {
    let rate = SampleRate(50)
    let feet = SimpleLine.times(every: 0.83, from: 1, to: 29)
    let samples = SimpleLine.pulse(feet, size: { 1 + 0.3 * sin($0) }, seconds: 30, rate: rate)
    let plain = try PulseDetector().beats(in: MaskedLine(complete: samples), at: rate)
    let scaled = try PulseDetector().beats(in: MaskedLine(complete: samples.map { 8 * $0 + 4096 }), at: rate)
    #expect(plain.beats.count == scaled.beats.count)
    for (a, b) in zip(plain.beats, scaled.beats) {
      #expect(abs(a.place - b.place) < 1e-6)
      #expect(abs(8 * a.amplitude - b.amplitude) < 1e-6 * b.amplitude)
      #expect(abs(a.quality - b.quality) < 1e-6)
    }
    let sizes = zip(plain.beats.dropFirst().dropLast(), feet.dropFirst()).map { $0.amplitude / (1 + 0.3 * sin($1)) }
    #expect((sizes.max() ?? 0) / (sizes.min() ?? 1) < 1.1)
  }

  @Test("nothing is found in a gap, and no interval across one is accepted")
  func gap() throws {
    let rate = SampleRate(50)
    let feet = SimpleLine.times(every: 0.8, from: 0.5, to: 39)
    let mask = SampleMask(count: 2000, missing: [900..<1100, 1500..<1502])
    let line = MaskedLine(samples: SimpleLine.pulse(feet, seconds: 40, rate: rate), mask: mask)
    let series = try PulseDetector().beats(in: line, at: rate)
    #expect(series.beats.allSatisfy { !(900..<1100).contains(Int($0.place)) })
    for interval in series.intervals() where interval.start.value < 18 && interval.end.value > 22 {
      #expect(!interval.isAccepted)
    }
    let rates = HeartRate.secondBySecond(series, count: 40)
    #expect(rates[19] == nil)
    #expect(abs((rates[10] ?? 0) - 75) < 1)
    #expect(abs((rates[26] ?? 0) - 75) < 1)
    #expect(series.coverage(from: 5, to: 15) > 0.99)
    #expect(series.coverage(from: 18, to: 22) < 0.3)
  }

  @Test("lines without a pulse, empty lines and lines of NaN have no beats and do no harm")
  func nothing() throws {
    let rate = SampleRate(30)
    for samples in [[], [1], Array(repeating: 5, count: 900), Array(repeating: Double.nan, count: 900)] {
      let line = MaskedLine(complete: samples)
      #expect(try PulseDetector().beats(in: line, at: rate).beats.isEmpty)
      #expect(try BreathDetector().breaths(in: line, at: rate).isEmpty)
      #expect(try ElectrocardiogramDetector().beats(in: line, at: SampleRate(250)).beats.isEmpty)
      #expect(SpectralRate.heart(in: line, at: rate) == nil)
      #expect(try Movement(in: line, at: rate).episodes.isEmpty)
    }
  }

  @Test("a clipped beat and one twice too high are doubtful, their neighbours are not")
  func quality() throws {
    let rate = SampleRate(100)
    let feet = SimpleLine.times(every: 0.8, from: 1, to: 39)
    var samples = SimpleLine.pulse(feet, size: { abs($0 - 20.2) < 0.1 ? 3 : 1 }, seconds: 40, rate: rate)
    for index in 1000..<1060 { samples[index] = min(samples[index], 500) }
    let series = try PulseDetector().beats(in: MaskedLine(complete: samples), at: rate)
    let doubtful = series.beats.filter { $0.quality < BeatSeries.acceptedQuality }.map { series.time($0.place).value }
    #expect(doubtful.contains { abs($0 - 20.3) < 0.2 })
    #expect(doubtful.filter { (3...37).contains($0) }.count <= 3)
  }
}

@Suite("What beats say about heart and vessels")
struct HeartFeatureTests {
  let rate = SampleRate(100)

  private func series(_ times: [Double], amplitude: (Double) -> Double = { _ in 1 }) -> BeatSeries {
    let beats = times.map { time in
      Beat(place: 100 * time, foot: 100 * time, peak: 100 * time, amplitude: amplitude(time), quality: 1)
    }
    return BeatSeries(rate: rate, mask: SampleMask(count: 40_000), beats: beats)
  }

  @Test("slowing after a stimulus is negative, by beats a minute")
  func heartRateChange() throws {
    let times = SimpleLine.times(every: 0.75, from: 0, to: 60) + SimpleLine.times(every: 0.8, from: 60, to: 100)
    let change = try #require(HeartRate.change(series(times), onset: 60))
    #expect(abs(change - -5) < 1e-9)
    #expect(HeartRate.change(series(times), onset: 250) == nil)
  }

  @Test("variability of alternating intervals is what arithmetic says")
  func variability() throws {
    var times = [0.0]
    for index in 0..<300 { times.append(times[index] + (index.isMultiple(of: 2) ? 0.8 : 0.86)) }
    let result = try #require(HeartRateVariability(series(times)))
    #expect(abs(result.successiveDifference - 60) < 1e-6)
    #expect(result.partAbove50 == 1)
    #expect(abs(result.meanInterval - 830) < 1e-6)
    #expect(abs(result.standardDeviation - 30 * (300.0 / 299).squareRoot()) < 1e-6)
    #expect(HeartRateVariability(series([0, 1, 2])) == nil)
  }

  @Test("a rhythm of 0.25 Hz in the intervals is high-frequency power, half its squared amplitude")
  func highFrequencyPower() throws {
    var times = [0.0]
    while let last = times.last, last < 240 { times.append(last + 0.8 + 0.03 * sin(2 * .pi * 0.25 * last)) }
    let result = try #require(HeartRateVariability(series(times)))
    let high = try #require(result.highFrequencyPower)
    let low = try #require(result.lowFrequencyPower)
    #expect(abs(high - 450) < 0.15 * 450)
    #expect(low < 0.05 * high)
  }

  @Test("the pulse arrives at its own beat also when it comes after the next one, and its change is a part")
  func arrival() throws {
    let beats = SimpleLine.times(every: 0.55, from: 1, to: 100)
    let pulses = beats.map { $0 + ($0 < 60 ? 0.6 : 0.57) }
    let transit = PulseTransit(electrocardiogram: series(beats), pulse: series(pulses))
    let median = try #require(transit.median)
    #expect(abs(median.value - 0.6) < 1e-9)
    let change = try #require(transit.relativeChange(onset: 60))
    #expect(abs(change - -0.05) < 1e-9)
    #expect(PulseTransit(electrocardiogram: series([]), pulse: series(pulses)).median == nil)
  }

  @Test("a pulse that halves is a constriction of ln 2, at any gain")
  func constriction() throws {
    let times = SimpleLine.times(every: 0.8, from: 0, to: 60)
    for gain in [1.0, 40] {
      let beats = series(times) { gain * ((34...40).contains($0) ? 1 : 2) }
      let value = try #require(PulseFeatures.constriction(beats, onset: 30))
      #expect(abs(value - log(2)) < 1e-12)
    }
  }

  @Test("the line length of a pulse does not depend on its gain, and falls when the pulse does")
  func lineLength() throws {
    let feet = SimpleLine.times(every: 0.8, from: 0.5, to: 59)
    let still = SimpleLine.pulse(feet, seconds: 60, rate: rate)
    let smaller = SimpleLine.pulse(feet, size: { $0 > 32 ? 0.5 : 1 }, seconds: 60, rate: rate)
    func length(_ samples: [Double]) throws -> Double {
      let line = MaskedLine(complete: samples)
      let beats = try PulseDetector().beats(in: line, at: rate)
      return try #require(PulseFeatures.lineLength(line, series: beats, onset: 30))
    }
    #expect(abs(try length(still) / length(still.map { 7 * $0 }) - 1) < 1e-6)
    #expect(try length(smaller) < 0.85 * length(still))
  }
}
