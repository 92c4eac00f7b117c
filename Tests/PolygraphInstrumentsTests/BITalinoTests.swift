import Testing

@testable import PolygraphInstruments

@Suite("BITalino frames")
struct BITalinoTests {
  struct Example: CustomTestStringConvertible, Sendable {
    let values: [Int]
    let sequence: Int
    let digital: Int
    let bytes: String
    var testDescription: String { bytes }
  }

  static let examples = [
    Example(values: [440], sequence: 5, digital: 13, bytes: "e0 d6 57"),
    Example(values: [440, 437], sequence: 5, digital: 13, bytes: "b5 e1 d6 57"),
    Example(values: [700, 300, 512], sequence: 5, digital: 13, bytes: "00 80 2c f1 da 58"),
    Example(values: [700, 300, 512, 1023], sequence: 5, digital: 13, bytes: "f0 3f 80 2c f1 da 58"),
    Example(values: [700, 300, 512, 1023, 37], sequence: 5, digital: 13, bytes: "40 f9 3f 80 2c f1 da 58"),
    Example(values: [700, 300, 512, 1023, 37, 21], sequence: 5, digital: 13, bytes: "55 f9 3f 80 2c f1 da 5a"),
    Example(values: [440, 437, 511, 511, 31, 31], sequence: 0, digital: 0, bytes: "df f7 df 7f b5 e1 06 06"),
    Example(values: [440, 977, 669, 638, 35, 33], sequence: 1, digital: 1, bytes: "e1 e8 67 a7 d1 e3 16 1e"),
    Example(values: [440], sequence: 0, digital: 0, bytes: "e0 06 0f"),
    Example(values: [440], sequence: 1, digital: 1, bytes: "e0 16 13"),
    Example(values: [440, 437], sequence: 0, digital: 0, bytes: "b5 e1 06 0f"),
    Example(values: [440, 977], sequence: 1, digital: 1, bytes: "d1 e3 16 11"),
    Example(values: [440, 437, 511], sequence: 0, digital: 0, bytes: "c0 7f b5 e1 06 02"),
    Example(values: [440, 977, 669], sequence: 1, digital: 1, bytes: "40 a7 d1 e3 16 1d"),
    Example(values: [440, 437, 511, 511], sequence: 0, digital: 0, bytes: "f0 df 7f b5 e1 06 03"),
    Example(values: [440, 977, 669, 638], sequence: 1, digital: 1, bytes: "e0 67 a7 d1 e3 16 12"),
    Example(values: [440, 437, 511, 511, 31], sequence: 0, digital: 0, bytes: "c0 f7 df 7f b5 e1 06 02"),
    Example(values: [440, 977, 669, 638, 35], sequence: 1, digital: 1, bytes: "c0 e8 67 a7 d1 e3 16 12"),
    Example(values: [0, 0, 0, 0, 0, 0], sequence: 15, digital: 0, bytes: "00 00 00 00 00 00 00 f2"),
    Example(values: [0, 0, 0, 0, 0, 0], sequence: 0, digital: 0, bytes: "00 00 00 00 00 00 00 00"),
  ]

  private func decoder(_ count: Int) -> any InstrumentDecoder {
    InstrumentDecoders.bitalino(inputs: Array(1...count))
  }

  @Test("a worked frame is encoded and decoded to the letter", arguments: examples)
  func worked(example: Example) {
    let bytes = WireEncoder.hex(example.bytes)
    #expect(WireEncoder.bitalino(example.values, sequence: example.sequence, digital: example.digital) == bytes)
    let followers = (1...5).flatMap {
      WireEncoder.bitalino(example.values, sequence: example.sequence + $0, digital: 0)
    }
    let run = DecoderRun(decoder(example.values.count), bytes + followers)
    #expect(run.values.first == example.values)
    #expect(run.frames.first?.sequence == example.sequence)
    #expect(run.frames.first?.digital == UInt8(example.digital))
    #expect(run.frames.count == 6 && run.lost == 0 && run.junk == 0)
  }

  static let clean = "e0 06 ee | e4 06 f5 | e8 06 0c | ec 06 17 | f0 06 2f | f4 06 34 | f8 06 46 | fc 06 5d"

  @Test("the clean worked stream gives its eight frames")
  func cleanStream() {
    let run = DecoderRun(decoder(1), WireEncoder.hex(Self.clean))
    #expect(run.values == (440...447).map { [$0] })
    #expect(run.frames.map(\.index) == Array(0..<8))
    #expect(run.lost == 0)
  }

  @Test("frames that the firmware dropped are counted by the counter")
  func dropped() {
    let run = DecoderRun(decoder(1), WireEncoder.hex("e0 06 ee | e4 06 f5 | f0 06 2f | f4 06 34 | f8 06 46"))
    #expect(run.values == [[440], [441], [444], [445], [446]])
    #expect(run.events.events.contains(.lost(LostFrames(count: 2, cause: .sequence))))
    #expect(run.frames.map(\.index) == [0, 1, 4, 5, 6])
  }

  @Test("one byte lost costs one frame, and the trap with a valid CRC is not delivered")
  func byteLost() {
    let run = DecoderRun(
      decoder(1), WireEncoder.hex("e0 06 ee e4 06 f5 e8 0c ec 06 17 f0 06 2f f4 06 34 f8 06 46 fc 06 5d"))
    #expect(run.values == [[440], [441], [443], [444], [445], [446], [447]])
    #expect(run.lost == 1 && run.junk == 2)
  }

