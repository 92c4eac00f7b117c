import PolygraphSimulation
import PolygraphWorkflows
import Testing

@Suite("Outcomes of a study's exams")
struct StudyOutcomesTests {
  private func problem(_ text: String) -> String {
    do {
      _ = try StudyOutcomes(text: text)
      return "no error"
    } catch {
      return error.description
    }
  }

  @Test("exams in order, with quotes, blanks, a byte order mark, other columns and any line ends")
  func rows() throws {
    let text =
      "\u{FEFF}exam, Truth ,note\r\ncase-1,deceptive,x\r\n\r\n"
      + "\"case, 2\",Truthful,\"a \"\"note\"\"\nover two lines\"\r\n"
      + "case-3 , truthful"
    let entries = try StudyOutcomes(text: text).entries
    #expect(entries.map(\.exam) == ["case-1", "case, 2", "case-3"])
    #expect(entries.map(\.truth) == [.deceptive, .truthful, .truthful])
    #expect(entries.map(\.line) == [2, 4, 6])
  }

  @Test("questions have outcomes of their own; without a row for the exam one deceptive question makes it deceptive")
  func questions() throws {
    let text = """
      exam,question,truth
      a,R4,truthful
      a,R6,deceptive
      b,,truthful
      b,R4,deceptive
      c,R4,truthful
      """
    let entries = try StudyOutcomes(text: text).entries
    #expect(entries.map(\.truth) == [.deceptive, .truthful, .truthful])
    #expect(entries[0].questions == ["R4": .truthful, "R6": .deceptive])
    #expect(entries[1].questions == ["R4": .deceptive])
  }

  @Test(
    "what is wrong is said with its line",
    arguments: [
      ("", "outcomes.csv: the file is empty."),
      ("exam,outcome\na,deceptive", "outcomes.csv, line 1: the heading needs the columns exam and truth."),
      ("exam,truth", "outcomes.csv, line 1: no exam follows the heading."),
      ("exam,truth\na,guilty", "outcomes.csv, line 2: the truth is \"guilty\"; it is deceptive or truthful."),
      ("exam,truth\na", "outcomes.csv, line 2: the truth is \"\"; it is deceptive or truthful."),
      ("exam,truth\n,truthful", "outcomes.csv, line 2: the row names no exam."),
      ("exam,truth\na,truthful\na,truthful", "outcomes.csv, line 3: the exam a stands twice."),
      ("exam,truth,question\na,truthful,R5\na,truthful,R5", "line 3: the question R5 of the exam a stands twice."),
      ("exam,truth\n\"a,truthful", "outcomes.csv, line 2: a quoted cell has no end."),
      ("exam,truth\n\"a\"b,truthful", "outcomes.csv, line 2: text follows a quoted cell."),
    ])
  func refused(text: String, sentence: String) {
    #expect(problem(text).hasSuffix(sentence), "\(problem(text))")
  }
}
