import PolygraphModel
import PolygraphStatistics
import Testing

@Suite("Labels within their chart")
struct ChartLabelsTests {
  /// Readings of labels asked like questions: with a length and an answer; labels after `!` are single samples.
  private func read(_ labels: String) -> [LabelReading] {
    ChartLabels.read(
      labels.split(separator: ",", omittingEmptySubsequences: false).map { label in
        label.hasPrefix("!")
          ? LabelContext(label: String(label.dropFirst()), lengthSamples: 1, hasAnswer: false)
          : LabelContext(label: String(label), lengthSamples: 60, hasAnswer: true)
      }, dictionary: .standard)
  }
  private func codes(_ reading: LabelReading) -> [String] { reading.notes.map(\.code) }

  @Test(
    "a label is cleaned before it is matched, and what was cleaned is said",
    arguments: [
      ("R R5", "R5", "relevant", "label-typed"), ("R_R5", "R5", "relevant", "label-typed"),
      ("C_C4", "C4", "comparison", "label-typed"), ("N_4KEY", "4K", "key", "label-typed"),
      ("SR_SA1", "SA1", "sacrificeRelevant", "label-typed"), ("X_X", "X", "startOfTest", "label-typed"),
      ("XX_XX", "XX", "endOfTest", "label-typed"), ("RELEVA R7", "R7", "relevant", "label-long label-typed"),
      ("COMPAR 6", "C6", "comparison", "label-typed"), ("IRRELE 1", "I1", "neutral", "label-typed"),
      ("SACRIF 2", "SA2", "sacrificeRelevant", "label-long? label-typed"), ("R 5", "R5", "relevant", "label-typed"),
      ("R 4K?", "4K", "key", "label-typed label-punctuation"), ("R5.", "R5", "relevant", "label-punctuation"),
      ("C4?", "C4", "comparison", "label-punctuation"), ("4(C)", "C4", "comparison", "label-punctuation"),
      ("S/R2", "SR2", "sacrificeRelevant", "label-punctuation label-sacrifice-r"),
      ("R1O", "R10", "relevant", "label-o-zero"), ("1OR", "R10", "relevant", "label-o-zero"),
      ("C1O", "C10", "comparison", "label-o-zero"), ("1OC", "C10", "comparison", "label-o-zero"),
      ("R1OR", "R10", "relevant", "label-o-zero"), ("C4C", "C4", "comparison", ""), ("R10R", "R10", "relevant", ""),
      ("--5R", "R5", "relevant", ""), (" r5 ", "R5", "relevant", ""),
      ("2SR", "SR2", "sacrificeRelevant", "label-sacrifice-r"),
      ("S2R", "SR2", "sacrificeRelevant", "label-sacrifice-r"),
      ("SR_R2", "SR2", "sacrificeRelevant", "label-typed label-sacrifice-r"),
      ("RELEVANT5", "RELEVANT5", "other", "label-long"), ("", "0", "other", "label-empty"),
      ("0", "0", "other", "label-empty"), ("RELEV R", "RELEVR", "other", "label-punctuation"),
      ("R R", "R", "relevant", "label-typed"),
    ])
  func cleaning(label: String, canonical: String, role: String, notes: String) {
    let reading = read(label)[0]
    #expect(reading.canonical == canonical)
    #expect(reading.role.rawValue == role)
    #expect(!reading.isAnnotation)
    let expected = notes.split(separator: " ").filter { $0 != "label-long?" }.map(String.init)
    #expect(codes(reading) == (expected))
  }

  @Test("1C is the first comparison only in charts that number in front and have no C1")
  func oneC() {
    let front = read("1C,2R,2C")
    #expect(front.map(\.canonical) == ["C1", "R2", "C2"])
    #expect(front[0].role == .comparison && codes(front[0]) == ["label-1c"])
    let lettered = read("1A,1B,1C,R1,C2")
    #expect(lettered.map(\.canonical) == ["1A", "1B", "1C", "R1", "C2"])
    #expect(lettered[2].role == .neutral && codes(lettered[2]) == ["label-1c"])
    let both = read("1C,3C,C1")
    #expect(both.map(\.role) == [.neutral, .comparison, .comparison])
    #expect(read("C_1C")[0].role == .comparison)
  }

  @Test("plain numbers are items beside a key, and tell no role beside R or C")
  func plainNumbers() {
    #expect(read("1,2,3,4K,5").map(\.role) == [.nonKey, .nonKey, .nonKey, .key, .nonKey])
    #expect(read("R 1,R 4K?,C 2").map(\.role) == [.relevant, .key, .comparison])
    #expect(read("13,25,R5,C4,4K")[0].role == .other)
    #expect(read("13,25,39").map(\.role) == [.other, .other, .other])
  }

