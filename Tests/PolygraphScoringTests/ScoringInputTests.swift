import PolygraphModel
@testable import PolygraphScoring
import Testing

@Suite("A table's charts as methods see them")
struct ScoringInputTests {
  private func values(_ table: MeasurementTable) -> [[Double?]] {
    ScoredChart.charts(of: table, withTexts: false).map {
      $0.presentations.map { $0.values[ScoredSensor.electrodermal] }
    }
  }

  /// A table whose EDA values are all different.
  private var table: MeasurementTable {
    var builder = TableBuilder(TableBuilder.zct, relevant: [.electrodermal: 1], comparison: [.electrodermal: 1])
    for index in builder.table.measurements.indices where builder.table.measurements[index].value != nil {
      builder.table.measurements[index].value = Double(index + 1)
    }
    return builder.table
  }

  @Test("the order of measurements changes nothing")
  func order() {
    let table = table
    var reversed = table
    reversed.measurements.reverse()
    #expect(values(table) == values(reversed))
    #expect(values(table).joined().compactMap(\.self).count == 18)
  }

  @Test("of two charts with one name the later one has the measurements, and a stranger's measurement goes nowhere")
  func twins() {
    var table = table
    table.charts.append(table.charts[0])
    let doubled = values(table)
    #expect(doubled[0].allSatisfy { $0 == nil } && doubled[3] == values(self.table)[0])
    var strange = self.table
    strange.measurements.insert(strange.measurements[2], at: 0)
    strange.measurements[0].question = "R99"
    #expect(values(strange) == values(self.table))
  }

  @Test("more charts than are compared by name one by one are read alike")
  func manyCharts() {
    let many = TableBuilder(
      TableBuilder.zct, charts: 31, relevant: [.electrodermal: 5], comparison: [.electrodermal: 4])
    let few = TableBuilder(
      TableBuilder.zct, charts: 30, relevant: [.electrodermal: 5], comparison: [.electrodermal: 4])
    #expect(Array(values(many.table).prefix(30)) == values(few.table))
    #expect(values(many.table)[30] == values(few.table)[0])
  }

  @Test("leaving out derivations changes no score, statistic or opinion of any method")
  func omitted() {
    let table = TableBuilder(TableBuilder.zct, relevant: TableBuilder.strong, comparison: TableBuilder.level).table
    func results(_ omits: Bool) -> [ScoringResult] {
      ScoringMethods.score(
        table, methods: ScoringMethods.all, options: ScoringOptions(isForced: true, omitsDerivations: omits)
      ).results
    }
    for (with, without) in zip(results(false), results(true)) {
      var bare = with
      bare.derivations = []
      #expect(bare == without, "\(with.method)")
      #expect(without.derivations.isEmpty)
    }
  }

  @Test("kept lower limits are those computed anew, also after more were asked for than are kept")
  func lowerLimits() {
    for step in 0...LowerLimits.mostKept {
      _ = LowerLimits.limit(ofOdds: 1 + Double(step) / 1000, trials: 2, alpha: 0.5)
    }
    for odds in [0.2, 1, 4.5] {
      let anew = ESSM.lowerLimit(ofOdds: odds, trials: 75, alpha: 0.05)
      #expect(LowerLimits.limit(ofOdds: odds, trials: 75, alpha: 0.05) == anew)
      #expect(LowerLimits.limit(ofOdds: odds, trials: 75, alpha: 0.05) == anew, "the second time")
    }
  }
}
