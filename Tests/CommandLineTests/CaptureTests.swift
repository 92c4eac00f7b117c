import Foundation
import TestSupport
import Testing

@Suite("polygraph capture")
struct CaptureTests {
  private let scratch: TemporaryFolder

  init() throws { scratch = try TemporaryFolder() }

  @Test("an unattended capture plays its script, ends the package, tells what was taken; its exam is scored")
  func script() throws {
    let outcome = try CommandRunner.shell(
      """
      "$polygraph" simulate --instrument plg1 --test acqt --link ./plg1 --speed 100 --script exam.json > start.txt &
      simulated=$!
      for _ in $(seq 100); do [ -e plg1 ] && break; sleep 0.1; done
      "$polygraph" capture --instrument plg1 --port ./plg1 --speed 100 --script exam.json --out SIM1 --json --quiet
      status=$?
      kill $simulated
      wait $simulated
      exit $status
      """, in: scratch.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let document = try JSONDocument(outcome.output, schema: "polygraph.capture/1")
    let one = try #require(try document.list("instruments").first)
    #expect(one["lost"] as? Int == 0 && one["delivered"] as? Int == one["produced"] as? Int)
    #expect(document["conformant"] as? Bool == true && document["charts"] as? Int == 1)
    try CommandRunner.run("verify", "SIM1", in: scratch.url).expectSuccess()
    let inspected = try CommandRunner.run("inspect", "SIM1", "--json", in: scratch.url)
    #expect(inspected.status == 0 && inspected.text.contains("\"electrodermal\""))
  }

  @Test("wrong usage and ports that are none are named, and no package is begun")
  func refusals() throws {
    try CommandRunner.run("capture", "--instrument", "plg1", "--port", "nowhere", "--out", "X", in: scratch.url)
      .expectRefusal(1, ["nowhere"])
    try CommandRunner.run("capture", "--instrument", "nope", "--port", "p", "--out", "X", in: scratch.url)
      .expectRefusal(1, ["'nope'", "bitalino"])
    try CommandRunner.run("capture", "--instrument", "plg1", "--out", "X", in: scratch.url).expectRefusal(64, [])
    for arguments in [["--speed", "0"], ["--duration", "-1"], ["--sensor", "A1=soul"], ["--last-check", "soon"]] {
      let all = ["capture", "--instrument", "plg1", "--port", "p", "--out", "X"] + arguments
      try CommandRunner.run(all, in: scratch.url).expectRefusal(64, [arguments[0]])
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "X").path))
  }
}
