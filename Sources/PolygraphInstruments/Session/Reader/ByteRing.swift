import Synchronization

/// A bounded ring of byte blocks with the times of their arrival, from one thread to one other, without locks.
///
/// The producer reads straight into the ring's memory; neither side allocates, waits or calls the system. What does not
/// fit is refused, so that it can be counted: nothing in the ring is ever overwritten.
final class ByteRing: @unchecked Sendable {
  private struct Mark {
    var count: Int
    var time: Int64
  }

  /// The most bytes a block has.
  static let longestBlock = 4096

  private let bytes: UnsafeMutableRawPointer
  private let marks: UnsafeMutablePointer<Mark>
  private let byteCapacity: Int
  private let markCapacity: Int
  // Counts since the start, which never wrap in 64 bits; the producer writes the first two, the consumer the others.
  private let bytesIn = Atomic<Int>(0)
  private let marksIn = Atomic<Int>(0)
  private let bytesOut = Atomic<Int>(0)
  private let marksOut = Atomic<Int>(0)

  /// Makes a ring. Capacities that are not positive are a programming error.
  init(bytes byteCapacity: Int = 1 << 20, blocks markCapacity: Int = 1 << 15) {
    precondition(byteCapacity > 0 && markCapacity > 0, "A ring holds something.")
    self.byteCapacity = byteCapacity
    self.markCapacity = markCapacity
    bytes = .allocate(byteCount: byteCapacity, alignment: 16)
    marks = .allocate(capacity: markCapacity)
    marks.initialize(repeating: Mark(count: 0, time: 0), count: markCapacity)
  }

  deinit {
    bytes.deallocate()
    marks.deallocate()
  }

  /// Bytes that wait for the consumer.
  var waitingBytes: Int { bytesIn.load(ordering: .acquiring) - bytesOut.load(ordering: .acquiring) }

  /// Memory the producer may fill next; empty when the ring is full.
  func room() -> UnsafeMutableRawBufferPointer {
    let end = bytesIn.load(ordering: .relaxed)
    let free = byteCapacity - (end - bytesOut.load(ordering: .acquiring))
    let blocks = marksIn.load(ordering: .relaxed) - marksOut.load(ordering: .acquiring)
    guard free > 0, blocks < markCapacity else { return UnsafeMutableRawBufferPointer(start: nil, count: 0) }
    let place = end % byteCapacity
    return UnsafeMutableRawBufferPointer(
      start: bytes + place, count: min(free, byteCapacity - place, Self.longestBlock))
  }

  /// Hands over the first bytes of the room, which were read at a time.
  func publish(_ count: Int, at time: Int64) {
    let block = marksIn.load(ordering: .relaxed)
    marks[block % markCapacity] = Mark(count: count, time: time)
    bytesIn.store(bytesIn.load(ordering: .relaxed) + count, ordering: .releasing)
    marksIn.store(block + 1, ordering: .releasing)
  }

  /// Gives the consumer the next block, if there is one, and frees it afterwards.
  func take(_ body: (UnsafeRawBufferPointer, Int64) -> Void) -> Bool {
    let block = marksOut.load(ordering: .relaxed)
    guard block < marksIn.load(ordering: .acquiring) else { return false }
    let mark = marks[block % markCapacity]
    let start = bytesOut.load(ordering: .relaxed)
    body(UnsafeRawBufferPointer(start: bytes + start % byteCapacity, count: mark.count), mark.time)
    bytesOut.store(start + mark.count, ordering: .releasing)
    marksOut.store(block + 1, ordering: .releasing)
    return true
  }
}
