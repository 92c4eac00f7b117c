import Foundation
import PolygraphModel

/// Watches one channel's counts for what makes them useless: standing at an end, standing still, mains, a leaking cuff.
///
/// It sees each sample once, keeps some sums and nothing else.
struct ChannelMonitor: Sendable {
  /// The mains' frequencies that are looked for.
  static let mains = [50.0, 60.0]
  /// Hum is looked for at rates above this, in hertz.
  static let leastHumRate = 150.0
  private static let leakBlocks = 6

  /// What the channel shows at the moment.
  private(set) var isSaturated = false
  private(set) var isFlat = false
  private(set) var isHumming = false
  private(set) var isLeaking = false
  private(set) var least = Int32.max
  private(set) var greatest = Int32.min

  private let range: ClosedRange<Int32>
  private let limits: SignalQualityLimits
  private let windowLength: Int
  private let flatLength: Int
  private let isCuff: Bool
  private let isMissingWatched: Bool
  // Saturation, by window.
  private var windowCount = 0
  private var windowClipped = 0
  // Standing still.
  private var last: Int32?
  private var stillFor = 0
  // Hum, by second.
  private let secondLength: Int
  private let waves: [[Double]]
  private var secondCount = 0
  private var origin = 0.0
  private var sum = 0.0
  private var squares = 0.0
  private var parts: [Double] = []
  // The cuff's level, by block.
  private let blockLength: Int
  private var blockCount = 0
  private var blockSum = 0.0
  private var blocks: [Double] = []

  init(sensor: Sensor, range: ClosedRange<Int32>, rate: Double, limits: SignalQualityLimits) {
    self.range = range
    self.limits = limits
    windowLength = max(1, Int((rate * limits.window).rounded()))
    flatLength = limits.flatSeconds(sensor).map { max(2, Int((rate * $0).rounded())) } ?? .max
    isCuff = sensor == .cardio || sensor == .fingerCuff
    isMissingWatched = limits.flatSeconds(sensor) != nil
    secondLength = max(1, Int(rate.rounded()))
    // One second of each wave, cosine and sine; in a whole second of whole cycles the mean and a trend cancel.
    let isWatched = rate >= Self.leastHumRate && isMissingWatched
    waves =
      isWatched
      ? Self.mains.flatMap { frequency -> [[Double]] in
        let angles = (0..<Int(rate.rounded())).map { 2 * Double.pi * frequency * Double($0) / rate }
        return [angles.map(cos), angles.map(sin)]
      } : []
    parts = [Double](repeating: 0, count: waves.count)
    blockLength = max(1, Int((rate * limits.leakSeconds / Double(Self.leakBlocks)).rounded()))
  }

  /// Takes a sample.
  mutating func take(_ count: Int32) {
    takeRange(count)
    if !waves.isEmpty { takeHum(Double(count)) }
    if isCuff { takeLevel(Double(count)) }
  }

  /// The least and the greatest count since the last call, for a display.
  mutating func takeExtremes() -> ClosedRange<Int32>? {
    defer { (least, greatest) = (.max, .min) }
    return least <= greatest ? least...greatest : nil
  }

  private mutating func takeRange(_ count: Int32) {
    least = min(least, count)
    greatest = max(greatest, count)
    if count <= range.lowerBound || count >= range.upperBound { windowClipped += 1 }
    windowCount += 1
    if windowCount == windowLength {
      isSaturated = Double(windowClipped) >= limits.saturatedShare * Double(windowLength)
      (windowCount, windowClipped) = (0, 0)
    }
    if count == last {
      stillFor += 1
      // A channel that stands at its end is saturated, not flat.
      if stillFor >= flatLength { isFlat = !isSaturated }
    } else {
      last = count
      stillFor = 1
      isFlat = false
    }
  }

  private mutating func takeHum(_ count: Double) {
    if secondCount == 0 { origin = count }
    let value = count - origin
    sum += value
    squares += value * value
    for part in parts.indices { parts[part] += value * waves[part][secondCount] }
    secondCount += 1
    guard secondCount == secondLength else { return }
    let length = Double(secondLength)
    let variance = squares / length - (sum / length) * (sum / length)
    isHumming = stride(from: 0, to: parts.count, by: 2).contains { place in
      let amplitude = 2 / length * (parts[place] * parts[place] + parts[place + 1] * parts[place + 1]).squareRoot()
      return amplitude >= limits.humCounts && amplitude * amplitude / 2 >= limits.humShare * variance
    }
    (secondCount, sum, squares) = (0, 0, 0)
    for part in parts.indices { parts[part] = 0 }
  }

  private mutating func takeLevel(_ count: Double) {
    blockSum += count
    blockCount += 1
    guard blockCount == blockLength else { return }
    if blocks.count == Self.leakBlocks { blocks.removeFirst() }
    blocks.append(blockSum / Double(blockLength))
    (blockCount, blockSum) = (0, 0)
    // Where the converter's range is not known, its zero is the least there is.
    let zero = range.lowerBound <= -(1 << 30) ? 0 : Double(range.lowerBound)
    let isFalling = zip(blocks, blocks.dropFirst()).allSatisfy { $0 > $1 }
    isLeaking =
      blocks.count == Self.leakBlocks && isFalling
      && blocks[0] - blocks[Self.leakBlocks - 1] >= limits.leakShare * (blocks[0] - zero)
  }
}
