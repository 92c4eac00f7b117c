import PolygraphQuantities
import PolygraphStatistics
import Testing

@Suite("The sample mask")
struct SampleMaskTests {
  /// A mask and the bitmap it should equal, made from the same random runs.
  private func pair(_ generator: inout SeededGenerator) -> (mask: SampleMask, bits: [Bool]) {
    let count = generator.below(60)
    var bits = [Bool](repeating: false, count: count)
    let runs = (0..<generator.below(6)).map { _ -> Range<Int> in
      let start = generator.below(70) - 5
      return start..<(start + generator.below(12))
    }
    for run in runs { for index in run where bits.indices.contains(index) { bits[index] = true } }
    return (SampleMask(count: count, missing: runs), bits)
  }

  private func bits(_ mask: SampleMask) -> [Bool] { (0..<mask.count).map(mask.isMissing) }

  private func holdsInvariant(_ mask: SampleMask) -> Bool {
    let runs = mask.missingRanges
    return runs.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= mask.count }
      && zip(runs, runs.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }
  }

  @Test("every operation agrees with a plain bitmap")
  func againstBitmap() {
    for seed in 0..<500 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let (mask, expected) = pair(&generator)
      #expect(holdsInvariant(mask) && bits(mask) == expected, "seed \(seed)")
      #expect(mask.missingCount == expected.filter(\.self).count, "seed \(seed)")
      #expect(mask.isComplete == !expected.contains(true), "seed \(seed)")
      let present = mask.presentRanges.flatMap { Array($0) }
      #expect(present == expected.indices.filter { !expected[$0] }, "seed \(seed)")
      let low = generator.below(mask.count + 1)
      let range = low..<(low + generator.below(mask.count - low + 1))
      #expect(mask.missingCount(in: range) == expected[range].filter(\.self).count, "seed \(seed)")
      let slice = mask.slice(range)
      #expect(holdsInvariant(slice) && bits(slice) == Array(expected[range]), "seed \(seed)")
      let other = SampleMask(count: mask.count, missing: [range])
      let union = mask.union(other)
      let joined = expected.indices.map { expected[$0] || range.contains($0) }
      #expect(holdsInvariant(union) && bits(union) == joined, "seed \(seed)")
      #expect(union == other.union(mask), "seed \(seed)")
    }
  }

  @Test("a mask built run by run equals the mask of the same bits")
  func appending() {
    for seed in 0..<200 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var mask = SampleMask(count: 0)
      var expected: [Bool] = []
      for _ in 0..<10 {
        let isMissing = generator.below(2) == 0
        let added = generator.below(5)
        mask.append(missing: isMissing, count: added)
        expected += [Bool](repeating: isMissing, count: added)
      }
      #expect(holdsInvariant(mask) && bits(mask) == expected, "seed \(seed)")
      let runs = expected.indices.filter { expected[$0] }.map { $0..<($0 + 1) }
      #expect(mask == SampleMask(count: expected.count, missing: runs.reversed()), "seed \(seed)")
    }
  }
}
