import Foundation
import PolygraphModel
import Testing

@Suite("The annotation dictionary")
struct AnnotationDictionaryTests {
  @Test("codes belong to their groups, with digits and added letters A")
  func groups() {
    let standard = AnnotationDictionary.standard
    let expected: [(String, AnnotationGroup)] = [
      ("MV", .movement), ("mv", .movement), ("M-M", .movement), ("MA", .movement), ("MVAA", .movement),
      ("CT", .throat), ("TS", .throat), ("CA", .throat), ("CG", .throat), ("TBD", .deepBreath), ("Y", .sniffOrSigh),
      ("YN", .sniffOrSigh), ("SW", .swallow), ("ZZZ", .sleep), ("ISN", .noise), ("ON", .noise), ("WU", .instruction),
      ("WRQAA", .repetition), ("RQ?", .repetition), ("SERIES3", .seriesMark), ("ZCT", .seriesMark),
      ("ZCT12-3", .seriesMark), ("MGQT1", .seriesMark), ("I-5", .seriesMark), ("AUTOSCAL", .software),
      ("RCH", .unexplained), ("PS", .pause), ("QX", .questionStopped), ("TK", .talking),
    ]
    for (code, group) in expected { #expect(standard.group(of: code) == group, "\(code)") }
    for code in ["X", "XX", "R5", "C4", "SA", "A", "AA", "", "ARMS", "QQ", "4K"] {
      #expect(standard.group(of: code) == nil, "\(code)")
    }
  }

  @Test("an office adds and removes codes without touching the standard")
  func extension_() {
    let office = AnnotationDictionary.standard
      .adding(codes: ["ph"], group: .noise)
      .adding(codes: ["OK"], group: .instruction)
      .removing(codes: ["WU"])
    #expect(office.group(of: "PH") == .noise)
    #expect(office.group(of: "OK") == .instruction)
    #expect(office.group(of: "WU") == nil)
    #expect(AnnotationDictionary.standard.group(of: "PH") == nil)
    #expect(AnnotationDictionary.standard.group(of: "OK") == .unexplained)
    #expect(office.codes(in: .noise).contains("PH"))
  }

  @Test("the JSON document comes back as the same dictionary, and wrong documents are refused")
  func document() throws {
    let data = try JSONEncoder().encode(AnnotationDictionary.standard)
    #expect(try JSONDecoder().decode(AnnotationDictionary.self, from: data) == .standard)
    let hand = #"{"schema":"polygraph.annotations/1","groups":{"noise":["ph"],"habit":["FG"]}}"#
    let own = try JSONDecoder().decode(AnnotationDictionary.self, from: Data(hand.utf8))
    #expect(own.group(of: "PH") == .noise)
    #expect(own.group(of: "FG") == AnnotationGroup(rawValue: "habit"))
    for wrong in [
      #"{"schema":"polygraph.annotations/2","groups":{}}"#,
      #"{"schema":"polygraph.annotations/1","groups":{"noise":["PH"],"habit":["ph"]}}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(AnnotationDictionary.self, from: Data(wrong.utf8))
      }
    }
  }

  @Test("answer words")
  func answers() {
    for word in ["Yes", "YES", "yes", "YES SIR", "YESSIR", "YES MAAM", "YESMAAM", "-----Yes"] {
      #expect(AnswerWord(word) == .yes, "\(word)")
    }
    #expect(AnswerWord("No") == .no && AnswerWord("NO") == .no && AnswerWord("Ans") == .answered)
    for word in ["Y", "N", "", "YE", "NOPE", "R5"] { #expect(AnswerWord(word) == nil, "\(word)") }
  }
}
