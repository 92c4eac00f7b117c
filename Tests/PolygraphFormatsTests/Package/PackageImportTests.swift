import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphFormats

@Suite("An exam that was read becomes a package without loss")
struct PackageImportTests {
  private func imported(_ read: ReadExam, _ scratch: TemporaryFolder) throws -> ReadExam {
    let path = scratch.url.appending(path: "exam").path
    _ = try PackageImport.write(read, to: path, software: "test/1")
    let report = try PackageVerification.verify(path)
    #expect(report.isIntact && report.findings.isEmpty, "\(report.findings)")
    return try ExamReader.read(path: path)
  }

  /// The exam but for what tells where it was read from.
  private func plain(_ exam: Exam) -> Exam {
    var exam = exam
    exam.format = ""
    for series in exam.series.indices {
      for chart in exam.series[series].charts.indices { exam.series[series].charts[chart].source = nil }
    }
    return exam
  }

  @Test("every field of the model comes back, whatever the counts", arguments: [1, 2, 3])
  func full(seed: UInt64) throws {
    let scratch = try TemporaryFolder()
    var exam = SampleExam.full(seed: seed)
    if seed == 2 {
      // Beyond 24 bits.
      let counts = exam.series[0].charts[0].channels[0].counts.withUnsafeBuffer { Array($0) }
      exam.series[0].charts[0].channels[0].counts = SampleCounts(counts.map { $0 &* 100_003 })
    }
    let read = try imported(ReadExam(exam: exam, files: [], findings: []), scratch)
    #expect(plain(read.exam) == plain(exam))
  }

  @Test("NCCA ASCII comes out of the package with the same bytes")
  func sameBytes() throws {
    for folder in ["exams/federal-zct", "ncca/dialects"] {
      let all = try ExamReader.readAll(path: Repository.fixture(folder).path).exams
      #expect(!all.isEmpty)
      for original in all {
        let scratch = try TemporaryFolder()
        let read = try imported(original, scratch)
        #expect(plain(read.exam) == plain(original.exam), "\(original.exam.name)")
        for series in read.exam.series {
          for chart in series.charts {
            func written(_ read: ReadExam, _ chart: Chart) throws -> [UInt8] {
              let file = read.files.first { $0.series == series.name && $0.chart == chart.number }
              let layout = try #require(file?.layout as? NCCALayout)
              let identity = ChartIdentity(
                maker: read.exam.instrument.maker, exam: read.exam.name, series: series.name, chart: chart.number)
              return try NCCAWriter.write(
                chart, questions: series.questions, heading: NCCAWriter.Heading(layout, identity, chart)
              ).files[0].bytes
            }
            let same = original.exam.series.first { $0.name == series.name }?.charts.first { $0.number == chart.number }
            #expect(try written(read, chart) == written(original, try #require(same)))
          }
        }
      }
    }
  }

  @Test("packages in a folder are exams of the folder")
  func folders() throws {
    let scratch = try TemporaryFolder()
    let original = try ExamReader.read(path: Repository.fixture("exams/federal-zct").path)
    _ = try PackageImport.write(original, to: scratch.url.appending(path: "a.polygraph").path, software: "test/1")
    #expect(try ExamReader.read(path: scratch.url.path).exam.name == "SIM1")
    var other = original
    other.exam.name = "OTHER"
    _ = try PackageImport.write(other, to: scratch.url.appending(path: "b.polygraph").path, software: "test/1")
    let several = #expect(throws: FormatError.self) { try ExamReader.read(path: scratch.url.path) }
    #expect(several?.code == "several-exams" && several?.message.contains("OTHER") == true)
    var options = ReadOptions()
    options.examName = "OTHER"
    #expect(try ExamReader.read(path: scratch.url.path, options: options).exam.name == "OTHER")
    options.examName = "NONE"
    #expect(throws: FormatError.self) { try ExamReader.read(path: scratch.url.path, options: options) }
    #expect(try ExamReader.readAll(path: scratch.url.path).exams.map(\.exam.name) == ["SIM1", "OTHER"])
  }
}
