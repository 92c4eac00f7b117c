import Testing

@testable import PolygraphInstruments

@Suite("Instruments that send lines")
struct TextLineTests {
  static let header = "$H,1,belt-gsr,50,1,PN1:count,EDA:nS,CRD:Pa*5A"

  private func plg1() throws -> any InstrumentDecoder {
    InstrumentDecoders.plg1(try #require(PLG1Layout(line: Self.header)))
  }

  private func sample(_ number: Int) -> [UInt8] {
    WireEncoder.plg1Sample(
      [500 + number, number % 3 == 0 ? nil : 6900, -12], sequence: number, microseconds: 20_000 * number)
  }

  @Test("the worked lines have the documented checksums")
  func checksums() {
    for line in [
      Self.header, "$P,41,8200000,512,6909,11999*4A", "$P,42,8220000,,6911,12003*7D", "$E,start*09", "$E,reset*1C",
    ] {
      #expect(WireEncoder.plg1(String(line.dropFirst().prefix { $0 != "*" })) == Array((line + "\r\n").utf8))
    }
  }

  @Test("the worked PLG1 lines are decoded; an empty field is not measured")
  func worked() throws {
    let lines = "\(Self.header)\r\n$E,start*09\r\n$P,41,8200000,512,6909,11999*4A\r\n$P,42,8220000,,6911,12003*7D\r\n"
    let run = DecoderRun(try plg1(), Array(lines.utf8))
    #expect(run.values == [[512, 6909, 11_999], [0, 6911, 12_003]])
    #expect(run.frames.map(\.missing) == [0, 1] && run.frames.map(\.deviceTicks) == [8_200_000, 8_220_000])
    #expect(run.frames.map(\.sequence) == [41, 42] && run.status(.started) == [0] && run.lost == 0)
  }

  @Test("a wrong checksum, a jump, a reset and a line that is too long are counted as what they are")
  func troubles() throws {
    let good = (0..<20).flatMap { sample($0) }
    let wrong = Array("$P,20,400000,520,6900,-12*00\r\n".utf8)
    let jump = (21..<30).flatMap { sample($0) } + (37..<40).flatMap { sample($0) }
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 400) + Array("\r\n".utf8)
    let bytes = good + wrong + jump + long + (40..<45).flatMap { sample($0) }
    let run = DecoderRun(try plg1(), bytes, from: 0)
    #expect(run.lost == 8 && run.frames.count == 37 && run.frames.last?.index == 44)
    #expect(run.junk == wrong.count + long.count)
    let reset = bytes + Array("$E,reset*1C\r\n".utf8) + (0..<5).flatMap { sample($0) }
    let after = DecoderRun(try plg1(), reset, from: 0)
    #expect(after.events.events.contains(.reset) && after.lost == 8 && after.frames.count == 42)
  }

  @Test("a counter that does not fit the line's own clock is not believed")
  func implausible() throws {
    let liar = WireEncoder.plg1Sample([1, 2, 3], sequence: 4_000_000, microseconds: 400_000)
    let bytes = (0..<20).flatMap { sample($0) } + liar + (21..<30).flatMap { sample($0) }
    let run = DecoderRun(try plg1(), bytes, from: 0)
    #expect(run.frames.count == 29 && run.lost == 1)
  }

  @Test("without a counter the line's clock counts")
  func withoutCounter() throws {
    let text = String(decoding: WireEncoder.plg1("H,1,belt,50,0,PN1:count"), as: UTF8.self)
    let layout = try #require(PLG1Layout(line: String(text.filter { !$0.isNewline })))
    let numbers = Array(0..<10) + Array(14..<20)
    let bytes = numbers.flatMap { WireEncoder.plg1Sample([$0], sequence: $0, microseconds: 20_000 * $0 + 300) }
    let run = DecoderRun(InstrumentDecoders.plg1(layout), bytes)
    #expect(run.lost == 4 && run.frames.count == 16)
  }

  @Test("a line that was damaged before a reset is counted")
  func damagedBeforeReset() throws {
    let wrong = Array("$P,20,400000,520,6900,-12*00\r\n".utf8)
    let bytes = (0..<20).flatMap { sample($0) } + wrong + Array("$E,reset*1C\r\n".utf8) + (0..<5).flatMap { sample($0) }
    let run = DecoderRun(try plg1(), bytes, from: 0)
    #expect(run.frames.count == 25 && run.lost == 1 && run.frames.last?.index == 25)
  }

