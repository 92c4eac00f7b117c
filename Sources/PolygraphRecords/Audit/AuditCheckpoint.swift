import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// What the audit trail's last entry was at some time, signed: the document `polygraph.records.checkpoint/1`.
///
/// Kept outside the store it shows what the trail itself cannot: that its newest entries were taken away together with
/// their records, or that the whole of it was written anew.
public struct AuditCheckpoint: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.checkpoint/1"

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// The place of the last entry.
  public let sequence: Int
  /// Its digest in lower-case hexadecimal.
  public let head: String
  /// When the checkpoint was made.
  public let time: Timestamp
  /// The public key (Ed25519) in lower-case hexadecimal.
  public let publicKey: String
  /// The signature over the canonical JSON of all other members, in lower-case hexadecimal.
  public private(set) var signature: String?

  /// Signs a checkpoint.
  init(sequence: Int, head: String, time: Timestamp, key: SigningKey) throws {
    self.sequence = sequence
    self.head = head
    self.time = time
    publicKey = key.publicKey
    signature = try key.signature(of: CanonicalJSON.encode(self))
  }

  /// True when the signature is that of the public key it names.
  public func isSigned() throws -> Bool {
    var unsigned = self
    unsigned.signature = nil
    guard schema == Self.schemaName, let signature else { return false }
    return SigningKey.isSignature(signature, of: try CanonicalJSON.encode(unsigned), by: publicKey)
  }
}

extension RecordStore {
  /// Signs what the audit trail's last entry is now.
  ///
  /// *Errors*: ``RecordError/Code/refused`` when the trail is empty, or is not intact: a broken trail is not vouched
  /// for.
  public func checkpoint(signedWith key: SigningKey) async throws -> AuditCheckpoint {
    let report = try await verifyAudit(against: nil)
    guard report.isIntact, let head = report.head else {
      throw RecordError(
        code: .refused, message: "The audit trail is empty or not intact, so there is nothing to vouch for. Verify it.",
        file: location)
    }
    return try AuditCheckpoint(sequence: report.lastSequence, head: head, time: .now(), key: key)
  }

  /// Signs what the audit trail's last entry is now, with the key in a file outside the store; a key that is not there
  /// is made, for its owner alone.
  public func checkpoint(keyFile: URL) async throws -> AuditCheckpoint {
    if !FileManager.default.fileExists(atPath: keyFile.path) { try SigningKey().write(to: keyFile) }
    return try await checkpoint(signedWith: SigningKey(contentsOf: keyFile))
  }
}
