import PolygraphModel

extension OSS3Sheet {
  private var source: String { "Nelson, Krapohl & Handler 2008" }

  /// Writes cells, means and their derivations.
  func write(to draft: inout ScoringDraft) {
    draft.result.cells = presentations.flatMap(\.cells)
    draft.result.subtotals = questions.map { Subtotal(question: $0.question, total: $0.mean) }
    draft.result.grandTotal = grandMean
    if presentations.contains(where: \.lacksRespiration) {
      draft.warn("a presentation without any respiration counts 0 for it")
    }
    if let trimLimit {
      draft.state(
        ScoreStatistic(name: "trimLimit", value: trimLimit),
        rule:
          "mean of all log ratios plus \(method.trimDeviations) standard deviations; log ratios are held within ± it",
        source: source)
    }
    guard !draft.options.omitsDerivations else { return }
    for item in presentations { derive(item, &draft) }
    for question in questions {
      let items = presentations.filter { $0.presentation.baseLabel == question.question && $0.mean != nil }
      draft.derive(
        Derivation(
          figure: "subtotal/\(question.question)", rule: "mean of the presentations' weighted means",
          inputs: items.map {
            DerivationTerm(name: "chart \($0.chart.chart)", value: $0.mean.written, from: $0.figure)
          }, result: "\(question.mean)", source: source))
    }
    draft.derive(
      Derivation(
        figure: "grandTotal", rule: "mean of the questions' means",
        inputs: questions.map {
          DerivationTerm(name: $0.question, value: "\($0.mean)", from: "subtotal/\($0.question)")
        }, result: "\(grandMean)", source: source))
  }

  private func derive(_ item: OSS3Presentation, _ draft: inout ScoringDraft) {
    let chart = item.chart
    func figure(_ sensor: Sensor) -> String { chart.cellFigure(item.presentation, sensor) }
    for sensor in OSS3Model.measured {
      var steps: [DerivationTerm] = []
      if let ratio = item.logRatios[sensor] {
        steps = [
          DerivationTerm(name: "log ratio", value: "\(ratio)"),
          DerivationTerm(name: "log ratio after trimming", value: "\(Self.trimmed(ratio, trimLimit))"),
        ]
      }
      draft.derive(
        Derivation(
          figure: figure(sensor.sensor),
          rule: "standard score of the log ratio of the relevant measurement to the chart's mean comparison, "
            + "within ±3",
          inputs: [
            DerivationTerm(
              name: "relevant", value: item.relevant[sensor].written,
              from: chart.measurementFigure(item.presentation, sensor.sensor)),
            DerivationTerm(name: "mean comparison", value: item.comparison[sensor].written),
          ], steps: steps, result: item.standard[sensor].written, source: source))
    }
    let respiration: [Sensor] = [.thoracicRespiration, .abdominalRespiration]
    draft.derive(
      Derivation(
        figure: figure(.respiration), rule: "opposite signs give 0, otherwise the score farther from 0; missing is 0",
        inputs: respiration.map {
          DerivationTerm(name: $0.rawValue, value: item.standard[$0].written, from: figure($0))
        }, result: item.standard[ScoredSensor.respiration].written, source: source))
    draft.derive(
      Derivation(
        figure: item.figure, rule: "mean weighted .192 respiration, .528 EDA, .280 cardio over the sensors present",
        inputs: OSS3Model.weights.map {
          DerivationTerm(
            name: $0.sensor.sensor.rawValue, value: item.standard[$0.sensor].written, from: figure($0.sensor.sensor))
        }, result: item.mean.written, source: source))
  }
}
