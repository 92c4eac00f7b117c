import PolygraphModel
import PolygraphQuantities

/// The checked line protocol PLG1: `$P,sequence,microseconds,values*HH`, with a header `$H` and events `$E`.
struct PLG1Format: PacketFormat {
  private static let clockModulus = 1 << 32
  private static let mostChannels = 64

  private(set) var channels: [InstrumentChannel]
  private(set) var rate: Double
  private(set) var modulus: Int
  let delimiter = UInt8(ascii: "\n")
  let longest = 256
  let isChecked = true
  /// The header's text, to tell a changed one.
  private var header: [UInt8] = []
  private var fields: [Range<Int>] = []

  init(_ layout: PLG1Layout) {
    channels = layout.channels
    rate = layout.rate
    modulus = layout.hasSequence ? Self.clockModulus : 0
    fields.reserveCapacity(Self.mostChannels + 8)
  }

  mutating func read(
    _ packet: UnsafeBufferPointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents
  ) -> PacketContent {
    guard let body = Self.body(packet, fields: &fields), let kind = fields.first, kind.count == 1 else {
      return .damaged(frames: Self.samples(in: packet))
    }
    switch packet[body.lowerBound + kind.lowerBound] {
    case UInt8(ascii: "P"): return readSample(packet, body.lowerBound, &frame, &events)
    case UInt8(ascii: "E"): return readEvent(packet, body.lowerBound, &events)
    case UInt8(ascii: "H"): return readHeader(packet, &events)
    default: return .damaged(frames: 0)
    }
  }

  /// The bytes between `$` and `*` of a line with a right checksum, cut at commas.
  static func body(_ packet: UnsafeBufferPointer<UInt8>, fields: inout [Range<Int>]) -> Range<Int>? {
    var end = packet.count
    if end > 0, packet[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    guard end >= 5, packet[0] == UInt8(ascii: "$"), packet[end - 3] == UInt8(ascii: "*"),
      let high = digit(packet[end - 2]), let low = digit(packet[end - 1])
    else { return nil }
    var sum: UInt8 = 0
    var start = 0
    let count = end - 4
    fields.removeAll(keepingCapacity: true)
    for place in 0..<count {
      let byte = packet[1 + place]
      guard (0x20..<0x7F).contains(byte) else { return nil }
      sum ^= byte
      if byte == UInt8(ascii: ",") {
        fields.append(start..<place)
        start = place + 1
      }
    }
    fields.append(start..<count)
    return sum == high << 4 | low ? 1..<(1 + count) : nil
  }

  /// Upper-case hexadecimal, as the protocol wants it.
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    default: nil
    }
  }

  /// How many sample lines may have been in a damaged one.
  private static func samples(in packet: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    for place in packet.indices.dropLast() where packet[place] == UInt8(ascii: "$") {
      count += packet[place + 1] == UInt8(ascii: "P") ? 1 : 0
    }
    return max(1, count)
  }

  private func readSample(
    _ packet: UnsafeBufferPointer<UInt8>, _ start: Int, _ frame: inout DecodedFrame, _ events: inout DecodedEvents
  ) -> PacketContent {
    guard fields.count == channels.count + 3,
      let sequence = number(packet, start, fields[1]), (0..<Self.clockModulus).contains(sequence),
      let ticks = number(packet, start, fields[2]), (0..<Self.clockModulus).contains(ticks)
    else { return .damaged(frames: 1) }
    frame.deviceTicks = ticks
    for (channel, field) in fields.dropFirst(3).enumerated() {
      if field.isEmpty {
        frame.missing |= 1 << UInt64(channel)
        events.values.append(0)
      } else if let value = number(packet, start, field), let count = Int32(exactly: value) {
        events.values.append(count)
      } else {
        return .damaged(frames: 1)
      }
    }
    return .frame(sequence: modulus > 0 ? sequence : noSequence)
  }

  private func number(_ packet: UnsafeBufferPointer<UInt8>, _ start: Int, _ field: Range<Int>) -> Int? {
    DecimalField.integer(
      UnsafeBufferPointer(rebasing: packet[(start + field.lowerBound)..<(start + field.upperBound)]))
  }

  private func readEvent(
    _ packet: UnsafeBufferPointer<UInt8>, _ start: Int, _ events: inout DecodedEvents
  ) -> PacketContent {
    guard fields.count == 2 else { return .damaged(frames: 0) }
    let word = packet[(start + fields[1].lowerBound)..<(start + fields[1].upperBound)]
    if word.elementsEqual("reset".utf8) { return .reset }
    if word.elementsEqual("start".utf8) {
      events.append(.status(.started, 0))
    } else if word.elementsEqual("stop".utf8) {
      events.append(.status(.stopped, 0))
    } else if word.elementsEqual("overrun".utf8) {
      events.append(.status(.overrun, 0))
    } else {
      return .words
    }
    return .handled
  }

  private mutating func readHeader(
    _ packet: UnsafeBufferPointer<UInt8>, _ events: inout DecodedEvents
  ) -> PacketContent {
    guard let layout = PLG1Layout(line: packet) else { return .words }
    if layout.channels.map(\.name) != channels.map(\.name) || layout.rate != rate
      || layout.hasSequence != (modulus > 0)
    {
      events.append(.problem(.layoutChanged))
    }
    return .handled
  }

  /// Without a counter of its own the instrument's clock is one.
  func steps(from previous: DecodedFrame, to frame: DecodedFrame) -> Int? {
    let ticks = (frame.deviceTicks - previous.deviceTicks + Self.clockModulus) % Self.clockModulus
    // Half an hour without a line is less likely than a clock that began anew.
    guard ticks < Self.clockModulus / 2 else { return 0 }
    return max(1, Int((Double(ticks) * rate / 1e6).rounded()))
  }

  /// The line carries the instrument's own clock, so that a jump of the counter must be one of the clock.
  func isPlausible(steps: Int, from previous: DecodedFrame, to frame: DecodedFrame) -> Bool {
    let ticks = (frame.deviceTicks - previous.deviceTicks + Self.clockModulus) % Self.clockModulus
    guard rate > 0, steps < Self.clockModulus / 2 else { return false }
    // A long gap turns the clock of 32 bits (71 minutes) over.
    let expected = (Double(steps) * 1e6 / rate).truncatingRemainder(dividingBy: Double(Self.clockModulus))
    let difference = abs(Double(ticks) - expected)
    let distance = min(difference, Double(Self.clockModulus) - difference)
    return distance <= max(0.5e6 / rate + 1000, 0.01 * Double(steps) * 1e6 / rate)
  }
}

