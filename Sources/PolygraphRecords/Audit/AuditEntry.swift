import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// What was done to a record. The set is open.
public struct AuditAction: RawRepresentable, Hashable, Sendable, Codable {
  /// The action's name as it is stored and exchanged.
  public let rawValue: String
  /// Makes an action from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// An exam was filed.
  public static let examFiled = AuditAction(rawValue: "exam.filed")
  /// A result was sealed.
  public static let resultSealed = AuditAction(rawValue: "result.sealed")
  /// An opinion was stated.
  public static let opinionStated = AuditAction(rawValue: "opinion.stated")
  /// A record was made.
  public static let created = AuditAction(rawValue: "created")
  /// A record was changed.
  public static let changed = AuditAction(rawValue: "changed")
  /// A record that says who an examinee is was read.
  public static let identityRead = AuditAction(rawValue: "identity.read")
  /// A record was exported in full.
  public static let exported = AuditAction(rawValue: "exported")
  /// A record was destroyed, and with it the salts of its entries.
  public static let destroyed = AuditAction(rawValue: "destroyed")
}

/// One entry of the audit trail, as it is stored.
///
/// *Definition*: the entry's payload is the canonical JSON of ``Payload``; payload, salt, sequence and the previous
/// entry's digest make the entry's digest as `ChainedEntry` defines it.
public struct AuditEntry: Hashable, Sendable {
  /// What an entry says.
  public struct Payload: Hashable, Sendable, Codable {
    /// When the change was made, by the clock of the machine that made it.
    public var time: Timestamp
    /// Who made it.
    public var actor: RecordActor
    /// What was done.
    public var action: AuditAction
    /// The kind of the record that was changed.
    public var kind: RecordKind
    /// The identifier of the record that was changed.
    public var record: RecordIdentifier
    /// The SHA-256 of the record before the change; `nil` when there was none. Of a destruction, that of what is left
    /// of the record's entries.
    public var before: String?
    /// The SHA-256 of the record after the change; `nil` when there is none.
    public var after: String?
    /// The role it was done in; `nil` where no roles are told.
    public var role: Role?
    /// Why, where a reason was given.
    public var reason: String?

    /// The payload's canonical JSON: the bytes that `CanonicalJSON` gives, written at once, for trails are long.
    var canonicalJSON: [UInt8] {
      let members: [(name: String, text: String?)] = [
        ("after", after), ("before", before), ("kind", kind.rawValue), ("reason", reason), ("record", record.rawValue),
        ("role", role?.rawValue), ("time", time.description),
      ]
      var bytes: [UInt8] = []
      bytes.reserveCapacity(448)
      bytes += "{\"action\":".utf8
      CanonicalJSON.append(action.rawValue, to: &bytes)
      bytes += ",\"actor\":{\"name\":".utf8
      CanonicalJSON.append(actor.name, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
      for (name, text) in members {
        guard let text else { continue }
        bytes.append(UInt8(ascii: ","))
        CanonicalJSON.append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        CanonicalJSON.append(text, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
      return bytes
    }
  }

  /// The entry's place in the trail, from 1.
  public var sequence: Int
  /// What the entry says.
  public var payload: Payload
  /// Random bytes of this entry alone; `nil` once they were destroyed with the record, and with them what the entry
  /// says of the record's content.
  public var salt: [UInt8]?
  /// The digest of salt and payload, kept where both were destroyed, so that the chain still verifies.
  public var commitment: String?
  /// The digest of the entry before this one in lower-case hexadecimal; zeros in the first.
  public var previous: String
  /// The entry's digest in lower-case hexadecimal.
  public var digest: String

  /// The next entry of a trail whose last entry is `last`.
  init(payload: Payload, after last: (sequence: Int, digest: SHA256Digest)?, salt: [UInt8]) {
    let link = ChainedEntry(
      previous: last?.digest ?? ChainedEntry.origin, sequence: (last?.sequence ?? 0) + 1, salt: salt,
      payload: Data(payload.canonicalJSON))
    self.init(
      sequence: link.sequence, payload: payload, salt: salt, commitment: nil, previous: link.previous.hexadecimal,
      digest: link.digest.hexadecimal)
  }

  /// An entry as a store holds it.
  init(
    sequence: Int, payload: Payload, salt: [UInt8]?, commitment: String?, previous: String, digest: String
  ) {
    self.sequence = sequence
    self.payload = payload
    self.salt = salt
    self.commitment = commitment
    self.previous = previous
    self.digest = digest
  }

  /// The digest of salt and payload, from both or, once they are destroyed, as it was kept; `nil` when neither tells.
  func commitmentDigest() -> SHA256Digest? {
    guard let salt else { return commitment.flatMap(SHA256Digest.init(hexadecimal:)) }
    guard salt.count == ChainedEntry.saltLength, commitment == nil else { return nil }
    return SHA256Digest(of: salt + payload.canonicalJSON)
  }

  /// True when the digest is that of the entry at this place of the trail.
  func isConsistent(at sequence: Int) -> Bool {
    guard sequence >= 1, let previous = SHA256Digest(hexadecimal: previous), let commitment = commitmentDigest()
    else {
      return false
    }
    return ChainedEntry.digest(previous: previous, sequence: sequence, commitment: commitment).hexadecimal == digest
  }
}
