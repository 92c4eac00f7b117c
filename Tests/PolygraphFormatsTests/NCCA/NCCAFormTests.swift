import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("What a file has beside its values is written again as it was")
struct NCCAFormTests {
  private func isIdentity(_ text: String, name: String = "D&-TEST01-1.01A") throws -> Bool {
    let file = try NCCASample.read(text, name: name)
    return try NCCAWriter.write(file).files[0].bytes == Array(text.utf8)
  }

  @Test(
    "spellings of the header that mean the same stay",
    arguments: [
      ("Chart Date: 05Feb26", "Chart Date: 05FEB26"), ("Time: 09:30", "Time: 9:30"),
      ("Chart Number: 1", "Chart Number: 01A"), ("(Hz): 30", "(Hz): 30.0"), ("EDA1: 30", "EDA1: 30.00"),
      ("Sample Rate (Hz)- EDA1", "Sample Rate (Hz) - EDA1"), ("Source file: TEST01", "Source file:  A: B "),
      ("Chart Date: 05Feb26", "Chart Date: 01JAN70"), ("Number of samples: 600", "Number of samples: 0600"),
      ("Time: 09:30", "Room: 7\r\nTime: 09:30"), ("Source file: TEST01", "SOURCE FILE: TEST01"),
    ])
  func header(old: String, new: String) throws {
    let text = try NCCASample.clean().replacing(old, with: new)
    #expect(text.contains(new))
    #expect(try isIdentity(text))
  }

  @Test("the order of the header's lines stays")
  func headerOrder() throws {
    let text = NCCASample.edited(try NCCASample.clean()) { lines in
      lines.swapAt(4, 5)
      lines.swapAt(10, 12)
    }
    #expect(try isIdentity(text))
  }

  @Test("trailing blanks of rows, of event rows and of statements stay, as does the spelling of Ans")
  func blanks() throws {
    let clean = try NCCASample.clean()
    #expect(try isIdentity(clean.replacing(".0   \r\n", with: ".0\r\n")))
    #expect(try isIdentity(clean.replacing("test is over.", with: "test is over.  ")))
    #expect(try isIdentity(clean.replacing("-----Yes", with: "-----ANS").replacing("------No", with: "-----ANS")))
    let bare = NCCASample.edited(clean) { lines in
      let first = lines.firstIndex { $0.hasPrefix("Event    Label      Begin") } ?? 0
      for row in (first + 1)... where lines[row].hasPrefix("0") {
        while lines[row].last == " " { lines[row].removeLast() }
        if lines[row + 1].isEmpty { break }
      }
    }
    #expect(bare != clean)
    #expect(try isIdentity(bare))
  }

  @Test("event tables ordered by Begin stay so; those ordered by End too")
  func eventOrder() throws {
    let clean = try NCCASample.clean()
    let byEnd = NCCASample.edited(clean) { lines in
      guard let row = lines.firstIndex(where: { $0.hasPrefix("Event    Label      Begin") }) else { return }
      // The note at 56 moves into the first question, which begins at 61.
      lines[row + 2] = lines[row + 2].replacing("        56         56", with: "        70         70")
      let data = lines.firstIndex { $0.hasPrefix("Sample     ") } ?? 0
      lines[data + 56] = lines[data + 56].replacing("------MV", with: "--------")
      lines[data + 70] = lines[data + 70].replacing("------C4", with: "------MV")
    }
    let file = try NCCASample.read(byEnd)
    #expect(file.codes == ["event-order", "event-split"])
    #expect(try isIdentity(byEnd))
    let byBegin = NCCASample.edited(byEnd) { lines in
      for heading in ["Event    Label Statement", "Event    Label      Begin"] {
        guard let row = lines.firstIndex(where: { $0.hasPrefix(heading) }),
          let note = lines[row...].firstIndex(where: { $0.hasPrefix("02") }),
          let next = lines[note...].firstIndex(where: { $0.hasPrefix("03") })
        else { continue }
        let end = lines[(next + 1)...].firstIndex { !$0.hasPrefix("   ") } ?? next + 1
        var moved = Array(lines[next..<end]) + [lines[note]]
        moved[0] = "02" + moved[0].dropFirst(2)
        moved[moved.count - 1] = "03" + lines[note].dropFirst(2)
        lines.replaceSubrange(note..<end, with: moved)
      }
    }
    #expect(try NCCASample.read(byBegin).codes == ["event-split"])
    #expect(try isIdentity(byBegin))
  }

