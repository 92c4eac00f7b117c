import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// What a functionality check found, dated: the content of the document `polygraph.check/1`.
public struct CheckRecord: Hashable, Sendable, Codable {
  /// The driver's name, as `bitalino`.
  public var instrument: String
  /// The driver's name for people.
  public var name: String
  /// Who the instrument says it is; absent when it did not say.
  public var identity: String?
  /// The instrument's serial number, where it or its adapter has one, or the examiner told it.
  public var serial: String?
  /// The program and its version.
  public var software: String
  /// When the check was done.
  public var time: Timestamp
  /// What was asked.
  public var limits: CheckLimits
  /// What the examiner confirmed having done before it, in words.
  public var confirmed: [String]
  /// What was found.
  public var items: [CheckItem]
  /// True when nothing failed.
  public var hasPassed: Bool

  /// Makes a record.
  public init(
    _ check: FunctionalityCheck, identity: String?, serial: String?, software: String, time: Timestamp,
    confirmed: [String], items: [CheckItem]
  ) {
    instrument = check.driver.identifier
    name = check.driver.name
    self.identity = identity
    self.serial = serial
    self.software = software
    self.time = time
    limits = check.limits
    self.confirmed = confirmed
    self.items = items
    hasPassed = !items.contains { $0.outcome == .failed }
  }

  /// How old the check is, in days; negative when it is dated later than `now`.
  public func days(at now: Timestamp) -> Double {
    Double(now.millisecondsSince1970 - time.millisecondsSince1970) / 86_400_000
  }
}

/// A check with a signature: the document `polygraph.check/1`.
///
/// *Definition*: `payload` is the record's canonical JSON (RFC 8785) as a text; `signature` is the Ed25519 signature
/// (RFC 8032) of the payload's UTF-8 bytes by the holder of `publicKey`, both in hexadecimal. Whoever verifies holds
/// the public key against the one he knows; the signature alone says only that the record was not changed since.
public struct SignedCheckRecord: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.check/1"
  /// The longest document that is read.
  public static let longestDocument = 1 << 20

  /// The document's schema, ``schemaName``.
  public let schema: String
  /// The record as the text that was signed.
  public let payload: String
  /// The signer's public key, 64 hexadecimal digits.
  public let publicKey: String
  /// The signature, 128 hexadecimal digits.
  public let signature: String

  /// Signs a record.
  ///
  /// *Errors*: what the record's encoding and the key throw.
  public init(_ record: CheckRecord, by key: SigningKey) throws {
    let bytes = try CanonicalJSON.encode(record)
    schema = Self.schemaName
    payload = String(decoding: bytes, as: UTF8.self)
    publicKey = key.publicKey
    signature = try key.signature(of: bytes)
  }

  init(payload: String, publicKey: String, signature: String) {
    schema = Self.schemaName
    self.payload = payload
    self.publicKey = publicKey
    self.signature = signature
  }

  /// Reads a document. The signature is not looked at yet.
  ///
  /// *Errors*: ``CheckRecordError``.
  public init(json: Data) throws(CheckRecordError) {
    guard json.count <= Self.longestDocument, let document = try? JSONDecoder().decode(Self.self, from: json),
      document.schema == Self.schemaName
    else { throw .noRecord }
    self = document
  }

  /// The document's bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The record, its signature being right.
  ///
  /// *Errors*: ``CheckRecordError``; `otherSigner` when the signer is not the one of `expected`.
  public func verified(by expected: String? = nil) throws(CheckRecordError) -> CheckRecord {
    if let expected, expected.lowercased() != publicKey { throw .otherSigner(found: publicKey) }
    guard SigningKey.isSignature(signature, of: Data(payload.utf8), by: publicKey) else { throw .badSignature }
    guard let record = try? JSONDecoder().decode(CheckRecord.self, from: Data(payload.utf8)) else { throw .noRecord }
    return record
  }
}

/// Why a record of a check cannot be relied on.
public enum CheckRecordError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is no such document.
  case noRecord
  /// The signature is not that of the record: one of the two was changed.
  case badSignature
  /// Another key signed it.
  case otherSigner(found: String)

  /// What was found and what to do.
  public var description: String {
    switch self {
    case .noRecord: "This is no record of a functionality check (\(SignedCheckRecord.schemaName))."
    case .badSignature:
      "The signature is not that of the record: it was changed after the check. Do the check again."
    case .otherSigner(let found): "The record was signed by the key \(found), not by the one that was expected."
    }
  }
}
