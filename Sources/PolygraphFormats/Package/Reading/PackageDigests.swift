import Foundation
import PolygraphIntegrity
import PolygraphModel

/// The digests that stand for a whole package.
///
/// *Definition*: the SHA-256 of `close.json` followed by `amendments.jsonl`; of the journal before the package is
/// closed. The close record holds every file's digest, so this one stands for all of them.
public enum PackageDigests {
  /// The digest that a package has now.
  public static func current(of path: String) -> String {
    let data = bytes(path, PackageNames.close).map { $0 + (bytes(path, PackageNames.amendments) ?? Data()) }
    return SHA256Digest(of: data ?? bytes(path, PackageNames.journal) ?? Data()).hexadecimal
  }

  /// The digests that a package had since its close, one more with every amendment; the present one is the last.
  public static func all(of path: String) -> [String] {
    guard let close = bytes(path, PackageNames.close) else { return [current(of: path)] }
    let amendments = bytes(path, PackageNames.amendments) ?? Data()
    var stream = SHA256Stream()
    close.withUnsafeBytes { stream.update($0) }
    var digests = [stream.digest.hexadecimal]
    var start = amendments.startIndex
    while start < amendments.endIndex {
      let end = amendments[start...].firstIndex(of: 10).map { $0 + 1 } ?? amendments.endIndex
      amendments[start..<end].withUnsafeBytes { stream.update($0) }
      digests.append(stream.digest.hexadecimal)
      start = end
    }
    return digests
  }

  private static func bytes(_ path: String, _ name: String) -> Data? {
    try? BlockFile(path, name).all(limit: PackageContents.longestJournal)
  }
}
