import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import Testing

@Suite("Indicators are facts with times")
struct IndicatorTests {
  private func find(_ formula: FormulaChart) throws -> [Indicator] { try Indicators.find(in: Exam(formula.chart)) }

  private func one(_ code: IndicatorCode, _ found: [Indicator], sensor: Sensor? = nil) throws -> Indicator {
    try #require(found.first { $0.code == code && (sensor == nil || $0.sensors.first == sensor) }, "\(code.rawValue)")
  }

  @Test("a clean chart gives its figures, and nothing is noted but its size of breath")
  func clean() throws {
    let found = try find(FormulaChart())
    let rate = try one(.respirationRate, found)
    #expect(abs(rate.value - 15) < 0.2 && !rate.isNoted)
    #expect(try one(.respirationAgreement, found).value > 0.98)
    #expect(try one(.arrhythmia, found).value > 0.98)
    let (slow, fast) = (try one(.slowPulse, found), try one(.fastPulse, found))
    #expect(abs(slow.value - 72) < 3 && abs(fast.value - 72) < 3 && !slow.isNoted && !fast.isNoted)
    #expect(slow.start != nil && slow.end != nil)
    #expect(found.filter(\.isNoted).isEmpty, "\(found.filter(\.isNoted))")
  }

  @Test("slow, fast and disagreeing breathing")
  func breathing() throws {
    for (rate, isNoted) in [(8.0, true), (15, false), (25, true)] {
      var formula = FormulaChart()
      formula.lines[.thoracicRespiration] = { FormulaChart.breath($0, rate: rate) }
      let found = try find(formula)
      #expect(try one(.respirationRate, found, sensor: .thoracicRespiration).isNoted == isNoted)
      #expect(try one(.respirationAgreement, found).isNoted == isNoted)
    }
  }

  @Test("a slow and a fast pulse with the time of the extreme")
  func pulse() throws {
    var formula = FormulaChart()
    // 72 a minute, but 120 from 60 s to 70 s.
    formula.lines[.cardio] = { time in
      let beats = time * 1.2 + (time < 60 ? 0 : time < 70 ? 0.8 * (time - 60) : 8)
      return FormulaChart.beat(beats.truncatingRemainder(dividingBy: 1))
    }
    let fast = try one(.fastPulse, try find(formula))
    #expect(fast.isNoted && abs(fast.value - 120) < 5)
    let (start, end) = (try #require(fast.start).seconds, try #require(fast.end).seconds)
    #expect(start > 58 && end < 72)
    formula.lines[.cardio] = { FormulaChart.pulse($0, rate: 50) }
    #expect(try one(.slowPulse, try find(formula)).isNoted)
  }

  @Test("a leaking cuff")
  func leak() throws {
    var formula = FormulaChart()
    formula.lines[.cardio] = { FormulaChart.pulse($0, rate: 72) - 150 * $0 }
    let leak = try one(.cuffLeak, try find(formula))
    #expect(leak.isNoted && leak.value > 4.5)
    #expect(!(try one(.cuffLeak, try find(FormulaChart())).isNoted))
  }

  @Test("sensors that do not move")
  func unresponsive() throws {
    var formula = FormulaChart()
    let breath = formula.lines[.thoracicRespiration] ?? { $0 }
    formula.lines[.thoracicRespiration] = { $0 > 60 && $0 < 100 ? breath(60) + 5 * sin($0) : breath($0) }
    let found = try find(formula)
    let still = try one(.unresponsiveRespiration, found, sensor: .thoracicRespiration)
    #expect(still.isNoted && abs(still.value - 30.0 / 155) < 0.03)
    #expect(!(try one(.unresponsiveRespiration, found, sensor: .abdominalRespiration).isNoted))
    // One short response, which sets the scale, and nothing else.
    formula.lines[.electrodermal] = { time in
      let since = time - 40
      return since < 0 ? 0 : 3000 * (exp(-since / 0.4) - exp(-since / 0.15))
    }
    let flat = try one(.unresponsiveElectrodermal, try find(formula))
    #expect(flat.isNoted && flat.value <= 40, "\(flat)")
  }

  @Test("activity in a window names the sensors whose response it overlaps")
  func activity() throws {
    var formula = FormulaChart()
    formula.lines[.activity] = { time in
      30 * sin(2 * .pi * 0.25 * time) + (time > 83 && time < 85 ? 600 * sin(.pi * (time - 83) / 2) : 0)
    }
    let found = try find(formula).filter { $0.code == .activityInEvaluation }
    let noted = try #require(found.first)
    #expect(found.allSatisfy { $0.question == "R5" && $0.isNoted })
    #expect(noted.sensors.contains(.electrodermal) && noted.sensors.contains(.thoracicRespiration))
    let (start, end) = (try #require(noted.start).seconds, try #require(noted.end).seconds)
    #expect(start > 81 && end < 87)
  }

  @Test("deep breaths and apnoeas are counted by kind of question")
  func breaths() throws {
    var formula = FormulaChart()
    formula.lines[.thoracicRespiration] = { time in
      FormulaChart.breath(time, rate: 15) * ((time >= 60 && time < 64) || (time >= 108 && time < 112) ? 4 : 1)
    }
    let found = try find(formula).filter { $0.code == .deepBreaths }
    #expect(found.map(\.kind) == [.comparison] && found.first?.value == 2)
    #expect(try find(formula).allSatisfy { $0.code != .apnoeas })
  }

  @Test("late responses and stacked stimuli")
  func timeliness() throws {
    var formula = FormulaChart()
    // Each response begins 0.6 s before its stimulus, on a line that is then still rising at the minimum latency.
    formula.lines[.electrodermal] = { time in
      FormulaChart.onsets.reduce(0) { sum, onset in
        let since = time - onset + 0.6
        return since < 0 ? sum : sum + 3000 * (exp(-since / 6) - exp(-since / 2))
      }
    }
    let early = try find(formula).filter { $0.code == .onsetTime && $0.sensors == [.electrodermal] }
    #expect(early.count == 5 && early.allSatisfy { $0.value <= 0.6 && $0.start != nil })

    var chart = FormulaChart().chart
    var second = chart.events[2]
    second.label = "C9"
    second.role = .comparison
    second.onset += 7 * 30
    second.offset += 7 * 30
    second.answer = nil
    chart.events.insert(second, at: 3)
    let stacked = try Indicators.find(in: Exam(chart)).filter { $0.code == .stackedStimulus }
    #expect(stacked.map(\.question) == ["C9"] && stacked.first?.value == 7)
  }
}
