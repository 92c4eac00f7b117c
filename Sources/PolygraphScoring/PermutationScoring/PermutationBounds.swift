import PolygraphModel

/// The septile bounds of PSS, which no formula gives.
///
/// *Source*: MacLaren & Krapohl 2003. The abdominal bounds of truthful exams stand as printed: the bound 1.3 of the
/// score 2 lies above the bound 1.263 of the score 3, so that 2 is never given there.
enum PermutationBounds {
  /// Bounds from confirmed deceptive exams.
  static let deceptive: [Sensor: SeptileTable] = [
    .thoracicRespiration: SeptileTable(
      lowerBounds: [0, 0.725, 0.823, 0.903, 0.967, 1.042, 1.152], scores: [-3, -2, -1, 0, 1, 2, 3]),
    .abdominalRespiration: SeptileTable(
      lowerBounds: [0, 0.741, 0.836, 0.906, 0.969, 1.02, 1.153], scores: [-3, -2, -1, 0, 1, 2, 3]),
    .electrodermal: SeptileTable(
      lowerBounds: [0, 0.78, 1.128, 1.429, 1.815, 2.408, 3.772], scores: [6, 4, 2, 0, -2, -4, -6]),
    .cardio: SeptileTable(
      lowerBounds: [0, 0.601, 0.838, 1.054, 1.306, 1.641, 2.307], scores: [3, 2, 1, 0, -1, -2, -3]),
  ]
  /// Bounds from confirmed truthful exams.
  static let truthful: [Sensor: SeptileTable] = [
    .thoracicRespiration: SeptileTable(
      lowerBounds: [0, 0.813, 0.905, 0.98, 1.045, 1.126, 1.262], scores: [-3, -2, -1, 0, 1, 2, 3]),
    .abdominalRespiration: SeptileTable(
      lowerBounds: [0, 0.815, 0.906, 0.968, 1.04, 1.3, 1.263], scores: [-3, -2, -1, 0, 1, 2, 3]),
    .electrodermal: SeptileTable(
      lowerBounds: [0, 0.358, 0.541, 0.687, 0.886, 1.136, 1.687], scores: [6, 4, 2, 0, -2, -4, -6]),
    .cardio: SeptileTable(
      lowerBounds: [0, 0.521, 0.69, 0.85, 1.025, 1.286, 1.659], scores: [3, 2, 1, 0, -1, -2, -3]),
  ]
}
