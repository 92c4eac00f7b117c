import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Changes of rate as the reference makes them")
struct LinearResamplingTests {
  static let channels = ["UPneumo", "LPneumo", "EDA1", "Cardio1"]

  @Test("rows picked from a faster rate are the reference's, exactly")
  func picked() throws {
    let input = try NumberTable(fixture: "dsp/golden/resample/in_60Hz.csv")
    let golden = try NumberTable(fixture: "dsp/golden/resample/out_from_60Hz.csv")
    let rows = LinearResampling.pickedRows(count: input.rows.count, from: SampleRate(60), to: SampleRate(30))
    #expect(rows.count == golden.rows.count && rows.count == 360)
    for name in Self.channels { #expect(rows.map { input[name][$0] } == golden[name], "\(name)") }
    // A chart that has the rate already keeps every row.
    #expect(LinearResampling.pickedRows(count: 360, from: SampleRate(30), to: SampleRate(30)) == Array(0..<360))
  }

  @Test(
    "the same or a slower rate is interpolated as the reference does it, to its ten digits, quirks included",
    arguments: [20, 30])
  func interpolated(rate: Int) throws {
    let input = try NumberTable(fixture: "dsp/golden/resample/in_\(rate)Hz.csv")
    let golden = try NumberTable(fixture: "dsp/golden/resample/out_from_\(rate)Hz.csv")
    for name in Self.channels {
      let found = LinearResampling.referenceInterpolated(input[name], from: SampleRate(rate), to: SampleRate(30))
      let expected = golden[name]
      #expect(found.samples.count == expected.count && expected.count == 360)
      let scale = expected.filter(\.isFinite).reduce(0) { max($0, abs($1)) }
      for (index, value) in expected.enumerated() {
        #expect(found.mask.isMissing(index) == value.isNaN, "\(name), sample \(index)")
        if value.isFinite { #expect(abs(found.samples[index] - value) < 1e-7 * scale, "\(name), sample \(index)") }
      }
    }
  }

  @Test("the summary's counts are met for every rate the reference could resample")
  func counts() throws {
    let summary = try NumberTable(fixture: "dsp/golden/resample/summary.csv")
    for row in summary.rows.indices where summary.rows[row][3] == "ok" {
      let (rate, count) = (Int(summary["rate"][row]), Int(summary["n_in"][row]))
      let expected = Int(summary["n_out"][row])
      if rate >= 30 {
        let rows = LinearResampling.pickedRows(count: count, from: SampleRate(rate), to: SampleRate(30))
        #expect(rows.count == expected)
      } else {
        let line = [Double](repeating: 1, count: count)
        let found = LinearResampling.referenceInterpolated(line, from: SampleRate(rate), to: SampleRate(30))
        #expect(found.samples.count == expected)
      }
    }
  }

  @Test("plain linear resampling: straight lines stay straight, times past the end hold the last sample")
  func linear() {
    let line = (0..<20).map { 2 + 0.5 * Double($0) }
    let found = LinearResampling.resample(line, from: SampleRate(20), to: SampleRate(30))
    #expect(found.count == 30)
    for index in found.indices {
      #expect(abs(found[index] - min(11.5, 2 + 0.5 * Double(index) * 20 / 30)) < 1e-13)
    }
    #expect(LinearResampling.resample([], from: SampleRate(20), to: SampleRate(30)).isEmpty)
    #expect(LinearResampling.resample([1, .nan, 3, 4], from: SampleRate(1), to: SampleRate(1))[0] == 1)
  }
}
