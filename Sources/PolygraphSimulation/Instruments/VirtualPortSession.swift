import CTermios
import Glibc
import PolygraphStatistics

/// One plugged-in time of a virtual instrument: the pseudo-terminal, what waits to be sent, and the instrument's clock.
struct VirtualPortSession {
  /// The most samples that are taken in one round, so that commands are heard in between.
  private static let longestRound = 2000
  /// What the wire holds besides the instrument, at the speed of life. The host is not scheduled faster when the
  /// instrument's clock is, so that the wire holds as much time at any speed.
  static let wireCapacity = 8192

  var instrument: any VirtualInstrument
  var generator: SeededGenerator
  private(set) var path = ""
  private var master: CInt = -1
  private(set) var outgoing: [UInt8] = []
  private var isConnected = false
  private var wasStreaming = false
  private var isStalled = false
  private var start = 0.0
  private(set) var sampled = 0
  private let wireBytes: Int

  init(instrument: any VirtualInstrument, generator: SeededGenerator, speed: Double = 1) {
    self.instrument = instrument
    self.generator = generator
    wireBytes = Int(Double(Self.wireCapacity) * max(1, speed))
  }

  mutating func attach(link: String?) throws(VirtualPort.Failure) {
    var name = [CChar](repeating: 0, count: 128)
    master = polygraph_open_pty(&name, name.count)
    guard master >= 0 else {
      throw VirtualPort.Failure(description: "No pseudo-terminal: \(String(cString: strerror(-master))).")
    }
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Only a terminal that was closed once tells that nobody has it open.
    let other = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    if other >= 0 { close(other) }
    guard let link else { return }
    let beside = "\(link).\(getpid())"
    // Replaced in one step, so that the link always leads somewhere. Nothing of somebody else's is removed for it.
    let isMade = symlink(path, beside) == 0
    guard isMade, rename(beside, link) == 0 else {
      let reason = String(cString: strerror(errno))
      if isMade { unlink(beside) }
      close(master)
      master = -1
      throw VirtualPort.Failure(description: "The link \(link) cannot be made: \(reason).")
    }
  }

  mutating func detach(link: String?) {
    close(master)
    master = -1
    guard let link else { return }
    // Another run may have taken the link over.
    var target = [CChar](repeating: 0, count: 128)
    let length = readlink(link, &target, target.count)
    let bytes = target.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
    if String(decoding: bytes, as: UTF8.self) == path { unlink(link) }
  }

  mutating func powerUp(_ faults: WireFaults) {
    var words: [UInt8] = []
    outgoing.removeAll()
    instrument.powerUp(into: &words)
    faults.pass(words, into: &outgoing, &generator)
    wasStreaming = false
  }

  /// Hears commands and sends what waits.
  mutating func exchange(timeout: CInt, _ faults: WireFaults) {
    var event = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    let count = poll(&event, 1, isConnected && !outgoing.isEmpty ? 1 : timeout)
    isConnected = event.revents & Int16(POLLHUP) == 0
    if count > 0, event.revents & Int16(POLLIN) != 0 {
      var bytes = [UInt8](repeating: 0, count: 512)
      let size = read(master, &bytes, bytes.count)
      for byte in bytes.prefix(max(0, size)) {
        var answer: [UInt8] = []
        instrument.receive(byte, into: &answer)
        // Who asks and never reads gets what the wire and the instrument hold, and no more.
        guard outgoing.count + answer.count <= instrument.transmitCapacity + Self.wireCapacity else { continue }
        faults.pass(answer, into: &outgoing, &generator)
      }
    }
    if !isConnected {
      // Nobody listens: what a line carries then is gone.
      outgoing.removeAll(keepingCapacity: true)
      if event.revents & Int16(POLLIN) == 0 { usleep(2000) }
    }
    flush()
  }

  mutating func flush(half: Bool = false) {
    guard isConnected, !isStalled, !outgoing.isEmpty else { return }
    let count = half ? max(1, outgoing.count / 2) : outgoing.count
    let size = outgoing.withUnsafeBytes { write(master, $0.baseAddress, count) }
    if size > 0 { outgoing.removeFirst(size) }
  }

  /// A start command begins the instrument's time.
  mutating func followStreaming(now: Double) {
    if instrument.isStreaming, !wasStreaming {
      start = now
      sampled = 0
    }
    wasStreaming = instrument.isStreaming
  }

  /// Seconds of the instrument's clock since its start; −1 while it rests.
  func instrumentTime(now: Double, speed: Double, faults: WireFaults) -> Double {
    wasStreaming ? (now - start) * speed * (1 + faults.partsPerMillion * 1e-6) : -1
  }

  /// Takes the samples that are due.
  mutating func sample(until time: Double, _ faults: WireFaults) {
    guard wasStreaming, time >= 0 else { return }
    let due = min(Int(time * instrument.rate), sampled + Self.longestRound)
    isStalled = faults.stall.map { time >= $0.start && time < $0.start + $0.length } ?? false
    while sampled < due {
      var frame: [UInt8] = []
      // In a stall the line takes nothing, and the instrument's own memory fills.
      let capacity = instrument.transmitCapacity + (isStalled ? 0 : wireBytes)
      instrument.sample(into: &frame, room: isConnected ? capacity - outgoing.count : .max)
      sampled += 1
      if isConnected { faults.pass(frame, into: &outgoing, &generator) }
    }
    flush()
  }
}
