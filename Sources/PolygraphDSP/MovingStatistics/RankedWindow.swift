/// A window over a line that knows its samples by rank, moved one sample at a time.
///
/// *Definition*: two heaps part the window's samples: the smaller ones, their largest on top, and the others, their
/// smallest on top, which is the sample of the wanted rank. The newest sample takes the place of the oldest in
/// whichever heap that stands, and the two tops change places when they have to. On most lines a sample moves a few
/// places only.
/// *Missing*: a NaN stands in no heap; it is counted while the window holds it.
/// *Complexity*: O(log window) a step, O(window) memory.
final class RankedWindow {
  private let width: Int
  private let places: UnsafeMutablePointer<Int32>
  private let memory: UnsafeMutablePointer<WindowHeap.Entry>
  /// The smaller samples with their signs turned, so that the largest is on top.
  private var smaller: WindowHeap
  private var others: WindowHeap
  private var missingCount = 0

  init(width: Int) {
    precondition(width > 0 && width < Int(Int32.max) / 2, "A window has 1 to 2³⁰ − 1 samples.")
    self.width = width
    places = .allocate(capacity: width)
    places.initialize(repeating: -1, count: width)
    memory = .allocate(capacity: 2 * (width + 1))
    memory.initialize(repeating: WindowHeap.Entry(key: 0, slot: -1), count: 2 * (width + 1))
    smaller = WindowHeap(entries: memory, places: places, tag: 0)
    others = WindowHeap(entries: memory + (width + 1), places: places, tag: 1)
  }

  deinit {
    places.deallocate()
    memory.deallocate()
  }

  /// A value for each of `count` windows, the first of them around sample `start`.
  ///
  /// `place` says which sample of a window of some size is wanted, 0 for the smallest; `value` makes the result from it
  /// and, when asked, from the next larger one. Windows are cut off at the line's ends.
  func values(
    of line: UnsafeBufferPointer<Double>, window: MovingWindow, from start: Int, count: Int, place: (Int) -> Int,
    value: (_ count: Int, _ lower: Double, _ upper: () -> Double) -> Double
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(count)
    var slot = 0
    for index in 0..<min(start + window.after, line.count) { step(&slot, old: nil, new: line[index]) }
    slot = (start + window.after) % width
    var (known, rank) = (0, 0)
    for index in start..<(start + count) {
      let (first, last) = (index - window.before - 1, index + window.after)
      step(&slot, old: first >= 0 ? line[first] : nil, new: last < line.count ? line[last] : nil)
      let present = smaller.count + others.count
      guard missingCount == 0, present > 0 else {
        result.append(.nan)
        continue
      }
      if present != known { (known, rank) = (present, place(present)) }
      part(at: rank)
      result.append(value(present, others.top) { others.second })
    }
    return result
  }

  /// Moves the window on: the old sample of the slot goes, the new one comes.
  private func step(_ slot: inout Int, old: Double?, new: Double?) {
    if let old, old.isNaN { missingCount -= 1 }
    if let new, new.isNaN { missingCount += 1 }
    let place = Int(places[slot])
    if let new, !new.isNaN {
      if place < 0 { insert(new, slot: slot) } else { replace(at: place, with: new) }
    } else if place >= 0 {
      if place & 1 == 0 { smaller.remove(at: place >> 1) } else { others.remove(at: place >> 1) }
      places[slot] = -1
    }
    slot = slot + 1 == width ? 0 : slot + 1
  }

  private func insert(_ sample: Double, slot: Int) {
    if smaller.count > 0, sample < -smaller.top {
      smaller.insert(WindowHeap.Entry(key: -sample, slot: Int32(truncatingIfNeeded: slot)))
    } else {
      others.insert(WindowHeap.Entry(key: sample, slot: Int32(truncatingIfNeeded: slot)))
    }
  }

  private func replace(at place: Int, with sample: Double) {
    if place & 1 == 0 {
      smaller.replace(at: place >> 1, key: -sample)
    } else {
      others.replace(at: place >> 1, key: sample)
    }
    guard smaller.count > 0, others.count > 0, -smaller.top > others.top else { return }
    let low = others.topEntry
    let high = smaller.exchangeTop(with: WindowHeap.Entry(key: -low.key, slot: low.slot))
    _ = others.exchangeTop(with: WindowHeap.Entry(key: -high.key, slot: high.slot))
  }

  /// Moves tops from heap to heap until `rank` samples are smaller.
  private func part(at rank: Int) {
    while smaller.count < rank {
      let entry = others.topEntry
      others.remove(at: 0)
      smaller.insert(WindowHeap.Entry(key: -entry.key, slot: entry.slot))
    }
    while smaller.count > rank {
      let entry = smaller.topEntry
      smaller.remove(at: 0)
      others.insert(WindowHeap.Entry(key: -entry.key, slot: entry.slot))
    }
  }
}
