import Foundation
import PolygraphIntegrity
import PolygraphQuantities

/// The folder where signed checks are kept, with the key that signs them.
public struct CheckFolder: Sendable {
  /// The name of the key's file in the folder.
  public static let keyName = "check.key"

  /// The folder.
  public let url: URL

  /// Opens a folder; it is made, for its owner alone, with the first record.
  public init(_ url: URL) { self.url = url }

  /// The signing key, made on first use; the file is its owner's alone.
  ///
  /// *Errors*: ``PolygraphIntegrity/SigningKeyError``; what the file system says.
  public func signingKey() throws -> SigningKey {
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let file = url.appending(path: Self.keyName)
    if !FileManager.default.fileExists(atPath: file.path) {
      // Two programs may come here at once: the first one's key counts.
      do { try SigningKey().write(to: file) } catch SigningKeyError.unwritable
        where
        FileManager.default.fileExists(atPath: file.path)
      {}
    }
    return try SigningKey(contentsOf: file)
  }

  /// Signs a record and keeps it in a new file, whole or not at all. Returns the file.
  ///
  /// *Errors*: as ``signingKey()``, and what the file system says.
  public func keep(_ record: CheckRecord) throws -> (file: URL, signed: SignedCheckRecord) {
    let signed = try SignedCheckRecord(record, by: signingKey())
    let stamp = record.time.description.filter { $0.isASCII && ($0.isNumber || $0.isLetter) }
    let file = url.appending(path: "\(record.instrument)-\(stamp).json")
    let partial = url.appending(path: ".\(UUID().uuidString).partial")
    try signed.json().write(to: partial)
    defer { try? FileManager.default.removeItem(at: partial) }
    // Unlike a rename, a link never replaces the record of another check.
    try FileManager.default.linkItem(at: partial, to: file)
    return (file, signed)
  }

  /// The latest check of an instrument whose signature is right, whether it passed or not.
  public func latest(instrument: String, serial: String? = nil) -> CheckRecord? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.filter { $0.hasPrefix("\(instrument)-") && $0.hasSuffix(".json") }.compactMap { name in
      guard let data = try? Data(contentsOf: url.appending(path: name)),
        let record = try? SignedCheckRecord(json: data).verified()
      else { return nil }
      return record.instrument == instrument && (serial == nil || record.serial == serial) ? record : nil
    }.max { $0.time.millisecondsSince1970 < $1.time.millisecondsSince1970 }
  }
}
