import Foundation
import PolygraphIntegrity
import TestSupport
import Testing

@Suite("SHA-256 digests")
struct SHA256DigestTests {
  static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test("the digest of abc is that of FIPS 180-4, from memory, a buffer and a file")
  func publishedExample() throws {
    let data = Data("abc".utf8)
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "abc")
    try data.write(to: file)
    #expect(SHA256Digest(of: data).hexadecimal == Self.abc)
    #expect(data.withUnsafeBytes { SHA256Digest(of: $0) }.hexadecimal == Self.abc)
    #expect(try SHA256Digest(ofFileAt: file).hexadecimal == Self.abc)
  }

  @Test("a file of several pieces has the digest of its bytes")
  func severalPieces() throws {
    let data = Data((0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "long")
    try data.write(to: file)
    #expect(try SHA256Digest(ofFileAt: file) == SHA256Digest(of: data))
  }

  @Test("hexadecimal text reads back, and other text does not")
  func hexadecimalText() {
    #expect(SHA256Digest(hexadecimal: Self.abc)?.hexadecimal == Self.abc)
    #expect(SHA256Digest(hexadecimal: String(Self.abc.dropLast())) == nil)
    #expect(SHA256Digest(hexadecimal: Self.abc.replacingOccurrences(of: "b", with: "g")) == nil)
  }
}
