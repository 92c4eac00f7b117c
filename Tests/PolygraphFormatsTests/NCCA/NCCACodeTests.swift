import Foundation
import PolygraphFormats
import PolygraphModel
import TestSupport
import Testing

/// Every code of the specification with the fixture that shows it, how often it must be counted there, and where first.
struct CodeRow: Sendable, CustomTestStringConvertible {
  let code: String
  let count: Int
  let line: Int?
  let field: String?
  let sample: Int?

  init(_ code: String, count: Int = 1, line: Int? = nil, field: String? = nil, sample: Int? = nil) {
    self.code = code
    self.count = count
    self.line = line
    self.field = field
    self.sample = sample
  }

  var testDescription: String { code }

  /// The defects a reader repairs or keeps. In the fixtures the data begin on line 38, sample n on line 38 + n.
  static let defects: [CodeRow] = [
    CodeRow("name-altered"), CodeRow("name-differs", line: 1, field: "Name of this file"), CodeRow("vendor-unknown"),
    CodeRow("vendor-conflict", line: 3, field: "Instrument"), CodeRow("line-ends", count: 157, line: 1),
    CodeRow("non-ascii", line: 23), CodeRow("stray-bytes", count: 3, line: 1),
    CodeRow("header-missing", field: "Software Version"), CodeRow("header-unknown", line: 13),
    CodeRow("date-erased", line: 5, field: "Chart Date"),
    CodeRow("sample-count", line: 11, field: "Number of samples"),
    CodeRow("channel-count", line: 12, field: "Number of channels"),
    CodeRow("question-count", line: 9, field: "Number of questions"),
    CodeRow("rate-clock", line: 10, field: "Fastest Sample Rate (Hz)"), CodeRow("rate-channel", field: "EDA1"),
    CodeRow("clock", field: "Time", sample: 59), CodeRow("no-statements", line: 29),
    CodeRow("statement-mismatch", line: 23), CodeRow("event-order", line: 34), CodeRow("event-numbers", line: 35),
    CodeRow("event-end-missing", line: 32, field: "End"), CodeRow("event-label-column", line: 32, sample: 49),
    CodeRow("event-split", line: 34, sample: 49), CodeRow("event-overlap", sample: 56),
    CodeRow("answer-early", line: 32, sample: 56), CodeRow("answer-late", sample: 69),
    CodeRow("answer-missing", line: 32, sample: 49), CodeRow("answer-on-note", line: 29, sample: 10),
    CodeRow("answer-word", line: 32, sample: 61), CodeRow("event-past-end", line: 35, field: "End"),
    CodeRow("missing-x", line: 27), CodeRow("missing-xx", line: 27), CodeRow("outside-x-xx", sample: 2),
    CodeRow("chart-aborted", sample: 69), CodeRow("no-events", line: 21), CodeRow("label-typed", line: 32, sample: 49),
    CodeRow("label-punctuation", line: 32, sample: 49), CodeRow("label-o-zero", line: 32, sample: 49),
    CodeRow("label-sacrifice-r", line: 30, sample: 13), CodeRow("label-1c", line: 30, sample: 13),
    CodeRow("label-clash", line: 36, sample: 103), CodeRow("label-empty", line: 32, sample: 49),
    CodeRow("dlst-renumbered", count: 4, line: 31, sample: 31), CodeRow("label-long", line: 32, sample: 49),
    CodeRow("column-case", line: 37, field: "Upneumo"), CodeRow("column-alias", line: 38, field: "PLE1"),
    CodeRow("column-repeated", line: 38, field: "Cardio1"), CodeRow("activity-alias", line: 38, field: "SE"),
    CodeRow("activity-aux", line: 38, field: "Aux02"), CodeRow("column-missing", line: 36, field: "Move1"),
    CodeRow("column-empty", line: 37, field: "Move1"), CodeRow("value-range", field: "EDA1", sample: 70),
    CodeRow("value-bad", line: 108, field: "EDA1"), CodeRow("dropout", field: "Cardio1", sample: 70),
    CodeRow("sample-gap", line: 137, sample: 99), CodeRow("row-layout", line: 128), CodeRow("row-short", line: 157),
    CodeRow("series-questions"),
  ]

  /// The reasons to refuse, with line and field.
  static let refusals: [CodeRow] = [
    CodeRow("not-ncca", line: 157), CodeRow("no-columns", line: 32), CodeRow("no-samples", line: 37),
    CodeRow("bad-sample", line: 97, field: "Sample"), CodeRow("sample-order", line: 98, field: "Sample"),
    CodeRow("column-drift", line: 118), CodeRow("no-rate", line: 10, field: "Fastest Sample Rate (Hz)"),
    CodeRow("event-reversed", line: 32, field: "End"), CodeRow("event-outside", line: 32, field: "Begin"),
    CodeRow("event-number", line: 32, field: "Begin"), CodeRow("too-large", line: 157, field: "Sample"),
    CodeRow("binary", line: 2), CodeRow("chart-twice"),
  ]
}

