import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import Testing

@Suite("Exclusions by a person, and the test of proportions over losses")
struct ExclusionTests {
  private func exclusion(_ question: String, _ sensor: Sensor? = nil) throws -> Exclusion {
    Exclusion(
      question: question, sensor: sensor, reason: "coughed", author: "examiner-7",
      time: try #require(Timestamp("2026-02-05T09:30:00Z")))
  }

  @Test("an exclusion says who, when and why, and reads what it writes")
  func document() throws {
    let exclusion = try exclusion("R5", .cardio)
    let data = try JSONEncoder().encode(exclusion)
    #expect(try JSONDecoder().decode(Exclusion.self, from: data) == exclusion)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(Set(object.keys) == ["question", "occurrence", "sensor", "reason", "author", "time"])
  }

  @Test("counts presentations once, by kind, and tests the shares")
  func proportions() throws {
    var chart = FormulaChart().chart
    chart.exclusions = [try exclusion("C4"), try exclusion("C4", .cardio), try exclusion("C6", .electrodermal)]
    let table = try Measurements.measure(Exam(chart))
    let proportions = ArtifactProportions(table)
    #expect(proportions.comparison.lost == 2 && proportions.comparison.all == 2)
    #expect(proportions.relevant.lost == 0 && proportions.relevant.all == 2)
    // Pooled share 1/2: z = 1 / sqrt(1/4 * (1/2 + 1/2)) = 2, one-tailed p = 0.02275.
    let test = try #require(proportions.test)
    #expect(abs(test.z - 2) < 1e-12 && abs(test.p - 0.0227501319481792) < 1e-12)
    #expect(proportions.differs() && !proportions.differs(at: 0.02))
    let other = ArtifactProportions(table, sensors: [.thoracicRespiration])
    #expect(other.comparison.lost == 1 && other.test != nil)
  }

  @Test("there is no test when nothing was lost")
  func nothingLost() throws {
    let proportions = ArtifactProportions(try Measurements.measure(Exam(FormulaChart().chart)))
    #expect(proportions.test == nil && !proportions.differs())
    #expect(proportions.comparison.all == 2 && proportions.relevant.all == 2)
  }

  @Test("a withheld artifact counts as a loss")
  func artifacts() throws {
    var formula = FormulaChart()
    formula.lines[.thoracicRespiration] = { time in
      FormulaChart.breath(time, rate: 15) * (time >= 88 && time < 92 ? 4 : 1)
    }
    var profile = FilterProfile.standard
    profile.artifacts.withholds = true
    let proportions = ArtifactProportions(try Measurements.measure(Exam(formula.chart), profile: profile))
    #expect(proportions.relevant.lost == 1 && proportions.comparison.lost == 0)
  }
}
