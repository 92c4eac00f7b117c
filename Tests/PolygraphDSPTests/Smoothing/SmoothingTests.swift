import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphDSP

@Suite("Centred means and box-car cascades are direct sums with the field's edges")
struct SmoothingTests {
  static let rate = SampleRate(30)
  static let lines = ["pneumo", "cardio", "eda"]

  static func table(_ line: String) throws -> NumberTable {
    try NumberTable(fixture: "dsp/golden/smoothing/smoothing_\(line).csv")
  }

  /// The golden lines are printed to ten digits.
  static func expect(_ found: [Double], _ expected: [Double], _ comment: Comment) {
    #expect(worstError(found, expected) < 1e-8, comment)
  }

  @Test("Moving averages of the reference implementation", arguments: lines)
  func movingMeans(name: String) throws {
    let table = try Self.table(name)
    #expect(try NumberTable(fixture: "dsp/golden/smoothing/input_smoothing.csv")[name] == table["input"])
    let names = table.names.filter { $0.hasPrefix("MASmooth_y") }
    #expect(names.count == 7)
    for column in names {
      let parts = column.dropFirst("MASmooth_y".count).split(separator: "_t")
      let found = try Smoothing.movingMean(
        table["input"], halfWidth: #require(Int(parts[0])), passes: #require(Int(parts[1])), edge: .heldMovingMean)
      Self.expect(found, table[column], "\(column)")
    }
  }

  @Test("The copy of the average that leaves the edges unsmoothed", arguments: lines)
  func rawEdges(name: String) throws {
    let table = try Self.table(name)
    let found = try Smoothing.movingMean(table["input"], halfWidth: 8, passes: 1, edge: .raw)
    Self.expect(found, table["MASmooth_pneumoSigProc_y8_t1"], "\(name)")
  }

  @Test("Box-car cascades of the reference implementation", arguments: lines)
  func boxCars(name: String) throws {
    let table = try Self.table(name)
    let line = table["input"]
    let cascade = [Seconds(1), Seconds(0.5), Seconds(0.25)]
    Self.expect(
      try Smoothing.boxCar(line, halfWidths: cascade, at: Self.rate, edge: .heldBoxCar), table["boxcar_1_0.5_0.25"],
      "cascade")
    let short = [Seconds(0.125)]
    Self.expect(
      try Smoothing.boxCar(line, halfWidths: short, at: Self.rate, edge: .heldBoxCar), table["boxcar_0.125"], "short")
    Self.expect(
      try Smoothing.boxCarForwardReversed(line, halfWidths: short, at: Self.rate, edge: .heldBoxCar),
      table["boxcar_0.125_fwd_rev"], "both ways")
  }

  @Test("Away from its edges the reference's second average is a centred mean of 15 samples", arguments: lines)
  func secondAverage(name: String) throws {
    // Its beginning mixes smoothed and raw samples, and a third average feeds its own output back; neither is a centred
    // mean, and neither is offered.
    let table = try Self.table(name)
    let found = try Smoothing.movingMean(table["input"], halfWidth: 7, passes: 1, edge: .raw)
    let inner = 21..<(found.count - 8)
    Self.expect(Array(found[inner]), Array(table["MASmoothB_y15_t1"][inner]), "\(name)")
  }

  @Test("The kernel has the bits of a plain ascending sum at odd sizes, windows and unaligned starts")
  func twin() {
    var generator = SeededGenerator(seed: 51)
    let line = (0..<150).map { _ in generator.normal(standardDeviation: 1e3) } + [1e308, 1e308, 5e-300, .infinity, 1]
    for window in [1, 2, 3, 8, 17, 61, 155, 156] {
      for start in 0..<9 {
        let part = Array(line[start...])
        let found = part.count < window ? [] : slidingMeans(part, window: window)
        let expected = (0..<max(0, part.count - window + 1)).map { first in
          part[first..<(first + window)].reduce(0, +) / Double(window)
        }
        #expect(rawBits(found) == rawBits(expected), "\(window) \(start)")
      }
    }
  }

  @Test("Running sums give the direct means to 1e-12 of the line, on a high level and after a jump, and begin anew")
  func running() throws {
    var generator = SeededGenerator(seed: 57)
    let line = (0..<3000).map { 50_000 + ($0 > 1400 ? 4000 : 0) + generator.normal(standardDeviation: 10) }
    for (half, edge) in [(1, Smoothing.Edge.raw), (15, .reflectOdd), (200, .heldMovingMean), (750, .heldBoxCar)] {
      let direct = try Smoothing.movingMean(line, halfWidth: half, passes: 2, edge: edge)
      let running = try Smoothing.movingMean(line, halfWidth: half, passes: 2, edge: edge, sums: .running)
      #expect(zip(direct, running).allSatisfy { abs($0 - $1) <= 1e-12 * abs($0) }, "\(half)")
    }
    var hit = line
    hit[100] = .nan
    let means = try Smoothing.movingMean(hit, halfWidth: 15, passes: 1, edge: .raw, sums: .running)
    #expect(means[100].isNaN && means.last?.isNaN == false)
  }

  @Test("A plateau stays a plateau, so slope signs can be trusted")
  func plateau() throws {
    let line = (0..<40).map { 0.1 * Double($0) } + Array(repeating: 1e3 / 3, count: 60)
    let smooth = try Smoothing.movingMean(line, halfWidth: 8, passes: 1, edge: .reflectOdd)
    #expect(Set(smooth[48..<90]).count == 1)
  }

  @Test("A NaN shows in the windows that hold it; a masked line is smoothed run by run")
  func missing() throws {
    var line = FilterGoldens.noise(channels: 1, samples: 100, seed: 52)[0]
    line[50] = .nan
    let smooth = try Smoothing.movingMean(line, halfWidth: 4, passes: 1, edge: .reflectOdd)
    #expect(smooth.map(\.isNaN) == (0..<100).map { abs($0 - 50) <= 4 })
    let masked = MaskedLine(samples: line, mask: SampleMask(count: 100, missing: [10..<13, 20..<21, 50..<51]))
    let result = Smoothing.movingMean(masked, halfWidth: 4, passes: 2, edge: .heldMovingMean)
    #expect(result.mask.missingRanges == [10..<21, 50..<51])
    #expect(
      try Array(result.samples[51...])
        == Smoothing.movingMean(Array(line[51...]), halfWidth: 4, passes: 2, edge: .heldMovingMean))
    let cascade = Smoothing.boxCar(masked, halfWidths: [Seconds(0.1), Seconds(0.2)], at: Self.rate, edge: .raw)
    #expect(cascade.mask.missingRanges == [0..<21, 50..<51])
    #expect(
      try Array(cascade.samples[21..<50])
        == Smoothing.boxCar(Array(line[21..<50]), halfWidths: [Seconds(0.1), Seconds(0.2)], at: Self.rate, edge: .raw))
    #expect(Smoothing.movingMean(masked, halfWidth: 0, passes: 3, edge: .raw) == masked)
  }

  @Test("Lines too short for an edge rule are refused; odd reflection takes any length")
  func short() throws {
    for (edge, needed) in [(Smoothing.Edge.heldMovingMean, 8), (.heldBoxCar, 8), (.raw, 7)] {
      let line = Array(repeating: 1.0, count: needed)
      #expect(try Smoothing.movingMean(line, halfWidth: 3, passes: 1, edge: edge) == line)
      #expect(throws: SignalError.tooShort(operation: "moving mean", found: needed - 1, needed: needed)) {
        try Smoothing.movingMean(Array(line.dropLast()), halfWidth: 3, passes: 1, edge: edge)
      }
    }
    for count in 0..<8 {
      let ramp = (0..<count).map { Double($0) }
      let smooth = try Smoothing.movingMean(ramp, halfWidth: 3, passes: 1, edge: .reflectOdd)
      #expect(worstError(smooth, ramp) < 1e-14)
    }
  }

  @Test("Clipped peaks are rounded off as the reference does, sweep by sweep")
  func clippedPeaks() throws {
    let table = try NumberTable(fixture: "dsp/golden/misc/fixpeak.csv")
    for sweeps in 1...4 {
      Self.expect(
        Smoothing.clippedPeaksRepaired(table["input"], sweeps: sweeps), table["fixPeak_\(sweeps)"], "\(sweeps)")
    }
    #expect(Smoothing.clippedPeaksRepaired(table["input"], sweeps: 0) == table["input"])
    let flat = Array(repeating: 1.0, count: 17)
    #expect(Smoothing.clippedPeaksRepaired(flat, sweeps: 3) == flat)
    let missing = Array(repeating: Double.nan, count: 30)
    #expect(isAllNaN(Smoothing.clippedPeaksRepaired(missing, sweeps: 2)))
  }

  @Test("Block means hold over their blocks, the last of which may be shorter")
  func blockMeans() {
    #expect(Smoothing.blockMeans([1, 2, 3, 4, 5, 6, 7], count: 3) == [2, 2, 2, 5, 5, 5, 7])
    #expect(Smoothing.blockMeans([], count: 3).isEmpty)
    #expect(Smoothing.blockMeans([1, .nan, 3, 4], count: 2).map(\.isNaN) == [true, true, false, false])
  }
}
