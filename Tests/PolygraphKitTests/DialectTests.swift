import PolygraphKit
import PolygraphSimulation
import Testing

@Suite("The maker of a chart file changes no measurement")
struct DialectTests {
  private static let single = SimulatedExaminee(ExamineeSettings(seed: 11, truth: .deceptive, sequence: .federalZCT))
    .exam()
  private static let screening = SimulatedExaminee(ExamineeSettings(seed: 12, truth: .truthful, sequence: .dlst)).exam()

  private static let plain = Result { try ExamAnalysis().measure(ChartFiles(single, maker: .lafayette).read().exam) }

  private func measured(_ files: ChartFiles) throws -> MeasurementTable {
    try ExamAnalysis().measure(files.read().exam)
  }

  /// Values, places, states and flags, without the names of series, which one maker writes in another way.
  private func essentials(_ table: MeasurementTable) -> [Measurement] {
    table.measurements.map { row in
      var row = row
      row.series = ""
      return row
    }
  }

  @Test("Limestone: labels with their type in front, no statements, centred EDA")
  func limestone() throws {
    let plain = try Self.plain.get()
    var files = try ChartFiles(Self.single, maker: .limestone)
    files.removeStatements()
    files.relabel { label in label.first.map { "RC".contains($0) ? "\($0) \(label)" : label } ?? label }
    #expect(files.files[0].text.contains(" R R5 ") && !files.files[0].text.contains("envelope"))
    let table = try measured(files)
    #expect(essentials(table) == essentials(plain) && !table.measurements.isEmpty)
    #expect(table.findings.filter { $0.code == "eda-prefiltered" }.count == 3)
    #expect(!plain.findings.contains { $0.code == "eda-prefiltered" })
  }

  @Test("Axciton: series X, centred EDA")
  func axciton() throws {
    let plain = try Self.plain.get()
    var exam = Self.single
    exam.series[0].name = "X"
    let table = try measured(ChartFiles(exam, maker: .axciton))
    #expect(essentials(table) == essentials(plain) && table.charts.allSatisfy { $0.series == "X" })
    #expect(table.findings.contains { $0.code == "eda-prefiltered" && $0.place.field == "EDA1" })
  }

  @Test("Stoelting: directed-lie labels of its own")
  func stoelting() throws {
    let plain = try measured(ChartFiles(Self.screening, maker: .lafayette))
    var files = try ChartFiles(Self.screening, maker: .stoelting)
    files.relabel { label in
      guard let parsed = QuestionLabel.parse(label), parsed.role == .comparison, let pass = parsed.pass else {
        return label
      }
      return "C\(pass)DLC\(parsed.number ?? 0)"
    }
    #expect(files.files[0].text.contains("C1DLC1"))
    let table = try measured(files)
    func untyped(_ table: MeasurementTable) -> [Measurement] {
      essentials(table).map { row in
        var row = row
        row.type = nil
        row.question = row.question.replacing("DLC", with: "C")
        return row
      }
    }
    #expect(untyped(table) == untyped(plain) && !table.measurements.isEmpty)
    #expect(!table.findings.contains { $0.code == "eda-prefiltered" })
  }
}
