import Testing

@testable import PolygraphInstruments

@Suite("OpenEEG P2 packets")
struct OpenEEGTests {
  private func packet(_ count: Int, switches: Int = 1) -> [UInt8] {
    WireEncoder.p2((0..<6).map { 100 + $0 + count % 256 }, count: count, switches: switches)
  }

  @Test("the worked packet is encoded and decoded")
  func worked() {
    let bytes = WireEncoder.hex("a5 5a 02 7f 02 00 03 ff 00 00 01 2c 02 00 02 bc 01")
    let values = [512, 1023, 0, 300, 512, 700]
    #expect(WireEncoder.p2(values, count: 127) == bytes)
    let run = DecoderRun(InstrumentDecoders.openEEG(), bytes + packet(128) + packet(129))
    #expect(run.values.first == values && run.frames.first?.digital == 1 && run.frames.count == 3)
  }

  @Test("125 packets of a reset are no loss; samples 0 to 300 follow")
  func reset() {
    let idle = (0..<125).flatMap { _ in WireEncoder.p2([1, 2, 3, 4, 5, 6], count: 0, switches: 2) }
    let samples = (0...300).flatMap { packet($0) }
    let run = DecoderRun(InstrumentDecoders.openEEG(rate: 125), idle + samples)
    #expect(run.frames.count == 301 && run.lost == 0 && run.status(.starting) == [0])
    let again = DecoderRun(InstrumentDecoders.openEEG(rate: 125), (0...90).flatMap { packet($0) } + idle + samples)
    #expect(again.frames.count == 392 && again.lost == 0)
    #expect(again.events.events.contains(.reset))
  }

  @Test("a packet with 63940 is refused and counted")
  func range() {
    var packets = (0..<10).map { packet($0) }
    packets[5].replaceSubrange(4..<6, with: [UInt8(63_940 / 256), UInt8(63_940 % 256)])
    let run = DecoderRun(InstrumentDecoders.openEEG(), packets.flatMap { $0 })
    #expect(run.frames.map(\.index) == [0, 1, 2, 3, 4, 6, 7, 8, 9] && run.lost == 1)
  }

  @Test("A5 5A at the end of a chunk, A5 as switches and A5 as count cost nothing")
  func traps() {
    let bytes = (0..<300).flatMap { packet($0, switches: 0xA5) }
    let whole = DecoderRun(InstrumentDecoders.openEEG(), bytes)
    #expect(whole.frames.count == 300 && whole.lost == 0)
    for cut in [17 * 9 + 1, 17 * 9 + 2, 17 * 165 + 4] {
      #expect(DecoderRun(InstrumentDecoders.openEEG(), bytes, cuts: [cut]).events.events == whole.events.events)
    }
  }

  @Test("a sketch that prints its packets as text is named")
  func asText() {
    let line = "A5 5A 02 7F 02 00 03 FF 00 00 01 2C 02 00 02 BC 01\r\n"
    let run = DecoderRun(InstrumentDecoders.openEEG(), Array(String(repeating: line, count: 30).utf8))
    #expect(run.frames.isEmpty && run.events.events.contains(.problem(.packetAsText)))
  }
}
