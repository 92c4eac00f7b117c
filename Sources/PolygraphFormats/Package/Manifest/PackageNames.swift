import Foundation
import PolygraphModel

/// The names of a package's files and folders.
public enum PackageNames {
  /// The package's description.
  public static let manifest = "manifest.json"
  /// The exam: pseudonym, questions, sensors.
  public static let exam = "exam.json"
  /// What happened, one record a line.
  public static let journal = "journal.jsonl"
  /// The orderly end, with every file's digest.
  public static let close = "close.json"
  /// What people changed after the end.
  public static let amendments = "amendments.jsonl"
  /// What a recovery found.
  public static let recovery = "recovery.json"
  /// The archive form, with the digests of its files.
  public static let archiveRecord = "archive.json"
  /// The folder of the instruments' samples.
  public static let signals = "signals"
  /// The folder of the session's sound.
  public static let audio = "audio"
  /// The folder of attached pictures.
  public static let video = "video"
  /// The folder of the overview pyramids.
  public static let overview = "overview"
  /// The folder of the archive form.
  public static let archive = "archive"
  /// The folder of what imported charts' own files look like.
  public static let origin = "origin"
  /// The folder of what a recovery set aside.
  public static let damaged = "damaged"
  /// The folder of derived files, which may be deleted and are no part of the package.
  public static let export = "export"
  /// The ending of a package's folder, where a program chooses its name.
  public static let folderEnding = "polygraph"

  /// Files that come after the close record and are not in its list.
  static let afterClose: Set<String> = [close, amendments, archiveRecord]

  /// A segment's number as its files carry it: `001`.
  static func number(_ segment: Int) -> String {
    let text = String(segment)
    return String(repeating: "0", count: max(0, 3 - text.count)) + text
  }

  /// Joins a name of the package to its path.
  static func path(_ folder: String, _ name: String) -> String { (folder as NSString).appendingPathComponent(name) }

  /// Whether a relative name stays inside the package: no empty, dotted or absolute parts.
  static func isInside(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.utf8.contains(0) && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }

  /// Whether a folder is an exam package: it has a journal, or a manifest beside a folder of signals.
  public static func isPackage(_ folder: String) -> Bool {
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(folder, name)) }
    return exists(journal) || (exists(manifest) && exists(signals))
  }

  /// The package that a path means: itself, or the only one in it.
  ///
  /// *Errors*: `not-found`; `no-package`; `several-exams` when there is more than one.
  public static func locate(_ path: String) throws(FormatError) -> String {
    guard try ExamReader.isFolder(path) else {
      throw FormatError(
        code: "no-package", message: "This is a file; an exam package is a folder.",
        place: Place(file: (path as NSString).lastPathComponent))
    }
    if isPackage(path) { return path }
    let inside = packages(in: path)
    guard let only = inside.first else {
      throw FormatError(
        code: "no-package", message: "The folder is no exam package: it has no \(journal).",
        place: Place(file: (path as NSString).lastPathComponent))
    }
    guard inside.count == 1 else {
      let names = inside.map { "\"\(($0 as NSString).lastPathComponent)\"" }.joined(separator: ", ")
      throw FormatError(
        code: "several-exams", message: "The folder holds \(inside.count) packages: \(names). Name the one to take.")
    }
    return only
  }

  /// Every package in a folder and the folders in it, by path; the folder itself when it is one. Links are not
  /// followed, and nothing inside a package is another one.
  ///
  /// *Errors*: `not-found`, `no-package` when it is no folder.
  public static func allPackages(under folder: String) throws(FormatError) -> [String] {
    guard try ExamReader.isFolder(folder) else {
      throw FormatError(
        code: "no-package", message: "This is a file; packages are looked for in folders.",
        place: Place(file: (folder as NSString).lastPathComponent))
    }
    var found: [String] = []
    var folders = [folder]
    while let next = folders.popLast() {
      if isPackage(next) {
        found.append(next)
        continue
      }
      for name in (try? FileManager.default.contentsOfDirectory(atPath: next)) ?? [] where !name.hasPrefix(".") {
        let inner = path(next, name)
        let type = try? FileManager.default.attributesOfItem(atPath: inner)[.type] as? FileAttributeType
        if type == .typeDirectory { folders.append(inner) }
      }
    }
    return found.sorted()
  }

  /// The packages that lie in a folder, by name; links are not followed.
  static func packages(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { !$0.hasPrefix(".") }.map { path(folder, $0) }.filter { inner in
      let type = try? FileManager.default.attributesOfItem(atPath: inner)[.type] as? FileAttributeType
      return type == .typeDirectory && isPackage(inner)
    }
  }
}
