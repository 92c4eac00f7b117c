import Testing

@testable import PolygraphInstruments

@Suite("Nonin and Contec pulse oximeters")
struct PulseOximeterTests {
  /// Frames of packets of 25 with heart rate and saturation in their places.
  static func nonin(packets: Int, rate: Int, saturation: Int, seven: Bool = false) -> [[UInt8]] {
    (0..<(25 * packets)).map { index in
      let place = index % 25
      let slow = [0: rate >> 7, 1: rate & 0x7F, 2: saturation][place] ?? 0
      let status = 0x80 | (place == 0 ? 1 : 0)
      return seven
        ? WireEncoder.nonin7(status: status, pleth: 30_000 + 100 * index, slow: slow)
        : WireEncoder.nonin2(status: status, pleth: index % 256, slow: slow)
    }
  }

  @Test("the worked frames are encoded to the letter")
  func worked() {
    #expect(WireEncoder.nonin2(status: 0x81, pleth: 0x63, slow: 0) == WireEncoder.hex("01 81 63 00 e5"))
    #expect(WireEncoder.nonin2(status: 0x80, pleth: 0x66, slow: 0x48) == WireEncoder.hex("01 80 66 48 2f"))
    #expect(WireEncoder.nonin2(status: 0x80, pleth: 0x6A, slow: 0x62) == WireEncoder.hex("01 80 6a 62 4d"))
    #expect(WireEncoder.nonin2(status: 0x82, pleth: 0x70, slow: 0) == WireEncoder.hex("01 82 70 00 f3"))
  }

  @Test("the worked frames are decoded: heart rate 72, saturation 98, a green beat")
  func workedDecoded() {
    let bytes = WireEncoder.hex("01 81 63 00 e5 01 80 66 48 2f 01 80 6a 62 4d 01 82 70 00 f3")
    let run = DecoderRun(InstrumentDecoders.noninFormat2(), bytes)
    #expect(run.values == [[0x63], [0x66], [0x6A], [0x70]])
    #expect(run.status(.heartRate) == [72] && run.status(.oxygenSaturation) == [98])
    #expect(run.frames[3].flags.contains(.beat) && run.frames[0].flags.contains(.groupStart))
  }

  @Test("a disconnected sensor is flagged, and 511 and 127 are missing values")
  func disconnected() {
    let bytes = WireEncoder.hex("01 c1 00 03 c5 01 c0 00 7f 40 01 c0 00 7f 40")
    let run = DecoderRun(InstrumentDecoders.noninFormat2(), bytes)
    #expect(run.frames.allSatisfy { $0.flags.contains(.sensorOff) })
    #expect(run.status(.heartRate) == [-1] && run.status(.oxygenSaturation) == [-1])
  }

  @Test("three packets give rate and saturation three times; a wrong sum costs one frame; a missing SYNC costs nothing")
  func packets() {
    for seven in [false, true] {
      let decoder: any InstrumentDecoder =
        seven ? InstrumentDecoders.noninFormat7() : InstrumentDecoders.noninFormat2()
      var frames = Self.nonin(packets: 3, rate: 72, saturation: 98, seven: seven)
      let clean = DecoderRun(decoder, frames.flatMap { $0 })
      #expect(clean.frames.count == 75 && clean.status(.heartRate) == [72, 72, 72])
      #expect(clean.status(.oxygenSaturation) == [98, 98, 98])
      frames[30][4] ^= 1
      let wrong = DecoderRun(decoder, frames.flatMap { $0 })
      #expect(wrong.frames.count == 74 && wrong.lost == 1)
      frames[30][4] ^= 1
      // The SYNC bit of the second packet is missing, its sum being right.
      frames[25][seven ? 0 : 1] &= 0xFE
      frames[25][4] &-= 1
      let unmarked = DecoderRun(decoder, frames.flatMap { $0 })
      #expect(unmarked.frames.count == 75 && unmarked.lost == 0)
      #expect(unmarked.status(.heartRate) == [72, 72, 72])
    }
  }

  @Test("whole frames that are missing are counted at the next SYNC")
  func wholeFrames() {
    var frames = Self.nonin(packets: 6, rate: 72, saturation: 98)
    frames.removeSubrange(40..<47)
    let run = DecoderRun(InstrumentDecoders.noninFormat2(), frames.flatMap { $0 })
    #expect(run.frames.count == 143 && run.lost == 7)
    #expect(run.frames.last?.index == 149)
  }

  @Test("the worked CMS50 packets are encoded and decoded, heart rates above 127 among them")
  func contec() {
    let old = WireEncoder.hex("c5 40 47 11 61")
    #expect(WireEncoder.contec(wave: 64, rate: 145, saturation: 97, beep: true) == old)
    let run = DecoderRun(InstrumentDecoders.contec(), old + old + old)
    #expect(run.values == [[64], [64], [64]] && run.status(.heartRate) == [145])
    #expect(run.status(.oxygenSaturation) == [97] && run.frames[0].flags.contains(.beat))
    let seven = WireEncoder.hex("01 88 c5 c0 97 91 e1 ac 81")
    #expect(WireEncoder.contecSeven([0x45, 0x40, 0x17, 0x91, 0x61, 0x2C, 0x01]) == seven)
    let other = DecoderRun(InstrumentDecoders.contecSeven(), seven + seven + seven)
    #expect(other.values == [[64], [64], [64]] && other.status(.heartRate) == [145])
    #expect(other.status(.oxygenSaturation) == [97])
  }

  @Test("heart rates across the border of 127 and 128 keep their upper bit")
  func border() {
    let rates = [126, 127, 128, 129, 127, 128]
    let old = rates.flatMap { WireEncoder.contec(wave: 3, rate: $0, saturation: 99) }
    #expect(DecoderRun(InstrumentDecoders.contec(), old).status(.heartRate) == rates)
    let seven = rates.flatMap { WireEncoder.contecSeven([5, 3, 7, UInt8($0), 99, 0, 0]) }
    #expect(DecoderRun(InstrumentDecoders.contecSeven(), seven).status(.heartRate) == rates)
  }

  @Test("constant bytes never lock")
  func constant() {
    let decoders: [any InstrumentDecoder] = [
      InstrumentDecoders.noninFormat2(), InstrumentDecoders.noninFormat7(), InstrumentDecoders.contec(),
      InstrumentDecoders.contecSeven(),
    ]
    for decoder in decoders {
      for byte in [UInt8(0), 1, 0x80, 0xFF] {
        #expect(!DecoderRun(decoder, [UInt8](repeating: byte, count: 3000)).isLockAcquired, "\(byte)")
      }
    }
  }
}
