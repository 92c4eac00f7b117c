import Foundation
import PolygraphDSP
import Testing

@Suite("Fourier transforms")
struct FourierTransformTests {
  /// The definition, with angles reduced in whole numbers.
  private static func directSum(_ samples: [Double], line: Int) -> ComplexNumber {
    var sum = ComplexNumber(0)
    for (index, sample) in samples.enumerated() {
      let angle = -2 * Double.pi * Double(index * line % samples.count) / Double(samples.count)
      sum = sum + ComplexNumber(cos(angle), sin(angle)) * sample
    }
    return sum
  }

  @Test("the half spectrum equals the defining sum at every length to 40, at odd, prime and awkward ones")
  func equalsDirectSum() {
    for count in Array(1...40) + [97, 101, 121, 211, 243, 360, 509, 1009] {
      let samples = uniformNoise(count, seed: UInt64(count))
      let transform = RealFourierTransform(count: count)
      let expected = (0...count / 2).map { Self.directSum(samples, line: $0) }
      #expect(relativeError(transform.forward(samples), expected) < 1e-13, "length \(count)")
    }
  }

  @Test(
    "the half spectrum equals SciPy's rfft", arguments: [1, 2, 3, 5, 7, 11, 16, 30, 97, 101, 360])
  func equalsSciPy(count: Int) throws {
    let golden = try SpectralGolden("dsp/spectra/transforms.csv")
    let x = try spectralInput().x
    let found = RealFourierTransform(count: count).forward(Array(x[..<count]))
    #expect(relativeError(found, golden["rfft-\(count)"]) < 1e-13)
  }

  @Test("the complex spectrum equals SciPy's fft at a prime length, and its inverse gives the samples back")
  func complexEqualsSciPy() throws {
    let x = try spectralInput().x
    let samples = (0..<61).map { ComplexNumber(x[$0], x[100 + $0]) }
    let transform = ComplexFourierTransform(count: 61)
    var values = samples
    transform.forward(&values)
    #expect(relativeError(values, try SpectralGolden("dsp/spectra/transforms.csv")["fft-61"]) < 1e-13)
    transform.inverse(&values)
    #expect(relativeError(values, samples) < 1e-14)
  }

  @Test("the inverse undoes the transform, and power is kept (Parseval), in place and out of place")
  func inverseAndParseval() {
    // From 65,536 on multiples of 4096 run in place.
    for count in [1, 2, 3, 17, 64, 1000, 1023, 65_535, 65_536, 98_304] {
      let samples = uniformNoise(count, seed: 7)
      let transform = RealFourierTransform(count: count)
      let spectrum = transform.forward(samples)
      #expect(relativeError(transform.inverse(spectrum), samples) < 2e-15, "length \(count)")
      var power = 0.0
      for (line, value) in spectrum.enumerated() {
        let isPaired = line > 0 && 2 * line != count
        power += value.squaredMagnitude * (isPaired ? 2 : 1)
      }
      let expected = samples.reduce(0) { $0 + $1 * $1 } * Double(count)
      #expect(abs(power - expected) < 1e-12 * expected, "length \(count)")
    }
  }

  @Test("the transform is linear, and a long one in place equals the sum at some lines")
  func linearity() {
    let count = 65_536
    let (one, two) = (uniformNoise(count, seed: 1), uniformNoise(count, seed: 2))
    let transform = RealFourierTransform(count: count)
    let left = transform.forward(zip(one, two).map { 3 * $0 - 0.5 * $1 })
    let (first, second) = (transform.forward(one), transform.forward(two))
    #expect(relativeError(left, zip(first, second).map { $0 * 3 - $1 * 0.5 }) < 1e-14)
    for line in [0, 1, 777, count / 2 - 1, count / 2] {
      #expect((first[line] - Self.directSum(one, line: line)).magnitude < 1e-9, "line \(line)")
    }
  }

  @Test("memory that is not aligned gives the same bits, in both directions and both manners")
  func unalignedMemory() {
    for count in [30, 31, 65_536] {
      let samples = uniformNoise(count, seed: 3)
      let transform = RealFourierTransform(count: count)
      let expected = transform.forward(samples)
      let shifted = UnsafeMutablePointer<Double>.allocate(capacity: count + 1)
      let lines = UnsafeMutablePointer<ComplexNumber>.allocate(capacity: transform.spectrumCount)
      defer {
        shifted.deallocate()
        lines.deallocate()
      }
      // One of the two places is 8 bytes beside the alignment.
      for offset in 0...1 {
        let place = shifted + offset
        place.update(from: samples, count: count)
        transform.forward(UnsafePointer(place), into: lines)
        #expect(Array(UnsafeBufferPointer(start: lines, count: transform.spectrumCount)) == expected)
        transform.unscaledInverse(consuming: lines, into: place)
        let back = (0..<count).map { place[$0] / Double(count) }
        #expect(relativeError(back, samples) < 1e-14)
      }
    }
  }

  @Test("NaN and infinity pass through as NaN, and huge and denormal samples keep their scale")
  func extremes() {
    let transform = RealFourierTransform(count: 30)
    var samples = uniformNoise(30, seed: 4)
    let spectrum = transform.forward(samples)
    for scale in [0x1p-1000, 0x1p+900] {
      let scaled = transform.forward(samples.map { $0 * scale }).map { $0 * (1 / scale) }
      #expect(relativeError(scaled, spectrum) < 1e-15)
    }
    samples[3] = .nan
    #expect(transform.forward(samples).allSatisfy { $0.real.isNaN })
  }

  @Test("good lengths are the least of the form 2^a 3^b 5^c")
  func goodLengths() {
    func isSmooth(_ count: Int) -> Bool {
      var rest = count
      for factor in [2, 3, 5] { while rest % factor == 0 { rest /= factor } }
      return rest == 1
    }
    var expected = 20_001
    while !isSmooth(expected) { expected += 1 }
    var wrong: [Int] = []
    for count in stride(from: 20_000, through: 1, by: -1) {
      if isSmooth(count) { expected = count }
      if FourierLength.good(atLeast: count) != expected || FourierLength.isGood(count) != isSmooth(count) {
        wrong.append(count)
      }
    }
    #expect(wrong.isEmpty)
    #expect(FourierLength.good(atLeast: 0) == 1)
    #expect(FourierLength.good(atLeast: 1_000_003) == 1_012_500)
    #expect(!FourierLength.isGood(0))
  }
}
