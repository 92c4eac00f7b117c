/// A protocol of frames of one length, as the locking decoder needs to know it.
protocol FixedFrameFormat: Sendable {
  /// The values of each frame.
  var channels: [InstrumentChannel] { get }
  /// Bytes of a frame.
  var length: Int { get }
  /// Frames after which the counter begins anew; 0 where there is no counter.
  var modulus: Int { get }
  /// Frames in a row that make a lock.
  var lockCount: Int { get }
  /// Frames in a second, nominally; 0 when nobody knows.
  var rate: Double { get }
  /// How many bytes of the next frame are looked at before a frame is believed; 0 where a checksum speaks for it.
  var lookahead: Int { get }
  /// The longest step of the counter that two later frames in a loose row may confirm.
  var longestLooseStep: Int { get }
  /// Whether a start begins the counter at a known number; a clock's time stamp does not.
  var beginsAnew: Bool { get }
  /// What ends the instrument's words; empty where it has none.
  var textEnd: [UInt8] { get }
  /// Words that the instrument says when it starts.
  var bootText: [UInt8] { get }

  /// True when header, stop byte, checksum and ranges are those of a frame.
  func isFrame(_ bytes: UnsafePointer<UInt8>) -> Bool
  /// True when a frame may begin so; `count` is ``lookahead`` or less at the end of the stream.
  func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool
  /// The counter of a frame; `previous` is the one before it, or ``noSequence``.
  func sequence(_ bytes: UnsafePointer<UInt8>, after previous: Int) -> Int
  /// How many frames lie between two counters, from 1 to ``modulus``; −1 when none can.
  func steps(from previous: Int, to sequence: Int) -> Int
  /// The counter that stands so many frames after another one.
  func sequence(_ sequence: Int, plus steps: Int) -> Int
  /// True for a frame that the instrument sends before its samples begin.
  func isStarting(_ bytes: UnsafePointer<UInt8>) -> Bool
  /// Writes the frame's values and flags. The frame's place and times are set already.
  mutating func read(_ bytes: UnsafePointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents)
  /// Forgets what was learned of the stream.
  mutating func restart()
  /// What is wrong with a stretch of bytes in which no frame was found.
  func diagnose(_ junk: [UInt8]) -> DecoderProblem?
}

/// The counter where none is known.
let noSequence = -1

extension FixedFrameFormat {
  var lookahead: Int { 0 }
  var longestLooseStep: Int { 3 }
  var beginsAnew: Bool { true }
  var textEnd: [UInt8] { [] }
  var bootText: [UInt8] { [] }

  @inline(__always) func isBeginning(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool { true }

  @inline(__always) func steps(from previous: Int, to sequence: Int) -> Int {
    guard modulus > 0 else { return 1 }
    let step = (sequence - previous) % modulus
    return step > 0 ? step : step + modulus
  }

  @inline(__always) func sequence(_ sequence: Int, plus steps: Int) -> Int {
    modulus > 0 ? (sequence + steps) % modulus : 0
  }

  @inline(__always) func isStarting(_ bytes: UnsafePointer<UInt8>) -> Bool { false }
  mutating func restart() {}
  func diagnose(_ junk: [UInt8]) -> DecoderProblem? { nil }
}
