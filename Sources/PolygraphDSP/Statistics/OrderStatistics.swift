import CKernels

/// Numbers from which order statistics are taken by selection: O(n) each, where sorting takes n log n.
///
/// Numbers with a NaN among them have no order: ``hasNaN`` is asked first.
struct OrderStatistics {
  private let values: [Double]

  init(_ values: [Double]) { self.values = values }

  var count: Int { values.count }

  var hasNaN: Bool {
    values.withUnsafeBufferPointer { values in
      var index = 0
      var found = 0
      while index < values.count {
        found |= values[index] == values[index] ? 0 : 1
        index += 1
      }
      return found != 0
    }
  }

  /// The number at a place, from 0, in ascending order, and the one behind it; itself when it is the last.
  func pair(at place: Int) -> (value: Double, next: Double) {
    precondition(values.indices.contains(place), "An order statistic lies among the numbers.")
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * values.count + 2) { scratch in
      values.withUnsafeBufferPointer { values in
        polygraph_order_pair(
          values.baseAddress, values.count, place, scratch.baseAddress.map { $0 + 2 }, scratch.baseAddress)
      }
      return (scratch[0], scratch[1])
    }
  }
}
