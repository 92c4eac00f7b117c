/// Frames of one length by a description.
struct DescribedFrameFormat: FixedFrameFormat {
  private let layout: DescribedLayout
  let rate: Double
  let length: Int
  let modulus: Int
  let lookahead: Int
  let lockCount: Int

  init(_ layout: DescribedLayout, rate: Double) {
    self.layout = layout
    self.rate = rate
    length = layout.length
    modulus = layout.modulus
    lookahead = layout.lookahead
    lockCount = 3
  }

  var channels: [InstrumentChannel] { layout.channels }
  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool { layout.isFrame(bytes) }
  func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool { layout.isBeginning(bytes, count: count) }
  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int { max(0, layout.sequence(bytes)) }
  func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    layout.read(bytes, into: &frame, events: &events)
  }
}

/// Frames in SLIP or COBS by a description.
struct DescribedPacketFormat: PacketFormat {
  enum Stuffing { case slip, cobs }

  private let layout: DescribedLayout
  private let stuffing: Stuffing
  let rate: Double
  let isChecked: Bool
  let longest: Int
  let delimiter: UInt8
  private var plain: [UInt8] = []

  init(_ layout: DescribedLayout, _ description: InstrumentDescription, stuffing: Stuffing) {
    self.layout = layout
    self.stuffing = stuffing
    rate = description.rate
    isChecked = description.checksum != nil
    delimiter = stuffing == .slip ? 0xC0 : 0
    // Every byte may be escaped.
    longest = 2 * layout.length + 2
    plain.reserveCapacity(longest)
  }

  var channels: [InstrumentChannel] { layout.channels }
  var modulus: Int { layout.modulus }

  mutating func read(
    _ packet: UnsafeBufferPointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents
  ) -> PacketContent {
    plain.removeAll(keepingCapacity: true)
    guard stuffing == .slip ? unescape(packet) : unstuff(packet), plain.count == layout.length else {
      return .damaged(frames: 0)
    }
    return plain.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress, layout.isFrame(base) else { return .damaged(frames: 1) }
      layout.read(base, into: &frame, events: &events)
      return .frame(sequence: layout.sequence(base))
    }
  }

  /// RFC 1055: DB DC is C0, DB DD is DB.
  private mutating func unescape(_ packet: UnsafeBufferPointer<UInt8>) -> Bool {
    var place = 0
    while place < packet.count {
      let byte = packet[place]
      if byte == 0xDB {
        guard place + 1 < packet.count, packet[place + 1] == 0xDC || packet[place + 1] == 0xDD else { return false }
        plain.append(packet[place + 1] == 0xDC ? 0xC0 : 0xDB)
        place += 2
      } else {
        plain.append(byte)
        place += 1
      }
    }
    return true
  }

  /// Cheshire and Baker 1999: each code byte says how far the next zero is.
  private mutating func unstuff(_ packet: UnsafeBufferPointer<UInt8>) -> Bool {
    var place = 0
    while place < packet.count {
      let code = Int(packet[place])
      guard code > 0, place + code <= packet.count else { return false }
      plain.append(contentsOf: packet[(place + 1)..<(place + code)])
      place += code
      if code < 255, place < packet.count { plain.append(0) }
    }
    return true
  }
}

/// Lines of text by a description.
struct DescribedLineFormat: PacketFormat {
  /// The longest line of a description with few columns.
  static let shortestLimit = 256
  /// The widest cell: ten digits, a sign and a point, the separator and a blank.
  static let widestCell = 14

  private struct Field: Sendable {
    let column: Int
    let decimals: Int
    let range: ClosedRange<Int>
    let clips: Bool
    let mayBeEmpty: Bool
  }

  let channels: [InstrumentChannel]
  let rate: Double
  let delimiter = UInt8(ascii: "\n")
  let longest: Int
  let modulus: Int
  let isChecked: Bool
  private let prefix: [UInt8]
  private let suffix: [UInt8]
  private let separator: UInt8
  private let mark: UInt8
  private let checksum: FrameChecksum?
  private let counterColumn: Int?
  private let columnCount: Int
  private let values: [Field]
  private var cells: [Range<Int>] = []

