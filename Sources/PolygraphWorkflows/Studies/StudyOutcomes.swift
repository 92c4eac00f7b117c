import Foundation
import PolygraphSimulation

/// The known outcomes of the exams in a folder: its file `outcomes.csv`.
///
/// *Shape*: comma-separated text (RFC 4180, UTF-8) under a heading with the columns `exam` and `truth`, and where they
/// are wanted `question`; other columns are passed over.
/// - `exam`: a folder of chart files, a chart file, or a measurement table (`.json`, `polygraph.measurements/1`), as a
///   path inside the folder; or the name of one of several exams whose chart files lie in the folder itself.
/// - `truth`: `deceptive` or `truthful`; for a recognition test, `deceptive` is who knows the key.
/// - `question`: a question's label (`R5`; `R1` for all its passes) when the row is about that question alone. An
///   exam with rows for questions only is deceptive when one of its questions is.
public struct StudyOutcomes: Hashable, Sendable {
  /// What is known of one exam.
  public struct Entry: Hashable, Sendable {
    /// The exam, as the file names it.
    public let exam: String
    /// The file's line, from 1, where it is named first.
    public let line: Int
    /// What the examinee did.
    public internal(set) var truth: Truth
    /// What the examinee did where a question has an outcome of its own.
    public internal(set) var questions: [String: Truth] = [:]
    var isStated = false
  }

  /// The file's name.
  public static let fileName = "outcomes.csv"
  /// The most bytes the file may have.
  public static let largestFile = 64 * 1024 * 1024

  /// The exams in the order of the file.
  public private(set) var entries: [Entry] = []

  /// Reads the outcomes of a folder's exams.
  ///
  /// *Errors*: ``StudyError/outcomes(line:problem:)``.
  public init(folder: URL) throws(StudyError) {
    let url = folder.appending(path: Self.fileName)
    guard let handle = FileHandle(forReadingAtPath: url.path),
      let data = try? handle.read(upToCount: Self.largestFile + 1)
    else {
      throw .outcomes(line: nil, problem: "the folder has no file \(Self.fileName) that can be read")
    }
    try? handle.close()
    guard data.count <= Self.largestFile else {
      throw .outcomes(line: nil, problem: "the file is larger than \(Self.largestFile) bytes")
    }
    guard let text = String(bytes: data, encoding: .utf8) else {
      throw .outcomes(line: nil, problem: "the file is not UTF-8 text")
    }
    try self.init(text: text)
  }

  /// Reads the text of an outcomes file.
  ///
  /// *Errors*: ``StudyError/outcomes(line:problem:)``.
  public init(text: String) throws(StudyError) {
    let rows = try DelimitedText.rows(text)
    guard let heading = rows.first else { throw .outcomes(line: nil, problem: "the file is empty") }
    let names = heading.cells.map { $0.lowercased() }
    guard let exam = names.firstIndex(of: "exam"), let truth = names.firstIndex(of: "truth") else {
      throw .outcomes(line: heading.line, problem: "the heading needs the columns exam and truth")
    }
    let question = names.firstIndex(of: "question")
    var places: [String: Int] = [:]
    for row in rows.dropFirst() {
      func cell(_ column: Int?) -> String { column.flatMap { $0 < row.cells.count ? row.cells[$0] : nil } ?? "" }
      guard !cell(exam).isEmpty else { throw .outcomes(line: row.line, problem: "the row names no exam") }
      guard let known = Truth(rawValue: cell(truth).lowercased()) else {
        throw .outcomes(
          line: row.line, problem: "the truth is \"\(cell(truth))\"; it is deceptive or truthful")
      }
      let place = places[cell(exam)] ?? entries.count
      if place == entries.count {
        entries.append(Entry(exam: cell(exam), line: row.line, truth: .truthful))
        places[cell(exam)] = place
      }
      try entries[place].add(known, question: cell(question), line: row.line)
    }
    guard !entries.isEmpty else { throw .outcomes(line: heading.line, problem: "no exam follows the heading") }
  }
}

extension StudyOutcomes.Entry {
  fileprivate mutating func add(_ known: Truth, question: String, line: Int) throws(StudyError) {
    if question.isEmpty {
      guard !isStated else { throw .outcomes(line: line, problem: "the exam \(exam) stands twice") }
      isStated = true
      truth = known
    } else {
      guard questions.updateValue(known, forKey: question) == nil else {
        throw .outcomes(line: line, problem: "the question \(question) of the exam \(exam) stands twice")
      }
      if !isStated, known == .deceptive { truth = .deceptive }
    }
  }
}

/// What stops a study as a whole.
public enum StudyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The outcomes file cannot be used.
  case outcomes(line: Int?, problem: String)

  /// What is wrong and where, in a sentence.
  public var description: String {
    switch self {
    case .outcomes(let line, let problem):
      StudyOutcomes.fileName + (line.map { ", line \($0)" } ?? "") + ": \(problem)."
    }
  }
}

/// Rows of comma-separated text (RFC 4180).
enum DelimitedText {
  /// The rows that hold anything, with the line each begins on; cells outside quotes lose the blanks around them.
  static func rows(_ text: String) throws(StudyError) -> [(line: Int, cells: [String])] {
    var rows: [(line: Int, cells: [String])] = []
    var reader = Reader(text)
    while let row = try reader.row() {
      if row.cells != [""] { rows.append(row) }
    }
    return rows
  }

  private struct Reader {
    private var rest: Substring.UnicodeScalarView
    private var line = 1

    init(_ text: String) {
      rest = text[...].unicodeScalars
      if rest.first == "\u{FEFF}" { rest.removeFirst() }
    }

    mutating func row() throws(StudyError) -> (line: Int, cells: [String])? {
      guard !rest.isEmpty else { return nil }
      let start = line
      var cells: [String] = []
      while true {
        cells.append(try cell())
        guard let mark = rest.popFirst() else { return (start, cells) }
        if mark == "," { continue }
        if mark == "\r", rest.first == "\n" { rest.removeFirst() }
        line += 1
        return (start, cells)
      }
    }

    /// Reads up to the comma or line break after a cell.
    private mutating func cell() throws(StudyError) -> String {
      var text = String.UnicodeScalarView()
      while let next = rest.first, next == " " || next == "\t" { rest.removeFirst() }
      guard rest.first == "\"" else {
        while let next = rest.first, ![",", "\n", "\r"].contains(next) { text.append(rest.removeFirst()) }
        return String(text).trimmingCharacters(in: .whitespaces)
      }
      let start = line
      rest.removeFirst()
      while true {
        guard let next = rest.popFirst() else {
          throw .outcomes(line: start, problem: "a quoted cell has no end")
        }
        if next == "\"" {
          guard rest.first == "\"" else { break }
          rest.removeFirst()
        }
        if next == "\n" { line += 1 }
        text.append(next)
      }
      while let next = rest.first, next == " " || next == "\t" { rest.removeFirst() }
      if let next = rest.first, ![",", "\n", "\r"].contains(next) {
        throw .outcomes(line: line, problem: "text follows a quoted cell")
      }
      return String(text)
    }
  }
}
