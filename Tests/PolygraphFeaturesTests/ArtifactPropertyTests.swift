import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Artifacts: clean signals have none, and each kind of disturbance is found where it is")
struct ArtifactPropertyTests {
  private func expectOnly(
    _ code: ArtifactCode, _ sensor: Sensor, near seconds: ClosedRange<Double>, _ artifacts: [Artifact]
  ) {
    let found = artifacts.filter { $0.code == code && $0.sensor == sensor }
    #expect(!found.isEmpty, "\(code.rawValue) is among \(artifacts.map(\.code.rawValue))")
    for artifact in found {
      #expect(
        artifact.start.seconds <= seconds.upperBound && artifact.end.seconds >= seconds.lowerBound, "\(artifact)")
    }
  }

  @Test(
    "a clean pulse of 45 to 150 a minute is never an artifact",
    arguments: Repository.isExhaustive
      ? Array(stride(from: 45.0, through: 150, by: 1)) : [45, 60, 88.8, 105, 120, 150])
  func cleanPulse(rate: Double) throws {
    var formula = FormulaChart()
    formula.lines[.cardio] = { FormulaChart.pulse($0, rate: rate) }
    formula.lines[.vasomotor] = { FormulaChart.pulse($0 + 0.2, rate: rate) }
    formula.lines[.fingerCuff] = { FormulaChart.pulse($0, rate: rate) }
    var profile = FilterProfile.standard
    profile.artifacts.fingerCuff.isOn = true
    let artifacts = try formula.artifacts(profile)
    #expect(artifacts.isEmpty, "\(artifacts.prefix(3))")
    // A sine and a wandering rate are clean, too.
    formula.lines[.cardio] = { 1000 * sin(2 * .pi * rate / 60 * ($0 + 0.06 * sin(2 * .pi * $0 / 4))) }
    formula.lines[.vasomotor] = { 1000 * sin(2 * .pi * rate / 60 * $0) }
    let sines = try formula.artifacts()
    #expect(sines.isEmpty, "\(sines.prefix(3))")
  }

  @Test(
    "a clean breath of 6 to 26 a minute is never an artifact",
    arguments: Repository.isExhaustive
      ? Array(stride(from: 6.0, through: 26, by: 0.5)) : [6, 9, 15, 21.5, 26])
  func cleanBreath(rate: Double) throws {
    var formula = FormulaChart()
    formula.lines[.thoracicRespiration] = { FormulaChart.breath($0, rate: rate) }
    formula.lines[.abdominalRespiration] = { FormulaChart.breath($0, rate: rate, lag: 0.05) }
    let artifacts = try formula.artifacts()
    #expect(artifacts.isEmpty, "\(artifacts.prefix(3))")
    formula.lines[.thoracicRespiration] = { 1000 * sin(2 * .pi * rate / 60 * $0) }
    formula.lines[.abdominalRespiration] = { 700 * sin(2 * .pi * rate / 60 * $0 - 0.3) }
    let sines = try formula.artifacts()
    #expect(sines.isEmpty, "\(sines.prefix(3))")
  }

  @Test("a deep breath")
  func deepBreath() throws {
    var formula = FormulaChart()
    // The breath that begins at 88 s is four times as deep.
    let deep: (Double, Double) -> Double = { time, lag in
      FormulaChart.breath(time, rate: 15, lag: lag) * (time >= 88 + 4 * lag && time < 92 + 4 * lag ? 4 : 1)
    }
    formula.lines[.thoracicRespiration] = { deep($0, 0) }
    formula.lines[.abdominalRespiration] = { deep($0, 0.1) }
    let artifacts = try formula.artifacts()
    expectOnly(.bigDeepBreath, .thoracicRespiration, near: 88...92, artifacts)
    expectOnly(.bigDeepBreath, .abdominalRespiration, near: 88...93, artifacts)
  }

  @Test("an apnoea")
  func apnoea() throws {
    var formula = FormulaChart()
    let held: (Double, Double) -> Double = { time, lag in
      time > 84 && time < 93
        ? FormulaChart.breath(84, rate: 15, lag: lag) : FormulaChart.breath(time, rate: 15, lag: lag)
    }
    formula.lines[.thoracicRespiration] = { held($0, 0) }
    formula.lines[.abdominalRespiration] = { held($0, 0.1) }
    let artifacts = try formula.artifacts()
    expectOnly(.apnoea, .thoracicRespiration, near: 84...93, artifacts)
    expectOnly(.apnoea, .abdominalRespiration, near: 84...93, artifacts)
  }

  @Test("a belt that slips: the lines come apart and the baseline falls")
  func slip() throws {
    var formula = FormulaChart()
    formula.lines[.abdominalRespiration] = { time in
      FormulaChart.breath(time, rate: 15, lag: 0.1) - (time > 108 && time < 113 ? 6000 : 0)
    }
    let artifacts = try formula.artifacts()
    expectOnly(.separation, .abdominalRespiration, near: 107...114, artifacts)
    expectOnly(.baseline, .abdominalRespiration, near: 107...114, artifacts)
    #expect(!artifacts.contains { $0.code == .baseline && $0.sensor == .thoracicRespiration })
  }

  @Test("a movement of the cuff")
  func cuffMovement() throws {
    var formula = FormulaChart()
    formula.lines[.cardio] = { time in
      let shift = time > 108 && time < 110 ? 4000 * sin(.pi * (time - 108) / 2) : 0
      return FormulaChart.pulse(time, rate: 72) + shift
    }
    let artifacts = try formula.artifacts()
    expectOnly(.levelChange, .cardio, near: 107...111, artifacts)
    expectOnly(.cuffMovement, .cardio, near: 107...111, artifacts)
  }

  @Test("an extrasystole with its pause")
  func extrasystole() throws {
    var formula = FormulaChart()
    // One beat comes 0.35 of an interval early, and the next one at its own time.
    formula.lines[.cardio] = { time in
      let beats = time * 72 / 60
      guard beats >= 128.65, beats < 130 else {
        return beats >= 128 && beats < 128.65
          ? FormulaChart.beat((beats - 128) / 0.65) : FormulaChart.pulse(time, rate: 72)
      }
      return FormulaChart.beat((beats - 128.65) / 1.35)
    }
    expectOnly(.extrasystole, .cardio, near: 105...110, try formula.artifacts())
  }

  @Test("a movement on the electrodermal line, and activity before a small response")
  func electrodermal() throws {
    var formula = FormulaChart()
    let clean = formula.lines[.electrodermal] ?? { $0 }
    formula.lines[.electrodermal] = { time in
      clean(time) - (time > 138 && time < 138.6 ? 4000 * sin(.pi * (time - 138) / 0.6) : 0)
    }
    let artifacts = try formula.artifacts()
    expectOnly(.movement, .electrodermal, near: 137.5...139, artifacts)
    #expect(try FormulaChart().artifacts().isEmpty)
    // A small response 4 s after a large one.
    formula.lines[.electrodermal] = { time in
      func response(_ onset: Double, _ height: Double) -> Double {
        let since = time - onset
        return since < 0 ? 0 : height * (exp(-since / 3) - exp(-since / 0.5))
      }
      return response(32, 3000) + response(57, 3000) + response(78.5, 5000) + response(82, 1500) + response(132, 3000)
    }
    expectOnly(.activityBeforeResponse, .electrodermal, near: 76...84, try formula.artifacts())
  }

  @Test("a movement at the seat, and a still seat")
  func activity() throws {
    func seat(_ time: Double) -> Double { 30 * sin(2 * .pi * 0.25 * time) + 12 * sin(2 * .pi * 0.31 * time + 1) }
    var formula = FormulaChart()
    formula.lines[.activity] = { seat($0) + ($0 > 110 && $0 < 112 ? 600 * sin(.pi * ($0 - 110) / 2) : 0) }
    expectOnly(.excessiveActivity, .activity, near: 109...113, try formula.artifacts())
    formula.lines[.activity] = { seat($0 > 105 && $0 < 115 ? 105 : $0) }
    expectOnly(.restrictedActivity, .activity, near: 104...116, try formula.artifacts())
    formula.lines[.activity] = seat
    #expect(try formula.artifacts().isEmpty)
  }

  @Test("spurious beats of the finger pulse")
  func fingerPulse() throws {
    var formula = FormulaChart()
    formula.lines[.vasomotor] = { FormulaChart.pulse($0, rate: 72) * ($0 > 111.6 && $0 < 112.6 ? 3 : 1) }
    expectOnly(.unusualBeat, .vasomotor, near: 111...114, try formula.artifacts())
  }

  @Test("findings are always listed; values are withheld only when the rules say so, and kept beside")
  func withholding() throws {
    var formula = FormulaChart()
    formula.lines[.thoracicRespiration] = { time in
      FormulaChart.breath(time, rate: 15) * (time >= 88 && time < 92 ? 4 : 1)
    }
    var lenient = FilterProfile.standard
    lenient.artifacts.withholds = false
    let clean = try Measurements.measure(Exam(FormulaChart().chart))
    let flagged = try Measurements.measure(Exam(formula.chart), profile: lenient)
    #expect(clean.measurements.allSatisfy { $0.state != .artifact })
    #expect(!clean.findings.contains { $0.code.hasPrefix("artifact-") })
    let finding = try #require(flagged.findings.first { $0.code == "artifact-big-deep-breath" })
    #expect(finding.severity == .note && finding.message.contains("a very deep breath at 89"))
    #expect(abs(Double(try #require(finding.place.sample)) / 30 - 89.6) < 0.5)
    let row = flagged["R5", .thoracicRespiration]
    #expect(row.state == .measured && row.value != nil && row.flags.contains("bigDeepBreath"))
    // The other respiration feels a very deep breath.
    #expect(flagged["R5", .abdominalRespiration].flags.contains("bigDeepBreath"))
    #expect(!flagged["R5", .electrodermal].flags.contains("bigDeepBreath"))

    var profile = FilterProfile.standard
    let withheld = try Measurements.measure(Exam(formula.chart), profile: profile)["R5", .thoracicRespiration]
    #expect(withheld.state == .artifact && withheld.value == nil && withheld.withheldValue == row.value)
    #expect(withheld.flags.contains("bigDeepBreath"))
    // What the rules only report withholds nothing.
    profile.artifacts.reportedOnly = row.flags.map { ArtifactCode(rawValue: $0) }
    let reported = try Measurements.measure(Exam(formula.chart), profile: profile)["R5", .thoracicRespiration]
    #expect(reported.state == .measured && reported.value == row.value && reported.flags.contains("bigDeepBreath"))
    profile.artifacts.reportedOnly = FilterProfile.standard.artifacts.reportedOnly
    profile.artifacts.integratesArtifacts = true
    let shared = try Measurements.measure(Exam(formula.chart), profile: profile)
    let eda = shared["R5", .electrodermal]
    let (onset, peak) = (try #require(eda.onset ?? eda.peak), try #require(eda.peak))
    let overlaps = onset.seconds < 90 && peak.seconds > 89
    #expect((eda.state == .artifact) == overlaps)
    #expect(shared["C4", .electrodermal].state == .measured)
  }

  @Test("display gain changes no finding")
  func gain() throws {
    var formula = FormulaChart()
    formula.lines[.cardio] = { FormulaChart.pulse($0, rate: 72) + ($0 > 108 && $0 < 110 ? 4000 : 0) }
    var louder = formula
    for (sensor, line) in formula.lines { louder.lines[sensor] = { 5 * line($0) } }
    let (first, second) = (try formula.artifacts(), try louder.artifacts())
    #expect(first.map(\.code) == second.map(\.code) && !first.isEmpty)
    for (left, right) in zip(first, second) { #expect(abs(left.start.sample - right.start.sample) <= 1) }
  }

  @Test("rules read what they write, and bad ones are refused by name")
  func rules() throws {
    for rules in [ArtifactRules.standard, .reference] {
      var profile = FilterProfile.standard
      profile.artifacts = rules
      let data = try profile.canonicalJSON()
      #expect(try FilterProfile(json: data).artifacts == rules)
    }
    let text = String(decoding: try FilterProfile.standard.canonicalJSON(), as: UTF8.self)
    #expect(text.contains("\"leastSwing\":{\"partOfAmplitude\":0.13}"))
    for (good, bad, parameter) in [
      ("\"midPasses\":4", "\"midPasses\":4000", "artifacts.respiration.midPasses"),
      ("\"laterSteps\":2", "\"laterSteps\":0", "artifacts.electrodermal.laterSteps"),
      ("{\"partOfAmplitude\":0.13}", "{\"partOfNothing\":1}", "artifacts.respiration.leastSwing"),
    ] {
      #expect {
        _ = try FilterProfile(json: Data(text.replacingOccurrences(of: good, with: bad).utf8))
      } throws: { ($0 as? FilterProfileError)?.parameter == parameter }
    }
  }
}
