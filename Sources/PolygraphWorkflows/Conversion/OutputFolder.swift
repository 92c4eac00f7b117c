import Foundation
import PolygraphFormats

/// A folder that a workflow writes to, and nothing outside it.
public struct OutputFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Opens a folder, making it where it does not exist.
  ///
  /// *Errors*: ``OutputError/notAFolder(path:reason:)``.
  public init(_ path: String) throws(OutputError) {
    url = URL(filePath: path, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw .notAFolder(path: path, reason: OutputError.reason(error))
    }
  }

  /// Writes files, each whole or not at all, and returns where they lie. Existing ones are replaced only when asked
  /// for.
  ///
  /// *Errors*: ``OutputError``. A name that leads outside, that stands twice, or that exists stops all before
  /// anything is
  /// written.
  public func write(_ files: [WrittenFile], replacing: Bool) throws(OutputError) -> [URL] {
    var targets: [URL] = []
    for file in files {
      let target = try target(file.name, replacing: replacing)
      guard !targets.contains(target) else { throw .twice(name: file.name) }
      targets.append(target)
    }
    for (file, target) in zip(files, targets) { try Self.write(Data(file.bytes), to: target) }
    return targets
  }

  /// Writes a file whole or not at all, and returns where it lies. An existing file is replaced only when asked for.
  ///
  /// *Errors*: ``OutputError``.
  @discardableResult
  public func write(_ data: Data, as name: String, replacing: Bool) throws(OutputError) -> URL {
    let target = try target(name, replacing: replacing)
    try Self.write(data, to: target)
    return target
  }

  /// Where a file of this name goes, if it may.
  private func target(_ name: String, replacing: Bool) throws(OutputError) -> URL {
    // Names made from data are encoded by their writers; this holds whatever they do.
    guard !name.isEmpty, name != ".", name != "..", !name.contains("/"), !name.utf8.contains(0) else {
      throw .outside(name: name)
    }
    let target = url.appending(path: name, directoryHint: .notDirectory)
    // The entry itself and not what it points to: a link could lead outside.
    guard let found = try? FileManager.default.attributesOfItem(atPath: target.path) else { return target }
    guard replacing else { throw .exists(path: target.path) }
    guard found[.type] as? FileAttributeType == .typeRegular else { throw .noFile(path: target.path) }
    return target
  }

  private static func write(_ data: Data, to target: URL) throws(OutputError) {
    do {
      try data.write(to: target, options: .atomic)
    } catch {
      throw .notWritten(path: target.path, reason: OutputError.reason(error))
    }
  }
}

/// Why a file was not written.
public enum OutputError: Error, Hashable, CustomStringConvertible {
  /// The folder is none, or cannot be made.
  case notAFolder(path: String, reason: String)
  /// The name would lead outside the folder.
  case outside(name: String)
  /// Two files would have the same name.
  case twice(name: String)
  /// There is such a file already.
  case exists(path: String)
  /// What is to be replaced is no regular file.
  case noFile(path: String)
  /// What is to be replaced is a package that was captured.
  case captured(path: String)
  /// What is to be replaced is a package that people have amended.
  case amended(path: String, entries: Int)
  /// The file system did not take the file.
  case notWritten(path: String, reason: String)
  /// The folder holds files that are not of what is to be written.
  case foreign(folder: String, name: String)

  /// The system's own words for an error, which say more than Foundation's.
  static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    guard let code = (underlying as? POSIXError ?? error as? POSIXError)?.code else {
      return error.localizedDescription
    }
    return String(cString: strerror(code.rawValue))
  }

  /// What happened and what to do.
  public var description: String {
    switch self {
    case .notAFolder(let path, let reason): "\(path) cannot be written to as a folder: \(reason)"
    case .outside(let name): "The file name '\(name)' leads outside the output folder; nothing was written."
    case .twice(let name): "Two of the files would be named '\(name)'; nothing was written."
    case .exists(let path): "\(path) exists already; nothing was written. Choose another folder, or say --replace."
    case .noFile(let path): "\(path) is a link or a folder and is not replaced. Choose another folder, or remove it."
    case .captured(let path):
      "\(path) was captured, or cannot be read; a conversion never replaces it. Choose another folder."
    case .amended(let path, let entries):
      "\(path) has \(entries) amendments that the new package would not have; nothing was written. Choose another"
        + " folder, or say --discard-amendments as well."
    case .notWritten(let path, let reason): "\(path) could not be written: \(reason)"
    case .foreign(let folder, let name):
      "\(folder) holds \(name), which is not of this exam; nothing was written. Choose another folder, or remove it."
    }
  }
}
