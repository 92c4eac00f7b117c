import PolygraphModel

private let contecNote =
  "The instrument filters and scales the waveform by itself: its amplitudes must not be compared."

/// Contec CMS50 up to version 4.6: five bytes, the upper bit set in the first one only; 60 a second.
struct ContecFormat: FixedFrameFormat {
  let channels = [InstrumentChannel("PLETH", sensor: .vasomotor, range: 0...127, note: contecNote)]
  let length = 5
  let modulus = 0
  let lockCount = 2
  let rate = 60.0
  let lookahead = 1
  private var lastRate = -2
  private var lastSaturation = -2

  mutating func restart() { self = ContecFormat() }

  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool {
    bytes[0] & 0x80 != 0 && (bytes[1] | bytes[2] | bytes[3] | bytes[4]) & 0x80 == 0
  }

  func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool { count < 1 || bytes[0] & 0x80 != 0 }
  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int { 0 }

  mutating func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    events.values.append(Int32(bytes[1]))
    frame.digital = bytes[0] & 0x7F
    if bytes[0] & 0x10 != 0 { frame.flags.insert(.sensorOff) }
    if bytes[0] & 0x40 != 0 { frame.flags.insert(.beat) }
    if bytes[2] & 0x20 != 0 { frame.flags.insert(.outOfTrack) }
    if bytes[2] & 0x10 != 0 { frame.flags.insert(.sensorOff) }
    let rate = Int(bytes[2] & 0x40) << 1 | Int(bytes[3])
    let saturation = bytes[4] == 0x7F ? -1 : Int(bytes[4])
    if rate != lastRate { events.append(.status(.heartRate, rate)) }
    if saturation != lastSaturation { events.append(.status(.oxygenSaturation, saturation)) }
    lastRate = rate
    lastSaturation = saturation
  }
}

/// Contec CMS50 version 7: packets whose first byte alone has the upper bit clear; the second byte carries the
/// payload's upper bits. Real-time data are packets of type 01, nine bytes; 60 a second.
struct ContecSevenFormat: FixedFrameFormat {
  let channels = [InstrumentChannel("PLETH", sensor: .vasomotor, range: 0...127, note: contecNote)]
  let length = 9
  let modulus = 0
  let lockCount = 2
  let rate = 60.0
  let lookahead = 1
  private var lastRate = -2
  private var lastSaturation = -2

  mutating func restart() { self = ContecSevenFormat() }

  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool {
    guard bytes[0] == 1 else { return false }
    for place in 1..<9 where bytes[place] & 0x80 == 0 { return false }
    return true
  }

  func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool { count < 1 || bytes[0] & 0x80 == 0 }
  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int { 0 }

  mutating func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    func payload(_ place: Int) -> Int {
      Int(bytes[2 + place] & 0x7F) | Int(bytes[1] >> UInt8(place) & 1) << 7
    }
    events.values.append(Int32(payload(1) & 0x7F))
    frame.digital = UInt8(payload(0) & 0x7F)
    if payload(0) & 0x10 != 0 { frame.flags.insert(.sensorOff) }
    if payload(0) & 0x40 != 0 { frame.flags.insert(.beat) }
    if payload(1) & 0x80 != 0 { frame.flags.insert(.outOfTrack) }
    let rate = payload(3) == 0xFF ? -1 : payload(3)
    let saturation = payload(4) == 0x7F ? -1 : payload(4)
    if rate != lastRate { events.append(.status(.heartRate, rate)) }
    if saturation != lastSaturation { events.append(.status(.oxygenSaturation, saturation)) }
    lastRate = rate
    lastSaturation = saturation
  }
}

/// The bytes that a CMS50 of version 7 takes.
public enum ContecCommand {
  /// Start the real-time data.
  public static let start: [UInt8] = [0x7D, 0x81, 0xA1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]
  /// Stop the real-time data.
  public static let stop: [UInt8] = [0x7D, 0x81, 0xA2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]
  /// Keep the data coming; to be sent at least every five seconds.
  public static let keepAlive: [UInt8] = [0x7D, 0x81, 0xAF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]
}
