import PolygraphModel

/// A measurement table as methods see it: its charts are put together once and shared by all of them.
public struct ScoringInput: Sendable {
  /// The table.
  public let table: MeasurementTable
  let charts: [ScoredChart]

  /// Puts a table's charts together. Where no derivations will be made, their texts need not be prepared.
  public init(_ table: MeasurementTable, omitsDerivations: Bool = false) {
    self.table = table
    charts = ScoredChart.charts(of: table, withTexts: !omitsDerivations)
  }
}
