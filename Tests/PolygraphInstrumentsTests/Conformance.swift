import Foundation
import PolygraphStatistics
import Testing

@testable import PolygraphInstruments

/// A stream of which the test knows every frame.
struct ConformanceSubject: CustomTestStringConvertible, Sendable {
  let name: String
  /// Whether the protocol has a checksum: then no false frame is forgiven.
  let hasChecksum: Bool
  /// The share of damaged frames that may pass for other ones.
  let falseShare: Double
  /// Frames at the stream's beginning and end that stay whole, where the protocol cannot count what is missing there.
  let wholeEdges: Int
  let rate: Double
  let firstSequence: Int?
  let makeDecoder: @Sendable () -> any InstrumentDecoder
  let encode: @Sendable (Int) -> (bytes: [UInt8], values: [Int])
  /// The frames that a decoder may drop or pass over without a counter to tell: the losses are then estimates.
  let isCounted: Bool
  var testDescription: String { name }

  init(
    _ name: String, checksum: Bool, falseShare: Double = 0, edges: Int = 0, rate: Double, from first: Int? = 0,
    counted: Bool = true, decoder: @escaping @Sendable () -> any InstrumentDecoder,
    encode: @escaping @Sendable (Int) -> (bytes: [UInt8], values: [Int])
  ) {
    self.name = name
    hasChecksum = checksum
    self.falseShare = falseShare
    wholeEdges = edges
    self.rate = rate
    firstSequence = first
    makeDecoder = decoder
    isCounted = counted
    self.encode = encode
  }
}

/// What may happen to bytes on their way.
enum WireFault: String, CaseIterable, Sendable {
  case none, loss, duplication, flips, junk, dropped
}

/// What came of a damaged stream.
struct ConformanceOutcome {
  var produced = 0
  var damaged = 0
  var delivered = 0
  var lost = 0
  var undecidable = 0
  var falseFrames = 0
  var isFlagged = false

  static func + (left: Self, right: Self) -> Self {
    Self(
      produced: left.produced + right.produced, damaged: left.damaged + right.damaged,
      delivered: left.delivered + right.delivered, lost: left.lost + right.lost,
      undecidable: left.undecidable + right.undecidable, falseFrames: left.falseFrames + right.falseFrames,
      isFlagged: left.isFlagged || right.isFlagged)
  }
}

/// A damaged stream: its bytes with the time each was read, and how many frames were touched.
struct DamagedStream {
  var bytes: [UInt8] = []
  var times: [Int64] = []
  var damaged = 0
  var truth: [[Int]] = []

  init(_ subject: ConformanceSubject, count: Int, fault: WireFault, rate: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for index in 0..<count {
      let (frame, values) = subject.encode(index)
      truth.append(values)
      let time = Int64((Double(index + 1) / subject.rate + generator.uniform() * 0.001) * 1e9)
      let isSafe = index < subject.wholeEdges || index >= count - subject.wholeEdges
      let damage = isSafe ? frame : Self.damage(frame, fault, rate, &generator)
      if damage != frame { damaged += 1 }
      bytes += damage
      times += [Int64](repeating: time, count: damage.count)
    }
  }

  /// One fault a frame at most: sums and XORs see every single one, and this is what the tables promise.
  private static func damage(
    _ frame: [UInt8], _ fault: WireFault, _ rate: Double, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    guard generator.uniform() < rate * Double(frame.count) else { return frame }
    let place = generator.below(frame.count)
    switch fault {
    case .none: return frame
    case .loss: return frame.removing(place)
    case .duplication: return frame.doubling(place)
    case .flips: return frame.flipping(place, bit: generator.below(8))
    case .junk: return (0..<(1 + generator.below(40))).map { _ in UInt8(generator.below(256)) } + frame
    case .dropped: return []
    }
  }
}

extension ConformanceOutcome {
  /// Decodes the stream in pieces of random lengths and compares with the truth.
  init(_ subject: ConformanceSubject, _ stream: DamagedStream, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var decoder = subject.makeDecoder()
    var events = DecodedEvents()
    decoder.begin(firstSequence: subject.firstSequence)
    var place = 0
    while place < stream.bytes.count {
      let end = min(stream.bytes.count, place + 1 + generator.below(60))
      decoder.push(Array(stream.bytes[place..<end]), at: stream.times[end - 1], into: &events)
      place = end
    }
    decoder.finish(into: &events)
    produced = stream.truth.count
    damaged = stream.damaged
    lost = events.lostCount
    var next = 0
    for frame in events.frames {
      let values = events.values(of: frame).map(Int.init)
      if subject.isCounted, frame.index < stream.truth.count, stream.truth[frame.index] == values {
        delivered += 1
        next = frame.index + 1
      } else if let place = stream.truth[min(next, stream.truth.count)...].prefix(subject.isCounted ? 400 : 40)
        .firstIndex(of: values)
      {
        // A true frame at a place that the estimate of a loss put wrong.
        delivered += 1
        next = place + 1
      } else {
        falseFrames += 1
      }
    }
    undecidable = produced - delivered - falseFrames - lost
    for event in events.events {
      if case .lost(let loss) = event, loss.isUncertain { isFlagged = true }
    }
  }
}

extension ConformanceSubject {
  private static func wave(_ index: Int, _ channel: Int, _ top: Int) -> Int {
    let value = sin(Double(index) * 0.05 + Double(channel)) * 0.4 + 0.5
    return min(top, max(0, Int(value * Double(top)) + (index * 7 + channel * 3) % 5))
  }

