import PolygraphDSP
import PolygraphQuantities
import Testing

@Suite("Errors on lines with gaps")
struct MaskedErrorTests {
  /// Sixty samples, a gap from 10 to 19, and an infinity at 41, which is the 22nd sample of its run.
  private static let line: MaskedLine = {
    var samples = (0..<60).map { Double($0 * $0 % 17) }
    samples[41] = .infinity
    return MaskedLine(samples: samples, mask: SampleMask(count: 60, missing: [10..<20]))
  }()

  @Test("The index of a sample that is not finite is its place in the whole line, not in its run")
  func index() throws {
    let line = Self.line
    let welch = try WelchEstimator(rate: SampleRate(30), segment: 8)
    let operations: [() throws -> Void] = [
      { _ = try Detrending.withoutTrend(line) },
      { _ = try Detrending.slowTrend(of: line, smoothness: 10) },
      { _ = try SmoothingSpline.smoothed(line, penalty: 1) },
      { _ = try Peaks.envelope(of: line, kind: .maxima, halfWindow: 2, shape: .linear) },
      { _ = try PeakRefinement.densePeaks(of: line, at: [30]) },
      { _ = try welch.spectrogram(of: line) },
      { _ = try welch.spectrum(of: line) },
    ]
    for (number, operation) in operations.enumerated() {
      let error = #expect(throws: SignalError.self, "operation \(number)") { try operation() }
      guard case .notFinite(_, let index) = try #require(error) else {
        Issue.record("operation \(number) refused with \(String(describing: error))")
        continue
      }
      #expect(index == 41, "operation \(number)")
    }
  }
}
