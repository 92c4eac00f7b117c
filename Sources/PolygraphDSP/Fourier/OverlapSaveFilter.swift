/// Convolution of any line with long taps through the Fourier transform, block by block (overlap–save).
///
/// *Definition*: y[n] = Σ h[k] x[n − k], with zeros outside the line. Blocks lie at fixed multiples of ``blockLength``
/// from the first sample, so a line gives the same bits whole or in chunks of any size (``stream()``).
/// *Source*: Oppenheim & Schafer, section 8.7.
/// *Missing*: a plain line must be finite, since one NaN would fill its whole block; with a mask each present run is
/// convolved alone.
/// *Complexity*: O(n log taps); worth it from some 64 taps on. The value is planned once and serves any number of
/// threads.
public struct OverlapSaveFilter: Sendable {
  /// The number of taps.
  public let tapCount: Int
  /// The number of outputs of a block.
  public let blockLength: Int

  let transform: RealFourierTransform
  /// The spectrum of the taps with the inverse transform's 1/N in it.
  private let response: [ComplexNumber]

  /// Plans a convolution.
  ///
  /// *Errors*: no taps, a tap that is not finite, or more taps than a transform can hold.
  public init(taps: [Double], planning: FourierPlanning = .estimate) throws(SignalError) {
    guard !taps.isEmpty else { throw .tooShort(operation: "convolution", found: 0, needed: 1) }
    try requireFinite(taps, "convolution's taps")
    guard taps.count <= Int(Int32.max) / 8 else {
      throw .parameterOutsideRange(
        operation: "convolution", parameter: "tap count", found: Double(taps.count),
        expected: "at most \(Int(Int32.max) / 8) taps")
    }
    tapCount = taps.count
    let length = Self.transformLength(taps: taps.count)
    blockLength = length - taps.count + 1
    transform = RealFourierTransform(count: length, planning: planning)
    var padded = [Double](repeating: 0, count: length)
    for (index, tap) in taps.enumerated() { padded[index] = tap / Double(length) }
    response = transform.forward(padded)
  }

  /// The power of two with the least work an output, counted as N log N over its outputs.
  private static func transformLength(taps: Int) -> Int {
    var length = 64
    while length < 2 * taps { length *= 2 }
    func work(_ length: Int) -> Double {
      Double(length * (length.trailingZeroBitCount + 2)) / Double(length - taps + 1)
    }
    while length < 1 << 24, work(2 * length) < work(length) { length *= 2 }
    return length
  }

  /// The whole convolution. *Shape*: n + taps − 1 samples; none for an empty line. *Errors*: a sample that is not
  /// finite.
  public func full(_ line: [Double]) throws(SignalError) -> [Double] {
    guard !line.isEmpty else { return [] }
    return try outputs(0..<line.count + tapCount - 1, of: line)
  }

  /// The causal filter's output from rest. *Shape*: n samples; the delay of linear-phase taps, (taps − 1) / 2, stays
  /// in.
  public func causal(_ line: [Double]) throws(SignalError) -> [Double] {
    try outputs(0..<line.count, of: line)
  }

  /// The output with the delay of linear-phase taps removed. *Shape*: n samples, sample n of the convolution with the
  /// middle tap on sample n; with an even number of taps the earlier of the two middle ones.
  public func centred(_ line: [Double]) throws(SignalError) -> [Double] {
    let delay = (tapCount - 1) / 2
    return try outputs(delay..<delay + line.count, of: line)
  }

  /// As ``centred(_:)-([Double])`` on each present run alone, with zeros outside the run.
  public func centred(_ line: MaskedLine) throws(SignalError) -> MaskedLine {
    try line.mapRuns(shortest: 1) { run throws(SignalError) in try centred(run) }
  }

  /// As ``causal(_:)-([Double])`` on each present run alone, from rest at the run's start.
  public func causal(_ line: MaskedLine) throws(SignalError) -> MaskedLine {
    try line.mapRuns(shortest: 1) { run throws(SignalError) in try causal(run) }
  }

  /// A filter that takes the line in chunks.
  public func stream() -> OverlapSaveStream { OverlapSaveStream(filter: self) }

  private func outputs(_ wanted: Range<Int>, of line: [Double]) throws(SignalError) -> [Double] {
    try requireFinite(line, "convolution")
    var result = [Double](repeating: 0, count: wanted.count)
    guard !wanted.isEmpty else { return result }
    let scratch = OverlapSaveScratch(for: self)
    line.withUnsafeBufferPointer { line in
      result.withUnsafeMutableBufferPointer { result in
        for block in (wanted.lowerBound / blockLength)...((wanted.upperBound - 1) / blockLength) {
          let first = block * blockLength
          fill(scratch.samples.elements, from: line, at: first - tapCount + 1)
          run(scratch)
          for index in (first..<first + blockLength).clamped(to: wanted) {
            result[index - wanted.lowerBound] = scratch.outputs.pointer[index - first + tapCount - 1]
          }
        }
      }
    }
    return result
  }

  /// Copies what the line has from `start` on, and zeros where it has nothing.
  private func fill(_ block: UnsafeMutableBufferPointer<Double>, from line: UnsafeBufferPointer<Double>, at start: Int)
  {
    let present = (start..<start + block.count).clamped(to: 0..<line.count)
    for index in block.indices { block[index] = present.contains(start + index) ? line[start + index] : 0 }
  }

  /// Convolves the block in the scratch; outputs from `tapCount` − 1 on are whole.
  func run(_ scratch: borrowing OverlapSaveScratch) {
    let lines = scratch.lines.pointer
    transform.forward(UnsafePointer(scratch.samples.pointer), into: lines)
    response.withUnsafeBufferPointer { response in
      for index in response.indices { lines[index] = lines[index] * response[index] }
    }
    transform.unscaledInverse(consuming: lines, into: scratch.outputs.pointer)
  }
}

/// The memory of one running convolution.
struct OverlapSaveScratch: ~Copyable {
  let samples: AlignedBuffer<Double>
  let lines: AlignedBuffer<ComplexNumber>
  let outputs: AlignedBuffer<Double>

  init(for filter: OverlapSaveFilter) {
    samples = AlignedBuffer(count: filter.transform.count)
    lines = AlignedBuffer(count: filter.transform.spectrumCount)
    outputs = AlignedBuffer(count: filter.transform.count)
  }
}
