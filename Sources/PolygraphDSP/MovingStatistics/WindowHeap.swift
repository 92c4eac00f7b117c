/// A heap of a window's samples, the least key on top; a part of ``RankedWindow``.
///
/// Two heaps share a table that says for each slot of the window where its sample is, so that a sample can be replaced
/// or taken out wherever it stands.
struct WindowHeap {
  /// A sample's key and the slot it belongs to.
  struct Entry {
    var key: Double
    var slot: Int32
  }

  /// The samples, and an infinite key after the last.
  private let entries: UnsafeMutablePointer<Entry>
  /// For each slot twice the index in its heap, plus the heap's tag; −1 for a slot without a sample.
  private let places: UnsafeMutablePointer<Int32>
  private let tag: Int32
  private(set) var count = 0

  /// Makes an empty heap over memory for a whole window and one entry more; the tag is 0 or 1.
  init(entries: UnsafeMutablePointer<Entry>, places: UnsafeMutablePointer<Int32>, tag: Int32) {
    self.entries = entries
    self.places = places
    self.tag = tag
    close()
  }

  /// Marks the end, so that a child need not be looked for before it is compared.
  private func close() { entries[count] = Entry(key: .infinity, slot: -1) }

  /// The least key; there is one.
  var top: Double { entries[0].key }

  /// The second least key; infinity when there is none.
  var second: Double {
    guard count > 1 else { return .infinity }
    return count > 2 ? min(entries[1].key, entries[2].key) : entries[1].key
  }

  mutating func insert(_ entry: Entry) {
    count += 1
    close()
    moveUp(entry, from: count - 1)
  }

  /// Gives the sample at an index another key.
  func replace(at index: Int, key: Double) {
    let entry = Entry(key: key, slot: entries[index].slot)
    if index > 0, key < entries[(index - 1) / 2].key {
      moveUp(entry, from: index)
    } else {
      moveDown(entry, from: index)
    }
  }

  /// Puts another sample on top and returns the one that was there.
  func exchangeTop(with entry: Entry) -> Entry {
    let old = entries[0]
    moveDown(entry, from: 0)
    return old
  }

  /// The sample on top; there is one.
  var topEntry: Entry { entries[0] }

  /// Takes the sample at an index out. Its slot's place is left to the caller.
  mutating func remove(at index: Int) {
    count -= 1
    let last = entries[count]
    close()
    guard index < count else { return }
    if index > 0, last.key < entries[(index - 1) / 2].key {
      moveUp(last, from: index)
    } else {
      moveDown(last, from: index)
    }
  }

  private func put(_ entry: Entry, at index: Int) {
    entries[index] = entry
    places[Int(entry.slot)] = Int32(truncatingIfNeeded: index) << 1 | tag
  }

  private func moveUp(_ entry: Entry, from start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      guard entry.key < entries[parent].key else { break }
      put(entries[parent], at: index)
      index = parent
    }
    put(entry, at: index)
  }

  private func moveDown(_ entry: Entry, from start: Int) {
    var index = start
    while true {
      var child = 2 * index + 1
      guard child < count else { break }
      // Without a branch: which child is smaller cannot be foretold.
      child += entries[child + 1].key < entries[child].key ? 1 : 0
      guard entries[child].key < entry.key else { break }
      put(entries[child], at: index)
      index = child
    }
    put(entry, at: index)
  }
}
