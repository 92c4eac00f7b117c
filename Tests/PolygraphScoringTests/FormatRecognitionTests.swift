import PolygraphModel
@testable import PolygraphScoring
import Testing

@Suite("Test formats are recognised by their question sequences, with reasons")
struct FormatRecognitionTests {
  private func recognised(_ sequence: [String], charts: Int = 3, kinds: [String: QuestionRole]? = nil)
    -> FormatRecognition
  {
    FormatRecognition(
      of: MeasurementTable(
        exam: "F", profile: nil,
        charts: (1...charts).map { ChartSequence(series: "1", chart: $0, sequence: sequence, kinds: kinds) },
        measurements: []))
  }

  @Test(
    "the known sequences",
    arguments: [
      ("federal-zct", "I1 SA E3 C4 R5 C6 R7 E8 C9 R10"), ("you-phase", "I1 SA E3 C4 R5 C6 R7 C8 E9"),
      ("utah", "I1 SA N1 C1 R1 N2 C2 R2 N3 C3 R3"), ("afmgqt-1", "I1 SA C3 R4 C5 R6 C7 R8 C9 R10"),
      ("afmgqt-1", "I1 SA C3 R4 C5 R6 C7 R8 C9"), ("afmgqt-1", "I1 SA C3 R4 C5 R6 C7"),
      ("afmgqt-2", "I1 SA C3 R4 R5 C6 R7 R8 C9"), ("afmgqt-2", "I1 SA C3 R4 R5 C6 R7 C8"),
      ("afmgqt-2", "I1 SA C3 R4 R5 C6"), ("dlst", "N1 N2 SR 1C1 1R1 1R2 1C2 2R1 2R2 2C1 3R1 3R2 3C2"),
      ("ri", "N1 R2 N3 R4 N5 R6"), ("federal-zct", "C4 R5 C6 R7 C9 R10"), ("you-phase", "C4 R5 C6 R7 C8"),
      ("utah", "C1 R1 C2 R2 C3 R3"), ("utah", "I1 SA N1 C2 R1 N2 C3 R2 N3 C1 R3"),
      ("afmgqt-1", "C3 R4 C5 R6 C7 R8 C9 R10"), ("utah-4", "I1 SA C1 R1 R2 C2 C3 R3 R4 C4"),
      ("lepet", "I21 SA22 C23 R24 C25 R26 C27 R28 C29"), ("lepet", "I1 SA C23 R24 R25 C26 R27 R28 C29"),
      ("izct", "I1 SY2 SR3 I4 C5 R6 I7 C8 R9 I10 C11 R12"),
    ])
  func sequences(identifier: String, sequence: String) {
    let recognition = recognised(sequence.split(separator: " ").map(String.init))
    #expect(recognition.format?.identifier == identifier)
    #expect(!recognition.reasons.isEmpty && recognition.reasons.allSatisfy { !$0.isEmpty })
  }

  @Test("sequences that two formats share are called ambiguous, and both are named")
  func ambiguous() {
    let recognition = recognised(["C2", "R3", "C4", "R5", "C6", "R7"])
    #expect(recognition.format == nil && recognition.candidates.map(\.identifier) == ["federal-zct", "utah"])
    #expect(recognition.reasons.last?.contains("federal-zct") == true)
    #expect(recognition.reasons.last?.contains("ambiguous") == true)
    // Numbers alone decide only when they are the format's own.
    #expect(recognised(["C4", "R5", "C6", "R7", "C9", "R11"]).format == nil)
  }

  @Test("every row of the table of formats is known, and its usual sequence is recognised as itself or not at all")
  func table() {
    #expect(TestFormat.all.count == 15)
    for format in TestFormat.all {
      #expect(["certain", "inferred", "unknown"].contains(format.confidence))
      #expect(!format.pairing.isEmpty && !format.decision.isEmpty && !format.sequence.isEmpty)
      let labels = format.sequence.split(separator: " ").map(String.init)
      let found = recognised(labels, charts: 1).format
      #expect(found == nil || found == format, "\(format.identifier): \(found?.identifier ?? "")")
    }
  }

  @Test("one key among numbers is an acquaintance test; three tests with a key are a concealed information test")
  func keys() {
    let items = ["1", "2", "3", "4K", "5", "6", "7"]
    let kinds = Dictionary(uniqueKeysWithValues: ["1", "2", "3", "5", "6", "7"].map { ($0, QuestionRole.nonKey) })
    let one = recognised(items, charts: 1, kinds: kinds)
    #expect(one.format?.identifier == "acqt" && one.reasons == ["a key and no relevant questions"])
    #expect(recognised(items, charts: 2, kinds: kinds).format?.identifier == "pot")
    let three = recognised(items, charts: 3, kinds: kinds)
    #expect(three.format?.identifier == "cit" && three.reasons[1].contains("peak of tension"))
  }

  @Test("what fits nothing is not guessed at")
  func unknown() {
    for sequence in [["N1", "N2"], ["C1", "R1"], ["C1", "R1", "N2", "R2", "C3", "N4", "R3", "R4", "C5", "C6"], []] {
      let recognition = recognised(sequence)
      #expect(recognition.format == nil, "\(sequence): \(recognition.format?.identifier ?? "")")
      #expect(recognition.reasons.count == 1)
    }
  }

  @Test("a role that the label does not tell comes from the chart")
  func declaredRoles() {
    let kinds: [String: QuestionRole] = ["3": .comparison, "4": .relevant, "5": .relevant, "6": .comparison]
    #expect(recognised(["1", "2", "3", "4", "5", "6"], kinds: kinds).format?.identifier == "afmgqt-2")
  }

  @Test("identifiers are unique and lead back to their formats, and ESS-M's are among them")
  func identifiers() {
    #expect(Set(TestFormat.all.map(\.identifier)).count == TestFormat.all.count)
    #expect(TestFormat.all.allSatisfy { TestFormat.named($0.identifier) == $0 })
    #expect(ESSM().formats.allSatisfy { TestFormat.named($0) != nil })
    #expect(ScoringMethods.named("ess-m")?.identifier == "ess-m" && ScoringMethods.named("nothing") == nil)
  }
}
