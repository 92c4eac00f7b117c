import Foundation
import PolygraphModel
import PolygraphQuantities
import Testing

/// The JSON that scripts rely on, key by key.
@Suite("Shapes of the JSON documents")
struct DocumentShapeTests {
  private func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
  private func comesBack<Value: Codable & Equatable>(_ value: Value) throws -> Bool {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value)) == value
  }

  @Test("a finding is flat, its place beside its code")
  func finding() throws {
    let finding = Finding(
      code: "column-empty", severity: .warning, message: "No data.", place: Place(file: "a.01A", line: 17), count: 2)
    #expect(
      try text(finding)
        == #"{"code":"column-empty","count":2,"file":"a.01A","line":17,"message":"No data.","severity":"warning"}"#)
    #expect(try comesBack(finding))
    let short = try JSONDecoder().decode(
      Finding.self, from: Data(#"{"code":"x","severity":"note","message":"m","sample":4}"#.utf8))
    #expect(short.count == 1 && short.place.sample == 4)
    #expect(Severity.note < .warning && Severity.warning < .error)
  }

  @Test("a measurement table")
  func measurements() throws {
    let table = MeasurementTable(
      exam: "DEMO01", profile: ProfileReference(name: "standard", version: "1", sha256: "ab"),
      charts: [
        ChartSequence(series: "1", chart: 1, sequence: ["I1", "SA", "C4", "R5"], kinds: ["SA": .sacrificeRelevant])
      ],
      measurements: [
        Measurement(
          series: "1", chart: 1, question: "R5", kind: .relevant, sensor: .electrodermal, value: 231,
          unit: .chartUnits, onset: SamplePlace(sample: 1033, seconds: 34.43),
          peak: SamplePlace(sample: 1127, seconds: 37.57), state: .measured),
        Measurement(
          series: "1", chart: 1, question: "C4", kind: .comparison, type: .probableLie, sensor: .vasomotor,
          value: nil, unit: .logRatio, state: .artifact, flags: ["movement"]),
      ])
    #expect(
      try text(table)
        == #"{"charts":[{"chart":1,"kinds":{"SA":"sacrificeRelevant"},"sequence":["I1","SA","C4","R5"],"series":"1"}],"#
        + #""exam":"DEMO01","findings":[],"measurements":[{"chart":1,"flags":[],"kind":"relevant","occurrence":1,"#
        + #""onset":{"sample":1033,"seconds":34.43},"peak":{"sample":1127,"seconds":37.57},"question":"R5","#
        + #""sensor":"electrodermal","series":"1","state":"measured","unit":"chart units","value":231},"#
        + #"{"chart":1,"flags":["movement"],"kind":"comparison","occurrence":1,"onset":null,"peak":null,"#
        + #""question":"C4","sensor":"vasomotor","series":"1","state":"artifact","type":"probableLie","#
        + #""unit":"ln(pre/post)","value":null}],"profile":{"name":"standard","sha256":"ab","version":"1"},"#
        + #""schema":"polygraph.measurements/1"}"#)
    #expect(try comesBack(table))
    let wrong = try text(table).replacing("measurements/1", with: "measurements/2")
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(MeasurementTable.self, from: Data(wrong.utf8)) }
  }

  @Test("a score sheet; keys of the contract are null when there is nothing")
  func scores() throws {
    let result = ScoringResult(
      method: "ess-m", version: "1",
      parameters: ["prior": .number(0.5), "bins": .text("kircher"), "force": .flag(true)],
      cells: [
        ScoreCell(
          series: "1", chart: 1, question: "R5", sensor: .electrodermal, score: -2, logRatio: -0.43, comparison: "C4")
      ], subtotals: [Subtotal(question: "R5", total: -4)], grandTotal: -9,
      statistics: [
        ScoreStatistic(
          name: "posteriorOdds", value: 6.02, interval: (3.42, nil), direction: "deceptive", prior: 0.5)
      ], decisionRule: "two-stage", opinion: .deceptionIndicated,
      questionOpinions: [QuestionOpinion(question: "R5", opinion: .deceptionIndicated)], status: .scored)
    #expect(
      try text(ScoreSheet(exam: "DEMO01", testFormat: nil, profile: nil, results: [result]))
        == #"{"exam":"DEMO01","profile":null,"results":[{"cells":[{"chart":1,"comparison":"C4","logRatio":-0.43,"#
        + #""occurrence":1,"question":"R5","score":-2,"sensor":"electrodermal","series":"1"}],"#
        + #""decisionRule":"two-stage","derivations":[],"grandTotal":-9,"method":"ess-m","opinion":"DI","#
        + #""parameters":{"bins":"kircher","force":true,"prior":0.5},"#
        + #""questionOpinions":[{"opinion":"DI","question":"R5"}],"reason":null,"reasons":[],"#
        + #""statistics":[{"direction":"deceptive","interval":[3.42,null],"name":"posteriorOdds","prior":0.5,"#
        + #""value":6.02}],"status":"scored","subtotals":[{"question":"R5","total":-4}],"version":"1","#
        + #""withinValidatedDesign":true}],"schema":"polygraph.scores/1","testFormat":null}"#)
    let refused = ScoringResult(method: "pss", version: "1", opinion: nil, status: .refused, reasons: ["no key"])
    let sheet = ScoreSheet(exam: "E", testFormat: "cit", profile: nil, results: [result, refused])
    #expect(try comesBack(sheet))
    #expect(try text(refused).contains(#""opinion":null"#))
    let cell = ScoreCell(series: "1", chart: 1, question: "R5", sensor: .cardio, score: nil)
    #expect(try text(cell).contains(#""logRatio":null"#) && text(cell).contains(#""score":null"#))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        ScoreStatistic.self, from: Data(#"{"name":"odds","value":1,"interval":[1]}"#.utf8))
    }
  }

  @Test("sensors, roles and opinions have the names of the contract")
  func names() {
    #expect(
      [
        Sensor.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .fingerCuff,
        .activity, .respiration,
      ].map(\.rawValue).joined(separator: " ")
        == "thoracicRespiration abdominalRespiration electrodermal cardio vasomotor fingerCuff activity respiration")
    #expect(
      [
        QuestionRole.relevant, .comparison, .neutral, .sacrificeRelevant, .symptomatic, .introductory, .buffer, .key,
        .nonKey, .other,
      ].map(\.rawValue).joined(separator: " ")
        == "relevant comparison neutral sacrificeRelevant symptomatic introductory buffer key nonKey other")
    #expect(MeasurementState.allCases.map(\.rawValue) == ["measured", "noResponse", "artifact", "notMeasured"])
    #expect(OpinionReason.scoresInconclusive.rawValue == "scores-inconclusive")
  }
}
