import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphDSP

@Suite("Zero-phase filters leave no delay, and give SciPy's numbers")
struct ZeroPhaseTests {
  @Test("Every golden cascade agrees with sosfiltfilt, down to the shortest line it takes")
  func goldens() throws {
    let golden = try NumberTable(fixture: "dsp/filtering/zero_phase.csv")
    let lines = try NumberTable(fixture: "dsp/filtering/lines.csv")
    for (name, filter) in try FilterGoldens.cascades() {
      for kind in ["walk", "breath", "shortest"] {
        let expected = FilterGoldens.present(golden["\(name) \(kind)"])
        let line = Array(lines[kind == "breath" ? "breath" : "walk"].prefix(expected.count))
        if kind == "shortest" { #expect(line.count == filter.zeroPhaseExtension + 1) }
        let scale = max(1, (line.map(abs).max() ?? 1) / (expected.map(abs).max() ?? 1))
        let tolerance = 1e-12 + FilterGoldens.startUncertainty(filter) * scale
        #expect(try worstError(filter.zeroPhase(line), expected) < tolerance, "\(name) \(kind)")
      }
    }
  }

  @Test("The filter is linear")
  func linearity() throws {
    for name in ["lp2_3_30", "hp2_0.5_30", "bp2_0.13_1.2_30", "ellip5_3_30"] {
      let filter = try FilterGoldens.cascade(name)
      let lines = FilterGoldens.noise(channels: 2, samples: 300, seed: 31)
      let mixed = try filter.zeroPhase(zip(lines[0], lines[1]).map { 2 * $0 - 3 * $1 })
      let parts = try zip(filter.zeroPhase(lines[0]), filter.zeroPhase(lines[1])).map { 2 * $0 - 3 * $1 }
      #expect(worstError(mixed, parts) < 1e-11, "\(name)")
    }
  }

  @Test("Away from the edges time reversal changes nothing")
  func reversal() throws {
    let filter = try FilterGoldens.cascade("lp4_3_30")
    let line = FilterGoldens.noise(channels: 1, samples: 600, seed: 32)[0]
    let forward = try filter.zeroPhase(line)
    let reversed = Array(try filter.zeroPhase(line.reversed()).reversed())
    #expect(worstError(Array(forward[150..<450]), Array(reversed[150..<450])) < 1e-11)
  }

  @Test("A constant goes through a low-pass unchanged, and vanishes in a high-pass")
  func constants() throws {
    let line = Array(repeating: 1234.5, count: 200)
    for (name, filter) in try FilterGoldens.cascades() where name != "gain" {
      let expected = name.hasPrefix("hp") || name.hasPrefix("bp") ? 0 : 1234.5
      // An elliptic filter's gain at 0 Hz is 1 for an odd order.
      let worst = try filter.zeroPhase(line).map { abs($0 - expected) }.max() ?? .infinity
      #expect(worst < 1234.5 * (1e-11 + 2 * FilterGoldens.startUncertainty(filter)), "\(name)")
    }
  }

  @Test("A NaN makes the whole line NaN and does not hide")
  func nan() throws {
    var line = FilterGoldens.noise(channels: 1, samples: 60, seed: 33)[0]
    line[59] = .nan
    #expect(try isAllNaN(FilterGoldens.cascade("lp2_3_30").zeroPhase(line)))
  }
}

@Suite("Gustafsson's method treats both directions of time alike")
struct GustafssonFilterTests {
  @Test("Every golden agrees with SciPy's filtfilt, with and without an impulse length")
  func goldens() throws {
    let golden = try NumberTable(fixture: "dsp/filtering/gustafsson.csv")
    let line = try NumberTable(fixture: "dsp/filtering/lines.csv")["walk"]
    let cascades = try FilterGoldens.cascades()
    for name in golden.names {
      let parts = name.split(separator: " ")
      let filter = try #require(cascades[String(parts[0])])
      let impulse = Int(parts[1]) == 0 ? nil : Int(parts[1])
      let found = try filter.zeroPhaseGustafsson(line, impulseLength: impulse)
      #expect(worstError(found, golden[name]) < 1e-12, "\(name)")
    }
  }

