import Foundation
import PolygraphKit
import TestSupport
import Testing

@testable import PolygraphWorkflows

@Suite("Output folder")
struct OutputFolderTests {
  private let scratch: TemporaryFolder
  private let folder: OutputFolder

  init() throws {
    scratch = try TemporaryFolder()
    folder = try OutputFolder(scratch.url.appending(path: "out/of this/ümlaut").path)
  }

  private func file(_ name: String, _ text: String = "new") -> WrittenFile {
    WrittenFile(name: name, bytes: Array(text.utf8))
  }

  private func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

  @Test("folders on the way are made, and files lie where it is said")
  func writes() throws {
    let places = try folder.write([file("a.csv", "1"), file("b c.csv", "2")], replacing: false)
    #expect(places.map(\.lastPathComponent) == ["a.csv", "b c.csv"])
    #expect(try places.map { try text($0) } == ["1", "2"])
    #expect(places.allSatisfy { $0.path.hasPrefix(folder.url.path) })
  }

  @Test(
    "no name leads outside the folder",
    arguments: ["../a", "a/../../b", "/etc/a", "..", ".", "", "sub/a", "./a"])
  func escape(name: String) throws {
    #expect(throws: OutputError.outside(name: name)) {
      try folder.write(Data(), as: name, replacing: true)
    }
    #expect(throws: OutputError.outside(name: name + "\0")) {
      try folder.write(Data(), as: name + "\0", replacing: true)
    }
    #expect(throws: OutputError.outside(name: name)) {
      _ = try folder.write([file("good"), file(name)], replacing: true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["out"])
  }

  @Test("names that only look dangerous are files like others")
  func oddNames() throws {
    let names = ["...", "..a", "-rf", "a:b", "a\\b", "~", "%2e%2e"]
    let places = try folder.write(names.map { file($0) }, replacing: false)
    #expect(Set(try FileManager.default.contentsOfDirectory(atPath: folder.url.path)) == Set(names))
    #expect(places.count == names.count)
  }

  @Test("an existing file stays unless it is to be replaced, and then nothing else is written either")
  func existing() throws {
    let old = try folder.write(Data("old".utf8), as: "b", replacing: false)
    #expect(throws: OutputError.exists(path: old.path)) {
      _ = try folder.write([file("a"), file("b")], replacing: false)
    }
    #expect(try text(old) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["b"])
    _ = try folder.write([file("a"), file("b")], replacing: true)
    #expect(try text(old) == "new")
  }

  @Test("two files of one name are refused")
  func twice() throws {
    #expect(throws: OutputError.twice(name: "a")) { _ = try folder.write([file("a"), file("a")], replacing: true) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test("a link that leads outside is not followed", arguments: [true, false])
  func links(isDangling: Bool) throws {
    let outside = scratch.url.appending(path: "outside")
    if !isDangling { try Data("mine".utf8).write(to: outside) }
    try FileManager.default.createSymbolicLink(at: folder.url.appending(path: "a"), withDestinationURL: outside)
    let link = folder.url.appending(path: "a").path
    #expect(throws: OutputError.noFile(path: link)) { try folder.write(Data("x".utf8), as: "a", replacing: true) }
    #expect(throws: OutputError.exists(path: link)) { try folder.write(Data("x".utf8), as: "a", replacing: false) }
    #expect((try? text(outside)) == (isDangling ? nil : "mine"))
  }

  @Test("a folder in a file's place is not replaced")
  func folderInPlace() throws {
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "a"), withIntermediateDirectories: false)
    #expect(throws: OutputError.noFile(path: folder.url.appending(path: "a").path)) {
      try folder.write(Data(), as: "a", replacing: true)
    }
  }

  @Test("what is no folder, or cannot become one, is refused with its path")
  func noFolder() throws {
    let file = scratch.url.appending(path: "file")
    try Data().write(to: file)
    for path in [file.path, file.path + "/below", "/proc/polygraph"] {
      let error = #expect(throws: OutputError.self) { _ = try OutputFolder(path) }
      #expect(error?.description.hasPrefix(path) == true, "\(error?.description ?? "")")
    }
  }

  @Test("a folder that takes no files is named, and nothing is left in it")
  func readOnly() throws {
    // Nobody, not even root, makes files in /proc; a folder without the permission to write stops everybody else.
    var folders = [try OutputFolder("/proc/self")]
    if geteuid() != 0 {
      try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.url.path)
      folders.append(folder)
    }
    for folder in folders {
      let error = #expect(throws: OutputError.self) { try folder.write(Data("x".utf8), as: "a.csv", replacing: true) }
      guard case .notWritten(let path, _) = error else {
        Issue.record("\(error.map { "\($0)" } ?? "no error")")
        continue
      }
      #expect(path == folder.url.appending(path: "a.csv").path)
    }
    try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.url.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }
}
