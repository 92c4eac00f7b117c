import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphWorkflows

/// What a reading command is told about its input.
struct ReadingOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A folder of chart files, or one chart file.", valueName: "path"))
  var path: String

  @Option(help: ArgumentHelp("The exam to take when the folder holds several.", valueName: "name"))
  var exam: String?

  @Flag(help: "Refuse files with any defect instead of repairing and reporting it.")
  var strict = false

  /// Reads the exam.
  func read() throws -> ReadExam { try ExamReader.read(path: path, options: options) }

  /// What the reader is told.
  var options: ReadOptions {
    var options = ReadOptions()
    options.examName = exam
    options.isStrict = strict
    return options
  }
}

/// How a command speaks.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print a JSON document instead of text.")
  var json = false

  @Flag(help: "Show no progress.")
  var quiet = false
}

/// The filter profile that numbers are made with.
struct ProfileOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A built-in filter profile, or a profile file (JSON).", valueName: "name|file"))
  var profile = FilterProfile.standard.name

  /// The profile.
  func load() throws -> FilterProfile { try FilterProfile.load(profile) }
}

extension FilterProfile {
  /// A built-in profile by name, else the one in the file of that path.
  static func load(_ name: String) throws -> FilterProfile {
    if let builtIn = FilterProfile.named(name) { return builtIn }
    guard FileManager.default.fileExists(atPath: name) else {
      let names = FilterProfile.builtIn.map(\.name).joined(separator: ", ")
      throw ValidationError("No filter profile and no file is named '\(name)'. Built in: \(names).")
    }
    return try FilterProfile(json: Data(contentsOf: URL(filePath: name)))
  }
}

/// The records file that a command uses.
struct RecordsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The records file. Left out: $POLYGRAPH_RECORDS, else polygraph/records.sqlite in your data folder.",
      valueName: "file"))
  var records: String?

  /// The records file's path.
  var path: String { records ?? RecordsLocation.standard }
}
