import Foundation
import PolygraphInstruments
import PolygraphWorkflows

/// The document `polygraph.capture/1`: what a capture made.
struct CaptureReport: Encodable {
  /// What was taken from an instrument.
  struct InstrumentReport: Encodable {
    let name: String
    let identity: String
    let nominalRate: Double
    let partsPerMillion: Double?
    let produced: Int
    let delivered: Int
    let lost: Int
    let undecidable: Int
    let gaps: Int
    let junkBytes: Int
    let overflowBytes: Int
    let refused: Int
    let resets: Int
    let disconnects: Int
    let segments: Int
  }

  let schema = "polygraph.capture/1"
  let package: String
  let instruments: [InstrumentReport]
  let soundFrames: Int?
  let soundOverruns: Int?
  let alarms: [String: Int]
  let charts: Int
  let events: Int
  let conformant: Bool
  let refusals: [String]
  let scriptRefusals: [String]

  init(_ outcome: CaptureRun.Outcome) {
    let summary = outcome.summary
    package = summary.package
    instruments = summary.instruments.map { one in
      InstrumentReport(
        name: one.id, identity: one.identity, nominalRate: one.nominalRate,
        partsPerMillion: one.partsPerMillion, produced: one.counts.produced, delivered: one.counts.delivered,
        lost: one.counts.lost, undecidable: one.counts.undecidable, gaps: one.counts.gaps,
        junkBytes: one.counts.junkBytes, overflowBytes: one.counts.overflowBytes, refused: one.counts.refused,
        resets: one.counts.resets, disconnects: one.counts.disconnects, segments: one.counts.segments)
    }
    soundFrames = summary.sound?.frames
    soundOverruns = summary.sound?.overruns
    alarms = Dictionary(uniqueKeysWithValues: summary.alarms.map { ($0.key.rawValue, $0.value) })
    charts = summary.charts
    events = summary.events
    conformant = summary.conformance.isConformant
    refusals = summary.conformance.refusals
    scriptRefusals = outcome.script?.refusals ?? []
  }

  var text: String {
    var table = TextTable([
      ("INSTRUMENT", .left), ("PRODUCED", .right), ("TAKEN", .right), ("LOST", .right), ("UNDECIDABLE", .right),
      ("GAPS", .right), ("SEGMENTS", .right), ("PPM", .right),
    ])
    for one in instruments {
      table.add([
        one.name, "\(one.produced)", "\(one.delivered)", "\(one.lost)", "\(one.undecidable)", "\(one.gaps)",
        "\(one.segments)", one.partsPerMillion.map { fixed($0, digits: 1) } ?? "—",
      ])
    }
    let mark =
      conformant
      ? "It is marked E2439-conformant." : "It is not marked E2439-conformant: \(refusals.joined(separator: " "))"
    return table.text + """

      \(package) is closed: \(charts) chart\(charts == 1 ? "" : "s"), \(events) marks. \(mark)

      """
  }
}

extension AlarmChange {
  /// The alarm as one line.
  var line: String {
    switch self {
    case .raised(let alarm): "Alarm (\(alarm.kind.rawValue)): \(alarm.text)"
    case .cleared(let alarm):
      "Over (\(alarm.kind.rawValue))" + [alarm.instrument, alarm.channel].compactMap { $0.map { ", \($0)" } }.joined()
    }
  }
}

/// Lines that say how a capture stands, where there is no terminal: one every ten seconds.
struct CaptureProgress {
  static let interval = 10.0
  private let isShown: Bool
  private var next = Date.distantPast

  init(isShown: Bool) { self.isShown = isShown }

  mutating func show(_ status: CaptureStatus) {
    guard isShown, Date() >= next else { return }
    // The first line is worth something when the first samples are there.
    guard status.instruments.contains(where: { $0.counts.delivered > 0 }) else { return }
    next = Date().addingTimeInterval(Self.interval)
    let parts = status.instruments.map { one in
      "\(one.id) \(one.counts.delivered) samples, \(one.counts.lost) lost"
        + (one.isConnected ? "" : ", not connected")
    }
    note("\(fixed(status.seconds, digits: 0)) s: " + parts.joined(separator: "; "))
  }
}
