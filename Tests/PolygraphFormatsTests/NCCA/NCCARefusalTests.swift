import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphStatistics
import TestSupport
import Testing

@Suite("What cannot be read is refused with its place")
struct NCCARefusalTests {
  private func refusal(_ text: String) -> FormatError? {
    do throws(FormatError) {
      _ = try NCCASample.read(text)
      return nil
    } catch {
      return error
    }
  }

  private func dataRow(_ lines: [String], _ sample: Int) -> Int {
    (lines.firstIndex { $0.hasPrefix("Sample     Time") } ?? 0) + sample
  }

  @Test("a clean file is read without warnings")
  func cleanIsClean() throws {
    let file = try NCCASample.read(NCCASample.clean())
    #expect(file.findings.filter { $0.severity > .note }.isEmpty, "\(file.codes)")
  }

  @Test("no data heading of either layout: not-ncca")
  func notNCCA() throws {
    #expect(refusal("Nothing of the kind.\r\n")?.code == "not-ncca")
    #expect(refusal("")?.code == "not-ncca")
    let text = try NCCASample.clean().replacing("Sample     Time    Label", with: "Sample    Time    Label")
    #expect(refusal(text)?.code == "not-ncca")
  }

  @Test("a heading without a sensor: no-columns; without rows: no-samples")
  func headingAlone() throws {
    let head = try NCCASample.clean().components(separatedBy: "Sample     Time    Label")[0]
    #expect(refusal(head + "Sample     Time    Label\r\n")?.code == "no-columns")
    #expect(refusal(head + "Sample     Time    Label    UPneumo\r\n")?.code == "no-samples")
  }

  @Test("sample numbers must be whole, rise, and stay within the limit")
  func sampleNumbers() throws {
    let clean = try NCCASample.clean()
    let bad = NCCASample.edited(clean) { lines in
      let row = dataRow(lines, 5)
      lines[row] = "     x" + lines[row].dropFirst(6)
    }
    let error = try #require(refusal(bad))
    #expect(error.code == "bad-sample")
    #expect(error.place.field == "Sample")
    let falling = NCCASample.edited(clean) { lines in
      let row = dataRow(lines, 5)
      lines[row] = "     4" + lines[row].dropFirst(6)
    }
    #expect(refusal(falling)?.code == "sample-order")
    #expect(refusal(falling)?.place.line == refusal(bad)?.place.line)
    func last(_ number: Int) -> String {
      NCCASample.edited(clean) { lines in
        let row = dataRow(lines, 600)
        lines[row] = "\(number)" + lines[row].dropFirst(6)
      }
    }
    if Repository.isExhaustive { #expect(refusal(last(NCCALimits.rows)) == nil) }
    #expect(refusal(last(NCCALimits.rows + 1))?.code == "too-large")
  }

  @Test("more than one row in a hundred off the columns: column-drift")
  func columnDrift() throws {
    func drifted(_ count: Int) throws -> String {
      NCCASample.edited(try NCCASample.clean()) { lines in
        for sample in 10..<(10 + count) {
          let row = dataRow(lines, sample)
          lines[row] = lines[row].replacing(".0   ", with: ".00   ")
        }
      }
    }
    #expect(refusal(try drifted(6)) == nil)
    #expect(refusal(try drifted(7))?.code == "column-drift")
  }

  @Test("neither header nor stamps give a rate: no-rate")
  func noRate() throws {
    let text = NCCASample.edited(try NCCASample.clean()) { lines in
      for index in lines.indices where lines[index].contains("Sample Rate (Hz)") { lines[index] = "Comment: none" }
      for sample in 1...600 {
        let row = dataRow(lines, sample)
        lines[row] = lines[row].prefix(7) + "--:--.--" + lines[row].dropFirst(15)
      }
    }
    #expect(refusal(text)?.code == "no-rate")
  }

  @Test("events that cannot be: reversed, outside, no number")
  func events() throws {
    let clean = try NCCASample.clean()
    func event(_ change: (String) -> String) -> String {
      NCCASample.edited(clean) { lines in
        let row = (lines.firstIndex { $0.hasPrefix("Event    Label      Begin") } ?? 0) + 3
        lines[row] = change(lines[row])
      }
    }
    func field(_ line: String, _ start: Int, _ value: String) -> String {
      let padded = String(repeating: " ", count: 10 - value.count) + value
      return line.prefix(start) + padded + line.dropFirst(start + 10)
    }
    #expect(refusal(event { field($0, 15, "300") })?.code == "event-reversed")
    #expect(refusal(event { field($0, 15, "0") })?.code == "event-outside")
    #expect(refusal(event { field(field($0, 15, "601"), 26, "602") })?.code == "event-outside")
    #expect(refusal(event { field($0, 15, "") })?.code == "event-number")
    #expect(refusal(event { field($0, 26, "8x") })?.code == "event-number")
    let error = try #require(refusal(event { field($0, 37, "?") }))
    #expect(error.code == "event-number")
    #expect(error.place.field == "Answer")
    #expect(error.place.line != nil)
  }

  @Test("a NUL byte before the data: binary")
  func binary() throws {
    let text = try NCCASample.clean().replacing("Lafayette", with: "La\0ayette")
    #expect(refusal(text)?.code == "binary")
  }

  @Test("more columns, events, labels or bytes than the limits: too-large")
  func limits() throws {
    let head = try NCCASample.clean().components(separatedBy: "Sample     Time    Label")[0]
    func columns(_ count: Int) -> String {
      let names = (0..<count).map { String(repeating: " ", count: 11 - "S\($0)".count) + "S\($0)" }.joined()
      let row = "     1 00:00.00 --------" + String(repeating: "        1.0", count: count)
      return head + "Sample     Time    Label" + names + "\r\n" + row + "\r\n"
    }
    #expect(refusal(columns(NCCALimits.columns))?.code != "too-large")
    #expect(refusal(columns(NCCALimits.columns + 1))?.code == "too-large")
    func labelled(_ rows: Int) -> String {
      var text =
        head.components(separatedBy: "Event    Label Statement")[0]
        + "Sample     Time    Label    UPneumo\r\n"
      for sample in 1...rows {
        let number = String(repeating: " ", count: 6 - "\(sample)".count) + "\(sample)"
        text += "\(number) 00:00.00 ------\(sample % 2 == 0 ? "R5" : "C4")        1.0\r\n"
      }
      return text
    }
    #expect(refusal(labelled(NCCALimits.events))?.code != "too-large")
    #expect(refusal(labelled(NCCALimits.events + 1))?.code == "too-large")
    var options = ReadOptions()
    let clean = try NCCASample.clean()
    options.largestFile = clean.utf8.count
    _ = try NCCASample.read(clean, options: options)
    options.largestFile -= 1
    #expect(throws: FormatError.self) { try NCCASample.read(clean, options: options) }
  }

  @Test("strict mode turns the first warning into an error")
  func strict() throws {
    let text = try NCCASample.clean().replacing("Number of samples: 600", with: "Number of samples: 601")
    #expect(try NCCASample.read(text).codes.contains("sample-count"))
    var options = ReadOptions()
    options.isStrict = true
    #expect(throws: FormatError.self) { try NCCASample.read(text, options: options) }
  }
}
