import PolygraphDSP
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFeatures

@Suite("Rules of the reference profile that its golden exam does not show by itself")
struct ReferenceRuleTests {
  @Test("the series' marks I1 to I5 are no labels, and their answers are")
  func seriesMarks() throws {
    let chart = try ReferenceGolden.exam().series[0].charts[0]
    let mark = try #require(chart.events.first { $0.label == "I1" })
    let answer = try #require(mark.answer)
    let labelled = ReferenceChart(chart, isLast: false, profile: ReferenceGolden.profile).labelled
    #expect(labelled.lowerBound == answer.sample && labelled.lowerBound > mark.onset)
    var other = chart
    let place = try #require(chart.events.firstIndex { $0.label == "I1" })
    other.events[place] = Event(
      label: "N1", role: .neutral, onset: mark.onset, offset: mark.offset, answer: mark.answer)
    let counted = ReferenceChart(other, isLast: false, profile: ReferenceGolden.profile).labelled
    #expect(counted.lowerBound == mark.onset)
  }

  @Test("an answer outside the window deletes nothing, even where its buffer would reach inside")
  func answerOutside() throws {
    let line = (0..<600).map { Double(($0 * 37) % 101) }
    let rules = ReferenceGolden.profile.respiration.excursion
    let rate = SampleRate(30)
    func value(_ answer: Int?) throws -> Double {
      try #require(LineExcursion.value(line, rows: 0..<450, rules: rules, answer: answer, rate: rate))
    }
    #expect(rules.exclusion == .deleteAndJoin)
    #expect(try value(450) == value(nil) && value(460) == value(nil) && value(449) != value(nil))
  }

  @Test("a pulse channel that spreads by no more than 10 raw units is taken for an empty one")
  func quietPulse() throws {
    let chart = try ReferenceGolden.exam().series[0].charts[0]
    func isDrawn(_ amplitude: Int32) -> Bool {
      var chart = chart
      chart.channels = chart.channels.map { channel in
        guard channel.sensor == .vasomotor else { return channel }
        // Two values in turn: their standard deviation is the amplitude, but for the last digit.
        return Channel(
          name: channel.name, sensor: .vasomotor, sampleRate: channel.sampleRate,
          counts: SampleCounts((0..<chart.sampleCount).map { $0.isMultiple(of: 2) ? amplitude : -amplitude }))
      }
      return ReferenceChart(chart, isLast: false, profile: ReferenceGolden.profile).first(.vasomotor) != nil
    }
    #expect(!isDrawn(0) && !isDrawn(9) && isDrawn(11))
  }

  @Test("the mean of equal samples is that sample, so that a clipped top stays level")
  func clippedTop() {
    for value in [0.1, 1.0 / 3, 1e6 + 0.7] {
      let line = (0..<40).map { (12..<30).contains($0) ? value : Double($0) / 7 }
      let repaired = Smoothing.clippedPeaksRepaired(line, sweeps: 1)
      #expect(repaired[13] == value && repaired[20] == value && repaired[28] == value)
    }
  }
}
