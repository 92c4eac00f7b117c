import PolygraphQuantities

/// How a channel's counts become physical values: `value = count × numerator / denominator + offset`.
///
/// The gain is a fraction so that a file's decimals (tenths of a count, say) come back as the nearest `Double`, the
/// same one that reading the text gives.
public struct Calibration: Hashable, Sendable, Codable {
  /// The gain's numerator; not zero.
  public let numerator: Double
  /// The gain's denominator; positive.
  public let denominator: Double
  /// The physical value of count zero.
  public let offset: Double

  /// Makes a calibration. A zero gain is a programming error.
  public init(numerator: Double = 1, denominator: Double = 1, offset: Double = 0) {
    precondition(numerator != 0 && denominator > 0, "A calibration has a gain other than zero.")
    self.numerator = numerator
    self.denominator = denominator
    self.offset = offset
  }

  /// Counts taken as they are.
  public static let identity = Calibration()
  /// Counts in tenths, as files with one decimal need.
  public static let tenths = Calibration(denominator: 10)

  /// The physical value of a count.
  @inlinable public func value(_ count: Int32) -> Double { Double(count) * numerator / denominator + offset }
}

/// One sensor's samples in a chart, at the channel's own rate.
///
/// Samples are integers as captured and never altered; physical values are made by block. The first sample lies on the
/// chart's sample 0 unless ``firstSample`` says otherwise.
public struct Channel: Sendable, Equatable {
  /// The column or channel name in the source, made unique within the chart.
  public var name: String
  /// What the channel senses.
  public var sensor: Sensor
  /// The channel's own rate.
  public var sampleRate: SampleRate
  /// The unit of the physical values.
  public var unit: MeasurementUnit
  /// How counts become physical values.
  public var calibration: Calibration
  /// Bits of the converter, when known.
  public var bits: Int?
  /// The samples; what lies under the mask has no meaning.
  public var counts: SampleCounts
  /// Which samples are missing; as long as ``counts``.
  public var mask: SampleMask
  /// The chart sample on which this channel's sample 0 lies.
  public var firstSample: Int
  /// What the maker's software has already done to the samples, in words, when the source tells or is known for it.
  public var conditioning: String?

  /// Makes a channel. A mask of another length than the samples is a programming error.
  public init(
    name: String, sensor: Sensor, sampleRate: SampleRate, unit: MeasurementUnit = .count,
    calibration: Calibration = .identity, bits: Int? = nil, counts: SampleCounts, mask: SampleMask? = nil,
    firstSample: Int = 0, conditioning: String? = nil
  ) {
    let mask = mask ?? SampleMask(count: counts.count)
    precondition(mask.count == counts.count, "A channel's mask is as long as its samples.")
    self.name = name
    self.sensor = sensor
    self.sampleRate = sampleRate
    self.unit = unit
    self.calibration = calibration
    self.bits = bits
    self.counts = counts
    self.mask = mask
    self.firstSample = firstSample
    self.conditioning = conditioning
  }

  /// True when no sample is present.
  public var isEmpty: Bool { mask.missingCount == counts.count }

  /// Writes the physical values of `range` into `block`, which must be as long; missing samples become NaN there.
  ///
  /// *Units*: ``unit``. *Complexity*: O(range), no allocation.
  public func copyValues(_ range: Range<Int>, into block: UnsafeMutableBufferPointer<Double>) {
    precondition(block.count == range.count, "The block is as long as the range.")
    let calibration = calibration
    counts.withUnsafeBuffer { counts in
      for (place, index) in range.enumerated() { block[place] = calibration.value(counts[index]) }
    }
    guard !mask.isComplete else { return }
    for run in mask.missingRanges {
      let cut = run.clamped(to: range)
      for index in cut { block[index - range.lowerBound] = .nan }
    }
  }

  /// The physical values of `range`, or of the whole channel, NaN where missing.
  public func values(_ range: Range<Int>? = nil) -> [Double] {
    let range = range ?? 0..<counts.count
    return [Double](unsafeUninitializedCapacity: range.count) { block, count in
      copyValues(range, into: UnsafeMutableBufferPointer(rebasing: block[0..<range.count]))
      count = range.count
    }
  }
}
