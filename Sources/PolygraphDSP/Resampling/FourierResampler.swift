import PolygraphQuantities
import RealModule

/// A change of rate through the Fourier transform: the sharpest possible edge, for whole lines in memory.
///
/// *Definition*: the spectrum of the line is cut, or filled up with zeros, to the new length; where a line stands for
/// half of a rate, its power is split or joined as SciPy's `resample` does.
/// *Missing*: every sample reaches every output, so lines with missing samples are refused; resample them with
/// ``PolyphaseResampler``, which respects gaps.
/// *Complexity*: O(n log n).
public enum FourierResampler {
  /// The greatest term of a reduced ratio of rates; the line is padded to a multiple of it, so unrelated rates would
  /// eat the memory.
  public static let greatestRatioTerm = 100_000

  /// The line as `count` samples over the same span, taken as one period of a periodic line.
  ///
  /// *Shape*: sample k lies at input place k · n / `count`. Equals SciPy's `resample(line, count)`.
  /// *Edges*: the two ends influence each other, as neighbours in the period.
  /// *Errors*: a sample that is not finite. An empty line gives an empty one only for a count of 0.
  public static func periodic(
    _ line: [Double], count: Int, planning: FourierPlanning = .estimate
  ) throws(SignalError) -> [Double] {
    guard count > 0 else { return [] }
    guard !line.isEmpty else { throw .tooShort(operation: "Fourier resampling", found: 0, needed: 1) }
    return try FourierResampling(from: line.count, to: count, planning: planning).resample(line)
  }

  /// The line on another clock, with the ends continued by odd reflection so that they do not influence each other.
  ///
  /// *Shape*: ⌈n · to / from⌉ samples, sample k at time k / `to` exactly, for any ratio of rates.
  /// *Definition*: the line is continued by a sixteenth of itself (at least 64 samples) on both sides, which fades into
  /// the mean of the two end points along a raised cosine so that the period closes without a step; it is padded to a
  /// whole number of periods of the two clocks, resampled as ``periodic(_:count:planning:)``, and cut.
  /// *Errors*: a sample that is not finite; a ratio of rates with a term above ``greatestRatioTerm``; a length beyond
  /// what a transform can have.
  public static func resample(
    _ line: [Double], from: SampleRate, to: SampleRate, planning: FourierPlanning = .estimate
  ) throws(SignalError) -> [Double] {
    let ratio = RateRatio(from: from, to: to)
    guard !line.isEmpty, !ratio.isIdentity else { return line }
    guard max(ratio.up, ratio.down) <= greatestRatioTerm else { throw misfit(from, to) }
    let margin = max(64, line.count / 16)
    // Both lengths are multiples of the ratio's terms; the margin starts at a sample of both clocks.
    let periodsBefore = (margin + ratio.down - 1) / ratio.down
    let before = periodsBefore * ratio.down
    let periods = FourierLength.good(atLeast: (line.count + before + margin + ratio.down - 1) / ratio.down)
    let (long, isTooLong) = periods.multipliedReportingOverflow(by: max(ratio.up, ratio.down))
    guard !isTooLong, long <= Int(Int32.max) else {
      throw misfit(from, to)
    }
    let after = periods * ratio.down - line.count - before
    let period = closedPeriod(line, before: before, after: after)
    let dense = try FourierResampling(from: period.count, to: periods * ratio.up, planning: planning).resample(period)
    let first = periodsBefore * ratio.up
    return Array(dense[first..<first + ratio.outputCount(for: line.count)])
  }

  /// The line with its odd reflections, faded into one value where the period closes.
  private static func closedPeriod(_ line: [Double], before: Int, after: Int) -> [Double] {
    let reach = max(before, after)
    let continued = oddExtension(of: line, by: reach)
    let level = 0.5 * (continued[reach] + continued[reach + line.count - 1])
    var period = Array(continued[(reach - before)..<(reach + line.count + after)])
    func fade(_ index: Int, step: Int, of steps: Int) {
      let share = 0.5 + 0.5 * Double.cos(.pi * Double(step) / Double(steps))
      period[index] = level + share * (period[index] - level)
    }
    for step in 1...before { fade(before - step, step: step, of: before) }
    for step in stride(from: 1, through: after, by: 1) { fade(before + line.count - 1 + step, step: step, of: after) }
    return period
  }

  private static func misfit(_ from: SampleRate, _ to: SampleRate) -> SignalError {
    .parameterOutsideRange(
      operation: "Fourier resampling", parameter: "ratio of rates", found: to.hertz.value / from.hertz.value,
      expected: "rates with a reduced ratio of terms up to \(greatestRatioTerm), and a line that fits a transform")
  }
}

/// A planned change of a periodic line from one number of samples to another, with its memory.
///
/// Use one value a thread; running it allocates nothing when the caller brings the array.
public struct FourierResampling: ~Copyable {
  /// The number of samples that come in.
  public let inputCount: Int
  /// The number of samples that go out.
  public let outputCount: Int

  private let forward: RealFourierTransform
  private let backward: RealFourierTransform
  private let spectrum: AlignedBuffer<ComplexNumber>

  /// Plans the change. Counts below 1 are a programming error.
  public init(from inputCount: Int, to outputCount: Int, planning: FourierPlanning = .estimate) {
    self.inputCount = inputCount
    self.outputCount = outputCount
    forward = RealFourierTransform(count: inputCount, planning: planning)
    backward = RealFourierTransform(count: outputCount, planning: planning)
    spectrum = AlignedBuffer(count: max(forward.spectrumCount, backward.spectrumCount))
  }

  /// The line with ``outputCount`` samples. *Errors*: a sample that is not finite.
  public func resample(_ line: [Double]) throws(SignalError) -> [Double] {
    var result = [Double](repeating: 0, count: outputCount)
    try resample(line, into: &result)
    return result
  }

  /// Writes the line with ``outputCount`` samples into an array of that many; allocates nothing.
  public func resample(_ line: [Double], into result: inout [Double]) throws(SignalError) {
    precondition(line.count == inputCount, "A resampling takes as many samples as it was made for.")
    precondition(result.count == outputCount, "A resampling gives as many samples as it was made for.")
    try requireFinite(line, "Fourier resampling")
    let lines = spectrum.pointer
    line.withUnsafeBufferPointer { line in
      result.withUnsafeMutableBufferPointer { result in
        guard let samples = line.baseAddress, let target = result.baseAddress else { return }
        forward.forward(samples, into: lines)
        let shared = min(inputCount, outputCount)
        let scale = 1 / Double(inputCount)
        for index in 0..<(shared / 2 + 1) { lines[index] = lines[index] * scale }
        if shared.isMultiple(of: 2), inputCount != outputCount {
          // Half the slower rate is one line there and a pair on the faster clock.
          lines[shared / 2] = lines[shared / 2] * (outputCount < inputCount ? 2 : 0.5)
        }
        for index in (shared / 2 + 1)..<max(shared / 2 + 1, backward.spectrumCount) { lines[index] = ComplexNumber(0) }
        backward.unscaledInverse(consuming: lines, into: target)
      }
    }
  }
}
