import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import Synchronization

/// The recorder thread: takes what the ports' threads read, hands it to the package, and commits.
///
/// It alone decodes and writes samples. Marks and alarms come from other threads and meet it at the package's writer.
final class SessionRecorder: @unchecked Sendable {
  /// What the recorder shows of an instrument to other threads.
  struct View: Sendable {
    var status: CaptureStatus.Instrument
    var spans: [SegmentSpan]
    var rate: SampleRate
    var lastFrameTime: Int64
  }

  /// Blocks of bytes that are taken in one round, so that commits stay on time.
  private static let roundBlocks = 512
  /// How long the thread rests when nothing came. *Units*: microseconds.
  private static let rest: UInt32 = 4000
  private static let clockInterval: Int64 = 10_000_000_000
  private static let wallInterval: Int64 = 60_000_000_000
  private static let watchInterval: Int64 = 250_000_000

  // Used by the recorder thread alone once it runs.
  private var instruments: [InstrumentRecorder]
  private var streams: [PortStream?]
  private var queues: [[PortStream]]
  private var identities: [String]
  private var isConnected: [Bool]
  private var isForeign: [Bool]
  private let readers: [PortReader]
  private let writer: ExamPackageWriter
  private let board: AlarmBoard
  private let clock: any SessionClock
  private let limits: CaptureLimits
  private var nextClock: Int64
  private var nextWall: Int64
  private var nextWatch: Int64
  private var lastCommit: Int64
  private var rateMarks: [(time: Int64, frames: Int)]

  // Shared.
  private let isStopping = Atomic<Bool>(false)
  private let views: Mutex<[View]>
  private let done = DispatchSemaphore(value: 0)
  /// When the commit that runs was begun, in nanoseconds of the machine; 0 while none runs.
  let commitStart = Atomic<Int64>(0)
  /// When the thread last went round. *Units*: nanoseconds of the machine.
  let beat = Atomic<Int64>(SerialPort.now())

  init(
    instruments: [InstrumentRecorder], readers: [PortReader], writer: ExamPackageWriter, board: AlarmBoard,
    clock: any SessionClock, limits: CaptureLimits
  ) {
    self.instruments = instruments
    self.readers = readers
    self.writer = writer
    self.board = board
    self.clock = clock
    self.limits = limits
    streams = Array(repeating: nil, count: instruments.count)
    queues = Array(repeating: [], count: instruments.count)
    identities = Array(repeating: "", count: instruments.count)
    // Connected is who sends; the start commands take their time.
    isConnected = Array(repeating: false, count: instruments.count)
    isForeign = Array(repeating: false, count: instruments.count)
    let now = clock.monotonic
    nextClock = now + Self.clockInterval
    nextWall = now + Self.wallInterval
    nextWatch = now
    lastCommit = SerialPort.now()
    rateMarks = Array(repeating: (now, 0), count: instruments.count)
    views = Mutex(
      instruments.map {
        View(
          status: $0.status(isConnected: false, identity: ""), spans: [], rate: $0.rate,
          lastFrameTime: $0.lastFrameTime)
      })
  }

  /// What the recorder last showed of each instrument.
  var shown: [View] { views.withLock { $0 } }

  /// Starts the thread.
  func run() {
    let thread = Thread { [self] in
      loop()
      done.signal()
    }
    thread.name = "polygraph-recorder"
    thread.qualityOfService = .userInitiated
    thread.start()
  }

  /// Ends the thread when all streams are taken; the ports' threads must have been told to stop before.
  func finish() {
    isStopping.store(true, ordering: .releasing)
    done.wait()
  }

  /// Frames present and missing of each channel, by what it senses; after ``finish()``.
  var presence: [(sensor: Sensor, present: Int, missing: Int)] {
    instruments.flatMap { one in
      zip(one.sensors, one.presence).map { ($0, $1.present, $1.missing) }
    }
  }

  private func loop() {
    while true {
      // Looked at before the streams, so that nothing that came before it is left behind.
      let isLast = isStopping.load(ordering: .acquiring)
      var isBusy = false
      for index in instruments.indices { isBusy = turn(index) || isBusy }
      tell()
      show()
      // Before the commit: while the disk holds it up the beat grows old, and what is shown is no news.
      beat.store(SerialPort.now(), ordering: .releasing)
      if SerialPort.now() - lastCommit >= Int64(limits.commitMilliseconds) * 1_000_000 { commit() }
      if isBusy { continue }
      if isLast, streams.allSatisfy({ $0 == nil }), queues.allSatisfy(\.isEmpty) { break }
      usleep(Self.rest)
    }
    tell()
    commit()
    show()
  }

