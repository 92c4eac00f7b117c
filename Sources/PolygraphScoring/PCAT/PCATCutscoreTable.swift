/// The cutscores of the two-sensor screening test by prior and significance level.
///
/// *Source*: published cutscore tables of the two-sensor test (PCAT), which rest on the model of ESS-M with two sensors
/// and four presentations.
enum PCATCutscoreTable {
  struct Row {
    let prior: Double
    let grandTotalDeceptive: [Int?]
    let subtotalDeceptive: [Int?]
    let subtotalTruthful: [Int?]
  }

  /// The significance levels of the columns.
  static let alphas = [0.01, 0.05, 0.10]

  /// From the largest prior to the smallest.
  static let rows: [Row] = [
    Row(
      prior: 0.9, grandTotalDeceptive: [nil, nil, -10], subtotalDeceptive: [nil, nil, nil],
      subtotalTruthful: [6, 6, 6]),
    Row(
      prior: 0.89, grandTotalDeceptive: [nil, nil, -8], subtotalDeceptive: [nil, nil, nil],
      subtotalTruthful: [6, 6, 6]),
    Row(
      prior: 0.88, grandTotalDeceptive: [nil, -13, -8], subtotalDeceptive: [nil, nil, nil],
      subtotalTruthful: [6, 6, 6]),
    Row(
      prior: 0.86, grandTotalDeceptive: [nil, -9, -5], subtotalDeceptive: [nil, nil, nil],
      subtotalTruthful: [6, 5, 6]),
    Row(
      prior: 0.83, grandTotalDeceptive: [nil, -6, -5], subtotalDeceptive: [nil, nil, nil],
      subtotalTruthful: [5, 5, 6]),
    Row(
      prior: 0.8, grandTotalDeceptive: [-8, -5, -4], subtotalDeceptive: [nil, nil, nil],
      subtotalTruthful: [5, 5, 5]),
    Row(
      prior: 0.75, grandTotalDeceptive: [-7, -4, -3], subtotalDeceptive: [nil, -7, -5],
      subtotalTruthful: [5, 4, 4]),
    Row(
      prior: 0.67, grandTotalDeceptive: [-5, -4, -3], subtotalDeceptive: [-9, -4, -3],
      subtotalTruthful: [4, 3, 3]),
    Row(
      prior: 0.5, grandTotalDeceptive: [-4, -3, -3], subtotalDeceptive: [-5, -3, -3],
      subtotalTruthful: [2, 2, 1]),
    Row(
      prior: 0.33, grandTotalDeceptive: [-6, -5, -6], subtotalDeceptive: [-6, -5, -4],
      subtotalTruthful: [3, 1, 0]),
    Row(
      prior: 0.25, grandTotalDeceptive: [-7, -6, -8], subtotalDeceptive: [-7, -6, -5],
      subtotalTruthful: [nil, 1, 0]),
    Row(
      prior: 0.2, grandTotalDeceptive: [-8, -7, -9], subtotalDeceptive: [-7, -7, -6],
      subtotalTruthful: [nil, nil, 0]),
    Row(
      prior: 0.17, grandTotalDeceptive: [-8, -8, -10], subtotalDeceptive: [-8, -7, -6],
      subtotalTruthful: [nil, nil, nil]),
    Row(
      prior: 0.14, grandTotalDeceptive: [-9, -8, -11], subtotalDeceptive: [-8, -7, -7],
      subtotalTruthful: [nil, nil, nil]),
    Row(
      prior: 0.13, grandTotalDeceptive: [-9, -8, -11], subtotalDeceptive: [-9, -7, -7],
      subtotalTruthful: [nil, nil, nil]),
    Row(
      prior: 0.11, grandTotalDeceptive: [-10, -9, -12], subtotalDeceptive: [-9, -7, -7],
      subtotalTruthful: [nil, nil, nil]),
    Row(
      prior: 0.1, grandTotalDeceptive: [-10, -9, -13], subtotalDeceptive: [-9, -7, -7],
      subtotalTruthful: [nil, nil, nil]),
  ]
}
