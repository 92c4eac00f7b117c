import CKernels
import TestSupport
import Testing

@Suite("The kernel of dot products")
struct DotProductTests {
  /// The scalar twin: four sums of every fourth tap, joined in the kernel's order.
  private static func product(_ taps: [Double], _ samples: ArraySlice<Double>) -> Double {
    var sums = [0.0, 0, 0, 0]
    for (index, (tap, sample)) in zip(taps, samples).enumerated() { sums[index % 4] += sample * tap }
    return (sums[0] + sums[2]) + (sums[1] + sums[3])
  }

  @Test("has the bits of its scalar twin at every count, step and unaligned start, and writes nowhere else")
  func twin() {
    for (tapCount, step) in [(0, 1), (4, 1), (4, 10), (8, 3), (52, 10), (204, 7), (12, 0), (16, 33)] {
      let taps = uniformNoise(tapCount, seed: 61)
      for count in [0, 1, 5, 6, 7, 12, 13, 25] {
        for (start, spacing) in [(0, 1), (1, 3), (2, 1), (3, 2)] {
          let samples = uniformNoise(start + count * step + tapCount, seed: 62)
          var found = [Double](repeating: 7, count: count * spacing + 1)
          samples.withUnsafeBufferPointer { samples in
            guard let first = samples.baseAddress else { return }
            polygraph_dot_products(taps, tapCount, first + start, step, &found, spacing, count)
          }
          var expected = [Double](repeating: 7, count: count * spacing + 1)
          for index in 0..<(samples.isEmpty ? 0 : count) {
            expected[index * spacing] = Self.product(taps, samples[(start + index * step)...])
          }
          #expect(bits(found) == bits(expected), "\(tapCount) taps, \(count) products, step \(step), start \(start)")
        }
      }
    }
  }

  @Test("denormal and huge samples, infinities and NaN reach the products whose taps touch them, as in the twin")
  func extremes() {
    let taps = uniformNoise(8, seed: 63)
    var samples = uniformNoise(100, seed: 64).map { $0 * 1e-308 }
    samples[30] = 1e308
    samples[60] = .infinity
    samples[80] = .nan
    var found = [Double](repeating: 0, count: 93)
    polygraph_dot_products(taps, 8, samples, 1, &found, 1, 93)
    #expect(rawBits(found) == rawBits((0..<93).map { Self.product(taps, samples[$0...]) }))
    #expect(found.indices.filter { found[$0].isNaN } == Array(73...80))
    #expect(found.indices.filter { found[$0].isInfinite } == Array(53...60))
  }
}
