/// Watches bytes between frames for the instrument's words, and keeps a sample of them for a diagnosis.
struct JunkText: Sendable {
  private static let longest = 2048
  private static let sampleLength = 512
  private static let shortest = 3

  private let end: [UInt8]
  private let boot: [UInt8]
  private var run: [UInt8] = []
  private var recent: [UInt8] = []
  /// The instrument said the words of its start.
  private(set) var hasBooted = false
  /// A stretch of bytes without a frame, each time one is full.
  private(set) var sample: [UInt8]?

  init(end: [UInt8], boot: [UInt8]) {
    self.end = end
    self.boot = boot
    run.reserveCapacity(Self.longest)
    recent.reserveCapacity(Self.sampleLength)
  }

  mutating func removeAll() {
    run.removeAll(keepingCapacity: true)
    recent.removeAll(keepingCapacity: true)
    hasBooted = false
    sample = nil
  }

  /// Takes a byte; returns words that it ends.
  mutating func take(_ byte: UInt8) -> [UInt8]? {
    recent.append(byte)
    sample = nil
    if recent.count == Self.sampleLength {
      sample = recent
      recent.removeAll(keepingCapacity: true)
    }
    guard !end.isEmpty || !boot.isEmpty else { return nil }
    guard (0x20..<0x7F).contains(byte) || byte == 0x0A || byte == 0x0D else {
      run.removeAll(keepingCapacity: true)
      return nil
    }
    if run.count == Self.longest { run.removeAll(keepingCapacity: true) }
    run.append(byte)
    if !boot.isEmpty, byte == boot.last, run.count >= boot.count, run.suffix(boot.count).elementsEqual(boot) {
      hasBooted = true
    }
    guard !end.isEmpty, byte == end.last, run.count >= end.count + Self.shortest,
      run.suffix(end.count).elementsEqual(end)
    else { return nil }
    let text = run
    run.removeAll(keepingCapacity: true)
    return text
  }
}
