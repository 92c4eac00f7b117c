import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@Suite("Reading and writing undo each other")
struct NCCARoundTripTests {
  @Test("read∘write is the identity on clean files, byte for byte", arguments: 1..<25 as Range<UInt64>)
  func identity(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let text = try NCCASample.clean(
      rows: 320 + generator.below(900), seed: seed, spacing: 60 + generator.below(100), channels: 4 + generator.below(4)
    )
    let file = try NCCASample.read(text)
    let written = try NCCAWriter.write(file)
    #expect(written.files[0].bytes == Array(text.utf8), "seed \(seed)")
  }

  @Test("every value, mask and event comes back")
  func valuesComeBack() throws {
    let text = try NCCASample.clean(rows: 900, channels: 7)
    let first = try NCCASample.read(text)
    let again = try NCCASample.read(NCCAWriter.write(first).files[0].bytes)
    #expect(first.chart == again.chart)
    #expect(first.questions == again.questions)
  }

  @Test("a slower channel keeps its own rate and phase")
  func slowerChannel() throws {
    let rate = SampleRate(30)
    let fast = Channel(
      name: "EDA1", sensor: .electrodermal, sampleRate: rate, counts: SampleCounts((0..<600).map { Int32(1000 + $0) }))
    let slow = Channel(
      name: "Cardio1", sensor: .cardio, sampleRate: SampleRate(10),
      counts: SampleCounts((0..<200).map { Int32(5000 + $0) }), firstSample: 1)
    let chart = Chart(number: 1, sampleRate: rate, sampleCount: 600, channels: [fast, slow])
    let heading = NCCAWriter.Heading(
      fileName: "D$-$$SLOW01-X.01A", sourceFile: "SLOW01", instrument: "NA", software: "NA", series: "X")
    let written = try NCCAWriter.write(chart, questions: [], heading: heading)
    let file = try NCCASample.read(written.files[0].bytes, name: heading.fileName)
    let read = try #require(file.chart.channel(.cardio))
    #expect(read.sampleRate == SampleRate(10))
    #expect(read.firstSample == 1)
    #expect(read.values() == slow.values())
    #expect(!file.codes.contains("rate-channel"))
    #expect(file.identity.maker == "Axciton")
  }

  @Test("a channel that does not fit is scaled and the numbers are said; none is clipped")
  func scaledChannel() throws {
    let counts: [Int32] = [-5, 0, 10, 2_000_000, 7]
    let chart = Chart(
      number: 1, sampleRate: SampleRate(30), sampleCount: 5,
      channels: [
        Channel(name: "EDA1", sensor: .electrodermal, sampleRate: SampleRate(30), counts: SampleCounts(counts))
      ])
    let heading = NCCAWriter.Heading(
      fileName: "D&-S-1.01A", sourceFile: "S", instrument: "NA", software: "NA", series: "1")
    let written = try NCCAWriter.write(chart, questions: [], heading: heading)
    #expect(written.findings.map(\.code) == ["value-scaled"])
    let values = try NCCASample.read(written.files[0].bytes, name: "D&-S-1.01A").chart.channel(.electrodermal)?.values()
    let read = try #require(values)
    #expect(read.allSatisfy { (1...999_999).contains($0) })
    #expect(zip(counts, read).sorted { $0.0 < $1.0 }.map(\.1) == read.sorted())
  }

  @Test("texts in Latin-1, Latin-2 and UTF-8 are decoded; personal data can be taken out")
  func encodings() throws {
    let clean = try NCCASample.clean()
    func file(_ bytes: [UInt8], _ encoding: TextEncoding?) throws -> NCCAChartFile {
      var data = Array(clean.utf8)
      let place = try #require(clean.utf8.firstRange(of: "sealed".utf8))
      let start = clean.utf8.distance(from: clean.utf8.startIndex, to: place.lowerBound)
      data.replaceSubrange(start..<(start + 2), with: bytes)
      var options = ReadOptions()
      options.encoding = encoding
      return try NCCASample.read(data, options: options)
    }
    #expect(try file([0xF1, 0x65], nil).questions[1].text?.contains("ñealed") == true)
    #expect(try file([0xB3, 0x65], .latin2).questions[1].text?.contains("łealed") == true)
    let utf8 = try file([0xC5, 0x82], nil)
    #expect(utf8.questions[1].text?.contains("łaled") == true)
    #expect(utf8.codes.contains("non-ascii"))
    let written = try NCCAWriter.write(utf8)
    #expect(written.findings.map(\.code).contains("non-ascii"))
    #expect(written.files[0].bytes.allSatisfy { $0 < 127 })
    var heading = NCCAWriter.Heading(utf8)
    heading.removePersonalData(examCode: "CODE7")
    let bare = try NCCAWriter.write(
      NCCAPersonalData.removed(from: utf8.chart), questions: NCCAPersonalData.removed(from: utf8.questions),
      heading: heading)
    let text = String(decoding: bare.files[0].bytes, as: UTF8.self)
    #expect(text.contains("Chart Date: 31Dec69\r\nTime: 19:00"))
    #expect(!text.contains("TEST01") && !text.contains("envelope"))
    #expect(bare.files[0].name == "D&-CODE7-1.01A")
  }

  @Test("a question of one sample that lost its answer would become a note; the writer says so")
  func shortQuestion() throws {
    let file = try NCCASample.read(Array(try Repository.fixtureData("fuzz/ncca/short-question")), name: "D&-FUZZ-1.01A")
    let written = try NCCAWriter.write(file)
    #expect(written.findings.map(\.code) == ["question-short"])
    let again = try NCCASample.read(written.files[0].bytes, name: "D&-FUZZ-1.01A")
    #expect(again.chart.annotations.count == file.chart.annotations.count + 1)
    let clean = try NCCAWriter.write(NCCASample.read(NCCASample.clean()))
    #expect(clean.findings.isEmpty)
  }

  @Test("what a fuzzing run starts from is read alike from what was written")
  func corpus() throws {
    let folder = Repository.fixture("fuzz/ncca")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count >= 10)
    for name in names {
      let file = try NCCASample.read(Array(try Repository.fixtureData("fuzz/ncca/\(name)")), name: "D&-FUZZ-1.01A")
      let written = try NCCAWriter.write(file)
      let again = try NCCASample.read(written.files[0].bytes, name: "D&-FUZZ-1.01A")
      for channel in file.chart.channels where !channel.isEmpty {
        let same = try #require(again.chart.channels.first { $0.name == channel.name }, "\(name) \(channel.name)")
        #expect(same.mask == channel.mask && same.sampleRate == channel.sampleRate, "\(name) \(channel.name)")
      }
      guard written.findings.isEmpty else { continue }
      // A repaired label is written as it was read: the new file's own label is another.
      func facts(_ chart: Chart) -> [[String]] {
        chart.events.map { ["\($0.label) \($0.role.rawValue) \($0.onset) \($0.offset)", "\($0.answer as Answer?)"] }
      }
      #expect(facts(again.chart) == facts(file.chart), "\(name)")
    }
  }
}
