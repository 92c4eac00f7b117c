import PolygraphModel

/// The frames of a BITalino (r)evolution: no header, four bits of counter, four of CRC.
///
/// The first four selected channels have ten bits, the fifth and the sixth six: by their place in the selection, not by
/// the input they come from.
struct BITalinoFormat: FixedFrameFormat {
  private static let lengths = [0, 3, 4, 6, 7, 8, 8]
  /// The remainder of a nibble by x⁴ + x + 1.
  private static let remainders: [UInt8] = [0, 3, 6, 5, 12, 15, 10, 9, 11, 8, 13, 14, 7, 4, 1, 2]
  /// The remainder after a whole byte, by the register's sixteen states.
  private static let table: [UInt8] = (0..<4096).map { place in
    let (register, byte) = (place >> 8, place & 255)
    let high = remainders[register] ^ UInt8(byte >> 4)
    return remainders[Int(high)] ^ UInt8(byte & 15)
  }

  let channels: [InstrumentChannel]
  let length: Int
  let rate: Double
  private let count: Int
  let modulus = 16
  let lockCount = 3
  let textEnd = [UInt8(ascii: "\n")]

  init(inputs: [Int], rate: Int) {
    precondition((1...6).contains(inputs.count), "A BITalino sends one to six channels.")
    precondition(
      Set(inputs).count == inputs.count && inputs.allSatisfy { (1...6).contains($0) } && inputs == inputs.sorted(),
      "A BITalino's inputs are A1 to A6, in ascending order.")
    precondition([1, 10, 100, 1000].contains(rate), "A BITalino samples at 1, 10, 100 or 1000 Hz.")
    count = inputs.count
    length = Self.lengths[count]
    self.rate = Double(rate)
    channels = inputs.enumerated().map { place, input in
      InstrumentChannel("A\(input)", range: 0...(place < 4 ? 1023 : 63))
    }
  }

  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool {
    Self.table.withUnsafeBufferPointer { table in
      var register = 0
      for place in 0..<(length - 1) { register = Int(table[register << 8 | Int(bytes[place])]) }
      let last = bytes[length - 1]
      return table[register << 8 | Int(last & 0xF0)] == last & 15
    }
  }

  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int { Int(bytes[length - 1] >> 4) }

  func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    let end = bytes + length - 1
    func byte(_ back: Int) -> Int32 { Int32(end[-back]) }
    frame.digital = UInt8(byte(1) >> 4)
    let first = (byte(1) & 15) << 6 | byte(2) >> 2
    events.values.append(first)
    var isClipped = first == 0 || first == 1023
    func add(_ value: Int32, _ top: Int32) {
      events.values.append(value)
      isClipped = isClipped || value == 0 || value == top
    }
    if count > 1 { add((byte(2) & 3) << 8 | byte(3), 1023) }
    if count > 2 { add(byte(4) << 2 | byte(5) >> 6, 1023) }
    if count > 3 { add((byte(5) & 63) << 4 | byte(6) >> 4, 1023) }
    if count > 4 { add((byte(6) & 15) << 2 | byte(7) >> 6, 63) }
    if count > 5 { add(byte(7) & 63, 63) }
    if isClipped { frame.flags.insert(.clipped) }
  }
}
