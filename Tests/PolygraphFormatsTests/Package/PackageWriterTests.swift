import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFormats

@Suite("A package that was captured is read as the exam")
struct PackageWriterTests {
  @Test("channels, masks, events, gaps and texts come back, and the package is whole")
  func capture() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    _ = try harness.writer.close()
    let report = try PackageVerification.verify(harness.path)
    #expect(report.isIntact && report.findings.isEmpty, "\(report.findings)")
    #expect(report.state == .closed && report.counts.frames == 500 && report.counts.filled == 5)
    let read = try ExamReader.read(path: harness.path)
    #expect(read.findings.isEmpty, "\(read.findings)")
    #expect(read.exam.name == "SUBJ-7" && read.exam.format == "exam-package")
    let chart = try #require(read.exam.series.first?.charts.first)
    #expect(chart.sampleCount == 400 && chart.sampleRate == SampleRate(100) && !chart.isAborted)
    #expect(chart.date?.description == "2026-02-05" && chart.time?.description == "09:30")
    #expect(chart.channels.map(\.name) == ["EDA", "RESP", "BELT"], "in the order of the channel table")
    let eda = try #require(chart.channel(.electrodermal))
    #expect(eda.unit == .microsiemens && eda.bits == 10 && eda.firstSample == 0)
    #expect(eda.mask.missingRanges == [150..<155, 340..<343])
    #expect(chart.channel(.thoracicRespiration)?.mask.missingRanges == [150..<155])
    for sample in 0..<400 where !(150..<155).contains(sample) {
      #expect(eda.counts[sample] == PackageHarness.count(sample + 50, 2))
    }
    #expect(chart.gaps == [Gap(start: 150, end: 155, cause: "sequence")])
    #expect(chart.events.map(\.label) == ["C4", "R5"] && chart.events.map(\.onset) == [50, 250])
    #expect(chart.events.map(\.offset) == [100, 300])
    #expect(chart.events[0].answer == Answer(sample: 110, word: "No") && chart.events[1].answer == nil)
    #expect(chart.annotations == [Annotation(code: "MV", group: .movement, sample: 310, text: "left arm")])
    #expect(read.exam.series[0].question(for: chart.events[1])?.text == "Relevant?")
  }

  @Test("the live package is read before it is closed, and says so")
  func live() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    let read = try ExamReader.read(path: harness.path)
    #expect(read.findings.map(\.code) == ["package-open"])
    #expect(read.exam.series[0].charts[0].sampleCount == 400)
    #expect(try !PackageVerification.verify(harness.path).isIntact)
  }

  @Test("a second instrument with its own rate and clock lies where its clock fit says")
  func twoClocks() throws {
    let harness = try PackageHarness()
    let first = try harness.segment()
    // The second one starts 250 ms later, at 50 Hz, 100 ppm fast.
    let second = try harness.writer.addSegment(
      instrument: "B", channels: ["PPG"], sampleRate: SampleRate(50), startMono: harness.clock.monotonic)
    let start = harness.clock.monotonic
    try harness.writer.recordClock(segment: first, ClockFit(at: 0, mono: start))
    try harness.writer.recordClock(segment: second, ClockFit(at: 0, mono: start + 250_000_000, ppm: 100))
    try harness.capture(3000)
    try harness.capture(1400, segment: second, channels: 1, rate: 50)
    try harness.writer.beginChart(series: "1", chart: 1, at: .init(segment: first, frame: 1000))
    try harness.writer.endChart(at: .init(segment: first, frame: 2000))
    _ = try harness.writer.close()
    let chart = try ExamReader.read(path: harness.path).exam.series[0].charts[0]
    let pulse = try #require(chart.channel(.vasomotor))
    // Chart sample 0 is 10 s; the second's frames are at 250 ms + k · 20 ms · (1 − 1e-4): frame 488 is the first.
    #expect(pulse.counts[0] == PackageHarness.count(488, 0))
    #expect(pulse.firstSample == 1)
    #expect(pulse.counts.count == 500 && pulse.sampleRate == SampleRate(50))
    let last = Double(487 + pulse.counts.count) * 0.02 / (1 + 1e-4) + 0.25 - 10
    #expect(abs(chart.sampleRate.seconds(ofSample: pulse.firstSample).value + 499 * 0.02 - last) < 0.02)
  }

  @Test("over hours a drifting clock gets its fitted rate, within half a sample to the end")
  func drift() {
    func segment(_ number: Int, _ rate: Int, _ fit: ClockFit) -> SegmentContents {
      var contents = SegmentContents(
        description: SegmentDescription(
          segment: number, kind: .samples, instrument: "\(number)", file: "signals/\(number).w64",
          sampleRate: SampleRate(rate), sampleFormat: .pcm24, channels: ["A"], dataOffset: 104, startMono: fit.mono))
      contents.fit = fit
      contents.frames = rate * 8 * 3600
      return contents
    }
    // An uptime of 200 days: nanoseconds beyond what a double holds.
    let primary = segment(1, 1000, ClockFit(at: 0, mono: 17_280_000_000_000_123, ppm: -20))
    let other = segment(2, 1000, ClockFit(at: 0, mono: 17_280_000_500_000_456, ppm: 150))
    let clock = ChartClock(primary: primary, begin: 0)
    let frames = clock.frames(of: other, in: primary.frames)
    let rate = clock.rate(of: other, frames: frames.count)
    #expect(rate != SampleRate(1000))
    let place = clock.position(of: frames.upperBound - 1, in: other)
    let computed =
      clock.position(of: frames.lowerBound, in: other) + Double(frames.count - 1) / rate.hertz.value * 1000
    #expect(abs(place - computed) < 0.5)
    #expect(clock.rate(of: other, frames: 2000) == SampleRate(1000))
    #expect(clock.position(of: 0, in: other).rounded() == 500)
  }

  @Test("a reconnected instrument goes on in its channels, with a gap bounded to a sample")
  func reconnect() throws {
    let harness = try PackageHarness()
    let first = try harness.segment()
    try harness.capture(100)
    try harness.writer.beginChart(series: "1", chart: 1, at: .init(segment: first, frame: 20))
    try harness.capture(100)
    try harness.writer.endSegment(first, cause: "port lost")
    harness.clock.advance(1_234_000_000)
    let second = try harness.segment()
    try harness.capture(300, segment: second)
    let event = try harness.writer.questionBegan("R5", role: .relevant, at: .init(segment: second, frame: 100))
    try harness.writer.questionEnded(event, at: .init(segment: second, frame: 150))
    try harness.writer.endChart(at: .init(segment: second, frame: 300))
    _ = try harness.writer.close()
    let read = try ExamReader.read(path: harness.path)
    #expect(read.findings.isEmpty, "\(read.findings)")
    let chart = read.exam.series[0].charts[0]
    // 2 s, then 1.234 s without samples, then 3 s, less 0.2 s before the chart's begin.
    #expect(chart.sampleCount == 180 + 123 + 300)
    let eda = try #require(chart.channel(.electrodermal))
    #expect(eda.mask.missingRanges == [180..<303])
    #expect(eda.counts[303] == PackageHarness.count(0, 2))
    #expect(chart.gaps.map(\.start) == [180] && chart.gaps.map(\.end) == [303])
    #expect(chart.events[0].onset == 403)
    #expect(try PackageVerification.verify(harness.path).isIntact)
  }

  @Test("an event is on the disk when its call returns")
  func durableEvent() throws {
    let harness = try PackageHarness()
    let segment = try harness.segment()
    try harness.capture(50)
    let event = try harness.writer.questionBegan("R5", role: .relevant, at: .init(segment: segment, frame: 10))
    let journal = ReadJournal(try Data(contentsOf: URL(filePath: harness.path).appending(path: "journal.jsonl")))
    #expect(journal.records.last?.mark?.event == event && journal.records.last?.mark?.label == "R5")
    #expect(journal.records.last?.at == 10)
  }

  @Test("what does not belong is refused")
  func refusals() throws {
    let harness = try PackageHarness()
    let segment = try harness.segment()
    #expect(throws: PackageError.self) { try harness.writer.append([1, 2], to: segment) }
    #expect(throws: PackageError.self) { try harness.writer.append([1, 2, 3], to: 9) }
    let large = #expect(throws: PackageError.self) { try harness.writer.append([0, 1 << 23, 0], to: segment) }
    #expect(large?.code == .countTooLarge && large?.message.contains("BELT") == true)
    #expect(throws: PackageError.self) { try harness.writer.recordGap(segment: segment, count: 1001, cause: "x") }
    #expect(harness.writer.frameCount(of: segment) == 0)
    let twice = #expect(throws: PackageError.self) {
      try ExamPackageWriter(creating: harness.path, exam: PackageHarness.exam, software: "test/1")
    }
    #expect(twice?.code == .exists)
    _ = try harness.writer.close()
    #expect(throws: PackageError.self) { try harness.capture(1) }
  }

  @Test("libsndfile reads the numbers of a file of every width that we read from it")
  func ownReader() throws {
    for format in [SegmentDescription.SampleFormat.pcm24, .pcm32] {
      let harness = try PackageHarness()
      let segment = try harness.writer.addSegment(
        instrument: "A", channels: PackageHarness.channels, sampleRate: SampleRate(100), format: format)
      try harness.capture(300, segment: segment)
      _ = try harness.writer.close()
      let own = try harness.frames()
      let handle = try SoundHandle(harness.path, "signals/001.w64")
      var block = [Int32](repeating: 0, count: 300 * 4)
      try handle.read(300, from: nil, into: &block)
      #expect(handle.frames == 300 && block.map { $0 >> format.shift } == own.flatMap(\.self))
      #expect(own.enumerated().allSatisfy { $1[0] == PackageHarness.count($0, 0) && $1[3] == 1 })
    }
  }
}
