import Foundation
import PolygraphIntegrity
import Testing

@Suite("Entries of a hash chain")
struct ChainedEntryTests {
  private func entry(
    previous: SHA256Digest = ChainedEntry.origin, sequence: Int = 1, salt: UInt8 = 0, payload: String = "{}"
  ) -> ChainedEntry {
    let salt = [UInt8](repeating: salt, count: ChainedEntry.saltLength)
    return ChainedEntry(previous: previous, sequence: sequence, salt: salt, payload: Data(payload.utf8))
  }

  @Test("the digest is the documented one, computed by hand")
  func definition() {
    let entry = entry(sequence: 258, salt: 7, payload: "payload")
    let commitment = SHA256Digest(of: Data(repeating: 7, count: 32) + Data("payload".utf8))
    let place: [UInt8] = [0, 0, 0, 0, 0, 0, 1, 2]
    #expect(entry.commitment == commitment)
    #expect(entry.digest == SHA256Digest(of: Data(count: 32) + Data(place) + Data(commitment.bytes)))
    #expect(ChainedEntry.origin.hexadecimal == String(repeating: "0", count: 64))
  }

  @Test("another previous entry, place, salt or payload gives another digest")
  func everythingCounts() {
    let digests = [
      entry(), entry(previous: entry().digest), entry(sequence: 2), entry(salt: 1), entry(payload: "[]"),
    ].map(\.digest)
    #expect(Set(digests).count == digests.count)
  }

  @Test("salts are 32 bytes, and no two are equal")
  func salts() {
    let salts = (0..<100).map { _ in ChainedEntry.randomSalt() }
    #expect(salts.allSatisfy { $0.count == ChainedEntry.saltLength })
    #expect(Set(salts).count == salts.count)
  }
}
