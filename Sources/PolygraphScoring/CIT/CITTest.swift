import PolygraphModel
import RealModule

/// One test of a concealed information exam: a buffer, and alternatives with the key among them.
struct CITTest {
  /// What a usable test shows.
  struct Outcome {
    let points: Int
    /// The key's rank, 1 for the largest reaction; ties share the mean.
    let rank: Double
    /// The key's z score among all scored items; `nil` when they do not vary.
    let z: Double?
    /// How many alternatives were scored, the key among them.
    let alternatives: Int
  }

  let chart: ScoredChart
  let key: Presentation
  /// `nil` when the test is unusable.
  let outcome: Outcome?

  /// Reads a chart; `nil` when it has no key among its scored items.
  init?(_ chart: ScoredChart) {
    let items: [Presentation]
    if chart.count(.buffer) > 0 {
      items = chart.presentations.filter { $0.role != .buffer }
    } else {
      items = Array(chart.presentations.dropFirst())
    }
    guard let key = items.first(where: { $0.role == .key }) else { return nil }
    self.chart = chart
    self.key = key
    let sensor = ScoredSensor.electrodermal
    outcome = Self.outcome(of: items.compactMap { $0.values[sensor] }, key: key.values[sensor])
  }

  /// What the scored items of a test show; `nil` when it is unusable. The key's value is among them.
  static func outcome(of values: [Double], key: Double?) -> Outcome? {
    guard let key, values.count >= 2, values.contains(where: { $0 > 0 }), let moments = Moments(values) else {
      return nil
    }
    let larger = values.count { $0 > key }
    let equal = values.count { $0 == key } - 1
    let points = larger == 0 ? (equal == 0 ? 2 : 1) : larger == 1 && equal == 0 ? 1 : 0
    return Outcome(
      points: points, rank: Double(larger) + 1 + Double(equal) / 2,
      z: moments.squares > 0 ? (key - moments.mean) / moments.sampleDeviation : nil, alternatives: values.count)
  }

  /// Writes the key's cell.
  func write(to draft: inout ScoringDraft, source: String) {
    let cell = chart.cell(key, .electrodermal, score: outcome.map { Double($0.points) })
    draft.result.cells.append(cell)
    draft.derive(
      Derivation(
        figure: cell.figure,
        rule: "2 points for the largest reaction, 1 for the second or a shared largest one, else 0",
        inputs: [
          DerivationTerm(
            name: "key", value: key.values[ScoredSensor.electrodermal].written,
            from: chart.measurementFigure(key, .electrodermal))
        ],
        steps: outcome.map { [DerivationTerm(name: "rank of the key", value: $0.rank.written)] } ?? [],
        result: outcome.map { "\($0.points)" } ?? "unusable", source: source))
  }
}
