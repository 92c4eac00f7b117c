import Foundation
import PolygraphDSP
import PolygraphFeatures
import PolygraphQuantities
import Testing
import TestSupport

@Suite("Breaths and beats of real recordings agree with people and with the electrocardiogram, no worse than NeuroKit2")
struct RecordingAccuracyTests {
  static let records = ["bidmc01", "bidmc04", "bidmc06"]

  @Test("breaths lie within 0.5 s of both annotators' marks")
  func breaths() throws {
    var ours = Agreement()
    var theirs = Agreement()
    for record in Self.records {
      let line = try Recordings.line("\(record)_resp")
      let found = try BreathDetector().breaths(in: line, at: SampleRate(125)).map(\.peakTime.value)
      for annotator in ["1", "2"] {
        let marks = try Recordings.times("breaths") { $0[0] == record && $0[1] == annotator }
        let own = Agreement(found, marks, within: 0.5)
        let other = Agreement(try Recordings.neuroKit("\(record)_resp"), marks, within: 0.5)
        print("breaths \(record) annotator \(annotator): ours \(own), NeuroKit2 \(other)")
        #expect(own.f1 >= 0.985)
        ours = ours + own
        theirs = theirs + other
      }
    }
    print("breaths pooled: ours \(ours), NeuroKit2 \(theirs)")
    #expect(ours.errors <= theirs.errors)
  }

  @Test("R waves lie within 0.1 s of the experts' labels")
  func electrocardiogram() throws {
    let marks = try Recordings.times("beats") { $0[0] == "mitdb100" }
    var ours = Agreement()
    var theirs = Agreement()
    for lead in ["mitdb100_mlii", "mitdb100_v5"] {
      let line = try Recordings.line(lead)
      let found = try ElectrocardiogramDetector().beats(in: line, at: SampleRate(360)).times.map(\.value)
      let own = Agreement(found, marks, within: 0.1)
      let other = Agreement(try Recordings.neuroKit(lead), marks, within: 0.1)
      print("R waves \(lead): ours \(own), NeuroKit2 \(other)")
      #expect(own.f1 >= 0.998)
      ours = ours + own
      theirs = theirs + other
    }
    #expect(ours.errors <= theirs.errors)
  }

  @Test("pulses follow the beats of the electrocardiogram in the same file")
  func pulses() throws {
    var ours = Agreement()
    var theirs = Agreement()
    let cases: [(record: String, pulse: String, rate: Int)] = [
      ("bidmc01", "bidmc01_ppg", 125), ("bidmc04", "bidmc04_ppg", 125), ("bidmc06", "bidmc06_ppg", 125),
      ("bidmc04", "bidmc04_abp", 125), ("rest", "rest_ppg", 100),
    ]
    for (record, pulse, hertz) in cases {
      let rate = SampleRate(hertz)
      let line = try Recordings.line(pulse)
      let end = rate.seconds(ofSample: line.samples.count).value
      let beats = try ElectrocardiogramDetector().beats(in: Recordings.line("\(record)_ecg"), at: rate).times
        .map(\.value)
      let marked = (pulse: try Recordings.artifacts(pulse), beat: try Recordings.artifacts("\(record)_ecg"))
      let found = try PulseDetector().beats(in: line, at: rate).times.map(\.value)
      let own = PulseAgreement(
        found, beats: beats, pulseArtifacts: marked.pulse, beatArtifacts: marked.beat, end: end)
      let other = PulseAgreement(
        try Recordings.neuroKit(pulse), beats: beats, pulseArtifacts: marked.pulse, beatArtifacts: marked.beat,
        end: end)
      print(
        "pulses \(pulse): ours \(own.kept) (all: \(own.all)), NeuroKit2 \(other.kept) (all: \(other.all)), left out",
        String(format: "%.3f", own.leftOut))
      #expect(own.kept.f1 >= 0.99)
      #expect(own.leftOut < 0.1)
      ours = ours + own.kept
      theirs = theirs + other.kept
    }
    print("pulses pooled: ours \(ours), NeuroKit2 \(theirs)")
    #expect(ours.errors <= theirs.errors)
  }
}

@Suite("Simulated skin-conductance responses are found with fewer errors than NeuroKit2's at each level of noise")
struct SkinConductanceAccuracyTests {
  @Test("peaks lie within 1 s of the simulated ones", arguments: 0..<5)
  func responses(level: Int) throws {
    var ours = Agreement()
    var theirs = Agreement()
    var sizes: [(found: Double, truth: Double)] = []
    // The figures of all four lines a level are those of the exhaustive run.
    for seed in Repository.isExhaustive ? [11, 12, 13, 14] : [11, 13] {
      let codes = try Recordings.line("eda_s\(seed)_n\(level)")
      let line = MaskedLine(complete: codes.samples.map { $0 * 0.0005 })
      let result = try SkinConductanceAnalysis().analyse(line, at: SampleRate(50))
      let peaks = try Recordings.times("responses", column: "peak") { $0[0] == "\(seed)" }
      let amplitudes = try Recordings.times("responses", column: "amplitude") { $0[0] == "\(seed)" }
      ours = ours + Agreement(result.responses.map(\.peak.value), peaks, within: 1)
      theirs = theirs + Agreement(try Recordings.neuroKit("eda_s\(seed)_n\(level)"), peaks, within: 1)
      for (peak, amplitude) in zip(peaks, amplitudes) {
        guard let found = result.responses.first(where: { abs($0.peak.value - peak) <= 1 }) else { continue }
        sizes.append((found.amplitude, amplitude))
      }
    }
    let ratio = Robust.median(sizes.map { $0.found / $0.truth }) ?? 0
    print(
      "SCRs at noise level \(level): ours \(ours), NeuroKit2 \(theirs), amplitude ratio", String(format: "%.3f", ratio))
    #expect(ours.errors < theirs.errors)
    #expect((0.9...1.1).contains(ratio))
  }
}
