import PolygraphModel

/// What a value of a frame is.
public struct InstrumentChannel: Hashable, Sendable {
  /// The channel's name.
  public var name: String
  /// What it senses; `auxiliary` where the instrument cannot know.
  public var sensor: Sensor
  /// The least and the greatest count the converter gives; standing there means saturation.
  public var range: ClosedRange<Int32>
  /// How counts become physical values.
  public var transfer: TransferFunction
  /// What a user of the values must know.
  public var note: String?

  /// Makes a channel.
  public init(
    _ name: String, sensor: Sensor = .auxiliary, range: ClosedRange<Int32>, transfer: TransferFunction = .counts,
    note: String? = nil
  ) {
    self.name = name
    self.sensor = sensor
    self.range = range
    self.transfer = transfer
    self.note = note
  }
}

/// A machine that turns an instrument's bytes into frames and counts what is missing.
///
/// It has no clock, thread, file or port of its own: the same bytes in any pieces give the same events. Times are an
/// observation that the caller attaches to a read; they settle how often a counter went round in a gap, and nothing
/// else.
public protocol InstrumentDecoder: Sendable {
  /// The values of each frame.
  var channels: [InstrumentChannel] { get }

  /// Takes bytes that were read at a time, and appends what they say to the buffer.
  ///
  /// *Units*: `time` in nanoseconds of a clock that never steps back; 0 in all calls where there is none.
  /// *Complexity*: O(bytes); while frames follow each other the decoder's buffers stay where they are.
  mutating func push(_ bytes: UnsafeRawBufferPointer, at time: Int64, into events: inout DecodedEvents)

  /// Takes the stream as ended: decides about the bytes that waited for more, and counts what is cut.
  mutating func finish(into events: inout DecodedEvents)

  /// Forgets all bytes and counts, for a stream that starts now.
  ///
  /// `firstSequence` is the counter of the first frame, where the instrument begins anew with each start; frames that
  /// are missing from there on are counted. `nil` counts from the first frame that is found.
  mutating func begin(firstSequence: Int?)
}

extension InstrumentDecoder {
  /// Takes the bytes of an array.
  public mutating func push(_ bytes: [UInt8], at time: Int64 = 0, into events: inout DecodedEvents) {
    bytes.withUnsafeBytes { push($0, at: time, into: &events) }
  }
}
