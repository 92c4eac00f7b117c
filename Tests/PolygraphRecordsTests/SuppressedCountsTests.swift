import PolygraphStatistics
import Testing

@testable import PolygraphRecords

@Suite("Small numbers cannot be reckoned from what is told")
struct SuppressedCountsTests {
  private func places(_ table: [[Int]]) -> [[Int]] {
    table.enumerated().flatMap { x, row in
      row.enumerated().flatMap { y, count in [[Int]](repeating: [x, y, 0], count: count) }
    }
  }

  @Test("a lone small number takes others with it, and its row and column tell nothing")
  func byHand() {
    let table = SuppressedCounts(
      sizes: [3, 3, 1], places([[20, 30, 40], [25, 3, 60], [50, 70, 80]]))
    #expect(table[1, 1, 0] == nil && table[3, 3, 0] == 378)
    let hidden = (0..<3).flatMap { x in (0..<3).map { y in (x, y) } }.filter { table[$0.0, $0.1, 0] == nil }
    // A rectangle: the small number, one beside it, one below it, and the corner across.
    #expect(hidden.count == 4, "\(hidden)")
    for axis in 0..<3 {
      #expect([0, 2].contains(hidden.count { $0.0 == axis }) && [0, 2].contains(hidden.count { $0.1 == axis }))
    }
  }

  @Test("numbers are told from the threshold on", arguments: [(4, false), (5, true)])
  func threshold(count: Int, isTold: Bool) {
    let table = SuppressedCounts(
      sizes: [2, 1, 1],
      [[Int]](repeating: [0, 0, 0], count: count)
        + [[Int]](repeating: [1, 0, 0], count: 50))
    #expect((table[0, 0, 0] != nil) == isTold && (table[1, 0, 0] != nil) == isTold)
    #expect(table[2, 0, 0] == 50 + count)
  }

  @Test("in random tables no hidden entry is determined, by exact elimination, and no line tells a small sum")
  func property() {
    for seed in 0..<UInt64(40) {
      var generator = SeededGenerator(seed: seed)
      let sizes = [2 + generator.below(2), 2 + generator.below(3), 1 + generator.below(3)]
      let most = [3, 9, 30][generator.below(3)]
      var places: [[Int]] = []
      for x in 0..<sizes[0] {
        for y in 0..<sizes[1] {
          for z in 0..<sizes[2] { places += [[Int]](repeating: [x, y, z], count: generator.below(most)) }
        }
      }
      let table = SuppressedCounts(sizes: sizes, places)
      #expect(Elimination(table).determined.isEmpty, "seed \(seed)")
      for line in Elimination.lines(sizes) {
        let told = table.value(line.total)
        let hidden = line.cells.filter { table.value($0) == nil }
        let sum = hidden.reduce(0) { $0 + table.counts[$1] }
        #expect(told == nil || hidden.isEmpty || sum >= SuppressedCounts.threshold, "seed \(seed)")
      }
      for index in table.counts.indices where table.counts[index] < SuppressedCounts.threshold {
        #expect(table.value(index) == nil, "seed \(seed)")
      }
    }
  }

  @Test("where one entry is free and another is fixed, the null space tells them apart")
  func nullSpace() {
    // a + b = total told; c alone in its line.
    let system = NullSpace(equations: [[(0, 1), (1, 1)], [(2, 1)], [(3, 1), (2, -1)]], unknowns: 5)
    #expect(system.freedom(vectors: 3, seed: 1) == [true, true, false, false, true])
  }
}

extension SuppressedCounts {
  fileprivate func value(_ index: Int) -> Int? { hidden[index] ? nil : counts[index] }
}

/// Which entries follow from the lines' equations, by Gauss and Jordan's elimination modulo a prime.
private struct Elimination {
  static let prime = 2_147_483_647
  let determined: [Int]

  static func lines(_ sizes: [Int]) -> [(cells: [Int], total: Int)] {
    let spans = sizes.map { $0 + 1 }
    func index(_ place: [Int]) -> Int { (place[0] * spans[1] + place[1]) * spans[2] + place[2] }
    var lines: [(cells: [Int], total: Int)] = []
    for axis in 0..<3 {
      let (one, other) = ((axis + 1) % 3, (axis + 2) % 3)
      for a in 0..<spans[one] {
        for b in 0..<spans[other] {
          let entries = (0..<spans[axis]).map { c in
            var place = [0, 0, 0]
            (place[axis], place[one], place[other]) = (c, a, b)
            return index(place)
          }
          lines.append((Array(entries.dropLast()), entries[sizes[axis]]))
        }
      }
    }
    return lines
  }

  init(_ table: SuppressedCounts) {
    let unknown = table.hidden.indices.filter { table.hidden[$0] }
    var rows = Self.lines(table.sizes).map { line in
      unknown.map { line.cells.contains($0) ? 1 : $0 == line.total ? Self.prime - 1 : 0 }
    }
    var pivots: [Int] = []
    for column in unknown.indices {
      guard let found = rows.indices.first(where: { $0 >= pivots.count && rows[$0][column] != 0 }) else { continue }
      rows.swapAt(found, pivots.count)
      let inverse = Self.power(rows[pivots.count][column], Self.prime - 2)
      rows[pivots.count] = rows[pivots.count].map { $0 * inverse % Self.prime }
      let pivot = rows[pivots.count]
      for row in rows.indices where row != pivots.count && rows[row][column] != 0 {
        let factor = Self.prime - rows[row][column]
        rows[row] = zip(rows[row], pivot).map { ($0 + factor * $1) % Self.prime }
      }
      pivots.append(column)
    }
    determined = pivots.indices.filter { row in rows[row].count { $0 != 0 } == 1 }.map { unknown[pivots[$0]] }
  }

  private static func power(_ base: Int, _ exponent: Int) -> Int {
    var (result, base, exponent) = (1, base, exponent)
    while exponent > 0 {
      if exponent & 1 == 1 { result = result * base % prime }
      base = base * base % prime
      exponent >>= 1
    }
    return result
  }
}
