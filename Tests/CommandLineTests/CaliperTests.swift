import Foundation
import TestSupport
import Testing

@Suite("polygraph caliper")
struct CaliperCommandTests {
  private func readings(_ arguments: String...) throws -> [JSONDocument] {
    let outcome = try CommandRunner.run(["caliper", CommandRunner.exam] + arguments + ["--json"])
    outcome.expectSuccess()
    let document = try JSONDocument(outcome.output, schema: "polygraph.caliper/1")
    #expect(document.keys.isSuperset(of: ["schema", "exam", "profile", "width", "readings"]))
    return try document.list("readings")
  }

  @Test("at a question it reads the values of measure for respiration and vasomotor, and a rise for EDA")
  func equalsMeasure() throws {
    let measured = try CommandRunner.run("measure", CommandRunner.exam, "--json")
    let rows = try JSONDocument(measured.output, schema: "polygraph.measurements/1").list("measurements")
    let found = try readings("--chart", "1", "--question", "R5")
    #expect(found.count == 5)
    var compared = 0
    for reading in found {
      let sensor = try reading.text("sensor")
      let row = try #require(
        try rows.first {
          try $0.integer("chart") == 1 && $0.text("question") == "R5" && $0.text("sensor") == sensor
        })
      guard sensor.hasSuffix("Respiration") || sensor == "vasomotor", try row.text("state") == "measured" else {
        continue
      }
      #expect(try reading.number("value") == row.number("value"), "\(sensor)")
      compared += 1
    }
    #expect(compared > 0)
    let eda = try #require(try found.first { try $0.text("sensor") == "electrodermal" })
    #expect(try eda.number("value") > 0)
    #expect(try eda.member("onset").integer("sample") < eda.member("peak").integer("sample"))
  }

  @Test("a box anywhere, its width, and a person's levels")
  func places() throws {
    let box = try #require(
      try readings("--chart", "2", "--sensor", "cardio", "--at", "40.5", "--width", "10").first)
    #expect(try box.member("start").number("seconds") == 40.5)
    #expect(try box.member("end").integer("sample") - box.member("start").integer("sample") == 299)
    let manual = try #require(
      try readings(
        "--chart", "2", "--sensor", "cardio", "--at", "40", "--mode", "manual", "--onset-level=-240",
        "--peak-level=-180.5"
      ).first)
    #expect(try manual.number("value") == 59.5 && manual.isNull("onset") && manual.text("mode") == "manual")
  }

  @Test("text has a line a sensor")
  func text() throws {
    let outcome = try CommandRunner.run("caliper", CommandRunner.exam, "--chart", "1", "--at", "60")
    outcome.expectSuccess()
    #expect(outcome.text.contains("Series 1, chart 1: 60 to 74.97 s, automatic"))
    for sensor in ["thoracicRespiration", "abdominalRespiration", "electrodermal", "cardio"] {
      #expect(outcome.text.contains("\n\(sensor) "), "\(sensor)")
    }
  }

  @Test("what is not there is refused with what is")
  func refusals() throws {
    let exam = CommandRunner.exam
    try CommandRunner.run("caliper", exam, "--chart", "9", "--at", "30").expectRefusal(1, ["no chart 9", "1, 2, 3"])
    try CommandRunner.run("caliper", exam, "--chart", "1", "--question", "R99")
      .expectRefusal(1, ["'R99'", "N1", "R10"])
    try CommandRunner.run("caliper", exam, "--chart", "1", "--at", "9999").expectRefusal(1, ["9999", "outside"])
    try CommandRunner.run("caliper", exam, "--chart", "1", "--at", "30", "--sensor", "activity")
      .expectRefusal(1, ["'activity'", "electrodermal"])
    let wrong: [(arguments: [String], words: [String])] = [
      (["--chart", "1"], ["--at SECONDS", "--question LABEL"]),
      (["--chart", "1", "--at", "3", "--question", "R5"], ["either"]), (["--chart", "0", "--at", "3"], ["from 1"]),
      (["--chart", "1", "--at=-3"], ["--at"]), (["--chart", "1", "--at", "3", "--width", "0"], ["--width"]),
      (["--chart", "1", "--at", "3", "--width", "nan"], ["--width"]),
      (["--chart", "1", "--at", "3", "--mode", "manual"], ["--onset-level"]),
      (["--chart", "1", "--at", "3", "--onset-level", "2"], ["--mode manual"]),
    ]
    for (arguments, words) in wrong {
      try CommandRunner.run(["caliper", exam] + arguments).expectRefusal(64, words)
    }
  }
}
