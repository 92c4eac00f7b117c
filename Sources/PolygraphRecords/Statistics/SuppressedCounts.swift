import PolygraphStatistics

/// Counts over three axes with all of their totals, in which small numbers are not told and cannot be reckoned.
///
/// *Definition*: a count below ``threshold`` is hidden, zero among them, so that a hidden one may be none. Then others
/// are hidden (complementary suppression) until three things hold. Along every line of cells with its total, hidden
/// entries are none or at least two; where the total is told, the hidden cells of the line are together no small number
/// either, for the line tells their sum. And no hidden entry is determined by all lines together: each is different in
/// two tables that both agree with everything that is told. The last is tested with random vectors of the null space of
/// the lines' equations. What can be said of bounds, from more than one line together, is not looked at.
/// *Source*: Cox 1980, Suppression methodology and statistical disclosure control, JASA 75; Willenborg & de Waal 2001,
/// Elements of Statistical Disclosure Control, chapter 8.
struct SuppressedCounts: Sendable {
  /// The least count that is told.
  static let threshold = 5

  /// How many places each axis has, the total not counted.
  let sizes: [Int]
  /// The counts; each axis has one place more, for its total.
  let counts: [Int]
  /// Which entries are hidden.
  private(set) var hidden: [Bool]

  /// A line of entries along an axis: its cells, and their total.
  private struct Line {
    let cells: [Int]
    let total: Int
  }

  /// Makes the table of counted things, each at its place on the three axes.
  init(sizes: [Int], _ places: [[Int]]) {
    precondition(sizes.count == 3 && sizes.allSatisfy { $0 > 0 }, "Counts have three axes, each with a place.")
    self.sizes = sizes
    var counts = [Int](repeating: 0, count: sizes.reduce(1) { $0 * ($1 + 1) })
    for place in places {
      precondition(zip(place, sizes).allSatisfy { (0..<$1).contains($0) }, "A place lies on its axis.")
      for x in [place[0], sizes[0]] {
        for y in [place[1], sizes[1]] {
          for z in [place[2], sizes[2]] { counts[Self.index(x, y, z, sizes)] += 1 }
        }
      }
    }
    self.counts = counts
    hidden = counts.map { $0 < Self.threshold }
    protect()
  }

  /// A count, or `nil` where it is hidden. A place beyond the last of an axis is the total's.
  subscript(_ x: Int, _ y: Int, _ z: Int) -> Int? {
    let index = Self.index(x, y, z, sizes)
    return hidden[index] ? nil : counts[index]
  }

  private static func index(_ x: Int, _ y: Int, _ z: Int, _ sizes: [Int]) -> Int {
    (x * (sizes[1] + 1) + y) * (sizes[2] + 1) + z
  }

  private var lines: [Line] {
    let (a, b, c) = (sizes[0], sizes[1], sizes[2])
    func line(_ size: Int, _ place: (Int) -> Int) -> Line { Line(cells: (0..<size).map(place), total: place(size)) }
    let along0 = (0...b).flatMap { y in (0...c).map { z in line(a) { Self.index($0, y, z, sizes) } } }
    let along1 = (0...a).flatMap { x in (0...c).map { z in line(b) { Self.index(x, $0, z, sizes) } } }
    let along2 = (0...a).flatMap { x in (0...b).map { y in line(c) { Self.index(x, y, $0, sizes) } } }
    return along0 + along1 + along2
  }

  /// Hides entries until none can be reckoned.
  private mutating func protect() {
    let lines = lines
    repeat {
      while lines.reduce(false, { hide(in: $1) || $0 }) {}
    } while hideDetermined(lines)
  }

