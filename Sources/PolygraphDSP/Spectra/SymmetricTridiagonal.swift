/// A symmetric tridiagonal matrix, and the eigenvectors of its greatest eigenvalues.
///
/// *Source*: bisection on Sturm counts and inverse iteration, Wilkinson 1965, chapter 5; Golub & Van Loan, section 8.4.
struct SymmetricTridiagonal: Sendable {
  /// The main diagonal.
  let diagonal: [Double]
  /// The diagonal beside it, one shorter.
  let beside: [Double]

  init(diagonal: [Double], beside: [Double]) {
    precondition(diagonal.count == beside.count + 1, "The second diagonal is one shorter than the first.")
    self.diagonal = diagonal
    self.beside = beside
  }

  /// The `count` greatest eigenvalues, in descending order.
  ///
  /// Eight at a time are bisected until the interval cannot be halved any more. *Complexity*: O(n · count).
  func greatestEigenvalues(_ count: Int) -> [Double] {
    precondition((0...diagonal.count).contains(count), "A matrix has as many eigenvalues as rows.")
    let (low, high) = gershgorinInterval
    let squares = beside.map { $0 * $0 }
    var values: [Double] = []
    while values.count < count {
      // Lane j looks for the eigenvalue with exactly `rank` greater ones.
      var ranks = SIMD8<Double>(repeating: 0)
      for lane in 0..<8 { ranks[lane] = Double(min(values.count + lane, diagonal.count - 1)) }
      var lower = SIMD8<Double>(repeating: low)
      var upper = SIMD8<Double>(repeating: high)
      while true {
        let middle = 0.5 * (lower + upper)
        let open = (middle .> lower) .& (middle .< upper)
        guard any(open) else { break }
        let isAbove = countsAbove(middle, squares) .> ranks
        lower = lower.replacing(with: middle, where: isAbove .& open)
        upper = upper.replacing(with: middle, where: .!isAbove .& open)
      }
      for lane in 0..<min(8, count - values.count) { values.append(0.5 * (lower[lane] + upper[lane])) }
    }
    return values
  }

  /// An interval that holds every eigenvalue.
  private var gershgorinInterval: (low: Double, high: Double) {
    var low = Double.infinity
    var high = -Double.infinity
    for index in diagonal.indices {
      let radius = (index > 0 ? abs(beside[index - 1]) : 0) + (index < beside.count ? abs(beside[index]) : 0)
      low = min(low, diagonal[index] - radius)
      high = max(high, diagonal[index] + radius)
    }
    let slack = 1e-14 * max(abs(low), abs(high), 1e-300)
    return (low - slack, high + slack)
  }

  /// How many eigenvalues lie above each shift: the positive pivots of the shifted matrix.
  private func countsAbove(_ shifts: SIMD8<Double>, _ squares: [Double]) -> SIMD8<Double> {
    var counts = SIMD8<Double>(repeating: 0)
    var pivot = SIMD8<Double>(repeating: 1)
    let one = SIMD8<Double>(repeating: 1)
    for index in diagonal.indices {
      let square = index == 0 ? 0 : squares[index - 1]
      pivot = SIMD8(repeating: diagonal[index]) - shifts - SIMD8(repeating: square) / pivot
      // A pivot of zero would divide by zero; the smallest number of the other sign counts the same eigenvalues.
      pivot.replace(with: SIMD8(repeating: -1e-290), where: pivot .== 0)
      counts.replace(with: counts + one, where: pivot .> 0)
    }
    return counts
  }

  /// The eigenvectors of unit length that belong to eigenvalues in descending order; their signs are not settled.
  func eigenvectors(of values: [Double]) -> [[Double]] {
    var vectors: [[Double]] = []
    for value in values {
      // A fixed start that is orthogonal to no smooth vector, even or odd.
      var vector = diagonal.indices.map { row in
        1 + 0.5 * Double(row % 7) - Double(row % 3) + Double(row) / Double(diagonal.count)
      }
      let factors = TridiagonalFactors(self, shift: value)
      for _ in 0..<4 {
        factors.solve(&vector)
        for other in vectors { Self.removeComponent(of: other, from: &vector) }
        Self.normalise(&vector)
      }
      vectors.append(vector)
    }
    return vectors
  }

  private static func removeComponent(of other: [Double], from vector: inout [Double]) {
    var product = 0.0
    for index in vector.indices { product += other[index] * vector[index] }
    for index in vector.indices { vector[index] -= product * other[index] }
  }

  private static func normalise(_ vector: inout [Double]) {
    let greatest = vector.reduce(0) { max($0, abs($1)) }
    guard greatest > 0 else { return }
    var sum = 0.0
    for value in vector { sum += (value / greatest) * (value / greatest) }
    let length = greatest * sum.squareRoot()
    for index in vector.indices { vector[index] /= length }
  }
}

/// The triangular factors of a shifted tridiagonal matrix, with row exchanges.
private struct TridiagonalFactors {
  private var pivots: [Double]
  private var first: [Double]
  private var second: [Double]
  private var multipliers: [Double]
  private var isExchanged: [Bool]

  init(_ matrix: SymmetricTridiagonal, shift: Double) {
    let count = matrix.diagonal.count
    pivots = matrix.diagonal.map { $0 - shift }
    first = matrix.beside + [0]
    second = [Double](repeating: 0, count: count)
    multipliers = [Double](repeating: 0, count: count)
    isExchanged = [Bool](repeating: false, count: count)
    let scale = matrix.diagonal.reduce(0) { max($0, abs($1)) } + matrix.beside.reduce(0) { max($0, abs($1)) }
    let smallest = max(scale * Double.ulpOfOne, 1e-300)
    for row in 0..<(count - 1) {
      let below = matrix.beside[row]
      if abs(pivots[row]) >= abs(below) {
        if pivots[row] == 0 { pivots[row] = smallest }
        multipliers[row] = below / pivots[row]
        pivots[row + 1] -= multipliers[row] * first[row]
      } else {
        isExchanged[row] = true
        multipliers[row] = pivots[row] / below
        pivots[row] = below
        let next = pivots[row + 1]
        pivots[row + 1] = first[row] - multipliers[row] * next
        first[row] = next
        second[row] = first[row + 1]
        first[row + 1] *= -multipliers[row]
      }
    }
    // The shift is an eigenvalue: the last pivot is rounding. A pivot of that size makes the solution grow, as wanted.
    if abs(pivots[count - 1]) < smallest { pivots[count - 1] = smallest }
  }

  func solve(_ vector: inout [Double]) {
    let count = vector.count
    for row in 0..<(count - 1) {
      if isExchanged[row] { vector.swapAt(row, row + 1) }
      vector[row + 1] -= multipliers[row] * vector[row]
    }
    for row in stride(from: count - 1, through: 0, by: -1) {
      var value = vector[row]
      if row + 1 < count { value -= first[row] * vector[row + 1] }
      if row + 2 < count { value -= second[row] * vector[row + 2] }
      vector[row] = value / pivots[row]
    }
  }
}
