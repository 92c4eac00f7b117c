import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphSimulation
import TestSupport
import Testing

@testable import PolygraphInstruments

@Suite("Capture sessions with bad luck", .serialized)
struct SessionFaultTests {
  /// A line of the table.
  private struct Row {
    let fault: String
    let produced: Int
    let counts: CaptureCounts
    let isFalse: Int

    var text: String {
      func cell(_ value: Any, _ width: Int) -> String {
        let text = "\(value)"
        return String(repeating: " ", count: max(0, width - text.count)) + text
      }
      return fault.padding(toLength: 34, withPad: " ", startingAt: 0) + cell(produced, 9) + cell(counts.delivered, 10)
        + cell(counts.lost, 7) + cell(counts.undecidable, 12) + cell(isFalse, 6)
    }
  }

  private func run(
    _ name: String, _ faults: [String], speed: Double, frames: Int, title: String? = nil,
    limits: CaptureLimits = CaptureLimits(), disk: TroubledDisk = TroubledDisk(),
    during: (SessionHarness) throws -> Void = { _ in }
  ) throws -> Row {
    let running = try RunningInstrument(name, speed: speed, faults: faults)
    let harness = try SessionHarness(name, at: running.link, speed: speed, limits: limits, calls: disk)
    try harness.session.start()
    #expect(harness.wait(frames: 30))
    try harness.session.mark(.chartBegan(series: "1", chart: 1), at: .sample(0))
    try during(harness)
    #expect(harness.wait(frames: frames), "\(harness.session.status)")
    try harness.session.mark(.chartEnded(), at: .sample(frames - 50))
    let summary = try harness.session.stop()
    #expect(try PackageVerification.verify(harness.path).isIntact)
    let chart = try harness.chart()
    // What is filled stands in the gap ledger.
    let filled = try harness.records(.gap).reduce(0) { $0 + ($1.count ?? 0) }
    #expect(filled == summary.instruments[0].counts.lost)
    return Row(
      fault: title ?? "\(name) \(faults.joined(separator: " "))", produced: running.sampleCount,
      counts: summary.instruments[0].counts, isFalse: try WireTruth.falseSamples(chart, name))
  }

  @Test("fault by fault: what was produced is delivered or counted as lost, and none is false")
  func table() throws {
    var rows: [Row] = []
    rows.append(try run("plg1", [], speed: 10, frames: 1200))
    rows.append(try run("plg1", ["loss=1e-4", "flips=1e-4"], speed: 10, frames: 1500))
    rows.append(try run("plg1", ["junk=1e-4", "duplication=1e-4"], speed: 10, frames: 1500))
    rows.append(try run("cyton", ["loss=2e-4"], speed: 4, frames: 1500))
    rows.append(try run("bitalino", ["loss=3e-4", "flips=2e-4"], speed: 2, frames: 2500))
    rows.append(try run("bitalino", ["stall=0.3:0.5"], speed: 2, frames: 1500))
    rows.append(try run("plg1", ["stall=3:0.3"], speed: 5, frames: 700))
    print("\nfault                               produced delivered   lost undecidable false")
    for row in rows { print(row.text) }
    for row in rows {
      // The last frames of a faulty line may be damaged so that nothing tells of them.
      let open = row.produced - row.counts.produced
      #expect(row.fault.contains("=") && !row.fault.contains("stall") ? (-2...4).contains(open) : open == 0, "\(row)")
      // A counter and a CRC of four bits let one damaged frame in 256 pass.
      #expect(row.isFalse <= (row.fault.hasPrefix("bitalino") ? 1 : 0), "\(row)")
    }
    #expect(rows[0].counts.lost == 0 && rows[6].counts.lost == 0, "a board that holds back what a stall delays")
    #expect(rows[1].counts.lost > 0 && rows[4].counts.lost > 0 && (250...340).contains(rows[5].counts.lost))
  }

