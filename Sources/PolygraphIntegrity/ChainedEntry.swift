import Crypto
import Foundation

/// One entry of a hash chain: what it says, and a digest that no one can keep when the entry, its place or any entry
/// before it is changed.
///
/// *Definition*: commitment = SHA-256(salt ‖ payload); digest = SHA-256(previous ‖ sequence ‖ commitment), the sequence
/// as eight bytes, most significant first. The chain needs only the commitment: salt and payload of an entry can be
/// destroyed, so that its content can no longer be guessed, and every link still verifies.
public struct ChainedEntry: Hashable, Sendable {
  /// The length of a salt in bytes.
  public static let saltLength = 32
  /// What stands in place of the previous entry's digest in the first entry: 32 zero bytes.
  public static let origin = SHA256Digest.zero

  /// The digest of the entry before this one, or ``origin``.
  public let previous: SHA256Digest
  /// The entry's place in the chain, from 1.
  public let sequence: Int
  /// Random bytes of this entry alone, ``saltLength`` of them.
  public let salt: [UInt8]
  /// What the entry says, in canonical bytes.
  public let payload: Data

  /// Makes an entry. A place before 1 is a programming error.
  public init(previous: SHA256Digest, sequence: Int, salt: [UInt8], payload: Data) {
    precondition(sequence >= 1, "The entries of a chain are numbered from 1.")
    self.previous = previous
    self.sequence = sequence
    self.salt = salt
    self.payload = payload
  }

  /// The digest of salt and payload.
  public var commitment: SHA256Digest { SHA256Digest(of: Data(salt) + payload) }

  /// The entry's digest, which the next entry names as its previous one.
  public var digest: SHA256Digest {
    Self.digest(previous: previous, sequence: sequence, commitment: commitment)
  }

  /// The digest of an entry of which only the commitment is left.
  public static func digest(previous: SHA256Digest, sequence: Int, commitment: SHA256Digest) -> SHA256Digest {
    let place = withUnsafeBytes(of: UInt64(sequence).bigEndian) { Array($0) }
    return SHA256Digest(of: previous.bytes + place + commitment.bytes)
  }

  /// A new salt from the system's secure source of random bytes.
  public static func randomSalt() -> [UInt8] {
    SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }
}
