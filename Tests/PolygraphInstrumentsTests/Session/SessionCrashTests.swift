import Dispatch
import Foundation
import Glibc
import PolygraphFormats
import PolygraphStatistics
import Synchronization
import TestSupport
import Testing

@testable import PolygraphInstruments

/// A program that captures until it is killed: this test's own binary, started again.
private enum CapturingSession {
  static let variable = "POLYGRAPH_TEST_CAPTURE_SESSION"
  static let order = ProcessInfo.processInfo.environment[variable]

  /// Captures for a minute at most; says in `said` which marks were accepted, before it goes on.
  static func run(_ order: String) throws {
    let parts = order.split(separator: "|").map(String.init)
    let said = open(parts[1] + "/said", O_WRONLY | O_CREAT | O_APPEND, 0o644)
    func say(_ text: String) { _ = text.withCString { write(said, $0, strlen($0)) } }
    let session = CaptureSession(
      plan: CapturePlan(
        instruments: [try SessionHarness.instrument("plg1", at: parts[0])], package: parts[1] + "/exam",
        examName: "SIM5", software: "test/1"), clock: AcceleratedSessionClock(speed: 10))
    try session.start()
    while session.primarySamples == 0 { usleep(1000) }
    try session.mark(.chartBegan(series: "1", chart: 1), at: .sample(0))
    let end = Date().addingTimeInterval(60)
    var number = 0
    while Date() < end {
      number += 1
      try session.mark(.annotation(code: "N\(number)"))
      say("E N\(number)\n")
      usleep(20_000)
    }
  }
}

@Suite("kill −9 of a capture session loses nothing older than the last commit", .serialized)
struct SessionCrashTests {
  @Test("the program that is killed", .enabled(if: CapturingSession.order != nil))
  func capture() throws {
    if let order = CapturingSession.order { try CapturingSession.run(order) }
  }

  /// Starts the program on an instrument, kills it so long after its first mark, and returns what it said.
  private static func killed(_ port: String, in folder: URL, after microseconds: Int) throws -> [Substring] {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--testing-library", "swift-testing", "--filter", "SessionCrashTests/capture"]
    process.environment = ProcessInfo.processInfo.environment.merging(
      [CapturingSession.variable: "\(port)|\(folder.path)"]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = folder.appending(path: "said")
    let limit = Date().addingTimeInterval(40)
    while (try? String(contentsOf: said, encoding: .utf8))?.contains("E ") != true, Date() < limit { usleep(2000) }
    usleep(UInt32(microseconds))
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return try String(contentsOf: said, encoding: .utf8).split(separator: "\n")
  }

  /// What is wrong after a kill at a moment; empty when nothing is.
  private static func faults(after microseconds: Int) throws -> [String] {
    let running = try RunningInstrument("plg1", speed: 10)
    let scratch = try TemporaryFolder()
    let said = try killed(running.link, in: scratch.url, after: microseconds)
    let path = scratch.url.appending(path: "exam").path
    var faults: [String] = []
    let report = try PackageRecovery.recover(path)
    if report.hasLoss { faults.append("loss: \(report.findings)") }
    if report.segments.contains(where: { $0.frames < $0.committed }) { faults.append("fewer frames than committed") }
    let verified = try PackageVerification.verify(path)
    if !verified.isIntact || verified.state != .recovered { faults.append("not intact: \(verified.findings)") }
    let chart = try ExamReader.read(path: path).exam.series[0].charts[0]
    if chart.sampleCount != report.segments[0].frames { faults.append("the chart's end is not the last frame") }
    if try WireTruth.falseSamples(chart, "plg1") > 0 { faults.append("false samples") }
    let marks = Set(chart.annotations.map(\.code))
    let lost = said.compactMap { $0.hasPrefix("E ") ? String($0.dropFirst(2)) : nil }.filter { code in
      // The last marks may lie on samples that had not come yet.
      !marks.contains(code) && code != said.last.map { String($0.dropFirst(2)) }
    }
    if !lost.isEmpty, !(try journal(path, contains: lost)) { faults.append("accepted marks are lost: \(lost)") }
    return faults
  }

  private static func journal(_ path: String, contains codes: [String]) throws -> Bool {
    let text = try String(contentsOfFile: path + "/journal.jsonl", encoding: .utf8)
    return codes.allSatisfy { text.contains("\"code\":\"\($0)\"") }
  }

  @Test("every accepted mark and every committed frame is there, every file readable, the end exact")
  func kills() throws {
    let rounds = Repository.isExhaustive ? 200 : 20
    var generator = SeededGenerator(seed: 20_260_206)
    let moments = (0..<rounds).map { _ in generator.below(500_000) }
    let found = Mutex<[String]>([])
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      while true {
        let round = next.add(1, ordering: .relaxed).oldValue
        guard round < rounds else { return }
        do {
          let faults = try Self.faults(after: moments[round])
          found.withLock { $0 += faults.map { "round \(round): \($0)" } }
        } catch {
          found.withLock { $0.append("round \(round): \(error)") }
        }
      }
    }
    #expect(found.withLock { $0 } == [])
  }
}
