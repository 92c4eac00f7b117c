/// What a packet between two delimiters holds.
enum PacketContent {
  /// A frame with its counter, or ``noSequence``.
  case frame(sequence: Int)
  /// A good packet that is no sample.
  case handled
  /// The instrument started again.
  case reset
  /// Words that are kept for the reader.
  case words
  /// A packet that was damaged; so many samples may have been in it, 0 when the length must tell.
  case damaged(frames: Int)
}

/// A protocol of packets that end in a byte which stands nowhere else.
protocol PacketFormat: Sendable {
  /// The values of each frame.
  var channels: [InstrumentChannel] { get }
  /// What ends a packet.
  var delimiter: UInt8 { get }
  /// The longest packet without its delimiter; longer ones are junk, and told of once.
  var longest: Int { get }
  /// Frames after which the counter begins anew; 0 where there is none.
  var modulus: Int { get }
  /// Frames in a second, nominally; 0 when nobody knows.
  var rate: Double { get }
  /// True when a checksum tells a whole packet from a damaged one.
  var isChecked: Bool { get }
  /// True when an empty packet is nothing (a second delimiter).
  var allowsEmpty: Bool { get }

  /// Reads a packet. Values of a frame are appended; flags and device time are set.
  mutating func read(
    _ packet: UnsafeBufferPointer<UInt8>, into frame: inout DecodedFrame, events: inout DecodedEvents
  ) -> PacketContent
  /// True when a step of the counter fits the instrument's own time.
  func isPlausible(steps: Int, from previous: DecodedFrame, to frame: DecodedFrame) -> Bool
  /// How many frames lie between two by the instrument's own clock, where there is no counter; 0 when the clock began
  /// anew, `nil` without a clock.
  func steps(from previous: DecodedFrame, to frame: DecodedFrame) -> Int?
  /// Forgets what was learned of the stream.
  mutating func restart()
}

extension PacketFormat {
  var allowsEmpty: Bool { true }
  func isPlausible(steps: Int, from previous: DecodedFrame, to frame: DecodedFrame) -> Bool {
    modulus <= 65_536 || steps <= 65_536
  }
  func steps(from previous: DecodedFrame, to frame: DecodedFrame) -> Int? { nil }
  mutating func restart() {}
}

/// Cuts a stream at delimiters and counts what is missing between the frames it finds.
struct DelimitedDecoder<Format: PacketFormat>: InstrumentDecoder {
  private(set) var format: Format
  private var packet: [UInt8] = []
  private var isOverlong = false
  private var overlongCount = 0
  private var hasToldOverlong = false
  /// Nothing is known of what stood before the first delimiter.
  private var isFirst = true
  private var isLocked = false
  private var last = DecodedFrame()
  private var hasLast = false
  private var firstSequence: Int?
  /// A counter that did not fit; the next packet may confirm it.
  private var doubted = noSequence
  private var nextIndex = 0
  private var damagedFrames = 0
  private var usualLength = 0
  private var lastPacket: [UInt8] = []
  private var clock: GapClock

  init(_ format: Format) {
    self.format = format
    clock = GapClock(rate: format.rate)
    packet.reserveCapacity(format.longest + 1)
    lastPacket.reserveCapacity(format.longest + 1)
  }

  var channels: [InstrumentChannel] { format.channels }

  mutating func begin(firstSequence: Int?) {
    var fresh = Self(format)
    fresh.format.restart()
    fresh.firstSequence = firstSequence
    // A stream that begins now begins with a whole packet.
    fresh.isFirst = firstSequence == nil
    self = fresh
  }

  mutating func push(_ bytes: UnsafeRawBufferPointer, at time: Int64, into events: inout DecodedEvents) {
    var place = 0
    while place < bytes.count {
      var end = place
      while end < bytes.count, bytes[end] != format.delimiter { end += 1 }
      take(UnsafeRawBufferPointer(rebasing: bytes[place..<end]))
      guard end < bytes.count else { return }
      close(time, &events)
      place = end + 1
    }
  }

  mutating func finish(into events: inout DecodedEvents) {
    let rest = packet.count + overlongCount
    if isOverlong { tellOverlong(&events) }
    if rest > 0 {
      events.append(.junk(byteCount: rest))
      if hasLast { damagedFrames += frames(in: rest) }
    }
    if damagedFrames > 0, hasLast { lose(damagedFrames, .truncated, true, &events) }
    damagedFrames = 0
    overlongCount = 0
    isOverlong = false
    packet.removeAll(keepingCapacity: true)
  }

  private mutating func take(_ bytes: UnsafeRawBufferPointer) {
    if isOverlong || packet.count + bytes.count > format.longest {
      isOverlong = true
      overlongCount += packet.count + bytes.count
      packet.removeAll(keepingCapacity: true)
    } else {
      packet.append(contentsOf: bytes)
    }
  }

  private mutating func tellOverlong(_ events: inout DecodedEvents) {
    guard !hasToldOverlong else { return }
    hasToldOverlong = true
    events.append(.problem(.packetTooLong))
  }

  private func frames(in byteCount: Int) -> Int {
    usualLength > 0 ? max(1, (2 * byteCount + usualLength) / (2 * usualLength)) : 1
  }

