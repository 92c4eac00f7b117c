import Foundation
import PolygraphIntegrity
import PolygraphStatistics
import Testing

@Suite("Canonical JSON is that of RFC 8785")
struct CanonicalJSONTests {
  private func canonical(_ text: String) throws -> String {
    String(decoding: try CanonicalJSON.canonicalize(Data(text.utf8)), as: UTF8.self)
  }

  @Test("the RFC's own example comes out as printed there (section 3.2.3)")
  func exampleOfTheStandard() throws {
    let input = #"""
      {
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
      }
      """#
    let expected =
      #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    #expect(try canonical(input) == expected)
  }

  @Test("names are sorted by UTF-16 code units (section 3.2.3)")
  func namesAreSorted() throws {
    let input = #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#
    #expect(try canonical(input) == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{FB33}\":3}")
  }

  @Test(
    "numbers of the RFC's table (appendix B)",
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
      (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
      (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
      (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
      (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
      (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
      (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
      (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
      (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
      (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
      (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func numbersOfTheStandard(bits: UInt64, text: String) throws {
    let value = Double(bitPattern: bits)
    #expect(String(decoding: try CanonicalJSON.encode([value]), as: UTF8.self) == "[\(text)]")
  }

  @Test("canonical text is its own canonical form, and equal values have equal bytes")
  func isIdempotent() throws {
    let once = try canonical(#" {"b":[1.50,{"z":null,"a":"é"}], "a":-0} "#)
    #expect(once == #"{"a":0,"b":[1.5,{"a":"é","z":null}]}"#)
    #expect(try canonical(once) == once)
    #expect(try canonical("[9007199254740992,295147905179352830000]") == "[9007199254740992,295147905179352830000]")
  }

  @Test(
    "what is no JSON, or would change silently, is refused",
    arguments: [
      "", "{", "[1,]", "{\"a\":1,\"a\":2}", "01", "1.", "\"\u{1}\"", "nul", "[1] x", "\"\\ud800\"", "9007199254740993",
      "1e999", "{a:1}", "'a'", String(repeating: "[", count: 300) + String(repeating: "]", count: 300),
    ])
  func refusals(text: String) {
    #expect(throws: CanonicalJSONError.self) { try CanonicalJSON.canonicalize(Data(text.utf8)) }
  }

  @Test(
    "what is no number has no JSON (appendix B)",
    arguments: [0x7FFF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000] as [UInt64])
  func noNumber(bits: UInt64) {
    #expect(throws: (any Error).self) { try CanonicalJSON.encode([Double(bitPattern: bits)]) }
  }

  @Test("any double comes back with the same bits, and its text is canonical already")
  func anyDouble() throws {
    let seed: UInt64 = 8785
    var generator = SeededGenerator(seed: seed)
    let values = (0..<2000).map { _ in Double(bitPattern: generator.next()) }.filter { $0.isFinite }
    let json = try CanonicalJSON.encode(values)
    let read = try JSONDecoder().decode([Double].self, from: json)
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern), "seed \(seed)")
    #expect(try CanonicalJSON.canonicalize(json) == json, "seed \(seed)")
  }

  @Test("values nested as deep as is allowed are read, and one deeper are refused")
  func nesting() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    let deepest = CanonicalJSONError.deepestNesting
    #expect(try canonical(nested(deepest)) == nested(deepest))
    #expect { try canonical(nested(deepest + 1)) } throws: { ($0 as? CanonicalJSONError)?.code == .nesting }
  }
}
