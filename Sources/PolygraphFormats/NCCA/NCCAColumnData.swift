import PolygraphQuantities

/// One column's samples while they are read: counts at a decimal scale, and runs of missing ones.
struct NCCAColumnData {
  /// Counts times ten to ``decimals``.
  var counts: [Int32] = []
  /// The places behind the point that ``counts`` hold: none until a value has a fraction.
  private(set) var decimals = 0
  private(set) var missing: [Range<Int>] = []
  private var missingStart: Int?
  /// The rows with a value outside 1 to 999999.
  var outOfRange = 0
  var firstOutOfRange: Int?

  /// The most places behind the point that are kept.
  static let mostDecimals = 4

  /// Adds whole values that lie `stride` apart; ``NCCARows/none`` stands for a missing one. The column holds no
  /// fractions.
  mutating func append(wholes: UnsafePointer<Int32>, stride: Int, count: Int) {
    let first = counts.count
    var least = Int32.max
    var most = Int32.min
    counts.append(contentsOf: UnsafeStrided(start: wholes, stride: stride, count: count))
    counts.withUnsafeBufferPointer { buffer in
      for index in first..<(first + count) {
        least = min(least, buffer[index])
        most = max(most, buffer[index])
      }
    }
    guard least < 1 || most > 999_999 || missingStart != nil else { return }
    settle(first..<(first + count))
  }

  /// Notes what is missing and out of range among samples that were added as a block.
  private mutating func settle(_ added: Range<Int>) {
    for index in added {
      if counts[index] == NCCARows.none {
        if missingStart == nil { missingStart = index }
        counts[index] = 0
        continue
      }
      if let start = missingStart {
        missing.append(start..<index)
        missingStart = nil
      }
      if counts[index] < 1 || counts[index] > 999_999 { noteRange(at: index) }
    }
  }

  /// Adds a missing sample.
  mutating func appendMissing() {
    if missingStart == nil { missingStart = counts.count }
    counts.append(0)
  }

  /// Adds a run of missing samples.
  mutating func appendMissing(count: Int) {
    if missingStart == nil { missingStart = counts.count }
    counts.append(contentsOf: repeatElement(0, count: count))
  }

  /// Adds a value with places behind the point; false when 32 bits do not hold the column's values at its scale.
  mutating func append(value: Int, decimals given: Int) -> Bool {
    var (value, given) = (value, given)
    while given > 0, value % 10 == 0 { (value, given) = (value / 10, given - 1) }
    guard given <= Self.mostDecimals else { return false }
    if given > decimals {
      let factor = Self.power(given - decimals)
      guard Int32(exactly: value) != nil, counts.allSatisfy({ Int32(exactly: Int($0) * factor) != nil }) else {
        return false
      }
      for index in counts.indices { counts[index] *= Int32(factor) }
      decimals = given
    }
    let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: Self.power(decimals - given))
    guard !isTooLarge, let count = Int32(exactly: scaled) else { return false }
    if let start = missingStart {
      missing.append(start..<counts.count)
      missingStart = nil
    }
    let whole = Double(count) / Double(Self.power(decimals))
    if whole < 1 || whole > 999_999 { noteRange(at: counts.count) }
    counts.append(count)
    return true
  }

  private mutating func noteRange(at index: Int) {
    if firstOutOfRange == nil { firstOutOfRange = index }
    outOfRange += 1
  }

  /// The samples, the places behind the point that they hold, and the mask.
  mutating func finish() -> (counts: [Int32], decimals: Int, mask: SampleMask) {
    if let start = missingStart {
      missing.append(start..<counts.count)
      missingStart = nil
    }
    return (counts, decimals, SampleMask(count: counts.count, missing: missing))
  }

  static func power(_ exponent: Int) -> Int {
    var value = 1
    for _ in 0..<exponent { value *= 10 }
    return value
  }
}

/// Whole numbers that lie a stride apart in memory.
private struct UnsafeStrided: Sequence, IteratorProtocol {
  private var place: UnsafePointer<Int32>
  private let stride: Int
  private var left: Int

  init(start: UnsafePointer<Int32>, stride: Int, count: Int) {
    (place, self.stride, left) = (start, stride, count)
  }

  var underestimatedCount: Int { left }

  mutating func next() -> Int32? {
    guard left > 0 else { return nil }
    defer {
      place += stride
      left -= 1
    }
    return place.pointee
  }
}
