import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import Synchronization

/// Takes one instrument's bytes: decodes them, keeps the sample index and the gap ledger, and hands frames on.
///
/// The recorder thread alone uses it. The sample index is the instrument's own clock; the times of reads are
/// observations beside it.
final class InstrumentRecorder {
  /// Frames that are handed on at once at most.
  static let longestBatch = 2048

  let plan: CapturePlan.Instrument
  let driver: InstrumentDriver
  let rate: SampleRate
  let channels: [InstrumentChannel]
  let sensors: [Sensor]
  private let writer: ExamPackageWriter
  private let board: AlarmBoard
  private let clock: any SessionClock
  private let limits: CaptureLimits
  private let feed: LiveFeed

  private(set) var sink: SegmentSink
  private(set) var counts = CaptureCounts()
  private(set) var sampleClock: SampleClock
  private(set) var lastCounts: [Int32]
  /// When a frame was last taken. *Units*: nanoseconds of the session.
  private(set) var lastFrameTime: Int64
  /// Frames present and missing, by channel, over the session.
  private(set) var presence: [(present: Int, missing: Int)]
  /// Segments that ended or run, with their places on the instrument's first clock.
  private(set) var spans: [SegmentSpan] = []

  private var decoder: any InstrumentDecoder
  private var events = DecodedEvents()
  private var monitors: [ChannelMonitor]
  private var isOpen = false
  private var isReset = false
  private var base = 0
  private var lead: [LostFrames] = []
  private var batch: [Int32] = []
  private var statuses: [Int32] = []
  private var batchStart = 0
  private var missingFrom: [Int?]
  private var endedRuns: [(channel: Int, frames: Range<Int>)] = []
  private var lastLoss: Int64?
  private var junkNoted = 0
  private var overflowNoted = 0
  private var flagFrames = (seen: 0, off: 0)

  init(
    _ plan: CapturePlan.Instrument, driver: InstrumentDriver, rate: SampleRate, writer: ExamPackageWriter,
    board: AlarmBoard, clock: any SessionClock, limits: CaptureLimits, feed: LiveFeed
  ) {
    self.plan = plan
    self.driver = driver
    self.rate = rate
    self.writer = writer
    self.board = board
    self.clock = clock
    self.limits = limits
    self.feed = feed
    decoder = driver.makeDecoder()
    channels = decoder.channels
    sensors = channels.map { plan.use(of: $0).sensor }
    sink = SegmentSink(writer: writer, instrument: plan.id, channels: channels, rate: rate, limits: limits.package)
    sampleClock = SampleClock(rate: rate)
    lastCounts = [Int32](repeating: 0, count: channels.count)
    lastFrameTime = clock.monotonic
    presence = Array(repeating: (0, 0), count: channels.count)
    missingFrom = Array(repeating: nil, count: channels.count)
    monitors = zip(channels, sensors).map {
      ChannelMonitor(sensor: $1, range: $0.range, rate: rate.hertz.value, limits: limits.quality)
    }
    batch.reserveCapacity(Self.longestBatch * channels.count)
    statuses.reserveCapacity(Self.longestBatch)
  }

  // MARK: - Streams

  /// Whether an instrument that was connected again sends what this one does.
  func fits(_ other: InstrumentDriver) -> Bool { other.rate == driver.rate && other.channels == channels }

  /// Begins with a stream that starts now.
  func begin() {
    decoder.begin(firstSequence: driver.firstSequence)
    base = 0
    lead.removeAll()
    lastFrameTime = clock.monotonic
  }

  /// Takes bytes that were read at a moment of the machine.
  func take(_ bytes: UnsafeRawBufferPointer, at machine: Int64) {
    decoder.push(bytes, at: clock.sessionTime(of: machine), into: &events)
    process()
  }

  /// Takes the stream as ended: what waited is decided, and the segment ends.
  func end(cause: String) {
    decoder.finish(into: &events)
    process()
    flush()
    endSegment(cause)
  }

