import Foundation
import PolygraphIntegrity
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphInstruments

@Suite("The signed record of a check")
struct CheckRecordTests {
  private func record(at milliseconds: Int64 = 1_770_290_000_000, failing: Bool = false) throws -> CheckRecord {
    let driver = try #require(InstrumentCatalog.driver(named: "bitalino"))
    let items = [
      CheckItem(.identity, .passed, "BITalino firmware 5.2"),
      CheckItem(.rate, failing ? .failed : .passed, "1000.1", value: 100, limit: 500, unit: "parts a million"),
    ]
    return CheckRecord(
      FunctionalityCheck(driver), identity: "BITalino firmware 5.2", serial: "20-16", software: "test/1",
      time: Timestamp(millisecondsSince1970: milliseconds), confirmed: ["sensors at rest"], items: items)
  }

  @Test("a record comes back from its file, and any change of it is found")
  func signature() throws {
    let key = SigningKey()
    let signed = try SignedCheckRecord(record(), by: key)
    let json = try signed.json()
    let read = try SignedCheckRecord(json: json)
    #expect(try read.verified(by: key.publicKey) == record())
    #expect(throws: CheckRecordError.otherSigner(found: key.publicKey)) {
      try read.verified(by: SigningKey().publicKey)
    }
    let text = String(decoding: json, as: UTF8.self)
    for (old, new) in [("1000.1", "1000.0"), ("hasPassed\\\":true", "hasPassed\\\":false"), ("20-16", "20-17")] {
      let changed = text.replacingOccurrences(of: old, with: new)
      try #require(changed != text)
      #expect(throws: CheckRecordError.badSignature) { try SignedCheckRecord(json: Data(changed.utf8)).verified() }
    }
    #expect(throws: CheckRecordError.noRecord) { try SignedCheckRecord(json: Data("{}".utf8)) }
    #expect(throws: CheckRecordError.noRecord) {
      try SignedCheckRecord(json: Data(text.replacingOccurrences(of: "check/1", with: "check/2").utf8))
    }
    let padded = json + Data(repeating: 0x20, count: SignedCheckRecord.longestDocument - json.count)
    #expect(try SignedCheckRecord(json: padded) == signed)
    #expect(throws: CheckRecordError.noRecord) { try SignedCheckRecord(json: padded + Data(" ".utf8)) }
  }

  @Test("the key is made once, for its owner alone; records are kept in files of their own, and the latest is found")
  func folder() throws {
    let scratch = try TemporaryFolder()
    let folder = CheckFolder(scratch.url.appending(path: "checks"))
    #expect(folder.latest(instrument: "bitalino") == nil)
    let (first, signed) = try folder.keep(record())
    let (second, again) = try folder.keep(record(at: 1_770_290_001_000, failing: true))
    #expect(first != second && signed.publicKey == again.publicKey)
    let key = folder.url.appending(path: CheckFolder.keyName).path
    let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(throws: (any Error).self) { try folder.keep(record()) }
    let latest = try #require(folder.latest(instrument: "bitalino", serial: "20-16"))
    #expect(!latest.hasPassed && latest.days(at: Timestamp(millisecondsSince1970: 1_770_290_001_000 + 86_400_000)) == 1)
    #expect(folder.latest(instrument: "bitalino", serial: "other") == nil && folder.latest(instrument: "cyton") == nil)
    // A record that was changed is none.
    let text = try String(contentsOf: second, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "failed", with: "passed").utf8).write(to: second)
    #expect(folder.latest(instrument: "bitalino")?.hasPassed == true)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
    #expect(throws: SigningKeyError.self) { try folder.keep(record(at: 1_770_290_002_000)) }
  }
}
