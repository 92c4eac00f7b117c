import Crypto
import Foundation
import Glibc

/// A private key for signatures (Ed25519, RFC 8032).
public struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// Makes a new key from the system's secure source of random bytes.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// Reads a key file: 64 hexadecimal digits.
  ///
  /// *Errors*: ``SigningKeyError``: the file must be its owner's alone (0600 or less).
  public init(contentsOf url: URL) throws {
    var status = stat()
    guard stat(url.path, &status) == 0 else { throw SigningKeyError.unreadable(url.path) }
    guard status.st_mode & 0o077 == 0 else { throw SigningKeyError.exposed(url.path) }
    guard let text = try? String(contentsOf: url, encoding: .utf8),
      let bytes = Self.bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
    else { throw SigningKeyError.unreadable(url.path) }
    self.key = key
  }

  /// Writes the key to a new file that is its owner's alone; a file that is there is never overwritten.
  public func write(to url: URL) throws {
    let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw SigningKeyError.unwritable(url.path) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try file.write(contentsOf: Data((Self.hexadecimal(key.rawRepresentation) + "\n").utf8))
    try file.synchronize()
  }

  /// The public key as 64 lower-case hexadecimal digits.
  public var publicKey: String { Self.hexadecimal(key.publicKey.rawRepresentation) }

  /// The signature of some bytes as 128 lower-case hexadecimal digits.
  public func signature(of data: Data) throws -> String { Self.hexadecimal(try key.signature(for: data)) }

  /// True when `signature` is that of the bytes by the holder of the public key.
  public static func isSignature(_ signature: String, of data: Data, by publicKey: String) -> Bool {
    guard let signature = bytes(signature), let raw = bytes(publicKey),
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)
    else { return false }
    return key.isValidSignature(signature, for: data)
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func bytes(_ text: String) -> Data? {
    let digits = text.utf8.compactMap { character -> UInt8? in
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return Data(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
  }
}

/// Why a key file cannot be used.
public enum SigningKeyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is not there, cannot be read, or holds no key.
  case unreadable(String)
  /// Others may read it.
  case exposed(String)
  /// It cannot be made, or is there already.
  case unwritable(String)

  /// What was found and what to do.
  public var description: String {
    switch self {
    case .unreadable(let path): "\(path): this is no readable key file of 64 hexadecimal digits."
    case .exposed(let path): "\(path): others may read this key; make it its owner's alone (chmod 600)."
    case .unwritable(let path): "\(path): the key file cannot be made, or is there already; it is never overwritten."
    }
  }
}
