/// Finds and keeps the boundaries of frames of one length, and counts what is missing.
///
/// *Definition*: `chain(o, k, most, q)` holds when k frames in a row from offset o have the shape of frames and each
/// step of the counter, the first one counted from q, is 1 to `most`. Hunting takes the first offset with `chain(o, K,
/// 1)`, or with `chain(o, K + 3, 4)` where no strict row begins one frame later. Locked, the expected frame is taken at
/// once; a frame with another counter when two more confirm it; a damaged frame is passed over when two good ones with
/// the right counters follow it. In all other cases the hunt begins right after the last good frame, inside the broken
/// one.
struct FixedFrameDecoder<Format: FixedFrameFormat>: InstrumentDecoder {
  private enum Verdict { case yes, no, wait }
  private enum Action { case continued, wait, hunt }

  private(set) var format: Format
  private var pending: [UInt8] = []
  private var arrivals = ArrivalTimes()
  private var clock: GapClock
  private var isLocked = false
  private var previous = noSequence
  private var nextIndex = 0
  private var isStarting = false
  /// Bytes passed over since the last good frame, without those of words.
  private var skipped = 0
  /// Bytes passed over since the last good frame.
  private var passed = 0
  private var words: JunkText
  private var lastFrame: [UInt8]
  private var ending = false
  private var markCursor = 0

  init(_ format: Format) {
    self.format = format
    clock = GapClock(rate: format.rate)
    words = JunkText(end: format.textEnd, boot: format.bootText)
    lastFrame = []
    lastFrame.reserveCapacity(format.length)
    pending.reserveCapacity(16_384)
  }

  var channels: [InstrumentChannel] { format.channels }

  mutating func begin(firstSequence: Int?) {
    format.restart()
    pending.removeAll(keepingCapacity: true)
    arrivals.removeAll()
    clock.restart()
    isLocked = false
    previous = noSequence
    if let firstSequence, format.beginsAnew {
      previous = format.modulus > 0 ? (firstSequence + format.modulus - 1) % format.modulus : 0
    }
    nextIndex = 0
    isStarting = false
    skipped = 0
    passed = 0
    words.removeAll()
    lastFrame.removeAll(keepingCapacity: true)
  }

  mutating func push(_ bytes: UnsafeRawBufferPointer, at time: Int64, into events: inout DecodedEvents) {
    pending.append(contentsOf: bytes)
    arrivals.add(end: pending.count, time: time)
    scan(into: &events)
  }

  mutating func finish(into events: inout DecodedEvents) {
    ending = true
    defer { ending = false }
    scan(into: &events)
    let rest = pending.count
    if isLocked {
      if rest > 0 {
        // Less than half a frame is the rest of a doubled byte as likely as a frame that was cut.
        let frames = (2 * rest + format.length) / (2 * format.length)
        if frames > 0 { lose(frames, .truncated, true, &events) }
        events.append(.junk(byteCount: rest))
      }
    } else {
      skipped += rest
      if skipped > 0 { events.append(.junk(byteCount: skipped)) }
      let frames = (2 * (passed + rest) + format.length) / (2 * format.length)
      if nextIndex > 0, passed + rest > 0 { lose(max(1, frames), .truncated, true, &events) }
    }
    skipped = 0
    passed = 0
    words.removeAll()
    pending.removeAll(keepingCapacity: true)
    arrivals.removeAll()
  }

  // MARK: The machine

  private mutating func scan(into events: inout DecodedEvents) {
    // The bytes leave the machine while it looks at them, so that it may change itself.
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    markCursor = 0
    let used = bytes.withUnsafeBufferPointer { scan($0, into: &events) }
    if used == bytes.count { bytes.removeAll(keepingCapacity: true) } else { bytes.removeFirst(used) }
    swap(&bytes, &pending)
    arrivals.drop(used)
  }

