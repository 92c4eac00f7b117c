import Foundation
import PolygraphDSP
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@Suite("Local extrema as the field defines them")
struct LocalExtremaTests {
  private let inputs: [String: [Double]]

  init() throws {
    let table = try NumberTable(fixture: "dsp/golden/smoothing/input_smoothing.csv")
    let plateau = try NumberTable(fixture: "dsp/golden/peaks/input_plateau.csv")
    inputs = ["pneumo": table["pneumo"], "cardio": table["cardio"], "plateau": plateau["plateau"]]
  }

  @Test("All golden lists are found exactly")
  func goldenIndices() throws {
    let table = try NumberTable(fixture: "dsp/golden/peaks/peak_indices.csv")
    var lists: [[String]: [Int]] = [:]
    for row in table.rows { lists[Array(row[0..<4]), default: []].append(try #require(Int(row[5])) - 1) }
    #expect(lists.count == 38)
    for (key, wanted) in lists {
      let line = try #require(inputs[key[1]])
      let half = try #require(Int(key[2]))
      let includingEnds = key[3] == "TRUE"
      let found =
        switch key[0] {
        case "maxPeak": Peaks.maxima(in: line, halfWindow: half, includingEnds: includingEnds)
        case "minPeak": Peaks.minima(in: line, halfWindow: half, includingEnds: includingEnds)
        default: bothKindsOneEarly(line, half)
        }
      #expect(found == wanted, "\(key)")
    }
  }

  @Test("One walk finds for every half window and part of a line what a look of its own finds")
  func oneWalk() throws {
    var generator = SeededGenerator(seed: 58)
    var noisy = (0..<400).map { sin(Double($0) / 7) * 20 + generator.normal(standardDeviation: 3) }
    noisy[200] = .nan
    let lines =
      Array(inputs.values) + [noisy, noisy.map { ($0 / 8).rounded() }, Array(repeating: 1, count: 120), [], [3]]
    for line in lines {
      let walked = LocalExtrema(of: line, widest: 12)
      let parts = [0..<line.count, line.count / 3..<line.count, line.count / 4..<(line.count / 2)]
      for (rows, half) in parts.flatMap({ rows in [1, 2, 3, 8, 12, 13, 60].map { (rows, $0) } }) {
        for kind in [Peaks.Kind.maxima, .minima] {
          for includingEnds in [false, true] {
            let own = Peaks.extrema(in: Array(line[rows]), halfWindow: half, kind: kind, includingEnds: includingEnds)
            #expect(
              walked.indices(kind, halfWindow: half, in: rows, includingEnds: includingEnds)
                == own.map { $0 + rows.lowerBound })
          }
          let rate = SampleRate(30)
          #expect(
            walked.ratePerMinute(kind, halfWindow: half, at: rate, in: rows)
              == Peaks.ratePerMinute(of: Array(line[rows]), halfWindow: half, kind: kind, at: rate))
        }
      }
      #expect(walked.envelope(.maxima, halfWindow: 8) == Peaks.upperEnvelope(of: line, halfWindow: 8))
    }
  }

  /// The reference's list of both kinds names the sample before each extremum.
  private func bothKindsOneEarly(_ line: [Double], _ half: Int) -> [Int] {
    let inner = [Peaks.Kind.maxima, .minima].flatMap { kind in
      Peaks.extrema(in: line, halfWindow: half, kind: kind, includingEnds: false).map { $0 - 1 }
    }
    return ([0] + inner + [line.count - 1]).sorted()
  }

  @Test("The golden envelopes are drawn")
  func goldenEnvelopes() throws {
    let table = try NumberTable(fixture: "dsp/golden/peaks/lines.csv")
    let cardio = try #require(inputs["cardio"])
    let pneumo = try #require(inputs["pneumo"])
    let upper = Peaks.upperEnvelope(of: cardio, halfWindow: 8)
    let lower = Peaks.lowerEnvelope(of: cardio, halfWindow: 8)
    expect(Peaks.upperEnvelope(of: pneumo, halfWindow: 8), table["pneumo_upper_y8"])
    expect(Peaks.lowerEnvelope(of: pneumo, halfWindow: 8), table["pneumo_lower_y8"])
    expect(upper, table["cardio_systolic_y8"])
    expect(lower, table["cardio_diastolic_y8"])
    expect(zip(upper, lower).map { ($0 + 2 * $1) / 3 }, table["MAP_1_2"])
    expect(Smoothing.blockMeans(cardio, count: 15), table["SRQ_square_15"])
  }

