import ArgumentParser
import Foundation
import Glibc
import PolygraphInstruments
import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation
import PolygraphWorkflows

/// `polygraph simulate`: a virtual instrument on a pseudo-terminal, attached to a simulated examinee.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a virtual instrument behind a pseudo-terminal.",
    discussion: """
      The instrument speaks its protocol as the real one does, commands included, and is attached to a simulated \
      examinee whose charts follow each other. Its path is printed; it runs until it is interrupted.

      Faults, each repeatable: \(WireFaults.forms.joined(separator: ", ")). Shares are of bytes, times are seconds of \
      the instrument.

      Examples:
        polygraph simulate --instrument bitalino --link ./bitalino
        polygraph simulate --instrument plg1 --speed 20 --fault loss=1e-4 --fault unplug=60 --fault replug=3
        polygraph simulate --instrument plg1 --link ./plg1 --script exam.json
      """)

  @Option(help: ArgumentHelp("The instrument: \(VirtualInstruments.names.joined(separator: ", ")).", valueName: "name"))
  var instrument: String
  @Option(help: ArgumentHelp("Run the instrument's clock so many times faster.", valueName: "factor"))
  var speed = 1.0
  @Option(help: ArgumentHelp("Something that goes wrong on the way.", valueName: "fault"))
  var fault: [String] = []
  @Option(help: ArgumentHelp("The seed of the examinee and of the faults.", valueName: "number"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Whether the examinee lies: deceptive or truthful.", valueName: "truth"))
  var examinee = Truth.truthful
  @Option(help: ArgumentHelp("The test, as federal-zct; 'polygraph demo --help' lists them.", valueName: "name"))
  var test = TestSequence.federalZCT.identifier
  @Option(help: ArgumentHelp("A symbolic link that is kept at the pseudo-terminal.", valueName: "path"))
  var link: String?
  @Option(help: ArgumentHelp("A file to write: the capture script that marks the charts.", valueName: "file"))
  var script: String?
  @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "seconds"))
  var duration: Double?
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard VirtualInstruments.names.contains(instrument) else {
      throw ValidationError(
        "There is no virtual instrument '\(instrument)'. Known: \(VirtualInstruments.names.joined(separator: ", ")).")
    }
    guard speed.isFinite, (0.01...1000).contains(speed) else {
      throw ValidationError("--speed takes 0.01 to 1000.")
    }
    guard TestSequence.named(test) != nil else {
      let names = TestSequence.all.map(\.identifier).joined(separator: ", ")
      throw ValidationError("There is no test '\(test)'. Known: \(names).")
    }
    if let duration, !(duration > 0 && duration <= 1e6) { throw ValidationError("--duration takes seconds above 0.") }
    if link?.isEmpty == true { throw ValidationError("--link takes a path.") }
    _ = try faults()
  }

  private func faults() throws -> WireFaults {
    var faults = WireFaults()
    for text in fault where !faults.add(text) {
      throw ValidationError(
        "'\(text)' is no fault. --fault takes \(WireFaults.forms.joined(separator: ", ")).")
    }
    return faults
  }

  /// Writes the script whole, over an earlier one but over nothing else.
  private func writeScript(_ script: CaptureScript, to path: String) throws {
    let isThere = FileManager.default.fileExists(atPath: path)
    guard !isThere || (try? CaptureScript(json: InputFile.read(path))) != nil else {
      throw RefusedInput(path: path, problem: "this is no capture script; name another place for --script")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try (encoder.encode(script) + Data("\n".utf8)).write(to: URL(filePath: path), options: .atomic)
    } catch { throw RefusedInput(path: path, problem: "it cannot be written: \(error.localizedDescription)") }
  }

  func run() throws {
    guard let sequence = TestSequence.named(test) else { return }
    if let link {
      // A link may be replaced, somebody's file may not.
      let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != nil
      guard isLink || !FileManager.default.fileExists(atPath: link) else {
        throw RefusedInput(path: link, problem: "this is no link of an earlier run; name another place for --link")
      }
    }
    var settings = ExamineeSettings(seed: seed, truth: examinee, sequence: sequence)
    settings.sampleRate = SampleRate(100)
    let signals = SimulatedSignals(settings)
    if let script {
      try writeScript(
        CaptureScript(
          simulating: signals, examName: settings.examName, testFormat: sequence.identifier, instrument: instrument),
        to: script)
    }
    let (name, quiet, json) = (instrument, output.quiet, output.json)
    let port = VirtualPort(
      speed: speed, faults: try faults(), seed: seed, link: link,
      instrument: { VirtualInstruments.make(name, signals: signals) ?? VirtualPLG1(signals: signals) },
      report: { happening in
        switch happening {
        case .attached(let path):
          let shown = link ?? path
          if json {
            try? emit(jsonLine: SimulationStart(instrument: name, port: path, link: link, charts: signals.summary))
          } else {
            try? emit("\(name) is at \(shown)\n")
          }
        case .detached: if !quiet { note("\(name) is detached.") }
        case .reset: if !quiet { note("\(name) has reset itself.") }
        }
      })
    if let duration { DispatchQueue.global().asyncAfter(deadline: .now() + duration) { port.stop() } }
    try Interruption.handling({ port.stop() }) {
      do throws(VirtualPort.Failure) {
        try port.run()
      } catch {
        throw RefusedInput(description: error.description)
      }
    }
  }
}

/// A line of `polygraph.simulation/1`: the instrument can be opened.
private struct SimulationStart: Encodable {
  let schema = "polygraph.simulation/1"
  let instrument: String
  let port: String
  let link: String?
  let charts: [ChartSummary]
}

/// Where a chart lies in the instrument's time.
private struct ChartSummary: Encodable {
  /// A question, in seconds of the instrument from the start of the samples.
  struct EventSummary: Encodable {
    let question: String
    let onset: Double
    let offset: Double
    let answer: Double?
    let word: String?
  }
  let chart: Int
  let start: Double
  let seconds: Double
  let events: [EventSummary]
}

extension SimulatedSignals {
  fileprivate var summary: [ChartSummary] {
    charts.map { place in
      func time(_ sample: Int) -> Double { chartRate.seconds(ofSample: place.start + sample).value }
      return ChartSummary(
        chart: place.chart.number, start: time(0), seconds: place.chart.duration.value,
        events: place.chart.events.map {
          .init(
            question: $0.label, onset: time($0.onset), offset: time($0.offset),
            answer: $0.answer.map { time($0.sample) }, word: $0.answer?.word)
        })
    }
  }
}
