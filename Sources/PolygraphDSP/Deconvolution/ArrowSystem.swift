/// The Newton equations of the deconvolution, factored in one pass along the line.
///
/// *Definition*: the symmetric positive definite matrix
///
///     MᵀWM + AᵀDA   MᵀWB        MᵀWC
///     BᵀWM          BᵀWB + γI   BᵀWC
///     CᵀWM          CᵀWB        CᵀWC
///
/// with W the weights of samples (1 present, 0 missing) and D the weights of impulses. The states q are eliminated in
/// order of time and each spline's coefficient as soon as no later state touches it, so that only the next two states,
/// four splines, the offset and the drift are ever coupled: O(samples) time and memory, for any length.
struct ArrowSystem {
  typealias Row = TonicBasis.Row

  /// The lanes, free in a row of regressors, in which a pivot's row holds the next state and the one after it.
  private static let nextLane = 6
  private static let afterLane = 7

  /// What eliminates an unknown: its pivot's reciprocal, and its multipliers for the border and the next two states.
  private struct Pivot {
    var reciprocal = 0.0
    var row = Row(repeating: 0)

    var next: Double { row[ArrowSystem.nextLane] }
    var after: Double { row[ArrowSystem.afterLane] }
  }

  private let model: BatemanModel
  private let basis: TonicBasis
  private let ridge: Double
  /// Samples' weights, followed by two zeros.
  private let weights: [Double]
  /// Rows of MᵀW[B C].
  private let coupling: [Row]
  /// For each spline, then offset and drift, its products with the lanes that are under way when it starts.
  private let borderProducts: [Row]
  private var stateReciprocals: [Double]
  private var stateRows: [Row]
  private var borderPivots: [Pivot]

  init(model: BatemanModel, basis: TonicBasis, weights: [Double], ridge: Double) {
    self.model = model
    self.basis = basis
    self.ridge = ridge
    let count = weights.count
    self.weights = weights + [0, 0]
    let none = Row(repeating: 0)
    coupling = (0..<count).map { index in
      let one = index + 1 < count ? 2 * weights[index + 1] * basis.rows[index + 1] : none
      let two = index + 2 < count ? weights[index + 2] * basis.rows[index + 2] : none
      return weights[index] * basis.rows[index] + one + two
    }
    borderProducts = Self.products(of: basis, weights: weights)
    stateReciprocals = Array(repeating: 0, count: count)
    stateRows = Array(repeating: none, count: count)
    borderPivots = Array(repeating: Pivot(), count: basis.splineCount + 2)
  }

  /// Inner products of the regressors: row j holds those of spline j with splines j − 3 … j, the offset and the drift.
  private static func products(of basis: TonicBasis, weights: [Double]) -> [Row] {
    var result: [Row] = []
    for spline in 0..<basis.splineCount {
      let reach = basis.reaches[spline].clamped(to: 0...(weights.count - 1))
      var sums = Row(repeating: 0)
      for index in reach {
        sums += basis.rows[index] * (weights[index] * basis.rows[index][spline % 4])
      }
      // Lanes change hands on the way, so a spline's products with its neighbours are summed on their common stretch.
      for other in 0..<4 where other != spline % 4 { sums[other] = 0 }
      for earlier in max(0, spline - 3)..<spline {
        var sum = 0.0
        for index in reach.clamped(to: basis.reaches[earlier]) {
          sum += weights[index] * basis.rows[index][spline % 4] * basis.rows[index][earlier % 4]
        }
        sums[earlier % 4] = sum
      }
      result.append(sums)
    }
    for lane in [TonicBasis.offsetLane, TonicBasis.driftLane] {
      var sums = Row(repeating: 0)
      for (row, weight) in zip(basis.rows, weights) { sums += row * (weight * row[lane]) }
      for spline in 0..<4 { sums[spline] = 0 }
      result.append(sums)
    }
    return result
  }
}

// MARK: Factoring

