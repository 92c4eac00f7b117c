import Foundation
import TestSupport

/// The repository's own text files, as the tidy tests read them.
enum SourceTree {
  /// Every file git would commit, by path from the top: the folders that hold work, without build products.
  static func files(endingIn endings: [String]) throws -> [String] {
    let tops = ["Package.swift", "Sources", "Tests", "Benchmarks", "Fuzz", "Scripts", ".ci", "Fixtures"]
    let root = Repository.root.path
    var found: [String] = []
    for top in tops {
      let url = Repository.root.appending(path: top)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { continue }
      guard isFolder.boolValue else {
        found.append(top)
        continue
      }
      let walker = FileManager.default.enumerator(at: url, includingPropertiesForKeys: [.isRegularFileKey])
      while let file = walker?.nextObject() as? URL {
        if [".build", ".swiftpm", "__pycache__"].contains(file.lastPathComponent) {
          walker?.skipDescendants()
          continue
        }
        guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
        found.append(String(file.path.dropFirst(root.count + 1)))
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: root)
    found += names.filter { $0.hasSuffix(".md") }
    return found.filter { path in endings.isEmpty || endings.contains { path.hasSuffix($0) } }.sorted()
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
  }

  static func lines(_ path: String) throws -> [Substring] {
    try text(path).split(separator: "\n", omittingEmptySubsequences: false)
  }
}

/// The table of rooms in the architecture article: each room with what it may import.
struct RoomTable {
  let rooms: [String: Set<String>]

  init() throws {
    var rooms: [String: Set<String>] = [:]
    let article = try SourceTree.text("Sources/PolygraphKit/PolygraphKit.docc/Architecture.md")
    for line in article.split(separator: "\n") where line.hasPrefix("| ") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard cells.count == 6, Int(cells[1].replacing("−", with: "-")) != nil else { continue }
      rooms[Self.names(in: cells[2])[0]] = Set(Self.names(in: cells[4]))
    }
    self.rooms = rooms
  }

  private static func names(in cell: String) -> [String] {
    cell.split(separator: "`").enumerated().filter { $0.offset % 2 == (cell.hasPrefix("`") ? 0 : 1) }.map {
      String($0.element)
    }
  }
}

/// What `Package.swift` declares, as the package manager itself understands it.
struct DeclaredPackage: Decodable {
  struct Target: Decodable {
    let name: String
    let type: String
    let path: String?
    let dependencies: [Dependency]
  }

  /// A target or product a target depends on, by name.
  struct Dependency: Decodable {
    let name: String

    private struct Key: CodingKey {
      let stringValue: String
      let intValue: Int? = nil
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      guard let key = container.allKeys.first else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "A dependency without a kind."))
      }
      var list = try container.nestedUnkeyedContainer(forKey: key)
      name = try list.decode(String.self)
    }
  }

  let targets: [Target]

  static func load() throws -> DeclaredPackage {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--package-path", Repository.root.path, "--scratch-path", folder.url.path, "dump-package",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode(DeclaredPackage.self, from: data)
  }
}
