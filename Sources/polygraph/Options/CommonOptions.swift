import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphWorkflows

/// What a reading command is told about its input.
struct ReadingOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("An exam package, a folder of chart files, or one chart file.", valueName: "path"))
  var path: String

  @OptionGroup var choice: ExamChoice

  /// Reads the exam.
  func read() throws -> ReadExam { try choice.read(path) }
}

/// Which exam is read, and how strictly.
struct ExamChoice: ParsableArguments {
  @Option(help: ArgumentHelp("The exam to take when the folder holds several.", valueName: "name"))
  var exam: String?

  @Flag(help: "Refuse files with any defect instead of repairing and reporting it.")
  var strict = false

  /// Reads the exam at a path.
  func read(_ path: String) throws -> ReadExam {
    do {
      return try ExamReader.read(path: path, options: options)
    } catch {
      guard error.code == "several-exams", exam == nil else { throw error }
      throw RefusedInput(
        description: "\(error)\nTake one with --exam NAME; 'polygraph inspect PATH --all' shows them all.")
    }
  }

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

  @Flag(help: "Keep to the result: no steps, no notes on standard error.")
  var quiet = false

  /// Prints a value: as JSON when asked for, else as text.
  func emit(_ value: some Encodable, text: @autoclosure () throws -> String) throws {
    if json { try polygraph.emit(json: value) } else { try polygraph.emit(text()) }
  }

  /// Writes a line to standard error unless the command is to be quiet.
  func note(_ text: String) {
    if !quiet { polygraph.note(text) }
  }
}

/// The filter profile that numbers are made with.
struct ProfileOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A built-in filter profile, or a profile file (JSON).", valueName: "name|file"))
  var profile = FilterProfile.standard.name

  func validate() throws { try FilterProfile.checkName(profile) }

  /// The profile.
  func load() throws -> FilterProfile { try FilterProfile.load(profile) }
}

extension FilterProfile {
  /// A built-in profile by name, else the one in the file of that path.
  static func load(_ name: String) throws -> FilterProfile {
    if let builtIn = FilterProfile.named(name) { return builtIn }
    do {
      return try FilterProfile(json: InputFile.read(name))
    } catch let error as FilterProfileError {
      throw RefusedInput(path: name, problem: error.description)
    }
  }

  /// Stops on a name that is neither a built-in profile's nor a file's.
  static func checkName(_ name: String) throws {
    guard FilterProfile.named(name) == nil, !FileManager.default.fileExists(atPath: name) else { return }
    let names = FilterProfile.builtIn.map(\.name).joined(separator: ", ")
    throw ValidationError("No filter profile and no file is named '\(name)'. Built in: \(names).")
  }
}

/// The records that a command uses.
struct RecordsOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The records: a file, or postgresql://… . Left out: $POLYGRAPH_RECORDS, else polygraph/records.sqlite in your "
        + "data folder.",
      valueName: "place"))
  var records: String?

  /// The file's path, or the address of a database.
  var path: String { records ?? RecordsLocation.standard }

  func validate() throws {
    if records?.isEmpty == true {
      throw ValidationError("--records takes the path of a file, or the address of a database (postgresql://…).")
    }
  }
}
