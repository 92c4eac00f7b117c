/// An exact number of samples per second, held as a reduced fraction.
///
/// A rate is a rational number so that a place on one channel's clock can be carried to another channel's clock without
/// drift over an exam of hours: 30 Hz, 1000 Hz and 1000/3 Hz are all exact.
///
/// *Units*: samples per second.
public struct SampleRate: Hashable, Sendable, Comparable {
  /// The fraction's numerator, always positive.
  public let numerator: Int
  /// The fraction's denominator, always positive and without a common factor with the numerator.
  public let denominator: Int

  /// The largest numerator or denominator a rate may have. It keeps products with sample indices of an exam that lasts
  /// days inside 64 bits.
  public static let largestTerm = 1_000_000_000

  /// Makes the rate `numerator / denominator`, or `nil` when it is not positive or a term exceeds ``largestTerm``.
  public init?(numerator: Int, denominator: Int) {
    guard numerator > 0, denominator > 0 else { return nil }
    let divisor = greatestCommonDivisor(numerator, denominator)
    guard numerator / divisor <= Self.largestTerm, denominator / divisor <= Self.largestTerm else { return nil }
    self.numerator = numerator / divisor
    self.denominator = denominator / divisor
  }

  /// Makes a whole rate. A rate that is not positive, or exceeds ``largestTerm``, is a programming error.
  public init(_ samplesPerSecond: Int) {
    guard let rate = SampleRate(numerator: samplesPerSecond, denominator: 1) else {
      preconditionFailure("A sample rate must lie in 1...\(Self.largestTerm) samples per second.")
    }
    self = rate
  }

  /// Reads `"30"`, `"62.5"` or `"1000/3"`. Returns `nil` for any other text and for rates that are not positive.
  public init?(parsing text: some StringProtocol) {
    let terms = text.split(separator: "/", omittingEmptySubsequences: false)
    if terms.count == 2 {
      guard let numerator = Int(terms[0]), let denominator = Int(terms[1]) else { return nil }
      self.init(numerator: numerator, denominator: denominator)
      return
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let first = parts.first, !first.isEmpty,
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let whole = Int(first)
    else { return nil }
    var numerator = whole
    var denominator = 1
    if parts.count == 2 {
      guard (1...9).contains(parts[1].count) else { return nil }
      for digit in parts[1].utf8 {
        let (scaled, overflow) = numerator.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        numerator = scaled + Int(digit - 48)
        denominator *= 10
      }
    }
    self.init(numerator: numerator, denominator: denominator)
  }

  /// The rate as a frequency. Exact for every rate whose quotient a `Double` holds.
  public var hertz: Hertz { Hertz(Double(numerator) / Double(denominator)) }

  /// The time of a sample index, counted from sample 0.
  public func seconds(ofSample index: Int) -> Seconds {
    Seconds(Double(index) * Double(denominator) / Double(numerator))
  }

  /// The index of the sample nearest to a time, half a sample rounding to the even index.
  ///
  /// A time whose index does not fit an integer is a programming error: readers refuse such times.
  public func sample(at time: Seconds) -> Int {
    let index = (time.value * Double(numerator) / Double(denominator)).rounded(.toNearestOrEven)
    guard let exact = Int(exactly: index) else {
      preconditionFailure("A time of \(time.value) s has no sample index at \(self).")
    }
    return exact
  }

  /// The number of samples nearest to a duration, halves rounding to even; the rule of every window length here.
  public func sampleCount(in duration: Seconds) -> Int { sample(at: duration) }

  /// Carries a sample index on this clock to the nearest index on another clock, exactly (halves go up).
  public func index(_ index: Int, on other: SampleRate) -> Int {
    guard self != other else { return index }
    let top = index.multipliedFullWidth(by: denominator * other.numerator)
    let bottom = numerator * other.denominator
    let quotient = floorDivide(top, by: bottom)
    return quotient.remainder >= bottom - quotient.remainder ? quotient.value + 1 : quotient.value
  }

  /// How many samples of this rate pass for one of `other`, when that is a whole number.
  public func wholeRatio(to other: SampleRate) -> Int? {
    let top = numerator * other.denominator
    let bottom = denominator * other.numerator
    return top % bottom == 0 ? top / bottom : nil
  }

  /// Orders rates by frequency, exactly.
  public static func < (left: SampleRate, right: SampleRate) -> Bool {
    left.numerator * right.denominator < right.numerator * left.denominator
  }
}

extension SampleRate: CustomStringConvertible, LosslessStringConvertible, Codable {
  /// `"30"`, or `"1000/3"` when the rate is not whole.
  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// Reads what ``description`` writes, and decimals.
  public init?(_ description: String) { self.init(parsing: description) }

  /// Reads a rate from its text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let rate = SampleRate(parsing: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "A sample rate is a positive number such as \"30\" or \"1000/3\".")
    }
    self = rate
  }

  /// Writes the rate as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
  var (a, b) = (left, right)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}

/// Floor division of a 128-bit product; the divisor is positive.
private func floorDivide(_ product: (high: Int, low: UInt), by divisor: Int) -> (value: Int, remainder: Int) {
  let (quotient, remainder) = divisor.dividingFullWidth(product)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}
