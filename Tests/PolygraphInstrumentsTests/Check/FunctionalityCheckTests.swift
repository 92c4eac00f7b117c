import Foundation
import PolygraphModel
import PolygraphSimulation
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphInstruments

/// A PLG1 board whose values a test chooses.
private struct ChosenBoard: VirtualInstrument {
  let identifier = "plg1"
  let rate = 100.0
  let transmitCapacity = 2048
  private(set) var isStreaming = false
  private var board = VirtualPLG1(signals: RunningInstrument.signals)
  private var index = 0
  private let choose: @Sendable (Int, [Int]) -> [Int]

  init(_ choose: @escaping @Sendable (Int, [Int]) -> [Int]) { self.choose = choose }

  mutating func powerUp(into output: inout [UInt8]) {
    isStreaming = false
    board.powerUp(into: &output)
  }
  mutating func receive(_ byte: UInt8, into output: inout [UInt8]) {
    board.receive(byte, into: &output)
    if board.isStreaming, !isStreaming { index = 0 }
    isStreaming = board.isStreaming
  }
  func values(at index: Int) -> [Int] { choose(index, board.values(at: index)) }
  mutating func sample(into output: inout [UInt8], room: Int) {
    let body = "P,\(index),\(index * 10_000),\(values(at: index).map(String.init).joined(separator: ","))"
    let sum = String(body.utf8.reduce(0) { $0 ^ $1 }, radix: 16, uppercase: true)
    output += Array("$\(body)*\(sum.count == 1 ? "0" : "")\(sum)\r\n".utf8)
    index += 1
  }
}

@Suite("The functionality check", .serialized)
struct FunctionalityCheckTests {
  /// Limits that hold on a machine with much else to do.
  private static var limits: CheckLimits {
    var limits = CheckLimits()
    limits.seconds = 1.5
    limits.hostDelay = 0.05
    return limits
  }

  private func run(
    _ running: RunningInstrument, _ name: String, channels: [String]? = nil
  ) throws -> [CheckItem] {
    let driver = try #require(InstrumentCatalog.driver(named: name))
    let check = FunctionalityCheck(driver, limits: Self.limits, channels: channels)
    let port = try SerialPort(path: running.link, settings: driver.settings)
    return try check.run(port).items
  }

  private func failures(_ items: [CheckItem]) -> [CheckItem] { items.filter { $0.outcome == .failed } }

  @Test("every virtual instrument passes, with all that can be asked of it", arguments: VirtualInstruments.names)
  func sound(name: String) throws {
    let running = try RunningInstrument(name, speed: 1)
    let used = name == "cyton" ? (1...6).map { "CH\($0)" } : nil
    let items = try run(running, name, channels: used)
    #expect(failures(items).isEmpty, "\(failures(items))")
    #expect(Set(items.map(\.kind)) == Set(CheckItem.Kind.allCases))
    let stimulus = items.filter { $0.kind == .stimulus }
    switch name {
    case "bitalino": #expect(stimulus.map(\.outcome) == [.passed])
    case "cyton":
      #expect(stimulus.map(\.outcome) == Array(repeating: .passed, count: 8))
      #expect(stimulus.allSatisfy { ($0.value ?? 1) < 0.001 })
    default: #expect(stimulus.map(\.outcome) == [.notMeasured])
    }
    let rate = try #require(items.first { $0.kind == .rate })
    #expect(rate.outcome == .passed && rate.value != nil)
  }

  @Test("a clock that is wrong by a tenth fails by its rate alone")
  func wrongRate() throws {
    let running = try RunningInstrument("plg1", speed: 1, faults: ["ppm=100000"])
    let failed = failures(try run(running, "plg1"))
    #expect(failed.map(\.kind) == [.rate])
    #expect((failed.first?.value ?? 0) > 60_000)
  }

