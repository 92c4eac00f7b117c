import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphInstruments

@Suite("Every decoder counts what it cannot deliver")
struct ConformanceTests {
  private static let frames = Repository.isExhaustive ? 40_000 : 900
  private static let seeds: [UInt64] = Repository.isExhaustive ? Array(1...20) : [11]

  @Test("under every fault: delivered + lost + undecidable = produced", arguments: ConformanceSubject.every)
  func conforms(subject: ConformanceSubject) {
    var lines: [String] = []
    for fault in WireFault.allCases {
      for rate in fault == .none ? [0] : [1e-3, 4e-3] {
        var sum = ConformanceOutcome()
        for seed in Self.seeds {
          let stream = DamagedStream(subject, count: Self.frames, fault: fault, rate: rate, seed: seed)
          sum = sum + ConformanceOutcome(subject, stream, seed: seed &+ 99)
        }
        Self.check(sum, subject, "\(subject.name), \(fault.rawValue) \(rate), seeds \(Self.seeds)", fault)
        lines.append(Self.line(subject, fault, rate, sum))
      }
    }
    print(([Self.heading] + lines).joined(separator: "\n"))
  }

  private static func check(
    _ sum: ConformanceOutcome, _ subject: ConformanceSubject, _ name: String, _ fault: WireFault
  ) {
    if fault == .none {
      #expect(sum.delivered == sum.produced && sum.lost == 0, "\(name)")
    }
    // Without a counter whole frames vanish unseen, and the bytes of a gap tell its length about.
    if subject.isCounted, sum.undecidable != 0 {
      #expect(sum.isFlagged, "\(name): \(sum.undecidable) undecidable, and nothing was marked uncertain")
      #expect(abs(sum.undecidable) <= sum.damaged, "\(name): \(sum.undecidable) of \(sum.damaged) damaged")
    }
    if !subject.isCounted { #expect(abs(sum.undecidable) <= (fault == .junk ? 5 : 2) * sum.damaged, "\(name)") }
    if subject.isCounted, !(fault == .dropped && subject.name.hasPrefix("Nonin")) {
      #expect(abs(sum.undecidable) * 50 <= sum.damaged, "\(name): \(sum.undecidable) of \(sum.damaged) damaged")
    }
    #expect(
      Double(sum.falseFrames) <= (subject.falseShare * Double(sum.damaged)).rounded(.up),
      "\(name): \(sum.falseFrames) false of \(sum.damaged) damaged")
    // A fault costs the frame it hits and seldom a neighbour.
    #expect(sum.delivered >= sum.produced - 3 * sum.damaged - 8 * Self.seeds.count, "\(name): \(sum.delivered)")
  }

  private static func row(_ cells: [String]) -> String {
    let widths = [34, 12, 7, 9, 8, 9, 6, 12, 6]
    return zip(cells, widths).map { cell, width in
      let filling = String(repeating: " ", count: max(0, width - cell.count))
      return width > 10 && width != 12 || cell == cells[1] ? cell + filling : filling + cell
    }.joined(separator: " ")
  }

  private static let heading = row([
    "decoder", "fault", "rate", "produced", "damaged", "delivered", "lost", "undecidable", "false",
  ])

  private static func line(
    _ subject: ConformanceSubject, _ fault: WireFault, _ rate: Double, _ sum: ConformanceOutcome
  ) -> String {
    row(
      [subject.name, fault.rawValue, "\(rate)"]
        + [sum.produced, sum.damaged, sum.delivered, sum.lost, sum.undecidable, sum.falseFrames].map(String.init))
  }

  @Test("the same bytes in any pieces give the same events", arguments: ConformanceSubject.every)
  func splits(subject: ConformanceSubject) {
    for (fault, seed) in zip(WireFault.allCases, UInt64(500)...) {
      let stream = DamagedStream(subject, count: 100, fault: fault, rate: 3e-3, seed: seed)
      let whole = DecoderRun(subject.makeDecoder(), stream.bytes, from: subject.firstSequence)
      var generator = SeededGenerator(seed: seed)
      let random = (0..<200).map { _ in generator.below(stream.bytes.count) }.sorted()
      for cuts in [Array(stream.bytes.indices), random, Array(stride(from: 0, to: stream.bytes.count, by: 4095))] {
        let run = DecoderRun(subject.makeDecoder(), stream.bytes, cuts: cuts, from: subject.firstSequence)
        #expect(run.events.events == whole.events.events, "\(fault.rawValue), seed \(seed)")
        #expect(run.events.values == whole.events.values)
      }
    }
  }

