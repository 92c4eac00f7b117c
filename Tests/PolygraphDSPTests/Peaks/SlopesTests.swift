import PolygraphDSP
import Testing

@Suite("Slopes, turning points and zero crossings")
struct SlopesTests {
  private func places(_ points: [Slopes.TurningPoint], _ kind: Peaks.Kind) -> [Int] {
    points.filter { $0.kind == kind }.map(\.index)
  }

  @Test("A plateau turns at its last sample; ends do not turn")
  func plateaus() {
    let line: [Double] = [0, 1, 2, 2, 2, 1, 0, 0, 3, 3]
    let points = Slopes.turningPoints(of: line, deadBand: .none)
    #expect(places(points, .maxima) == [4])
    #expect(places(points, .minima) == [7])
    #expect(Slopes.turningPoints(of: [1, 1, 1], deadBand: .none).isEmpty)
    #expect(Slopes.turningPoints(of: [], deadBand: .none).isEmpty)
    #expect(Slopes.turningPoints(of: [1], deadBand: .ofRange(0.1)).isEmpty)
  }

  @Test("A dead band hides steps of its width, and no greater ones")
  func deadBand() {
    let line: [Double] = [0, 0.5, 1, 0.99, 1, 0, 1]
    #expect(places(Slopes.turningPoints(of: line, deadBand: .none), .maxima) == [2, 4])
    #expect(places(Slopes.turningPoints(of: line, deadBand: .ofRange(0.0100001)), .maxima) == [4])
    #expect(Slopes.signs(of: [0, 1, 3], deadBand: .ofRange(1.0 / 3)) == [0, 0, 1])
  }

  @Test("A gap ends a slope: no turn is seen across it")
  func gaps() {
    #expect(Slopes.turningPoints(of: [1, 2, .nan, 1, 0], deadBand: .none).isEmpty)
    #expect(places(Slopes.turningPoints(of: [1, 2, 1, .nan, 3, 4, 2], deadBand: .none), .maxima) == [1, 5])
    #expect(Slopes.turningPoints(of: [1, 5, .nan, 1, 0], leastSwing: 1).isEmpty)
  }

  @Test("Swings alternate, and stand at the greatest and least samples")
  func swings() {
    let line: [Double] = [0, 3, 2.5, 4, 3.5, 1, 1.4, 0.5, 2, 5, 5, 4.8, 1]
    let points = Slopes.turningPoints(of: line, leastSwing: 1)
    #expect(points.map(\.index) == [3, 7, 9])
    #expect(points.map(\.kind) == [.maxima, .minima, .maxima])
    #expect(Slopes.turningPoints(of: line, leastSwing: 5).isEmpty)
  }

  @Test("Swings of a random line alternate, exceed the least swing, and turn over with the line")
  func swingProperties() {
    var random = SeededNumbers(seed: 23)
    var level = 0.0
    let line = (0..<2000).map { _ in
      level += random.next() - 0.5
      return level
    }
    let points = Slopes.turningPoints(of: line, leastSwing: 1.5)
    #expect(points.count > 10)
    for (point, next) in zip(points, points.dropFirst()) {
      #expect(point.kind != next.kind && point.index < next.index)
      #expect(abs(line[point.index] - line[next.index]) > 1.5)
      let between = line[point.index...next.index]
      #expect(between.max() == max(line[point.index], line[next.index]))
      #expect(between.min() == min(line[point.index], line[next.index]))
    }
    #expect(Slopes.turningPoints(of: line.map { -$0 }, leastSwing: 1.5).map(\.index) == points.map(\.index))
  }

  @Test("Without a least swing, swings are the plain turning points when no two samples are equal")
  func noLeastSwing() {
    var random = SeededNumbers(seed: 29)
    let line = (0..<300).map { _ in random.next() }
    let plain = Slopes.turningPoints(of: line, deadBand: .none)
    #expect(Slopes.turningPoints(of: line, leastSwing: 0) == plain)
  }

  @Test("Zero crossings are placed between samples, and on exact zeros")
  func crossings() {
    let found = Slopes.zeroCrossings(of: [-1, 3, 1, -1, 0, 0, 2, 0, 1, -4])
    #expect(found.map(\.index) == [1, 3, 6, 9])
    #expect(found.map(\.isRising) == [true, false, true, false])
    #expect(found.map(\.position) == [0.25, 2.5, 4.5, 8.2])
  }

  @Test("A crossing of a straight line lies on it, whatever its slope")
  func straightCrossings() {
    for (slope, zero) in [(0.3, 4.7), (-12.0, 2.25), (1e300, 3.5), (1e-300, 3.5)] {
      let found = Slopes.zeroCrossings(of: (0..<9).map { slope * (Double($0) - zero) })
      #expect(found.count == 1)
      #expect(abs((found.first?.position ?? .nan) - zero) < 1e-12)
    }
  }

  @Test("A line that touches 0, or has a gap there, does not cross")
  func noCrossing() {
    #expect(Slopes.zeroCrossings(of: [1, 0, 1, 0, 0, 2]).isEmpty)
    #expect(Slopes.zeroCrossings(of: [1, .nan, -1]).isEmpty)
    #expect(Slopes.zeroCrossings(of: []).isEmpty)
    #expect(Slopes.zeroCrossings(of: [0, 0, 5]).isEmpty)
    #expect(Slopes.zeroCrossings(of: [.infinity, -1]).map(\.index) == [1])
  }
}
