/// A copy of numbers from which order statistics are taken by selection: O(n) each, where sorting takes n log n.
///
/// Numbers with a NaN among them have no order: ``hasNaN`` is asked first. Each call leaves the numbers parted around
/// its place, so that the next is the cheaper. Plain loops: an unoptimised build runs them without generic calls.
struct OrderStatistics {
  private var values: [Double]

  init(_ values: some Collection<Double>) { self.values = Array(values) }

  var count: Int { values.count }

  var hasNaN: Bool {
    var index = 0
    while index < values.count {
      if values[index].isNaN { return true }
      index += 1
    }
    return false
  }

  /// The number at a place, from 0, in ascending order.
  mutating func value(_ place: Int) -> Double {
    precondition(values.indices.contains(place), "An order statistic lies among the numbers.")
    return values.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return .nan }
      return Self.select(place, start, buffer.count)
    }
  }

  /// The number at the place after `place`, which ``value(_:)`` was last asked for: the least of those behind it.
  func next(after place: Int) -> Double {
    precondition(values.indices.contains(place + 1), "An order statistic lies among the numbers.")
    var least = values[place + 1]
    var index = place + 2
    while index < values.count {
      if values[index] < least { least = values[index] }
      index += 1
    }
    return least
  }

  /// Hoare's selection with the middle of three as pivot; after too many rounds the rest is sorted.
  private static func select(_ place: Int, _ values: UnsafeMutablePointer<Double>, _ count: Int) -> Double {
    var low = 0
    var high = count - 1
    var rounds = 0
    while low < high {
      rounds += 1
      if rounds > 64 {
        var rest = UnsafeMutableBufferPointer(start: values + low, count: high - low + 1)
        rest.sort()
        break
      }
      let pivot = middle(values[low], values[low + (high - low) / 2], values[high])
      var left = low
      var right = high
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          let held = values[left]
          values[left] = values[right]
          values[right] = held
          left += 1
          right -= 1
        }
      }
      if place <= right {
        high = right
      } else if place >= left {
        low = left
      } else {
        break
      }
    }
    return values[place]
  }

  private static func middle(_ a: Double, _ b: Double, _ c: Double) -> Double {
    if a < b { return b < c ? b : a < c ? c : a }
    return a < c ? a : b < c ? c : b
  }
}
