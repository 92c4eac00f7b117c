import Foundation
import PolygraphFormats
import PolygraphModel

extension OutputFolder {
  /// Writes an exam that was read as a closed package, `<exam>.polygraph`, whole or not at all, and returns where it
  /// lies. An existing package is replaced only when asked for, and only by a whole one.
  ///
  /// *Errors*: ``OutputError``; ``FormatError`` for what the package refuses.
  public func writePackage(_ read: ReadExam, software: String, replacing: Bool) throws -> URL {
    let name = "\(FileName.encoded(read.exam.name)).\(PackageNames.folderEnding)"
    let target = url.appending(path: name, directoryHint: .isDirectory)
    let files = FileManager.default
    let old = try? files.attributesOfItem(atPath: target.path)
    if let old {
      guard replacing else { throw OutputError.exists(path: target.path) }
      guard old[.type] as? FileAttributeType == .typeDirectory, PackageNames.isPackage(target.path) else {
        throw OutputError.noFile(path: target.path)
      }
    }
    let partial = url.appending(path: ".\(name)-\(UUID().uuidString)", directoryHint: .isDirectory)
    do {
      _ = try PackageImport.write(read, to: partial.path, software: software)
      if old == nil {
        try files.moveItem(at: partial, to: target)
      } else {
        // The old one goes only when the new one is in its place.
        let aside = url.appending(path: ".\(name)-\(UUID().uuidString)", directoryHint: .isDirectory)
        try files.moveItem(at: target, to: aside)
        try files.moveItem(at: partial, to: target)
        try files.removeItem(at: aside)
      }
    } catch {
      try? files.removeItem(at: partial)
      if error is FormatError { throw error }
      throw OutputError.notWritten(path: target.path, reason: OutputError.reason(error))
    }
    return target
  }
}
