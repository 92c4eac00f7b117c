import PolygraphDSP
import PolygraphQuantities
import Testing

@Suite("Convolution of long filters by overlap–save")
struct OverlapSaveTests {
  private static func direct(_ line: [Double], _ taps: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: line.count + taps.count - 1)
    for (index, sample) in line.enumerated() {
      for (place, tap) in taps.enumerated() { result[index + place] += sample * tap }
    }
    return result
  }

  @Test("the whole convolution equals the direct sum, for lines shorter and longer than the taps and the blocks")
  func equalsDirect() throws {
    for (samples, tapCount) in [(1, 1), (5, 1), (1, 70), (30, 65), (64, 64), (500, 101), (2000, 64), (777, 1000)] {
      let line = uniformNoise(samples, seed: 1)
      let taps = uniformNoise(tapCount, seed: 2)
      let filter = try OverlapSaveFilter(taps: taps)
      let expected = Self.direct(line, taps)
      let full = try filter.full(line)
      #expect(relativeError(full, expected) < 1e-13, "\(samples) samples, \(tapCount) taps")
      // The other shapes are cuts of the whole one, bit for bit.
      #expect(bits(try filter.causal(line)) == bits(Array(full[..<samples])))
      let delay = (tapCount - 1) / 2
      #expect(bits(try filter.centred(line)) == bits(Array(full[delay..<delay + samples])))
    }
  }

  @Test("the convolution equals NumPy's")
  func equalsNumPy() throws {
    let golden = try SpectralGolden("dsp/spectra/spectra.csv")
    let filter = try OverlapSaveFilter(taps: golden.reals("convolution-taps"))
    #expect(relativeError(try filter.full(try spectralInput().y), golden.reals("convolution")) < 1e-13)
  }

  @Test("any chunks give the bits of the whole line")
  func streaming() throws {
    let taps = uniformNoise(150, seed: 3)
    let filter = try OverlapSaveFilter(taps: taps)
    let line = uniformNoise(3 * filter.blockLength + 17, seed: 4)
    let expected = bits(try filter.full(line))
    for chunk in [1, 7, filter.blockLength, filter.blockLength + 1, line.count] {
      var stream = filter.stream()
      // The second round starts from rest again.
      for _ in 0..<2 {
        var outputs: [Double] = []
        for start in stride(from: 0, to: line.count, by: chunk) {
          try stream.push(Array(line[start..<min(line.count, start + chunk)]), into: &outputs)
        }
        stream.finish(into: &outputs)
        #expect(bits(outputs) == expected, "chunks of \(chunk)")
      }
    }
    var outputs: [Double] = []
    var idle = filter.stream()
    idle.finish(into: &outputs)
    #expect(outputs.isEmpty)
  }

  @Test("more taps than a block need several blocks to finish, and still all come")
  func longTail() throws {
    let taps = uniformNoise(40, seed: 5)
    let filter = try OverlapSaveFilter(taps: taps)
    var stream = filter.stream()
    var outputs: [Double] = []
    try stream.push([1], into: &outputs)
    stream.finish(into: &outputs)
    #expect(relativeError(outputs, taps) < 1e-14)
  }

  @Test("a gap separates the runs: each is convolved alone, and what is missing stays missing")
  func gaps() throws {
    let filter = try OverlapSaveFilter(taps: [0.25, 0.5, 0.25])
    var samples = uniformNoise(50, seed: 6)
    samples[20] = .nan
    let line = MaskedLine(samples: samples, mask: SampleMask(count: 50, missing: [20..<24]))
    let smooth = try filter.centred(line)
    #expect(smooth.mask == line.mask)
    #expect(bits(Array(smooth.samples[24...])) == bits(try filter.centred(Array(samples[24...]))))
    #expect(bits(Array(try filter.causal(line).samples[..<20])) == bits(try filter.causal(Array(samples[..<20]))))
  }

  @Test("empty lines give nothing; NaN and infinity are refused with their place; so are taps that are none")
  func edges() throws {
    let filter = try OverlapSaveFilter(taps: [1, 2, 3])
    #expect(try filter.full([]).isEmpty)
    #expect(try filter.causal([]).isEmpty)
    #expect(try filter.centred([]).isEmpty)
    for bad in [Double.nan, .infinity, -.infinity] {
      #expect(throws: SignalError.notFinite(operation: "convolution", index: 2)) { try filter.full([1, 2, bad]) }
      var stream = filter.stream()
      var outputs: [Double] = []
      #expect(throws: SignalError.notFinite(operation: "convolution", index: 1)) {
        try stream.push([0, bad], into: &outputs)
      }
      #expect(throws: SignalError.self) { try OverlapSaveFilter(taps: [1, bad]) }
    }
    #expect(throws: SignalError.tooShort(operation: "convolution", found: 0, needed: 1)) {
      try OverlapSaveFilter(taps: [])
    }
  }
}
