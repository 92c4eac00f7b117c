import Synchronization

/// Blocks of sound on their way from the thread that reads them to the one that stores them: one of each, no lock.
final class AudioRing: @unchecked Sendable {
  /// What is known of a block.
  struct Head {
    /// Its frames.
    var frames = 0
    /// True when sound was lost before it and the device began anew.
    var isRestart = false
    /// A frame of the device and when it was taken; `nil` when the device did not say.
    var moment: AudioMoment?
    /// When the block had been read, in nanoseconds of the monotonic clock.
    var readAt: Int64 = 0
  }

  /// Counts a block holds.
  let blockCounts: Int
  private let heads: UnsafeMutableBufferPointer<Head>
  private let storage: UnsafeMutableBufferPointer<Int32>
  // Only the reader advances the one, only the storer the other; each sees of the other what was published before.
  private let published = Atomic<Int>(0)
  private let released = Atomic<Int>(0)

  /// Makes a ring of so many blocks.
  init(blocks: Int, blockCounts: Int) {
    self.blockCounts = blockCounts
    heads = .allocate(capacity: blocks)
    heads.initialize(repeating: Head())
    storage = .allocate(capacity: blocks * blockCounts)
    storage.initialize(repeating: 0)
  }

  deinit {
    heads.deallocate()
    storage.deallocate()
  }

  /// Blocks that wait.
  var waiting: Int { published.load(ordering: .acquiring) - released.load(ordering: .acquiring) }

  /// For the reader: the block to fill, or `nil` when all are full.
  func vacancy() -> UnsafeMutableBufferPointer<Int32>? {
    let next = published.load(ordering: .relaxed)
    guard next - released.load(ordering: .acquiring) < heads.count else { return nil }
    return block(next)
  }

  /// For the reader: hands over the block that ``vacancy()`` gave.
  func publish(_ head: Head) {
    let next = published.load(ordering: .relaxed)
    heads[next % heads.count] = head
    published.store(next + 1, ordering: .releasing)
  }

  /// For the storer: the oldest block, or `nil` when none waits.
  func oldest() -> (head: Head, counts: UnsafeMutableBufferPointer<Int32>)? {
    let next = released.load(ordering: .relaxed)
    guard next < published.load(ordering: .acquiring) else { return nil }
    return (heads[next % heads.count], block(next))
  }

  /// For the storer: gives the oldest block back.
  func release() {
    released.store(released.load(ordering: .relaxed) + 1, ordering: .releasing)
  }

  private func block(_ number: Int) -> UnsafeMutableBufferPointer<Int32> {
    let start = number % heads.count * blockCounts
    return UnsafeMutableBufferPointer(rebasing: storage[start..<start + blockCounts])
  }
}