@Suite("Every code of the specification, with its count and first place")
struct NCCACodeTests {
  /// The finding codes of the specification's table of defects, as it lists them.
  private static let specifiedDefects: Set<String> = Set(
    """
    name-altered name-differs vendor-unknown vendor-conflict line-ends non-ascii stray-bytes header-missing
    header-unknown date-erased sample-count channel-count question-count rate-clock rate-channel clock no-statements
    statement-mismatch event-order event-numbers event-end-missing event-label-column event-split event-overlap
    answer-early answer-late answer-missing answer-on-note answer-word event-past-end missing-x missing-xx outside-x-xx
    chart-aborted no-events label-typed label-punctuation label-o-zero label-sacrifice-r label-1c label-clash
    label-empty dlst-renumbered label-long column-case column-alias column-repeated activity-alias activity-aux
    column-missing column-empty value-range value-bad dropout sample-gap row-layout row-short series-questions
    """.split(whereSeparator: \.isWhitespace).map(String.init))
  private static let specifiedRefusals: Set<String> = Set(
    """
    not-ncca no-columns no-samples bad-sample sample-order column-drift no-rate event-reversed event-outside
    event-number too-large binary chart-twice
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  @Test("the tables name every code of the specification, and so does the library")
  func complete() {
    #expect(Set(CodeRow.defects.map(\.code)) == Self.specifiedDefects)
    #expect(CodeRow.defects.count == Self.specifiedDefects.count)
    #expect(Set(CodeRow.refusals.map(\.code)) == Self.specifiedRefusals)
    #expect(Set(NCCACode.defects) == Self.specifiedDefects && NCCACode.defects.count == Self.specifiedDefects.count)
    #expect(Set(NCCACode.refusals) == Self.specifiedRefusals)
  }

  /// The fixture of a code: a file, or a folder of two.
  private func path(_ code: String) throws -> String {
    let folder = Repository.fixture("ncca/defects")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let fixture = names.first { name in
      name == code || (name.hasPrefix("D") && name.dropFirst(3).dropLast("-1.01A".count) == code)
    }
    return folder.appending(path: try #require(fixture, "no fixture for \(code)")).path
  }

  private func compare(_ row: CodeRow, count: Int, _ place: Place) {
    #expect(count == row.count && place.line == row.line && place.field == row.field)
    if row.code == "chart-twice" || row.code == "series-questions" { return }
    #expect(place.sample == row.sample)
    #expect(place.file != nil)
  }

  @Test("a defect is reported once, with its count and its first place", arguments: CodeRow.defects)
  func defect(_ row: CodeRow) throws {
    let read = try ExamReader.read(path: path(row.code))
    let found = Inspection(of: read).findings.filter { $0.code == row.code }
    #expect(found.count == 1)
    let finding = try #require(found.first)
    compare(row, count: finding.count, finding.place)
    #expect(finding.message.hasSuffix(".") && !finding.message.contains("/"))
  }

  @Test("strict reading makes an error of each defect, at the same place", arguments: CodeRow.defects)
  func strict(_ row: CodeRow) throws {
    var options = ReadOptions()
    options.isStrict = true
    let path = try path(row.code)
    let codes = Set(try ExamReader.read(path: path).findings.map(\.code))
    let error = #expect(throws: FormatError.self) { try ExamReader.read(path: path, options: options) }
    #expect(codes.contains(try #require(error).code))
    if codes == [row.code] { compare(CodeRow(row.code, line: row.line, field: row.field, sample: row.sample), error) }
  }

  private func compare(_ row: CodeRow, _ error: FormatError?) {
    guard let error else { return }
    #expect(error.code == row.code)
    compare(row, count: 1, error.place)
  }

  @Test("a file that cannot be read is refused with line and field", arguments: CodeRow.refusals)
  func refusal(_ row: CodeRow) throws {
    if row.code == "too-large" { return try tooLarge(row) }
    let path = try path(row.code)
    let error = #expect(throws: FormatError.self) { try ExamReader.read(path: path) }
    compare(row, error)
    #expect(error?.description.contains(row.code) == true)
  }

  /// A file of that size is no fixture: the last sample number claims more rows than the limit.
  private func tooLarge(_ row: CodeRow) throws {
    var text = String(decoding: try Repository.fixtureData("ncca/defects/D&-question-count-1.01A"), as: UTF8.self)
    text = text.replacing("\r\n   120 00:11.90", with: "\r\n10000000000 00:11.90")
    do throws(FormatError) {
      _ = try NCCASample.read(text, name: "D&-too-large-1.01A")
      Issue.record("a file of ten thousand million rows was read")
    } catch {
      compare(row, error)
    }
  }

  @Test("one exam of all defects: the good charts are kept, and every defect and refused file is named")
  func oneExam() throws {
    let folder = try TemporaryFolder()
    let source = Repository.fixture("ncca/defects")
    let rows = (CodeRow.defects + CodeRow.refusals).filter {
      !["vendor-unknown", "series-questions", "too-large", "chart-twice", "name-altered"].contains($0.code)
    }
    for (index, row) in rows.enumerated() {
      let number = (index < 9 ? "0" : "") + "\(index + 1)"
      let maker = row.code == "vendor-conflict" ? "#" : "&"
      let name = "D\(maker)-\(row.code)-1.01A"
      try FileManager.default.copyItem(
        at: source.appending(path: name), to: folder.url.appending(path: "D\(maker)-ALL-1.\(number)A"))
    }
    let inspection = Inspection(of: try ExamReader.read(path: folder.url.path))
    let codes = Set(inspection.findings.map(\.code))
    let expected = Set(rows.map(\.code))
    #expect(expected.subtracting(codes).isEmpty, "not named: \(expected.subtracting(codes).sorted())")
    #expect(inspection.exam == "ALL" && inspection.series.count == 1)
    let refused = rows.filter { NCCACode.refusals.contains($0.code) }
    #expect(inspection.series[0].charts.count == rows.count - refused.count)
    #expect(Set(inspection.findings.filter { $0.severity == .error }.map(\.code)) == Set(refused.map(\.code)))
  }
}
