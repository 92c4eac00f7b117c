import CKernels
import TestSupport
import Testing

@testable import PolygraphDSP

@Suite("Powers by a transform of half the length")
struct FoldedPowerTests {
  /// The scalar twin of the kernel, line by line.
  private static func add(_ lines: [ComplexNumber], _ cosines: [Double], _ sines: [Double], to sums: inout [Double]) {
    let half = lines.count
    let whole = lines[0].real + lines[0].imaginary
    let alternating = lines[0].real - lines[0].imaginary
    sums[0] += 4 * (whole * whole)
    sums[half] += 4 * (alternating * alternating)
    for line in 1..<max(1, (half + 1) / 2) {
      let (a, b) = (lines[line], lines[half - line])
      let even = (a.real + b.real, a.imaginary - b.imaginary)
      let odd = (a.imaginary + b.imaginary, a.real - b.real)
      let turned = (cosines[line] * odd.0 - sines[line] * odd.1, cosines[line] * odd.1 + sines[line] * odd.0)
      let low = (even.0 + turned.0, even.1 - turned.1)
      let high = (even.0 - turned.0, even.1 + turned.1)
      sums[line] += low.0 * low.0 + low.1 * low.1
      sums[half - line] += high.0 * high.0 + high.1 * high.1
    }
    if half.isMultiple(of: 2) { sums[half / 2] += 4 * lines[half / 2].squaredMagnitude }
  }

  @Test("the kernel has the bits of its scalar twin at every length, with infinities and NaN too")
  func twin() {
    for half in Array(1...26) + [63, 64, 101, 1000] {
      let cosines = uniformNoise((half + 1) / 2, seed: 71)
      let sines = uniformNoise((half + 1) / 2, seed: 72)
      for special in [0.25, 1e308, Double.leastNonzeroMagnitude, .infinity, .nan] {
        var parts = uniformNoise(2 * half, seed: 73)
        parts[half] = special
        let lines = (0..<half).map { ComplexNumber(parts[2 * $0], parts[2 * $0 + 1]) }
        var found = uniformNoise(half + 1, seed: 74)
        var expected = found
        polygraph_add_folded_power(parts, half, cosines, sines, &found)
        Self.add(lines, cosines, sines, to: &expected)
        #expect(rawBits(found) == rawBits(expected), "\(half), \(special)")
      }
    }
  }

  @Test("it adds the powers of the real transform, for small, odd-halved, prime and long lengths")
  func equalsRealTransform() throws {
    for count in [2, 4, 6, 8, 10, 14, 16, 22, 30, 34, 202, 600, 1018, 2048, 20_000] {
      for planning in FourierPlanning.allCases where planning == .estimate || count < 1000 {
        let folded = try #require(FoldedPower(count: count, planning: planning))
        let line = uniformNoise(count, seed: 75)
        let samples = AlignedBuffer<Double>(count: count)
        for (index, value) in line.enumerated() { samples.pointer[index] = value }
        let lines = AlignedBuffer<ComplexNumber>(count: count / 2)
        var sums = [Double](repeating: 0, count: count / 2 + 1)
        folded.add(samples.pointer, through: lines.pointer, to: &sums)
        folded.add(samples.pointer, through: lines.pointer, to: &sums)
        let powers = RealFourierTransform(count: count).forward(line).map(\.squaredMagnitude)
        #expect(relativeError(sums.map { $0 * FoldedPower.scale / 2 }, powers) < 2e-15, "\(count)")
        #expect(bits(Array(samples.elements)) == bits(line))
      }
    }
  }

  @Test("odd lengths and long ones with a high power of two are left to the real transform")
  func lengths() {
    for count in [1, 3, 99, 4096, 3 * 4096] { #expect(FoldedPower(count: count, planning: .estimate) == nil) }
  }
}
