import Testing

@testable import PolygraphInstruments

@Suite("Shimmer3 packets")
struct ShimmerTests {
  private func decoder(_ checksum: ShimmerChecksum = .twoBytes) -> any InstrumentDecoder {
    InstrumentDecoders.shimmer(checksum: checksum)
  }

  private func stream(_ first: Int, _ count: Int, bytes: Int = 2) -> [[UInt8]] {
    (0..<count).map { index in
      WireEncoder.shimmer(
        [0x8000 | (1500 + index), 2100], ticks: (first + 256 * index) & 0xFF_FFFF, checksumBytes: bytes)
    }
  }

  @Test("the firmware's CRC vectors hold in both implementations")
  func vectors() {
    for (count, crc) in [(8, 0x48AA), (9, 0x2A5D), (10, 0x8B17), (11, 0x794E)] {
      let bytes = (1...count).map { UInt8($0) }
      #expect(WireEncoder.shimmerCRC(bytes) == crc)
      #expect(bytes.withUnsafeBufferPointer { ShimmerFormat.crc($0.baseAddress!, $0.count) } == UInt16(crc))
    }
  }

  @Test("the worked packet is encoded and decoded: 2000 on 1 MΩ is 1.930 µS")
  func worked() throws {
    let plain = WireEncoder.hex("00 45 23 01 d0 87 34 08")
    let words = [0x87D0, 2100]
    #expect(WireEncoder.shimmer(words, ticks: 0x012345) == plain + [0x64, 0x95])
    #expect(WireEncoder.shimmer(words, ticks: 0x012345, checksumBytes: 1) == plain + [0x64])
    #expect(WireEncoder.shimmer(words, ticks: 0x012345, checksumBytes: 0) == plain)
    let next = WireEncoder.shimmer(words, ticks: 0x012445)
    let run = DecoderRun(decoder(), plain + [0x64, 0x95] + next)
    #expect(run.values == [words, words] && run.frames[0].deviceTicks == 0x012345)
    let value = InstrumentDecoders.shimmerConductanceAndPulse[0].transfer.value(0x87D0)
    #expect(abs(value - 1.930) < 5e-4)
  }

  @Test(
    "time stamps wrap at 2²⁴ without a loss, and count losses of any length exactly",
    arguments: ShimmerChecksum.allCases)
  func wrap(checksum: ShimmerChecksum) {
    let frames = stream(0xFF_F000, 60, bytes: checksum.rawValue)
    let clean = DecoderRun(decoder(checksum), frames.flatMap { $0 })
    #expect(clean.frames.count == 60 && clean.lost == 0)
    let gap = DecoderRun(decoder(checksum), (frames[0..<20] + frames[43...]).flatMap { $0 })
    #expect(gap.frames.count == 37 && gap.lost == 23 && gap.frames.last?.index == 59)
  }

  @Test("words repeated before a range change are named afterwards")
  func settling() {
    let words = [0x4100, 0x4101, 0x4102, 0x4102, 0x4102, 0x8200, 0x8201]
    let bytes = words.enumerated().flatMap { WireEncoder.shimmer([$1, 9], ticks: 256 * $0) }
    #expect(DecoderRun(decoder(), bytes).status(.rangeSettled) == [2])
  }

  @Test("the inquiry's answer is read")
  func inquiry() throws {
    let answer: [UInt8] = [0xFF, 2, 0x00, 0x01, 0x00, 0x00, 0x00, 0x08, 2, 1, 0x1C, 0x12]
    let configuration = try #require(ShimmerCommand.configuration(answer))
    #expect(configuration.divider == 256 && configuration.conductanceRange == 4)
    #expect(configuration.channels == [0x1C, 0x12])
    for count in answer.indices { #expect(ShimmerCommand.configuration(Array(answer.prefix(count))) == nil) }
    #expect(ShimmerCommand.rate(divider: 256) == [5, 0, 1] && ShimmerCommand.sensors(0x104) == [8, 4, 1, 0])
  }

  @Test("zeros and ones never lock", arguments: ShimmerChecksum.allCases)
  func constant(checksum: ShimmerChecksum) {
    for byte in [UInt8(0), 0xFF] {
      #expect(!DecoderRun(decoder(checksum), [UInt8](repeating: byte, count: 4000)).isLockAcquired)
    }
  }
}
