import Foundation
import TestSupport
import Testing

@testable import PolygraphInstruments

extension ConformanceSubject {
  static let exampleNames = ["line-checked", "line-sum", "fixed-crc", "slip", "cobs", "counter-stop"]

  /// Every decoder that a user may meet.
  static let every = all + described

  /// The described instruments of the fixtures, in the suite of the built-in decoders.
  static let described: [ConformanceSubject] = exampleNames.compactMap { name in
    guard let data = try? Repository.fixtureData("instruments/\(name).json"),
      let description = try? InstrumentDescription(json: data), let driver = try? InstrumentDriver(description)
    else { return nil }
    let encoder = DescribedEncoder(description: description)
    return ConformanceSubject(
      "described \(name)", checksum: description.checksum != nil, falseShare: description.checksum == nil ? 1 : 0,
      edges: description.counter?.first == nil ? 4 : 2, rate: description.rate,
      from: description.counter?.first, decoder: driver.makeDecoder,
      encode: { index in
        let values = (0..<description.fields.count).map { channel in
          Int(2000 + 1500 * sin(Double(index) * 0.05 + Double(channel))) + index % 3
        }
        return (encoder.encode(values, index: index), values)
      })
  }
}

@Suite("Instruments described in a file")
struct DescriptionTests {
  private func document(_ name: String) throws -> [String: Any] {
    let data = try Repository.fixtureData("instruments/\(name).json")
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func problem(_ document: [String: Any]) throws -> String {
    let data = try JSONSerialization.data(withJSONObject: document)
    do {
      _ = try InstrumentDescription(json: data)
      return ""
    } catch {
      return error.description
    }
  }

  @Test("every example is read, has at most 80 lines, and becomes a driver", arguments: ConformanceSubject.exampleNames)
  func examples(name: String) throws {
    let data = try Repository.fixtureData("instruments/\(name).json")
    #expect(String(decoding: data, as: UTF8.self).split(separator: "\n").count <= 80)
    let description = try InstrumentDescription(json: data)
    let driver = try InstrumentDriver(description)
    #expect(driver.channels.count == 4 && driver.electricalSafety.contains("Isolation: USB isolator"))
    #expect(driver.identifier == "bench-\(name)")
    #expect(ConformanceSubject.described.count == ConformanceSubject.exampleNames.count)
  }

  @Test("five framings are among the examples")
  func framings() throws {
    let kinds = try ConformanceSubject.exampleNames.map { name in
      let description = try InstrumentDescription(json: Repository.fixtureData("instruments/\(name).json"))
      return "\(description.framing.kind), \(description.checksum != nil), \(description.framing.stop != nil)"
    }
    #expect(Set(kinds).count == 5)
  }

  @Test("checksums have their published check values in both implementations")
  func checksums() {
    let bytes = Array("123456789".utf8)
    let published: [(FrameChecksum, Int)] = [
      (.xor8, 0x31), (.sum8, 0xDD), (.crc8, 0xF4), (.crc16ccitt, 0x29B1), (.crc16modbus, 0x4B37),
      (.crc32, 0xCBF4_3926),
    ]
    #expect(published.count == FrameChecksum.allCases.count)
    for (kind, value) in published {
      #expect(bytes.withUnsafeBufferPointer { kind.value($0) } == UInt32(value), "\(kind)")
      #expect(DescribedEncoder.sum(kind, bytes) == value, "\(kind)")
    }
  }

  @Test("numbers of every type are read")
  func types() {
    let bytes: [UInt8] = [0xFE, 0x12, 0x80, 0x7F]
    let wanted: [FieldType: Int] = [
      .u8: 0xFE, .i8: -2, .u16le: 0x12FE, .u16be: 0xFE12, .i16le: 0x12FE, .i16be: 0xFE12 - 0x10000,
      .u24le: 0x8012FE, .u24be: 0xFE1280, .i24le: 0x8012FE - 0x1000000, .i24be: 0xFE1280 - 0x1000000,
      .u32le: 0x7F80_12FE, .u32be: 0xFE12_807F, .i32le: 0x7F80_12FE, .i32be: 0xFE12_807F - 0x1_0000_0000,
    ]
    #expect(wanted.count == FieldType.allCases.count)
    for (type, value) in wanted {
      #expect(bytes.withUnsafeBufferPointer { type.read($0.baseAddress!) } == value, "\(type)")
    }
  }

  @Test("decimals become counts of the last place, and an empty field is not measured")
  func decimals() throws {
    let description = try InstrumentDescription(json: Repository.fixtureData("instruments/line-checked.json"))
    func line(_ body: String) -> [UInt8] {
      let sum = String(DescribedEncoder.sum(.crc16ccitt, Array(body.utf8)), radix: 16)
      return Array("#\(body)*\(String(repeating: "0", count: 4 - sum.count))\(sum)\n".utf8)
    }
    let bytes = line("0,512,513,6.909,-11.5") + line("1,512,513,,80") + line("2,512,513,0.0001,80")
    let run = DecoderRun(try description.makeDecoder(), bytes, from: 0)
    #expect(run.values == [[512, 513, 6909, -1150], [512, 513, 0, 8000]])
    #expect(run.frames.map(\.missing) == [0, 0b100])
    #expect(abs(description.channels[2].transfer.value(6909) - 6.909) < 1e-12)
  }

  @Test("a line as wide as its description allows is read; one byte more is told of, once, and is junk")
  func wideLines() throws {
    var document = try document("line-checked")
    document["fields"] = (1...40).map { column in
      [
        "name": "C\(column)", "sensor": "auxiliary", "column": column, "unit": "count", "scale": 1, "decimals": 1,
      ] as [String: Any]
    }
    let description = try InstrumentDescription(json: JSONSerialization.data(withJSONObject: document))
    let longest = DescribedLineFormat(description).longest
    #expect(longest == 1 + 4 + 3 + 41 * DescribedLineFormat.widestCell)
    func line(_ number: Int, padding: Int = 0) -> [UInt8] {
      let body = ([String(number)] + (1...40).map { _ in "-200000000.5" }).joined(separator: ", ")
      let spaces = String(repeating: "x", count: padding)
      let sum = String(DescribedEncoder.sum(.crc16ccitt, Array((body + spaces).utf8)), radix: 16)
      return Array("#\(body)\(spaces)*\(String(repeating: "0", count: 4 - sum.count))\(sum)\n".utf8)
    }
    #expect(line(0).count > 500)
    let short = longest + 1 - line(1).count
    let bytes = line(0) + line(1, padding: short) + line(2, padding: short + 1) + line(3, padding: 900) + line(4)
    let run = DecoderRun(try description.makeDecoder(), bytes, from: 0)
    #expect(run.frames.map(\.sequence) == [0, 4] && run.values.first == Array(repeating: -2_000_000_005, count: 40))
    #expect(run.events.events.count { $0 == .problem(.packetTooLong) } == 1)
    let fitting = DecoderRun(try description.makeDecoder(), line(0) + line(1, padding: short) + line(2), from: 0)
    #expect(!fitting.events.events.contains(.problem(.packetTooLong)) && fitting.frames.map(\.sequence) == [0, 2])
    let unfinished = DecoderRun(try description.makeDecoder(), Array(line(0, padding: 900).dropLast()), from: 0)
    #expect(unfinished.events.events.contains(.problem(.packetTooLong)))
  }

  @Test("a description without a statement on electrical safety is refused")
  func safety() throws {
    for name in ["isolation", "supply", "statement"] {
      var document = try document("slip")
      var safety = try #require(document["electricalSafety"] as? [String: String])
      safety[name] = "  "
      document["electricalSafety"] = safety
      #expect(try problem(document).contains("electricalSafety.\(name)"))
      safety[name] = nil
      document["electricalSafety"] = safety
      #expect(try problem(document).contains("'\(name)' is missing"))
    }
    var document = try document("slip")
    document["electricalSafety"] = nil
    #expect(try problem(document).contains("'electricalSafety' is missing"))
  }

  @Test("a description that was changed after it was read is refused, not run")
  func changed() throws {
    let description = try InstrumentDescription(json: Repository.fixtureData("instruments/fixed-crc.json"))
    var changed = description
    changed.fields[0].at = 4000
    #expect(throws: InstrumentDescriptionError.self) { try changed.makeDecoder() }
    changed = description
    changed.line.baud = -1
    #expect(throws: InstrumentDescriptionError.self) { try InstrumentDriver(changed) }
  }

  @Test("what contradicts itself is named with its place")
  func contradictions() throws {
    func check(_ name: String, _ words: [String], _ change: (inout [String: Any]) -> Void) throws {
      var document = try document(name)
      change(&document)
      let text = try problem(document)
      for word in words { #expect(text.contains(word), "'\(word)' is not in: \(text)") }
    }
    func edit(_ part: String, _ name: String, _ value: Any?) -> (inout [String: Any]) -> Void {
      { document in
        var object = document[part] as? [String: Any] ?? [:]
        object[name] = value
        document[part] = object
      }
    }
    try check("slip", ["at schema", "polygraph.instrument/1"]) { $0["schema"] = "other/1" }
    try check("slip", ["at rat", "known are"]) { $0["rat"] = 3 }
    try check("slip", ["framing.lenght"], edit("framing", "lenght", 3))
    try check("slip", ["framing.kind"], edit("framing", "kind", "hdlc"))
    try check("slip", ["framing.length", "2 to 250"], edit("framing", "length", 1000))
    try check("fixed-crc", ["framing.header", "hexadecimal"], edit("framing", "header", "XY"))
    try check("fixed-crc", ["belongs to"], edit("counter", "at", 1))
    try check("fixed-crc", ["are not all in a frame of 14"], edit("counter", "at", 13))
    try check("counter-stop", ["nothing tells where a frame begins"]) { $0["counter"] = nil }
    try check("counter-stop", ["counter.modulus", "u8 cannot count to 300"], edit("counter", "modulus", 300))
    try check("line-sum", ["framing.length"], edit("framing", "length", 9))
    try check("line-sum", ["fields[0].column", "column 4 is taken"]) { document in
      var fields = document["fields"] as? [[String: Any]] ?? []
      fields[0]["column"] = 4
      document["fields"] = fields
    }
    try check("line-sum", ["fields[1].scale"]) { document in
      var fields = document["fields"] as? [[String: Any]] ?? []
      fields[1]["scale"] = 0
      document["fields"] = fields
    }
    try check("slip", ["fields[0].minimum", "is no count of"]) { document in
      var fields = document["fields"] as? [[String: Any]] ?? []
      fields[0]["type"] = "u8"
      fields[0]["minimum"] = 300
      fields[0]["maximum"] = nil
      document["fields"] = fields
    }
    try check("line-sum", ["framing.separator"], edit("framing", "separator", "5"))
    try check("line-sum", ["commands.stop", "hexadecimal"], edit("commands", "stop", "hex:5"))
    #expect(throws: InstrumentDescriptionError.self) { try InstrumentDescription(json: Data("{".utf8)) }
    #expect(throws: InstrumentDescriptionError.self) {
      try InstrumentDescription(json: Data(repeating: 0x20, count: 70_000))
    }
  }
}