  @Test("S, K, Y, U and I, IE, IS are questions when they were asked")
  func byLength() {
    let sky = read("S,K,Y")
    #expect(sky.map(\.isAnnotation) == [false, false, false])
    let notes = read("!S,!K,!Y,!U,!I,!IE,!IS")
    #expect(notes.allSatisfy { $0.isAnnotation })
    #expect(notes[2].annotationGroup == .sniffOrSigh && notes[6].annotationGroup == .noise)
    #expect(notes[0].annotationGroup == nil)
    #expect(read("I,IE,IS").map(\.role) == [.neutral, .neutral, .neutral])
    #expect(read("IS2,3IS").map(\.role) == [.symptomatic, .symptomatic])
    let unanswered = ChartLabels.read(
      [LabelContext(label: "Y", lengthSamples: 40, hasAnswer: false)], dictionary: .standard)
    #expect(unanswered[0].isAnnotation)
  }

  @Test("annotations are found by form or by code, clashes are reported once for each code")
  func annotations() {
    let readings = read("!MV,!R5,CT,CT,TTMM,!WR,!QQ,MVA,!X,YES SIR,!Z-Z,MV.")
    #expect(
      readings.map(\.isAnnotation) == [true, true, true, true, true, true, true, true, false, true, true, true])
    #expect(readings[1].annotationGroup == nil)
    #expect(codes(readings[2]) == ["label-clash"] && codes(readings[3]).isEmpty)
    #expect(readings[3].occurrence == 2 && readings[3].annotationGroup == .throat)
    #expect(readings[4].annotationGroup == .talking)
    #expect(codes(readings[5]) == ["label-clash"])
    #expect(codes(readings[0]).isEmpty && readings[7].annotationGroup == .movement)
    #expect(readings[9].annotationGroup == .answer && codes(readings[9]) == ["label-clash"])
    #expect(codes(readings[11]) == ["label-punctuation"])
  }

  @Test("repeated questions without numbers become the passes of a directed-lie screening chart")
  func directedLie() {
    let plain = read("X,N1,N2,SA,C1,R1,R2,C2,R1,R2,C1,R1,R2,C2,XX")
    #expect(
      plain.map(\.canonical) == [
        "X", "N1", "N2", "SA", "1C1", "1R1", "1R2", "1C2", "2R1", "2R2", "2C1", "3R1", "3R2", "2C2", "XX",
      ])
    #expect(plain.allSatisfy { $0.occurrence == 1 })
    #expect(codes(plain[4]) == ["dlst-renumbered"] && codes(plain[1]).isEmpty)
    let numbered = read("1C1,1R1,1R2,1C2,2R1,2R2,2C1,3R1,3R2,2C2")
    #expect(numbered.allSatisfy { $0.notes.isEmpty && $0.role != .other })
    let stoelting = read("C1DLC1,1R1,C2DLC1,2R1")
    #expect(stoelting.map(\.canonical) == ["1DLC1", "1R1", "2DLC1", "2R1"])
    let zone = read("C4,R5,C6,R7,C9,R10,R5")
    #expect(zone.map(\.canonical) == ["C4", "R5", "C6", "R7", "C9", "R10", "R5"])
    #expect(zone[6].occurrence == 2)
    let four = read("C1,R1,R2,R3,R4,C1,R1")
    #expect(four[5].canonical == "C1" && four[5].occurrence == 2)
    #expect(read("C1,R1,1R2,R1")[3].canonical == "R1")
  }

  @Test("the number before or after the letter is the same question")
  func sameQuestion() {
    #expect(read("5R,R5").map(\.occurrence) == [1, 2])
  }

  @Test("any text is read without a trap, one reading for each event, questions only by whole patterns")
  func anyText() {
    let alphabet = Array("RCNSKXIEYMADO0159-_ .?/(é٣\u{0}")
    for seed in 0..<(400 as UInt64) {
      var generator = SeededGenerator(seed: seed)
      let events = (0..<20).map { _ in
        LabelContext(
          label: String((0..<generator.below(10)).map { _ in alphabet[generator.below(alphabet.count)] }),
          lengthSamples: generator.below(4), hasAnswer: generator.below(2) == 0)
      }
      let readings = ChartLabels.read(events, dictionary: .standard)
      #expect(readings.count == events.count, "seed \(seed)")
      for reading in readings where reading.role == .relevant || reading.role == .comparison {
        let label = QuestionLabel.parse(reading.canonical)
        #expect(
          label?.role == reading.role || ["R", "C"].contains(reading.canonical) || !reading.notes.isEmpty,
          "seed \(seed) \(reading)")
      }
      let keys = readings.map { "\($0.canonical)/\($0.occurrence)" }
      #expect(Set(keys).count == keys.count, "seed \(seed): a label and occurrence name one event")
    }
  }
}
