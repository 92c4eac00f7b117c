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
      ScoreStatistic(name: "contribution/" + name, value: share),
      rule: "mean share of the weighted normal probabilities", source: source)
    draft.state(
      ScoreStatistic(name: "contributionLowerTail/" + name, value: probability),
      rule: "lower tail of the share, mean \(norm.mean), standard deviation \(norm.standardDeviation)",
      inputs: [DerivationTerm(name: "share", value: "\(share)", from: "statistic/contribution/\(name)")], source: source
    )
  }
}

extension OSS3Sheet {
  /// In the order of ``OSS3Model/weights``.
  private static let sensorNorms: [(name: String, mean: Double, standardDeviation: Double)] = [
    ("sensor/respiration", 0.175, 0.078), ("sensor/electrodermal", 0.493, 0.128), ("sensor/cardio", 0.338, 0.096),
  ]
  private static let chartNorm = (mean: 1.0 / 3, standardDeviation: 0.1415)
  private static let questionNorm = (mean: 1.0 / 3, standardDeviation: 0.1065)

  /// The contributions of sensors, and of charts and questions where there are three.
  var contributions: [OSS3Contribution] { sensorContributions + partContributions }

  private var sensorContributions: [OSS3Contribution] {
    let normal = NormalDistribution.standard
    var rows: [[Part]] = []
    for item in presentations where item.mean != nil {
      var row: [Part] = []
      row.reserveCapacity(OSS3Model.weights.count)
      for (key, part) in OSS3Model.weights.enumerated() {
        guard let score = item.standard[part.sensor] else { continue }
        row.append(Part(key: key, value: part.weight * normal.cumulative(score)))
      }
      rows.append(row)
    }
    let shares = Self.shares(rows)
    return Self.sensorNorms.indices.compactMap { key in
      let norm = Self.sensorNorms[key]
      return shares.first { $0.key == key }.map {
        OSS3Contribution(name: norm.name, share: $0.value, norm: (norm.mean, norm.standardDeviation))
      }
    }
  }

  /// Charts by their numbers and questions by their places in ``questions``, each within the other.
  private var partContributions: [OSS3Contribution] {
    var charts: [(key: Int, row: [Part])] = []
    var questions: [(key: Int, row: [Part])] = []
    func add(_ key: Int, _ part: Part, to groups: inout [(key: Int, row: [Part])]) {
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].row.append(part)
      } else {
        groups.append((key, [part]))
      }
    }
    for item in presentations {
      guard let mean = item.mean,
        let question = self.questions.firstIndex(where: { $0.question == item.presentation.baseLabel })
      else { continue }
      let value = NormalDistribution.standard.cumulative(mean)
      add(question, Part(key: item.chart.chart, value: value), to: &questions)
      add(item.chart.chart, Part(key: question, value: value), to: &charts)
    }
    func contributions(
      _ rows: [[Part]], _ norm: (mean: Double, standardDeviation: Double), name: (Int) -> String
    ) -> [OSS3Contribution] {
      let shares = Self.shares(rows)
      guard shares.count == 3 else { return [] }
      return shares.map { OSS3Contribution(name: name($0.key), share: $0.value, norm: norm) }
    }
    return contributions(questions.map(\.row), Self.chartNorm) { "chart/\($0)" }
      + contributions(charts.map(\.row), Self.questionNorm) { "question/" + self.questions[$0].question }
  }

  /// A part with its value, or its share.
  private struct Part {
    let key: Int
    var value: Double
    var count = 1
  }

  /// The mean share of each key over rows that are shares of their own sum, made to sum to one.
  private static func shares(_ rows: [[Part]]) -> [Part] {
    var sums: [Part] = []
    for row in rows {
      let total = row.reduce(0) { $0 + $1.value }
      guard total > 0 else { continue }
      for entry in row {
        if let index = sums.firstIndex(where: { $0.key == entry.key }) {
          sums[index].value += entry.value / total
          sums[index].count += 1
        } else {
          sums.append(Part(key: entry.key, value: entry.value / total))
        }
      }
    }
    let means = sums.map { Part(key: $0.key, value: $0.value / Double($0.count)) }
    let total = means.reduce(0) { $0 + $1.value }
    return means.map { Part(key: $0.key, value: $0.value / total) }
  }
}

extension OSS3 {
  /// States the test of proportions on artifacts, and withholds the opinion where the setting asks for it.
  func weighArtifacts(_ charts: [ScoredChart], _ draft: inout ScoringDraft) {
    func count(_ role: QuestionRole) -> (artifacts: Int, all: Int) {
      var (artifacts, all) = (0, 0)
      for chart in charts {
        for presentation in chart.presentations where presentation.plays(role) {
          all += 1
          if presentation.hasArtifact(in: OSS3Model.channelBits) { artifacts += 1 }
        }
      }
      return (artifacts, all)
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
