import PolygraphModel
import Testing

@Suite("Labels on their own")
struct QuestionLabelTests {
  @Test(
    "every pattern of the grammar gives its role and its canonical label",
    arguments: [
      ("startOfTest", "X:X"),
      ("endOfTest", "XX:XX XXX:XX XXXX:XX"),
      ("key", "4K:4K 4KA:4K 4KEY:4K 4KEYA:4K 4KEYR:4K K4:4K KEY4:4K K4A:4K R4KEY:4K"),
      (
        "sacrificeRelevant",
        "SA:SA SA2:SA2 2SA:SA2 SR:SR SR2:SR2 2SR:SR2 S2R:SR2 SAR:SAR SA2R:SAR2 S2:S2 2S:S2 RS:RS"
      ),
      (
        "symptomatic",
        "SY:SY SYM:SYM SY3:SY3 SYM3:SYM3 3SY:SY3 3SYM:SYM3 E3:E3 3E:E3 E1:E1 IS2:IS2 IS3:IS3 2IS:IS2 3IS:IS3"
      ),
      ("introductory", "INT:INT INT1:INT1 1INT:INT1 Int1:INT1"),
      ("relevant", "R5:R5 5R:R5 R10:R10 10R:R10 r7:R7 R05:R5 2R1:2R1 9R9:9R9"),
      ("comparison", "C4:C4 4C:C4 2C:C2 C1:C1 1C1:1C1 DLC2:DLC2 DC2:DC2 CD2:CD2 C1DLC2:1DLC2 1DLC2:1DLC2"),
      ("neutral", "N:N N1:N1 1N:N1 I:I I1:I1 1I:I1 IR:IR IR3:IR3 NI2:NI2 2NI:NI2 IN4:IN4 2N1:2N1 2I1:2I1"),
      ("neutral", "1A:1A 1B:1B 1D:1D 1E:1E A1:1A B1:1B D1:1D 1C:1C"),
      ("other", "13:13 7:7 07:7 Q1:Q1 Q200:Q200"),
    ])
  func everyPattern(role: String, pairs: String) throws {
    for pair in pairs.split(separator: " ") {
      let terms = pair.split(separator: ":").map(String.init)
      let label = try #require(QuestionLabel.parse(terms[0]), "\(terms[0])")
      #expect(label.label == terms[1])
      #expect(label.role.rawValue == role, "\(terms[0])")
    }
  }

  @Test("words that merely hold a letter of a question are no question")
  func noContains() {
    let words = "CT WRQ ARM SERIES1 CGH MARM RAQ TR AUTOSCAL R CC R101 113 0 00 Q201 Q0 2Q 1R10 0R1 R- R5A 5RR5 ÄR5 5٣ "
    for word in words.split(separator: " ") { #expect(QuestionLabel.parse(word) == nil, "\(word)") }
    #expect(QuestionLabel.parse("") == nil)
  }

  @Test("a pass is taken apart from the question it repeats")
  func passes() throws {
    let label = try #require(QuestionLabel.parse("2R1"))
    #expect(label.pass == 2 && label.number == 1 && label.baseLabel == "R1")
    let lie = try #require(QuestionLabel.parse("C3DLC2"))
    #expect(lie.pass == 3 && lie.baseLabel == "DLC2" && lie.comparisonType == .directedLie)
    let plain = try #require(QuestionLabel.parse("10R"))
    #expect(plain.pass == nil && plain.number == 10 && plain.baseLabel == "R10" && plain.comparisonType == nil)
    #expect(QuestionLabel.parse("4K")?.number == 4)
    #expect(QuestionLabel.parse("1B")?.baseLabel == "1B")
  }

  @Test("a canonical label reads as itself")
  func canonicalIsStable() throws {
    let labels = "X XX 4K SA SA2 SR2 SAR2 SY3 E3 INT1 2R1 1C2 1DLC1 3N1 R5 C10 DLC4 N I1 IR2 1A 1C 13 Q17 IS2 S2"
    for text in labels.split(separator: " ") {
      let label = try #require(QuestionLabel.parse(text))
      #expect(label.label == text)
      #expect(QuestionLabel.parse(label.label) == label)
      if let pass = label.pass { #expect("\(pass)\(label.baseLabel)" == label.label) }
    }
  }
}
