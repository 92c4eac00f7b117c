@testable import PolygraphFeatures
import PolygraphQuantities
import Testing

@Suite("The response finder on lines of straight pieces")
struct ResponseFinderTests {
  private let rate = SampleRate(30)

  /// A line of 1050 rows through these points, level outside them. The stimulus is at row 300, the answer at 420.
  private func line(_ points: (row: Int, value: Double)...) -> [Double] {
    (0..<1050).map { row in
      guard let next = points.firstIndex(where: { $0.row > row }) else { return points[points.count - 1].value }
      guard next > 0 else { return points[0].value }
      let (a, b) = (points[next - 1], points[next])
      return a.value + (b.value - a.value) * Double(row - a.row) / Double(b.row - a.row)
    }
  }

  private var rules: ResponseRules {
    var rules = FilterProfile.standard.electrodermal.response
    rules.onsetLead = 0
    rules.inflection = nil
    return rules
  }

  private func search(_ line: [Double], _ rules: ResponseRules? = nil, least: Double = 20) -> ResponseSearch {
    ResponseFinder(
      value: line, detection: line,
      windows: StimulusWindows(onset: 300, questionEnd: 390, answer: 420, evaluationEnd: 749, last: 1049, first: 0),
      rules: rules ?? self.rules, rate: rate
    ).search(least: least)
  }

  private func found(_ onset: Int, _ peak: Int, _ value: Double, _ flags: [MeasurementFlag] = []) -> ResponseSearch {
    .found(FoundResponse(onset: onset, peak: peak, value: value, flags: flags))
  }

  @Test("onset, peak and rise of one response")
  func simple() {
    #expect(search(line((360, 0), (450, 100), (600, 10))) == found(360, 450, 100))
  }

  @Test("the rise grows with the gain and does not know the offset")
  func gain() {
    let line = line((360, 0), (450, 100), (600, 10))
    #expect(search(line.map { 4 * $0 }) == found(360, 450, 400))
    #expect(search(line.map { $0 + 512 }) == found(360, 450, 100))
  }

  @Test("no onset before the minimum latency, none after the onset window")
  func onsetWindow() {
    #expect(search(line((300, 5), (315, 0), (450, 100), (600, 10))) == found(315, 450, 100))
    guard case .rising(let early) = search(line((200, 5), (314, 0), (450, 100), (600, 10))) else {
      Issue.record("an onset one row before the minimum latency was taken")
      return
    }
    #expect(early.onset == 315 && early.peak == 450 && early.flags == [.risingAtMRL])
    #expect(search(line((300, 30), (570, 0), (650, 100), (700, 10))) == found(570, 650, 100))
    #expect(search(line((300, 30), (571, 0), (650, 100), (700, 10))) == .none)
  }

  @Test("a ripple below the least response does not turn a rise at the minimum latency into none")
  func ripple() {
    let line = line((200, 5), (310, 0), (400, 200), (500, 100), (520, 112), (600, 0))
    guard case .rising(let response) = search(line) else {
      Issue.record("\(search(line))")
      return
    }
    #expect(response.value > 180 && response.peak == 400)
  }

  @Test("rises up to the least response are none")
  func leastResponse() {
    let line = line((360, 0), (450, 20), (600, 0))
    #expect(search(line) == .none)
    #expect(search(line, least: 19.9) == found(360, 450, 20))
  }

  @Test("no peak within a second of the onset of the stimulus")
  func earlyPeak() {
    #expect(search(line((300, 9), (316, 0), (329, 100), (600, -100))) == .none)
    #expect(search(line((300, 9), (316, 0), (330, 100), (600, -100))) == found(316, 330, 100))
  }

  @Test("a rise under way at 13.5 s is followed past the window, a later one ends with it")
  func latePeak() {
    #expect(search(line((300, 5), (560, 0), (800, 240), (900, 0))) == found(560, 800, 240, [.latePeak]))
    var strict = rules
    strict.followsLatePeaks = false
    #expect(search(line((300, 5), (560, 0), (800, 240), (900, 0)), strict) == found(560, 749, 189))
    // It turns up again only at 14 s: the rise counts as far as the window goes.
    #expect(search(line((300, 5), (560, 0), (650, 90), (720, 50), (800, 210), (900, 0))) == found(560, 749, 108))
    // A ripple too small for a turning point still ends a late rise, before the next question's response begins.
    let drifting = line((300, 5), (560, 0), (800, 120), (802, 119.5), (900, 170), (930, 400), (1000, 0))
    #expect(search(drifting) == found(560, 800, 120, [.latePeak]))
  }

  @Test("a fall below the onset before the peak ends the response, by the rule in force")
  func descent() {
    let falling = line((300, 5), (360, 0), (400, 60), (480, -40), (640, 300), (740, 100))
    // Any time: the first pair stands, and the trough at row 480 is an onset of its own within the window.
    #expect(search(falling) == found(480, 640, 340))
    let late = line((300, 5), (360, 0), (400, 60), (590, -40), (690, 300), (740, 100))
    #expect(search(late) == found(360, 400, 60))
    var rules = rules
    rules.descent = .off
    #expect(search(late, rules) == found(360, 690, 300))
    rules.descent = .afterOnsetWindow
    #expect(search(late, rules) == found(360, 400, 60))
  }

  @Test("in a strict onset window a peak behind it needs an unbroken rise")
  func strictWindow() {
    var rules = rules
    rules.strictOnsetWindow = true
    let broken = line((300, 5), (500, 0), (580, 80), (600, 60), (680, 200), (740, 100))
    #expect(search(broken) == found(500, 680, 200))
    #expect(search(broken, rules) == found(500, 580, 80))
    let whole = line((300, 5), (500, 0), (680, 180), (740, 100))
    #expect(search(whole, rules) == found(500, 680, 180))
  }

  @Test("of two onsets with nearly the same rise the later one is the response's")
  func latestOnset() {
    let line = line((300, 5), (330, 0), (400, 6), (430, 3), (500, 200), (600, 50))
    #expect(search(line) == found(430, 500, 197))
  }

  @Test("a bend of a rising line is an onset")
  func inflection() {
    var rules = rules
    rules.inflection = FilterProfile.standard.electrodermal.response.inflection
    guard case .found(let response) = search(line((0, -60), (360, 12), (440, 200), (600, 100)), rules) else {
      Issue.record("the bend was not found")
      return
    }
    #expect((345...375).contains(response.onset) && response.peak == 440 && response.value > 180)
  }

  @Test("small swings are not turning points")
  func swings() {
    let turns = SwingFilter.turns(of: [0, 5, 4.5, 9, 2, 2.5, 0, 8], least: 2, deadBand: 1e-9)
    #expect(turns.map(\.index) == [3, 6] && turns.map(\.kind) == [.maxima, .minima])
  }
}
