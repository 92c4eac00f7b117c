import PolygraphQuantities

/// What the time stamps of the rows say, beside what the declared rate makes of the sample numbers.
struct NCCAClock {
  /// How far a stamp may lie from the sample number's time.
  static let tolerance = 0.02

  private let hertz: Double?
  /// Stamps that are not exactly the sample number's, with their samples from 0.
  private(set) var offGrid: [NCCAForm.Stamp] = []
  private(set) var largestDifference = 0.0
  private(set) var deviating = 0
  private(set) var firstDeviatingSample: Int?
  private(set) var unreadable = 0
  private(set) var firstUnreadableSample: Int?
  private var first: (sample: Int, hundredths: Int)?
  private var last: (sample: Int, hundredths: Int)?

  init(rate: SampleRate?) { hertz = rate?.hertz.value }

  /// The hundredths of a second of a sample from 1, cut off, as the exports have them.
  @inline(__always) static func exact(_ sample: Int, _ hertz: Double) -> Int {
    let seconds = Double(sample - 1) / hertz
    let whole = Int(seconds)
    return whole * 100 + Int((seconds - Double(whole)) * 100)
  }

  /// Whether a stamp lies within ``tolerance`` of its sample's time.
  static func isNear(_ sample: Int, _ hundredths: Int, _ hertz: Double) -> Bool {
    (Double(hundredths) / 100 - Double(sample - 1) / hertz).magnitude <= tolerance
  }

  /// Adds a stamp.
  @inline(__always) mutating func add(sample: Int, hundredths: Int) {
    if first == nil { first = (sample, hundredths) }
    last = (sample, hundredths)
    if let hertz, Self.exact(sample, hertz) != hundredths { deviate(sample, hundredths, hertz) }
  }

  private mutating func deviate(_ sample: Int, _ hundredths: Int, _ hertz: Double) {
    offGrid.append(NCCAForm.Stamp(sample: sample - 1, hundredths: hundredths))
    guard !Self.isNear(sample, hundredths, hertz) else { return }
    if firstDeviatingSample == nil { firstDeviatingSample = sample }
    deviating += 1
    largestDifference = max(
      largestDifference, (Double(hundredths) / 100 - Double(sample - 1) / hertz).magnitude)
  }

  /// Adds a row whose stamp is no time.
  mutating func addUnreadable(sample: Int) {
    if firstUnreadableSample == nil { firstUnreadableSample = sample }
    unreadable += 1
  }

  /// The rate the stamps show, or `nil` when they span less than a second or do not rise.
  ///
  /// *Definition*: samples over seconds between the first and the last stamp, taken as the whole number it lies within
  /// 0.5 % of, else in hundredths.
  var rate: SampleRate? {
    guard let first, let last, last.hundredths - first.hundredths >= 100 else { return nil }
    let measured = Double(last.sample - first.sample) * 100 / Double(last.hundredths - first.hundredths)
    let whole = measured.rounded()
    if whole >= 1, (measured / whole - 1).magnitude <= 0.005 {
      return SampleRate(numerator: Int(whole), denominator: 1)
    }
    return SampleRate(numerator: Int((measured * 100).rounded()), denominator: 100)
  }

  /// How far the stamps' span allows the rate to be off: each stamp is cut to hundredths.
  var uncertainty: Double {
    guard let first, let last, last.hundredths > first.hundredths else { return .infinity }
    return 2 / Double(last.hundredths - first.hundredths)
  }

  /// The hundredths of a second of a stamp `mm:ss.cc` in eight bytes; `nil` for anything else.
  @inline(__always) static func hundredths(_ stamp: UInt64) -> Int? {
    guard (stamp >> 16) & 0xFF == 0x3A, (stamp >> 40) & 0xFF == 0x2E else { return nil }
    // The six digits without the two marks, with two blanks put in front.
    let packed =
      0x2020 | (stamp & 0xFFFF) << 16 | ((stamp >> 24) & 0xFFFF) << 32 | (stamp >> 48) << 48
    let value = NCCADigits.wholeNumber(packed)
    guard value >= 0 else { return nil }
    let minutes = Int(value) / 10_000
    let seconds = Int(value) / 100 % 100
    return seconds < 60 ? (minutes * 60 + seconds) * 100 + Int(value) % 100 : nil
  }

  /// The hundredths of a second of a stamp of any width: minutes, colon, seconds, point, hundredths.
  static func hundredths(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...4).contains(parts[0].count), let minutes = Int(parts[0]), minutes >= 0 else {
      return nil
    }
    let seconds = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard seconds.count == 2, (1...2).contains(seconds[0].count), seconds[1].count == 2, let whole = Int(seconds[0]),
      let cents = Int(seconds[1]), (0..<60).contains(whole), cents >= 0
    else { return nil }
    return (minutes * 60 + whole) * 100 + cents
  }
}
