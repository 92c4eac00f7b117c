import PolygraphModel

extension ReferenceTables {
  private typealias Row = [DocumentValue]

  /// The published cutscores of ESS-M, one row a prior and level.
  static let cutscores = ReferenceTable(
    name: "cutscores", isComputed: false, settings: "by prior and alpha",
    columns: [
      "priorGuilty", "alpha", "grandTotalTruthful", "grandTotalDeceptive", "subtotalDeceptiveTwoStage",
      "subtotalDeceptive", "subtotalTruthful",
    ],
    rows: ESSMCutscoreTable.rows.flatMap { row in
      ESSMCutscoreTable.alphas.enumerated().map { column, alpha -> Row in
        [
          .number(row.prior), .number(alpha), .integer(row.grandTotalTruthful[column]),
          .integer(row.grandTotalDeceptive[column]), .integer(row.twoStageSubtotalDeceptive[column]),
          .integer(row.subtotalDeceptive[column]), .integer(row.subtotalTruthful[column]),
        ]
      }
    }, source: "Nelson 2017")

  /// The published cutscores of the two-sensor test.
  static let twoSensorCutscores = ReferenceTable(
    name: "cutscores", isComputed: false, settings: "by prior and alpha",
    columns: ["priorGuilty", "alpha", "grandTotalDeceptive", "subtotalDeceptive", "subtotalTruthful"],
    rows: PCATCutscoreTable.rows.flatMap { row in
      PCATCutscoreTable.alphas.enumerated().map { column, alpha -> Row in
        [
          .number(row.prior), .number(alpha), .integer(row.grandTotalDeceptive[column]),
          .integer(row.subtotalDeceptive[column]), .integer(row.subtotalTruthful[column]),
        ]
      }
    }, source: PCAT.source)

  /// The bounds, cuts and p values of OSS-1 or OSS-2.
  static func objective(_ edition: ObjectiveScoringEdition, _ source: String) -> [ReferenceTable] {
    let bounds = [Sensor.respiration, .electrodermal, .cardio].flatMap { sensor -> [Row] in
      guard let table = edition.bounds[sensor] else { return [] }
      return zip(table.lowerBounds, table.scores).map { [.text(sensor.rawValue), .number($0), .integer($1)] }
    }
    let cuts =
      edition.deceptiveCuts.map { [.text("deceptive"), .number($0.alpha), .integer($0.cut)] }
      + edition.truthfulCuts.map { [.text("truthful"), .number($0.alpha), .integer($0.cut)] as Row }
    let values =
      edition.truthfulLowerTail.map { [.text("truthful"), .integer($0.first), .integer($0.last), .number($0.p)] }
      + edition.deceptiveUpperTail.map {
        [.text("deceptive"), .integer($0.first), .integer($0.last), .number($0.p)] as Row
      }
    return [
      ReferenceTable(
        name: "ratio scores", isComputed: false, settings: "score from the bound upwards",
        columns: ["sensor", "lowerBound", "score"], rows: bounds, source: source),
      ReferenceTable(
        name: "cutscores", isComputed: false, settings: "by level", columns: ["side", "alpha", "cut"], rows: cuts,
        source: source),
      ReferenceTable(
        name: "p values", isComputed: false, settings: "under the reference named; 0 stands for below .01",
        columns: ["reference", "fromTotal", "toTotal", "p"], rows: values, source: source),
    ]
  }

  /// The norms, weights and reference distributions of OSS-3.
  static let objectiveNorms = ReferenceTable(
    name: "norms, weights and reference distributions", isComputed: false, settings: "development sample",
    columns: ["what", "mean", "standardDeviation", "weight"],
    rows: [
      [
        .text("respiration"), .number(OSS3Model.respirationNorm.mean),
        .number(OSS3Model.respirationNorm.standardDeviation), .number(OSS3Model.weights[0].weight),
      ],
      [
        .text("electrodermal"), .number(OSS3Model.electrodermalNorm.mean),
        .number(OSS3Model.electrodermalNorm.standardDeviation), .number(OSS3Model.weights[1].weight),
      ],
      [
        .text("cardio"), .number(OSS3Model.cardioNorm.mean), .number(OSS3Model.cardioNorm.standardDeviation),
        .number(OSS3Model.weights[2].weight),
      ],
      [
        .text("truthful exams"), .number(OSS3Model.truthful.mean), .number(OSS3Model.truthful.standardDeviation), .null,
      ],
      [
        .text("deceptive exams"), .number(OSS3Model.deceptive.mean), .number(OSS3Model.deceptive.standardDeviation),
        .null,
      ],
    ], source: "Nelson, Krapohl & Handler 2008")

  /// The weights and reference distributions of Probability Analysis.
  static let discriminant = ReferenceTable(
    name: "discriminant weights and reference distributions", isComputed: false, settings: "re-estimation",
    columns: ["what", "mean", "standardDeviation", "weight"],
    rows: ProbabilityAnalysis.coefficients.map { [.text($0.sensor.rawValue), .null, .null, .number($0.weight)] }
      + [
        [
          .text("truthful exams"), .number(ProbabilityAnalysis.truthful.mean),
          .number(ProbabilityAnalysis.truthful.standardDeviation), .null,
        ],
        [
          .text("deceptive exams"), .number(ProbabilityAnalysis.deceptive.mean),
          .number(ProbabilityAnalysis.deceptive.standardDeviation), .null,
        ],
      ], source: "Kircher & Raskin 1988, replication")
}
