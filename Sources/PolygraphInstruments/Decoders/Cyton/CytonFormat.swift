import PolygraphModel

/// The packets of an OpenBCI Cyton: 33 bytes from A0 to a stop byte, a counter, no checksum.
struct CytonFormat: FixedFrameFormat {
  private static let header: UInt8 = 0xA0

  let channels: [InstrumentChannel]
  let length = 33
  let modulus = 256
  let lockCount = 2
  let rate = 250.0
  let lookahead = 1
  let textEnd = Array("$$$".utf8)
  let bootText = Array("OpenBCI V3".utf8)
  /// Odd counters are the board's, even ones the Daisy's.
  private let hasDaisy: Bool
  /// The axis of a time-stamped packet by the counter's last decimal, as firmware 3 sends it.
  private let knowsAxes: Bool

  init(gain: Double, hasDaisy: Bool, firmware: Int?) {
    self.hasDaisy = hasDaisy
    knowsAxes = firmware == 3
    let full: Int32 = 8_388_607
    channels =
      (1...8).map {
        InstrumentChannel("CH\($0)", range: -full - 1...full, transfer: .cyton(gain: gain))
      }
      + ["X", "Y", "Z"].map {
        InstrumentChannel("AUX\($0)", range: -32_768...32_767, transfer: .cytonAcceleration)
      }
  }

  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool { bytes[0] == Self.header && bytes[32] & 0xF0 == 0xC0 }
  func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool { count < 1 || bytes[0] == Self.header }
  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int { Int(bytes[1]) }

  func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    var isClipped = false
    for channel in 0..<8 {
      let place = 2 + 3 * channel
      let word = UInt32(bytes[place]) << 24 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 8
      let value = Int32(bitPattern: word) >> 8
      isClipped = isClipped || value == 8_388_607 || value <= -8_388_607
      events.values.append(value)
    }
    if isClipped { frame.flags.insert(.clipped) }
    if hasDaisy, bytes[1] & 1 == 0 { frame.module = 1 }
    readAuxiliary(bytes, into: &frame, events: &events)
  }

  private func readAuxiliary(
    _ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents
  ) {
    func word(_ place: Int) -> Int32 { Int32(Int16(bitPattern: UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]))) }
    let kind = bytes[32] & 15
    frame.digital = kind
    var axes: (Int32, Int32, Int32) = (0, 0, 0)
    let absent: UInt64 = 0b111 << 8
    switch kind {
    case 0, 1:
      axes = (word(26), word(28), word(30))
      // No new acceleration is sent as zeros.
      if kind == 0, axes == (0, 0, 0) { frame.missing = absent } else { frame.flags.insert(.auxiliaryFresh) }
    case 3...6:
      frame.deviceTicks = (28..<32).reduce(0) { $0 << 8 | Int(bytes[$1]) }
      frame.missing = absent
      let axis = kind < 5 ? Int(bytes[1]) % 10 - 7 : 0
      if kind >= 5 || knowsAxes, axis >= 0 {
        frame.missing &= ~(1 << UInt64(8 + axis))
        frame.flags.insert(.auxiliaryFresh)
        if axis == 0 { axes.0 = word(26) } else if axis == 1 { axes.1 = word(26) } else { axes.2 = word(26) }
      }
    default: frame.missing = absent
    }
    events.values.append(axes.0)
    events.values.append(axes.1)
    events.values.append(axes.2)
  }

  /// Packets that repeat every 33 bytes with the same byte after A0 come from a radio of another version.
  func diagnose(_ junk: [UInt8]) -> DecoderProblem? {
    for start in 0..<33 where start + 33 * 8 < junk.count && junk[start] == Self.header {
      let rows = stride(from: start, to: junk.count - 1, by: 33)
      let good = rows.filter { junk[$0] == Self.header && junk[$0 + 1] == junk[start + 1] }
      if good.count >= 8, good.count * 10 >= rows.underestimatedCount * 9 { return .firmwareMismatch }
    }
    return nil
  }
}
