import Foundation
import TestSupport
import Testing

@Suite("Refused input ends with 1, says what was found, and prints nothing")
struct RefusalTests {
  private let scratch: TemporaryFolder
  private var folder: URL { scratch.url }

  init() throws { scratch = try TemporaryFolder() }

  static let readers: [[String]] = [
    ["inspect"], ["lint"], ["measure"], ["score"], ["explain", "--question", "R5"],
    ["convert", "--to", "csv", "--out", "never"],
  ]

  private func copy(_ fixture: String, to name: String) throws {
    try FileManager.default.copyItem(at: Repository.fixture(fixture), to: folder.appending(path: name))
  }

  @Test("a path that is not there", arguments: readers)
  func missing(command: [String]) throws {
    try CommandRunner.run(command + ["no such folder"], in: folder).expectRefusal(1, ["no such folder", "not-found"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("an empty folder, and a file of no known format", arguments: readers)
  func nothing(command: [String]) throws {
    try CommandRunner.run(command + ["."], in: folder).expectRefusal(1, ["no file of a known chart format"])
    try Data("hello".utf8).write(to: folder.appending(path: "notes"))
    try CommandRunner.run(command + ["notes"], in: folder).expectRefusal(1, ["notes", "not-recognised"])
  }

  @Test("a folder with several exams is listed, until one is named", arguments: readers)
  func several(command: [String]) throws {
    try copy("ncca/D&-DEMO01-1.01A", to: "D&-DEMO01-1.01A")
    try copy("ncca/D&-DEMO01-1.01A", to: "D&-DEMO02-1.01A")
    let refused = try CommandRunner.run(command + ["."], in: folder)
    refused.expectRefusal(1, ["\"DEMO01\"", "\"DEMO02\"", "--exam NAME"])
    let named = try CommandRunner.run(command + [".", "--exam", "DEMO02"], in: folder)
    #expect(!named.errors.contains("several-exams") && named.status != 64)
    try CommandRunner.run(command + [".", "--exam", "DEMO03"], in: folder)
      .expectRefusal(1, ["\"DEMO03\"", "\"DEMO01\"", "\"DEMO02\""])
  }

  @Test("a device that never ends is not opened", arguments: ["/dev/zero", "/dev/null"])
  func devices(path: String) throws {
    try CommandRunner.run("inspect", path).expectRefusal(1, ["no regular file"])
  }

  @Test("a file that may not be read", .enabled(if: geteuid() != 0, "root reads everything"))
  func unreadable() throws {
    try copy("ncca/D&-DEMO01-1.01A", to: "D&-DEMO01-1.01A")
    let path = folder.appending(path: "D&-DEMO01-1.01A").path
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    try CommandRunner.run("inspect", path).expectRefusal(1, ["cannot be read"])
    try CommandRunner.run("score", "--measurements", path).expectRefusal(1, ["cannot be opened"])
  }

  @Test("in strict mode a defect is an error with its code")
  func strict() throws {
    let path = Repository.fixture("ncca/defects/D&-label-typed-1.01A").path
    #expect(try CommandRunner.run("inspect", path).status == 0)
    try CommandRunner.run("inspect", path, "--strict").expectRefusal(1, ["label-typed"])
  }

  @Test("a measurement table that is none says what is wrong and where")
  func tables() throws {
    func refuse(_ text: String, _ words: [String]) throws {
      try Data(text.utf8).write(to: folder.appending(path: "table.json"))
      try CommandRunner.run("score", "--measurements", "table.json", in: folder).expectRefusal(
        1, ["table.json"] + words)
    }
    try refuse("", ["JSON"])
    try refuse("{", ["JSON"])
    try refuse("[]", [])
    try refuse(#"{"schema":"polygraph.scores/1"}"#, ["schema", "polygraph.scores/1", "polygraph.measurements/1"])
    try refuse(#"{"schema":"polygraph.measurements/1","exam":"X","charts":[]}"#, ["'measurements' is missing"])
    try refuse(
      #"{"schema":"polygraph.measurements/1","exam":"X","charts":[{"series":"1","chart":"one","sequence":[]}],"#
        + #""measurements":[]}"#, ["charts.[0].chart"])
    try CommandRunner.run("score", "--measurements", "nothing.json", in: folder).expectRefusal(1, ["no such file"])
    try CommandRunner.run("score", "--measurements", ".", in: folder).expectRefusal(1, ["folder"])
  }

  @Test("a profile that is none says what is wrong")
  func profiles() throws {
    let file = folder.appending(path: "mine.json")
    let standard = try CommandRunner.run("profiles", "show", "standard", "--json").text
    for (text, words) in [
      ("{}", ["missing"]), ("nothing", ["JSON"]),
      (standard.replacingOccurrences(of: "\"evaluation\" : 15", with: "\"evaluation\" : 1500"), ["windows.evaluation"]),
    ] {
      try Data(text.utf8).write(to: file)
      try CommandRunner.run("measure", CommandRunner.exam, "--profile", "mine.json", in: folder)
        .expectRefusal(1, ["mine.json"] + words)
    }
  }

  @Test("records that are not there, and files that are no records")
  func records() throws {
    for command in [["records", "exams"], ["records", "audit", "verify"]] {
      try CommandRunner.run(command + ["--records", "office.sqlite"], in: folder)
        .expectRefusal(1, ["office.sqlite", "records-not-found", "File an exam first"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty, "nothing was made")
      try CommandRunner.run(command + ["--records", Repository.fixture("ncca/D&-DEMO01-1.01A").path])
        .expectRefusal(1, ["records-not-a-database"])
    }
  }

  @Test("an output folder that cannot be, or cannot be written to")
  func output() throws {
    let file = folder.appending(path: "file")
    try Data().write(to: file)
    for path in [file.path, "/proc/polygraph"] {
      try CommandRunner.run("convert", CommandRunner.exam, "--to", "csv", "--out", path).expectRefusal(1, [path])
      let demo = try CommandRunner.run("demo", "--test", "acqt", "--out", path)
      demo.expectRefusal(1, [path])
    }
    try CommandRunner.run("convert", CommandRunner.exam, "--to", "json", "--out", "/proc/self")
      .expectRefusal(1, ["/proc/self/SIM1.json", "could not be written"])
  }
}
