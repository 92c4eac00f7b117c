import Foundation
import PolygraphIntegrity
import PolygraphQuantities
import PolygraphStatistics
import Testing

@testable import PolygraphRecords

@Suite("The chain of the audit trail")
struct AuditChainTests {
  /// A trail of entries, each on a record of its own.
  private func trail(_ count: Int) throws -> [AuditEntry] {
    var last: (sequence: Int, digest: SHA256Digest)?
    return try (1...count).map { number in
      let payload = AuditEntry.Payload(
        time: Timestamp(millisecondsSince1970: Int64(number)), actor: RecordActor(name: "a"), action: .examFiled,
        kind: .exam, record: RecordIdentifier(rawValue: "\(number)"), before: nil, after: "digest \(number)")
      let entry = AuditEntry(payload: payload, after: last, salt: ChainedEntry.randomSalt())
      last = (entry.sequence, try #require(SHA256Digest(hexadecimal: entry.digest)))
      return entry
    }
  }

  private func codes(_ entries: [AuditEntry]) throws -> [AuditFinding.Code: Set<Int>] {
    var chain = AuditChain()
    for entry in entries { chain.add(entry) }
    return Dictionary(grouping: chain.findings(), by: \.code).mapValues { Set($0.compactMap(\.sequence)) }
  }

  @Test("a chain that was left alone has no findings, and neither has an empty one")
  func untouched() throws {
    #expect(try codes([]).isEmpty)
    #expect(try codes(trail(1)).isEmpty)
    #expect(try codes(trail(200)).isEmpty)
  }

  @Test("an entry that was replaced by one with a digest of its own is named")
  func replaced() throws {
    var entries = try trail(5)
    var payload = entries[2].payload
    payload.actor = RecordActor(name: "b")
    let before = try #require(SHA256Digest(hexadecimal: entries[1].digest))
    entries[2] = AuditEntry(payload: payload, after: (2, before), salt: ChainedEntry.randomSalt())
    #expect(try codes(entries) == [.entryAltered: [3]])
  }

  @Test("an entry that was put in with a digest of its own is named, with those it pushed away")
  func inserted() throws {
    var entries = try trail(5)
    let before = try #require(SHA256Digest(hexadecimal: entries[1].digest))
    let forged = AuditEntry(payload: entries[4].payload, after: (2, before), salt: ChainedEntry.randomSalt())
    for index in 2..<5 { entries[index].sequence += 1 }
    entries.insert(forged, at: 2)
    #expect(try codes(entries) == [.entryAdded: [3], .entryReordered: [4, 5, 6]])
  }

  @Test("whatever single thing is done to a chain, something is found")
  func anyChange() throws {
    let seed: UInt64 = 20_261
    var generator = SeededGenerator(seed: seed)
    for round in 0..<120 {
      var entries = try trail(Int.random(in: 3...12, using: &generator))
      // The newest entry alone can be taken away unseen: the chain cannot know it.
      let index = Int.random(in: 0..<(entries.count - 1), using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: entries.remove(at: index)
      case 1:
        let sequence = entries[index].sequence
        entries[index].sequence = entries[index + 1].sequence
        entries[index + 1].sequence = sequence
        entries.swapAt(index, index + 1)
      case 2: entries[index].payload.time = Timestamp(millisecondsSince1970: -1)
      case 3: entries[index].salt?[Int.random(in: 0..<32, using: &generator)] ^= 1
      case 4: entries[index].previous = String(repeating: "1", count: 64)
      default:
        entries.remove(at: index)
        for later in index..<entries.count { entries[later].sequence -= 1 }
      }
      #expect(try !codes(entries).isEmpty, "seed \(seed), round \(round)")
    }
  }
}
