import Foundation

/// The repository's files, as tests see them.
public enum Repository {
  /// The repository's top folder.
  public static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file or folder under `Fixtures/`.
  public static func fixture(_ path: String) -> URL { root.appending(path: "Fixtures").appending(path: path) }

  /// The bytes of a file under `Fixtures/`.
  public static func fixtureData(_ path: String) throws -> Data { try Data(contentsOf: fixture(path)) }

  /// True when the exhaustive run was asked for (`POLYGRAPH_EXHAUSTIVE=1`).
  public static let isExhaustive = ProcessInfo.processInfo.environment["POLYGRAPH_EXHAUSTIVE"] == "1"
}

/// A new empty folder that is removed when the value goes away.
public final class TemporaryFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Makes a folder with a name of its own.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "polygraph-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
