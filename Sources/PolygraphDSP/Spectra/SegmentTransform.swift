import PolygraphQuantities

/// The windowed Fourier transform of equal stretches of a line: what all averaged and short-time spectra share.
struct SegmentTransform: Sendable {
  let rate: SampleRate
  let segment: Int
  let step: Int
  let fourierLength: Int
  let detrending: SegmentDetrending
  let weights: [Double]
  let transform: RealFourierTransform

  init(
    rate: SampleRate, segment: Int, overlap: Int, fourierLength: Int, weights: [Double],
    detrending: SegmentDetrending, planning: FourierPlanning
  ) {
    precondition(weights.count == segment, "A window has as many weights as its segment has samples.")
    self.rate = rate
    self.segment = segment
    step = segment - overlap
    self.fourierLength = fourierLength
    self.detrending = detrending
    self.weights = weights
    transform = RealFourierTransform(count: fourierLength, planning: planning)
  }

  var spectrumCount: Int { transform.spectrumCount }

  /// The first samples of the segments that lie whole in a line of `count` samples.
  func starts(in count: Int) -> StrideTo<Int> {
    stride(from: 0, to: count < segment ? 0 : count - segment + 1, by: step)
  }

  /// Writes the half spectrum of the segment that starts at `samples`.
  func run(_ samples: UnsafePointer<Double>, _ scratch: borrowing SegmentScratch, into spectrum: AlignedLines) {
    prepare(samples, scratch)
    transform.forward(scratch.samples.pointer, into: spectrum)
  }

  /// Writes the segment that starts at `samples`, detrended and windowed, into the scratch's samples. What lies behind
  /// the segment stays zero, as the scratch was made.
  func prepare(_ samples: UnsafePointer<Double>, _ scratch: borrowing SegmentScratch) {
    let padded = scratch.samples.pointer
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      switch detrending {
      case .none: multiply(samples, weights, into: padded, offset: 0, slope: 0)
      case .constant:
        let mean = interleavedSum(samples, count: segment) / Double(segment)
        multiply(samples, weights, into: padded, offset: mean, slope: 0)
      case .linear:
        let (offset, slope) = leastSquaresLine(samples)
        multiply(samples, weights, into: padded, offset: offset, slope: slope)
      }
    }
  }

  private func multiply(
    _ samples: UnsafePointer<Double>, _ weights: UnsafePointer<Double>, into target: UnsafeMutablePointer<Double>,
    offset: Double, slope: Double
  ) {
    guard slope == 0 else {
      for index in 0..<segment {
        target[index] = (samples[index] - (offset + slope * Double(index))) * weights[index]
      }
      return
    }
    for index in 0..<segment { target[index] = (samples[index] - offset) * weights[index] }
  }

  /// The straight line of least squares through the segment, as its value at sample 0 and its rise a sample.
  private func leastSquaresLine(_ samples: UnsafePointer<Double>) -> (offset: Double, slope: Double) {
    let mean = interleavedSum(samples, count: segment) / Double(segment)
    let middle = Double(segment - 1) / 2
    guard segment > 1 else { return (mean, 0) }
    var product = 0.0
    for index in 0..<segment { product += (Double(index) - middle) * (samples[index] - mean) }
    let length = Double(segment)
    let slope = product / (length * (length * length - 1) / 12)
    return (mean - slope * middle, slope)
  }
}

typealias AlignedLines = UnsafeMutablePointer<ComplexNumber>

/// The memory one thread needs to transform segments.
struct SegmentScratch: ~Copyable {
  let samples: AlignedBuffer<Double>
  let lines: AlignedBuffer<ComplexNumber>
  let otherLines: AlignedBuffer<ComplexNumber>

  init(for segments: SegmentTransform) {
    samples = AlignedBuffer(count: segments.fourierLength)
    lines = AlignedBuffer(count: segments.spectrumCount)
    otherLines = AlignedBuffer(count: segments.spectrumCount)
  }
}

/// Σ samples over sixteen interleaved partial sums that are joined in a fixed order: the same bits everywhere, and
/// small rounding errors.
func interleavedSum(_ samples: UnsafePointer<Double>, count: Int) -> Double {
  let bytes = UnsafeRawPointer(samples)
  var sums = SIMD16<Double>(repeating: 0)
  var index = 0
  while index + 16 <= count {
    sums += bytes.loadUnaligned(fromByteOffset: index * 8, as: SIMD16<Double>.self)
    index += 16
  }
  var rest = 0.0
  while index < count {
    rest += samples[index]
    index += 1
  }
  let eights = sums.lowHalf + sums.highHalf
  let fours = eights.lowHalf + eights.highHalf
  let twos = fours.lowHalf + fours.highHalf
  return (twos.x + twos.y) + rest
}

/// The index of the first sample that is NaN or infinite.
func firstNotFinite(_ line: [Double]) -> Int? {
  // A sum over zero times each sample is zero exactly when all are finite; the search runs only when one is not.
  let clean = line.withUnsafeBufferPointer { line -> Bool in
    var sums = SIMD16<Double>(repeating: 0)
    var index = 0
    let bytes = UnsafeRawBufferPointer(line)
    while index + 16 <= line.count {
      sums += bytes.loadUnaligned(fromByteOffset: index * 8, as: SIMD16<Double>.self) * 0
      index += 16
    }
    var rest = 0.0
    while index < line.count {
      rest += line[index] * 0
      index += 1
    }
    return sums.sum() + rest == 0
  }
  return clean ? nil : line.firstIndex { !$0.isFinite }
}

/// Throws when a sample is NaN or infinite.
func requireFinite(_ line: [Double], _ operation: String) throws(SignalError) {
  if let index = firstNotFinite(line) { throw .notFinite(operation: operation, index: index) }
}
