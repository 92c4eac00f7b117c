import Foundation
import TestSupport
import Testing

@Suite("polygraph instruments and simulate")
struct InstrumentTests {
  @Test("drivers are listed with line, loss detection, electrical safety and channels; described ones beside them")
  func drivers() throws {
    let file = Repository.fixture("instruments/cobs.json").path
    let outcome = try CommandRunner.run("instruments", "--description", file, "--json")
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.instruments/1")
    let instruments = try document.list("instruments")
    let names = try instruments.map { try $0.text("name") }
    #expect(Set(names).isSuperset(of: ["bitalino", "cyton", "plg1", "openeeg-p2", "shimmer3", "nonin", "bench-cobs"]))
    for instrument in instruments {
      #expect(try !instrument.text("electricalSafety").isEmpty)
      #expect(try !instrument.list("channels").isEmpty)
    }
    let text = try CommandRunner.run("instruments")
    text.expectSuccess()
    #expect(text.text.contains("\nbitalino ") && text.text.contains("115200 8N1") && text.text.contains("19200 8O1"))
  }

  @Test("a description that contradicts itself is refused with its place")
  func description() throws {
    let scratch = try TemporaryFolder()
    let file = scratch.url.appending(path: "mine.json")
    let text = try String(contentsOf: Repository.fixture("instruments/cobs.json"), encoding: .utf8)
    try Data(text.replacingOccurrences(of: "\"isolation\"", with: "\"izolation\"").utf8).write(to: file)
    try CommandRunner.run("instruments", "--description", file.path)
      .expectRefusal(1, ["mine.json", "electricalSafety", "'isolation' is missing"])
  }

  @Test("a virtual instrument can be opened at its link, tells where questions lie, and goes away with its link")
  func simulate() throws {
    let scratch = try TemporaryFolder()
    let script = """
      "$polygraph" simulate --instrument plg1 --test acqt --link ./plg1 --duration 20 --json > start.json &
      simulated=$!
      for _ in $(seq 100); do [ -e plg1 ] && break; sleep 0.1; done
      python3 - <<'EOF'
      import os, time, tty
      port = os.open("plg1", os.O_RDWR | os.O_NOCTTY)
      tty.setraw(port)
      os.write(port, b"?")
      time.sleep(0.5)
      print(os.read(port, 4096).decode().splitlines()[-1])
      EOF
      kill $simulated
      wait $simulated
      [ ! -e plg1 ] && [ ! -L plg1 ] && echo gone
      """
    let outcome = try CommandRunner.shell(script, in: scratch.url)
    #expect(outcome.text.contains("$H,1,simulated,100,1,PN1:count"), "\(outcome.text) \(outcome.errors)")
    #expect(outcome.text.hasSuffix("gone\n"))
    let start = try JSONDocument(
      Data(contentsOf: scratch.url.appending(path: "start.json")), schema: "polygraph.simulation/1")
    let charts = try start.list("charts")
    #expect(try charts.count >= 1 && charts[0].list("events").count >= 7)
  }

  @Test("a link never replaces a file")
  func link() throws {
    let scratch = try TemporaryFolder()
    try Data("mine".utf8).write(to: scratch.url.appending(path: "port"))
    try CommandRunner.run("simulate", "--instrument", "plg1", "--link", "port", in: scratch.url)
      .expectRefusal(1, ["port", "no link"])
  }

  @Test("wrong usage is named together with what is known")
  func usage() throws {
    for (arguments, words) in [
      (["simulate", "--instrument", "nope"], ["'nope'", "bitalino"]),
      (["simulate", "--instrument", "plg1", "--fault", "fire=1"], ["'fire=1'", "loss=SHARE"]),
      (["simulate", "--instrument", "plg1", "--speed", "0"], ["--speed"]),
      (["simulate", "--instrument", "plg1", "--test", "nope"], ["'nope'", "acqt"]),
    ] {
      try CommandRunner.run(arguments).expectRefusal(64, words)
    }
  }
}
