import Synchronization

/// Frames as they were taken, for a screen: a block of one instrument's counts.
public struct FrameBlock: Sendable {
  /// The instrument's name in the package.
  public let instrument: String
  /// The channels' names, in the order of the counts.
  public let channels: [String]
  /// The first frame's place on the instrument's clock, from the start of its segment.
  public let firstFrame: Int
  /// Raw counts, frame by frame.
  public let counts: [Int32]
  /// A status for each frame, as ``PolygraphFormats/SampleStatus`` has it.
  public let status: [Int32]
  /// When the last frame was read.
  ///
  /// *Units*: nanoseconds of the session's clock.
  public let mono: Int64

  /// How many frames there are.
  public var frames: Int { status.count }
}

/// The way from the recorder to whoever shows or filters samples live.
///
/// The recorder offers and never waits: what is not fetched in time is dropped from here and counted, and is on the
/// disk all the same. A live filter, a display or a trigger fetches from a thread of its own.
public final class LiveFeed: Sendable {
  /// The most frames that wait.
  public static let mostFrames = 1 << 16

  private struct State {
    var blocks: [FrameBlock] = []
    var frames = 0
    var dropped = 0
    var isWanted = false
  }
  private let state = Mutex(State())

  /// Makes a feed.
  public init() {}

  /// Frames that were dropped because nobody fetched them.
  public var droppedFrames: Int { state.withLock { $0.dropped } }

  /// The blocks since the last call, the oldest first. The feed begins with the first call.
  public func take() -> [FrameBlock] {
    state.withLock { state in
      defer {
        state.blocks.removeAll(keepingCapacity: true)
        state.frames = 0
      }
      state.isWanted = true
      return state.blocks
    }
  }

  /// Whether somebody fetches.
  var isWanted: Bool { state.withLock { $0.isWanted } }

  func offer(_ block: FrameBlock) {
    state.withLock { state in
      guard state.isWanted else { return }
      guard state.frames + block.frames <= Self.mostFrames else {
        state.dropped += block.frames
        return
      }
      state.frames += block.frames
      state.blocks.append(block)
    }
  }
}