  init(_ description: InstrumentDescription) {
    let framing = description.framing
    channels = description.channels
    rate = description.rate
    modulus = description.counter?.modulus ?? 0
    isChecked = description.checksum != nil
    prefix = Array((framing.prefix ?? "").utf8)
    suffix = Array((framing.suffix ?? "").utf8)
    separator = (framing.separator ?? ",").utf8.first ?? UInt8(ascii: ",")
    mark = (description.checksum?.mark ?? "*").utf8.first ?? UInt8(ascii: "*")
    checksum = description.checksum?.kind
    counterColumn = description.counter?.column
    columnCount = 1 + max(description.fields.compactMap(\.column).max() ?? 0, description.counter?.column ?? 0)
    values = description.fields.map { field in
      Field(
        column: field.column ?? 0, decimals: field.decimals ?? 0,
        range: (field.minimum ?? Int(Int32.min))...(field.maximum ?? Int(Int32.max)),
        clips: field.minimum != nil || field.maximum != nil, mayBeEmpty: field.mayBeEmpty ?? false)
    }
    let fixed = prefix.count + suffix.count + 2 * (checksum?.byteCount ?? 0) + 3
    longest = max(Self.shortestLimit, fixed + columnCount * Self.widestCell)
    cells.reserveCapacity(columnCount + 1)
  }

  mutating func read(
    _ packet: UnsafeBufferPointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents
  ) -> PacketContent {
    guard let body = body(packet) else { return .damaged(frames: 0) }
    cut(body)
    guard cells.count == columnCount else { return .damaged(frames: 1) }
    var sequence = noSequence
    if let counterColumn {
      guard let count = DecimalField.integer(UnsafeBufferPointer(rebasing: body[cells[counterColumn]])),
        (0..<modulus).contains(count)
      else { return .damaged(frames: 1) }
      sequence = count
    }
    for (channel, field) in values.enumerated() {
      let cell = UnsafeBufferPointer(rebasing: body[cells[field.column]])
      if cell.isEmpty, field.mayBeEmpty {
        frame.missing |= 1 << UInt64(channel)
        events.values.append(0)
        continue
      }
      guard let value = DecimalField.scaled(cell, decimals: field.decimals), field.range.contains(value) else {
        return .damaged(frames: 1)
      }
      if field.clips, value == field.range.lowerBound || value == field.range.upperBound {
        frame.flags.insert(.clipped)
      }
      events.values.append(Int32(value))
    }
    return .frame(sequence: sequence)
  }

  /// What stands between prefix and suffix, the checksum being right.
  private func body(_ packet: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    var end = packet.count
    if end > 0, packet[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    guard packet[0..<end].allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
    var start = prefix.count
    guard end >= start, packet[0..<start].elementsEqual(prefix) else { return nil }
    if let checksum {
      let digits = 2 * checksum.byteCount
      guard end - start > digits, packet[end - digits - 1] == mark else { return nil }
      var told: UInt32 = 0
      for place in (end - digits)..<end {
        guard let digit = Self.digit(packet[place]) else { return nil }
        told = told << 4 | digit
      }
      end -= digits + 1
      guard checksum.value(UnsafeBufferPointer(rebasing: packet[start..<end])) == told else { return nil }
    }
    guard end - start >= suffix.count, packet[(end - suffix.count)..<end].elementsEqual(suffix) else { return nil }
    end -= suffix.count
    if start < end, packet[start] == separator, !prefix.isEmpty { start += 1 }
    return UnsafeBufferPointer(rebasing: packet[start..<end])
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 48...57: UInt32(byte - 48)
    case 65...70: UInt32(byte - 55)
    case 97...102: UInt32(byte - 87)
    default: nil
    }
  }

  private mutating func cut(_ body: UnsafeBufferPointer<UInt8>) {
    cells.removeAll(keepingCapacity: true)
    var start = 0
    for place in body.indices where body[place] == separator {
      cells.append(start..<place)
      start = place + 1
      // A blank after a comma belongs to no number.
      if start < body.count, body[start] == 0x20, separator != 0x20 { start += 1 }
      // More cells than a frame has are enough to refuse it.
      if cells.count > columnCount { return }
    }
    cells.append(min(start, body.count)..<body.count)
  }
}
