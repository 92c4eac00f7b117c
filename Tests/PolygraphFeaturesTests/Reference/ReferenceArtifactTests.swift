@testable import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Artifacts of an exam under the reference profile, from its samples on")
struct ReferenceArtifactTests {
  private typealias Golden = ReferenceGolden
  private let exam: Exam

  init() throws { exam = try ReferenceGolden.exam() }

  private static let columns: [Sensor: String] = [
    .thoracicRespiration: "UPneumo_a", .abdominalRespiration: "LPneumo_a", .electrodermal: "AutoEDA_a",
    .cardio: "Cardio_a", .activity: "Move1_a",
  ]

  /// The runs of a chart's columns, whatever their codes, rows counted from 1.
  private func runs(_ charts: [ChartArtifacts]) -> [String] {
    charts.flatMap { chart in
      Dictionary(grouping: chart.artifacts, by: \.sensor).flatMap { sensor, artifacts in
        MarkedRows.merged(artifacts.map { $0.start.sample..<($0.end.sample + 1) }).map {
          "0\(chart.chart)A,\(Self.columns[sensor] ?? sensor.rawValue),\($0.lowerBound + 1),\($0.upperBound)"
        }
      }
    }.sorted()
  }

  @Test("both charts: the runs of every column, exactly, and none besides")
  func goldenRuns() throws {
    let golden = try NumberTable(fixture: "features/artifacts/exam_runs.csv").rows
      // This column repeats the electrodermal run.
      .filter { $0[1] != "Artifacts_a" }.map { $0.prefix(4).joined(separator: ",") }.sorted()
    let found = try Artifacts.find(in: exam, profile: Golden.profile)
    #expect(runs(found) == golden && golden.count == 6)
    Golden.report("exam_runs", "chart, column, first, last", golden.count, worst: 0)
  }

  @Test("the table's findings are the artifacts, and withheld values stay beside their flag")
  func table() throws {
    let table = try Measurements.measure(exam, profile: Golden.profile)
    let artifacts = try Artifacts.find(in: exam, profile: Golden.profile)
    #expect(table.findings == artifacts.flatMap { $0.findings(file: nil) })
    let withheld = table.measurements.filter { $0.state == .artifact }
    #expect(withheld.map(\.question) == ["R10", "C6"] && withheld.map(\.chart) == [1, 2])
    #expect(withheld.map(\.sensor) == [.abdominalRespiration, .electrodermal])
    #expect(withheld.allSatisfy { $0.value == nil && $0.withheldValue != nil && $0.onset != nil })
    #expect(withheld[1].flags.contains(ArtifactCode.activityBeforeResponse.rawValue))
  }

  @Test("rules that do not withhold leave the value with its flag; switched off they find nothing")
  func switches() throws {
    let strict = try Measurements.measure(exam, profile: Golden.profile)
    var lenient = Golden.profile
    lenient.artifacts.withholds = false
    var rows = try Measurements.measure(exam, profile: lenient).measurements
    for (row, other) in zip(rows, strict.measurements) where other.state == .artifact {
      #expect(row.state == .measured && row.value == other.withheldValue && row.flags == other.flags)
    }
    var off = Golden.profile
    off.artifacts.respiration.isOn = false
    off.artifacts.electrodermal.isOn = false
    off.artifacts.cardio.isOn = false
    off.artifacts.activity.isOn = false
    #expect(try Artifacts.find(in: exam, profile: off).allSatisfy(\.artifacts.isEmpty))
    rows = try Measurements.measure(exam, profile: off).measurements
    #expect(rows.allSatisfy { $0.state != .artifact })
  }

  /// The exam with a channel of chart 01A changed from the onset of a presentation on.
  private func changed(
    _ sensor: Sensor, from label: String, _ change: (inout [Int32], Int, Int32) -> Void
  ) throws -> Exam {
    var exam = exam
    let chart = exam.series[0].charts[0]
    let place = try #require(chart.channels.firstIndex { $0.sensor == sensor })
    let onset = try #require(chart.questions.first { $0.label == label }).onset
    let old = chart.channels[place]
    var counts = old.counts.withUnsafeBuffer { Array($0) }
    change(&counts, onset, (counts.max() ?? 0) - (counts.min() ?? 0))
    exam.series[0].charts[0].channels[place] = Channel(
      name: old.name, sensor: old.sensor, sampleRate: old.sampleRate, calibration: old.calibration,
      counts: SampleCounts(counts))
    return exam
  }

  /// The seat is kicked 4 to 8 s behind the onset of R5, whose electrodermal response ends before that.
  @Test("a shared artifact of the seat withholds the responses it meets, only when artifacts are integrated")
  func integrated() throws {
    let exam = try changed(.activity, from: "R5") { counts, onset, span in
      for row in (onset + 120)..<(onset + 240) { counts[row] += 40 * max(1, span) }
    }
    var profile = Golden.profile
    func withheld() throws -> [Sensor] {
      try Measurements.measure(exam, profile: profile).measurements
        .filter { $0.chart == 1 && $0.question == "R5" && $0.state == .artifact }.map(\.sensor)
    }
    #expect(try withheld().isEmpty)
    profile.artifacts.integratesArtifacts = true
    #expect(try withheld() == [.thoracicRespiration, .abdominalRespiration, .cardio, .vasomotor])
  }

  @Test("a very deep breath on one belt takes both respirations of its presentation")
  func deepBreath() throws {
    let exam = try changed(.thoracicRespiration, from: "C4") { counts, onset, span in
      for row in 0..<120 {
        let part = Double(row) / 119
        counts[onset + 200 + row] += Int32(16 * Double(span) * part * (1 - part))
      }
    }
    let rows = try Measurements.measure(exam, profile: Golden.profile).measurements
      .filter { $0.chart == 1 && $0.question == "C4" && ConditionedChart.respirations.contains($0.sensor) }
    #expect(rows.count == 2)
    for row in rows {
      #expect(row.state == .artifact && row.flags.contains(ArtifactCode.bigDeepBreath.rawValue), "\(row)")
    }
  }

  @Test("the respiratory fluctuation of chart 01A is the golden one when found from the samples")
  func indicators() throws {
    let golden = try NumberTable(fixture: "features/artifacts/fluctuation.csv")
    let breathing = (golden["up_rate"][0] + golden["lp_rate"][0]) / 2
    let closeness = RespiratoryFluctuation.agreement(breathing, golden["cardio_mid_rate"][0])
    let found = try Indicators.find(in: exam, profile: Golden.profile)
    let chart = found.filter { $0.chart == 1 && $0.code == .respiratoryBloodPressure }
    #expect(chart.count == 1 && abs((chart.first?.value ?? 0) - min(0.99, closeness)) < 1e-9)
  }

  @Test("a caliper reads the drawn lines: the rise of a golden response is its amplitude, but for rounding")
  func caliper() throws {
    let row = try #require(
      try Measurements.measure(exam, profile: Golden.profile).measurements.first {
        ($0.chart, $0.question, $0.sensor) == (1, "R10", .electrodermal)
      })
    let (onset, peak, value) = (try #require(row.onset), try #require(row.peak), try #require(row.value))
    let reading = try Caliper(exam, profile: Golden.profile).read(
      chart: 1, sensor: .electrodermal, at: Seconds(onset.seconds - 0.2),
      width: Seconds(peak.seconds - onset.seconds + 0.4))
    #expect(abs((reading.value ?? 0) - value) <= 1, "\(reading.value ?? .nan) \(value)")
  }
}