  /// Notes bytes that the ring had no room for.
  func noteOverflow(total: Int) {
    guard total > overflowNoted else { return }
    let bytes = total - overflowNoted
    overflowNoted = total
    counts.overflowBytes += bytes
    var record = JournalRecord(.overflow, mono: clock.monotonic)
    record.segment = sink.segment
    record.at = sink.position
    record.count = bytes
    record.values = ["instrument": plan.id]
    try? writer.journal(record)
    board.raise(
      .overflow, plan.id, "\(plan.id) sent \(bytes) bytes faster than they could be taken; the gap is counted.")
  }

  /// Notes that the port was lost.
  func countDisconnect() { counts.disconnects += 1 }

  /// The ring of a new stream counts anew.
  func forgetOverflow() { overflowNoted = 0 }

  // MARK: - Events of the decoder

  private func process() {
    for event in events.events {
      switch event {
      case .frame(let frame): take(frame)
      case .lost(let loss): take(loss)
      case .junk(let count): counts.junkBytes += count
      case .reset:
        isReset = true
        counts.resets += 1
      case .text(let range): journalText(events.text(range))
      case .status(let status, let value): take(status, value)
      case .problem(let problem):
        board.raise(.instrumentFailure, plan.id, "\(plan.id): its bytes show \(problem.rawValue).")
      case .lockAcquired, .lockLost: break
      }
    }
    events.removeAll()
  }

  private func take(_ loss: LostFrames) {
    // Frames that are missing before the first one, or after a reset, belong to the segment that begins then.
    guard isOpen, !(isReset && loss.cause != .reset) else {
      lead.append(loss)
      return
    }
    flush()
    addGap(loss)
  }

  private func addGap(_ loss: LostFrames) {
    counts.lost += loss.count
    counts.gaps += 1
    if loss.isUncertain { counts.undecidable += loss.count }
    for channel in presence.indices { presence[channel].missing += loss.count }
    lastLoss = clock.monotonic
    board.raise(
      .loss, plan.id, "\(plan.id) lost \(loss.count) samples (\(loss.cause.rawValue)); the gap is in the ledger.")
    if loss.count > rate.sampleCount(in: limits.package.longestFilledGap) {
      var record = JournalRecord(.note, mono: clock.monotonic)
      record.what = "gap"
      record.count = loss.count
      record.why = loss.cause.rawValue
      record.text = "A gap of \(loss.count) frames is too long to be filled; a new segment begins behind it."
      record.values = ["instrument": plan.id]
      try? writer.journal(record)
      endSegment("gap of \(loss.count) frames: \(loss.cause.rawValue)")
    } else {
      sink.addGap(loss.count, cause: loss.cause.rawValue, isUncertain: loss.isUncertain)
    }
  }

  private func take(_ frame: DecodedFrame) {
    if isReset, isOpen {
      flush()
      endSegment("the instrument started anew")
    }
    isReset = false
    if !isOpen { openSegment(frame) }
    if statuses.isEmpty { batchStart = sink.position }
    let place = batchStart + statuses.count
    let values = events.values(of: frame)
    var status: SampleStatus = frame.flags.contains(.clipped) ? [.clipped] : []
    if frame.flags.contains(.sensorOff) { status.insert(.sensorOff) }
    if frame.flags.contains(.auxiliaryFresh) { status.insert(.auxiliaryFresh) }
    status.formUnion(.digitalInputs(frame.digital))
    var channel = 0
    for value in values {
      let isMissing = frame.missing >> UInt64(channel) & 1 == 1
      if !isMissing {
        lastCounts[channel] = value
        monitors[channel].take(value)
        presence[channel].present += 1
      }
      note(isMissing, channel, place)
      // The last value is held under what was not measured.
      batch.append(lastCounts[channel])
      channel += 1
    }
    statuses.append(status.rawValue)
    flagFrames.seen += 1
    if frame.flags.contains(.sensorOff) { flagFrames.off += 1 }
    counts.delivered += 1
    lastFrameTime = frame.hostTime
    sampleClock.note(index: place, time: frame.hostTime)
    if statuses.count == Self.longestBatch { flush() }
  }