  /// Takes what one instrument's port has. Returns whether there may be more.
  private func turn(_ index: Int) -> Bool {
    for happening in readers[index].takeHappenings() {
      switch happening {
      case .started(let stream): queues[index].append(stream)
      case .refused(let text):
        journalPort(index, "refused", text)
        board.raise(.instrumentFailure, instruments[index].plan.id, text)
      }
    }
    if streams[index] == nil, let next = queues[index].first {
      queues[index].removeFirst()
      begin(next, index)
    }
    guard let stream = streams[index] else { return false }
    let instrument = instruments[index]
    // Looked at before the ring: what came before the end is in the ring then.
    let isEnded = stream.isEnded.load(ordering: .acquiring)
    var blocks = 0
    guard !isForeign[index] else {
      while stream.ring.take({ _, _ in }) {}
      if isEnded { streams[index] = nil }
      return false
    }
    while blocks < Self.roundBlocks, stream.ring.take({ instrument.take($0, at: $1) }) { blocks += 1 }
    instrument.noteOverflow(total: stream.dropped.load(ordering: .acquiring))
    instrument.flush()
    if isEnded, blocks < Self.roundBlocks { end(stream, index) }
    return blocks == Self.roundBlocks
  }

  private func begin(_ stream: PortStream, _ index: Int) {
    let instrument = instruments[index]
    let identity = stream.connection.identity
    let isFirst = identities[index].isEmpty
    streams[index] = stream
    isForeign[index] = !instrument.fits(stream.connection.driver)
    guard !isForeign[index] else {
      journalPort(index, "refused", identity, stream)
      board.raise(
        .identityChanged, instrument.plan.id,
        "Another instrument is at the place of \(instrument.plan.id), with other channels or another rate: "
          + "'\(identity)'. Its samples are not taken; plug the first one in again.")
      return
    }
    instrument.forgetOverflow()
    instrument.begin()
    journalPort(index, isFirst ? "opened" : "reconnected", identity, stream)
    if !isFirst {
      board.clear(.identityChanged, instrument.plan.id)
      if identity != identities[index] {
        board.raise(
          .identityChanged, instrument.plan.id,
          "\(instrument.plan.id) said '\(identities[index])' before and says '\(identity)' now; "
            + "see whether it is the same instrument.")
      }
      board.clear(.disconnected, instrument.plan.id)
      board.clear(.instrumentFailure, instrument.plan.id)
    }
    identities[index] = identity
    isConnected[index] = true
  }

  private func end(_ stream: PortStream, _ index: Int) {
    let instrument = instruments[index]
    let reason = stream.endReason
    instrument.end(cause: reason ?? "stopped")
    streams[index] = nil
    isConnected[index] = false
    guard let reason else {
      journalPort(index, "closed", nil, stream)
      return
    }
    instrument.countDisconnect()
    journalPort(index, "lost", reason, stream)
    board.raise(
      .disconnected, instrument.plan.id,
      "\(instrument.plan.id) is gone: \(reason). It is looked for; the session goes on.")
  }

  private func journalPort(_ index: Int, _ what: String, _ text: String?, _ stream: PortStream? = nil) {
    var record = JournalRecord(.port, mono: clock.monotonic)
    record.what = what
    record.text = text
    record.segment = instruments[index].sink.segment
    var values = ["instrument": instruments[index].plan.id]
    if let stream {
      let device = stream.connection.device
      values["path"] = device?.bestPath ?? stream.connection.port.path
      values["serial"] = device?.serial
      values["bytes"] = String(stream.received.load(ordering: .acquiring))
      values["drained"] = String(stream.connection.drained)
      values["baud"] = String(stream.connection.port.grantedBaud)
      values["lowLatency"] = stream.connection.port.hasLowLatency ? "yes" : "no"
    }
    record.values = values
    // A disk that does not answer keeps the record with everything else.
    try? writer.journal(record, isUrgent: true)
  }

  /// Puts clocks and alarms into the journal, and looks at the signals.
  private func tell() {
    let now = clock.monotonic
    if now >= nextWatch {
      nextWatch = now + Self.watchInterval
      for instrument in instruments {
        instrument.watch()
        instrument.refreshFit()
      }
    }
    if now >= nextClock {
      nextClock = now + Self.clockInterval
      for instrument in instruments {
        instrument.recordClock()
        instrument.watchClock()
      }
    }
    if now >= nextWall {
      nextWall = now + Self.wallInterval
      try? writer.recordWallClock()
    }
    for record in board.takeRecords() { try? writer.journal(record) }
  }

  private func commit() {
    commitStart.store(SerialPort.now(), ordering: .releasing)
    do throws(PackageError) {
      let report = try writer.commit()
      board.clear(.diskError)
      if !report.isSlow { board.clear(.slowDisk) }
    } catch {
      board.raise(
        .diskError, "\(error.message) Samples wait in memory and nothing is lost yet; make room on the disk.")
    }
    commitStart.store(0, ordering: .releasing)
    lastCommit = SerialPort.now()
  }

  private func show() {
    var shown: [View] = []
    let now = clock.monotonic
    for (index, instrument) in instruments.enumerated() {
      var status = instrument.status(isConnected: isConnected[index], identity: identities[index])
      let known = views.withLock { $0[index].status.measuredRate }
      let elapsed = Double(now - rateMarks[index].time) * 1e-9
      if elapsed >= 2 {
        status.measuredRate = Double(status.counts.delivered - rateMarks[index].frames) / elapsed
        rateMarks[index] = (now, status.counts.delivered)
      } else {
        status.measuredRate = known
      }
      shown.append(
        View(status: status, spans: instrument.spans, rate: instrument.rate, lastFrameTime: instrument.lastFrameTime))
    }
    views.withLock { $0 = shown }
  }
}
