/// What is known of one frame besides its values.
public struct FrameFlags: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt16
  /// Makes flags of bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A value stands at the end of its converter's range.
  public static let clipped = FrameFlags(rawValue: 1)
  /// The instrument says that a sensor is off the person.
  public static let sensorOff = FrameFlags(rawValue: 2)
  /// The auxiliary values are new in this frame.
  public static let auxiliaryFresh = FrameFlags(rawValue: 4)
  /// The instrument says that the signal is disturbed.
  public static let artifact = FrameFlags(rawValue: 16)
  /// The instrument says that its signal is weak, searching or out of track.
  public static let outOfTrack = FrameFlags(rawValue: 32)
  /// A heart beat was seen in this frame by the instrument.
  public static let beat = FrameFlags(rawValue: 64)
  /// The first frame of a group that the instrument marks.
  public static let groupStart = FrameFlags(rawValue: 128)
}

/// One frame of an instrument: its place on the instrument's clock, and where its values stand in the buffer.
public struct DecodedFrame: Hashable, Sendable {
  /// The frame's place on the instrument's clock, from the start of the stream; lost frames are counted.
  public var index = 0
  /// The counter as it was sent; −1 where the protocol has none.
  public var sequence = -1
  /// Where the frame's values begin in ``DecodedEvents/values``.
  public var valueStart = 0
  /// How many values it has.
  public var valueCount = 0
  /// Bit c is set when value c was not measured; the value under it is 0.
  public var missing: UInt64 = 0
  /// What is known besides.
  public var flags: FrameFlags = []
  /// Digital inputs and outputs, the instrument's own bits.
  public var digital: UInt8 = 0
  /// Which part of the instrument sampled it: 0 the board, 1 its extension.
  public var module: UInt8 = 0
  /// The instrument's own time in its own ticks; −1 where it sends none.
  public var deviceTicks = -1
  /// When the frame's last byte was read.
  ///
  /// *Units*: nanoseconds of the caller's clock.
  public var hostTime: Int64 = 0
}

/// Frames that were sent, or should have been, and were not delivered.
public struct LostFrames: Hashable, Sendable {
  /// How the loss was noticed.
  public enum Cause: String, Hashable, Sendable {
    /// The counter jumped.
    case sequence
    /// One frame was damaged where it stood.
    case corrupt
    /// The boundaries of frames were lost and found again.
    case resynchronization
    /// The instrument started again in the stream.
    case reset
    /// The stream ended in the frame.
    case truncated
  }
  /// How many.
  public var count: Int
  /// How the loss was noticed.
  public var cause: Cause
  /// True when neither the counter nor the clock settles the number.
  public var isUncertain: Bool

  /// Makes a loss.
  public init(count: Int, cause: Cause, isUncertain: Bool = false) {
    self.count = count
    self.cause = cause
    self.isUncertain = isUncertain
  }
}

/// What an instrument says of itself between frames.
public enum InstrumentStatus: String, Hashable, Sendable {
  /// Heart rate in beats a minute; −1 when the instrument has none.
  case heartRate
  /// Oxygen saturation in per cent; −1 when the instrument has none.
  case oxygenSaturation
  /// The interval between two beats in milliseconds.
  case interbeatInterval
  /// The instrument's battery is low.
  case lowBattery
  /// The instrument ends the transmission.
  case disconnecting
  /// A stream has begun.
  case started
  /// A stream has ended.
  case stopped
  /// The instrument lost samples of its own.
  case overrun
  /// The instrument is starting up and sends no samples yet.
  case starting
  /// The range changed in the next frame; so many frames just before it repeat an old value while the range settled.
  case rangeSettled
}

/// Why bytes do not look like the protocol they should follow.
public enum DecoderProblem: String, Hashable, Sendable {
  /// Radio and board firmware do not match: packets are shifted.
  case firmwareMismatch
  /// The packet is sent as text by another sketch.
  case packetAsText
  /// The instrument reports a failure in words; the text event before this one has them.
  case instrumentFailure
  /// A header line differs from the stream that runs.
  case layoutChanged
  /// A packet is longer than any of the protocol: the layout or the description is another instrument's, or the line is
  /// not its protocol at all. Told once a stream; the bytes of each are junk.
  case packetTooLong
}

/// What a decoder made of bytes, in order.
public enum DecodedEvent: Hashable, Sendable {
  /// A frame.
  case frame(DecodedFrame)
  /// Frames that are missing.
  case lost(LostFrames)
  /// Bytes that belong to no frame.
  case junk(byteCount: Int)
  /// The boundaries of frames are known.
  case lockAcquired
  /// The boundaries of frames are not known any more.
  case lockLost
  /// The instrument started again: its counter began anew.
  case reset
  /// Words of the instrument; the range is one of ``DecodedEvents/textBytes``.
  case text(Range<Int>)
  /// What the instrument says of itself.
  case status(InstrumentStatus, Int)
  /// The bytes do not follow the protocol.
  case problem(DecoderProblem)
}

/// A buffer that decoders write into and callers empty: events in order, with the values and words they point to.
///
/// It keeps its storage when it is emptied, so that it stops growing once it has held the most there is.
public struct DecodedEvents: Sendable {
  /// The events in order.
  public private(set) var events: [DecodedEvent] = []
  /// The values of all frames, one frame after the other: raw counts.
  public internal(set) var values: [Int32] = []
  /// The bytes of all words.
  public private(set) var textBytes: [UInt8] = []

  /// Makes an empty buffer with room for so many events and values.
  public init(capacity: Int = 256, valueCapacity: Int = 2048) {
    events.reserveCapacity(capacity)
    values.reserveCapacity(valueCapacity)
    textBytes.reserveCapacity(2048)
  }

  /// Empties the buffer and keeps its storage.
  public mutating func removeAll() {
    events.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    textBytes.removeAll(keepingCapacity: true)
  }

  /// The values of a frame.
  public func values(of frame: DecodedFrame) -> ArraySlice<Int32> {
    values[frame.valueStart..<(frame.valueStart + frame.valueCount)]
  }

  /// The words of a text event.
  public func text(_ range: Range<Int>) -> String { String(decoding: textBytes[range], as: UTF8.self) }

  /// The frames in order.
  public var frames: [DecodedFrame] {
    events.compactMap { if case .frame(let frame) = $0 { frame } else { nil } }
  }

  /// How many frames were reported lost.
  public var lostCount: Int {
    events.reduce(0) { sum, event in if case .lost(let loss) = event { sum + loss.count } else { sum } }
  }

  @inline(__always) mutating func append(_ event: DecodedEvent) { events.append(event) }

  mutating func appendText(_ bytes: some Collection<UInt8>) {
    let start = textBytes.count
    textBytes.append(contentsOf: bytes)
    events.append(.text(start..<textBytes.count))
  }
}
