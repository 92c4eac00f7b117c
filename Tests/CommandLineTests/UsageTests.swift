import Testing

@Suite("Wrong usage ends with 64, says what to do, and prints nothing")
struct UsageTests {
  struct Mistake: CustomTestStringConvertible {
    let arguments: [String]
    let words: [String]
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ arguments: String..., says words: [String]) {
      self.arguments = arguments
      self.words = words
    }
  }

  static let mistakes = [
    Mistake("nonsense", says: ["nonsense", "--help"]),
    Mistake("score", says: ["exam's path or --measurements FILE"]),
    Mistake("score", "x", "--measurements", "y", says: ["either"]),
    Mistake("score", "--measurements", "y", "--record", says: ["--record needs an exam"]),
    Mistake("score", "--measurements", "y", "--strict", says: ["--measurements reads none"]),
    Mistake("score", CommandRunner.exam, "--method", "nope", says: ["'nope'", "Known: ", "ess-m"]),
    Mistake("score", CommandRunner.exam, "--method", "all", "--method", "nope", says: ["'nope'", "ess-m"]),
    Mistake("score", CommandRunner.exam, "--test-format", "nope", says: ["'nope'", "federal-zct", "dlst"]),
    Mistake("score", CommandRunner.exam, "--prior", "0", says: ["--prior", "between 0 and 1"]),
    Mistake("score", CommandRunner.exam, "--prior", "1", says: ["between 0 and 1"]),
    Mistake("score", CommandRunner.exam, "--prior", "nan", says: ["between 0 and 1"]),
    Mistake("score", CommandRunner.exam, "--prior", "half", says: ["half"]),
    Mistake("score", CommandRunner.exam, "--profile", "nope", says: ["'nope'", "standard", "polygraph score"]),
    Mistake("measure", CommandRunner.exam, "--profile", "nope", says: ["'nope'", "standard"]),
    Mistake("measure", says: ["<path>"]),
    Mistake("explain", CommandRunner.exam, says: ["--question"]),
    Mistake("explain", "--question", "R5", says: ["--scores", "--measurements"]),
    Mistake("explain", "--scores", "x", "--method", "oss-2", says: ["'oss-2'", "seven-position"]),
    Mistake("explain", "--scores", "x", "--strict", says: ["--strict"]),
    Mistake("explain", CommandRunner.exam, "--question", "R5", "--method", "all", says: ["'all'", "ess-m"]),
    Mistake("explain", CommandRunner.exam, "--question", "R5", "--sensor", "heart", says: ["'heart'", "cardio"]),
    Mistake("explain", CommandRunner.exam, "--question", "R5", "--chart", "0", says: ["from 1"]),
    Mistake("convert", CommandRunner.exam, "--to", "docx", "--out", "x", says: ["docx", "ncca", "csv", "json"]),
    Mistake("convert", CommandRunner.exam, "--to", "csv", says: ["--out"]),
    Mistake("convert", CommandRunner.exam, "--to", "csv", "--out", "", says: ["--out"]),
    Mistake("lint", CommandRunner.exam, "--longest-spacing", "3", says: ["--longest-spacing", "--shortest-spacing"]),
    Mistake("lint", CommandRunner.exam, "--shortest-spacing", "inf", says: ["--shortest-spacing"]),
    Mistake("profiles", "show", "nope", says: ["'nope'", "standard"]),
    Mistake("profiles", "compare", "standard", says: ["<name|file>"]),
    Mistake("methods", "show", "nope", says: ["'nope'", "ess-m"]),
    Mistake("records", "exams", "--limit=-1", says: ["--limit", "zero or more"]),
    Mistake("records", "exams", "--since", "yesterday", says: ["--since", "2026-02-05T09:30:00Z"]),
    Mistake("records", "exams", "--records", "", says: ["--records"]),
    Mistake("demo", "--test", "nope", says: ["'nope'", "federal-zct", "acqt"]),
    Mistake("demo", "--examinee", "liar", says: ["liar", "deceptive", "truthful"]),
    Mistake("demo", "--effect", "9", says: ["--effect takes 0 to 5"]),
    Mistake("demo", "--effect", "nan", says: ["--effect takes 0 to 5"]),
    Mistake("demo", "--seed", "one", says: ["one"]),
    Mistake("demo", "--out", "", says: ["--out"]),
  ]

  @Test("a mistake is named together with what is known", arguments: mistakes)
  func mistake(mistake: Mistake) throws {
    try CommandRunner.run(mistake.arguments).expectRefusal(64, mistake.words + ["Usage: polygraph"])
  }
}
