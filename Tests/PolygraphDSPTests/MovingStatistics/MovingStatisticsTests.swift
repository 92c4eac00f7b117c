import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphDSP

@Suite("Moving statistics are exact at any window")
struct MovingStatisticsTests {
  /// Every column's heading: statistic, line, samples before, samples after, edge.
  struct Golden {
    let statistic: String
    let line: [Double]
    let window: MovingWindow
    let edge: MovingEdge
    let expected: [Double]
  }

  static func goldens() throws -> [Golden] {
    let table = try NumberTable(fixture: "dsp/filtering/moving.csv")
    let lines = try NumberTable(fixture: "dsp/filtering/lines.csv")
    let edges: [String: MovingEdge] = ["shrink": .shrink, "reflect": .reflect, "mirror": .mirror, "nearest": .nearest]
    return try table.names.map { name in
      let parts = name.split(separator: " ").map(String.init)
      let line = parts[1] == "baseline" ? lines["walk"].map { $0 + 1e7 } : lines[parts[1]]
      return try Golden(
        statistic: parts[0], line: Array(line.prefix(table.rows.count)),
        window: MovingWindow(before: #require(Int(parts[2])), after: #require(Int(parts[3]))),
        edge: #require(edges[parts[4]]), expected: table[name])
    }
  }

  static func compute(_ golden: Golden) throws -> [Double] {
    let (line, window, edge) = (golden.line, golden.window, golden.edge)
    switch golden.statistic {
    case "minimum": return MovingStatistics.minimum(line, window: window, edge: edge)
    case "maximum": return MovingStatistics.maximum(line, window: window, edge: edge)
    case "mean": return MovingStatistics.mean(line, window: window, edge: edge)
    case "median": return MovingStatistics.median(line, window: window, edge: edge)
    case "rank2": return MovingStatistics.orderStatistic(rank: 2, line, window: window, edge: edge)
    case "population", "sample":
      let divisor: MovingStatistics.Divisor = golden.statistic == "sample" ? .sample : .population
      return MovingStatistics.standardDeviation(line, window: window, edge: edge, divisor: divisor)
    default:
      let parts = golden.statistic.dropFirst("quantile".count).split(separator: "_")
      let number = try #require(Int(parts[0]))
      let type = try #require(Robust.QuantileType(rawValue: number))
      return try MovingStatistics.quantile(#require(Double(parts[1])), line, window: window, edge: edge, type: type)
    }
  }

  @Test("Every golden of SciPy, NumPy and exact rational sums is met")
  func goldens() throws {
    for golden in try Self.goldens() {
      let found = try Self.compute(golden)
      // Samples chosen are exact; what is computed is right to a last bit or two; NumPy interpolates in another order.
      let tolerance =
        switch golden.statistic {
        case "minimum", "maximum", "rank2", "median": 0.0
        case "mean": 2.3e-16
        case "population", "sample": 1e-14
        default: 1e-14
        }
      #expect(
        worstError(found, golden.expected) <= tolerance,
        "\(golden.statistic) \(golden.window) \(golden.edge) \(golden.line[0])")
    }
  }

  @Test("Each window of random lines with ties gives what its samples give alone")
  func windows() {
    var generator = SeededGenerator(seed: 41)
    for round in 0..<60 {
      let count = 1 + generator.below(90)
      // Every third line has missing samples.
      let line = (0..<count).map { _ in
        round.isMultiple(of: 3) && generator.below(25) == 0 ? .nan : Double(generator.below(12)) / 3
      }
      let window = MovingWindow(before: generator.below(25), after: generator.below(25))
      let windows = (0..<count).map { Array(line[max(0, $0 - window.before)...min(count - 1, $0 + window.after)]) }
      let at = { (index: Int) in "round \(round), sample \(index)" }
      let median = MovingStatistics.median(line, window: window, edge: .shrink)
      let lowest = MovingStatistics.minimum(line, window: window, edge: .shrink)
      let highest = MovingStatistics.maximum(line, window: window, edge: .shrink)
      let p = generator.uniform()
      for type in [Robust.QuantileType.six, .seven, .eight] {
        let quantiles = MovingStatistics.quantile(p, line, window: window, edge: .shrink, type: type)
        for index in 0..<count {
          let expected = Robust.quantile(p, of: windows[index], type: type) ?? .nan
          #expect(rawBits([quantiles[index]]) == rawBits([expected]), "\(at(index))")
        }
      }
      for index in 0..<count {
        let isMissing = windows[index].contains { $0.isNaN }
        #expect(rawBits([median[index]]) == rawBits([Robust.median(windows[index]) ?? .nan]), "\(at(index))")
        #expect(rawBits([lowest[index]]) == rawBits([isMissing ? .nan : windows[index].min() ?? .nan]), "\(at(index))")
        #expect(rawBits([highest[index]]) == rawBits([isMissing ? .nan : windows[index].max() ?? .nan]), "\(at(index))")
      }
    }
  }

  @Test("A mean and a deviation forget what left the window: no drift after huge samples")
  func drift() {
    var generator = SeededGenerator(seed: 42)
    let tail = (0..<400).map { _ in 1e-3 * generator.normal() }
    let line = (0..<300).map { _ in 1e15 * generator.normal() } + tail
    let window = MovingWindow.trailing(count: 64)
    let mean = MovingStatistics.mean(line, window: window, edge: .shrink)
    let deviation = MovingStatistics.standardDeviation(line, window: window, edge: .shrink, divisor: .population)
    let cleanMean = MovingStatistics.mean(tail, window: window, edge: .shrink)
    let cleanDeviation = MovingStatistics.standardDeviation(tail, window: window, edge: .shrink, divisor: .population)
    #expect(worstError(Array(mean[364...]), Array(cleanMean[64...])) < 1e-15)
    #expect(worstError(Array(deviation[364...]), Array(cleanDeviation[64...])) < 1e-14)
  }

  @Test("A line raised by a large baseline has the deviations of the line")
  func baseline() {
    var generator = SeededGenerator(seed: 43)
    // Multiples of 2⁻¹⁰ below 2⁴⁰ lose nothing when they are raised.
    let line = (0..<500).map { _ in Double(generator.below(4096)) / 1024 }
    let raised = line.map { $0 + 0x1p40 }
    let window = MovingWindow.centred(halfWidth: 40)
    for divisor in [MovingStatistics.Divisor.population, .sample] {
      #expect(
        MovingStatistics.standardDeviation(raised, window: window, edge: .shrink, divisor: divisor)
          == MovingStatistics.standardDeviation(line, window: window, edge: .shrink, divisor: divisor))
    }
  }

  @Test("Equal samples have a deviation of exactly 0 and their own mean")
  func constants() {
    let line = Array(repeating: 0.1, count: 100)
    for edge in MovingEdge.allCases {
      let window = MovingWindow.centred(halfWidth: 7)
      #expect(MovingStatistics.mean(line, window: window, edge: edge) == line)
      let deviations = MovingStatistics.standardDeviation(line, window: window, edge: edge, divisor: .sample)
      #expect(deviations == Array(repeating: 0, count: 100))
    }
  }

  @Test("Huge and tiny lines keep their deviations, a power of two apart")
  func extremes() {
    var generator = SeededGenerator(seed: 44)
    let line = (0..<80).map { _ in generator.uniform(-1..<1) }
    let window = MovingWindow.centred(halfWidth: 9)
    let plain = MovingStatistics.standardDeviation(line, window: window, edge: .reflect, divisor: .population)
    for scale in [0x1p1000, 0x1p500, 0x1p-500, 0x1p-900] {
      let scaled = MovingStatistics.standardDeviation(
        line.map { $0 * scale }, window: window, edge: .reflect, divisor: .population)
      #expect(worstError(scaled.map { $0 / scale }, plain) < 1e-15)
    }
    let least = Double.leastNonzeroMagnitude
    let denormals = [least, 0, -least]
    let highest = MovingStatistics.maximum(denormals, window: .trailing(count: 2), edge: .shrink)
    #expect(highest == [least, least, 0])
    #expect(MovingStatistics.median(denormals, window: .centred(halfWidth: 1), edge: .nearest) == denormals)
  }

  @Test("A NaN shows in every window that holds it and in no other")
  func missing() {
    var line = FilterGoldens.noise(channels: 1, samples: 60, seed: 45)[0]
    line[0] = .nan
    line[30] = .nan
    line[31] = .nan
    let window = MovingWindow(before: 4, after: 6)
    for edge in [MovingEdge.shrink, .nearest] {
      let expected = (0..<60).map { index in
        [0, 30, 31].contains { index - 4 <= $0 && $0 <= index + 6 }
      }
      let results = [
        MovingStatistics.minimum(line, window: window, edge: edge),
        MovingStatistics.maximum(line, window: window, edge: edge),
        MovingStatistics.mean(line, window: window, edge: edge),
        MovingStatistics.standardDeviation(line, window: window, edge: edge, divisor: .sample),
        MovingStatistics.median(line, window: window, edge: edge),
        MovingStatistics.quantile(0.3, line, window: window, edge: edge),
        MovingStatistics.orderStatistic(rank: 3, line, window: window, edge: edge),
      ]
      for result in results { #expect(result.map(\.isNaN) == expected) }
    }
    line[30] = .infinity
    line[31] = -.infinity
    #expect(MovingStatistics.maximum(line, window: window, edge: .shrink)[30] == .infinity)
    #expect(MovingStatistics.minimum(line, window: window, edge: .shrink)[30] == -.infinity)
    #expect(MovingStatistics.orderStatistic(rank: 10, line, window: window, edge: .shrink)[30] == .infinity)
    #expect(MovingStatistics.orderStatistic(rank: 0, line, window: window, edge: .shrink)[30] == -.infinity)
    #expect(MovingStatistics.mean(line, window: window, edge: .shrink)[30].isNaN)
  }

  @Test("Empty and single samples have documented results")
  func short() {
    for edge in MovingEdge.allCases {
      let window = MovingWindow(before: 3, after: 5)
      #expect(MovingStatistics.mean([], window: window, edge: edge).isEmpty)
      #expect(MovingStatistics.median([], window: window, edge: edge).isEmpty)
      #expect(MovingStatistics.minimum([], window: window, edge: edge).isEmpty)
      #expect(MovingStatistics.mean([2.5], window: window, edge: edge) == [2.5])
      #expect(MovingStatistics.median([2.5], window: window, edge: edge) == [2.5])
      #expect(MovingStatistics.maximum([2.5], window: window, edge: edge) == [2.5])
      let deviation = MovingStatistics.standardDeviation([2.5], window: window, edge: edge, divisor: .sample)
      #expect(edge == .shrink ? deviation[0].isNaN : deviation == [0])
    }
  }

  @Test("Each run of a masked line is a line of its own")
  func masked() {
    let samples = FilterGoldens.noise(channels: 1, samples: 50, seed: 46)[0]
    let line = MaskedLine(samples: samples, mask: SampleMask(count: 50, missing: [20..<23, 24..<30]))
    let window = MovingWindow.centred(halfWidth: 3)
    let runs = [0..<20, 23..<24, 30..<50]
    let median = MovingStatistics.median(line, window: window, edge: .shrink)
    let mean = MovingStatistics.mean(line, window: window, edge: .reflect)
    #expect(median.mask == line.mask)
    for run in runs {
      let alone = Array(samples[run])
      #expect(Array(median.samples[run]) == MovingStatistics.median(alone, window: window, edge: .shrink))
      #expect(Array(mean.samples[run]) == MovingStatistics.mean(alone, window: window, edge: .reflect))
    }
    let deviation = MovingStatistics.standardDeviation(line, window: window, edge: .shrink, divisor: .sample)
    #expect(deviation.mask.missingRanges == [20..<30])
    let trailing = MovingStatistics.standardDeviation(
      line, window: .trailing(count: 5), edge: .shrink, divisor: .sample)
    #expect(trailing.mask.missingRanges == [0..<1, 20..<31])
    for range in trailing.mask.presentRanges { #expect(!trailing.samples[range].contains { $0.isNaN }) }
    #expect(MovingStatistics.minimum(line, window: window, edge: .shrink).mask == line.mask)
    #expect(MovingStatistics.maximum(line, window: window, edge: .shrink).mask == line.mask)
    let quantile = MovingStatistics.quantile(0.3, line, window: window, edge: .shrink)
    #expect(quantile.mask == line.mask)
    #expect(
      Array(quantile.samples[30...])
        == MovingStatistics.quantile(0.3, Array(samples[30...]), window: window, edge: .shrink))
    #expect(
      MovingStatistics.orderStatistic(rank: 0, line, window: window, edge: .shrink)
        == MovingStatistics.minimum(line, window: window, edge: .shrink))
  }

  @Test("The latest samples of a stream have the bits of the whole line's trailing windows")
  func streaming() {
    let line = FilterGoldens.noise(channels: 1, samples: 200, seed: 47)[0]
    for count in [1, 2, 7, 64, 500] {
      var moments = MovingMoments(count: count, divisor: .sample)
      let pushed = line.map { moments.push($0) }
      let window = MovingWindow.trailing(count: count)
      #expect(rawBits(pushed.map(\.mean)) == rawBits(MovingStatistics.mean(line, window: window, edge: .shrink)))
      #expect(
        rawBits(pushed.map(\.standardDeviation))
          == rawBits(MovingStatistics.standardDeviation(line, window: window, edge: .shrink, divisor: .sample)))
    }
  }

  @Test("Large windows stay exact", .enabled(if: Repository.isExhaustive))
  func largeWindows() {
    var generator = SeededGenerator(seed: 48)
    let line = (0..<200_000).map { _ in generator.normal(mean: 5, standardDeviation: 2) }
    let window = MovingWindow.centred(halfWidth: 30_000)
    let median = MovingStatistics.median(line, window: window, edge: .shrink)
    for index in stride(from: 0, to: line.count, by: 9_973) {
      let part = line[max(0, index - 30_000)...min(line.count - 1, index + 30_000)]
      #expect(median[index] == Robust.median(part))
    }
  }
}
