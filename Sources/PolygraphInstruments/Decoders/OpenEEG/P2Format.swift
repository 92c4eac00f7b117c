import PolygraphModel

/// OpenEEG P2 packets: 17 bytes, a counter, no checksum; six values below 1024.
struct P2Format: FixedFrameFormat {
  let channels = (1...6).map { InstrumentChannel("CH\($0)", range: 0...1023) }
  let length = 17
  let modulus = 256
  let lockCount = 2
  let rate: Double
  let lookahead = 2

  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool {
    guard bytes[0] == 0xA5, bytes[1] == 0x5A, bytes[2] == 2 else { return false }
    return bytes[4] | bytes[6] | bytes[8] | bytes[10] | bytes[12] | bytes[14] <= 3
  }

  func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
    (count < 1 || bytes[0] == 0xA5) && (count < 2 || bytes[1] == 0x5A)
  }

  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int { Int(bytes[3]) }

  /// For about a second after a reset the sketch sends counter 0 with switches 02.
  func isStarting(_ bytes: UnsafePointer<UInt8>) -> Bool { bytes[3] == 0 && bytes[16] == 2 && isFrame(bytes) }

  func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    frame.digital = bytes[16]
    for channel in 0..<6 {
      let value = Int32(bytes[4 + 2 * channel]) << 8 | Int32(bytes[5 + 2 * channel])
      if value == 0 || value == 1023 { frame.flags.insert(.clipped) }
      events.values.append(value)
    }
  }

  /// Another sketch for the same shield prints its packets as hexadecimal text.
  func diagnose(_ junk: [UInt8]) -> DecoderProblem? {
    let digits = Set("0123456789ABCDEFabcdefx,;:- \t\r\n".utf8)
    guard junk.allSatisfy(digits.contains) else { return nil }
    let text = String(decoding: junk, as: UTF8.self).lowercased().filter(\.isHexDigit)
    return text.contains("a55a") ? .packetAsText : nil
  }
}
