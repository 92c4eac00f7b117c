import Foundation
import PolygraphModel
import PolygraphQuantities
import Testing

@testable import PolygraphFormats

@Suite("The journal's lines are checked and chained")
struct JournalTests {
  @Test("CRC-32 is zlib's")
  func checks() {
    #expect(CRC32(of: Array("123456789".utf8)).hexadecimal == "cbf43926")
    let commit = #"{"k":"commit","seg":1,"frames":61000,"mono":123456789012}"#
    let gap = #"{"k":"gap","seg":1,"at":4021,"count":2,"why":"sequence","mono":123460000000}"#
    #expect(CRC32(of: Array(commit.utf8)).hexadecimal == "02d0b7a2")
    #expect(CRC32(of: Array(gap.utf8)).hexadecimal == "9da6a1ef")
    #expect(CRC32(of: []).hexadecimal == "00000000")
  }

  private func journal(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var chain = JournalChain()
    for n in 1...count {
      var record = JournalRecord(n % 3 == 0 ? .commit : .note, mono: Int64.max / 2 + Int64(n))
      record.n = n
      record.text = "tab\t, line\n and ä"
      if record.k == .commit { record.chain = chain.mark }
      let line = JournalLine.bytes(try JournalLine.encoder().encode(record))
      chain.add(line)
      bytes += line
    }
    return bytes
  }

  @Test("what was written is read, with 64-bit times exact")
  func roundTrip() throws {
    let read = ReadJournal(try journal(9))
    #expect(read.records.count == 9 && read.findings.isEmpty && !read.isDamaged && read.tornBytes == 0)
    #expect(read.records.last?.mono == Int64.max / 2 + 9)
    #expect(read.records.last?.text == "tab\t, line\n and ä")
  }

  @Test("cut at every byte, every whole record before the cut is read and nothing is damage")
  func cuts() throws {
    let bytes = try journal(6)
    for length in 0...bytes.count {
      let read = ReadJournal(bytes[..<length])
      let whole = bytes[..<length].filter { $0 == 10 }.count
      #expect(read.records.count == whole && !read.isDamaged, "cut at \(length)")
      #expect(read.findings.allSatisfy { $0.code == "journal-torn" })
      #expect(read.soundBytes + read.tornBytes == length)
    }
  }

  @Test("a changed byte anywhere is named with its line and its record is not used")
  func flips() throws {
    let bytes = try journal(6)
    let good = ReadJournal(bytes).records
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x04
      let line = bytes[..<place].filter { $0 == 10 }.count + 1
      let read = ReadJournal(changed)
      #expect(read.records.allSatisfy(good.contains), "byte \(place): a changed record was used")
      #expect(!read.findings.isEmpty, "byte \(place) of line \(line) was changed unnoticed")
      if line < 6 {
        #expect(read.isDamaged && read.findings.contains { $0.place.line == line }, "byte \(place) of line \(line)")
      }
    }
  }

  @Test("a line that was taken out, doubled or exchanged with sound checks is found")
  func chain() throws {
    let lines = try journal(9).split(separator: 10).map { Array($0) + [10] }
    var removed = lines
    removed.remove(at: 3)
    #expect(ReadJournal(removed.joined()).findings.contains { $0.code == "journal-records" })
    var doubled = lines
    doubled.insert(lines[3], at: 3)
    #expect(ReadJournal(doubled.joined()).isDamaged)
    var record = ReadJournal(lines.joined()).records[3]
    record.text = "forged"
    var forged = lines
    forged[3] = JournalLine.bytes(try JournalLine.encoder().encode(record))
    #expect(ReadJournal(forged.joined()).findings.map(\.code) == ["journal-chain"])
  }
}
