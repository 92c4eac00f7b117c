import Foundation
@testable import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Respiration patterns equal those of the field's open reference implementation")
struct PatternGoldenTests {
  private let rate = SampleRate(30)

  private func table(_ name: String) throws -> NumberTable {
    try NumberTable(fixture: "features/artifacts/\(name).csv")
  }

  @Test("slowing, amplitude and baseline of segments, small ones kept or dropped, to 1e-9")
  func segments() throws {
    let segments = try NumberTable(fixture: "features/golden/respiration_segments.csv")
    let golden = try table("patterns")
    #expect(golden.rows.count == 8)
    var comparisons = ["slowing", "amplitude", "baseline", "q25", "q50", "q75"].map { Comparison("patterns.csv", $0) }
    for row in golden.rows.indices {
      let line = segments[golden.rows[row][0]]
      var rules = PatternRules.standard
      if golden.rows[row][1] == "TRUE" { rules.least = log(1.1) }
      let summary = try #require(LineSummary(line, halfWindow: 8, range: 120))
      let made = try #require(
        PatternMeasurement(
          PatternLines(line, rules: rules, rate: rate), onset: 300, quartileRange: summary.quartileRange, rules: rules,
          rate: rate))
      let values = [made.slowing, made.amplitude, made.baseline, summary.lower, summary.middle, summary.upper]
      for (index, value) in values.enumerated() {
        comparisons[index].add(try #require(value), golden[comparisons[index].column][row])
      }
    }
    for comparison in comparisons {
      #expect(comparison.worst <= 1e-9, "\(comparison)")
      comparison.show()
    }
  }

  @Test("patterns of an exam's chart, to their three decimals")
  func exam() throws {
    let lines = try table("exam_lines")
    let golden = try table("exam_patterns")
    let onsets = ["C4": 2371, "R5": 3181, "C6": 3991, "R7": 4801, "C8": 5611, "R10": 6421]
    var comparisons: [String: Comparison] = [:]
    for row in golden.rows.indices where golden.rows[row][2] == "01A" {
      let onset = try #require(onsets[golden.rows[row][3]]) - 1
      for (suffix, line) in [("UP", lines["upper"]), ("LP", lines["lower"])] {
        let summary = try #require(LineSummary(line, halfWindow: 8, range: 120))
        let made = try #require(
          PatternMeasurement(
            PatternLines(line, rules: .standard, rate: rate), onset: onset, quartileRange: summary.quartileRange,
            rules: .standard, rate: rate))
        for (name, value) in [
          ("rateChange", made.slowing), ("ampChange", made.amplitude), ("baseChange", made.baseline),
        ] {
          let column = name + suffix
          var comparison = comparisons[column] ?? Comparison("exam_patterns.csv", column)
          comparison.add(try #require(value), golden[column][row])
          comparisons[column] = comparison
        }
      }
    }
    #expect(comparisons.count == 6)
    for comparison in comparisons.values.sorted(by: { $0.column < $1.column }) {
      #expect(comparison.count == 6 && comparison.worst <= 0.000501, "\(comparison)")
      comparison.show()
    }
  }

  @Test("no pattern where the segments are not recorded")
  func incomplete() {
    let line = PatternLines((0..<1050).map { sin(Double($0) / 20) }, rules: .standard, rate: rate)
    #expect(PatternMeasurement(line, onset: 299, quartileRange: 1, rules: .standard, rate: rate) == nil)
    #expect(PatternMeasurement(line, onset: 301, quartileRange: 1, rules: .standard, rate: rate) == nil)
    #expect(PatternMeasurement(line, onset: 300, quartileRange: 1, rules: .standard, rate: rate) != nil)
  }

  @Test("an exam's presentations have a pattern or a reason; shallower breathing shows as a loss of amplitude")
  func ofExam() throws {
    let patterns = try RespirationPatterns.find(in: Exam(SyntheticChart.plain))
    #expect(patterns.count == 2 * SyntheticChart.labels.count)
    let measured = patterns.filter { $0.reason == nil }
    #expect(!measured.isEmpty && patterns.allSatisfy { $0.reason == nil || $0.slowing == nil })
    for pattern in measured {
      let loss = try #require(pattern.amplitudeLoss)
      #expect(abs(loss - log(1 / 0.8)) < 0.05, "\(pattern)")
      #expect(abs(try #require(pattern.slowing)) < 0.02)
    }
  }
}