  /// Keeps runs of a channel's missing values. Auxiliary channels that are renewed now and then are held instead, and
  /// the status says when they are fresh.
  private func note(_ isMissing: Bool, _ channel: Int, _ place: Int) {
    guard sensors[channel] != .auxiliary else { return }
    if isMissing {
      presence[channel].missing += 1
      if missingFrom[channel] == nil { missingFrom[channel] = place }
    } else if let start = missingFrom[channel] {
      missingFrom[channel] = nil
      endedRuns.append((channel, start..<place))
    }
  }

  private func take(_ status: InstrumentStatus, _ value: Int) {
    switch status {
    case .overrun: board.raise(.loss, plan.id, "\(plan.id) says that it lost samples of its own.")
    case .lowBattery: board.raise(.instrumentFailure, plan.id, "\(plan.id): its battery is low.")
    default: break
    }
  }

  private func journalText(_ text: String) {
    var record = JournalRecord(.note, mono: clock.monotonic)
    record.what = "instrument-text"
    record.text = String(text.prefix(400))
    record.values = ["instrument": plan.id]
    try? writer.journal(record)
  }

  // MARK: - Segments

  private func openSegment(_ frame: DecodedFrame) {
    let before = lead.reduce(0) { $0 + $1.count }
    let isLong = before > rate.sampleCount(in: limits.package.longestFilledGap)
    base = isLong ? frame.index : frame.index - before
    let period = 1e9 / rate.hertz.value
    let start = frame.hostTime - Int64(period * Double(frame.index - base))
    sampleClock = SampleClock(rate: rate)
    sink.begin(startMono: start)
    counts.segments += 1
    isOpen = true
    addSpan(start)
    let waiting = lead
    lead.removeAll()
    for loss in waiting where !isLong { addGap(loss) }
    if isLong {
      counts.lost += before
      counts.gaps += waiting.count
    }
  }

  private func addSpan(_ start: Int64) {
    var first = 0
    if let origin = spans.first, let last = spans.last {
      let elapsed = Double(start - origin.startMono) * rate.hertz.value * 1e-9
      first = max(last.firstSample + last.frames, Int(elapsed.rounded()))
    }
    spans.append(SegmentSpan(number: nil, startMono: start, firstSample: first, frames: 0, fit: nil))
  }

  private func endSegment(_ cause: String) {
    guard isOpen else { return }
    updateSpan(sampleClock.wholeFit)
    for channel in missingFrom.indices {
      if let start = missingFrom[channel] {
        sink.addMissing(channel: channel, frames: start..<sink.position)
        missingFrom[channel] = nil
      }
    }
    sink.end(cause: cause, fit: sampleClock.wholeFit)
    isOpen = false
  }

  private func updateSpan(_ fit: ClockFit?) {
    guard isOpen, !spans.isEmpty else { return }
    spans[spans.count - 1].frames = sink.position
    spans[spans.count - 1].fit = fit
    if let number = sink.segment { spans[spans.count - 1].number = number }
  }

  /// Hands the batch on.
  func flush() {
    defer { updateSpan(spans.last?.fit) }
    guard !statuses.isEmpty else {
      sink.pump()
      return
    }
    batch.withUnsafeBufferPointer { counts in
      statuses.withUnsafeBufferPointer { sink.add(counts, $0) }
    }
    if feed.isWanted {
      feed.offer(
        FrameBlock(
          instrument: plan.id, channels: channels.map(\.name), firstFrame: batchStart, counts: batch,
          status: statuses, mono: lastFrameTime))
    }
    batch.removeAll(keepingCapacity: true)
    statuses.removeAll(keepingCapacity: true)
    for run in endedRuns { sink.addMissing(channel: run.channel, frames: run.frames) }
    endedRuns.removeAll(keepingCapacity: true)
    // Runs that go on are told up to here, so that a commit has them.
    for channel in missingFrom.indices {
      if let start = missingFrom[channel], start < sink.position {
        sink.addMissing(channel: channel, frames: start..<sink.position)
        missingFrom[channel] = sink.position
      }
    }
  }

  // MARK: - What is told now and then