  @Test("Time reversal changes nothing, at the edges too")
  func reversal() throws {
    for name in ["lp1_0.886_30", "lp2_3_30", "lp4_3_30", "hp2_0.5_30", "ellip5_3_30"] {
      let filter = try GustafssonFilter(FilterGoldens.cascade(name), sampleCount: 150)
      let line = FilterGoldens.noise(channels: 1, samples: 150, seed: 34)[0]
      let reversed = Array(filter.apply(line.reversed()).reversed())
      #expect(worstError(reversed, filter.apply(line)) < 1e-11, "\(name)")
    }
  }

  @Test("The method is linear, and a block has the bits of its channels")
  func linearity() throws {
    let filter = try GustafssonFilter(FilterGoldens.cascade("lp4_3_30"), sampleCount: 120)
    let lines = FilterGoldens.noise(channels: 9, samples: 120, seed: 35)
    let block = filter.apply(ChannelBlock(lines))
    for (channel, line) in lines.enumerated() { #expect(rawBits(block[channel]) == rawBits(filter.apply(line))) }
    let mixed = filter.apply(zip(lines[0], lines[1]).map { 2 * $0 - 3 * $1 })
    #expect(worstError(mixed, zip(block[0], block[1]).map { 2 * $0 - 3 * $1 }) < 1e-12)
  }

  @Test("A cascade whose states cannot be told apart still gives the least start states")
  func rankDeficient() throws {
    // A section that cancels itself: its pole and zero coincide, so its state never matters to later samples' input.
    let cancelling = Biquad(b0: 1, b1: -0.5, b2: 0, a1: -0.5, a2: 0)
    let gain = Biquad(b0: 0.25, b1: 0, b2: 0, a1: 0, a2: 0)
    let line = FilterGoldens.noise(channels: 1, samples: 40, seed: 36)[0]
    let filter = SecondOrderSections(sections: [cancelling, gain], sampleRate: SampleRate(30))
    let filtered = try filter.zeroPhaseGustafsson(line)
    #expect(worstError(filtered, line.map { $0 / 16 }) < 1e-13)
    let scaling = SecondOrderSections(sections: [gain], sampleRate: SampleRate(30))
    #expect(try scaling.zeroPhaseGustafsson(line) == line.map { $0 / 16 })
  }

  @Test("Lines too short for the start states, and impulse lengths too short, are refused")
  func short() throws {
    let filter = try FilterGoldens.cascade("lp4_3_30")
    for count in 0..<8 {
      #expect(throws: SignalError.tooShort(operation: "Gustafsson filter", found: count, needed: 8)) {
        try filter.zeroPhaseGustafsson(Array(repeating: 1, count: count))
      }
    }
    #expect(try filter.zeroPhaseGustafsson(Array(repeating: 1, count: 8)).count == 8)
    #expect(throws: SignalError.tooShort(operation: "Gustafsson filter", found: 3, needed: 4)) {
      try filter.zeroPhaseGustafsson(Array(repeating: 1, count: 50), impulseLength: 3)
    }
    let unstable = SecondOrderSections(
      sections: [Biquad(b0: 1, b1: 0, b2: 0, a1: -4, a2: 0)], sampleRate: SampleRate(30))
    #expect(throws: SignalError.self) { try unstable.zeroPhaseGustafsson(Array(repeating: 1, count: 2000)) }
  }

  @Test("Runs are filtered on their own; those too short become missing")
  func masked() throws {
    let filter = try FilterGoldens.cascade("lp2_3_30")
    let line = FilterGoldens.noise(channels: 1, samples: 80, seed: 37)[0]
    let result = try filter.zeroPhaseGustafsson(line, mask: SampleMask(count: 80, missing: [3..<10, 50..<51]))
    #expect(result.mask.missingRanges == [0..<10, 50..<51])
    #expect(try Array(result.samples[10..<50]) == filter.zeroPhaseGustafsson(Array(line[10..<50])))
    var broken = line
    broken[7] = .nan
    #expect(try isAllNaN(filter.zeroPhaseGustafsson(broken)))
  }
}
