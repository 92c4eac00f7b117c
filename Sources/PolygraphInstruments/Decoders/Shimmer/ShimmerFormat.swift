import PolygraphModel

/// What a Shimmer3 appends to each packet.
public enum ShimmerChecksum: Int, Sendable, CaseIterable {
  /// Nothing: frames are told by the time stamps alone.
  case none = 0
  /// The lower byte of the CRC.
  case oneByte = 1
  /// The CRC of 16 bits, lower byte first.
  case twoBytes = 2
}

/// Shimmer3 data packets: 00, a time stamp of 24 bits in 1/32768 s, the channels, and a CRC where one was asked for.
///
/// The time stamp is the counter: a step is `divider` ticks, two more or less.
struct ShimmerFormat: FixedFrameFormat {
  private static let wrap = 1 << 24
  private static let tolerance = 2

  let channels: [InstrumentChannel]
  let length: Int
  let modulus: Int
  let lockCount: Int
  let rate: Double
  let beginsAnew = false
  private let divider: Int
  private let checksum: ShimmerChecksum
  private let conductanceChannel: Int?
  /// The last frame's word of the GSR channel, and for how many frames it has not changed.
  private var lastWord = -1
  private var repeats = 0

  init(channels: [InstrumentChannel], divider: Int, checksum: ShimmerChecksum) {
    precondition((1...65_535).contains(divider), "A Shimmer's rate divider has sixteen bits and is not zero.")
    precondition((1...32).contains(channels.count), "A Shimmer sends 1 to 32 channels.")
    self.channels = channels
    self.divider = divider
    self.checksum = checksum
    length = 4 + 2 * channels.count + checksum.rawValue
    modulus = Self.wrap / divider
    lockCount = checksum == .twoBytes ? 2 : 3
    rate = 32_768 / Double(divider)
    conductanceChannel = channels.firstIndex { $0.transfer == .shimmerConductance }
  }

  mutating func restart() {
    lastWord = -1
    repeats = 0
  }

  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool {
    guard bytes[0] == 0 else { return false }
    guard checksum != .none else { return true }
    let count = length - checksum.rawValue
    let crc = Self.crc(bytes, count)
    guard bytes[count] == UInt8(crc & 255) else { return false }
    return checksum == .oneByte || bytes[count + 1] == UInt8(crc >> 8)
  }

  /// The CRC of a Shimmer3: over an even number of bytes, one 00 being added to an odd one.
  static func crc(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> UInt16 {
    var register: UInt16 = 0xB0CA
    func take(_ byte: UInt8) {
      register = register.byteSwapped ^ UInt16(byte)
      register ^= (register & 255) >> 4
      register ^= register << 12
      register ^= (register & 255) << 5
    }
    for place in 0..<count { take(bytes[place]) }
    if count % 2 == 1 { take(0) }
    return register
  }

  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int {
    Int(bytes[1]) | Int(bytes[2]) << 8 | Int(bytes[3]) << 16
  }

  func steps(from previous: Int, to sequence: Int) -> Int {
    let ticks = (sequence - previous) & (Self.wrap - 1)
    let steps = (ticks + divider / 2) / divider
    guard abs(ticks - steps * divider) <= Self.tolerance, steps > 0 else { return -1 }
    return steps
  }

  func sequence(_ sequence: Int, plus steps: Int) -> Int { (sequence + steps * divider) & (Self.wrap - 1) }

  mutating func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    frame.deviceTicks = frame.sequence
    for channel in channels.indices {
      let word = Int(bytes[4 + 2 * channel]) | Int(bytes[5 + 2 * channel]) << 8
      events.values.append(Int32(word))
      guard channel == conductanceChannel else {
        if word == 0 || word == 4095 { frame.flags.insert(.clipped) }
        continue
      }
      let counts = word & 0xFFF
      if counts == 0 || counts == 4095 { frame.flags.insert(.clipped) }
      // While a newly switched range settles the firmware repeats the word before.
      if lastWord >= 0, word >> 14 != lastWord >> 14, repeats > 0 {
        events.append(.status(.rangeSettled, repeats))
      }
      repeats = word == lastWord ? repeats + 1 : 0
      lastWord = word
    }
  }
}

/// The bytes that a Shimmer3 takes, and those that it answers.
public enum ShimmerCommand {
  /// What it answers to every command.
  public static let acknowledge: UInt8 = 0xFF
  /// Ask for rate, configuration and channels.
  public static let inquiry: [UInt8] = [0x01]
  /// Ask for the firmware's version.
  public static let firmware: [UInt8] = [0x2E]
  /// Start streaming.
  public static let start: [UInt8] = [0x07]
  /// Stop streaming.
  public static let stop: [UInt8] = [0x20]
  /// Set the rate to 32768 / divider Hz.
  public static func rate(divider: UInt16) -> [UInt8] { [0x05, UInt8(divider & 255), UInt8(divider >> 8)] }
  /// Choose sensors by their mask; GSR is 04, the internal input A13 (PPG) 0x100.
  public static func sensors(_ mask: UInt32) -> [UInt8] {
    [0x08, UInt8(mask & 255), UInt8(mask >> 8 & 255), UInt8(mask >> 16 & 255)]
  }
  /// Choose what is appended to each packet.
  public static func checksum(_ mode: ShimmerChecksum) -> [UInt8] { [0x8B, UInt8(mode.rawValue)] }

  /// The answer to an inquiry.
  public struct Configuration: Hashable, Sendable {
    /// Ticks of 1/32768 s between two samples.
    public let divider: Int
    /// The configuration bytes.
    public let configuration: UInt32
    /// The channels by their identifiers, in the order they are sent.
    public let channels: [UInt8]
    /// The range of the GSR resistor: 0 to 3, or 4 when the instrument chooses.
    public var conductanceRange: Int { Int(configuration >> 25 & 7) }
  }

  /// Reads the answer to an inquiry, from its `FF 02` on; `nil` when it is not whole.
  public static func configuration(_ bytes: [UInt8]) -> Configuration? {
    guard bytes.count >= 10, bytes[0] == acknowledge, bytes[1] == 2 else { return nil }
    let count = Int(bytes[8])
    guard bytes.count >= 10 + count else { return nil }
    let configuration = (4..<8).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[$1]) }
    return Configuration(
      divider: Int(bytes[2]) | Int(bytes[3]) << 8, configuration: configuration, channels: Array(bytes[10..<10 + count])
    )
  }
}
