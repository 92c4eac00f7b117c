import Foundation
import PolygraphQuantities
import PolygraphStatistics
import Testing

@Suite("Sample rates")
struct SampleRateTests {
  @Test("rates are reduced, ordered exactly, and refused when not positive or too fine")
  func making() throws {
    #expect(SampleRate(numerator: 60, denominator: 2) == SampleRate(30))
    let third = try #require(SampleRate(numerator: 1000, denominator: 3))
    #expect(third > SampleRate(333) && third < SampleRate(334))
    #expect(SampleRate(numerator: 0, denominator: 1) == nil)
    #expect(SampleRate(numerator: -30, denominator: 1) == nil)
    #expect(SampleRate(numerator: 30, denominator: 0) == nil)
    #expect(SampleRate(numerator: SampleRate.largestTerm, denominator: 1) != nil)
    #expect(SampleRate(numerator: SampleRate.largestTerm + 1, denominator: 1) == nil)
    #expect(SampleRate(numerator: Int.max, denominator: Int.max) == SampleRate(1))
  }

  @Test("a rate's text comes back as the same rate, and other text is refused")
  func text() throws {
    for (text, numerator, denominator) in [
      ("30", 30, 1), ("62.5", 125, 2), ("1000/3", 1000, 3), ("0.001", 1, 1000), ("30.0", 30, 1), ("29.97", 2997, 100),
    ] {
      let rate = try #require(SampleRate(parsing: text))
      #expect(rate == SampleRate(numerator: numerator, denominator: denominator))
      #expect(SampleRate(rate.description) == rate)
      #expect(try JSONDecoder().decode([SampleRate].self, from: JSONEncoder().encode([rate])) == [rate])
    }
    for text in ["", "0", "-30", "+30", "30 ", ".5", "5.", "1e3", "3/0", "1/2/3", "nan", "30Hz", "1.0000000001"] {
      #expect(SampleRate(parsing: text) == nil, "\(text)")
    }
  }

  @Test("an index is carried to another clock and back over a day without drift")
  func indexCarrying() throws {
    let rates = [
      SampleRate(30), SampleRate(1000), SampleRate(48_000), try #require(SampleRate(parsing: "1000/3")),
      try #require(SampleRate(parsing: "29.97")), try #require(SampleRate(parsing: "62.5")),
    ]
    for slow in rates {
      for fast in rates where slow <= fast {
        let last = 24 * 3600 * slow.numerator / slow.denominator
        for index in [0, 1, 2, 29, 30, 1799, last / 3, last - 1, last] {
          let carried = slow.index(index, on: fast)
          #expect(fast.index(carried, on: slow) == index, "\(index) at \(slow) to \(fast)")
          // Half a sample at most from the exact place, both sides multiplied by the fractions' denominators.
          let exact = index * slow.denominator * fast.numerator
          let scale = slow.numerator * fast.denominator
          #expect(abs(2 * (carried * scale - exact)) <= scale)
        }
      }
    }
    #expect(SampleRate(30).index(24 * 3600 * 30, on: SampleRate(1000)) == 24 * 3600 * 1000)
    #expect(SampleRate(1000).index(15, on: SampleRate(100)) == 2)
    #expect(SampleRate(1000).index(-15, on: SampleRate(100)) == -1)
  }

  @Test("whole ratios, times and window lengths")
  func timesAndRatios() {
    #expect(SampleRate(1000).wholeRatio(to: SampleRate(100)) == 10)
    #expect(SampleRate(1000).wholeRatio(to: SampleRate(300)) == nil)
    #expect(SampleRate(30).seconds(ofSample: 7) == Seconds(7.0 / 30))
    #expect(SampleRate(30).sampleCount(in: 0.5) == 15)
    #expect(SampleRate(30).sampleCount(in: Seconds(2.5 / 30)) == 2)
    #expect(SampleRate(30).sampleCount(in: Seconds(3.5 / 30)) == 4)
    #expect(SampleRate(30).hertz == 30)
  }

  @Test("carrying an index agrees with arithmetic in rational numbers for random rates")
  func randomRates() throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let from = try #require(
        SampleRate(numerator: 1 + generator.below(2000), denominator: 1 + generator.below(50)))
      let to = try #require(SampleRate(numerator: 1 + generator.below(2000), denominator: 1 + generator.below(50)))
      let index = generator.below(10_000_000)
      let top = index * from.denominator * to.numerator
      let bottom = from.numerator * to.denominator
      #expect(from.index(index, on: to) == (2 * top + bottom) / (2 * bottom), "seed \(seed)")
    }
  }
}