  private func expect(_ found: [Double], _ wanted: [Double]) {
    #expect(found.count == wanted.count)
    let scale = wanted.filter { !$0.isNaN }.map(abs).max() ?? 1
    for (left, right) in zip(found, wanted) where !right.isNaN { #expect(abs(left - right) <= 1e-7 * scale) }
  }

  @Test("Rates and half windows are the golden ones, also behind the 2 Hz low-pass")
  func goldenRates() throws {
    let table = try NumberTable(fixture: "dsp/golden/peaks/rates.csv")
    #expect(table.rows.count == 48)
    let lowPass = ReferenceFilter(
      weights: [1, 2, 1], gain: 29.7868961737845, feedback: [1.41898265221812, -0.55326988968868])
    for (row, cells) in table.rows.enumerated() {
      let input = try #require(inputs[cells[0]])
      let line = cells[3] == "TRUE" ? lowPass.apply(input, start: .reference) : input
      let kind: Peaks.Kind = cells[2] == "upper" ? .maxima : .minima
      let half = Int(table["buffer"][row])
      let found = try #require(Peaks.ratePerMinute(of: line, halfWindow: half, kind: kind, at: SampleRate(30)))
      #expect(abs(found - table["rate_per_min"][row]) <= 0.0051)
      for (factor, name) in [(0.6, "bufferLen_0.6"), (0.75, "bufferLen_0.75"), (0.3, "bufferLen_0.3")] {
        let rounded = table["rate_per_min"][row]
        let window = Peaks.halfWindow(forRatePerMinute: rounded, factor: factor, at: SampleRate(30))
        #expect(Double(window) == table[name][row])
      }
    }
  }

  @Test("Low points are the high points of the line turned over; scaling and shifting move none")
  func equivariance() throws {
    let line = try #require(inputs["cardio"])
    let maxima = Peaks.maxima(in: line, halfWindow: 9, includingEnds: true)
    #expect(Peaks.minima(in: line.map { -$0 }, halfWindow: 9, includingEnds: true) == maxima)
    #expect(Peaks.maxima(in: line.map { 4 * $0 }, halfWindow: 9, includingEnds: true) == maxima)
    #expect(Peaks.maxima(in: line.map { $0 + 1024 }, halfWindow: 9, includingEnds: true) == maxima)
  }

  @Test("The sliding extreme equals a plain search, ties, NaN and all")
  func plainSearch() {
    var random = SeededNumbers(seed: 17)
    for round in 0..<40 {
      let line = (0..<(3 * round)).map { _ in random.next() < 0.03 ? .nan : (random.next() * 9).rounded() }
      for half in [1, 2, 5, 30] {
        var wanted: [Int] = []
        for index in line.indices where index >= half + 2 && index <= line.count - half {
          let window = line[(index - half)...(index + half - 1)]
          if !window.contains(where: \.isNaN), window.allSatisfy({ $0 <= line[index] }) { wanted.append(index) }
        }
        #expect(Peaks.maxima(in: line, halfWindow: half, includingEnds: false) == wanted, "seed 17, round \(round)")
      }
    }
  }

  @Test("Empty, short and constant lines")
  func edges() {
    #expect(Peaks.maxima(in: [], halfWindow: 3, includingEnds: true) == [])
    #expect(Peaks.maxima(in: [5], halfWindow: 3, includingEnds: true) == [0])
    #expect(Peaks.maxima(in: [5, 6], halfWindow: 3, includingEnds: true) == [0, 1])
    #expect(Peaks.maxima(in: Array(repeating: 1, count: 9), halfWindow: 2, includingEnds: false) == [4, 5, 6, 7])
    #expect(Peaks.ratePerMinute(of: [1, 2, 1], halfWindow: 1, kind: .maxima, at: SampleRate(30)) == nil)
  }

  @Test("A parabola's top is found between samples")
  func parabola() throws {
    let line = (0..<9).map { 7 - (Double($0) - 4.3) * (Double($0) - 4.3) }
    let top = Peaks.refined([4, 0], in: line)
    #expect(abs(top[0].position - 4.3) < 1e-12)
    #expect(abs(top[0].value - 7) < 1e-12)
    #expect(top[1].position == 0)
    let bottom = Peaks.refined([4], in: line.map { -$0 })
    #expect(bottom[0].position == top[0].position && bottom[0].value == -top[0].value)
    #expect(Peaks.refined([1], in: [1, 2, 3])[0] == (1, 2))
    #expect(Peaks.refined([1], in: [1, 2, .nan])[0] == (1, 2))
    // A low point that equals its left neighbour has its parabola's bottom between the two.
    #expect(Peaks.refined([1], in: [2, 2, 4])[0].position == 0.5)
  }
}
