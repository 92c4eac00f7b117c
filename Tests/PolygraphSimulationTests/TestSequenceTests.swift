import PolygraphModel
import PolygraphSimulation
import Testing

@Suite("Test sequences")
struct TestSequenceTests {
  @Test("the Federal ZCT rotates its comparison questions through 4 6 9, 6 9 4, 9 4 6")
  func federal() {
    let charts = (1...4).map { TestSequence.federalZCT.labels(chart: $0).joined(separator: " ") }
    #expect(
      charts == [
        "N1 SA2 E3 C4 R5 C6 R7 E8 C9 R10", "N1 SA2 E3 C6 R5 C9 R7 E8 C4 R10", "N1 SA2 E3 C9 R5 C4 R7 E8 C6 R10",
        "N1 SA2 E3 C4 R5 C6 R7 E8 C9 R10",
      ])
  }

  @Test("the AFMGQT rotates relevant and comparison questions")
  func afmgqt() {
    #expect(TestSequence.afmgqt.labels(chart: 1).joined(separator: " ") == "N1 SA2 C3 R4 C5 R6 C7 R8 C9 R10")
    #expect(TestSequence.afmgqt.labels(chart: 2).joined(separator: " ") == "N1 SA2 C5 R6 C7 R8 C9 R10 C3 R4")
  }

  @Test("the DLST asks two relevant questions in three passes with directed-lie comparisons")
  func dlst() {
    let sequence = TestSequence.dlst
    #expect(
      sequence.labels(chart: 1).joined(separator: " ") == "N1 N2 SA 1C1 1R1 1R2 1C2 2R1 2R2 2C1 3R1 3R2 3C2")
    #expect(sequence.questions.filter { $0.role == .comparison }.allSatisfy { $0.comparisonType == .directedLie })
    #expect(Set(sequence.questions.filter { $0.item == "R1" }.map(\.text)).count == 1)
  }

  @Test("the ACQT has one key among seven numbers")
  func acqt() {
    #expect(TestSequence.acqt.labels(chart: 1).joined(separator: " ") == "1 2 3 4K 5 6 7")
    #expect(TestSequence.acqt.questions.filter { $0.role == .key }.map(\.label) == ["4K"])
  }

  @Test("every label is canonical and reads as its role", arguments: TestSequence.all)
  func labels(sequence: TestSequence) {
    for question in sequence.questions {
      let read = QuestionLabel.parse(question.label)
      #expect(read?.label == question.label)
      #expect(read?.role == question.role || (read?.role == .other && question.role == .nonKey))
      #expect(question.text.utf8.allSatisfy { (32..<127).contains($0) }, "\(question.label) is plain ASCII")
    }
    #expect(TestSequence.named(sequence.identifier) == sequence)
  }

  @Test("every chart of a sequence asks the same questions", arguments: TestSequence.all)
  func rotation(sequence: TestSequence) {
    for chart in 1...5 { #expect(Set(sequence.labels(chart: chart)) == Set(sequence.questions.map(\.label))) }
  }
}
