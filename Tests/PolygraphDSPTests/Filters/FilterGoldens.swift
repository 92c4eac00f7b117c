import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphDSP

/// The golden cascades, and what tests of filters share.
enum FilterGoldens {
  /// SciPy's sections of each design.
  static func cascades() throws -> [String: SecondOrderSections] {
    let table = try NumberTable(fixture: "dsp/filtering/cascades.csv")
    var sections: [String: [Biquad]] = [:]
    for (row, cells) in table.rows.enumerated() {
      let number = { (name: String) in table[name][row] }
      sections[cells[0], default: []].append(
        Biquad(b0: number("b0"), b1: number("b1"), b2: number("b2"), a1: number("a1"), a2: number("a2")))
    }
    return sections.mapValues { SecondOrderSections(sections: $0, sampleRate: SampleRate(30)) }
  }

  static func cascade(_ name: String) throws -> SecondOrderSections { try #require(cascades()[name]) }

  /// A column without the NA at its end.
  static func present(_ column: [Double]) -> [Double] { column.filter { !$0.isNaN } }

  /// How far a settled start can be known: solving for it loses this much of the input.
  ///
  /// The settled state is a quotient over 1 + a1 + a2, a difference of nearly equal numbers at a low edge.
  static func startUncertainty(_ filter: SecondOrderSections) -> Double {
    filter.sections.map { 8 * Double.ulpOfOne / abs(1 + $0.a1 + $0.a2) }.max() ?? 0
  }

  /// Lines of random numbers, a seed each.
  static func noise(channels: Int, samples: Int, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<channels).map { channel in
      (0..<samples).map { _ in Double(channel) + generator.normal(standardDeviation: 10) }
    }
  }
}

/// The bits of each number, with every NaN alike: which NaN an operation makes is not defined.
func rawBits(_ line: [Double]) -> [UInt64] { line.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern } }

/// True when every number is NaN.
func isAllNaN(_ line: some Sequence<Double>) -> Bool { line.allSatisfy { $0.isNaN } }

/// The largest distance between two lines over the largest magnitude of the second; infinite for a NaN in one alone.
func worstError(_ found: [Double], _ expected: [Double]) -> Double {
  guard found.count == expected.count else { return .infinity }
  let scale = expected.reduce(Double.leastNonzeroMagnitude) { $1.isNaN ? $0 : max($0, abs($1)) }
  return zip(found, expected).reduce(0) { worst, pair in
    guard pair.0.isNaN == pair.1.isNaN else { return .infinity }
    return pair.0.isNaN || pair.0 == pair.1 ? worst : max(worst, abs(pair.0 - pair.1) / scale)
  }
}
