import Testing

@testable import PolygraphInstruments

@Suite("OpenBCI Cyton packets")
struct CytonTests {
  private let worked = WireEncoder.hex(
    "a0 2a 00 00 01 ff ff ff 7f ff ff 80 00 00 00 ae c3 ff 51 3d 0f 42 40 00 00 00 00 00 ff f0 1f 40 c0")
  private let counts = [1, -1, 8_388_607, -8_388_608, 44_739, -44_739, 1_000_000, 0]

  private func stream(_ first: Int, _ count: Int, auxiliary: [UInt8] = [0, 0, 0, 0, 0, 0]) -> [UInt8] {
    (0..<count).flatMap { index in
      WireEncoder.cyton((0..<8).map { 1000 * $0 + first + index }, auxiliary: auxiliary, sequence: first + index)
    }
  }

  @Test("the worked packet is encoded and decoded to counts, microvolts and g")
  func workedPacket() throws {
    #expect(WireEncoder.cyton(counts, auxiliary: [0, 0, 0xFF, 0xF0, 0x1F, 0x40], sequence: 42) == worked)
    let decoder = InstrumentDecoders.cyton()
    let run = DecoderRun(decoder, worked + stream(43, 5))
    let frame = try #require(run.frames.first)
    #expect(run.values[0] == counts + [0, -16, 8000])
    #expect(frame.sequence == 42 && frame.flags.contains(.clipped) && frame.flags.contains(.auxiliaryFresh))
    let volts = run.events.values(of: frame).enumerated().map { decoder.channels[$0].transfer.value($1) }
    let expected = [
      0.0224, -0.0224, 187_500.0, -187_500.0224, 999.9947, -999.9947, 22_351.7445, 0, 0, -0.002, 1,
    ]
    for (value, wanted) in zip(volts, expected) { #expect(abs(value - wanted) < 6e-5) }
  }

  @Test("the worked time-stamped packet gives its axis and the board's milliseconds; unknown firmware drops the axis")
  func timeStamp() throws {
    var packet = WireEncoder.hex("a0 11") + [UInt8](repeating: 0, count: 24)
    packet += WireEncoder.hex("1f 40 00 01 e2 40 c4")
    let next = WireEncoder.cyton(
      [Int](repeating: 0, count: 8), auxiliary: [0, 0, 0, 1, 226, 68], sequence: 18, stop: 0xC4)
    let run = DecoderRun(InstrumentDecoders.cyton(), packet + next)
    let frame = try #require(run.frames.first)
    #expect(frame.deviceTicks == 123_456)
    #expect(run.values[0].suffix(3) == [8000, 0, 0] && frame.missing == 0b110 << 8)
    let unknown = DecoderRun(InstrumentDecoders.cyton(firmware: nil), packet + next)
    #expect(unknown.frames.first?.missing == 0b111 << 8)
  }

  @Test("scales are those of the converter's gains")
  func scales() {
    let published = [
      24: 0.0223517445, 12: 0.0447034889, 8: 0.0670552334, 6: 0.0894069778, 4: 0.1341104667, 2: 0.2682209335,
      1: 0.5364418669,
    ]
    for (gain, scale) in published {
      let channel = InstrumentDecoders.cyton(gain: gain).channels[0]
      #expect(abs(channel.transfer.value(1) - scale) < 5e-11)
    }
  }

  @Test("one byte lost or doubled costs one frame at most, wherever it is, and delivers none false")
  func everyByte() {
    let bytes = stream(38, 12)
    for place in bytes.indices {
      for damaged in [bytes.removing(place), bytes.doubling(place)] {
        let run = DecoderRun(InstrumentDecoders.cyton(), damaged, from: 38)
        #expect(run.frames.count + run.lost == 12, "byte \(place)")
        #expect(run.frames.count >= (place < 9 * 33 ? 11 : 9), "byte \(place)")
        for (frame, values) in zip(run.frames, run.values) {
          let truth = (0..<8).map { 1000 * $0 + 38 + frame.index }
          #expect(Array(values.prefix(8)) == truth, "byte \(place)")
        }
      }
    }
  }

  @Test("a constant A0 in the auxiliary bytes never makes a false lock")
  func constantHeader() {
    let bytes = stream(0, 400, auxiliary: [UInt8](repeating: 0xA0, count: 6))
    for offset in 0..<66 {
      let run = DecoderRun(InstrumentDecoders.cyton(), Array(bytes.dropFirst(offset)))
      #expect(run.frames.count == 400 - (offset + 32) / 33)
      for values in run.values { #expect(values[7] - values[0] == 7000) }
    }
  }

  @Test("a Daisy's halves are told by the counter, and one lost packet does not shift the other half")
  func daisy() {
    var bytes = stream(0, 40)
    bytes.removeSubrange((21 * 33)..<(22 * 33))
    let run = DecoderRun(InstrumentDecoders.cyton(hasDaisy: true), bytes, from: 0)
    #expect(run.frames.allSatisfy { Int($0.module) == ($0.index % 2 == 0 ? 1 : 0) })
    #expect(run.lost == 1 && !run.frames.map(\.index).contains(21))
  }

  @Test("the board's words are text, the radio's failure is a problem, and neither is junk")
  func words() {
    let failure = "Failure: Communications timeout - Device failed to poll Host$$$"
    let bytes = stream(0, 10) + Array(failure.utf8) + stream(10, 10)
    let run = DecoderRun(InstrumentDecoders.cyton(), bytes, from: 0)
    #expect(run.texts == [failure] && run.junk == 0 && run.lost == 0)
    #expect(run.events.events.contains(.problem(.instrumentFailure)))
  }

  @Test("a banner in the stream is a reset, not a loss of what the counter lacks")
  func banner() {
    let text = "OpenBCI V3 8-16 channel\nFirmware: v3.1.2\n$$$"
    let run = DecoderRun(InstrumentDecoders.cyton(), stream(0, 90) + Array(text.utf8) + stream(0, 20), from: 0)
    #expect(run.events.events.contains(.reset) && run.lost == 0 && run.frames.count == 110)
  }

  @Test("packets of a radio with other firmware are named")
  func mismatch() {
    var bytes: [UInt8] = []
    for index in 0..<UInt8(40) { bytes += [0xA0, 0x41, index] + [UInt8](repeating: index &* 3, count: 30) }
    let run = DecoderRun(InstrumentDecoders.cyton(), bytes)
    #expect(run.frames.isEmpty && run.events.events.contains(.problem(.firmwareMismatch)))
  }
}
