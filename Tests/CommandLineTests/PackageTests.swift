import Foundation
import TestSupport
import Testing

@Suite("polygraph convert --to package, verify, recover")
struct PackageTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  private func package() throws -> URL {
    try CommandRunner.run("convert", CommandRunner.exam, "--to", "package", "--out", "out", in: scratch.url)
      .expectSuccess(noting: "origin-kept")
    return scratch.url.appending(path: "out/SIM1.polygraph")
  }

  @Test("a package is verified, inspected and scored like the files it was made from")
  func sameScores() throws {
    let package = try package()
    let verified = try CommandRunner.run("verify", package.path, "--json")
    verified.expectSuccess()
    let document = try JSONDocument(verified.output, schema: "polygraph.verification/1")
    #expect(document["intact"] as? Bool == true && document["state"] as? String == "closed")
    let inspected = try CommandRunner.run("inspect", "out", "--json", in: scratch.url)
    inspected.expectSuccess()
    let inspection = try JSONDocument(inspected.output, schema: "polygraph.inspection/1")
    #expect(inspection["format"] as? String == "exam-package")
    func results(_ path: String) throws -> NSArray? {
      let outcome = try CommandRunner.run("score", path, "--method", "ess-m", "--json")
      outcome.expectSuccess()
      let results = try JSONDocument(outcome.output, schema: "polygraph.scores/1")["results"] as? [[String: Any]]
      return results?.map { $0["subtotals"] as Any } as NSArray?
    }
    let scores = try results(package.path)
    let expected = try results(CommandRunner.exam)
    #expect(scores != nil && scores == expected)
    for verb in ["lint", "measure"] {
      let outcome = try CommandRunner.run(verb, package.path)
      #expect(outcome.status == 0, "\(verb): \(outcome.errors)")
    }
  }

  @Test("NCCA ASCII comes back with the same bytes")
  func sameBytes() throws {
    let package = try package()
    try CommandRunner.run("convert", package.path, "--to", "ncca", "--out", "back", in: scratch.url).expectSuccess()
    for name in try FileManager.default.contentsOfDirectory(atPath: CommandRunner.exam) {
      let file = URL(filePath: CommandRunner.exam).appending(path: name)
      #expect(try Data(contentsOf: scratch.url.appending(path: "back/\(name)")) == Data(contentsOf: file), "\(name)")
    }
  }

  @Test("an existing package stays until --replace")
  func existing() throws {
    _ = try package()
    let arguments = ["convert", CommandRunner.exam, "--to", "package", "--out", "out"]
    try CommandRunner.run(arguments, in: scratch.url).expectRefusal(1, ["SIM1.polygraph exists already", "--replace"])
    try CommandRunner.run(arguments + ["--replace"], in: scratch.url).expectSuccess(noting: "origin-kept")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.appending(path: "out").path).count == 1)
    try CommandRunner.run("verify", "out", in: scratch.url).expectSuccess()
  }

  @Test("damage is named and fails; a package that was not closed is recovered and verifies")
  func damage() throws {
    let package = try package()
    try FileManager.default.removeItem(at: package.appending(path: "close.json"))
    let open = try CommandRunner.run("verify", package.path)
    #expect(open.status == 1 && open.text.contains("package-open") && open.text.contains("polygraph recover"))
    let recovered = try CommandRunner.run("recover", package.path, "--json")
    recovered.expectSuccess()
    let document = try JSONDocument(recovered.output, schema: "polygraph.recovery/1")
    #expect(document["wasClosed"] as? Bool == false)
    try CommandRunner.run("verify", package.path).expectSuccess()
    let again = try CommandRunner.run("recover", package.path)
    again.expectSuccess()
    #expect(again.text.contains("closed already"))
    let file = package.appending(path: "signals/001.w64")
    var bytes = try Data(contentsOf: file)
    bytes[4000] ^= 1
    try bytes.write(to: file)
    let damaged = try CommandRunner.run("verify", package.path)
    #expect(damaged.status == 1 && damaged.text.contains("signals/001.w64") && damaged.text.contains("file-changed"))
    #expect(damaged.text.contains("data-damaged"))
  }

  @Test("what is no package is refused with a sentence")
  func refusals() throws {
    for verb in ["verify", "recover"] {
      try CommandRunner.run(verb, CommandRunner.exam).expectRefusal(1, ["no exam package"])
      try CommandRunner.run(verb, "nowhere", in: scratch.url).expectRefusal(1, ["no such file or folder"])
      #expect(try CommandRunner.run(verb).status == 64)
    }
  }
}
