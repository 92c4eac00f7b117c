import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphStatistics
import TestSupport
import Testing

@Suite("Damaged files give an error or a finding, never a trap or a hang")
struct NCCADamageTests {
  /// Reads damaged bytes; whatever comes out must hold together.
  private func survive(_ bytes: [UInt8]) -> Bool {
    do throws(FormatError) {
      let file = try NCCASample.read(bytes)
      for channel in file.chart.channels where channel.mask.count != channel.counts.count { return false }
      for event in file.chart.events where event.offset >= file.chart.sampleCount || event.onset < 0 { return false }
      _ = try? NCCAWriter.write(file)
      return true
    } catch {
      return !error.code.isEmpty && !error.message.isEmpty
    }
  }

  @Test("cut at every byte")
  func truncation() throws {
    let bytes = Array(try NCCASample.clean(rows: 310).utf8)
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    let ends = Repository.isExhaustive ? Array(bytes.indices) : (0..<400).map { _ in generator.below(bytes.count) }
    for end in ends { #expect(survive(Array(bytes[..<end])), "seed \(seed), cut at \(end)") }
  }

  @Test("a cut in the last row drops that row and changes no number")
  func lastRowCut() throws {
    let bytes = Array(try NCCASample.clean(rows: 400).utf8)
    let whole = try NCCASample.read(bytes)
    let file = try NCCASample.read(Array(bytes[..<(bytes.count - 40)]))
    #expect(file.codes.contains("row-short"))
    #expect(file.chart.sampleCount == 399)
    for (cut, full) in zip(file.chart.channels, whole.chart.channels) {
      #expect(cut.values() == full.values(0..<399))
    }
  }

  @Test("every bit of every byte of a small file flipped, and a file of each other layout")
  func flips() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for name in ["D&-DEMO01-1.01A", "dialects/D&-PREVDEMO-1.01A", "dialects/D%-LIMDEMO_E001C001.01A"] {
      let bytes = Array(try Repository.fixtureData("ncca/\(name)"))
      let all = Array(0..<bytes.count * 8)
      let flips = Repository.isExhaustive ? all : (0..<100).map { _ in generator.below(all.count) }
      for flip in flips {
        var damaged = bytes
        damaged[flip / 8] ^= 1 << UInt8(flip % 8)
        #expect(survive(damaged), "seed \(seed), \(name), byte \(flip / 8), bit \(flip % 8)")
      }
    }
  }

  @Test("a cut or a flipped digit never changes another number")
  func otherNumbersStay() throws {
    let clean = Array(try NCCASample.clean(rows: 310).utf8)
    let whole = try NCCASample.read(clean).chart
    for end in (clean.count - 160)..<clean.count {
      guard let chart = try? NCCASample.read(Array(clean[..<end])).chart else { continue }
      for (cut, full) in zip(chart.channels, whole.channels) {
        #expect(cut.values() == full.values(0..<chart.sampleCount), "cut at \(end)")
      }
    }
  }

  @Test("bytes replaced, removed and repeated at random")
  func mutations() throws {
    let clean = Array(try NCCASample.clean(rows: 310).utf8)
    let seed: UInt64 = 20_261
    var generator = SeededGenerator(seed: seed)
    for round in 0..<(Repository.isExhaustive ? 20_000 : 150) {
      var bytes = clean
      for _ in 0...generator.below(6) {
        let place = generator.below(bytes.count)
        switch generator.below(4) {
        case 0: bytes[place] = UInt8(generator.below(256))
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + generator.below(200)))
        case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + generator.below(300))], at: place)
        default: bytes.insert(contentsOf: Array("99999999999999999999".utf8), at: place)
        }
      }
      #expect(survive(bytes), "seed \(seed), round \(round)")
    }
  }

  @Test("claims of huge sizes in the header cost nothing")
  func hugeClaims() throws {
    let text = try NCCASample.clean()
      .replacing("Number of samples: 600", with: "Number of samples: 10000000000")
      .replacing("Number of channels: 5", with: "Number of channels: 999999999999999999999")
    let file = try NCCASample.read(text)
    #expect(file.codes.contains("sample-count"))
    #expect(file.codes.contains("channel-count"))
    #expect(file.chart.sampleCount == 600)
  }

  @Test("a line of ten megabytes, in the head and in the data")
  func longLines() throws {
    let clean = try NCCASample.clean()
    // Unoptimised code takes seconds for ten; every place is tried with one.
    let size = Repository.isExhaustive ? 10_000_000 : 1_000_000
    let long = String(repeating: "x", count: size)
    #expect(survive(Array((long + "\r\n" + clean).utf8)))
    #expect(survive(Array((clean + long + "\r\n").utf8)))
    #expect(survive(Array(clean.replacing("Source file: TEST01", with: "Source file: " + long).utf8)))
    #expect(survive(Array(("Sample     Time    Label" + long + "\r\n").utf8)))
    let data = Array(clean.utf8) + [UInt8](repeating: 0x78, count: 10_000_000) + [0x0D, 0x0A]
    #expect(try NCCASample.read(data).codes == ["row-short"])
    #expect(throws: FormatError.self) { try NCCASample.read(data + Array("   601 00:20.00\r\n".utf8)) }
  }
}
