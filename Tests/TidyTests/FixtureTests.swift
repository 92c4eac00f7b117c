import Foundation
import PolygraphIntegrity
import TestSupport
import Testing

@Suite("Every fixture is accounted for")
struct FixtureTests {
  @Test("Fixtures/SHA256SUMS lists every fixture with its digest, and nothing else")
  func digestsHold() throws {
    var listed: [String: String] = [:]
    for line in try SourceTree.text("Fixtures/SHA256SUMS").split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      listed[String(parts[1].drop { $0 == " " || $0 == "*" })] = String(parts[0])
    }
    let present = try SourceTree.files(endingIn: []).filter { path in
      path.hasPrefix("Fixtures/") && !path.hasSuffix("/README.md") && path != "Fixtures/SHA256SUMS"
    }
    let names = Set(present.map { String($0.dropFirst("Fixtures/".count)) })
    #expect(names == Set(listed.keys), "run Scripts/fixtures-digest after adding or removing a fixture")
    for name in names {
      let data = try Repository.fixtureData(name)
      #expect(SHA256Digest(of: data).hexadecimal == listed[name], "\(name) has changed")
    }
  }

  @Test("every folder of fixtures tells its origin, command and licence in a README that Fixtures/README.md names")
  func originsAreTold() throws {
    let index = try SourceTree.text("Fixtures/README.md")
    let folders = try FileManager.default.contentsOfDirectory(
      at: Repository.root.appending(path: "Fixtures"), includingPropertiesForKeys: [.isDirectoryKey]
    ).filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
    #expect(!folders.isEmpty)
    for folder in folders {
      let name = folder.lastPathComponent
      #expect(index.contains("`\(name)/`"), "Fixtures/README.md does not name \(name)/")
      let text = try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8).lowercased()
      for word in ["origin", "command", "licence"] {
        #expect(text.contains(word), "Fixtures/\(name)/README.md does not tell its \(word)")
      }
    }
  }
}
