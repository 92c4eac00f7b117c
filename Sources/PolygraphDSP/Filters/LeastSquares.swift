import RealModule

/// A tall matrix prepared for many least-squares problems min ‖M x − d‖ with the same M.
///
/// *Definition*: M = Q R by Householder reflections, then R = U Σ Vᵀ by one-sided Jacobi rotations; the solution of
/// least norm, with singular values below 2⁻⁵² of the largest taken as 0.
/// *Source*: Golub & Van Loan, Matrix Computations, sections 5.2 and 8.6.
struct LeastSquares: Sendable {
  private let rows: Int
  private let columns: Int
  /// The reflections' vectors below and on the diagonal, column by column.
  private var reflectors: [Double]
  /// 2 / ‖v‖² of each reflection's vector; 0 where there is nothing to reflect.
  private var weights: [Double]
  /// The pseudo-inverse of R, row by row.
  private let inverse: [Double]

  /// Prepares a matrix given column by column, with at least as many rows as columns.
  init(columns matrix: [[Double]]) {
    columns = matrix.count
    rows = matrix.first?.count ?? 0
    precondition(rows >= columns, "A least-squares matrix has at least as many rows as columns.")
    reflectors = matrix.flatMap { $0 }
    weights = Array(repeating: 0, count: columns)
    var upper = Array(repeating: Array(repeating: 0.0, count: columns), count: columns)
    for pivot in 0..<columns {
      let diagonal = Self.reflect(&reflectors, rows: rows, pivot: pivot, weight: &weights[pivot])
      for column in (pivot + 1)..<max(columns, pivot + 1) {
        Self.apply(reflectors, rows: rows, pivot: pivot, weight: weights[pivot], column: column, to: &reflectors)
        upper[column][pivot] = reflectors[column * rows + pivot]
      }
      upper[pivot][pivot] = diagonal
    }
    inverse = Self.pseudoInverse(upper)
  }

  /// The solution for one right-hand side, which is used up.
  func solve(_ target: inout [Double]) -> [Double] {
    precondition(target.count == rows, "A right-hand side has as many numbers as the matrix has rows.")
    for pivot in 0..<columns {
      Self.apply(reflectors, rows: rows, pivot: pivot, weight: weights[pivot], column: 0, to: &target)
    }
    return (0..<columns).map { row in
      var sum = 0.0
      for column in 0..<columns { sum += inverse[row * columns + column] * target[column] }
      return sum
    }
  }

  /// Turns a column from its pivot down into a reflection's vector, and returns the diagonal that remains.
  private static func reflect(_ matrix: inout [Double], rows: Int, pivot: Int, weight: inout Double) -> Double {
    let start = pivot * rows
    var square = 0.0
    for row in pivot..<rows { square += matrix[start + row] * matrix[start + row] }
    let norm = Double.sqrt(square)
    guard norm > 0 else { return 0 }
    let head = matrix[start + pivot]
    let diagonal = head > 0 ? -norm : norm
    matrix[start + pivot] = head - diagonal
    weight = 1 / (square - head * diagonal)
    return diagonal
  }

  private static func apply(
    _ reflectors: [Double], rows: Int, pivot: Int, weight: Double, column: Int, to target: inout [Double]
  ) {
    let from = pivot * rows
    let into = column * rows
    var product = 0.0
    for row in pivot..<rows { product += reflectors[from + row] * target[into + row] }
    product *= weight
    for row in pivot..<rows { target[into + row] -= product * reflectors[from + row] }
  }

  /// The pseudo-inverse, row by row, of a square matrix given column by column.
  private static func pseudoInverse(_ matrix: [[Double]]) -> [Double] {
    let size = matrix.count
    var left = matrix
    var right = (0..<size).map { column in (0..<size).map { $0 == column ? 1.0 : 0.0 } }
    for _ in 0..<60 where !rotate(&left, &right) { break }
    let squares = left.map { $0.reduce(0) { $0 + $1 * $1 } }
    let threshold = (squares.max() ?? 0) * .ulpOfOne * .ulpOfOne
    var inverse = Array(repeating: 0.0, count: size * size)
    for value in 0..<size where squares[value] > threshold {
      for row in 0..<size {
        for column in 0..<size {
          inverse[row * size + column] += right[value][row] * left[value][column] / squares[value]
        }
      }
    }
    return inverse
  }

  /// One sweep of rotations that make the columns of `left` orthogonal; false when there was nothing left to do.
  private static func rotate(_ left: inout [[Double]], _ right: inout [[Double]]) -> Bool {
    var rotated = false
    for first in 0..<left.count {
      for second in (first + 1)..<max(left.count, first + 1) {
        let (a, b) = (dot(left[first], left[first]), dot(left[second], left[second]))
        let c = dot(left[first], left[second])
        guard abs(c) > .ulpOfOne * Double.sqrt(a * b), c != 0 else { continue }
        rotated = true
        let zeta = (b - a) / (2 * c)
        let tangent = (zeta < 0 ? -1.0 : 1.0) / (abs(zeta) + Double.sqrt(1 + zeta * zeta))
        let cosine = 1 / Double.sqrt(1 + tangent * tangent)
        let sine = cosine * tangent
        for row in left.indices {
          (left[first][row], left[second][row]) = (
            cosine * left[first][row] - sine * left[second][row],
            sine * left[first][row] + cosine * left[second][row]
          )
          (right[first][row], right[second][row]) = (
            cosine * right[first][row] - sine * right[second][row],
            sine * right[first][row] + cosine * right[second][row]
          )
        }
      }
    }
    return rotated
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}
