import PolygraphModel

/// A Shimmer3 GSR+ with GSR in the second range and the pulse on A13.
public struct VirtualShimmer: VirtualInstrument {
  /// The name on the command line.
  public let identifier = "shimmer3"
  /// Whether samples are being sent.
  public private(set) var isStreaming = false
  /// What the Bluetooth module holds back.
  public let transmitCapacity = 512

  private let signals: SimulatedSignals
  private var divider = 640
  private var sensors = 0x104
  private var checksumBytes = 0
  private var acknowledges = true
  private var index = 0
  private var ticks = 0x12345
  private var command: [UInt8] = []

  /// Attaches the instrument to signals.
  public init(signals: SimulatedSignals) { self.signals = signals }

  /// Samples a second.
  public var rate: Double { 32_768 / Double(divider) }

  /// Starts cold and says nothing.
  public mutating func powerUp(into output: inout [UInt8]) { self = VirtualShimmer(signals: signals) }

  /// Takes a command byte.
  public mutating func receive(_ byte: UInt8, into output: inout [UInt8]) {
    command.append(byte)
    let lengths: [UInt8: Int] = [0x05: 3, 0x08: 4, 0x8B: 2, 0xA3: 2]
    guard command.count >= lengths[command[0]] ?? 1 else { return }
    let whole = command
    command = []
    let known: Set<UInt8> = [0x01, 0x05, 0x07, 0x08, 0x20, 0x2E, 0x3F, 0x8B, 0xA3]
    guard known.contains(whole[0]) else { return }
    if !isStreaming || acknowledges { output.append(0xFF) }
    perform(whole, into: &output)
  }

  private mutating func perform(_ whole: [UInt8], into output: inout [UInt8]) {
    switch whole[0] {
    case 0x01:
      output += [0x02, UInt8(divider & 255), UInt8(divider >> 8), 0, 0, 0, 0x04]
      output += [UInt8(channels.count), 1] + channels
    case 0x05: divider = max(1, Int(whole[1]) | Int(whole[2]) << 8)
    case 0x07:
      isStreaming = true
      index = 0
    case 0x08: sensors = Int(whole[1]) | Int(whole[2]) << 8
    case 0x20: isStreaming = false
    case 0x2E: output += [0x2F, 3, 0, 0, 0, 16, 0]
    case 0x3F: output += [0x25, 3, 0, 0]
    case 0x8B: checksumBytes = min(2, Int(whole[1]))
    case 0xA3: acknowledges = whole[1] != 0
    default: break
    }
  }

  private var channels: [UInt8] { (sensors & 0x04 != 0 ? [0x1C] : []) + (sensors & 0x100 != 0 ? [0x12] : []) }

  /// The values of a sample: the GSR word with its range, and twelve bits of pulse.
  public func values(at index: Int) -> [Int] {
    channels.map { channel in
      // Below a sixth of the scale the divider has no solution.
      channel == 0x1C
        ? 2 << 14 | (900 + signals.count(.electrodermal, at: index, rate: rate, top: 3000))
        : signals.count(.vasomotor, at: index, rate: rate, top: 4095)
    }
  }

  /// Takes the next sample.
  public mutating func sample(into output: inout [UInt8], room: Int) {
    var packet: [UInt8] = [0, UInt8(ticks & 255), UInt8(ticks >> 8 & 255), UInt8(ticks >> 16 & 255)]
    for value in values(at: index) { packet += [UInt8(value & 255), UInt8(value >> 8)] }
    let crc = Self.crc(packet)
    packet += [UInt8(crc % 256), UInt8(crc / 256)].prefix(checksumBytes)
    index += 1
    ticks = (ticks + divider) % (1 << 24)
    if packet.count <= room { output += packet }
  }

  /// The CCITT polynomial from B0CA, a bit at a time; an odd number of bytes gets one 00 more.
  static func crc(_ bytes: [UInt8]) -> Int {
    var register: UInt32 = 0xB0CA
    for byte in bytes + (bytes.count % 2 == 1 ? [0] : []) {
      register ^= UInt32(byte) << 8
      for _ in 0..<8 { register = (register & 0x8000 != 0 ? register << 1 ^ 0x1021 : register << 1) & 0xFFFF }
    }
    return Int(register)
  }
}
