import Foundation
import TestSupport
import Testing

@Suite("polygraph check")
struct CheckTests {
  @Test("an instrument is checked by a script, the record is signed, and a change of it is found")
  func check() throws {
    let scratch = try TemporaryFolder()
    try Data(#"{"seconds":2,"serial":"SIM-1","confirmed":["sensors at rest"],"channels":["PN1","PN2","EDA"]}"#.utf8)
      .write(to: scratch.url.appending(path: "answers.json"))
    let script = """
      "$polygraph" simulate --instrument plg1 --test acqt --link ./plg1 --duration 40 --json > /dev/null &
      simulated=$!
      for _ in $(seq 100); do [ -e plg1 ] && break; sleep 0.1; done
      "$polygraph" check --instrument plg1 --port ./plg1 --script answers.json --checks checks --json --quiet > out.json
      "$polygraph" check --instrument cyton --port ./plg1 --yes --checks checks --quiet > wrong.txt
      echo "wrong $?"
      kill $simulated
      wait $simulated
      """
    let outcome = try CommandRunner.shell(script, in: scratch.url)
    #expect(outcome.text == "wrong 1\n", "\(outcome.text) \(outcome.errors)")
    let wrong = try String(contentsOf: scratch.url.appending(path: "wrong.txt"), encoding: .utf8)
    #expect(wrong.contains("FAILED") && wrong.contains("identity"))
    let signed = try JSONDocument(
      Data(contentsOf: scratch.url.appending(path: "out.json")), schema: "polygraph.check/1")
    let key = try signed.text("publicKey")
    let record = try signed.text("payload")
    #expect(record.contains("SIM-1") && record.contains("sensors at rest") && record.contains(#""kind":"noise""#))
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.appending(path: "checks").path)
    #expect(names.contains("check.key") && names.count { $0.hasSuffix(".json") } == 2)
    let file = scratch.url.appending(path: "out.json")
    try CommandRunner.run("check", "--verify", file.path, "--public-key", key).expectSuccess()
    try CommandRunner.run("check", "--verify", file.path, "--public-key", String(repeating: "0", count: 64))
      .expectRefusal(1, ["out.json", "not by the one"])
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "SIM-1", with: "SIM-2").utf8).write(to: file)
    try CommandRunner.run("check", "--verify", file.path).expectRefusal(1, ["out.json", "changed after the check"])
  }

  @Test("a known signal goes through the whole chain, and its error is printed")
  func replay() throws {
    let scratch = try TemporaryFolder()
    let rows = (0..<200).map { "\(Int(1000 * sin(Double($0) / 20))),\(3 * $0)" }.joined(separator: "\n")
    try Data("cardio,electrodermal\n\(rows)\n".utf8).write(to: scratch.url.appending(path: "wave.csv"))
    let outcome = try CommandRunner.run(
      "check", "--instrument", "plg1", "--replay", "wave.csv", "--rate", "50", "--speed", "4", "--json",
      in: scratch.url)
    outcome.expectSuccess()
    let channels = try JSONDocument(outcome.output, schema: "polygraph.replay/1").list("channels")
    #expect(try Set(channels.map { try $0.text("channel") }) == ["EDA", "CRD"])
    try Data("cardio\n1\nx\n".utf8).write(to: scratch.url.appending(path: "bad.csv"))
    try CommandRunner.run("check", "--instrument", "plg1", "--replay", "bad.csv", in: scratch.url)
      .expectRefusal(1, ["bad.csv", "Line 3"])
  }

  @Test("wrong usage is named together with what is known")
  func usage() throws {
    for (arguments, words) in [
      (["check"], ["--instrument"]), (["check", "--instrument", "nope", "--port", "x"], ["'nope'", "bitalino"]),
      (["check", "--instrument", "plg1"], ["--port", "--replay"]),
      (["check", "--instrument", "plg1", "--port", "x", "--seconds", "0.5"], ["--seconds"]),
      (["check", "--verify", "x", "--port", "y"], ["--verify stands alone"]),
    ] {
      try CommandRunner.run(arguments).expectRefusal(64, words)
    }
    try CommandRunner.run("check", "--instrument", "plg1", "--port", "/dev/null", "--yes")
      .expectRefusal(1, ["/dev/null", "no serial port"])
    try CommandRunner.run("check", "--instrument", "plg1", "--port", "x", "--yes", "--channel", "Q")
      .expectRefusal(1, ["no channel 'Q'", "PN1"])
  }

  @Test("everything is verified together: packages, records, filed charts")
  func verifyAll() throws {
    let scratch = try TemporaryFolder()
    let folder = scratch.url
    try CommandRunner.run(
      "convert", CommandRunner.exam, "--to", "package", "--out", "exams", "--quiet", in: folder
    ).expectSuccess()
    let whole = try CommandRunner.run("verify", "--all", "exams", "--json", in: folder)
    whole.expectSuccess()
    let packages = try JSONDocument(whole.output, schema: "polygraph.verification-all/1").list("packages")
    #expect(packages.count == 1)
    try CommandRunner.run("verify", "exams", "exams", in: folder).expectRefusal(64, ["--all"])
    try CommandRunner.run("verify", "--all", "nowhere", in: folder).expectRefusal(1, ["no such file or folder"])
    let package = try packages[0].text("path")
    try FileManager.default.removeItem(at: folder.appending(path: package).appending(path: "close.json"))
    let open = try CommandRunner.run("verify", "--all", "exams", in: folder)
    #expect(open.status == 1 && open.text.contains("NOT WHOLE") && open.text.contains("package-open"))
  }
}
