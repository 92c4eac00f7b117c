import Foundation
import PolygraphFormats

/// A folder that a workflow writes to, and nothing outside it.
public struct OutputFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Opens a folder, making it where it does not exist.
  public init(_ path: String) throws {
    url = URL(filePath: path, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// Writes a file whole or not at all, and returns where it lies. An existing file is replaced only when asked for.
  @discardableResult
  public func write(_ data: Data, as name: String, replacing: Bool) throws -> URL {
    let target = url.appending(path: name)
    // Names made from data are encoded by their writers; this holds whatever they do.
    guard target.standardizedFileURL.deletingLastPathComponent().path == url.standardizedFileURL.path else {
      throw OutputError.outside(name: name)
    }
    guard replacing || !FileManager.default.fileExists(atPath: target.path) else {
      throw OutputError.exists(path: target.path)
    }
    try data.write(to: target, options: .atomic)
    return target
  }
}

/// Why a file was not written.
public enum OutputError: Error, Hashable, CustomStringConvertible {
  /// The name would lead outside the folder.
  case outside(name: String)
  /// There is such a file already.
  case exists(path: String)

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .outside(let name): "The file name '\(name)' leads outside the output folder; nothing was written."
    case .exists(let path): "\(path) exists already. Choose another folder, or say --replace."
    }
  }
}
