import Foundation
import PolygraphFormats
import PolygraphInstruments
import PolygraphKit
import PolygraphModel
import PolygraphSimulation
import TestSupport
import Testing

@testable import PolygraphWorkflows

@Suite("The simulated examinee captured over a pseudo-terminal", .serialized)
struct SimulatedCaptureTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  @Test("scores like the same exam written directly, and measures it within the instrument's resolution")
  func scores() throws {
    let settings = ExamineeSettings(seed: 11, truth: .deceptive, sequence: .dlst)
    let path = scratch.url.appending(path: "exam").path
    let summary = try SimulatedCapture(settings: settings).run(into: path, software: "test/1")
    let direct = SimulatedExaminee(settings).exam()
    let samples = direct.charts.reduce(0) { $0 + $1.chart.sampleCount }
    #expect(summary.instruments[0].counts.lost == 0 && summary.instruments[0].counts.delivered >= samples)
    #expect(summary.conformance.isConformant && summary.charts == direct.charts.count)
    let read = try ExamReader.read(path: path)
    #expect(read.findings.isEmpty, "\(read.findings)")
    let charts = zip(direct.charts.map(\.chart), read.exam.charts.map(\.chart))
    for (written, captured) in charts {
      #expect(captured.sampleCount == written.sampleCount && captured.sampleRate == written.sampleRate)
      #expect(captured.events.map(\.onset) == written.events.map(\.onset))
      #expect(captured.events.map(\.label) == written.events.map(\.label))
      #expect(captured.events.map(\.answer) == written.events.map(\.answer))
      #expect(captured.events.map(\.role) == written.events.map(\.role))
    }
    let analysis = ExamAnalysis()
    let (ours, theirs) = (try analysis.measure(read.exam), try analysis.measure(direct))
    #expect(ours.measurements.count == theirs.measurements.count)
    // The drawn electrodermal line is scaled by its usual excursion, which hangs on the smallest steps a converter has:
    // one factor for the whole exam, which no ratio and no score sees.
    func total(_ table: MeasurementTable) -> Double {
      table.measurements.filter { $0.sensor == .electrodermal }.compactMap(\.value).reduce(0, +)
    }
    let scale = total(theirs) / total(ours)
    #expect((0.8...1.25).contains(scale))
    for (captured, written) in zip(ours.measurements, theirs.measurements) {
      #expect(captured.question == written.question && captured.sensor == written.sensor)
      guard let found = captured.value, let b = written.value else {
        #expect(captured.value == nil && written.value == nil)
        continue
      }
      let a = captured.sensor == .electrodermal ? found * scale : found
      // Sixteen bits over the channel's span: a part in 59,000 of it.
      #expect(abs(a - b) <= 0.005 * abs(b) + 2, "\(captured.question) \(captured.sensor): \(a), \(b)")
    }
    let (mine, other) = (analysis.score(ours), analysis.score(theirs))
    #expect(mine.results.map(\.opinion) == other.results.map(\.opinion))
    #expect(mine.results.map(\.grandTotal) == other.results.map(\.grandTotal))
    #expect(mine.results[0].status == .scored)
    let verified = try PackageVerification.verify(path)
    #expect(verified.isIntact, "\(verified.findings)")
  }
}