  private static func bitalino(_ inputs: [Int], constant: Bool = false) -> ConformanceSubject {
    ConformanceSubject(
      "BITalino n=\(inputs.count)\(constant ? ", flat" : "")", checksum: false, falseShare: 1.0 / 128, rate: 1000,
      decoder: { InstrumentDecoders.bitalino(inputs: inputs) },
      encode: { index in
        let values = inputs.indices.map {
          constant && $0 > 0 ? ($0 < 4 ? 512 : 33) : wave(index, $0, $0 < 4 ? 1023 : 63)
        }
        return (WireEncoder.bitalino(values, sequence: index, digital: 0), values)
      })
  }

  private static func cyton(_ name: String, auxiliary: [UInt8]) -> ConformanceSubject {
    ConformanceSubject(
      name, checksum: false, falseShare: 1, rate: 250, decoder: { InstrumentDecoders.cyton() },
      encode: { index in
        let counts = (0..<8).map { 1000 * wave(index, $0, 8000) - 4_000_000 + index }
        func word(_ place: Int) -> Int {
          Int(Int16(bitPattern: UInt16(auxiliary[place]) << 8 | UInt16(auxiliary[place + 1])))
        }
        return (
          WireEncoder.cyton(counts, auxiliary: auxiliary, sequence: index), counts + [word(0), word(2), word(4)]
        )
      })
  }

  private static func shimmer(_ checksum: ShimmerChecksum) -> ConformanceSubject {
    ConformanceSubject(
      "Shimmer3, CRC of \(checksum.rawValue) bytes", checksum: checksum != .none,
      falseShare: checksum == .none ? 1 : 0, edges: 4, rate: 128, from: nil,
      decoder: { InstrumentDecoders.shimmer(checksum: checksum) },
      encode: { index in
        let words = [0x8000 | wave(index, 0, 4000), wave(index, 1, 4000)]
        let ticks = 256 * (index + 65_000) + index % 2
        return (
          WireEncoder.shimmer(words, ticks: ticks & 0xFF_FFFF, checksumBytes: checksum.rawValue), words
        )
      })
  }

  private static func nonin(_ seven: Bool) -> ConformanceSubject {
    ConformanceSubject(
      "Nonin format \(seven ? 7 : 2)", checksum: true, edges: 30, rate: 75, from: nil,
      decoder: { seven ? InstrumentDecoders.noninFormat7() : InstrumentDecoders.noninFormat2() },
      encode: { index in
        let status = 0x80 | (index % 25 == 0 ? 1 : 0)
        let pleth = wave(index, 0, seven ? 60_000 : 250)
        return (
          seven
            ? WireEncoder.nonin7(status: status, pleth: pleth, slow: index % 25)
            : WireEncoder.nonin2(status: status, pleth: pleth, slow: index % 25),
          [pleth]
        )
      })
  }

  private static func contec(_ seven: Bool) -> ConformanceSubject {
    ConformanceSubject(
      seven ? "Contec CMS50 v7" : "Contec CMS50", checksum: false, falseShare: 1, edges: 6, rate: 60, from: nil,
      counted: false,
      decoder: { seven ? InstrumentDecoders.contecSeven() : InstrumentDecoders.contec() },
      encode: { index in
        let pleth = wave(index, 0, 120)
        return (
          seven
            ? WireEncoder.contecSeven([5, UInt8(pleth), 7, 72, 98, 44, 1])
            : WireEncoder.contec(wave: pleth, rate: 72, saturation: 98),
          [pleth]
        )
      })
  }

  private static let plg1 = ConformanceSubject(
    "PLG1", checksum: true, edges: 2, rate: 50,
    decoder: {
      InstrumentDecoders.plg1(
        PLG1Layout(
          name: "test", rate: 50,
          channels: ["PN1", "EDA", "CRD"].map { InstrumentChannel($0, range: Int32.min...Int32.max) }))
    },
    encode: { index in
      let values = (0..<3).map { wave(index, $0, 16_000) - 8000 }
      return (WireEncoder.plg1Sample(values, sequence: index, microseconds: 20_000 * index), values)
    })

  private static let usbPolygraph = ConformanceSubject(
    "USB Polygraph", checksum: false, falseShare: 1, edges: 3, rate: 10, counted: false,
    decoder: { InstrumentDecoders.usbPolygraph() },
    encode: { index in
      let values = (0..<3).map { wave(index, $0, 1000) }
      let cells = values.map { value in String(repeating: "0", count: 4 - String(value).count) + String(value) }
      return (Array("(\(cells.joined(separator: ", ")))\r\n".utf8), values)
    })

  private static let p2 = ConformanceSubject(
    "OpenEEG P2", checksum: false, falseShare: 1, rate: 256, decoder: { InstrumentDecoders.openEEG() },
    encode: { index in
      let values = (0..<6).map { wave(index, $0, 1023) }
      return (WireEncoder.p2(values, count: index), values)
    })

  /// Every decoder, with the cases that are known to be hard.
  static let all =
    [
      bitalino([1]), bitalino([5, 6]), bitalino([1, 2, 3]), bitalino([1, 2, 3, 4, 5, 6]),
      bitalino([1, 2, 3, 4, 5, 6], constant: true), plg1, usbPolygraph, p2,
      cyton("Cyton", auxiliary: [0x12, 0x34, 0, 0, 0xFF, 0xF0]),
      cyton("Cyton, A0 in the auxiliary bytes", auxiliary: [UInt8](repeating: 0xA0, count: 6)),
      nonin(false), nonin(true), contec(false), contec(true), shimmer(.none), shimmer(.oneByte), shimmer(.twoBytes),
    ]
}
