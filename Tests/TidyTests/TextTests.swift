import Foundation
import TestSupport
import Testing

@Suite("The text of the repository is tidy")
struct TextTests {
  static let longestFile = 600
  static let longestLine = 120

  static let code = [".swift", ".c", ".h", ".py", ".sh", ".js", ".css", ".html", ".modulemap"]

  @Test("no source file has more than 600 lines")
  func filesAreShort() throws {
    for path in try SourceTree.files(endingIn: Self.code) where !path.hasPrefix("Fixtures/") {
      let count = try SourceTree.lines(path).count
      #expect(count <= Self.longestFile + 1, "\(path) has \(count) lines")
    }
  }

  @Test("no line of code, script or prose is wider than 120 columns, but for tables and links")
  func linesAreNarrow() throws {
    let scripts = try SourceTree.files(endingIn: []).filter { $0.hasPrefix("Scripts/") || $0.hasPrefix(".ci/") }
    let paths = try SourceTree.files(endingIn: Self.code + [".md"]) + scripts
    #expect(paths.count > 50)
    for path in paths where !path.hasPrefix("Fixtures/") || path.hasSuffix(".md") {
      for (index, line) in try SourceTree.lines(path).enumerated() where line.count > Self.longestLine {
        let isTable = path.hasSuffix(".md") && line.hasPrefix("|")
        let isUnbroken = !line.trimmingCharacters(in: .whitespaces).contains(" ") || line.contains("://")
        #expect(isTable || isUnbroken, "\(path):\(index + 1) has \(line.count) columns")
      }
    }
  }

  @Test("no path of one machine and no word about the workplace")
  func nothingOfOneMachine() throws {
    let homes = ["home", "root", "work", "Users", "opt/swift"].joined(separator: "|")
    let pattern = try Regex("(^|[^A-Za-z0-9_.])/(\(homes))/")
    let paths = try SourceTree.files(endingIn: Self.code + [".md", ".csv", ".json", ".txt"])
    let scripts = try SourceTree.files(endingIn: []).filter { $0.hasPrefix("Scripts/") || $0.hasPrefix(".ci/") }
    for path in paths + scripts where !path.hasPrefix("Fixtures/fuzz/") {
      guard let text = try? SourceTree.text(path) else { continue }
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        #expect(line.firstMatch(of: pattern) == nil, "\(path):\(index + 1) names a path of one machine")
      }
    }
  }
}
