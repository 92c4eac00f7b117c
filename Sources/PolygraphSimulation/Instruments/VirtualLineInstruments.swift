import PolygraphModel

/// An instrument that speaks PLG1, with six channels.
public struct VirtualPLG1: VirtualInstrument {
  private static let channels: [(name: String, unit: String, sensor: Sensor)] = [
    ("PN1", "count", .thoracicRespiration), ("PN2", "count", .abdominalRespiration), ("EDA", "nS", .electrodermal),
    ("CRD", "Pa", .cardio), ("ACT", "count", .activity), ("PPG", "count", .vasomotor),
  ]

  /// The name on the command line.
  public let identifier = "plg1"
  /// Samples a second.
  public let rate: Double
  /// Whether samples are being sent.
  public private(set) var isStreaming = false
  /// What the board holds back.
  public let transmitCapacity = 2048
  private let signals: SimulatedSignals
  private var index = 0

  /// Attaches the instrument to signals; the rate is a whole number of hertz.
  public init(signals: SimulatedSignals, rate: Int = 100) {
    precondition((1...1000).contains(rate), "This board samples at 1 to 1000 Hz.")
    self.signals = signals
    self.rate = Double(rate)
  }

  /// Starts cold: the board sends its header.
  public mutating func powerUp(into output: inout [UInt8]) {
    isStreaming = false
    index = 0
    line("E,reset", &output)
    header(&output)
  }

  /// Takes a command byte.
  public mutating func receive(_ byte: UInt8, into output: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "?") where !isStreaming: header(&output)
    case UInt8(ascii: "1") where !isStreaming:
      isStreaming = true
      index = 0
      line("E,start", &output)
    case UInt8(ascii: "0") where isStreaming:
      isStreaming = false
      line("E,stop", &output)
    default: break
    }
  }

  private func header(_ output: inout [UInt8]) {
    let cells = Self.channels.map { "\($0.name):\($0.unit)" }.joined(separator: ",")
    line("H,1,simulated,\(Int(rate)),1,\(cells)", &output)
  }

  private func line(_ body: String, _ output: inout [UInt8]) {
    var sum = 0
    for byte in body.utf8 { sum ^= Int(byte) }
    let digits = Array("0123456789ABCDEF".utf8)
    output.append(UInt8(ascii: "$"))
    output += Array(body.utf8)
    output += [UInt8(ascii: "*"), digits[sum / 16], digits[sum % 16], 13, 10]
  }

  /// The values of a sample, sixteen bits each.
  public func values(at index: Int) -> [Int] {
    Self.channels.map { signals.count($0.sensor, at: index, rate: rate, top: 65_535) }
  }

  /// Takes the next sample.
  public mutating func sample(into output: inout [UInt8], room: Int) {
    var bytes: [UInt8] = []
    let time = Int((Double(index) * 1e6 / rate).rounded()) % (1 << 32)
    line("P,\(index),\(time),\(values(at: index).map(String.init).joined(separator: ","))", &bytes)
    index = (index + 1) % (1 << 32)
    if bytes.count <= room { output += bytes }
  }
}

/// A board that sends P2 packets by itself, 256 a second; for a second after a cold start its counter stays 0.
public struct VirtualOpenEEG: VirtualInstrument {
  private static let sensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .activity,
  ]

  /// The name on the command line.
  public let identifier = "openeeg-p2"
  /// Samples a second.
  public let rate = 256.0
  /// It never stops.
  public let isStreaming = true
  /// What the board holds back.
  public let transmitCapacity = 256
  private let signals: SimulatedSignals
  private var startingLeft = 0
  private var index = 0

  /// Attaches the instrument to signals.
  public init(signals: SimulatedSignals) { self.signals = signals }

  /// Starts cold: a second of packets with counter 0.
  public mutating func powerUp(into output: inout [UInt8]) {
    startingLeft = 256
    index = 0
  }

  /// It takes no commands.
  public mutating func receive(_ byte: UInt8, into output: inout [UInt8]) {}

  /// The values of a sample, ten bits each.
  public func values(at index: Int) -> [Int] {
    Self.sensors.map { signals.count($0, at: index, rate: rate, top: 1023) }
  }

  /// Takes the next sample.
  public mutating func sample(into output: inout [UInt8], room: Int) {
    let isStarting = startingLeft > 0
    var packet: [UInt8] = [0xA5, 0x5A, 0x02, UInt8(truncatingIfNeeded: isStarting ? 0 : index)]
    for value in isStarting ? [0, 0, 0, 0, 0, 0] : values(at: index) {
      packet.append(UInt8(value >> 8))
      packet.append(UInt8(value & 255))
    }
    packet.append(isStarting ? 2 : 1)
    if isStarting { startingLeft -= 1 } else { index += 1 }
    if packet.count <= room { output += packet }
  }
}
