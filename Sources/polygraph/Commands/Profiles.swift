import ArgumentParser
import Foundation
import PolygraphKit

/// `polygraph profiles`: the filter profiles.
struct Profiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists, shows and compares filter profiles.",
    discussion: """
      A filter profile holds every parameter between the raw samples and a measurement. It has a name, a version and a \
      digest, which every result carries. Write one with 'show NAME --json', change it, and pass the file to \
      'measure --profile FILE'.
      """,
    subcommands: [List.self, Show.self, Compare.self], defaultSubcommand: List.self)

  /// `polygraph profiles list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the built-in profiles.")
    @OptionGroup var output: OutputOptions

    func run() throws {
      let references = try FilterProfile.builtIn.map { try $0.reference() }
      guard !output.json else { return emit(try printedJSON(references)) }
      var table = TextTable([("NAME", .left), ("VERSION", .left), ("SHA-256", .left)])
      for reference in references { table.add([reference.name, reference.version, reference.sha256]) }
      emit(table.text)
    }
  }

  /// `polygraph profiles show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints a profile with every parameter, as JSON.")
    @Argument(help: ArgumentHelp("A built-in profile or a profile file.", valueName: "name|file"))
    var name = FilterProfile.standard.name

    func run() throws { emit(try printedJSON(try FilterProfile.load(name))) }
  }

  /// `polygraph profiles compare`.
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the parameters in which two profiles differ.")
    @Argument(help: ArgumentHelp("A built-in profile or a profile file.", valueName: "name|file"))
    var first: String
    @Argument(help: ArgumentHelp("Another one.", valueName: "name|file"))
    var second: String

    func run() throws {
      let left = try flattened(.load(first))
      let right = try flattened(.load(second))
      var table = TextTable([("PARAMETER", .left), (first, .left), (second, .left)])
      let keys = Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
      for key in keys { table.add([key, left[key] ?? "—", right[key] ?? "—"]) }
      emit(keys.isEmpty ? "The profiles are equal.\n" : table.text)
    }
  }
}

/// Every leaf of the profile's JSON by its dotted path.
private func flattened(_ profile: FilterProfile) throws -> [String: String] {
  var leaves: [String: String] = [:]
  func walk(_ value: Any, path: String) {
    if let object = value as? [String: Any] {
      for (key, child) in object { walk(child, path: path.isEmpty ? key : "\(path).\(key)") }
    } else if let list = value as? [Any] {
      for (index, child) in list.enumerated() { walk(child, path: "\(path)[\(index)]") }
    } else {
      leaves[path] = "\(value)"
    }
  }
  walk(try JSONSerialization.jsonObject(with: profile.canonicalJSON()), path: "")
  return leaves
}
