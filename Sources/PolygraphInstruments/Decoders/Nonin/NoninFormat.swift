import PolygraphModel

/// Nonin OEM III frames of five bytes, 75 a second; 25 make a packet that begins with SYNC.
///
/// There is no counter: the place in the packet, counted from SYNC, tells a loss but for whole packets.
struct NoninFormat: FixedFrameFormat {
  /// Data format 2 (8-bit pleth, leading 01) or 7 (16-bit pleth, no leading byte).
  enum DataFormat { case two, seven }

  private static let packetLength = 25

  let channels: [InstrumentChannel]
  let length = 5
  let modulus = NoninFormat.packetLength
  let lockCount: Int
  let rate = 75.0
  let lookahead: Int
  private let isSeven: Bool
  private let statusPlace: Int
  /// The slow data of the packet so far, by frame number from 1; −1 when not seen.
  private var heartRateHigh = -1

  init(_ format: DataFormat) {
    isSeven = format == .seven
    statusPlace = isSeven ? 0 : 1
    // Format 7 has one sure bit a frame, so that the whole next frame speaks for one.
    lookahead = isSeven ? 5 : 1
    lockCount = isSeven ? 3 : 2
    channels = [
      InstrumentChannel(
        "PLETH", sensor: .vasomotor, range: 0...(isSeven ? 65_535 : 255),
        note: "Amplitudes are scaled by the instrument.")
    ]
  }

  mutating func restart() { heartRateHigh = -1 }

  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool {
    (isSeven || bytes[0] == 1) && bytes[statusPlace] & 0x80 != 0
      && bytes[0] &+ bytes[1] &+ bytes[2] &+ bytes[3] == bytes[4]
  }

  func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
    if isSeven { return count < length || isFrame(bytes) }
    return count < 1 || bytes[0] == 1
  }

  /// The place in the packet from 0; ``modulus`` while no SYNC was seen.
  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int {
    if bytes[statusPlace] & 1 != 0 { return 0 }
    if previous == noSequence || previous == modulus { return modulus }
    return (previous + 1) % modulus
  }

  func steps(from previous: Int, to sequence: Int) -> Int {
    guard previous != modulus, sequence != modulus else { return 1 }
    let step = (sequence - previous) % modulus
    return step > 0 ? step : step + modulus
  }

  func sequence(_ sequence: Int, plus steps: Int) -> Int {
    sequence == modulus ? modulus : (sequence + steps) % modulus
  }

  mutating func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    let status = bytes[statusPlace]
    let pleth = isSeven ? Int32(bytes[1]) << 8 | Int32(bytes[2]) : Int32(bytes[2])
    events.values.append(pleth)
    frame.digital = status
    if status & 0x40 != 0 || status & 0x08 != 0 { frame.flags.insert(.sensorOff) }
    if status & 0x20 != 0 { frame.flags.insert(.artifact) }
    if status & 0x10 != 0 { frame.flags.insert(.outOfTrack) }
    if status & 0x06 != 0 { frame.flags.insert(.beat) }
    if status & 0x01 != 0 { frame.flags.insert(.groupStart) }
    readSlow(bytes[3], place: frame.sequence, events: &events)
  }

  private mutating func readSlow(_ byte: UInt8, place: Int, events: inout DecodedEvents) {
    switch place {
    case 0: heartRateHigh = Int(byte & 3)
    case 1 where heartRateHigh >= 0:
      let rate = heartRateHigh << 7 | Int(byte & 0x7F)
      events.append(.status(.heartRate, rate == 511 ? -1 : rate))
    case 2: events.append(.status(.oxygenSaturation, byte & 0x7F == 127 ? -1 : Int(byte & 0x7F)))
    case 7 where byte & 1 != 0: events.append(.status(.lowBattery, 1))
    default: break
    }
  }
}
