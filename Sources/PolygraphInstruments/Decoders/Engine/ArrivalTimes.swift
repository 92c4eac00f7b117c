/// Remembers when the bytes that still wait were read, so that a frame has the time of its last byte however the bytes
/// were cut.
struct ArrivalTimes: Sendable {
  private var marks: [(end: Int, time: Int64)] = []

  init() { marks.reserveCapacity(64) }

  mutating func removeAll() { marks.removeAll(keepingCapacity: true) }

  /// Bytes up to `end` were read at `time`.
  mutating func add(end: Int, time: Int64) {
    if let last = marks.last, last.time == time {
      marks[marks.count - 1].end = end
    } else {
      marks.append((end, time))
    }
  }

  /// When the byte before `end` was read; `cursor` is the mark to start looking at, and is moved on.
  @inline(__always) func time(ofByteBefore end: Int, cursor: inout Int) -> Int64 {
    while cursor < marks.count - 1, marks[cursor].end < end { cursor += 1 }
    return cursor < marks.count ? marks[cursor].time : 0
  }

  /// Forgets the first `count` bytes.
  mutating func drop(_ count: Int) {
    guard count > 0 else { return }
    var gone = 0
    while gone < marks.count - 1, marks[gone].end <= count { gone += 1 }
    if gone > 0 { marks.removeSubrange(0..<gone) }
    for index in marks.indices { marks[index].end -= count }
  }
}