extension ArrowSystem {
  /// What the eliminated unknowns have left on those still to come.
  private struct Front {
    /// The pivots of the next state and of the one after it, and what couples the two.
    var nextPivot = 0.0
    var afterPivot = 0.0
    var nextAfter = 0.0
    /// What couples each of the two with the border.
    var next = Row(repeating: 0)
    var after = Row(repeating: 0)
    /// The border's own block, a row for each of its six lanes.
    var border = InlineArray<6, Row>(repeating: Row(repeating: 0))

    /// Brings a border unknown in, in a free lane.
    mutating func admit(_ row: Row, lane: Int) {
      border[lane] = row
      for other in 0..<6 where other != lane { border[other][lane] = row[other] }
    }

    /// Eliminates the border unknown in a lane, and frees the lane.
    mutating func retire(lane: Int) -> Pivot {
      let reciprocal = 1 / border[lane][lane]
      var row = border[lane]
      row[lane] = 0
      var pivot = Pivot(reciprocal: reciprocal, row: row * reciprocal)
      pivot.row[ArrowSystem.nextLane] = next[lane] * reciprocal
      pivot.row[ArrowSystem.afterLane] = after[lane] * reciprocal
      nextPivot -= pivot.next * next[lane]
      nextAfter -= pivot.next * after[lane]
      afterPivot -= pivot.after * after[lane]
      next[lane] = 0
      after[lane] = 0
      next -= pivot.next * row
      after -= pivot.after * row
      border[lane] = Row(repeating: 0)
      for other in 0..<6 where other != lane {
        border[other][lane] = 0
        border[other] -= pivot.row[other] * row
      }
      return pivot
    }
  }

  /// Factors the matrix for the weights of impulses. *Complexity*: O(samples).
  mutating func factor(impulseWeights: [Double]) {
    let count = stateRows.count
    precondition(impulseWeights.count == count, "Every sample has the weight of its impulse.")
    let padded = impulseWeights + [0, 0]
    var front = Front()
    front.border[TonicBasis.offsetLane] = borderProducts[basis.splineCount]
    front.border[TonicBasis.driftLane] = borderProducts[basis.splineCount + 1]
    var first = 0
    for stretch in basis.stretches {
      for spline in stretch.starting {
        var row = borderProducts[spline]
        row[spline % 4] += ridge
        front.admit(row, lane: spline % 4)
      }
      eliminateStates(first..<stretch.end, impulseWeights: padded, front: &front)
      for spline in stretch.ending { borderPivots[spline] = front.retire(lane: spline % 4) }
      first = stretch.end
    }
    borderPivots[basis.splineCount] = front.retire(lane: TonicBasis.offsetLane)
    borderPivots[basis.splineCount + 1] = front.retire(lane: TonicBasis.driftLane)
  }

  private mutating func eliminateStates(_ range: Range<Int>, impulseWeights: [Double], front: inout Front) {
    let (model, weights, coupling) = (model, weights, coupling)
    stateRows.withUnsafeMutableBufferPointer { rows in
      stateReciprocals.withUnsafeMutableBufferPointer { reciprocals in
        let (a, b, c) = (model.current, model.previous, model.oldest)
        let (aa, bb, cc, ab, bc, ac) = (a * a, b * b, c * c, a * b, b * c, a * c)
        // The front is held in local values: the next pivot waits for them.
        var (nextPivot, afterPivot, nextAfter) = (front.nextPivot, front.afterPivot, front.nextAfter)
        var (next, after, block) = (front.next, front.after, front.border)
        for index in range {
          let (zero, one, two) = (weights[index], weights[index + 1], weights[index + 2])
          let (here, soon, later) = (impulseWeights[index], impulseWeights[index + 1], impulseWeights[index + 2])
          let diagonal = zero + 4 * one + two + aa * here + bb * soon + cc * later
          let off = 2 * (one + two) + ab * soon + bc * later + nextAfter
          let far = two + ac * later
          let row = coupling[index] + next
          let reciprocal = 1 / (diagonal + nextPivot)
          let first = off * reciprocal
          let second = far * reciprocal
          var multipliers = row * reciprocal
          for lane in 0..<6 { block[lane] -= multipliers[lane] * row }
          nextPivot = afterPivot - first * off
          nextAfter = -first * far
          afterPivot = -second * far
          next = after - first * row
          after = -second * row
          multipliers[Self.nextLane] = first
          multipliers[Self.afterLane] = second
          reciprocals[index] = reciprocal
          rows[index] = multipliers
        }
        (front.nextPivot, front.afterPivot, front.nextAfter) = (nextPivot, afterPivot, nextAfter)
        (front.next, front.after, front.border) = (next, after, block)
      }
    }
  }
}