  /// Puts how the frames lie on the host's clock into the journal.
  func recordClock() {
    guard isOpen, let segment = sink.segment, let fit = sampleClock.fit else { return }
    try? writer.recordClock(segment: segment, fit)
    updateSpan(fit)
    if junkNoted < counts.junkBytes {
      var record = JournalRecord(.junk, mono: clock.monotonic)
      record.segment = segment
      record.count = counts.junkBytes - junkNoted
      junkNoted = counts.junkBytes
      try? writer.journal(record)
    }
  }

  /// The fit that places marks: as new as the samples.
  func refreshFit() { updateSpan(sampleClock.fit) }

  /// How far the instrument's clock is off; `nil` before a minute is in.
  var partsPerMillion: Double? {
    sampleClock.seconds >= SampleClock.leastSeconds ? sampleClock.fit?.ppm : nil
  }

  /// Raises and clears what the signals and the clock show.
  func watch() {
    let id = plan.id
    for (channel, monitor) in monitors.enumerated() where sensors[channel] != .auxiliary {
      let name = channels[channel].name
      let sensor = sensors[channel].rawValue
      board.set(
        .saturation, id, name, if: monitor.isSaturated,
        "\(name) (\(sensor)) stands at the end of its range; see to the sensor or the gain.")
      board.set(
        .flat, id, name, if: monitor.isFlat, "\(name) (\(sensor)) does not change; see whether the sensor is on.")
      board.set(.mainsHum, id, name, if: monitor.isHumming, "\(name) (\(sensor)) carries the mains' frequency.")
      board.set(
        .cuffLeak, id, name, if: monitor.isLeaking, "The pressure of \(name) falls steadily; see to cuff and tube.")
    }
    if Double(flagFrames.seen) >= rate.hertz.value * limits.quality.window {
      board.set(
        .sensorOff, id, if: 2 * flagFrames.off >= flagFrames.seen, "\(id) says that a sensor is off the person.")
      flagFrames = (0, 0)
    }
    if let lastLoss, Double(clock.monotonic - lastLoss) > limits.quality.lossSeconds * 1e9 {
      board.clear(.loss, id)
      board.clear(.overflow, id)
      self.lastLoss = nil
    }
  }

  /// Raises and clears what the clock shows; less often, for a fit takes some time.
  func watchClock() {
    guard let fit = sampleClock.fit, let ppm = partsPerMillion else { return }
    // Lateness that varies makes the slope as uncertain.
    let doubt = 2e6 * (fit.residual ?? 0) * 1e-9 / sampleClock.seconds
    board.set(
      .clockRate, plan.id, if: abs(ppm) > limits.quality.partsPerMillion + doubt,
      "The clock of \(plan.id) is \(Int(ppm.rounded())) ppm off its nominal rate; see whether the rate is set right.")
    let late = Double(sampleClock.recentLateness ?? 0) * 1e-9
    board.set(
      .clockJump, plan.id, if: late > limits.quality.clockJump * clock.speed,
      "Samples of \(plan.id) come \(Int(late * 1000)) ms late since a while; some may be missing that no counter tells."
    )
  }

  /// Brings what is shown of the instrument up to date.
  func status(isConnected: Bool, identity: String) -> CaptureStatus.Instrument {
    var status = CaptureStatus.Instrument(id: plan.id)
    status.identity = identity
    status.isConnected = isConnected
    status.channels = channels.map(\.name)
    status.sensors = sensors
    status.counts = counts
    status.counts.lost += sink.refused
    status.counts.delivered -= sink.refused
    status.counts.refused = sink.refused
    status.nominalRate = rate.hertz.value
    status.partsPerMillion = partsPerMillion
    status.lastCounts = lastCounts
    return status
  }
}

/// One segment of an instrument, and where it lies on the clock that its first segment began.
struct SegmentSpan: Sendable {
  /// Its number in the package; `nil` until the package has it.
  var number: Int?
  var startMono: Int64
  /// The place of its frame 0, in samples from the first segment's frame 0.
  var firstSample: Int
  var frames: Int
  var fit: ClockFit?
}