/// What a PLG1 header line says.
public struct PLG1Layout: Hashable, Sendable {
  /// The instrument's name.
  public let name: String
  /// Samples a second.
  public let rate: Double
  /// Whether samples are numbered.
  public let hasSequence: Bool
  /// The values of each sample.
  public let channels: [InstrumentChannel]

  /// Makes a layout of channels. No channel, more than 64, or a rate that no header could give, is a programming error.
  public init(name: String, rate: Double, hasSequence: Bool = true, channels: [InstrumentChannel]) {
    precondition((1...64).contains(channels.count), "A PLG1 instrument has 1 to 64 channels.")
    precondition(rate > 0 && rate <= 100_000, "A PLG1 instrument samples at up to 100000 Hz.")
    self.name = name
    self.rate = rate
    self.hasSequence = hasSequence
    self.channels = channels
  }

  /// Reads a header line, checksum included; `nil` when it is none.
  public init?(line: String) {
    let bytes = Array(line.utf8)
    guard let layout = bytes.withUnsafeBufferPointer({ PLG1Layout(line: $0) }) else { return nil }
    self = layout
  }

  init?(line: UnsafeBufferPointer<UInt8>) {
    var ranges: [Range<Int>] = []
    guard let body = PLG1Format.body(line, fields: &ranges) else { return nil }
    let fields = ranges.map {
      String(decoding: line[(body.lowerBound + $0.lowerBound)..<(body.lowerBound + $0.upperBound)], as: UTF8.self)
    }
    guard fields.count >= 6, fields.count <= 69, fields[0] == "H", fields[1] == "1",
      let rate = Double(fields[3]), rate > 0, rate <= 100_000, fields[4] == "0" || fields[4] == "1"
    else { return nil }
    var channels: [InstrumentChannel] = []
    for field in fields[5...] {
      let parts = field.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else { return nil }
      channels.append(
        InstrumentChannel(
          parts[0], sensor: Self.sensor(parts[0]), range: Int32.min...Int32.max,
          transfer: .linear("plg1", MeasurementUnit(rawValue: parts[1]), gain: 1)))
    }
    self.init(name: fields[2], rate: rate, hasSequence: fields[4] == "1", channels: channels)
  }

  /// The sensor that a channel's name means, by the first letters that the field uses.
  private static func sensor(_ name: String) -> Sensor {
    switch name.prefix(3).uppercased() {
    case "PN1", "PNT": .thoracicRespiration
    case "PN2", "PNA": .abdominalRespiration
    case "EDA", "GSR": .electrodermal
    case "CRD", "CAR": .cardio
    case "PPG", "PLE": .vasomotor
    case "ACT", "MOV", "SEA": .activity
    default: .auxiliary
    }
  }
}
