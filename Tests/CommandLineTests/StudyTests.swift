import Foundation
import TestSupport
import Testing

@Suite("polygraph study")
struct StudyTests {
  /// A folder with one exam of chart files, one named that is not there, and outcomes.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(
      at: URL(filePath: CommandRunner.exam), to: folder.url.appending(path: "case-1"))
    try Data("exam,truth\ncase-1,deceptive\ncase-2,truthful\n".utf8).write(
      to: folder.url.appending(path: "outcomes.csv"))
    return folder
  }

  @Test("a folder's exams are scored, and the one that cannot be read is listed")
  func folderOfExams() throws {
    let folder = try folder()
    let outcome = try CommandRunner.run("study", folder.url.path, "--json")
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.study/1")
    #expect(
      document.keys == [
        "schema", "origin", "exams", "deceptive", "truthful", "prior", "isForced", "confidence", "methods", "agreement",
        "failures", "unlisted", "cases",
      ])
    #expect(try document.integer("exams") == 1 && document.integer("deceptive") == 1)
    let failure = try document.list("failures")[0]
    #expect(try failure.text("exam") == "case-2" && failure.integer("line") == 3)
    let methods = try document.list("methods")
    #expect(try methods.map { try $0.text("method") } == ["ess-m", "oss-3"])
    let sensitivity = try methods[0].member("rates").member("sensitivity")
    #expect(try sensitivity.integer("of") == 1)
    #expect(try methods[0].member("rates").member("specificity").isNull("value"), "no truthful exam")
    #expect(methods[0].isNull("curve"))
    let text = try CommandRunner.run("study", folder.url.path)
    text.expectSuccess()
    #expect(text.text.contains("Failed, and in no figure\n  line 3: case-2: "))
  }

  @Test("what was computed by force outside the validated design is labelled, and nothing else is")
  func forced() throws {
    let folder = try folder()
    let arguments = ["study", folder.url.path, "--methods", "ess-m,ross", "--test-format", "you-phase"]
    let document = try JSONDocument(
      try CommandRunner.run(arguments + ["--force", "--json"]).output, schema: "polygraph.study/1")
    #expect(try document.flag("isForced"))
    let methods = try document.list("methods")
    #expect(try methods.map { try $0.integer("outsideValidatedDesign") } == [1, 1])
    #expect(try !document.list("cases")[0].list("verdicts")[1].flag("withinValidatedDesign"))
    let forced = try CommandRunner.run(arguments + ["--force"])
    #expect(forced.text.contains("OUTSIDE THE VALIDATED DESIGN: 1 of 1 scored"))
    let plain = try CommandRunner.run("study", folder.url.path, "--methods", "ess-m")
    #expect(!plain.text.contains("OUTSIDE"))
  }

  @Test("simulated exams give the same document for any number of threads, and a row a method as comma-separated text")
  func simulated() throws {
    let arguments = [
      "study", "--simulate", "300", "--seed", "4", "--methods", "ess-m,oss-3:GTR", "--base-rate", "0.05",
    ]
    let one = try CommandRunner.run(arguments + ["--json", "--threads", "1"])
    one.expectSuccess()
    let many = try CommandRunner.run(arguments + ["--json", "--threads", "5"])
    #expect(one.output == many.output)
    let document = try JSONDocument(one.output, schema: "polygraph.study/1")
    #expect(try document.member("origin").integer("seed") == 4)
    let methods = try document.list("methods")
    #expect(try methods.map { try $0.text("decisionRule") } == ["eTSR", "GTR"])
    let values = try methods[0].list("predictiveValues")
    #expect(try values.map { try $0.number("baseRate") } == [0.5, 0.05])
    let csv = try CommandRunner.run(arguments + ["--csv"])
    csv.expectSuccess()
    let lines = csv.text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(lines.count == 3 && lines.allSatisfy { $0.count == lines[0].count })
    let column = try #require(lines[0].firstIndex(of: "sensitivity"))
    let sensitivity = try methods[0].member("rates").member("sensitivity").number("value")
    #expect(Double(lines[1][column]) == sensitivity)
    #expect(Set(lines[0]).count == lines[0].count)
  }

  @Test("another format, a lie to one question, and how the text says where the exams come from")
  func formats() throws {
    let outcome = try CommandRunner.run(
      "study", "--simulate", "20", "--test-format", "afmgqt-1", "--lies-to", "R4", "--method", "ess-m")
    outcome.expectSuccess()
    #expect(outcome.text.contains("Simulated examinees, afmgqt"))
    #expect(outcome.text.contains("ess-m (version "))
    #expect(outcome.text.contains("\n  questions\n"))
  }

  @Test(
    "wrong usage is exit code 64",
    arguments: [
      [], ["--simulate", "0"], ["x", "--simulate", "5"], ["x", "--seed", "2"], ["x", "--base-rate", "1"],
      ["x", "--csv", "--json"], ["x", "--method", "nobody"], ["x", "--method", "ess-m:GTR"], ["x", "--threads", "0"],
      ["--simulate", "5", "--lies-to", "R99"], ["--simulate", "5", "--test-format", "utah"],
      ["--simulate", "5", "--deceptive", "2"],
    ])
  func usage(arguments: [String]) throws {
    try CommandRunner.run(["study"] + arguments).expectRefusal(64, [])
  }

  @Test("outcomes that cannot be used are refused with their line, exit code 1")
  func refused() throws {
    let folder = try TemporaryFolder()
    try CommandRunner.run("study", folder.url.path).expectRefusal(1, ["outcomes.csv"])
    try Data("exam,truth\na,maybe\n".utf8).write(to: folder.url.appending(path: "outcomes.csv"))
    try CommandRunner.run("study", folder.url.path).expectRefusal(1, ["outcomes.csv, line 2", "maybe"])
  }
}
