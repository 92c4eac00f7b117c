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
      'measure --profile FILE' or 'score --profile FILE'.

      Examples:
        polygraph profiles
        polygraph profiles show standard
        polygraph profiles show standard --json > mine.json
        polygraph profiles compare standard mine.json
      """,
    subcommands: [List.self, Show.self, Compare.self], defaultSubcommand: List.self)

  /// `polygraph profiles list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the built-in profiles.", discussion: "Example:\n  polygraph profiles list --json")
    @OptionGroup var output: OutputOptions

    func run() throws {
      let references = try FilterProfile.builtIn.map { try $0.reference() }
      var table = TextTable([("NAME", .left), ("VERSION", .left), ("SHA-256", .left)])
      for reference in references { table.add([reference.name, reference.version, reference.sha256]) }
      try output.emit(ProfileList(profiles: references), text: table.text)
    }
  }

  /// `polygraph profiles show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints a profile with every parameter.",
      discussion: """
        With --json the profile is printed as the document that --profile takes.

        Example:
          polygraph profiles show standard --json > mine.json
        """)
    @Argument(help: ArgumentHelp("A built-in profile or a profile file.", valueName: "name|file"))
    var name = FilterProfile.standard.name
    @OptionGroup var output: OutputOptions

    func validate() throws { try FilterProfile.checkName(name) }

    func run() throws {
      let profile = try FilterProfile.load(name)
      let reference = try profile.reference()
      var table = TextTable(alignments: [.left, .left])
      for (parameter, value) in try flattened(profile).sorted(by: { $0.key < $1.key }) {
        table.add([parameter, value])
      }
      try output.emit(
        profile, text: "\(reference.name), version \(reference.version), SHA-256 \(reference.sha256)\n\n" + table.text)
    }
  }

  /// `polygraph profiles compare`.
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the parameters in which two profiles differ.",
      discussion: "Example:\n  polygraph profiles compare standard mine.json")
    @Argument(help: ArgumentHelp("A built-in profile or a profile file.", valueName: "name|file"))
    var first: String
    @Argument(help: ArgumentHelp("Another one.", valueName: "name|file"))
    var second: String
    @OptionGroup var output: OutputOptions

    func validate() throws { for name in [first, second] { try FilterProfile.checkName(name) } }

    func run() throws {
      let profiles = [try FilterProfile.load(first), try FilterProfile.load(second)]
      let (left, right) = (try flattened(profiles[0]), try flattened(profiles[1]))
      let keys = Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
      var table = TextTable([("PARAMETER", .left), (first, .left), (second, .left)])
      for key in keys { table.add([key, left[key] ?? "—", right[key] ?? "—"]) }
      try output.emit(
        ProfileComparison(
          profiles: try profiles.map { try $0.reference() },
          differences: keys.map { .init(parameter: $0, first: left[$0], second: right[$0]) }),
        text: keys.isEmpty ? "The profiles are equal.\n" : table.text)
    }
  }
}

/// The document `polygraph.profiles/1`.
private struct ProfileList: Encodable {
  let schema = "polygraph.profiles/1"
  let profiles: [ProfileReference]
}

/// The document `polygraph.profileComparison/1`.
private struct ProfileComparison: Encodable {
  /// A parameter with its value in both profiles; a value that one has not is left out.
  struct Difference: Encodable {
    let parameter: String
    let first: String?
    let second: String?
  }

  let schema = "polygraph.profileComparison/1"
  let profiles: [ProfileReference]
  let differences: [Difference]
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
