import Foundation
import PolygraphQuantities
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Sampling plans for review")
struct SamplingPlanTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func plan(_ rule: SamplingPlan.Rule, key: String = "k") -> SamplingPlan {
    SamplingPlan(
      id: RecordIdentifier(rawValue: "p"), level: .second, rule: rule, from: Timestamp(millisecondsSince1970: 0),
      by: "chief", key: key)
  }

  private func exams(_ count: Int) -> [SampledExam] {
    (0..<count).map {
      SampledExam(
        id: "exam-\($0)", examiner: "x\($0 % 3)",
        submittedAt: Timestamp(millisecondsSince1970: Int64($0) * 40_000_000))
    }
  }

  @Test("one in n takes its share, whatever order and whatever else there is; another key takes others")
  func oneIn() {
    let exams = exams(4000)
    let plan = plan(.oneIn(10))
    let sample = plan.sample(exams)
    // Four standard deviations of a binomial count: 400 ± 76.
    #expect((324...476).contains(sample.count))
    #expect(plan.sample(exams.reversed()) == sample)
    #expect(plan.sample(Array(exams.prefix(1000))) == sample.intersection(exams.prefix(1000).map(\.id)))
    let other = self.plan(.oneIn(10), key: "another").sample(exams)
    #expect(other.intersection(sample).count < 90, "some forty are in both by chance")
    #expect(self.plan(.oneIn(1)).sample(exams).count == 4000 && self.plan(.every).sample(exams).count == 4000)
  }

  @Test("n a month takes n of each examiner's month, or all when there are fewer")
  func perMonth() {
    let exams = exams(200)
    let sample = plan(.perMonth(2)).sample(exams)
    let months = Dictionary(grouping: exams) { $0.examiner + $0.submittedAt.month }
    #expect(months.count > 6)
    for group in months.values { #expect(group.count { sample.contains($0.id) } == min(2, group.count)) }
    #expect(plan(.perMonth(100)).sample(exams).count == 200)
  }

  @Test("a plan shows what is due, and its key is for supervisors", arguments: AgencyKind.allCases)
  func coverage(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let store = agency.store
    let plan = try await store.planSampling(.every, level: .first, by: agency.chief).record
    #expect(plan.key.utf8.count == 64)
    for number in [0, SamplingPlan.largestNumber + 1] {
      #expect(
        await agency.code { _ = try await store.planSampling(.oneIn(number), level: .first, by: agency.chief) }
          == .invalid)
    }
    try await store.planSampling(.oneIn(SamplingPlan.largestNumber), level: .second, by: agency.chief)
    #expect(
      await agency.code { _ = try await store.planSampling(.every, level: .first, by: agency.examiner) }
        == .notPermitted)
    #expect(await agency.code { _ = try await store.samplingReport(by: agency.examiner) } == .notPermitted)
    var exams: [RecordIdentifier] = []
    for seed in 1...2 {
      let exam = try await agency.request()
      try await agency.schedule(exam)
      try await agency.openPretest(exam)
      try await agency.runTest(exam, seed: seed)
      exams.append(exam)
    }
    try await agency.review(exams[0])
    let report = try await store.samplingReport(by: agency.chief)
    #expect(report.plans.map(\.level) == [.first, .second])
    let first = report.plans[0]
    #expect(first.submitted == 2 && first.sampled == 2 && first.coverage.count == 1 && first.due == [exams[1]])
    // A later plan takes the place of the first for what is submitted from then on.
    try await store.planSampling(.perMonth(1), level: .first, by: agency.chief)
    let again = try await store.samplingReport(by: agency.chief)
    #expect(again.plans.map(\.submitted) == [2, 0, 2])
    if kind == .postgreSQLRoles {
      let server = try PostgreSQLServer.shared.get()
      for actor in [agency.examiner, agency.reviewer, agency.analyst, agency.admin] {
        let connection = try PostgreSQLConnection(
          url: server.url(PostgreSQLServer.database(folder), as: actor.account.name), timeout: 10)
        var count = 0
        try connection.run("SELECT 1 FROM polygraph.record WHERE kind = 'sampling-plan'", []) { _ in count += 1 }
        #expect(count == 0, "\(actor.role)")
      }
    }
  }
}
