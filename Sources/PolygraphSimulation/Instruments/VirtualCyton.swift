import PolygraphModel

/// An OpenBCI Cyton with firmware 3.1.5: channels 1 to 6 are the respirations, EDA, cardio, pulse and activity.
public struct VirtualCyton: VirtualInstrument {
  private static let sensors: [Sensor?] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .activity, nil, nil,
  ]
  private static let banner = """
    OpenBCI V3 8-16 channel
    On Board ADS1299 Device ID: 0x3E
    LIS3DH Device ID: 0x33
    Firmware: v3.1.5
    $$$
    """

  /// The name on the command line.
  public let identifier = "cyton"
  /// Samples a second over the dongle.
  public let rate = 250.0
  /// Whether samples are being sent.
  public private(set) var isStreaming = false
  /// What the dongle holds back.
  public let transmitCapacity = 512

  private let signals: SimulatedSignals
  private var index = 0
  private var hasTimeStamps = false
  /// The internal test signal in place of the inputs.
  private var testSignal: TestSignal?
  private var isOn = [Bool](repeating: true, count: 8)
  /// A command of several characters that is not whole yet.
  private var command: [UInt8] = []

  /// Attaches the instrument to signals.
  public init(signals: SimulatedSignals) { self.signals = signals }

  /// Starts cold: the board says who it is.
  public mutating func powerUp(into output: inout [UInt8]) {
    self = VirtualCyton(signals: signals)
    output += Array(Self.banner.utf8)
  }

  /// Takes a command byte.
  public mutating func receive(_ byte: UInt8, into output: inout [UInt8]) {
    if !command.isEmpty {
      continued(byte, into: &output)
      return
    }
    func say(_ text: String) { output += Array((text + "$$$").utf8) }
    switch Character(Unicode.Scalar(byte)) {
    case "b":
      isStreaming = true
      index = 0
    case "s": isStreaming = false
    case _ where isStreaming: break
    case "v": powerUp(into: &output)
    case "V": say("v3.1.5")
    case "d":
      testSignal = nil
      isOn = [Bool](repeating: true, count: 8)
      say("updating channel settings to default")
    case "D": say("060110")
    case "?": say("Board ADS Registers\nADS_ID, 00, 3E, 0, 0, 1, 1, 1, 1, 1, 0\n")
    case "C": say("no daisy to attach!8")
    case "c": say("daisy removed")
    case "<":
      hasTimeStamps = true
      say("Time stamp ON")
    case ">":
      hasTimeStamps = false
      say("Time stamp OFF")
    case "1"..."8": isOn[Int(byte) - 49] = false
    case "!": isOn[0] = true
    case "@": isOn[1] = true
    case "#": isOn[2] = true
    case "$": isOn[3] = true
    case "%": isOn[4] = true
    case "^": isOn[5] = true
    case "&": isOn[6] = true
    case "*": isOn[7] = true
    case "0", "-", "=", "p", "[", "]":
      testSignal = TestSignal(command: byte)
      say("Configured internal test signal.")
    case "x", "z", "~", "/", "`": command = [byte]
    case "\u{F0}": command = [byte]
    default: break
    }
  }

  private mutating func continued(_ byte: UInt8, into output: inout [UInt8]) {
    command.append(byte)
    func say(_ text: String) { output += Array((text + "$$$").utf8) }
    let lengths: [UInt8: Int] = [
      UInt8(ascii: "x"): 9, UInt8(ascii: "z"): 5, UInt8(ascii: "~"): 2, UInt8(ascii: "/"): 2, UInt8(ascii: "`"): 2,
      0xF0: 2,
    ]
    guard command.count >= lengths[command[0]] ?? 1 else { return }
    switch command[0] {
    case UInt8(ascii: "x"): say("Success: Channel set for \(Character(Unicode.Scalar(command[1])))")
    case UInt8(ascii: "z"): say("Success: Lead off set for \(Character(Unicode.Scalar(command[1])))")
    case UInt8(ascii: "~"): say("Success: Sample rate is 250Hz")
    case UInt8(ascii: "/"): say("Success: default")
    case 0xF0 where byte == 7: say("Success: System is Up")
    default: break
    }
    command = []
  }

  /// The values of a sample: eight inputs of 24 bits, then three of acceleration.
  public func values(at index: Int) -> [Int] {
    let inputs = Self.sensors.enumerated().map { channel, sensor in
      if let testSignal { return isOn[channel] ? testSignal.value(at: index, rate: rate) : 0 }
      guard let sensor, isOn[channel] else { return 0 }
      return signals.count(sensor, at: index, rate: rate, top: 16_000_000) - 8_000_000
    }
    // A new acceleration comes with every tenth sample.
    let isFresh = index % 10 == 0 && !hasTimeStamps
    return inputs + (isFresh ? [16 * (index / 10 % 8), -16, 8000] : [0, 0, 0])
  }

  /// Takes the next sample.
  public mutating func sample(into output: inout [UInt8], room: Int) {
    let values = values(at: index)
    var packet: [UInt8] = [0xA0, UInt8(truncatingIfNeeded: index)]
    for value in values.prefix(8) {
      for shift in [16, 8, 0] { packet.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }
    if hasTimeStamps {
      let time = index * 4
      packet += [0, 0]
      for shift in [24, 16, 8, 0] { packet.append(UInt8(time >> shift & 255)) }
      packet.append(0xC4)
    } else {
      for value in values.suffix(3) {
        packet += [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
      }
      packet.append(0xC0)
    }
    index += 1
    if packet.count <= room { output += packet }
  }
}

/// The ADS1299's internal test signal at a gain of 24: nothing, a level, or a square wave around 0.
private struct TestSignal {
  /// (VREFP − VREFN) / 2400, which is 1.875 mV, in steps of 4.5 V / 24 / (2²³ − 1).
  private static let level = 83_886
  private let height: Int
  /// Samples of the chip's 2.048 MHz clock in a period; 0 for a level.
  private let clockTicks: Double

  /// The signal of a command: ground, slow, fast, level, slow and fast of double height.
  init(command: UInt8) {
    let isDouble = command == UInt8(ascii: "[") || command == UInt8(ascii: "]")
    height = command == UInt8(ascii: "0") ? 0 : isDouble ? 2 * Self.level : Self.level
    let isSlow = command == UInt8(ascii: "-") || command == UInt8(ascii: "[")
    let isLevel = command == UInt8(ascii: "0") || command == UInt8(ascii: "p")
    clockTicks = isLevel ? 0 : isSlow ? 2_097_152 : 1_048_576
  }

  func value(at index: Int, rate: Double) -> Int {
    guard clockTicks > 0 else { return height }
    let place = Double(index) / rate * 2_048_000 / clockTicks
    return place - place.rounded(.down) < 0.5 ? height : -height
  }
}