  @Test("stamps that are rounded instead of cut are no defect and stay")
  func stamps() throws {
    let clean = try NCCASample.clean()
    let rounded = NCCASample.edited(clean) { lines in
      let heading = lines.firstIndex { $0.hasPrefix("Sample     ") } ?? 0
      for sample in 1...600 {
        let hundredths = Int((Double(sample - 1) / 30 * 100).rounded())
        let pair = { (value: Int) in (value < 10 ? "0" : "") + "\(value)" }
        let stamp = "00:" + pair(hundredths / 100) + "." + pair(hundredths % 100)
        lines[heading + sample] = lines[heading + sample].prefix(7) + stamp + lines[heading + sample].dropFirst(15)
      }
    }
    #expect(rounded != clean)
    let file = try NCCASample.read(rounded)
    #expect(file.findings.isEmpty && file.layout.form.stamps.count > 100)
    #expect(try isIdentity(rounded))
    let off = try NCCASample.read(clean.replacing("00:10.00", with: "00:10.50"))
    #expect(off.codes == ["clock"])
    #expect(off.layout.form.stamps.map(\.hundredths) == [1050] && off.layout.form.stamps.map(\.sample) == [300])
    #expect(try NCCAWriter.write(off).files[0].bytes == Array(clean.utf8))
  }

  @Test("a chart of more than 100 minutes is read as it was written")
  func longChart() throws {
    let rate = SampleRate(1)
    let counts = SampleCounts((0..<6300).map { Int32(1000 + $0) })
    var chart = Chart(
      number: 1, sampleRate: rate, sampleCount: 6300,
      channels: [Channel(name: "EDA1", sensor: .electrodermal, sampleRate: rate, counts: counts)])
    chart.events = [Event(label: "R5", role: .relevant, onset: 6100, offset: 6110, answer: Answer(sample: 6120))]
    let heading = NCCAWriter.Heading(
      fileName: "D&-LONG-1.01A", sourceFile: "LONG", instrument: "NA", software: "NA", series: "1")
    let written = try NCCAWriter.write(chart, questions: [], heading: heading)
    #expect(String(decoding: written.files[0].bytes, as: UTF8.self).contains("  6301".dropLast(1) + "0 104:59.00"))
    let file = try NCCASample.read(written.files[0].bytes, name: "D&-LONG-1.01A")
    #expect(!file.codes.contains("row-layout") && !file.codes.contains("clock"))
    #expect(file.chart.channel(.electrodermal)?.counts == counts)
    #expect(file.chart.events.map(\.onset) == [6100] && file.chart.events[0].answer?.sample == 6120)
  }

  @Test("a column's name is kept, or its change is said")
  func columnNames() throws {
    let rate = SampleRate(30)
    func channel(_ name: String) -> Channel {
      Channel(name: name, sensor: .unknown, sampleRate: rate, counts: SampleCounts([5, 6, 7]))
    }
    let chart = Chart(
      number: 1, sampleRate: rate, sampleCount: 3, channels: [channel("A#B"), channel("Cardio1#2"), channel("a b")])
    let heading = NCCAWriter.Heading(
      fileName: "D&-N-1.01A", sourceFile: "N", instrument: "NA", software: "NA", series: "1")
    let written = try NCCAWriter.write(chart, questions: [], heading: heading)
    let file = try NCCASample.read(written.files[0].bytes, name: "D&-N-1.01A")
    #expect(file.chart.channels.dropFirst(5).map(\.name) == ["A#B", "Cardio1#2", "ab"])
    #expect(written.findings.map(\.code) == ["column-renamed"] && written.findings[0].place.field == "a b")
  }

  @Test("tables that are too long for some programs are reported")
  func longHead() throws {
    func codes(_ count: Int) throws -> [String] {
      var chart = Chart(number: 1, sampleRate: SampleRate(30), sampleCount: 4000, channels: [])
      chart.annotations = (0..<count).map { Annotation(code: "MV", sample: $0 * 10) }
      let heading = NCCAWriter.Heading(
        fileName: "D&-N-1.01A", sourceFile: "N", instrument: "NA", software: "NA", series: "1")
      let written = try NCCAWriter.write(chart, questions: [], heading: heading)
      let lines = String(decoding: written.files[0].bytes, as: UTF8.self).components(separatedBy: "\r\n")
      #expect((lines.firstIndex { $0.hasPrefix("Sample     Time") } ?? 0) + 1 <= 150 || !written.findings.isEmpty)
      return written.findings.map(\.code)
    }
    #expect(try codes(63).isEmpty)
    #expect(try codes(64) == ["head-long"])
  }
}
