import PolygraphModel
import PolygraphQuantities

/// The places of a described binary frame, checked once, for all framings of bytes.
struct DescribedLayout: Sendable {
  struct Value: Sendable {
    let place: Int
    let type: FieldType
    let range: ClosedRange<Int>
    let clips: Bool
  }

  let channels: [InstrumentChannel]
  let length: Int
  private let header: [UInt8]
  private let stop: [UInt8]
  private let checksum: (kind: FrameChecksum, place: Int, from: Int, isBig: Bool)?
  private let counter: (place: Int, type: FieldType)?
  private let values: [Value]
  let modulus: Int

  init(_ description: InstrumentDescription) throws(InstrumentDescriptionError) {
    let framing = description.framing
    let bytes = framing.length ?? 0
    length = bytes
    header = try InstrumentDescription.hexadecimal(framing.header ?? "", path: "framing.header")
    let ending = try InstrumentDescription.hexadecimal(framing.stop ?? "", path: "framing.stop")
    stop = ending
    checksum = description.checksum.map {
      ($0.kind, $0.at ?? bytes - ending.count - $0.kind.byteCount, $0.from ?? 0, $0.order == .big)
    }
    counter = description.counter.flatMap { counter in
      counter.at.flatMap { place in counter.type.map { (place, $0) } }
    }
    modulus = description.counter?.modulus ?? 0
    channels = description.channels
    values = description.fields.map { field in
      let type = field.type ?? .u8
      let range = max(type.range.lowerBound, Int(Int32.min))...min(type.range.upperBound, Int(Int32.max))
      return Value(
        place: field.at ?? 0, type: type,
        range: (field.minimum ?? range.lowerBound)...(field.maximum ?? range.upperBound),
        clips: field.minimum != nil || field.maximum != nil)
    }
  }

  /// True when header, stop bytes, checksum, counter and ranges are right.
  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool {
    for place in header.indices where bytes[place] != header[place] { return false }
    for place in stop.indices where bytes[length - stop.count + place] != stop[place] { return false }
    if let checksum {
      let covered = UnsafeBufferPointer(start: bytes + checksum.from, count: checksum.place - checksum.from)
      let sum = checksum.kind.value(covered)
      let count = checksum.kind.byteCount
      for place in 0..<count {
        let shift = UInt32(8 * (checksum.isBig ? count - 1 - place : place))
        guard bytes[checksum.place + place] == UInt8(truncatingIfNeeded: sum >> shift) else { return false }
      }
    }
    if counter != nil, !(0..<modulus).contains(sequence(bytes)) { return false }
    return values.allSatisfy { $0.range.contains($0.type.read(bytes + $0.place)) }
  }

  func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
    for place in 0..<min(count, header.count) where bytes[place] != header[place] { return false }
    return true
  }

  /// How many bytes of the next frame speak for one: none where a CRC does.
  var lookahead: Int { checksum.map { $0.kind.byteCount > 1 } ?? false ? 0 : header.count }

  func sequence(_ bytes: UnsafePointer<UInt8>) -> Int {
    counter.map { $0.type.read(bytes + $0.place) } ?? noSequence
  }

  func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents) {
    for value in values {
      let count = value.type.read(bytes + value.place)
      if value.clips, count == value.range.lowerBound || count == value.range.upperBound {
        frame.flags.insert(.clipped)
      }
      events.values.append(Int32(truncatingIfNeeded: count))
    }
  }
}

extension InstrumentDescription {
  /// The values of each frame.
  public var channels: [InstrumentChannel] {
    fields.map { field in
      let type = field.type?.range ?? Int(Int32.min)...Int(Int32.max)
      let least = field.minimum ?? max(type.lowerBound, Int(Int32.min))
      let most = field.maximum ?? min(type.upperBound, Int(Int32.max))
      // The kept decimals are part of the gain.
      let places = (0..<(field.decimals ?? 0)).reduce(1.0) { value, _ in value * 10 }
      return InstrumentChannel(
        field.name, sensor: field.sensor ?? .auxiliary,
        range: Int32(clamping: least)...Int32(clamping: max(least, most)),
        transfer: .linear(
          identifier, MeasurementUnit(rawValue: field.unit), gain: (field.scale ?? 1) / places,
          offset: field.offset ?? 0))
    }
  }

  /// A decoder for the described stream.
  ///
  /// *Errors*: ``InstrumentDescriptionError`` for a description that was changed after it was read.
  public func makeDecoder() throws(InstrumentDescriptionError) -> any InstrumentDecoder {
    try check()
    switch framing.kind {
    case .line: return DelimitedDecoder(DescribedLineFormat(self))
    case .fixed: return FixedFrameDecoder(DescribedFrameFormat(try DescribedLayout(self), rate: rate))
    case .slip:
      return DelimitedDecoder(DescribedPacketFormat(try DescribedLayout(self), self, stuffing: .slip))
    case .cobs:
      return DelimitedDecoder(DescribedPacketFormat(try DescribedLayout(self), self, stuffing: .cobs))
    }
  }
}
