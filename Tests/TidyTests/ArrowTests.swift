import Foundation
import TestSupport
import Testing

@Suite("The plan of the house holds")
struct ArrowTests {
  let table: RoomTable
  let package: DeclaredPackage

  init() throws {
    table = try RoomTable()
    package = try DeclaredPackage.load()
  }

  private var rooms: [DeclaredPackage.Target] {
    package.targets.filter { $0.type != "test" && !($0.path ?? "").hasPrefix("Tests/") }
  }

  @Test("every target is a room of the plan, and every room is a target")
  func roomsAndTargetsAgree() {
    #expect(table.rooms.count > 10, "the table of rooms was not found in Architecture.md")
    #expect(Set(rooms.map(\.name)) == Set(table.rooms.keys))
  }

  @Test("Package.swift declares no arrow that the plan does not allow")
  func declaredArrowsAreAllowed() {
    for room in rooms {
      let allowed = table.rooms[room.name] ?? []
      for dependency in room.dependencies {
        #expect(allowed.contains(dependency.name), "\(room.name) → \(dependency.name) is not in the plan")
      }
    }
  }

  @Test("no file imports what its room may not, or what its target does not declare")
  func importsAreAllowed() throws {
    let system: Set<String> = ["Swift", "Foundation", "Glibc", "Musl", "Darwin", "Synchronization"]
    var count = 0
    for room in rooms {
      let allowed = table.rooms[room.name] ?? []
      let declared = Set(room.dependencies.map(\.name)).union(system)
      for path in try SourceTree.files(endingIn: [".swift"]) where path.hasPrefix("Sources/\(room.name)/") {
        for module in Self.imports(try SourceTree.text(path)) {
          count += 1
          #expect(allowed.contains(module), "\(path) imports \(module), which the plan does not allow")
          #expect(declared.contains(module), "\(path) imports \(module), which its target does not declare")
        }
      }
    }
    #expect(count > 50, "the imports were not found")
  }

  @Test("arrows point down: no room is reachable from itself")
  func arrowsHaveNoCycle() {
    let names = Set(table.rooms.keys)
    var done: Set<String> = []
    func visit(_ room: String, path: [String]) {
      #expect(!path.contains(room), "cycle: \((path + [room]).joined(separator: " → "))")
      guard !path.contains(room), !done.contains(room) else { return }
      for next in (table.rooms[room] ?? []).intersection(names) { visit(next, path: path + [room]) }
      done.insert(room)
    }
    for room in names.sorted() { visit(room, path: []) }
  }

  @Test("the reader of imports sees every form of import")
  func importReaderSeesAllForms() {
    let source = """
      import A
      @testable import B
        @_exported public import struct C.D
      // import E
      let text = "import F"
      #if canImport(G)
        import G
      #endif
      """
    #expect(Self.imports(source) == ["A", "B", "C", "G"])
  }

  static func imports(_ source: String) -> [String] {
    let pattern =
      #/
        ^\s*(?:@\w+(?:\([^)]*\))?\s+)*
        (?:(?:public|package|internal|fileprivate|private)\s+)?import\s+
        (?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)
      /#
    return source.split(separator: "\n").compactMap { $0.firstMatch(of: pattern).map { String($0.1) } }
  }
}
