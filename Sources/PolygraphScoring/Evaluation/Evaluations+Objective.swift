import PolygraphModel

extension Evaluations {
  /// OSS-1 and OSS-2: integers of one presentation, and totals.
  static let objective = [objectiveRatios, objectiveTotal("oss-1", .first), objectiveTotal("oss-2", .second)]

  private static let objectiveRatios = Evaluation(
    "ratios", of: ["oss-1", "oss-2"], "The integers of one presentation's ratios of relevant to comparison reaction.",
    fields: [
      .init(
        "ratios",
        "an object: upperRespiration, lowerRespiration, eda, cardio to a ratio above 0; a missing one "
          + "may be null or left "
          + "out")
    ],
    figures: "OSS-1 and OSS-2, each with upperRespiration, lowerRespiration, respiration (combined), eda, cardio, spot",
    source: "Krapohl & McManus 1999; Krapohl 2002"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    var ratios: [Sensor: Double] = [:]
    for (name, value) in try reader.requiredEntries("ratios") where value != .null {
      let place = "\(reader.path("ratios")).\(name)"
      let sensor = try SensorName.sensor(name, at: place)
      guard ObjectiveScoringSheet.channels.contains(sensor) else {
        throw DocumentFault(place: place, found: "the sensor \(name)", expected: "a sensor that the method scores")
      }
      let ratio = try DocumentReader.number(value, at: place)
      guard ratio > 0 else { throw DocumentFault(place: place, found: ratio.written, expected: "a ratio above 0") }
      ratios[sensor] = ratio
    }
    return [
      "OSS-1": .object(presentation(ratios, .first)), "OSS-2": .object(presentation(ratios, .second)),
    ]
  }

  private static func presentation(
    _ ratios: [Sensor: Double], _ edition: ObjectiveScoringEdition
  ) -> [String: DocumentValue] {
    let scores = ObjectiveScoring.integers(ratios, edition)
    let sum = [Sensor.respiration, .electrodermal, .cardio].reduce(0) { $0 + (scores[$1] ?? 0) }
    return [
      "upperRespiration": .integer(scores[.thoracicRespiration]),
      "lowerRespiration": .integer(scores[.abdominalRespiration]), "respiration": .integer(scores[.respiration]),
      "eda": .integer(scores[.electrodermal]), "cardio": .integer(scores[.cardio]), "spot": .integer(sum),
    ]
  }

  private static func objectiveTotal(_ method: String, _ edition: ObjectiveScoringEdition) -> Evaluation {
    Evaluation(
      "total", of: [method], "Cuts, p value and opinion of a grand total of 27 scores.",
      fields: [
        .init("grandTotal", "a whole number"),
        .init("alphaDeceptive", "level of the deceptive cut; left out: 0.06", isOptional: true),
        .init("alphaTruthful", "level of the truthful cut; left out: 0.07", isOptional: true),
      ], figures: "cutDeceptive, cutTruthful, pValue (\"<.01\" where the table prints 0), result",
      source: method == "oss-1" ? "Krapohl & McManus 1999" : "Krapohl 2002"
    ) { (reader: inout DocumentReader) throws(DocumentFault) in
      let total = try reader.requiredInteger("grandTotal", in: -200...200)
      let deceptive = try reader.number("alphaDeceptive", in: 0.01...0.5) ?? 0.06
      let truthful = try reader.number("alphaTruthful", in: 0.01...0.5) ?? 0.07
      var cuts: [DecisionRule.CutName: Double] = [:]
      cuts[.grandTotalDeceptive] = ObjectiveScoringEdition.cut(edition.deceptiveCuts, deceptive).map { Double($0.cut) }
      cuts[.grandTotalTruthful] = ObjectiveScoringEdition.cut(edition.truthfulCuts, truthful).map { Double($0.cut) }
      let decision = DecisionRule.grandTotal.decide(
        DecisionFigures(questions: [], total: Double(total), cuts: cuts), vocabulary: bothWords)
      let p = edition.p(total)
      return [
        "cutDeceptive": .figure(cuts[.grandTotalDeceptive]), "cutTruthful": .figure(cuts[.grandTotalTruthful]),
        "pValue": p == 0 ? .text("<.01") : .figure(p), "result": .text(decision.opinion.rawValue),
      ]
    }
  }
}