  @Test("the byte-loss stream loses exactly one frame at each of its 24 positions, and delivers none false")
  func everyPosition() {
    let bytes = WireEncoder.hex(Self.clean)
    for place in bytes.indices {
      let run = DecoderRun(decoder(1), bytes.removing(place), from: 14)
      let truth = (0..<8).filter { $0 != place / 3 }.map { [440 + $0] }
      // The stream's last frames have nobody after them to confirm them.
      let kept = place / 3 < 5 ? truth : Array(truth.prefix(run.values.count))
      #expect(run.values == kept, "byte \(place)")
      #expect(run.frames.count + run.lost == 8, "byte \(place)")
    }
  }

  @Test("zeros and ones never lock", arguments: 1...6)
  func constant(count: Int) {
    for byte in [UInt8(0), 0xFF] {
      let run = DecoderRun(decoder(count), [UInt8](repeating: byte, count: 4000))
      #expect(!run.isLockAcquired && run.frames.isEmpty)
    }
  }

  @Test("inputs A5 and A6 alone have ten bits: the six bits belong to places five and six")
  func sixBits() {
    let bytes = (0..<6).flatMap { WireEncoder.bitalino([1001, 77], sequence: $0, digital: 0) }
    let decoder = InstrumentDecoders.bitalino(inputs: [5, 6])
    #expect(decoder.channels.map(\.range.upperBound) == [1023, 1023])
    #expect(DecoderRun(decoder, bytes).values.allSatisfy { $0 == [1001, 77] })
    let all = InstrumentDecoders.bitalino(inputs: Array(1...6))
    #expect(all.channels.map(\.range.upperBound).suffix(2) == [63, 63])
  }

  @Test("a gap wider than the counter is settled by the clock")
  func gapByClock() {
    for missing in [1, 15, 17, 40, 163, 1000] {
      var decoder = decoder(2)
      var events = DecodedEvents()
      decoder.begin(firstSequence: 0)
      func send(_ index: Int) {
        let frame = WireEncoder.bitalino([index % 1024, 7], sequence: index, digital: 0)
        decoder.push(frame, at: Int64(index) * 1_000_000 + 500_000, into: &events)
      }
      for index in 0..<200 { send(index) }
      for index in 0..<200 { send(200 + missing + index) }
      decoder.finish(into: &events)
      #expect(events.lostCount == missing, "\(missing)")
      #expect(events.frames.last?.index == 399 + missing)
    }
  }

  @Test("a stall of the host loses nothing and moves no index")
  func stall() {
    var decoder = decoder(1)
    var events = DecodedEvents()
    decoder.begin(firstSequence: 0)
    for index in 0..<5000 {
      let late = (1000..<3000).contains(index) ? Int64(3000) : Int64(index)
      decoder.push(
        WireEncoder.bitalino([index % 1000], sequence: index, digital: 0), at: late * 1_000_000, into: &events)
    }
    decoder.finish(into: &events)
    #expect(events.lostCount == 0)
    #expect(events.frames.map(\.index) == Array(0..<5000))
  }

  @Test("a frame sent twice is delivered once")
  func twice() {
    let frames = (0..<12).map { WireEncoder.bitalino([100 + $0, 3], sequence: $0, digital: 0) }
    let run = DecoderRun(decoder(2), (frames[0...5] + [frames[5]] + frames[6...]).flatMap { $0 }, from: 0)
    #expect(run.values.map { $0[0] } == (0..<12).map { 100 + $0 })
    #expect(run.lost == 0 && run.junk == 4)
  }

  @Test("the version is found in any text, and the state packet is read in both lengths by its CRC")
  func replies() throws {
    #expect(BITalinoReply.version(in: Array("xx\u{1}BITalino_v5.2\n".utf8)).map { [$0.major, $0.minor] } == [5, 2])
    #expect(BITalinoReply.version(in: Array("BITalinoV3.0\n".utf8)).map { [$0.major, $0.minor] } == [3, 0])
    #expect(BITalinoReply.version(in: Array("hello".utf8)) == nil)
    let long = WireEncoder.hex("00 02 ff 01 1b 01 08 02 bc 02 f8 00 56 02 1e 64 ea")
    let state = try #require(BITalinoReply.state(long))
    #expect(state.analog == [512, 511, 283, 520, 700, 248, 598])
    #expect(state.batteryThreshold == 30 && state.pulseWidth == 100 && state.digital == 0b1110)
    let short = WireEncoder.hex("00 02 ff 01 1b 01 08 02 bc 02 f8 00 56 02 1e e6")
    #expect(try #require(BITalinoReply.state(short)).pulseWidth == nil)
    for place in long.indices { #expect(BITalinoReply.state(long.flipping(place, bit: 2)) == nil) }
  }

  @Test("commands are the documented bytes")
  func commands() {
    #expect(BITalinoCommand.start(inputs: Array(1...6)) == [0xFD])
    #expect(BITalinoCommand.start(inputs: [3, 4]) == [0x31])
    #expect(BITalinoCommand.start(inputs: Array(1...6), isSimulated: true) == [0xFE])
    #expect([1, 10, 100, 1000].map { BITalinoCommand.rate($0)[0] } == [0x03, 0x43, 0x83, 0xC3])
    #expect(BITalinoCommand.batteryThreshold(30) == [0x78])
    #expect(BITalinoCommand.outputs(true, false) == [0xB7] && BITalinoCommand.outputs(false, true) == [0xBB])
  }
}