  private mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, into events: inout DecodedEvents) -> Int {
    var place = 0
    while true {
      if isLocked {
        switch locked(bytes, &place, &events) {
        case .continued: break
        case .wait: return place
        case .hunt:
          isLocked = false
          events.append(.lockLost)
        }
      } else if !hunt(bytes, &place, &events) {
        return place
      }
    }
  }

  private func chain(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ count: Int, most: Int, from first: Int,
    isHunting: Bool = false
  ) -> Verdict {
    guard let base = bytes.baseAddress else { return ending ? .no : .wait }
    let length = format.length
    var (place, before) = (start, first)
    for number in 0..<count {
      guard place + length <= bytes.count else {
        // At the stream's end what is there must do, but not for a lock.
        return ending ? (number > 0 && !isHunting ? .yes : .no) : .wait
      }
      guard format.isFrame(base + place) else { return .no }
      let sequence = format.sequence(base + place, after: before)
      if before != noSequence {
        let step = format.steps(from: before, to: sequence)
        guard step >= 1, step <= most else { return .no }
      }
      before = sequence
      place += length
    }
    return .yes
  }

  // MARK: Hunting

  /// Looks for frames from `place` on. Returns false when more bytes are needed.
  private mutating func hunt(
    _ bytes: UnsafeBufferPointer<UInt8>, _ place: inout Int, _ events: inout DecodedEvents
  ) -> Bool {
    let count = format.lockCount
    while place < bytes.count, let base = bytes.baseAddress {
      if place + format.length <= bytes.count, format.isStarting(base + place) {
        switch chainOfStarting(bytes, place) {
        case .yes:
          take(starting: base + place, &events)
          place += format.length
          continue
        case .wait: return false
        case .no: break
        }
      }
      var verdict = Verdict.no
      if nextIndex == 0, passed == 0 {
        // A stream that begins here has its first frame here; less than a lock confirms it.
        verdict =
          previous != noSequence
          ? chain(bytes, place, 1, most: 1, from: previous)
          : chain(bytes, place, max(2, count - 1), most: 1, from: noSequence)
      }
      if verdict == .no { verdict = chain(bytes, place, count, most: 1, from: noSequence, isHunting: true) }
      if verdict == .no {
        verdict = chain(bytes, place, count + 3, most: 4, from: noSequence, isHunting: true)
        // Junk that happens to fit before a strict row does not belong to it.
        if verdict == .yes,
          chain(bytes, place + format.length, count, most: 1, from: noSequence, isHunting: true) == .yes
        {
          verdict = .no
        }
      }
      switch verdict {
      case .yes:
        lock(base + place, bytes, place, &events)
        place += format.length
        return true
      case .wait: return false
      case .no:
        pass(base[place], &events)
        place += 1
      }
    }
    return false
  }

  private mutating func pass(_ byte: UInt8, _ events: inout DecodedEvents) {
    skipped += 1
    passed += 1
    if let text = words.take(byte) {
      skipped -= text.count
      events.appendText(text)
      if text.starts(with: "Failure".utf8) { events.append(.problem(.instrumentFailure)) }
    }
    if let sample = words.sample, let problem = format.diagnose(sample) { events.append(.problem(problem)) }
  }

  private mutating func lock(
    _ start: UnsafePointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ events: inout DecodedEvents
  ) {
    let time = arrivals.time(ofByteBefore: place + format.length, cursor: &markCursor)
    let sequence = format.sequence(start, after: previous)
    let hasBooted = words.hasBooted
    let isTaken = !hasBooted && sequence == previous && clock.isTicking && isTakenAlready(place)
    skipped += isTaken ? format.length : 0
    if skipped > 0 { events.append(.junk(byteCount: skipped)) }
    if isTaken {
      // Bytes between frames passed for this frame before it came.
      lose(0, .resynchronization, true, &events)
    } else if nextIndex > 0, hasBooted || isStarting {
      events.append(.reset)
      loseByClock(time, &events)
    } else if previous != noSequence || format.modulus == 0 {
      loseInHunt(sequence, start, time, &events)
    }
    isStarting = false
    skipped = 0
    passed = 0
    words.removeAll()
    isLocked = true
    events.append(.lockAcquired)
    if !isTaken { emit(start, sequence, time, &events) }
  }

  private mutating func loseInHunt(
    _ sequence: Int, _ start: UnsafePointer<UInt8>, _ time: Int64, _ events: inout DecodedEvents
  ) {
    guard format.modulus > 0 else {
      // Without a counter the bytes passed over tell the least, and the clock may tell more.
      guard nextIndex > 0, passed > 0 else { return }
      let frames = max(1, (2 * passed + format.length) / (2 * format.length))
      let least = clock.earliestIndex(at: time).map { $0 - Double(nextIndex) } ?? 0
      let byClock = least.isFinite && least < 1e12 ? Int(max(0, least.rounded())) : 0
      lose(byClock > frames + 2 ? byClock : frames, .resynchronization, true, &events)
      return
    }
    let step = format.steps(from: previous, to: sequence)
    guard step > 0 else {
      loseByClock(time, &events)
      return
    }
    let lifted = clock.lift(expected: nextIndex, residue: step - 1, modulus: format.modulus, time: time)
    let isLong = passed / format.length + 1 >= format.modulus && !clock.isRunning
    if lifted.count > 0 { lose(lifted.count, .resynchronization, lifted.isUncertain || isLong, &events) }
  }

  private mutating func loseByClock(_ time: Int64, _ events: inout DecodedEvents) {
    guard nextIndex > 0, let latest = clock.latestIndex(at: time), latest.isFinite, latest < 1e15 else { return }
    let count = Int(latest.rounded()) - nextIndex
    if count > 0 { lose(count, .reset, true, &events) }
  }

  // MARK: Starting instruments

  private func chainOfStarting(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> Verdict {
    guard let base = bytes.baseAddress else { return .wait }
    let next = place + format.length
    guard next + format.length <= bytes.count else { return ending ? .yes : .wait }
    return format.isFrame(base + next) ? .yes : .no
  }

  private mutating func take(starting start: UnsafePointer<UInt8>, _ events: inout DecodedEvents) {
    if skipped > 0 { events.append(.junk(byteCount: skipped)) }
    skipped = 0
    passed = 0
    words.removeAll()
    guard !isStarting else { return }
    isStarting = true
    previous = noSequence
    events.append(.status(.starting, 0))
  }

  // MARK: Locked

  private mutating func locked(
    _ bytes: UnsafeBufferPointer<UInt8>, _ place: inout Int, _ events: inout DecodedEvents
  ) -> Action {
    let length = format.length
    guard place + length <= bytes.count, let base = bytes.baseAddress else { return .wait }
    let start = base + place
    if format.isFrame(start) {
      if format.isStarting(start) {
        switch chainOfStarting(bytes, place) {
        case .yes: return .hunt
        case .wait: return .wait
        case .no: break
        }
      }
      let sequence = format.sequence(start, after: previous)
      let step = format.steps(from: previous, to: sequence)
      if step == 1 {
        switch isFollowed(bytes, place, sequence) {
        case .yes:
          let time = arrivals.time(ofByteBefore: place + length, cursor: &markCursor)
          emit(start, sequence, time, &events)
          place += length
          return .continued
        case .wait: return .wait
        case .no: return .hunt
        }
      }
      if step == format.modulus || sequence == previous {
        let isSame = isSameAsLast(start)
        if isSame || clock.isTicking, isTakenAlready(place) {
          switch chain(bytes, place + length, 2, most: 1, from: previous) {
          case .yes:
            events.append(.junk(byteCount: length))
            if !isSame { lose(0, .sequence, true, &events) }
            place += length
            return .continued
          case .wait: return .wait
          case .no: break
          }
        }
      }
      if step > 1 {
        switch confirmation(bytes, place, sequence, lost: step - 1) {
        case .yes:
          jump(start, sequence, step, place, &events)
          place += length
          return .continued
        case .wait: return .wait
        case .no: break
        }
      }
    }
    let passing = format.sequence(previous, plus: 1)
    switch chain(bytes, place + length, 2, most: 1, from: passing) {
    case .yes:
      previous = passing
      lose(1, .corrupt, format.modulus == 0, &events)
      events.append(.junk(byteCount: length))
      place += length
      return .continued
    case .wait: return .wait
    case .no: return ending && place + 2 * length > bytes.count ? .wait : .hunt
    }
  }

  /// Whether the bytes after an expected frame speak for it, where no checksum does.
  private func isFollowed(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ sequence: Int) -> Verdict {
    let wanted = format.lookahead
    guard wanted > 0, let base = bytes.baseAddress else { return .yes }
    let next = place + format.length
    let available = min(wanted, bytes.count - next)
    guard available == wanted || ending else { return .wait }
    if format.isBeginning(base + next, count: available) { return .yes }
    // Either this frame or the beginning of the next one is damaged. Where the next one stands whole at another place,
    // bytes are missing or too many in this one.
    for other in (place + 1)...(next + format.length / 2) where other != next {
      switch chain(bytes, other, 2, most: 1, from: sequence, isHunting: true) {
      case .yes: return .no
      case .wait: return .wait
      case .no: break
      }
    }
    return .yes
  }

  private func confirmation(
    _ bytes: UnsafeBufferPointer<UInt8>, _ place: Int, _ sequence: Int, lost: Int
  ) -> Verdict {
    let next = place + format.length
    // The last frame of a stream has nobody to confirm it; a short jump is believed.
    if ending, next + format.length > bytes.count { return lost <= format.longestLooseStep ? .yes : .no }
    let strict = chain(bytes, next, 2, most: 1, from: sequence)
    guard strict == .no, lost <= format.longestLooseStep else { return strict }
    return chain(bytes, next, 2, most: 4, from: sequence)
  }

  private func isSameAsLast(_ start: UnsafePointer<UInt8>) -> Bool {
    lastFrame.count == format.length
      && lastFrame.elementsEqual(UnsafeBufferPointer(start: start, count: format.length))
  }

  /// Whether the place of a frame with the last counter is taken: by the same bytes, or, as the clock allows, by bytes
  /// that passed for this frame.
  private mutating func isTakenAlready(_ place: Int) -> Bool {
    guard format.modulus > 0, nextIndex > 0 else { return false }
    let time = arrivals.time(ofByteBefore: place + format.length, cursor: &markCursor)
    return clock.allowsRepeat(expected: nextIndex, modulus: format.modulus, time: time)
  }

  private mutating func jump(
    _ start: UnsafePointer<UInt8>, _ sequence: Int, _ step: Int, _ place: Int, _ events: inout DecodedEvents
  ) {
    let length = format.length
    let time = arrivals.time(ofByteBefore: place + length, cursor: &markCursor)
    let lifted = clock.lift(
      expected: nextIndex, residue: step - 1, modulus: format.modulus, time: time, dropped: true)
    lose(lifted.count, .sequence, lifted.isUncertain, &events)
    emit(start, sequence, time, &events)
  }

  // MARK: Results

  private mutating func lose(
    _ count: Int, _ cause: LostFrames.Cause, _ isUncertain: Bool, _ events: inout DecodedEvents
  ) {
    nextIndex += count
    events.append(.lost(LostFrames(count: count, cause: cause, isUncertain: isUncertain)))
  }

  @inline(__always) private mutating func emit(
    _ start: UnsafePointer<UInt8>, _ sequence: Int, _ time: Int64, _ events: inout DecodedEvents
  ) {
    var frame = DecodedFrame()
    frame.index = nextIndex
    frame.sequence = format.modulus > 0 ? sequence : noSequence
    frame.valueStart = events.values.count
    frame.hostTime = time
    format.read(start, into: &frame, events: &events)
    frame.valueCount = events.values.count - frame.valueStart
    clock.note(index: nextIndex, time: time)
    events.append(.frame(frame))
    nextIndex += 1
    previous = sequence
    lastFrame.removeAll(keepingCapacity: true)
    lastFrame.append(contentsOf: UnsafeBufferPointer(start: start, count: format.length))
  }
}
