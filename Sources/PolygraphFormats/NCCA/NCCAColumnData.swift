import PolygraphQuantities

/// One column's samples while they are read: counts at a decimal scale, and runs of missing ones.
struct NCCAColumnData {
  /// Counts times ten to ``decimals``.
  var counts: [Int32] = []
  /// The places behind the point that ``counts`` hold; every value has at least one.
  private(set) var decimals = 1
  /// True once a value had a fraction.
  private(set) var hasFraction = false
  private(set) var missing: [Range<Int>] = []
  private var missingStart: Int?
  /// The rows with a value outside 1 to 999999.
  var outOfRange = 0
  var firstOutOfRange: Int?

  /// −9.9 in tenths.
  static let sentinel: Int32 = -99
  /// The most places behind the point that are kept.
  static let mostDecimals = 4

  /// Adds a value in tenths to a column that holds tenths.
  @inline(__always) mutating func append(tenths: Int32) {
    if let start = missingStart {
      missing.append(start..<counts.count)
      missingStart = nil
    }
    if tenths % 10 != 0 { hasFraction = true }
    if tenths < 10 || tenths > 9_999_990 { noteRange() }
    counts.append(tenths)
  }

  /// Adds a missing sample.
  @inline(__always) mutating func appendMissing() {
    if missingStart == nil { missingStart = counts.count }
    counts.append(0)
  }

  /// Adds a value of another number of places; false when 32 bits do not hold it.
  mutating func append(value: Int, decimals given: Int) -> Bool {
    guard given <= Self.mostDecimals else { return false }
    if given > decimals {
      let step = given - decimals
      let factor = Self.power(step)
      guard counts.allSatisfy({ Int32(exactly: Int($0) * factor) != nil }) else { return false }
      for index in counts.indices { counts[index] *= Int32(factor) }
      decimals = given
    }
    let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: Self.power(decimals - given))
    guard !isTooLarge, let count = Int32(exactly: scaled) else { return false }
    if let start = missingStart {
      missing.append(start..<counts.count)
      missingStart = nil
    }
    if count % Int32(Self.power(decimals)) != 0 { hasFraction = true }
    let whole = Double(count) / Double(Self.power(decimals))
    if whole < 1 || whole > 999_999 { noteRange() }
    counts.append(count)
    return true
  }

  private mutating func noteRange() {
    if firstOutOfRange == nil { firstOutOfRange = counts.count }
    outOfRange += 1
  }

  /// The samples as whole counts when no value had a fraction, and the mask.
  mutating func finish() -> (counts: [Int32], decimals: Int, mask: SampleMask) {
    if let start = missingStart {
      missing.append(start..<counts.count)
      missingStart = nil
    }
    let mask = SampleMask(count: counts.count, missing: missing)
    guard !hasFraction else { return (counts, decimals, mask) }
    let divisor = Int32(Self.power(decimals))
    counts.withUnsafeMutableBufferPointer { buffer in
      for index in buffer.indices { buffer[index] /= divisor }
    }
    return (counts, 0, mask)
  }

  static func power(_ exponent: Int) -> Int {
    var value = 1
    for _ in 0..<exponent { value *= 10 }
    return value
  }
}
