@testable import PolygraphFeatures
import PolygraphQuantities
import Testing

@Suite("Respiration line excursion")
struct LineExcursionTests {
  private let rate = SampleRate(30)
  private let rules = FilterProfile.standard.respiration.excursion

  private func value(_ line: [Double], answer: Int? = nil, _ rules: ExcursionRules? = nil) -> Double? {
    LineExcursion.value(line, rows: 100..<550, rules: rules ?? self.rules, answer: answer, rate: rate)
  }

  /// A triangle wave that moves by one unit a row.
  private let triangle = (0..<700).map { Double(abs($0 % 60 - 30)) }

  @Test("a line that moves by one unit a row travels as many units as a window has rows")
  func knownValue() throws {
    // Of the 339 windows of 112 rows the first holds the first sample, which has no step.
    let expected = (111.0 + 338.0 * 112.0) / 339.0
    let measured = try #require(value(triangle))
    #expect(abs(measured - expected) < 1e-12)
    #expect(value([Double](repeating: 4, count: 700)) == 0)
  }

  @Test("linear in the gain, blind to offset and sign")
  func gain() throws {
    let one = try #require(value(triangle))
    #expect(value(triangle.map { 8 * $0 }) == 8 * one)
    #expect(value(triangle.map { 1024 - $0 }) == one)
  }

  @Test("what happens within 1.5 s of the answer does not count, and what happens beyond does")
  func answerBuffer() throws {
    let quiet = try #require(value(triangle, answer: 350))
    for row in [305, 350, 394] {
      var line = triangle
      for index in row..<line.count { line[index] += 500 }
      #expect(value(line, answer: 350) == quiet, "row \(row)")
      #expect(try #require(value(line)) > quiet + 50)
    }
    for row in [304, 395] {
      var line = triangle
      for index in row..<line.count { line[index] += 500 }
      // One of the 138 windows that are left reaches it.
      #expect(try #require(value(line, answer: 350)) > quiet + 3, "row \(row)")
    }
  }

  @Test("an answer at the window's edge cuts what lies inside")
  func edges() throws {
    for answer in [60, 100, 549, 590] { #expect(try #require(value(triangle, answer: answer)) > 111) }
    #expect(value(triangle, answer: 20) == value(triangle))
  }

  @Test("windows longer than what is left shrink to it")
  func longWindow() {
    var long = rules
    long.window = 60
    #expect(value(triangle, long) == 449)
  }

  @Test("with every window touched by the answer there is no value")
  func nothingLeft() {
    var long = rules
    long.window = 14
    #expect(value(triangle, answer: 300, long) == nil)
  }

  private func value(_ line: [Double], _ rules: ExcursionRules) -> Double? { value(line, answer: nil, rules) }
}
