import Foundation
import PolygraphDSP
import PolygraphQuantities
import TestSupport
import Testing

@Suite("The article from a raw channel to a clean tracing holds")
struct RawToTracingTests {
  private static let catalogue = "Sources/PolygraphDSP/PolygraphDSP.docc"
  private static let code = "Tests/PolygraphDSPTests/Documentation/RawToTracing.swift"

  @Test("the tracing is the breath, without the hum, and absent where the belt was")
  func tracingIsTheBreath() throws {
    let tracing = try breathingTracing(of: SampleBelt.counts(), at: SampleBelt.rate)
    #expect(tracing.samples.count == 1200)
    // The drop-out of 48 ms is bridged, that of 2.2 s at 24 s stays.
    #expect(tracing.mask.missingRanges == [720..<786])
    var (worst, squares, count) = (0.0, 0.0, 0)
    for run in tracing.mask.presentRanges {
      // A second at each end is left to the reflection.
      for index in run.dropFirst(30).dropLast(30) {
        let error = tracing.samples[index] - SampleBelt.breath(at: Double(index) / 30)
        worst = max(worst, abs(error))
        squares += error * error
        count += 1
      }
    }
    let typical = (squares / Double(count)).squareRoot()
    print("tracing against the breath: typical error \(typical) counts, worst \(worst)")
    // The article says: hum of 250 counts, error of 5 counts root mean square, 40 at most.
    #expect(typical < 5)
    #expect(worst < 40)
  }

  @Test("each breath whose top has a half window on both sides is found once")
  func breathsAreFound() throws {
    let tracing = try breathingTracing(of: SampleBelt.counts(), at: SampleBelt.rate)
    let peaks = breathPeaks(of: tracing)
    #expect(peaks.count == 8)
    for (first, second) in zip(peaks, peaks.dropFirst()) {
      let seconds = Double(second - first) / 30
      #expect((2.8...4.9).contains(seconds) || first < 720 && second > 786, "\(seconds) s between breaths")
    }
  }

  @Test("the live form gives the same bits in any blocks, and comes as late as it says")
  func liveForm() throws {
    let line = (0..<2000).map { 20_000 + 1500 * sin(2 * .pi * 0.25 * Double($0) / 250) }
    let (whole, delay) = try liveTracing(of: [line], at: SampleBelt.rate)
    let blocks = stride(from: 0, to: line.count, by: 77).map { Array(line[$0..<min($0 + 77, line.count)]) }
    #expect(try liveTracing(of: blocks, at: SampleBelt.rate).line == whole)
    #expect(abs(delay.value - 0.0754) < 0.0005)
    let shift = Int((delay.value * 250).rounded())
    let late = (1000..<1900).map { abs(whole[$0 + shift] - line[$0]) }.max() ?? .infinity
    #expect(late < 10)
  }

  @Test("every block of code in the article is the code of this suite")
  func articleCodeIsCompiled() throws {
    let article = try text("\(Self.catalogue)/RawToTracing.md")
    let compiled = lines(try text(Self.code))
    let blocks = article.components(separatedBy: "```swift\n").dropFirst()
      .map { lines($0.components(separatedBy: "```")[0]) }
    #expect(blocks.count >= 6)
    for block in blocks {
      let isThere = compiled.indices.contains { compiled[$0...].starts(with: block) }
      #expect(isThere, "not compiled: \(block.joined(separator: "\n"))")
    }
    // Nothing is left out: the functions' lines all stand in some block.
    let shown = Set(blocks.flatMap { $0 })
    let left = compiled.filter { !$0.hasPrefix("//") && $0 != "}" && !shown.contains($0) }
    #expect(left.isEmpty, "\(left)")
  }

  @Test("the figure is the library's own output (POLYGRAPH_WRITE_FIGURES=1 writes it anew)")
  func figureIsCurrent() throws {
    let counts = SampleBelt.counts()
    let tracing = try breathingTracing(of: counts, at: SampleBelt.rate)
    let figure = RawToTracingFigure(counts: counts, tracing: tracing, peaks: breathPeaks(of: tracing)).svg()
    let file = Repository.root.appending(path: "\(Self.catalogue)/Resources/raw-to-tracing.svg")
    if ProcessInfo.processInfo.environment["POLYGRAPH_WRITE_FIGURES"] == "1" {
      try Data(figure.utf8).write(to: file)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == figure)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
  }

  /// The lines without indentation and without empty ones.
  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}
