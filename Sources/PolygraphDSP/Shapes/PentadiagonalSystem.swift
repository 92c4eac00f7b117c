/// A symmetric positive definite system with two bands on either side of its diagonal, factored as L D Lᵀ.
///
/// *Complexity*: O(unknowns).
struct PentadiagonalSystem {
  private var reciprocals: [Double]
  private var first: [Double]
  private var second: [Double]

  /// Factors the matrix with the given diagonal, and the bands one and two beside it (as long as the diagonal, unused
  /// at their ends).
  init(diagonal: [Double], first near: [Double], second far: [Double]) {
    let count = diagonal.count
    reciprocals = Array(repeating: 0, count: count)
    first = reciprocals
    second = reciprocals
    var pivot = 0.0
    var afterPivot = 0.0
    var coupling = 0.0
    for index in 0..<count {
      let reciprocal = 1 / (diagonal[index] + pivot)
      let one = index + 1 < count ? near[index] + coupling : 0
      let two = index + 2 < count ? far[index] : 0
      reciprocals[index] = reciprocal
      first[index] = one * reciprocal
      second[index] = two * reciprocal
      pivot = afterPivot - first[index] * one
      coupling = -first[index] * two
      afterPivot = -second[index] * two
    }
  }

  /// The unknowns for a right-hand side.
  func solved(_ right: [Double]) -> [Double] {
    var result = right
    var next = 0.0
    var after = 0.0
    for index in result.indices {
      let value = result[index] + next
      next = after - first[index] * value
      after = -second[index] * value
      result[index] = value * reciprocals[index]
    }
    var one = 0.0
    var two = 0.0
    for index in result.indices.reversed() {
      let value = result[index] - first[index] * one - second[index] * two
      result[index] = value
      two = one
      one = value
    }
    return result
  }
}