  @Test("a noisy channel, one that stands still and one at the end of its range fail, each by its name")
  func badChannels() throws {
    let running = try RunningInstrument("plg1", speed: 1) {
      ChosenBoard { index, values in
        var values = values
        var generator = SeededGenerator(seed: UInt64(index + 1))
        values[1] = 32_768 + generator.below(20_000)
        values[2] = 4711
        values[3] = index % 2 == 0 ? Int(Int32.max) : values[3]
        return values
      }
    }
    let failed = failures(try run(running, "plg1"))
    #expect(failed.contains { $0.kind == .noise && $0.channel == "PN2" })
    #expect(failed.contains { $0.kind == .range && $0.channel == "EDA" && $0.words.contains("4711") })
    #expect(failed.contains { $0.kind == .range && $0.channel == "CRD" })
    #expect(!failed.contains { ["PN1", "ACT", "PPG"].contains($0.channel ?? "") || $0.channel == nil }, "\(failed)")
  }

  @Test("lost samples fail")
  func losses() throws {
    let running = try RunningInstrument("plg1", speed: 1, faults: ["loss=3e-3"])
    let failed = failures(try run(running, "plg1"))
    #expect(failed.contains { $0.kind == .loss && ($0.value ?? 0) > 0 })
  }

  @Test("another instrument, and none, fail by the identity, and nothing else is said")
  func wrongInstrument() throws {
    let running = try RunningInstrument("openeeg-p2", speed: 1)
    let items = try run(running, "cyton")
    #expect(items.map(\.kind) == [.identity] && items.first?.outcome == .failed)
    #expect(items.first?.words.isEmpty == false)
  }

  @Test("a test signal of another height fails")
  func stimulus() throws {
    let driver = InstrumentCatalog.cyton()
    let stimulus = try #require(InstrumentStimulus(driver))
    func verdict(_ height: Int32) -> [CheckItem.Outcome] {
      var events = DecodedEvents()
      var decoder = driver.makeDecoder()
      decoder.begin(firstSequence: 0)
      for index in 0..<600 {
        let level = index / 125 % 2 == 0 ? height : -height
        var packet: [UInt8] = [0xA0, UInt8(truncatingIfNeeded: index)]
        for _ in 0..<8 { packet += [16, 8, 0].map { UInt8(truncatingIfNeeded: level >> $0) } }
        decoder.push(packet + [0, 0, 0, 0, 0, 0, 0xC0], into: &events)
      }
      decoder.finish(into: &events)
      var run = CheckRun(channels: driver.channels.count)
      run.take(events)
      return stimulus.judge(run, driver.channels, CheckLimits()).map(\.outcome)
    }
    #expect(verdict(83_886) == Array(repeating: .passed, count: 8))
    #expect(verdict(88_000) == Array(repeating: .passed, count: 8))
    #expect(verdict(88_200) == Array(repeating: .failed, count: 8))
    #expect(verdict(0) == Array(repeating: .failed, count: 8))
  }

  @Test("the rate is that of the reads that were least late")
  func rate() throws {
    var run = CheckRun(channels: 1)
    var generator = SeededGenerator(seed: 9)
    var events = DecodedEvents()
    for index in 0..<2000 {
      events.removeAll()
      var frame = DecodedFrame()
      frame.index = index
      // 200 parts a million too fast; every read but one in ten is up to 30 ms late.
      let late = generator.uniform() < 0.1 ? 0 : generator.uniform() * 0.03
      frame.hostTime = Int64((Double(index) / (100 * 1.0002) + late) * 1e9)
      events.append(.frame(frame))
      run.take(events)
    }
    let found = try #require(run.rate(nominal: 100))
    #expect(abs(found.hertz / 100 - 1.0002) < 2e-6)
    #expect(CheckRun(channels: 1).rate(nominal: 100) == nil)
  }

  @Test("white noise has the deviation it was made with, whatever slow line it stands on")
  func noise() throws {
    var generator = SeededGenerator(seed: 4)
    let line = (0..<20_000).map { index in
      Int32(
        5000 * sin(Double(index) / 400) + 100 * (generator.uniform() + generator.uniform() + generator.uniform() - 1.5))
    }
    // Three uniform numbers together have a deviation of one half.
    let found = try #require(CheckRun.noise(line))
    #expect(abs(found / 50 - 1) < 0.05)
    #expect(CheckRun.noise(Array(line.prefix(29))) == nil && CheckRun.noise(Array(line.prefix(30))) != nil)
  }
}
