import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFormats

@Suite("Other programs read what we write, and we read what they write by the description")
struct ForeignProgramTests {
  /// The output of a program, or `nil` when it is not installed.
  private func run(_ program: String, _ arguments: [String]) throws -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    guard let path = folders.map({ "\($0)/\(program)" }).first(where: FileManager.default.isExecutableFile) else {
      print("note: \(program) is not installed; its check was skipped")
      return nil
    }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program) ended with \(process.terminationStatus)")
    return String(decoding: output, as: UTF8.self)
  }

  @Test("a package written by another program from the description alone is whole and read")
  func foreignPackage() throws {
    let path = Repository.fixture("package/session").path
    let report = try PackageVerification.verify(path)
    #expect(report.isIntact && report.findings.isEmpty, "\(report.findings)")
    #expect(report.counts.frames == 1200 && report.counts.filled == 4 && report.counts.marks == 5)
    let read = try ExamReader.read(path: path)
    #expect(read.findings.isEmpty && read.exam.name == "FIXTURE-1")
    let chart = try #require(read.exam.series.first?.charts.first)
    #expect(chart.sampleCount == 1000 && chart.events.map(\.label) == ["C4", "R5"])
    let eda = try #require(chart.channel(.electrodermal))
    #expect(eda.mask.missingRanges == [400..<404, 800..<825] && eda.unit == .microsiemens)
    for sample in 0..<1000 where !eda.mask.isMissing(sample) {
      let count = (sample + 100) * 38 * 101 % 4001 - 2000 + 100_000
      #expect(eda.counts[sample] == Int32(count))
      #expect(eda.values(sample..<(sample + 1)) == [Double(count) / 4096 + 0.5])
    }
  }

  @Test("a reader in a hundred lines of Python gives our numbers")
  func pythonReader() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    _ = try harness.writer.close()
    let script = Repository.fixture("package/read_package.py").path
    guard let output = try run("python3", [script, harness.path]) else { return }
    let lines = output.split(separator: "\n").map(String.init)
    #expect(lines.contains("segment 1 100 500 5") && !lines.contains("soundfile DIFFERS"))
    let rows = try harness.frames()
    for (index, name) in PackageHarness.channels.enumerated() {
      let column = rows.map { $0[index] }
      let digest = SHA256Digest(of: column.withUnsafeBytes { Data($0) }).hexadecimal
      let there = rows.indices.filter { rows[$0][3] & 2 == 0 && !(index == 2 && (390..<393).contains($0)) }
      let sum = there.reduce(0) { $0 + Int(column[$1]) }
      #expect(lines.contains("channel \(name) \(digest) \(there.count) \(sum)"), "\(output)")
    }
    #expect(lines.contains("chart begin 1 1 1 50") && lines.contains("chart end 1 1 1 450"))
    #expect(lines.contains("mark onset 2 1 300 R5") && lines.contains("mark answer 1 1 160 No"))
  }

  @Test("sox and sndfile-info open the sound files, closed and as a crash leaves them")
  func soundPrograms() throws {
    let harness = try PackageHarness()
    try harness.captureChart()
    try harness.writer.commit()
    for state in ["open", "closed"] {
      let file = harness.path + "/signals/001.w64"
      if let text = try run("sox", ["--i", "-s", file]) { #expect(text == "500\n", "\(state)") }
      if let text = try run("sox", ["--i", "-c", file]) { #expect(text == "4\n", "\(state)") }
      if let text = try run("sndfile-info", [file]) {
        #expect(text.contains("Frames      : 500") && text.contains("Channels    : 4"), "\(state): \(text)")
      }
      if state == "open" { _ = try harness.writer.close() }
    }
  }
}
