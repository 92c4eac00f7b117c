import PolygraphDSP
import Foundation
@testable import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import Testing

@Suite("Built-in filter profiles")
struct BuiltInProfileTests {
  @Test("standard, reference of 2026-04 and the presets are listed; each is valid, read as written and hashed apart")
  func listed() throws {
    let profiles = FilterProfile.builtIn
    #expect(profiles.prefix(2).map(\.name) == ["standard", "reference"])
    #expect(FilterProfile.reference.version == "2026-04")
    #expect(profiles.map(\.name).contains("reference+laf13") && profiles.count == 13)
    for profile in profiles {
      try profile.validate()
      #expect(try FilterProfile(json: profile.canonicalJSON()) == profile)
      #expect(FilterProfile.named(profile.name) == profile)
    }
    #expect(Set(try profiles.map { try $0.reference().sha256 }).count == profiles.count)
  }

  @Test("the parameters of the field's table have the values it prints")
  func parameters() {
    for profile in [FilterProfile.standard, .reference] {
      #expect(profile.windows.evaluation == 15 && profile.windows.postStimulus == 10)
      for response in [profile.electrodermal.response, profile.cardio.response] {
        #expect(response.minimumLatency == 0.5 && response.onsetAfterAnswer == 5 && response.lateSlopeLimit == 13.5)
        #expect(response.followsLatePeaks && !response.strictOnsetWindow && !response.strictWindow)
        #expect(response.onsetWindowStart == .latency && response.descentFraction == nil)
        #expect(response.recoveryFraction == 0.5 && response.slopeRunIgnore == 7)
      }
      #expect(profile.respiration.excursion.window == 3.75 && profile.respiration.excursion.answerBuffer == 1.5)
      #expect(profile.respiration.slowestRate == 6 && profile.respiration.fastestRate == 26)
      #expect(profile.cardio.response.noResponse == 10 && profile.cardio.scored == .movingAverage)
      #expect(profile.vasomotor.before == 3 && profile.vasomotor.latency == 5 && profile.vasomotor.end == 10)
      #expect(profile.display.respirationSeparation == 325)
    }
  }

  /// Corner frequencies where a preset's gain falls to 1/√2, from the field's catalogue.
  @Test("each preset's filters have the corners they are named for")
  func corners() {
    let wanted: [ElectrodermalPreset: [Double]] = [
      .laf18: [12, 0.0159], .laf18Notes: [0.443, 0.0159], .axc: [0.886, 0.1], .leg: [0.886, 0.04], .laf13: [0.2, 0.03],
      .laf0: [0.5, 0.01], .lafX: [0.05, 0.05], .lafD: [0.3, 0.2], .lim: [0.0467, 0.0533], .none: [0.886], .off: [12],
    ]
    for (preset, corners) in wanted {
      for (filter, corner) in zip(preset.filters, corners) {
        let gain = filter.response(at: Hertz(corner), sampleRate: SampleRate(30)).magnitude
        #expect(abs(gain - 0.5.squareRoot()) < 2e-3, "\(preset) \(corner): \(gain)")
      }
    }
    let rest = ElectrodermalPreset.test.filters[0].response(at: 0, sampleRate: SampleRate(30)).magnitude
    #expect(abs(rest - 0.75) < 1e-2)
  }

  @Test("printed constants are refused at another rate than theirs")
  func printedRate() {
    var profile = FilterProfile.standard
    profile.electrodermal.auto = ElectrodermalPreset.leg.chain
    profile.timeBase.workingRate = SampleRate(60)
    #expect(throws: FilterProfileError.self) { try profile.validate() }
    profile.timeBase.workingRate = SampleRate(30)
    #expect(throws: Never.self) { try profile.validate() }
  }

  @Test("the line that is scored can be chosen for a cuff, and each has its own response")
  func cuffLines() throws {
    let exam = Exam(SyntheticChart(duration: 120).chart)
    var values: Set<Double> = []
    for line in [CardioLine.movingAverage, .mid, .systolic, .diastolic] {
      var profile = FilterProfile.standard
      profile.cardio.scored = line
      values.insert(try #require(try Measurements.measure(exam, profile: profile)["R5", .cardio].value))
    }
    #expect(values.count == 4)
  }
}
