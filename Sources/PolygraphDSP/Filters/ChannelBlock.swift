/// Channels of one length, side by side: the form in which a bank of filters is fastest.
///
/// *Shape*: channels × samples, planar (each channel contiguous). The memory is aligned to 64 bytes and belongs to the
/// block; copies share it until one of them is changed.
/// *Missing*: a block holds numbers only. A NaN in one channel never reaches another; lines with gaps go through
/// ``SecondOrderSections/zeroPhase(_:)-([MaskedLine])`` or line by line.
public struct ChannelBlock: Sendable {
  /// The number of channels.
  public let channelCount: Int
  /// The number of samples of each channel.
  public let sampleCount: Int
  /// The distance from one channel to the next in doubles.
  let stride: Int
  private var storage: AlignedDoubles

  /// Makes a block of zeros.
  public init(channelCount: Int, sampleCount: Int) {
    precondition(channelCount >= 0 && sampleCount >= 0, "A block has zero or more channels and samples.")
    self.channelCount = channelCount
    self.sampleCount = sampleCount
    stride = Self.stride(for: sampleCount)
    storage = AlignedDoubles(count: channelCount * stride)
  }

  /// Makes a block of lines, all of one length.
  public init(_ channels: [[Double]]) {
    let sampleCount = channels.first?.count ?? 0
    precondition(channels.allSatisfy { $0.count == sampleCount }, "The channels of a block have one length.")
    self.init(channelCount: channels.count, sampleCount: sampleCount)
    for (index, line) in channels.enumerated() { self[index] = line }
  }

  /// The samples of one channel. What is set has as many samples as the block.
  public subscript(channel: Int) -> [Double] {
    get { withChannel(channel) { Array($0) } }
    set {
      precondition(newValue.count == sampleCount, "The channels of a block have one length.")
      withMutableChannel(channel) { row in
        for index in row.indices { row[index] = newValue[index] }
      }
    }
  }

  /// All channels as lines.
  public var channels: [[Double]] { (0..<channelCount).map { self[$0] } }

  /// Calls `body` with one channel's samples, without a copy.
  public func withChannel<Result, Failure: Error>(
    _ channel: Int, _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition((0..<channelCount).contains(channel), "Channel index outside the block.")
    return try body(UnsafeBufferPointer(start: storage.base + channel * stride, count: sampleCount))
  }

  /// Calls `body` with one channel's samples, to be changed in place.
  public mutating func withMutableChannel<Result, Failure: Error>(
    _ channel: Int, _ body: (UnsafeMutableBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition((0..<channelCount).contains(channel), "Channel index outside the block.")
    let start = uniqueBase() + channel * stride
    return try body(UnsafeMutableBufferPointer(start: start, count: sampleCount))
  }

  /// The first sample of the first channel, for reading while the block lives.
  var base: UnsafePointer<Double> { UnsafePointer(storage.base) }

  /// The first sample of the first channel, for writing; the memory is this block's alone.
  mutating func uniqueBase() -> UnsafeMutablePointer<Double> {
    if !isKnownUniquelyReferenced(&storage) { storage = AlignedDoubles(copying: storage) }
    return storage.base
  }

  /// Whole cache lines, and never a multiple of a page, so that the rows of a block do not compete for the same places
  /// of the cache.
  private static func stride(for sampleCount: Int) -> Int {
    let lines = (sampleCount + 7) / 8
    return 8 * (lines > 0 && lines.isMultiple(of: 64) ? lines + 1 : lines)
  }
}

extension ChannelBlock: Equatable {
  /// Blocks are equal when their shapes and all samples are.
  public static func == (left: ChannelBlock, right: ChannelBlock) -> Bool {
    guard left.channelCount == right.channelCount, left.sampleCount == right.sampleCount else { return false }
    return (0..<left.channelCount).allSatisfy { channel in
      left.withChannel(channel) { a in right.withChannel(channel) { b in a.elementsEqual(b) } }
    }
  }
}
