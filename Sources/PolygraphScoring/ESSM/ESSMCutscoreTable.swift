/// The cutscores of ESS-M by prior and alpha.
///
/// *Source*: Nelson 2017 and the tables of the method's author. The cuts of subtotals cannot be recomputed cell for
/// cell from the published rule, so the tables are shipped.
enum ESSMCutscoreTable {
  /// The columns' alphas.
  static let alphas = [0.01, 0.05, 0.10]

  /// The cuts at one prior, a column an alpha; `nil` where no cut exists.
  struct Row: Sendable {
    /// The printed prior probability of deception.
    let prior: Double
    let grandTotalTruthful: [Int?]
    let grandTotalDeceptive: [Int?]
    let twoStageSubtotalDeceptive: [Int?]
    let subtotalDeceptive: [Int?]
    let subtotalTruthful: [Int?]
  }

  /// The rows, from the highest prior to the lowest.
  static let rows: [Row] = [
    Row(
      prior: 0.9,
      grandTotalTruthful: [14, 13, 13],
      grandTotalDeceptive: [-9, -6, -4],
      twoStageSubtotalDeceptive: [nil, nil, -21],
      subtotalDeceptive: [nil, nil, -9],
      subtotalTruthful: [8, 7, 7]),
    Row(
      prior: 0.89,
      grandTotalTruthful: [13, 13, 12],
      grandTotalDeceptive: [-8, -5, -4],
      twoStageSubtotalDeceptive: [nil, nil, -20],
      subtotalDeceptive: [nil, nil, -6],
      subtotalTruthful: [7, 7, 7]),
    Row(
      prior: 0.88,
      grandTotalTruthful: [13, 12, 12],
      grandTotalDeceptive: [-7, -5, -4],
      twoStageSubtotalDeceptive: [nil, -22, -18],
      subtotalDeceptive: [nil, -10, -6],
      subtotalTruthful: [7, 7, 7]),
    Row(
      prior: 0.86,
      grandTotalTruthful: [12, 11, 11],
      grandTotalDeceptive: [-7, -4, -4],
      twoStageSubtotalDeceptive: [nil, -20, -16],
      subtotalDeceptive: [nil, -8, -5],
      subtotalTruthful: [7, 6, 6]),
    Row(
      prior: 0.83,
      grandTotalTruthful: [11, 10, 10],
      grandTotalDeceptive: [-6, -4, -3],
      twoStageSubtotalDeceptive: [nil, -17, -15],
      subtotalDeceptive: [-14, -5, -4],
      subtotalTruthful: [6, 6, 6]),
    Row(
      prior: 0.8,
      grandTotalTruthful: [10, 10, 9],
      grandTotalDeceptive: [-5, -4, -3],
      twoStageSubtotalDeceptive: [-21, -15, -14],
      subtotalDeceptive: [-9, -5, -4],
      subtotalTruthful: [6, 5, 5]),
    Row(
      prior: 0.75,
      grandTotalTruthful: [9, 8, 8],
      grandTotalDeceptive: [-5, -3, -3],
      twoStageSubtotalDeceptive: [-16, -13, -12],
      subtotalDeceptive: [-6, -4, -3],
      subtotalTruthful: [5, 5, 4]),
    Row(
      prior: 0.67,
      grandTotalTruthful: [7, 6, 6],
      grandTotalDeceptive: [-4, -3, -2],
      twoStageSubtotalDeceptive: [-13, -11, -10],
      subtotalDeceptive: [-5, -3, -3],
      subtotalTruthful: [4, 3, 3]),
    Row(
      prior: 0.5,
      grandTotalTruthful: [4, 3, 2],
      grandTotalDeceptive: [-4, -3, -2],
      twoStageSubtotalDeceptive: [-9, -7, -6],
      subtotalDeceptive: [-4, -3, -2],
      subtotalTruthful: [2, 1, 1]),
    Row(
      prior: 0.33,
      grandTotalTruthful: [4, 3, 2],
      grandTotalDeceptive: [-7, -6, -6],
      twoStageSubtotalDeceptive: [-11, -9, -8],
      subtotalDeceptive: [-6, -5, -4],
      subtotalTruthful: [1, 0, 0]),
    Row(
      prior: 0.25,
      grandTotalTruthful: [5, 3, 3],
      grandTotalDeceptive: [-9, -8, -8],
      twoStageSubtotalDeceptive: [-11, -9, -8],
      subtotalDeceptive: [-7, -6, -6],
      subtotalTruthful: [0, 0, 0]),
    Row(
      prior: 0.2,
      grandTotalTruthful: [5, 4, 3],
      grandTotalDeceptive: [-10, -10, -9],
      twoStageSubtotalDeceptive: [-12, -10, -9],
      subtotalDeceptive: [-7, -7, -6],
      subtotalTruthful: [1, 0, 0]),
    Row(
      prior: 0.17,
      grandTotalTruthful: [6, 4, 3],
      grandTotalDeceptive: [-11, -10, -10],
      twoStageSubtotalDeceptive: [-12, -10, -10],
      subtotalDeceptive: [-8, -7, -7],
      subtotalTruthful: [4, 0, 0]),
    Row(
      prior: 0.14,
      grandTotalTruthful: [7, 4, 4],
      grandTotalDeceptive: [-12, -11, -11],
      twoStageSubtotalDeceptive: [-13, -11, -10],
      subtotalDeceptive: [-8, -8, -7],
      subtotalTruthful: [nil, 0, 0]),
    Row(
      prior: 0.13,
      grandTotalTruthful: [7, 5, 4],
      grandTotalDeceptive: [-12, -12, -11],
      twoStageSubtotalDeceptive: [-13, -11, -10],
      subtotalDeceptive: [-9, -8, -8],
      subtotalTruthful: [nil, 0, 0]),
    Row(
      prior: 0.11,
      grandTotalTruthful: [8, 5, 4],
      grandTotalDeceptive: [-13, -13, -12],
      twoStageSubtotalDeceptive: [-13, -11, -10],
      subtotalDeceptive: [-9, -8, -8],
      subtotalTruthful: [nil, nil, 0]),
    Row(
      prior: 0.1,
      grandTotalTruthful: [9, 6, 4],
      grandTotalDeceptive: [-14, -13, -13],
      twoStageSubtotalDeceptive: [-13, -11, -11],
      subtotalDeceptive: [-9, -9, -8],
      subtotalTruthful: [nil, nil, 0]),
  ]
}
