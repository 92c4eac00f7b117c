import Foundation
import PolygraphDSP
import PolygraphFeatures
import PolygraphQuantities
import Testing

@Suite("Breaths, and rates without single breaths")
struct BreathTests {
  let rate = SampleRate(30)

  /// Breaths of 4 s: inspiration 1.5 s, expiration 2.5 s, heights by the time of their beginning.
  private func breathing(seconds: Double, amplitude: (Double) -> Double = { _ in 1000 }) -> [Double] {
    (0..<rate.sampleCount(in: Seconds(seconds))).map { index in
      let time = rate.seconds(ofSample: index).value
      let start = (time / 4).rounded(.down) * 4
      let age = time - start
      let part = age < 1.5 ? age / 1.5 : 1 - (age - 1.5) / 2.5
      return 500 + amplitude(start) * (1 - cos(.pi * part)) / 2
    }
  }

  @Test("every breath has its place, amplitude, rate and duty")
  func plain() throws {
    let breaths = try BreathDetector().breaths(in: MaskedLine(complete: breathing(seconds: 120)), at: rate)
    #expect(breaths.count == 30)
    for (index, breath) in breaths.enumerated().dropFirst(2).dropLast(2) {
      #expect(abs(breath.peakTime.value - (4 * Double(index) + 1.5)) < 0.25)
      #expect(abs(breath.onsetTime.value - 4 * Double(index)) < 0.25)
      #expect(abs((breath.perMinute ?? 0) - 15) < 0.1)
      #expect(abs((breath.dutyCycle ?? 0) - 0.375) < 0.06)
      #expect(abs(breath.amplitude - 1000) < 120)
      #expect(breath.quality > 0.99)
    }
  }

  @Test("small ripples are no breaths, a weak breath is one, and a sigh is doubtful")
  func swings() throws {
    let line = breathing(seconds: 120) { $0 == 40 ? 500 : $0 == 80 ? 4000 : 1000 }
    let rippled = line.enumerated().map { $1 + 60 * sin(2 * .pi * 1.2 * Double($0) / 30) }
    let breaths = try BreathDetector().breaths(in: MaskedLine(complete: rippled), at: rate)
    #expect(breaths.count == 30)
    #expect(breaths.contains { abs($0.peakTime.value - 41.5) < 0.4 && $0.quality > 0.8 })
    #expect(breaths.contains { abs($0.peakTime.value - 81.5) < 0.4 && $0.quality < 0.8 })
  }

  @Test("no breath reaches over a gap")
  func gap() throws {
    let mask = SampleMask(count: 3600, missing: [1500..<1560])
    let line = MaskedLine(samples: breathing(seconds: 120), mask: mask)
    for breath in try BreathDetector().breaths(in: line, at: rate) {
      let range = Int(breath.onset.rounded())..<Int((breath.end ?? breath.peak).rounded())
      #expect(mask.missingCount(in: range) == 0)
    }
  }

  @Test("the spectrum has the rate to a hundredth, the autocorrelation agrees, and noise has little quality")
  func spectralRate() throws {
    let clean = (0..<3600).map { 1000 * sin(2 * .pi * 0.27 * Double($0) / 30) }
    let found = try #require(SpectralRate.breathing(in: MaskedLine(complete: clean), at: rate))
    #expect(abs(found.frequency.value - 0.27) < 0.003)
    #expect(found.quality > 0.95)
    #expect(found.isConfirmed)
    let noise = (0..<3600).map { Double(($0 * 7919) % 1009) }
    let doubtful = try #require(SpectralRate.breathing(in: MaskedLine(complete: noise), at: rate))
    #expect(doubtful.quality < 0.5)
  }

  @Test("breathing is seen in the pulse that it moves")
  func pulseRespiration() throws {
    var feet = [0.5]
    while let last = feet.last, last < 118 { feet.append(last + 0.8 + 0.04 * sin(2 * .pi * 0.25 * last)) }
    let samples = SimpleLine.pulse(feet, size: { 1 + 0.2 * sin(2 * .pi * 0.25 * $0) }, seconds: 120, rate: rate)
    let line = MaskedLine(complete: samples)
    let series = try PulseDetector().beats(in: line, at: rate)
    let perMinute = try #require(PulseRespiration.perMinute(series, level: line))
    #expect(abs(perMinute - 15) < 0.6)
  }

  @Test("chest and belly a quarter turn apart are 90°, opposed ones 180°")
  func phase() throws {
    func wave(_ degrees: Double) -> MaskedLine {
      MaskedLine(complete: (0..<3600).map { sin(2 * .pi * 0.25 * Double($0) / 30 + degrees * .pi / 180) })
    }
    let quarter = try #require(BreathCoupling.phase(upper: wave(90), lower: wave(0), at: rate))
    #expect(abs(quarter.degrees - 90) < 1)
    #expect(quarter.steadiness > 0.99)
    let opposed = try #require(BreathCoupling.phase(upper: wave(180), lower: wave(0), at: rate))
    #expect(abs(abs(opposed.degrees) - 180) < 1)
    let coherence = try #require(BreathCoupling.coherence(respiration: wave(0), line: wave(70), at: rate))
    #expect(coherence > 0.99)
  }

  @Test("the weighted line length does not depend on where a window cuts a breath")
  func weightedLineLength() throws {
    let line = MaskedLine(complete: breathing(seconds: 120))
    let breaths = try BreathDetector().breaths(in: line, at: rate)
    let lengths = stride(from: 40.0, to: 44, by: 0.5).compactMap { start in
      BreathCoupling.weightedLineLength(line, breaths: breaths, from: Seconds(start), to: Seconds(start + 10), at: rate)
    }
    #expect(lengths.count == 8)
    // A breath goes up and down by 1000 in 4 s.
    #expect(lengths.allSatisfy { abs($0 - 500) < 15 })
  }
}

@Suite("Movement")
struct MovementTests {
  @Test("a jerk is a movement with its hold, steady trembling is none, and it explains what begins with it")
  func jerk() throws {
    let rate = SampleRate(100)
    let samples = (0..<6000).map { index -> Double in
      let time = Double(index) / 100
      let tremble = 5 * sin(2 * .pi * 3 * time) * (1 + 0.2 * sin(time))
      return tremble + ((20..<20.6).contains(time) ? 300 * sin(2 * .pi * 2.5 * time) : 0)
    }
    let movement = try Movement(in: MaskedLine(complete: samples), at: rate)
    #expect(movement.episodes.count == 1)
    let episode = try #require(movement.episodes.first)
    #expect(abs(episode.onset.value - 20) < 0.4)
    #expect(episode.end.value > 22 && episode.end.value < 24)
    #expect(movement.explains(responseOnset: 20.5))
    #expect(!movement.explains(responseOnset: 25))
    #expect(movement.overlaps(from: 21, to: 30))
    #expect(!movement.overlaps(from: 0, to: 19))
    let link = try #require(movement.link(responseOnsets: [20.5, 40], duration: 60))
    #expect(link.part == 0.5)
    #expect(link.chance < 0.04)
  }
}
