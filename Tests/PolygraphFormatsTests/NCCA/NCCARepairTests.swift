import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Unusual files are read by the format's rules")
struct NCCARepairTests {
  private func dataRow(_ lines: [String], _ sample: Int) -> Int {
    (lines.firstIndex { $0.contains("Sample     Time") } ?? 0) + sample
  }

  private func edited(_ change: (inout [String]) -> Void) throws -> String {
    NCCASample.edited(try NCCASample.clean(), change)
  }

  private func event(_ field: Int, _ value: String) throws -> String {
    try edited { lines in
      let row = (lines.firstIndex { $0.hasPrefix("Event    Label      Begin") } ?? 0) + 3
      let padded = String(repeating: " ", count: 10 - value.count) + value
      lines[row] = lines[row].prefix(field) + padded + lines[row].dropFirst(field + 10)
    }
  }

  private func code(_ text: String) -> String? {
    do throws(FormatError) {
      _ = try NCCASample.read(text)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("numbers far outside are outside, not unreadable")
  func farNumbers() throws {
    #expect(code(try event(15, "-5")) == "event-outside")
    #expect(code(try event(15, "9999999999")) == "event-outside")
    #expect(code(try event(15, "1.0")) == "event-number")
    let file = try NCCASample.read(try event(26, "9999999999"))
    #expect(file.codes.contains("event-past-end"))
    #expect(file.chart.events.allSatisfy { $0.offset < file.chart.sampleCount })
  }

  @Test("a value that is not there moves no other value into its column")
  func shortRow() throws {
    let whole = try NCCASample.read(NCCASample.clean()).chart
    // The third value of sample 50: blank at its place, then taken out with its place.
    for isCut in [false, true] {
      let text = try edited { lines in
        let row = dataRow(lines, 50)
        let front = lines[row].prefix(24 + 22)
        let back = lines[row].dropFirst(24 + 33)
        lines[row] = front + (isCut ? "" : String(repeating: " ", count: 11)) + back
      }
      let file = try NCCASample.read(text)
      #expect(file.findings.first { $0.code == "value-bad" }?.count == (isCut ? 5 : 1))
      #expect(file.codes.contains("row-layout") == isCut)
      for (index, (channel, full)) in zip(file.chart.channels, whole.channels).enumerated() {
        #expect(channel.mask.missingCount == (isCut || index == 2 ? 1 : 0))
        var expected = full.values()
        if isCut || index == 2 { expected[49] = .nan }
        #expect(zip(channel.values(), expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
      }
    }
  }

  @Test("a heading off the grid gives the columns by the right edges of its names")
  func edges() throws {
    let rows = [
      "Sample     Time    Label   UPneumo       EDA1   Cardio1",
      "     1 00:00.00 --------   40000.0   100000.0   36000.0   ",
      "     2 00:00.03 --------             100001.0   36001.0   ",
      "     3 00:00.06 --------   40002.0       -9.9   36002.0   ",
    ]
    let head = try NCCASample.clean().components(separatedBy: "Event    Label Statement")[0]
    let chart = try NCCASample.read(head + rows.joined(separator: "\r\n") + "\r\n")
    #expect(chart.chart.channels.map(\.name) == ["UPneumo", "EDA1", "Cardio1"])
    #expect(chart.chart.channels[2].values() == [36000, 36001, 36002])
    #expect(chart.chart.channels[0].mask.missingRanges == [1..<2])
    #expect(chart.chart.channels[1].mask.missingRanges == [2..<3])
    #expect(chart.findings.first { $0.code == "value-bad" }?.place.field == "UPneumo")
  }

  @Test("the second layout is read by places: an empty field moves nothing")
  func secondLayout() throws {
    let name = "D&-PREVDEMO-1.01A"
    let bytes = try Repository.fixtureData("ncca/dialects/\(name)")
    let whole = try NCCASample.read(Array(bytes), name: name).chart
    var lines = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n")
    let row = (lines.firstIndex { $0.contains("      Sample") } ?? 0) + 100
    lines[row] = lines[row].prefix(24) + String(repeating: " ", count: 12) + lines[row].dropFirst(36)
    let file = try NCCASample.read(lines.joined(separator: "\r\n"), name: name)
    #expect(file.chart.channels[0].mask.missingRanges == [99..<100])
    #expect(file.chart.channels[1].values() == whole.channels[1].values())
    #expect(file.chart.channels[3].values() == whole.channels[3].values())
    #expect(file.chart.events == whole.events)
    #expect(!file.codes.contains("row-layout"))
  }

  @Test("NUL and Ctrl-Z behind the last line are passed over, however many")
  func trailingBytes() throws {
    let clean = Array(try NCCASample.clean().utf8)
    let whole = try NCCASample.read(clean)
    for tail in [[0x1A], [0, 0, 0, 0, 0, 0x1A], [UInt8](repeating: 0, count: 2000)] as [[UInt8]] {
      let file = try NCCASample.read(clean + tail)
      #expect(file.findings.first { $0.code == "stray-bytes" }?.count == tail.count)
      #expect(file.chart.channels == whole.chart.channels && file.chart.events == whole.chart.events)
      let cut = try NCCASample.read(clean.dropLast(2) + tail)
      #expect(cut.chart.channels == whole.chart.channels)
    }
  }

  @Test("a byte above ASCII in the event table or in a label of the data is an error at its row")
  func bytesInLabels() throws {
    var bytes = Array(try NCCASample.clean().utf8)
    let text = String(decoding: bytes, as: UTF8.self)
    let row = try #require(text.firstRange(of: "------R5"))
    bytes[text.utf8.distance(from: text.startIndex, to: row.upperBound) - 1] = 0xE9
    let file = try NCCASample.read(bytes)
    let finding = try #require(file.findings.first { $0.code == "non-ascii" })
    #expect(finding.severity == .error && finding.place.field == "Label" && finding.place.sample == 180)
    let begin = try #require(text.firstRange(of: "Begin"))
    let label = try #require(text[begin.upperBound...].firstRange(of: "R5"))
    bytes = Array(text.utf8)
    bytes[text.utf8.distance(from: text.startIndex, to: label.lowerBound)] = 0xE9
    let table = try NCCASample.read(bytes).findings.first { $0.code == "non-ascii" }
    #expect(table?.severity == .error && table?.place.line != nil)
  }

  @Test("a date, a time or a rate that cannot be read is unknown, and that is said")
  func unreadableHeader() throws {
    for (old, new, field) in [
      ("05Feb26", "05Fbe26", "Chart Date"), ("09:30", "25:00", "Time"), ("(Hz): 30", "(Hz): 3O", "Fastest"),
      ("Sample Rate (Hz)- EDA1: 30", "Sample Rate (Hz)- EDA1: x", "Sample Rate (Hz)- EDA1"),
    ] {
      let file = try NCCASample.read(NCCASample.clean().replacing(old, with: new))
      let finding = try #require(file.findings.first { $0.code == "header-unknown" }, "\(new)")
      #expect(finding.place.field?.hasPrefix(field) == true && finding.place.line != nil)
      #expect(file.chart.sampleRate == SampleRate(30))
    }
    for erased in ["31Dec69", "01Jan70", "01JAN70"] {
      let file = try NCCASample.read(NCCASample.clean().replacing("05Feb26", with: erased))
      #expect(file.chart.date == nil && file.chart.time == nil && file.codes == ["date-erased"])
    }
    let twice = try NCCASample.read(NCCASample.clean().replacing("Time: 09:30", with: "Time: 09:30\r\nTime: 10:30"))
    #expect(twice.chart.time == ClockTime(hour: 9, minute: 30) && twice.codes == ["header-unknown"])
    let missing = try NCCASample.read(NCCASample.clean().replacing("Sample Rate (Hz)- EDA1: 30\r\n", with: ""))
    #expect(missing.findings.map(\.place.field) == ["Sample Rate (Hz)- EDA1"] && missing.codes == ["header-missing"])
  }

  @Test("an overlap is found behind a question between")
  func overlaps() throws {
    let text = try event(26, "450")
    let finding = try #require(try NCCASample.read(text).findings.first { $0.code == "event-overlap" })
    #expect(finding.count == 3)
  }

  @Test("an answer of several rows keeps its word and makes no event")
  func longAnswer() throws {
    let clean = try NCCASample.clean()
    let text = try edited { lines in
      guard let row = lines.firstIndex(where: { $0.contains("------No") }) else { return }
      lines[row + 1] = lines[row + 1].replacing("--------", with: "------No")
    }
    let file = try NCCASample.read(text)
    #expect(file.chart.events == (try NCCASample.read(clean)).chart.events)
    #expect(file.codes == ["event-label-column"])
  }

  @Test("an auxiliary input is what the caller says it is")
  func auxiliary() throws {
    let name = "D&-activity-aux-1.01A"
    let bytes = Array(try Repository.fixtureData("ncca/defects/\(name)"))
    #expect(try NCCASample.read(bytes, name: name).chart.channel(.activity)?.isEmpty == true)
    var options = ReadOptions()
    options.columnSensors = ["Aux02": .activity]
    let file = try NCCASample.read(bytes, name: name, options: options)
    #expect(file.chart.channel(.activity)?.name == "Aux02" && !file.codes.contains("activity-aux"))
  }

  @Test("a jump of the sample number costs no more than a file could hold")
  func hugeGap() throws {
    let names = (0..<200).map { index in String(repeating: " ", count: 11 - "S\(index)".count) + "S\(index)" }
    let cells = String(repeating: "        1.0", count: 200)
    let head = try NCCASample.clean().components(separatedBy: "Event    Label Statement")[0]
    func text(_ last: Int) -> String {
      let number = String(repeating: " ", count: 6 - "\(last)".count) + "\(last)"
      return head + "Sample     Time    Label" + names.joined() + "\r\n     1 00:00.00 --------" + cells
        + "\r\n\(number) 00:00.00 --------" + cells + "\r\n"
    }
    #expect(code(text(250_001)) == "too-large")
    #expect(NCCALimits.values == 250_000 * 200)
    let file = try NCCASample.read(text(9000))
    #expect(file.chart.gaps == [Gap(start: 1, end: 8999, cause: "sample numbers jump")])
    #expect(file.chart.channels.allSatisfy { $0.mask.missingCount == 8998 })
  }

  @Test("strict reading passes a clean file and what is no defect")
  func strictOnClean() throws {
    var options = ReadOptions()
    options.isStrict = true
    let clean = try NCCASample.clean()
    #expect(try NCCASample.read(clean, options: options).chart == NCCASample.read(clean).chart)
    let axciton = clean.replacing("Lafayette Windows", with: "Axciton").replacing("D&-", with: "D$-")
    let file = try NCCASample.read(axciton, name: "D$-TEST01-1.01A", options: options)
    #expect(file.codes == ["eda-prefiltered"])
  }
}
