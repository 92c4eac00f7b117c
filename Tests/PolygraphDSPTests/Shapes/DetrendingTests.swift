import PolygraphDSP
import PolygraphQuantities
import RealModule
import Testing

@Suite("Detrending")
struct DetrendingTests {
  @Test("Means, straight lines and broken lines are taken off as SciPy does, slow trends as a dense solve")
  func golden() throws {
    let golden = try ShapeFixture.load().detrending
    let scale = golden.line.map(abs).max() ?? 1
    func distance(_ found: [Double], _ wanted: [Double]) -> Double {
      zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
    }
    #expect(distance(try Detrending.withoutMean(golden.line), golden.withoutMean) <= 1e-12 * scale)
    #expect(distance(try Detrending.withoutTrend(golden.line), golden.withoutTrend) <= 1e-12 * scale)
    let piecewise = try Detrending.withoutTrend(golden.line, breakpoints: golden.breakpoints)
    #expect(distance(piecewise, golden.piecewise) <= 1e-12 * scale)
    let shuffled = try Detrending.withoutTrend(golden.line, breakpoints: [99, 0, 30, 71, 30, 100])
    #expect(shuffled == piecewise)
    let slow = try Detrending.slowTrend(of: golden.line, smoothness: golden.smoothness)
    #expect(distance(slow, golden.slowTrend) <= 1e-11 * scale)
  }

  @Test("A straight line has no rest, and its own slow trend is itself")
  func straight() throws {
    let line = (0..<50).map { 3 + 0.25 * Double($0) }
    #expect(try Detrending.withoutTrend(line).allSatisfy { abs($0) < 1e-12 })
    let slow = try Detrending.slowTrend(of: line, smoothness: 1000)
    #expect(zip(slow, line).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test("The slow trend's gain is one half where it is said to be")
  func cornerGain() throws {
    let frequency = 0.02
    let chord = 2 * Double.sin(.pi * frequency)
    let line = (0..<4000).map { Double.cos(2 * .pi * frequency * Double($0)) }
    let slow = try Detrending.slowTrend(of: line, smoothness: 1 / (chord * chord))
    #expect(abs(slow[2000] - 0.5 * line[2000]) < 1e-9)
  }

  @Test("Short lines and gaps")
  func edges() throws {
    #expect(try Detrending.withoutTrend([]) == [])
    #expect(try Detrending.withoutTrend([4]) == [0])
    #expect(try Detrending.withoutTrend([4, 9]).allSatisfy { abs($0) < 1e-15 })
    #expect(try Detrending.withoutMean([]) == [])
    #expect(try Detrending.slowTrend(of: [1, 2], smoothness: 10) == [1, 2])
    let mask = SampleMask(count: 8, missing: [3..<4])
    let line = MaskedLine(samples: [0, 1, 2, 0, 50, 40, 30, 20], mask: mask)
    let rest = try Detrending.withoutTrend(line)
    #expect(rest.mask == mask)
    #expect(rest.samples.enumerated().allSatisfy { $0.offset == 3 ? $0.element.isNaN : abs($0.element) < 1e-12 })
    let slow = try Detrending.slowTrend(of: line, smoothness: 5)
    #expect(slow.mask == mask)
  }

  @Test("What is not finite, or outside, is refused")
  func errors() {
    #expect(throws: SignalError.notFinite(operation: "detrending", index: 1)) {
      try Detrending.withoutTrend([1, .infinity, 3])
    }
    #expect(throws: SignalError.notFinite(operation: "detrending", index: 0)) { try Detrending.withoutMean([.nan]) }
    #expect(throws: SignalError.self) { try Detrending.withoutTrend([1, 2, 3], breakpoints: [4]) }
    #expect(throws: SignalError.self) { try Detrending.withoutTrend([1, 2, 3], breakpoints: [-1]) }
    #expect(throws: SignalError.self) { try Detrending.slowTrend(of: [1, 2, 3], smoothness: -1) }
  }
}