  @Test("any bytes are survived, and good frames among them are found", arguments: ConformanceSubject.every)
  func noise(subject: ConformanceSubject) {
    var generator = SeededGenerator(seed: 77)
    for length in [1, 100, 3000] {
      let noise = (0..<length).map { _ in UInt8(generator.below(256)) }
      let clean = (0..<40).flatMap { subject.encode($0).bytes }
      let run = DecoderRun(subject.makeDecoder(), noise + clean + noise)
      let good = Set((0..<40).map { subject.encode($0).values })
      #expect(run.values.filter { good.contains($0) }.count >= 30, "\(length)")
    }
  }

  /// Where the byte buffers of a decoder stand, and how many bytes they have room for.
  private static func buffers(of decoder: Any) -> (places: [UnsafeRawPointer?], room: Int) {
    var found: (places: [UnsafeRawPointer?], room: Int) = ([], 0)
    for child in Mirror(reflecting: decoder).children {
      if let bytes = child.value as? [UInt8] {
        found.places.append(bytes.withUnsafeBytes(\.baseAddress))
        found.room += bytes.capacity
      } else {
        let inner = buffers(of: child.value)
        found.places += inner.places
        found.room += inner.room
      }
    }
    return found
  }

  @Test("while frames follow each other a decoder's buffers stay where they are", arguments: ConformanceSubject.every)
  func steady(subject: ConformanceSubject) {
    var decoder = subject.makeDecoder()
    decoder.begin(firstSequence: subject.firstSequence)
    var events = DecodedEvents(capacity: 0, valueCapacity: 0)
    let stream = DamagedStream(subject, count: 2000, fault: .none, rate: 0, seed: 3)
    var before: [UnsafeRawPointer?] = []
    for (number, start) in stride(from: 0, to: stream.bytes.count, by: 64).enumerated() {
      events.removeAll()
      decoder.push(Array(stream.bytes[start..<min(start + 64, stream.bytes.count)]), into: &events)
      guard number >= 20, number % 8 == 4 else { continue }
      let places =
        Self.buffers(of: decoder).places
        + [events.values.withUnsafeBytes(\.baseAddress), events.events.withUnsafeBytes(\.baseAddress)]
      if !before.isEmpty { #expect(places == before, "piece \(number)") }
      before = places
    }
    #expect(before.count >= 4)
  }

  @Test("noise without an end is held in buffers of bounded size", arguments: ConformanceSubject.every)
  func bounded(subject: ConformanceSubject) {
    var decoder = subject.makeDecoder()
    decoder.begin(firstSequence: subject.firstSequence)
    var events = DecodedEvents()
    var generator = SeededGenerator(seed: 5)
    for round in 0..<40 {
      events.removeAll()
      let bytes = (0..<1000).map { _ in round % 2 == 0 ? UInt8(generator.below(256)) : UInt8(0x41) }
      decoder.push(bytes, into: &events)
    }
    let room = Self.buffers(of: decoder).room
    #expect(room > 0 && room < 30_000, "\(room)")
  }

  @Test("every byte is in one frame or in one stretch of junk", arguments: ConformanceSubject.fixed)
  func bytesAreKept(subject: ConformanceSubject) {
    let length = subject.encode(0).bytes.count
    for (fault, seed) in zip(WireFault.allCases, UInt64(900)...) {
      let stream = DamagedStream(subject, count: 400, fault: fault, rate: 4e-3, seed: seed)
      var generator = SeededGenerator(seed: seed)
      let cuts = (0..<200).map { _ in generator.below(stream.bytes.count) }.sorted()
      let run = DecoderRun(subject.makeDecoder(), stream.bytes, cuts: cuts, from: subject.firstSequence)
      #expect(run.frames.count * length + run.junk == stream.bytes.count, "\(fault.rawValue), seed \(seed)")
    }
  }
}

extension ConformanceSubject {
  /// The protocols whose frames have one length and nothing between them.
  fileprivate static let fixed = every.filter { subject in
    "\(type(of: subject.makeDecoder()))".hasPrefix("FixedFrameDecoder")
  }
}
