import PolygraphModel
import PolygraphStatistics

/// A part's share of an OSS-3 result, and how unusual that share is: a check of quality, not a decision.
///
/// *Definition*: the normal probabilities of scores, times the sensors' weights, as shares of their presentation; their
/// means by sensor, made to sum to one; the normal probability of a share under the development sample's. Charts and
/// questions are treated alike by their weighted means, where there are three of them.
/// *Source*: Nelson, Krapohl & Handler 2008 and its reference implementation.
struct OSS3Contribution {
  /// `sensor/electrodermal`, `chart/2` or `question/R5`.
  let name: String
  let share: Double
  let norm: (mean: Double, standardDeviation: Double)

  /// The normal probability of the share: near 0 for an unusually small one, near 1 for an unusually large one.
  var probability: Double {
    NormalDistribution.standard.cumulative((share - norm.mean) / norm.standardDeviation)
  }

  func state(_ draft: inout ScoringDraft) {
    let source = "Nelson, Krapohl & Handler 2008"
    draft.state(
      ScoreStatistic(name: "contribution/\(name)", value: share),
      rule: "mean share of the weighted normal probabilities", source: source)
    draft.state(
      ScoreStatistic(name: "contributionLowerTail/\(name)", value: probability),
      rule: "lower tail of the share, mean \(norm.mean), standard deviation \(norm.standardDeviation)",
      inputs: [DerivationTerm(name: "share", value: "\(share)", from: "statistic/contribution/\(name)")], source: source
    )
  }
}

extension OSS3Sheet {
  private static let sensorNorms: [(sensor: Sensor, mean: Double, standardDeviation: Double)] = [
    (.respiration, 0.175, 0.078), (.electrodermal, 0.493, 0.128), (.cardio, 0.338, 0.096),
  ]
  private static let chartNorm = (mean: 1.0 / 3, standardDeviation: 0.1415)
  private static let questionNorm = (mean: 1.0 / 3, standardDeviation: 0.1065)

  /// The contributions of sensors, and of charts and questions where there are three.
  var contributions: [OSS3Contribution] { sensorContributions + partContributions }

  private var sensorContributions: [OSS3Contribution] {
    let normal = NormalDistribution.standard
    var rows: [[(key: String, value: Double)]] = []
    for item in presentations where item.mean != nil {
      rows.append(
        OSS3Model.weights.compactMap { sensor, weight in
          item.standard[sensor].map { (sensor.rawValue, weight * normal.cumulative($0)) }
        })
    }
    let shares = Self.shares(rows)
    return Self.sensorNorms.compactMap { norm in
      shares.first { $0.key == norm.sensor.rawValue }.map {
        OSS3Contribution(
          name: "sensor/\($0.key)", share: $0.value, norm: (norm.mean, norm.standardDeviation))
      }
    }
  }

  private var partContributions: [OSS3Contribution] {
    let normal = NormalDistribution.standard
    func contributions(
      _ kind: String, _ norm: (mean: Double, standardDeviation: Double), within: (OSS3Presentation) -> String,
      by key: (OSS3Presentation) -> String
    ) -> [OSS3Contribution] {
      var groups: [(name: String, row: [(key: String, value: Double)])] = []
      for item in presentations {
        guard let mean = item.mean else { continue }
        let entry = (key: key(item), value: normal.cumulative(mean))
        if let index = groups.firstIndex(where: { $0.name == within(item) }) {
          groups[index].row.append(entry)
        } else {
          groups.append((within(item), [entry]))
        }
      }
      let shares = Self.shares(groups.map(\.row))
      guard shares.count == 3 else { return [] }
      return shares.map { OSS3Contribution(name: "\(kind)/\($0.key)", share: $0.value, norm: norm) }
    }
    func chart(_ item: OSS3Presentation) -> String { "\(item.chart.chart)" }
    func question(_ item: OSS3Presentation) -> String { item.presentation.baseLabel }
    return contributions("chart", Self.chartNorm, within: question, by: chart)
      + contributions("question", Self.questionNorm, within: chart, by: question)
  }

  /// The mean share of each key over rows that are shares of their own sum, made to sum to one.
  private static func shares(_ rows: [[(key: String, value: Double)]]) -> [(key: String, value: Double)] {
    var sums: [(key: String, value: Double, count: Int)] = []
    for row in rows {
      let total = row.reduce(0) { $0 + $1.value }
      guard total > 0 else { continue }
      for entry in row {
        if let index = sums.firstIndex(where: { $0.key == entry.key }) {
          sums[index].value += entry.value / total
          sums[index].count += 1
        } else {
          sums.append((entry.key, entry.value / total, 1))
        }
      }
    }
    let means = sums.map { ($0.key, $0.value / Double($0.count)) }
    let total = means.reduce(0) { $0 + $1.1 }
    return means.map { ($0.0, $0.1 / total) }
  }
}

extension OSS3 {
  /// States the test of proportions on artifacts, and withholds the opinion where the setting asks for it.
  func weighArtifacts(_ charts: [ScoredChart], _ draft: inout ScoringDraft) {
    let presentations = charts.flatMap(\.presentations)
    func count(_ role: QuestionRole) -> (artifacts: Int, all: Int) {
      let own = presentations.filter { $0.role == role }
      return (own.count { $0.hasArtifact(in: OSS3Model.channels) }, own.count)
    }
    let comparison = count(.comparison)
    let relevant = count(.relevant)
    guard
      let test = ProportionsTest(
        first: comparison.artifacts, of: comparison.all, second: relevant.artifacts, of: relevant.all)
    else { return }
    draft.state(
      ScoreStatistic(name: "pArtifactProportions", value: test.p),
      rule: "one-tailed test of two proportions: presentations with an artifact",
      inputs: [
        DerivationTerm(name: "comparison", value: "\(comparison.artifacts) of \(comparison.all)"),
        DerivationTerm(name: "relevant", value: "\(relevant.artifacts) of \(relevant.all)"),
      ], steps: [DerivationTerm(name: "z", value: "\(test.z)")], source: "pooled z test of two proportions")
    guard test.p <= artifactAlpha + DecisionRule.slack else { return }
    let sentence = "artifacts fall unevenly on comparison and relevant questions (p = \(test.p))"
    let isWithheld =
      artifactRule == "withhold"
      || (artifactRule == "withholdTruthful" && draft.result.opinion == draft.vocabulary.truthful)
    guard isWithheld else { return draft.warn(sentence) }
    draft.result.derivations.removeAll { $0.figure == "opinion" }
    draft.withholdOpinion(
      questions: draft.result.questionOpinions.map(\.question), rule: draft.result.decisionRule, because: sentence)
  }
}
