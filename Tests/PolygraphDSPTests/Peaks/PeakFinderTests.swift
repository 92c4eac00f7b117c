import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

/// The golden searches of SciPy.
private struct PeakFixture: Decodable {
  struct Case: Decodable {
    let line: String
    let criteria: [String: Criterion]
    let indices: [Int]
    let plateauSizes, leftEdges, rightEdges, leftBases, rightBases: [Int]?
    let peakHeights, leftThresholds, rightThresholds, prominences: [Double]?
    let widths, widthHeights, leftIps, rightIps: [Double]?
  }

  /// A single number, or the bounds of a range.
  enum Criterion: Decodable {
    case number(Double)
    case range(Double?, Double?)

    init(from decoder: any Decoder) throws {
      if let number = try? decoder.singleValueContainer().decode(Double.self) {
        self = .number(number)
      } else {
        let bounds = try decoder.singleValueContainer().decode([Double?].self)
        self = .range(bounds[0], bounds[1])
      }
    }

    var range: ClosedRange<Double>? {
      guard case .range(let lower, let upper) = self else { return nil }
      return (lower ?? -.infinity)...(upper ?? .infinity)
    }

    var number: Double? {
      guard case .number(let number) = self else { return nil }
      return number
    }
  }

  let lines: [String: [Double?]]
  let cases: [Case]

  static func load() throws -> PeakFixture {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(PeakFixture.self, from: Repository.fixtureData("dsp/peaks/peaks.json"))
  }

  func line(_ name: String) -> [Double] { (lines[name] ?? []).map { $0 ?? .nan } }
}

extension PeakFixture.Case {
  var finder: PeakFinder {
    var finder = PeakFinder()
    finder.height = criteria["height"]?.range
    finder.threshold = criteria["threshold"]?.range
    finder.prominence = criteria["prominence"]?.range
    finder.width = criteria["width"]?.range
    if let range = criteria["plateauSize"]?.range ?? criteria["plateau_size"]?.range {
      finder.plateauSize = Int(range.lowerBound)...(range.upperBound.isFinite ? Int(range.upperBound) : .max)
    }
    finder.distance = (criteria["distance"]?.number).map { Int($0) }
    finder.window = (criteria["wlen"]?.number).map { Int($0) }
    finder.relativeHeight = criteria["relHeight"]?.number ?? criteria["rel_height"]?.number ?? 0.5
    return finder
  }
}

@Suite("Searching peaks by criteria")
struct PeakFinderTests {
  @Test("Indices and properties are SciPy's")
  func golden() throws {
    let fixture = try PeakFixture.load()
    #expect(fixture.cases.count > 100)
    var withProperties = 0
    for golden in fixture.cases {
      let line = fixture.line(golden.line)
      let label = Comment(rawValue: "\(golden.line) \(golden.criteria)")
      #expect(golden.finder.indices(in: line) == golden.indices, label)
      let peaks = golden.finder.peaks(in: line, isMeasuring: true)
      #expect(peaks.map(\.index) == golden.indices, label)
      guard let prominences = golden.prominences else { continue }
      withProperties += 1
      #expect(peaks.map(\.plateau.count) == golden.plateauSizes, label)
      #expect(peaks.map(\.plateau.lowerBound) == golden.leftEdges, label)
      #expect(peaks.map(\.plateau.upperBound) == golden.rightEdges, label)
      #expect(peaks.map(\.prominence.leftBase) == golden.leftBases, label)
      #expect(peaks.map(\.prominence.rightBase) == golden.rightBases, label)
      #expect(peaks.map(\.height) == golden.peakHeights, label)
      expect(peaks.map(\.stepFromLeft), golden.leftThresholds, label)
      expect(peaks.map(\.stepToRight), golden.rightThresholds, label)
      expect(peaks.map(\.prominence.height), prominences, label)
      expect(peaks.map(\.width.samples), golden.widths, label)
      expect(peaks.map(\.width.level), golden.widthHeights, label)
      expect(peaks.map(\.width.left), golden.leftIps, label)
      expect(peaks.map(\.width.right), golden.rightIps, label)
    }
    #expect(withProperties > 30)
  }

  private func expect(_ found: [Double], _ wanted: [Double]?, _ label: Comment) {
    guard let wanted, wanted.count == found.count else {
      Issue.record(label)
      return
    }
    for (left, right) in zip(found, wanted) { #expect(abs(left - right) <= 1e-12 * max(1, abs(right)), label) }
  }

  @Test("The stack's prominences are those of plain walks, also beside NaN and on ties")
  func walks() {
    var random = SeededNumbers(seed: 91)
    for round in 0..<60 {
      let line = (0..<(20 + round * 3)).map { _ -> Double in
        let value = (random.next() * (round.isMultiple(of: 2) ? 6 : 1e6)).rounded()
        return random.next() < 0.02 ? .nan : value
      }
      // A window that reaches everywhere but is not longer than the line is walked plainly.
      var plain = PeakFinder()
      plain.window = 2 * line.count - 1
      let walked = plain.peaks(in: line, isMeasuring: true)
      let stacked = PeakFinder().peaks(in: line, isMeasuring: true)
      #expect(walked.map(\.prominence) == stacked.map(\.prominence), "seed 91, round \(round)")
    }
  }

  @Test("Peaks keep their places when the line is scaled and shifted, and turn round with it")
  func equivariance() {
    var random = SeededNumbers(seed: 4)
    let line = (0..<400).map { _ in random.next() }
    var finder = PeakFinder()
    finder.prominence = 0.25...Double.infinity
    finder.width = 1.5...30
    finder.distance = 4
    let plain = finder.indices(in: line)
    #expect(plain.count > 10)
    #expect(finder.indices(in: line.reversed()) == plain.reversed().map { line.count - 1 - $0 })
    var doubled = finder
    doubled.prominence = 0.5...Double.infinity
    #expect(doubled.indices(in: line.map { 2 * $0 }) == plain)
    var shifted = finder
    shifted.prominence = 0.25...Double.infinity
    #expect(shifted.indices(in: line.map { $0 + 1 }) == plain)
  }

  @Test("Of equal peaks that are too near, the later one stays")
  func equalPeaks() {
    var finder = PeakFinder()
    finder.distance = 3
    #expect(finder.indices(in: [0, 1, 0, 1, 0, 1, 0]) == [1, 5])
    #expect(finder.indices(in: [0, 1, 0, 1, 0]) == [3])
  }

  @Test("No peak stands at an end, on a constant line, beside a NaN, or on too few samples")
  func noPeaks() {
    let lines: [[Double]] = [
      [], [1], [1, 2], [2, 1], [1, 1, 1, 1], [.nan, 3, 1], [1, 3, .nan], [1, 3, 3, .nan], [.nan, .nan, .nan],
      [3, 1, 3],
    ]
    for line in lines { #expect(PeakFinder().peaks(in: line, isMeasuring: true).isEmpty) }
  }

  @Test("Peaks that are not measured say so")
  func notMeasured() {
    let peaks = PeakFinder().peaks(in: [0, 1, 0])
    #expect(peaks.count == 1)
    #expect(peaks[0].prominence.height.isNaN && peaks[0].width.samples.isNaN)
  }
}

/// Numbers from 0 to 1, the same for the same seed.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }
}