// MARK: Solving

extension ArrowSystem {
  /// A right-hand side, and the unknowns that answer it.
  struct Unknowns {
    var states: [Double]
    var splines: [Double]
    var offset: Double
    var drift: Double
  }

  /// The unknowns for a right-hand side, after ``factor(impulseWeights:)``. *Complexity*: O(samples).
  func solved(_ right: Unknowns) -> Unknowns {
    var result = right
    substituteForward(&result)
    substituteBackward(&result)
    return result
  }

  private func substituteForward(_ values: inout Unknowns) {
    // What the unknowns so far have left on the border and the next two states.
    var border = Row(repeating: 0)
    border[TonicBasis.offsetLane] = values.offset
    border[TonicBasis.driftLane] = values.drift
    var (next, after) = (0.0, 0.0)
    var first = 0
    for stretch in basis.stretches {
      for spline in stretch.starting { border[spline % 4] = values.splines[spline] }
      values.states.withUnsafeMutableBufferPointer { states in
        for index in first..<stretch.end {
          let row = stateRows[index]
          let value = states[index] + next
          next = after - row[Self.nextLane] * value
          after = -row[Self.afterLane] * value
          border -= row * value
          states[index] = value * stateReciprocals[index]
        }
      }
      for spline in stretch.ending {
        let pivot = borderPivots[spline]
        let value = border[spline % 4]
        next -= pivot.next * value
        after -= pivot.after * value
        border[spline % 4] = 0
        border -= pivot.row * value
        values.splines[spline] = value * pivot.reciprocal
      }
      first = stretch.end
    }
    let offset = border[TonicBasis.offsetLane]
    let pivot = borderPivots[basis.splineCount]
    values.offset = offset * pivot.reciprocal
    let drift = border[TonicBasis.driftLane] - pivot.row[TonicBasis.driftLane] * offset
    values.drift = drift * borderPivots[basis.splineCount + 1].reciprocal
  }

  private func substituteBackward(_ values: inout Unknowns) {
    var border = Row(repeating: 0)
    border[TonicBasis.driftLane] = values.drift
    values.offset -= borderPivots[basis.splineCount].row[TonicBasis.driftLane] * values.drift
    border[TonicBasis.offsetLane] = values.offset
    var (next, after) = (0.0, 0.0)
    for (position, stretch) in basis.stretches.enumerated().reversed() {
      for spline in stretch.ending.reversed() {
        let row = borderPivots[spline].row
        border[spline % 4] = 0
        let known = (row * border).orderedSum + row[Self.afterLane] * after + row[Self.nextLane] * next
        values.splines[spline] -= known
        border[spline % 4] = values.splines[spline]
      }
      let first = position == 0 ? 0 : basis.stretches[position - 1].end
      values.states.withUnsafeMutableBufferPointer { states in
        for index in stride(from: stretch.end - 1, through: first, by: -1) {
          let row = stateRows[index]
          // The latest state comes last, so that little waits for it. The border's lanes 6 and 7 are 0.
          let known = states[index] - (row * border).orderedSum
          let value = (known - row[Self.afterLane] * after) - row[Self.nextLane] * next
          states[index] = value
          after = next
          next = value
        }
      }
    }
  }
}
