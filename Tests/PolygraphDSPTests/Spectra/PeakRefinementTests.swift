import Foundation
import PolygraphDSP
import PolygraphQuantities
import Testing

@Suite("Peaks between samples")
struct PeakRefinementTests {
  @Test("a parabola's vertex is found exactly, and a Gaussian's through its logarithms")
  func parabola() throws {
    for offset in [-0.5, -0.2, 0, 0.31, 0.5] {
      let values = (-1...1).map { 4 - 1.5 * (Double($0) - offset) * (Double($0) - offset) }
      let found = try #require(PeakRefinement.parabola(values[0], values[1], values[2]))
      #expect(abs(found.offset - offset) < 1e-14)
      #expect(abs(found.value - 4) < 1e-14)
      let gaussian = (-1...1).map { 7 * exp(-0.4 * (Double($0) - offset) * (Double($0) - offset)) }
      let peak = try #require(PeakRefinement.logParabola(gaussian[0], gaussian[1], gaussian[2]))
      #expect(abs(peak.offset - offset) < 1e-13)
      #expect(abs(peak.value - 7) < 1e-13)
    }
  }

  @Test("what is no peak has no vertex")
  func noPeak() {
    #expect(PeakRefinement.parabola(1, 1, 1) == nil)
    #expect(PeakRefinement.parabola(2, 1, 0) == nil)
    #expect(PeakRefinement.parabola(0, 1, 2) == nil)
    #expect(PeakRefinement.parabola(0, .nan, 0) == nil)
    #expect(PeakRefinement.parabola(0, .infinity, 0) == nil)
    #expect(PeakRefinement.logParabola(0, 1, 0.5) == nil)
    #expect(PeakRefinement.logParabola(-1, 1, 0.5) == nil)
    #expect(PeakRefinement.parabola(1, 1, 0)?.offset == -0.5)
  }

  /// A pulse of three harmonics at 30 samples a second, and where its peaks are.
  private static func pulse(_ sample: Double) -> Double {
    let angle = 2 * Double.pi * 1.13 * sample / 30
    return cos(angle) + 0.4 * cos(2 * angle + 0.5) + 0.15 * cos(3 * angle + 0.9)
  }

  private static func truePeak(near place: Double) -> Double {
    var (low, high) = (place - 1, place + 1)
    let golden = (5.0.squareRoot() - 1) / 2
    while high - low > 1e-9 {
      let (left, right) = (high - golden * (high - low), low + golden * (high - low))
      if pulse(left) > pulse(right) { high = right } else { low = left }
    }
    return (low + high) / 2
  }

  @Test("the beats of a 30 Hz pulse are placed to a thousandth of a sample away from the ends")
  func densePeaks() throws {
    let line = (0..<900).map { Self.pulse(Double($0)) }
    let indices = (30..<870).filter { line[$0] > line[$0 - 1] && line[$0] >= line[$0 + 1] && line[$0] > 1 }
    #expect(indices.count > 25)
    let peaks = try PeakRefinement.densePeaks(of: line, at: indices)
    var plainWorst = 0.0
    for (index, peak) in zip(indices, peaks) {
      let truth = Self.truePeak(near: Double(index))
      #expect(abs(peak.position - truth) < 1e-3)
      #expect(abs(peak.value - Self.pulse(truth)) < 1e-4)
      if let plain = PeakRefinement.parabola(line[index - 1], line[index], line[index + 1]) {
        plainWorst = max(plainWorst, abs(Double(index) + plain.offset - truth))
      }
    }
    // A parabola through the sparse samples alone is far worse: the dense grid earns its cost.
    #expect(plainWorst > 5e-3)
    // Troughs of the mirrored line are the same places.
    let troughs = try PeakRefinement.densePeaks(of: line.map { -$0 }, at: indices, kind: .minima)
    for (trough, peak) in zip(troughs, peaks) {
      #expect(abs(trough.position - peak.position) < 1e-9 && abs(trough.value + peak.value) < 1e-12)
    }
  }

  @Test("gaps: a peak is refined inside its run, and a missing one has no place")
  func gaps() throws {
    let line = (0..<400).map { Self.pulse(Double($0)) }
    let indices = (1..<399).filter { line[$0] > line[$0 - 1] && line[$0] >= line[$0 + 1] && line[$0] > 1 }
    let mask = SampleMask(count: 400, missing: [indices[3] - 2..<indices[3] + 3])
    let found = try PeakRefinement.densePeaks(of: MaskedLine(samples: line, mask: mask), at: indices)
    #expect(found[3] == nil)
    #expect(found.filter { $0 == nil }.count == 1)
    for (index, peak) in zip(indices, found) where index != indices[3] {
      #expect(abs(try #require(peak).position - Double(index)) <= 1)
    }
  }

  @Test("edges: no peaks, one sample, a peak on the last sample, NaN, a factor of none")
  func edges() throws {
    #expect(try PeakRefinement.densePeaks(of: [], at: []).isEmpty)
    #expect(try PeakRefinement.densePeaks(of: [4], at: [0])[0].position == 0)
    let rising = try PeakRefinement.densePeaks(of: (0..<100).map(Double.init), at: [99])
    #expect(abs(rising[0].position - 99) <= 0.5)
    #expect(throws: SignalError.self) { try PeakRefinement.densePeaks(of: [1, .nan, 2], at: [0]) }
    #expect(throws: SignalError.self) { try PeakRefinement.densePeaks(of: [1, 2], at: [0], factor: 0) }
  }
}
