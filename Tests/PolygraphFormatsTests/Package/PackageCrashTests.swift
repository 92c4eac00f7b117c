import Foundation
import Glibc
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphFormats

/// A program that captures until it is killed: this test's own binary, started again.
private enum CapturingProgram {
  static let variable = "POLYGRAPH_TEST_CAPTURE_INTO"
  static let folder = ProcessInfo.processInfo.environment[variable]

  /// Captures for a minute at most; says in `said` what was confirmed, before it goes on.
  static func run(_ folder: String) throws {
    let said = open(folder + "/said", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    func say(_ text: String) { _ = text.withCString { write(said, $0, strlen($0)) } }
    let writer = try ExamPackageWriter(
      creating: folder + "/exam", exam: PackageHarness.exam, instruments: [PackageInstrument(id: "A")],
      software: "test/1")
    let segment = try writer.addSegment(
      instrument: "A", channels: PackageHarness.channels, sampleRate: SampleRate(1000))
    try writer.beginChart(series: "1", chart: 1, at: .init(segment: segment, frame: 0))
    let end = Date().addingTimeInterval(60)
    var frame = 0
    while Date() < end {
      for _ in 0..<5 {
        try writer.append(PackageHarness.counts(frame..<(frame + 16)), to: segment)
        frame += 16
        say("A \(frame)\n")
      }
      try writer.commit()
      say("C \(frame)\n")
      try writer.annotate("N\(frame)", at: .init(segment: segment, frame: frame - 1))
      say("E N\(frame)\n")
      usleep(500)
    }
  }
}

@Suite("kill −9 at any moment loses nothing older than the last commit")
struct PackageCrashTests {
  @Test("the program that is killed", .enabled(if: CapturingProgram.folder != nil))
  func capture() throws {
    if let folder = CapturingProgram.folder { try CapturingProgram.run(folder) }
  }

  /// Starts the program, kills it after so long behind its first commit, and returns what it said.
  private func killed(in folder: URL, after microseconds: Int) throws -> [Substring] {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--testing-library", "swift-testing", "--filter", "PackageCrashTests/capture"]
    process.environment = ProcessInfo.processInfo.environment.merging([CapturingProgram.variable: folder.path]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = folder.appending(path: "said")
    let limit = Date().addingTimeInterval(30)
    while (try? String(contentsOf: said, encoding: .utf8))?.contains("C ") != true, Date() < limit { usleep(2000) }
    usleep(UInt32(microseconds))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal, "the program ended by itself: \(process.terminationStatus)")
    return try String(contentsOf: said, encoding: .utf8).split(separator: "\n")
  }

  @Test("every confirmed frame and mark is there, every file readable, the end exact")
  func kills() throws {
    var generator = SeededGenerator(seed: 20_260_205)
    for round in 0..<(Repository.isExhaustive ? 200 : 20) {
      let scratch = try TemporaryFolder()
      let said = try killed(in: scratch.url, after: generator.below(60_000))
      func last(_ word: String) -> Int {
        said.last { $0.hasPrefix(word + " ") }.flatMap { Int($0.dropFirst(2)) } ?? 0
      }
      let path = scratch.url.appending(path: "exam").path
      let raw = try Data(contentsOf: URL(filePath: path).appending(path: "signals/001.w64"))
      let report = try PackageRecovery.recover(path)
      let frames = try #require(report.segments.first).frames
      #expect(!report.hasLoss, "round \(round): \(report.findings)")
      // What was appended had reached the operating system: it is there to the last frame; one append may follow.
      #expect(frames >= last("A") && frames <= last("A") + 16, "round \(round)")
      #expect(report.segments[0].committed >= last("C"))
      #expect(try Data(contentsOf: URL(filePath: path).appending(path: "signals/001.w64")) == raw)
      let verified = try PackageVerification.verify(path)
      #expect(verified.isIntact && verified.state == .recovered, "round \(round): \(verified.findings)")
      let chart = try ExamReader.read(path: path).exam.series[0].charts[0]
      #expect(chart.sampleCount == frames)
      for (index, name) in PackageHarness.channels.enumerated() {
        let channel = try #require(chart.channels.first { $0.name == name })
        let sound = channel.counts.withUnsafeBuffer { counts in
          counts.indices.allSatisfy { counts[$0] == PackageHarness.count($0, index) }
        }
        #expect(sound && channel.mask.isComplete, "round \(round), \(name)")
      }
      let marks = Set(chart.annotations.map(\.code))
      #expect(said.filter { $0.hasPrefix("E ") }.allSatisfy { marks.contains(String($0.dropFirst(2))) })
      // Another library opens the file as it was left.
      #expect(try SoundHandle(path, "signals/001.w64").frames >= last("C"))
    }
  }
}