  @Test("a disk that stalls two seconds raises an alarm and costs no sample")
  func stallingDisk() throws {
    let disk = TroubledDisk()
    let row = try run("plg1", [], speed: 5, frames: 2000, title: "plg1, the disk stalls 2 s", disk: disk) {
      (harness: SessionHarness) throws in
      disk.stallOnce(2)
      #expect(harness.wait { $0.alarms.contains { $0.kind == .slowDisk } })
      #expect(harness.wait { !$0.alarms.contains { $0.kind == .slowDisk } })
    }
    print(row.text)
    #expect(row.counts.delivered == row.produced && row.counts.lost == 0 && row.isFalse == 0)
  }

  @Test("a disk that is full and freed again costs no sample, and no channel takes another one's place")
  func fullDisk() throws {
    let disk = TroubledDisk()
    let row = try run("plg1", [], speed: 10, frames: 2500, title: "plg1, the disk is full and freed", disk: disk) {
      (harness: SessionHarness) throws in
      disk.isFull = true
      #expect(harness.wait { $0.alarms.contains { $0.kind == .diskError } })
      // A mark is kept, and is not accepted before it is on the disk.
      let refused = #expect(throws: CaptureError.self) { try harness.session.mark(.annotation(code: "N1")) }
      #expect(refused?.code == .package)
      let taken = harness.session.status.instruments[0].counts.delivered
      #expect(harness.wait(frames: taken + 500))
      disk.isFull = false
      #expect(harness.wait { !$0.alarms.contains { $0.kind == .diskError } })
      #expect(try harness.records(.event).contains { $0.mark?.code == "N1" })
    }
    print(row.text)
    #expect(row.counts.delivered == row.produced && row.counts.lost == 0 && row.isFalse == 0)
  }

  @Test("a segment that a full disk does not let begin is begun when there is room, with every sample")
  func fullAtReplug() throws {
    let disk = TroubledDisk()
    let running = try RunningInstrument("plg1", speed: 5, faults: ["unplug=4", "replug=1"])
    let harness = try SessionHarness("plg1", at: running.link, speed: 5, calls: disk)
    try harness.session.start()
    #expect(harness.wait(frames: 50))
    disk.isFull = true
    #expect(harness.wait { $0.instruments[0].counts.segments == 2 })
    let before = harness.session.status.instruments[0].counts.delivered
    #expect(harness.wait(frames: before + 300))
    disk.isFull = false
    #expect(harness.wait { !$0.alarms.contains { $0.kind == .diskError } })
    let summary = try harness.session.stop()
    let verified = try PackageVerification.verify(harness.path)
    #expect(verified.isIntact && verified.counts.segments == 2, "\(verified.findings)")
    #expect(verified.counts.frames == summary.instruments[0].counts.produced)
  }

  @Test("bytes that find no room in the ring are counted, alarmed, and explained by the ledger")
  func overflow() throws {
    let disk = TroubledDisk()
    var limits = CaptureLimits()
    limits.ringBytes = 4096
    let row = try run(
      "plg1", [], speed: 5, frames: 2000, title: "plg1, ring of 4 kB and a stall of 1.5 s", limits: limits, disk: disk
    ) { (harness: SessionHarness) throws in
      disk.stallOnce(1.5)
      #expect(harness.wait { $0.alarms.contains { $0.kind == .overflow } })
      #expect(harness.wait { _ in (try? harness.records(.overflow).isEmpty) == false })
    }
    print(row.text)
    #expect(row.counts.overflowBytes > 10_000 && row.counts.lost > 100 && row.isFalse == 0)
    #expect(row.produced == row.counts.produced)
  }

  @Test("an instrument that starts anew in its stream begins a segment")
  func reset() throws {
    let running = try RunningInstrument("openeeg-p2", speed: 4, faults: ["reset=4"])
    let harness = try SessionHarness("openeeg-p2", at: running.link, speed: 4)
    try harness.session.start()
    #expect(harness.wait { $0.instruments[0].counts.resets >= 1 && $0.instruments[0].counts.segments >= 2 })
    let summary = try harness.session.stop()
    // What the board missed while it started is the clock's guess, and no turn of its counter.
    let gaps = try harness.records(.gap)
    #expect(summary.instruments[0].counts.lost < 400 && gaps.allSatisfy { $0.why == "reset" && $0.uncertain == true })
    #expect(try harness.records(.segmentEnd).contains { $0.why == "the instrument started anew" })
    #expect(try PackageVerification.verify(harness.path).isIntact)
  }
}