  @Test("without a counter a clock that steps back is a reset, not an hour of losses")
  func clockStepsBack() throws {
    let layout = PLG1Layout(
      name: "belt", rate: 50, hasSequence: false, channels: [InstrumentChannel("PN1", range: 0...1023)])
    let bytes = (Array(100..<110) + Array(0..<5)).flatMap {
      WireEncoder.plg1Sample([$0], sequence: $0, microseconds: 20_000 * $0)
    }
    let run = DecoderRun(InstrumentDecoders.plg1(layout), bytes)
    #expect(run.frames.count == 15 && run.lost == 0 && run.events.events.contains(.reset))
  }

  @Test("headers that say too little are refused")
  func headers() {
    for body in [
      "H,2,belt,50,1,A:b", "H,1,belt,0,1,A:b", "H,1,belt,50,2,A:b", "H,1,belt,50,1", "H,1,belt,50,1,Ab", "P,1,2,3",
    ] {
      let line = String(decoding: WireEncoder.plg1(body), as: UTF8.self)
      #expect(PLG1Layout(line: String(line.filter { !$0.isNewline })) == nil, "\(body)")
    }
  }

  @Test("USB Polygraph lines: three fields of four digits, anything else is damaged")
  func usbPolygraph() {
    let text = "32, 0541)\r\n(0691, 0632, 0541)\r\n(0690, 063, 0541)\r\n(0690, 1632, 0541)\r\n(0689, 0630, 0540)\r\n"
    let run = DecoderRun(InstrumentDecoders.usbPolygraph(), Array(text.utf8))
    #expect(run.values == [[691, 632, 541], [689, 630, 540]] && run.lost == 2)
  }

  @Test("PulseSensor lines of both sketches, the first line being dropped")
  func pulseSensor() {
    let plotter = DecoderRun(
      InstrumentDecoders.pulseSensorPlotter(), Array("2\r\n72,833,512\r\n72,833,514\r\n".utf8))
    #expect(plotter.values == [[512], [514]] && plotter.status(.heartRate) == [72, 72])
    let visualizer = DecoderRun(
      InstrumentDecoders.pulseSensorVisualizer(), Array("S5\r\nS512\r\nB72\r\nQ833\r\nS513\r\n".utf8))
    #expect(visualizer.values == [[512], [513]] && visualizer.status(.interbeatInterval) == [833])
  }

  @Test("the student kit and the Grove example: lines and transfer function")
  func conductance() {
    let kit = DecoderRun(
      InstrumentDecoders.studentConductanceKit(), Array("sensorValue= 511\r\nsensorValue= 512\r\nvalue= 3\r\n".utf8))
    #expect(kit.values == [[512]])
    let grove = InstrumentDecoders.groveConductance()
    #expect(DecoderRun(grove, Array("199\n200\n".utf8)).values == [[200]])
    #expect(abs(grove.channels[0].transfer.value(200) / 1000 - 45.6) < 0.05)
    #expect(grove.channels[0].transfer.value(512).isNaN)
  }
}

@Suite("Transfer functions give the documented values")
struct TransferFunctionTests {
  @Test("BITalino sensors")
  func bitalino() {
    #expect(abs(TransferFunction.bitalinoElectrodermal(bits: 10).value(283) - 6.909) < 5e-4)
    #expect(abs(TransferFunction.bitalinoElectrodermal(bits: 10).value(1) - 0.0244) < 5e-5)
    #expect(abs(TransferFunction.bitalinoRespiration(bits: 10).value(600) - 8.594) < 5e-4)
    #expect(abs(TransferFunction.bitalinoBiopotential("ecg", gain: 1100, bits: 10).value(600) - 0.2578) < 5e-5)
    #expect(TransferFunction.bitalinoElectrodermal2015(bits: 10).value(512) == 2)
  }

  @Test("the pressure sensor MPX5050")
  func pressure() {
    let transfer = TransferFunction.mpx5050(bits: 10)
    #expect(abs(transfer.value(256) - 87.5) < 0.05)
    #expect(abs(transfer.value(257) - transfer.value(256) - 0.407) < 5e-4)
  }
}
