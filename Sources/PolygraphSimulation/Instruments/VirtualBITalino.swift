import PolygraphModel

/// A BITalino (r)evolution with firmware 5.2. A1 and A2 are the respirations, A3 EDA, A4 cardio, A5 pulse, A6 activity.
public struct VirtualBITalino: VirtualInstrument {
  private static let sensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .activity,
  ]

  /// The name on the command line.
  public let identifier = "bitalino"
  /// Samples a second: 1, 10, 100 or 1000.
  public private(set) var rate = 1000.0
  /// Whether samples are being sent.
  public private(set) var isStreaming = false
  /// The firmware's ring.
  public let transmitCapacity = 1500

  private let signals: SimulatedSignals
  private var inputs: [Int] = []
  private var isTestPattern = false
  private var index = 0
  private var outputs = 0
  private var threshold = 30
  private var pulseWidth = 100
  private var awaitsPulseWidth = false

  /// Attaches the instrument to signals.
  public init(signals: SimulatedSignals) { self.signals = signals }

  /// Starts cold: the firmware greets its Bluetooth module.
  public mutating func powerUp(into output: inout [UInt8]) {
    let fresh = VirtualBITalino(signals: signals)
    self = fresh
    output += Array("AT".utf8)
  }

  /// Takes a command byte.
  public mutating func receive(_ byte: UInt8, into output: inout [UInt8]) {
    if awaitsPulseWidth {
      awaitsPulseWidth = false
      pulseWidth = Int(byte)
    } else if byte == 0xA3 {
      awaitsPulseWidth = true
    } else if byte & 0xF3 == 0xB3 {
      outputs = Int(byte >> 2 & 1) << 1 | Int(byte >> 3 & 1)
    } else if isStreaming {
      if byte == 0 || byte == 0xFF { isStreaming = false }
    } else {
      idle(byte, into: &output)
    }
  }

  private mutating func idle(_ byte: UInt8, into output: inout [UInt8]) {
    switch byte {
    case 0xFF: break
    case 0x03, 0x43, 0x83, 0xC3: rate = [1, 10, 100, 1000][Int(byte >> 6)]
    case 0x07, 0x0F: output += Array("BITalino_v5.2\n".utf8)
    case 0x0B: output += state()
    case _ where byte & 3 == 0: threshold = Int(byte >> 2)
    case _ where byte & 3 == 1 || byte & 3 == 2:
      inputs = (0..<6).filter { byte >> UInt8($0 + 2) & 1 == 1 }
      isTestPattern = byte & 3 == 2
      isStreaming = !inputs.isEmpty
      index = 0
    default: break
    }
  }

  /// The values of a sample: ten bits for the first four selected inputs, six for the others.
  public func values(at index: Int) -> [Int] {
    inputs.enumerated().map { place, input in
      let value =
        isTestPattern
        ? (index * (7 + 4 * input)) % 1024
        : signals.count(Self.sensors[input], at: index, rate: rate, top: 1023)
      return place < 4 ? value : value >> 4
    }
  }

  /// Takes the next sample.
  public mutating func sample(into output: inout [UInt8], room: Int) {
    let frame = Self.frame(values(at: index), sequence: index, digital: isTestPattern ? index & 15 : outputs)
    index += 1
    if frame.count <= room { output += frame }
  }

  /// The frame as one number, written from its low end: CRC, counter, then fields upward.
  static func frame(_ values: [Int], sequence: Int, digital: Int) -> [UInt8] {
    let lengths = [1: 3, 2: 4, 3: 6, 4: 7, 5: 8, 6: 8]
    var bytes = [UInt8](repeating: 0, count: lengths[values.count] ?? 8)
    let last = bytes.count - 1
    func value(_ place: Int) -> Int { place < values.count ? values[place] : 0 }
    let packed =
      value(0) << 10 | digital << 20 | (value(1) >> 8) << 8 | (sequence & 15) << 4
    bytes[last] = UInt8(packed & 0xF0)
    bytes[last - 1] = UInt8(digital << 4 | value(0) >> 6)
    bytes[last - 2] = UInt8((value(0) << 2 | value(1) >> 8) & 255)
    if last >= 3 { bytes[last - 3] = UInt8(value(1) & 255) }
    if last >= 5 {
      bytes[last - 4] = UInt8(value(2) >> 2)
      bytes[last - 5] = UInt8((value(2) << 6 | value(3) >> 4) & 255)
    }
    if last >= 6 { bytes[last - 6] = UInt8((value(3) << 4 | value(4) >> 2) & 255) }
    if last >= 7 { bytes[last - 7] = UInt8((value(4) << 6 | value(5)) & 255) }
    bytes[last] |= crc(bytes)
    return bytes
  }

  /// x⁴ + x + 1, a bit at a time.
  private static func crc(_ bytes: [UInt8]) -> UInt8 {
    var register: UInt8 = 0
    for byte in bytes {
      for bit in stride(from: 7, through: 0, by: -1) {
        let carry = register & 8 != 0
        register = (register << 1 | byte >> UInt8(bit) & 1) & 15
        if carry { register ^= 3 }
      }
    }
    return register
  }

  private func state() -> [UInt8] {
    let words = Self.sensors.map { signals.count($0, at: 0, rate: rate, top: 1023) } + [598]
    var bytes = words.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    bytes += [UInt8(threshold), UInt8(pulseWidth), UInt8(outputs << 4)]
    bytes[bytes.count - 1] |= Self.crc(bytes)
    return bytes
  }
}
