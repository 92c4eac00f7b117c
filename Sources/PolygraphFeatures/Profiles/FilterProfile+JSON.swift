import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import Synchronization

/// Why a profile cannot be used.
public struct FilterProfileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The parameter, as `windows.evaluation`.
  public let parameter: String
  /// What was found.
  public let found: String
  /// What was expected.
  public let expected: String

  /// Parameter, finding and expectation in a sentence.
  public var description: String { "The filter profile's \(parameter) is \(found); expected \(expected)." }
}

extension FilterProfile {
  /// Reads a profile from JSON and checks its parameters.
  ///
  /// *Errors*: ``FilterProfileError`` for a key that is missing or of another kind, and for a value out of range.
  public init(json: Data) throws {
    do {
      self = try JSONDecoder().decode(FilterProfile.self, from: json)
    } catch DecodingError.keyNotFound(let key, let context) {
      throw Self.error(context.codingPath + [key], "missing", "a value")
    } catch DecodingError.typeMismatch(let type, let context) {
      throw Self.error(context.codingPath, "of another kind", "\(type)")
    } catch DecodingError.valueNotFound(let type, let context) {
      throw Self.error(context.codingPath, "null", "\(type)")
    } catch DecodingError.dataCorrupted(let context) {
      throw Self.error(context.codingPath, "not readable: \(context.debugDescription)", "valid JSON")
    }
    try validate()
  }

  private static func error(_ path: [any CodingKey], _ found: String, _ expected: String) -> FilterProfileError {
    let name = path.map(\.stringValue).joined(separator: ".")
    return FilterProfileError(parameter: name.isEmpty ? "text" : name, found: found, expected: expected)
  }

  /// The profile as canonical JSON (RFC 8785), which its digest is made of.
  public func canonicalJSON() throws -> Data { try CanonicalJSON.encode(self) }

  /// Name, version and digest, as results carry them.
  public func reference() throws -> ProfileReference {
    ProfileReference(name: name, version: version, sha256: try digest())
  }

  /// Digests of the profiles that were last asked for: making one takes as long as measuring a chart.
  private static let digests = Mutex<[FilterProfile: String]>([:])
  /// How many digests are remembered.
  static let mostDigests = 64

  private func digest() throws -> String {
    if let known = Self.digests.withLock({ $0[self] }) { return known }
    let digest = SHA256Digest(of: try canonicalJSON()).hexadecimal
    Self.digests.withLock { digests in
      if digests.count >= Self.mostDigests { digests.removeAll() }
      digests[self] = digest
    }
    return digest
  }
}