  private mutating func close(_ time: Int64, _ events: inout DecodedEvents) {
    defer {
      isFirst = false
      packet.removeAll(keepingCapacity: true)
    }
    if isOverlong {
      tellOverlong(&events)
      spoil(overlongCount + 1, frames: 0, &events)
      overlongCount = 0
      isOverlong = false
      return
    }
    if packet.isEmpty, format.allowsEmpty { return }
    if isFirst, !format.isChecked {
      // Nothing tells whether the beginning of the first packet is there.
      events.append(.junk(byteCount: packet.count + 1))
      return
    }
    var frame = DecodedFrame()
    frame.hostTime = time
    frame.valueStart = events.values.count
    let content = packet.withUnsafeBufferPointer { format.read($0, into: &frame, events: &events) }
    frame.valueCount = events.values.count - frame.valueStart
    switch content {
    case .frame(let sequence): accept(&frame, sequence, time, &events)
    case .handled: lockIfNeeded(&events)
    case .reset:
      events.append(.reset)
      if damagedFrames > 0 { lose(damagedFrames, .reset, true, &events) }
      damagedFrames = 0
      hasLast = false
      doubted = noSequence
      firstSequence = nil
    case .words: events.appendText(packet)
    case .damaged(let count):
      drop(frame, &events)
      spoil(packet.count + 1, frames: count, &events)
    }
  }

  private func drop(_ frame: DecodedFrame, _ events: inout DecodedEvents) {
    events.values.removeLast(events.values.count - frame.valueStart)
  }

  private mutating func spoil(_ byteCount: Int, frames count: Int, _ events: inout DecodedEvents) {
    events.append(.junk(byteCount: byteCount))
    if hasLast { damagedFrames += count > 0 ? count : frames(in: byteCount) }
    if isLocked {
      isLocked = false
      events.append(.lockLost)
    }
  }

  private mutating func lockIfNeeded(_ events: inout DecodedEvents) {
    guard !isLocked else { return }
    isLocked = true
    events.append(.lockAcquired)
  }

  private mutating func accept(
    _ frame: inout DecodedFrame, _ sequence: Int, _ time: Int64, _ events: inout DecodedEvents
  ) {
    frame.sequence = sequence
    if format.modulus > 0, sequence != noSequence {
      guard settleCounter(frame, sequence, time, &events) else { return }
    } else if hasLast, let steps = format.steps(from: last, to: frame) {
      if steps == 0 {
        events.append(.reset)
        lose(damagedFrames, .reset, true, &events)
      } else if steps > 1 {
        lose(steps - 1, damagedFrames > 0 ? .corrupt : .sequence, false, &events)
      }
    } else if damagedFrames > 0 {
      lose(damagedFrames, .corrupt, true, &events)
    }
    damagedFrames = 0
    doubted = noSequence
    lockIfNeeded(&events)
    frame.index = nextIndex
    clock.note(index: nextIndex, time: time)
    events.append(.frame(frame))
    nextIndex += 1
    last = frame
    hasLast = true
    usualLength = packet.count + 1
    lastPacket.removeAll(keepingCapacity: true)
    lastPacket.append(contentsOf: packet)
  }

  /// Counts what the counter says is missing. Returns false when the packet is not to be delivered.
  private mutating func settleCounter(
    _ frame: DecodedFrame, _ sequence: Int, _ time: Int64, _ events: inout DecodedEvents
  ) -> Bool {
    let modulus = format.modulus
    guard hasLast else {
      if let first = firstSequence {
        let missing = ((sequence - first) % modulus + modulus) % modulus
        if missing > 0, missing <= 65_536 { lose(missing, .resynchronization, false, &events) }
      }
      return true
    }
    let difference = (sequence - last.sequence) % modulus
    let step = difference > 0 ? difference : difference + modulus
    if step == 1 { return true }
    if step == modulus, packet == lastPacket,
      clock.isRepeat(expected: nextIndex, modulus: modulus, time: time)
    {
      drop(frame, &events)
      events.append(.junk(byteCount: packet.count + 1))
      return false
    }
    let isConfirmed = doubted != noSequence && sequence == (doubted + 1) % modulus
    guard isConfirmed || format.isPlausible(steps: step, from: last, to: frame) else {
      doubted = sequence
      drop(frame, &events)
      spoil(packet.count + 1, frames: 1, &events)
      return false
    }
    if isConfirmed, !format.isPlausible(steps: step, from: last, to: frame) {
      // The counter began anew, and nobody said so.
      events.append(.reset)
      if damagedFrames > 0 { lose(damagedFrames, .reset, true, &events) }
      return true
    }
    let lifted = clock.lift(expected: nextIndex, residue: step - 1, modulus: modulus, time: time)
    lose(lifted.count, damagedFrames > 0 ? .corrupt : .sequence, lifted.isUncertain, &events)
    return true
  }

  private mutating func lose(
    _ count: Int, _ cause: LostFrames.Cause, _ isUncertain: Bool, _ events: inout DecodedEvents
  ) {
    nextIndex += count
    events.append(.lost(LostFrames(count: count, cause: cause, isUncertain: isUncertain)))
  }
}
