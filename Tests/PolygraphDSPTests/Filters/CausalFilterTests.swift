import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphDSP

@Suite("Causal filters keep their state, and give SciPy's numbers")
struct CausalFilterTests {
  @Test("From rest every golden cascade gives SciPy's bits")
  func restGoldens() throws {
    let golden = try NumberTable(fixture: "dsp/filtering/causal.csv")
    let lines = try NumberTable(fixture: "dsp/filtering/lines.csv")
    for (name, filter) in try FilterGoldens.cascades() {
      for line in ["walk", "breath"] {
        let found = filter.causal(lines[line], start: .rest)
        #expect(rawBits(found) == rawBits(golden["\(name) \(line) rest"]), "\(name) \(line)")
      }
    }
  }

  @Test("From the settled state every golden cascade agrees with SciPy as far as that state is known")
  func settledGoldens() throws {
    let golden = try NumberTable(fixture: "dsp/filtering/causal.csv")
    let lines = try NumberTable(fixture: "dsp/filtering/lines.csv")
    for (name, filter) in try FilterGoldens.cascades() {
      for line in ["walk", "breath"] {
        let expected = golden["\(name) \(line) steady"]
        let scale = max(1, abs(lines[line][0]) / (expected.map(abs).max() ?? 1))
        let tolerance = 1e-12 + FilterGoldens.startUncertainty(filter) * scale
        let error = worstError(filter.causal(lines[line], start: .steadyState), expected)
        #expect(error < tolerance, "\(name) \(line)")
      }
    }
  }

  @Test("A high-pass that is settled on a constant gives nothing at all, however low its edge", arguments: 1...4)
  func settledHighPass(order: Int) throws {
    let filter = try SecondOrderSections.butterworth(.highPass(0.05), order: order, at: SampleRate(1000))
    let constant = [Double](repeating: 1234.567, count: 1000)
    #expect(filter.causal(constant, start: .steadyState).allSatisfy { $0 == 0 })
  }

  @Test("The reference outputs at 30 Hz are met", arguments: ["causal_zi", "zero_phase"])
  func referenceOutputs(kind: String) throws {
    let sections = try NumberTable(fixture: "dsp/golden/reference-scipy/butterworth_sos_30hz.csv")
    let outputs = try NumberTable(fixture: "dsp/golden/reference-scipy/butterworth_outputs_A.csv")
    var filters: [String: [Biquad]] = [:]
    for (row, cells) in sections.rows.enumerated() {
      let number = { (name: String) in sections[name][row] }
      filters[cells[0], default: []].append(
        Biquad(b0: number("b0"), b1: number("b1"), b2: number("b2"), a1: number("a1"), a2: number("a2")))
    }
    #expect(outputs.names.count == 2 + 2 * filters.count)
    // The outputs are the first part of those of the whole input.
    let line = try NumberTable(fixture: "dsp/golden/filters/input_A_B.csv")["A"]
    #expect(Array(line.prefix(outputs.rows.count)) == outputs["input"])
    for (name, sections) in filters {
      let filter = SecondOrderSections(sections: sections, sampleRate: SampleRate(30))
      let found = kind == "zero_phase" ? try filter.zeroPhase(line) : filter.causal(line, start: .steadyState)
      // The printed sections have 15 digits; the folder's tolerance is 1e-8 of the largest magnitude.
      let scale = line.map(abs).max() ?? 1
      let worst = zip(found, outputs["\(name)_\(kind)"]).map { abs($0 - $1) }.max() ?? .infinity
      #expect(worst < 1e-8 * scale, "\(name)")
    }
  }

  @Test("Any cutting of a line into blocks gives the same bits as one call")
  func chunks() throws {
    let line = FilterGoldens.noise(channels: 1, samples: 500, seed: 11)[0]
    var generator = SeededGenerator(seed: 12)
    for (name, filter) in try FilterGoldens.cascades() {
      for start in [FilterStart.rest, .steadyState] {
        let whole = filter.causal(line, start: start)
        var running = CausalFilter(filter, start: start)
        var pieces: [Double] = []
        while pieces.count < line.count {
          let end = min(line.count, pieces.count + generator.below(9))
          pieces += running.process(Array(line[pieces.count..<end]))
        }
        #expect(rawBits(pieces) == rawBits(whole), "\(name)")
        var single = CausalFilter(filter, start: start)
        #expect(rawBits(line.map { single.process($0) }) == rawBits(whole), "\(name)")
      }
    }
  }

  @Test("A reset filter starts anew")
  func reset() throws {
    let filter = try FilterGoldens.cascade("lp4_3_30")
    let line = FilterGoldens.noise(channels: 1, samples: 50, seed: 13)[0]
    var running = CausalFilter(filter, start: .steadyState)
    let first = running.process(line)
    #expect(running.process(line) != first)
    running.reset()
    #expect(running.process(line) == first)
  }

  @Test("A NaN stays until the reset, and an empty block changes nothing")
  func missing() throws {
    let filter = try FilterGoldens.cascade("lp2_3_30")
    var running = CausalFilter(filter, start: .steadyState)
    #expect(running.process([]).isEmpty)
    let result = running.process([1, 1, .nan, 1, 1])
    #expect(result.map(\.isNaN) == [false, false, true, true, true])
    #expect(abs(result[1] - 1) < 1e-14)
    running.reset()
    #expect(!running.process(2.0).isNaN)
    #expect(filter.causal([], start: .steadyState).isEmpty)
  }

  @Test("After a gap a masked line starts anew, and missing samples stay missing")
  func masked() throws {
    let filter = try FilterGoldens.cascade("lp2_3_30")
    let line = FilterGoldens.noise(channels: 1, samples: 100, seed: 14)[0]
    let mask = SampleMask(count: 100, missing: [30..<40])
    let result = filter.causal(line, mask: mask, start: .steadyState)
    #expect(result.mask == mask)
    #expect(Array(result.samples[..<30]) == filter.causal(Array(line[..<30]), start: .steadyState))
    #expect(Array(result.samples[40...]) == filter.causal(Array(line[40...]), start: .steadyState))
    #expect(isAllNaN(result.samples[30..<40]))
  }
}
