import Crypto
import Foundation

/// A SHA-256 digest of bytes that come in pieces.
public struct SHA256Stream {
  private var hasher = SHA256()

  /// Starts with no bytes.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) { hasher.update(bufferPointer: bytes) }

  /// The digest of the bytes so far; more may follow.
  public var digest: SHA256Digest { SHA256Digest(bytes: Array(hasher.finalize())) }
}
