@testable import PolygraphInstruments

/// What a decoder said about some bytes, in a form that tests compare.
struct DecoderRun {
  var events = DecodedEvents()

  /// Decodes bytes in one piece, or cut after these counts; `finish` ends the stream.
  init(_ decoder: any InstrumentDecoder, _ bytes: [UInt8], cuts: [Int] = [], from first: Int? = nil, ends: Bool = true)
  {
    var decoder = decoder
    decoder.begin(firstSequence: first)
    var place = 0
    for cut in cuts + [bytes.count] where cut > place {
      decoder.push(Array(bytes[place..<cut]), into: &events)
      place = cut
    }
    if ends { decoder.finish(into: &events) }
  }

  /// The values of the frames in order.
  var values: [[Int]] { events.frames.map { events.values(of: $0).map(Int.init) } }
  var frames: [DecodedFrame] { events.frames }
  var lost: Int { events.lostCount }
  var junk: Int {
    events.events.reduce(0) { sum, event in if case .junk(let count) = event { sum + count } else { sum } }
  }
  var isLockAcquired: Bool { events.events.contains(.lockAcquired) }
  var texts: [String] {
    events.events.compactMap { if case .text(let range) = $0 { events.text(range) } else { nil } }
  }
  var statuses: [(InstrumentStatus, Int)] {
    events.events.compactMap { if case .status(let status, let value) = $0 { (status, value) } else { nil } }
  }
  func status(_ wanted: InstrumentStatus) -> [Int] { statuses.filter { $0.0 == wanted }.map(\.1) }
}

extension Array where Element == UInt8 {
  func removing(_ place: Int) -> [UInt8] {
    var copy = self
    copy.remove(at: place)
    return copy
  }
  func doubling(_ place: Int) -> [UInt8] {
    var copy = self
    copy.insert(copy[place], at: place)
    return copy
  }
  func flipping(_ place: Int, bit: Int) -> [UInt8] {
    var copy = self
    copy[place] ^= 1 << UInt8(bit)
    return copy
  }
}