  /// Hides one entry more of a line that tells too much; false when it does not.
  private mutating func hide(in line: Line) -> Bool {
    let covered = line.cells.filter { hidden[$0] }
    let sum = covered.reduce(0) { $0 + counts[$1] }
    let tellsTotal = !hidden[line.total]
    guard tellsTotal ? !covered.isEmpty && (covered.count < 2 || sum < Self.threshold) : covered.isEmpty else {
      return false
    }
    let open = line.cells.filter { !hidden[$0] }
    // A cell without a count adds nothing to a sum that is too small.
    let helpful = tellsTotal && sum < Self.threshold ? open.filter { counts[$0] > 0 } : open
    let next = helpful.min { (counts[$0], $0) < (counts[$1], $1) } ?? line.total
    hidden[next] = true
    return true
  }

  /// Hides another entry beside each one that all lines together determine; false when there is none.
  private mutating func hideDetermined(_ lines: [Line]) -> Bool {
    let determined = Set(determinedEntries(lines))
    guard !determined.isEmpty else { return false }
    var isChanged = false
    for line in lines where (line.cells + [line.total]).contains(where: determined.contains) {
      let open = (line.cells + [line.total]).filter { !hidden[$0] }
      guard let next = open.min(by: { (counts[$0], $0) < (counts[$1], $1) }) else { continue }
      hidden[next] = true
      isChanged = true
    }
    return isChanged
  }

  /// The hidden entries that are the same in every table that agrees with what is told.
  private func determinedEntries(_ lines: [Line]) -> [Int] {
    let unknown = hidden.indices.filter { hidden[$0] }
    guard !unknown.isEmpty else { return [] }
    var place = [Int](repeating: -1, count: hidden.count)
    for (index, entry) in unknown.enumerated() { place[entry] = index }
    let equations = lines.compactMap { line -> [(place: Int, sign: Double)]? in
      var terms = line.cells.filter { hidden[$0] }.map { (place: place[$0], sign: 1.0) }
      if hidden[line.total] { terms.append((place[line.total], -1)) }
      return terms.isEmpty ? nil : terms
    }
    let system = NullSpace(equations: equations, unknowns: unknown.count)
    let freedom = system.freedom(vectors: 3, seed: 20_260_201)
    return unknown.indices.filter { !freedom[$0] }.map { unknown[$0] }
  }
}

/// The null space of sparse equations whose coefficients are 1 and −1.
struct NullSpace {
  let equations: [[(place: Int, sign: Double)]]
  let unknowns: Int

  /// For each unknown whether some vector of the null space moves it: random vectors are projected there.
  func freedom(vectors: Int, seed: UInt64) -> [Bool] {
    var generator = SeededGenerator(seed: seed)
    var isFree = [Bool](repeating: false, count: unknowns)
    for _ in 0..<vectors {
      let vector = projected((0..<unknowns).map { _ in generator.normal() })
      // What is left of the equations says how far the projection is to be trusted.
      let rest = apply(vector).map(\.magnitude).max() ?? 0
      let least = max(1e-6, 1e4 * rest)
      for index in isFree.indices where vector[index].magnitude > least { isFree[index] = true }
    }
    return isFree
  }

  /// v − Aᵀ(AAᵀ)⁺Av, by conjugate gradients.
  private func projected(_ vector: [Double]) -> [Double] {
    var residual = apply(vector)
    var direction = residual
    var solution = [Double](repeating: 0, count: equations.count)
    var power = dot(residual, residual)
    let enough = power * 1e-28
    for _ in 0..<(10 * equations.count + 100) where power > enough && power > 0 {
      let image = apply(transposed(direction))
      let step = power / dot(direction, image)
      guard step.isFinite else { break }
      for index in solution.indices {
        solution[index] += step * direction[index]
        residual[index] -= step * image[index]
      }
      let next = dot(residual, residual)
      for index in direction.indices { direction[index] = residual[index] + next / power * direction[index] }
      power = next
    }
    let along = transposed(solution)
    return vector.indices.map { vector[$0] - along[$0] }
  }

  private func apply(_ vector: [Double]) -> [Double] {
    equations.map { $0.reduce(0) { $0 + $1.sign * vector[$1.place] } }
  }

  private func transposed(_ vector: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: unknowns)
    for (equation, value) in zip(equations, vector) {
      for term in equation { sums[term.place] += term.sign * value }
    }
    return sums
  }

  private func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
}
