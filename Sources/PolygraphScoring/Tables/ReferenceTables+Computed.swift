import PolygraphStatistics

extension ReferenceTables {
  /// ESS-M: the model of the grand total (or of one question's subtotal), and the cutscores.
  static func multinomial(_ settings: ReferenceTableSettings) throws(DocumentFault) -> [ReferenceTable] {
    try settings.check(only: ["questions", "charts", "sensors", "alpha"], of: "ess-m")
    let questions = try ReferenceTableSettings.value("questions", settings.questions, in: 1...20, default: 3)
    let charts = try ReferenceTableSettings.value("charts", settings.charts, in: 1...10, default: 5)
    let sensors = try ReferenceTableSettings.value("sensors", settings.sensors, in: 3...4, default: 4)
    let figures = MultinomialFigures(
      presentations: questions * charts, weights: sensors == 4 ? [1, 2, 1, 1] : [1, 2, 1])
    let model = model(
      figures, alpha: try settings.level(), name: questions == 1 ? "subtotal model" : "grand total model",
      settings: "\(questions) questions, \(charts) charts, \(sensors) sensors", isSubtotal: questions == 1,
      source: "Nelson 2017, computed")
    return [model, cutscores]
  }

  /// The two-sensor test: both models of both scales, and the cutscores.
  static func twoSensor(_ settings: ReferenceTableSettings) throws(DocumentFault) -> [ReferenceTable] {
    try settings.check(only: ["questions", "charts", "alpha"], of: "pcat")
    let questions = try ReferenceTableSettings.value("questions", settings.questions, in: 1...2, default: 2)
    let passes = try ReferenceTableSettings.value("charts", settings.charts, in: 1...10, default: PCAT.passes)
    let alpha = try settings.level()
    let models = [("ESS", [2, 1]), ("three-position", [1, 1])].map { scale, weights in
      model(
        MultinomialFigures(presentations: questions * passes, weights: weights), alpha: alpha,
        name: "\(scale) model", settings: "\(questions) questions, \(passes) passes, EDA and vasomotor",
        isSubtotal: questions == 1, source: "model of Nelson 2017 with two sensors, computed")
    }
    return models + [twoSensorCutscores]
  }

  private static func model(
    _ figures: MultinomialFigures, alpha: Double, name: String, settings: String, isSubtotal: Bool, source: String
  ) -> ReferenceTable {
    let largest = figures.reference.largestScore
    let corrected = isSubtotal ? [2, 3, 4] : []
    let columns = ["score", "ways", "pmf", "cdf", "cdfContinuityCorrected", "odds"]
    let rows = (-largest...largest).map { score -> [DocumentValue] in
      let row = figures.row(score)
      let odds = figures.reference.odds(score)
      let limits = figures.limits(odds, alpha: alpha)
      let powers = MultinomialFigures.corrected(odds, score)
      return columns.map { row[$0] ?? .null } + corrected.map { powers["\($0)"] ?? .null }
        + [limits["oddsLowerLimit"] ?? .null, limits["oddsLowerLimitExactBeta"] ?? .null]
    }
    return ReferenceTable(
      name: name, isComputed: true, settings: "\(settings), alpha \(alpha)",
      columns: columns + corrected.map { "oddsCorrectedFor\($0)" } + ["oddsLowerLimit", "oddsLowerLimitExactBeta"],
      rows: rows, source: source)
  }

  /// PSS: the exact permutation distribution.
  static func permutation(_ settings: ReferenceTableSettings) throws(DocumentFault) -> [ReferenceTable] {
    try settings.check(only: ["questions", "charts"], of: "pss")
    let questions = try ReferenceTableSettings.value("questions", settings.questions, in: 1...10, default: 3)
    let charts = try ReferenceTableSettings.value("charts", settings.charts, in: 1...5, default: 3)
    let pairs = questions * charts
    let reference = SeptileReference.shared(singles: 2 * pairs, doubled: pairs)
    let largest = reference.largestSum
    let table = ReferenceTable(
      name: "permutation distribution", isComputed: true,
      settings: "\(questions) questions, \(charts) charts: \(pairs) pairs",
      columns: ["total", "pmf", "cumulative", "tail"],
      rows: (-largest...largest).map { total in
        [
          .integer(total), .figure(reference.probability(total)), .figure(reference.lowerTail(total)),
          .figure(reference.tail(total)),
        ]
      }, source: "MacLaren & Krapohl 2003, exact convolution")
    return [table]
  }

  /// CIT: the chance of each total, for 1 test up to as many as asked for.
  static func recognition(_ settings: ReferenceTableSettings) throws(DocumentFault) -> [ReferenceTable] {
    try settings.check(only: ["charts", "alternatives"], of: "cit")
    let most = try ReferenceTableSettings.value("charts", settings.charts, in: 1...100, default: 10)
    let alternatives = try ReferenceTableSettings.value(
      "alternatives", settings.alternatives, in: 2...100, default: 5)
    let rows = (1...most).flatMap { tests -> [[DocumentValue]] in
      guard let chance = LykkenChance(alternatives: [Int](repeating: alternatives, count: tests)) else { return [] }
      return (0...(2 * tests)).map { total in
        [
          .integer(tests), .integer(total), .figure(chance.probabilities[total]), .figure(chance.atLeast(total)),
          .flag(total >= tests && tests >= 3),
        ]
      }
    }
    return [
      ReferenceTable(
        name: "chance of a total without knowledge", isComputed: true,
        settings: "\(alternatives) scored alternatives, 1 to \(most) tests",
        columns: ["tests", "total", "pEquals", "pAtLeastIfNaive", "recognitionIndicated"], rows: rows,
        source: "Lykken 1959, computed")
    ]
  }
}
