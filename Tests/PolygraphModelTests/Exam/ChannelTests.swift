import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@Suite("Channels and their samples")
struct ChannelTests {
  @Test("mapped samples equal the same samples in memory, at every offset")
  func mapping() throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 5)
    let counts = (0..<5000).map { _ in Int32(truncatingIfNeeded: generator.next()) }
    let path = folder.url.appending(path: "samples.i32").path
    try counts.withUnsafeBytes { Data($0) }.write(to: URL(filePath: path))
    for (start, length) in [(0, 5000), (1, 4999), (1234, 2000), (4999, 1), (5000, 0)] {
      let mapped = try SampleCounts(mappingFileAt: path, byteOffset: start * 4, count: length)
      let inMemory = SampleCounts(Array(counts[start..<(start + length)]))
      #expect(mapped == inMemory && mapped.count == length)
      if length > 0 { #expect(mapped[length - 1] == counts[start + length - 1]) }
    }
    #expect(try SampleCounts(mappingFileAt: path, count: 5000) != SampleCounts(Array(counts.reversed())))
  }

  @Test("a file that is absent or too short is refused with its name")
  func refusing() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "short.i32").path
    try Data(count: 15).write(to: URL(filePath: path))
    let error = #expect(throws: SampleStorageError.self) { try SampleCounts(mappingFileAt: path, count: 4) }
    #expect(error?.description.contains("15 bytes, 16 are needed") == true)
    #expect(throws: SampleStorageError.self) { try SampleCounts(mappingFileAt: path + ".none", count: 1) }
    #expect(throws: SampleStorageError.self) { try SampleCounts(mappingFileAt: folder.url.path, count: 100_000) }
    #expect(try SampleCounts(mappingFileAt: path, count: 3).count == 3)
  }

  @Test("physical values are counts times gain plus offset, and NaN where missing")
  func values() {
    let channel = Channel(
      name: "EDA1", sensor: .electrodermal, sampleRate: SampleRate(30), unit: .microsiemens,
      calibration: Calibration(numerator: 5, denominator: 2, offset: -1), counts: SampleCounts([0, 2, 4, 6, -8]),
      mask: SampleMask(count: 5, missing: [1..<3]))
    let all = channel.values()
    #expect(all[0] == -1 && all[1].isNaN && all[2].isNaN && all[3] == 14 && all[4] == -21)
    let some = channel.values(2..<4)
    #expect(some.count == 2 && some[0].isNaN && some[1] == 14)
    #expect(!channel.isEmpty)
  }

  @Test("tenths come back as the Double that reading the text gives")
  func tenths() throws {
    for tenth in [1, 3, 7, 437_663, 9_999_999, -99] as [Int32] {
      let text = "\(tenth < 0 ? "-" : "")\(abs(tenth) / 10).\(abs(tenth) % 10)"
      #expect(Calibration.tenths.value(tenth) == Double(text))
    }
  }
}
