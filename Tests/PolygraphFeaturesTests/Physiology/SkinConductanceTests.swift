import Foundation
import PolygraphDSP
import PolygraphFeatures
import PolygraphQuantities
import Testing

@Suite("Skin-conductance responses")
struct SkinConductanceTests {
  let rate = SampleRate(30)

  /// Responses with the model's own time constants: onset and amplitude.
  private func line(_ responses: [(onset: Double, amplitude: Double)], seconds: Double) -> [Double] {
    let rise = log(2 / 0.7) * 1.4 / 1.3
    let height = exp(-rise / 2) - exp(-rise / 0.7)
    return (0..<rate.sampleCount(in: Seconds(seconds))).map { index in
      let time = rate.seconds(ofSample: index).value
      return responses.reduce(5 - 0.002 * time) { sum, response in
        let age = time - response.onset
        return age > 0 ? sum + response.amplitude / height * (exp(-age / 2) - exp(-age / 0.7)) : sum
      }
    }
  }

  @Test("onset, peak, amplitude and half recovery are those of the model, at any gain")
  func known() throws {
    let truth = [(onset: 12.0, amplitude: 0.5), (onset: 30, amplitude: 0.1), (onset: 45, amplitude: 1)]
    for gain in [1.0, 20] {
      var analysis = SkinConductanceAnalysis()
      analysis.leastAmplitude = 0.01 * gain
      let samples = line(truth, seconds: 70).map { gain * $0 }
      let responses = try analysis.analyse(MaskedLine(complete: samples), at: rate).responses
      #expect(responses.count == 3)
      for (found, known) in zip(responses, truth) {
        #expect(abs(found.onset.value - known.onset) < 0.4)
        #expect(abs(found.peak.value - known.onset - 1.13) < 0.25)
        #expect(abs(found.amplitude / gain - known.amplitude) < 0.1 * known.amplitude)
        let half = try #require(found.halfRecoveryTime)
        #expect(abs(half.value - 2.45) < 0.4)
        #expect(found.steepestRise > 0 && found.area > 0 && found.driverArea > 0)
      }
    }
  }

  @Test("a response on the shoulder of another is found, a smooth decay has none")
  func overlap() throws {
    let both = line([(20, 0.6), (22.5, 0.4)], seconds: 60)
    #expect(try SkinConductanceAnalysis().analyse(MaskedLine(complete: both), at: rate).responses.count == 2)
    let decay = (0..<1800).map { 3 + exp(-Double($0) / 900) }
    let found = try SkinConductanceAnalysis().analyse(MaskedLine(complete: decay), at: rate).responses
    #expect(found.isEmpty, "\(found)")
  }

  @Test("nothing is found in a gap")
  func gap() throws {
    let samples = line([(10, 0.5), (30, 0.5), (50, 0.5)], seconds: 70)
    let mask = SampleMask(count: samples.count, missing: [(28 * 30)..<(36 * 30)])
    let responses = try SkinConductanceAnalysis().analyse(MaskedLine(samples: samples, mask: mask), at: rate).responses
    #expect(responses.allSatisfy { !(28..<36).contains($0.peak.value) })
    #expect(responses.contains { abs($0.onset.value - 10) < 0.4 })
    #expect(responses.contains { abs($0.onset.value - 50) < 0.4 })
  }

  @Test("a stimulus is answered by a response that begins 1 to 4 s after it and rises in time")
  func rules() throws {
    let responses = [
      SkinConductanceResponse(onset: 10.5, peak: 12, amplitude: 0.4),
      SkinConductanceResponse(onset: 22, peak: 24, amplitude: 0.2),
      SkinConductanceResponse(onset: 31, peak: 37, amplitude: 0.3),
      SkinConductanceResponse(onset: 42, peak: 43, amplitude: 0.005),
    ]
    let found = EvokedResponseRules().responses(to: [10, 20, 29, 40], among: responses)
    #expect(found.map { $0?.amplitude } == [nil, 0.2, nil, nil])
    let summary = EvokedSummary(found + [responses[0]])
    #expect(abs((summary.magnitude ?? 0) - 0.12) < 1e-12)
    #expect(abs((summary.amplitude ?? 0) - 0.3) < 1e-12)
    #expect(summary.frequency == 0.4)
    #expect(summary.rangeCorrected == [0, 0.5, 0, 0, 1])
    #expect(summary.logarithms.last == log(1.4))
    #expect(EvokedSummary([]).magnitude == nil)
  }

  @Test("what skin cannot do is not believed, with 5 s on both sides")
  func believed() {
    var samples = Array(repeating: 4.0, count: 3000)
    samples[1500] = 70
    let calibrated = SkinConductanceQuality().believed(MaskedLine(complete: samples), isCalibrated: true, at: rate)
    #expect(calibrated.mask.missingRanges == [1350..<1652])
    let wave = (0..<3000).map { sin(Double($0) / 100) + ($0 >= 1000 ? 5 : 0) }
    let relative = SkinConductanceQuality().believed(MaskedLine(complete: wave), isCalibrated: false, at: rate)
    #expect(relative.mask.missingRanges == [850..<1151])
  }
}

@Suite("Lines for analysis")
struct AnalysisLineTests {
  @Test("the low-pass leaves a slow wave in place, halves the power at its corner, and keeps gaps")
  func lowPass() throws {
    let rate = SampleRate(100)
    func wave(_ hertz: Double) -> [Double] { (0..<6000).map { sin(2 * .pi * hertz * Double($0) / 100) } }
    func gain(_ hertz: Double) throws -> Double {
      let line = try AnalysisLine.lowPass(MaskedLine(complete: wave(hertz)), corner: 3, at: rate)
      let pairs = zip(line.samples[1000..<5000], wave(hertz)[1000..<5000])
      return pairs.reduce(0) { $0 + $1.0 * $1.1 } / 2000
    }
    #expect(abs(try gain(0.5) - 1) < 1e-3)
    #expect(abs(try gain(3) - 0.5.squareRoot()) < 1e-3)
    #expect(try gain(10) < 0.01)
    let mask = SampleMask(count: 6000, missing: [2000..<2100])
    let line = try AnalysisLine.lowPass(MaskedLine(samples: wave(0.5), mask: mask), corner: 3, at: rate)
    #expect(line.mask == mask)
  }
}
