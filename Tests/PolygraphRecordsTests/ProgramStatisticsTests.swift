import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphRecords

/// Generated exams, and what an independent computation makes of them.
private struct StatisticsDocument: Decodable {
  struct Step: Decodable {
    let event, to: String
    let at: Timestamp
  }
  struct Scores: Decodable {
    let opinion: String
    let sealed, attested: Timestamp
  }
  struct Exam: Decodable {
    let id, office, examiner, format, state: String
    let scheduled: Timestamp
    let opinion, certified, method: String?
    let review, second: Scores?
    let recordings: [String]?
    let path: [Step]
  }
  struct Summary: Decodable {
    let begun, scored, submitted, reviewed, fleissExams: Int
    let inconclusive, noOpinion, preTestOut, reviewCoverage, reviewedInTime, overturned, recordingComplete: [Double]
    let median, p90, agreement, methodAgreement, fleiss: Double
    let table: [[Int]]
    let kappa: [String: Double]
    let funnel95, funnel998: [Double]?
  }
  struct Funnel: Decodable {
    let share, confidence: Double
    let trials: Int
    let limits: [Double]
  }
  let exams: [Exam]
  let all: Summary
  let offices: [String: Summary]
  let funnel: [Funnel]

  static func load() throws -> StatisticsDocument {
    try JSONDecoder().decode(Self.self, from: Repository.fixtureData("records/statistics.json"))
  }

  var figures: Figures {
    var figures = Figures()
    for exam in exams {
      figures.exams.append(
        ExamFigure(
          id: exam.id, office: exam.office, format: exam.format, examiner: exam.examiner, purpose: "pre-employment",
          state: ExamState(rawValue: exam.state) ?? .requested, scheduledAt: exam.scheduled,
          opinion: exam.opinion.map(Opinion.init(rawValue:)), reason: nil,
          certified: exam.certified.map(Opinion.init(rawValue:)),
          methodOpinion: exam.method.map(Opinion.init(rawValue:)), countermeasures: nil,
          path: exam.path.map { FigureStep(event: $0.event, to: $0.to, at: $0.at) },
          recordings: exam.recordings ?? []))
      for (level, scores) in [(1, exam.review), (2, exam.second)] {
        guard let scores else { continue }
        figures.reviews.append(
          ReviewFigure(
            exam: exam.id, level: level, opinion: Opinion(rawValue: scores.opinion), sealedAt: scores.sealed,
            unblindedAt: scores.sealed, attestedAt: scores.attested, decision: "concur", findings: []))
      }
    }
    return figures
  }
}

@Suite("The program's statistics")
struct ProgramStatisticsTests {
  private func isNear(_ left: Double?, _ right: Double, within limit: Double = 1e-12) -> Bool {
    left.map { abs($0 - right) <= limit } ?? false
  }

  private func check(_ group: GroupStatistics, _ golden: StatisticsDocument.Summary) {
    let counts = group.counts
    #expect(counts.begun == golden.begun && counts.scored == golden.scored, "\(group.name)")
    #expect(counts.submitted == golden.submitted && counts.reviewed == golden.reviewed, "\(group.name)")
    #expect(group.outcomes.values.reduce(0, +) == counts.begun)
    for (name, expected) in [
      ("inconclusive", golden.inconclusive), ("noOpinion", golden.noOpinion), ("preTestOut", golden.preTestOut),
      ("reviewCoverage", golden.reviewCoverage), ("reviewedInTime", golden.reviewedInTime),
      ("overturned", golden.overturned), ("recordingComplete", golden.recordingComplete),
    ] {
      let rate = group.rate(name)
      for (value, golden) in zip([rate?.value, rate?.lower, rate?.upper], expected) {
        #expect(isNear(value, golden, within: 1e-9), "\(group.name) \(name)")
      }
    }
    #expect(isNear(group.timeToReview.medianHours, golden.median) && isNear(group.timeToReview.p90Hours, golden.p90))
    let agreement = group.examinerAndReviewer
    #expect(agreement.table == golden.table && isNear(agreement.agreement.value, golden.agreement))
    for kappa in agreement.kappas {
      #expect(isNear(kappa.value, golden.kappa[kappa.weights.rawValue] ?? .nan), "\(kappa.weights)")
      let interval = kappa.bootstrap ?? []
      #expect(interval.count == 2 && interval[0] < (kappa.value ?? 2) && (kappa.value ?? -2) < interval[1])
      let normal = kappa.normal ?? []
      // Both intervals are of the same thing: they lie close together where there are many pairs.
      #expect(zip(interval, normal).allSatisfy { abs($0 - $1) < 0.08 }, "\(interval) \(normal)")
    }
    #expect(isNear(group.methodAndExaminer.agreement.value, golden.methodAgreement))
    #expect(isNear(group.reliability.kappa, golden.fleiss) && group.reliability.exams == golden.fleissExams)
  }

  @Test("four hundred generated exams give what NumPy and SciPy make of them, in all and by office")
  func golden() throws {
    let document = try StatisticsDocument.load()
    let statistics = ProgramStatistics(
      document.figures, period: StatisticsPeriod(), by: .office, offices: ["o0": "OFF0"], policy: AgencyPolicy(),
      at: Timestamp(millisecondsSince1970: 0))
    check(statistics.all, document.all)
    #expect(statistics.groups.map(\.name) == ["OFF0", "o1", "o2"], "by name, for ranks are not told")
    for (group, name) in zip(statistics.groups, ["o0", "o1", "o2"]) {
      let golden = try #require(document.offices[name])
      check(group, golden)
      let funnel = try #require(group.rate("reviewedInTime")?.funnel)
      let limits = try #require(golden.funnel95) + #require(golden.funnel998)
      for (own, golden) in zip([funnel.lower95, funnel.upper95, funnel.lower998, funnel.upper998], limits) {
        #expect(isNear(own, golden, within: 1e-9))
      }
    }
  }

  @Test("the limits of a funnel are those of SciPy's binomial distribution, and a certain share has no width")
  func funnel() throws {
    for golden in try StatisticsDocument.load().funnel {
      let limits = FunnelLimits(share: golden.share, trials: golden.trials, confidence: golden.confidence)
      #expect(
        isNear(limits.lower, golden.limits[0], within: 1e-9) && isNear(limits.upper, golden.limits[1], within: 1e-9))
    }
    for share in [0.0, 1] {
      let limits = FunnelLimits(share: share, trials: 7, confidence: 0.95)
      #expect(limits.lower == share && limits.upper == share)
    }
  }

  @Test("kappa alone is the one that comes with its standard errors")
  func kappaAlone() throws {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let table = (0..<3).map { _ in (0..<3).map { _ in generator.below(4) } }
      for weights in CohenKappa.Weights.allCases {
        let alone = CohenKappa.value(counts: Array(table.joined()), size: 3, weights: weights)
        let whole = CohenKappa(table: table, weights: weights)?.kappa
        #expect((alone == nil) == (whole == nil) && isNear(alone ?? 0, whole ?? 0), "\(table)")
      }
    }
  }

  @Test("a handful of exams gives the figures that a hand computes")
  func byHand() throws {
    func time(_ hours: Double) -> Timestamp { Timestamp(millisecondsSince1970: Int64(hours * 3_600_000)) }
    func exam(_ id: String, _ opinion: Opinion?, _ path: [(String, Double)], certified: Opinion? = nil) -> ExamFigure {
      ExamFigure(
        id: id, office: "o", format: "zct", examiner: "x", purpose: "periodic", state: .closed, scheduledAt: time(0),
        opinion: opinion, reason: opinion == .noOpinion ? .data : nil, certified: certified, methodOpinion: nil,
        countermeasures: nil, path: path.map { FigureStep(event: "e", to: $0.0, at: time($0.1)) }, recordings: [])
    }
    let full: [(String, Double)] = [("checked-in", 0), ("in-test", 1), ("submitted", 4)]
    var figures = Figures()
    figures.exams = [
      exam("a", .deceptionIndicated, full, certified: .deceptionIndicated),
      exam("b", .noDeceptionIndicated, full, certified: .inconclusive),
      exam("c", .noOpinion, full), exam("d", nil, [("checked-in", 0), ("withdrawn", 1)]),
      exam("e", nil, [("checked-in", 0), ("in-test", 1), ("incomplete", 2)]), exam("f", nil, [("no-show", 1)]),
      exam("g", nil, [("checked-in", 0), ("in-test", 3)]),
    ]
    figures.reviews = [("a", 10.0, Opinion.deceptionIndicated), ("b", 80, .inconclusive)].map {
      ReviewFigure(
        exam: $0.0, level: 1, opinion: $0.2, sealedAt: time(5), unblindedAt: time($0.0 == "a" ? 4.5 : 5),
        attestedAt: time(4 + $0.1), decision: "concur", findings: $0.0 == "b" ? ["report"] : [])
    }
    figures.admissions = [
      AdmissionFigure(
        exam: "g", office: "o", phase: "pretest", category: .theft, isDisqualifying: true, mayContinue: nil,
        notedAt: time(0.5), state: .noted, disposition: nil, decidedAt: nil),
      AdmissionFigure(
        exam: "d", office: "o", phase: "pretest", category: .theft, isDisqualifying: true, mayContinue: false,
        notedAt: time(0.5), state: .toAdjudication, disposition: "adjudication", decidedAt: time(2)),
    ]
    figures.referrals = [
      ReferralFigure(
        exam: "a", office: "o", level: "state", category: "theft", urgency: "routine", noticedAt: time(2), state: .sent,
        outcome: nil, due: time(20), escalatedAt: nil,
        path: [
          FigureStep(event: "send", to: "sent", at: time(14)), FigureStep(event: "resend", to: "sent", at: time(15)),
        ])
    ]
    let group = GroupStatistics(name: "all", figures, policy: AgencyPolicy(), now: time(21))
    let counts = group.counts
    let way: [Int] = [counts.scheduled, counts.noShow, counts.begun, counts.tested, counts.scored]
    let review: [Int] = [counts.submitted, counts.reviewed, counts.certified, counts.awaitingReview]
    #expect(way.elementsEqual([7, 1, 6, 5, 3]) && review.elementsEqual([3, 2, 2, 1]))
    #expect(
      group.outcomes == [
        "significant": 1, "inconclusive": 1, "noOpinion": 1, "preTestOut": 1, "incomplete": 1, "open": 1,
        "notSignificant": 0, "otherOpinion": 0,
      ])
    #expect(group.undecidedReasons == ["data": 1, "not-given": 1])
    func share(_ name: String) -> [Int]? { group.rate(name).map { [$0.count, $0.of] } }
    #expect(share("inconclusive") == [1, 3] && share("noOpinion") == [1, 6] && share("incomplete") == [1, 5])
    #expect(share("overturned") == [1, 2] && share("unblindedEarly") == [1, 2] && share("reviewedInTime") == [1, 2])
    #expect(share("continuedAfterDisqualifying") == [1, 2] && share("admissionsUndisposed") == [1, 2])
    #expect(share("referralsOverdue") == [1, 1] && share("referralsWithOutcome") == [0, 1])
    #expect(share("recordingComplete") == [0, 3], "no recording is no complete one")
    #expect(group.timeToReview == DurationStatistic([10, 80]) && group.timeToReview.medianHours == 45)
    #expect(group.noticeToReferral.medianHours == 12, "the first sending counts")
    #expect(group.findingsPerHundredReviews == ["report": 50])
    #expect(group.examinerAndReviewer.pairs == 2 && group.examinerAndReviewer.secondMoreSignificant == 1)
    #expect(group.mostExamsPerDay == 6)
    #expect(group.reliability.kappa == nil && group.methodAndExaminer.agreement.value == nil)
  }

  @Test("no exams give no shares and nothing that is not a number")
  func empty() throws {
    let group = GroupStatistics(
      name: "all", Figures(), policy: AgencyPolicy(), now: Timestamp(millisecondsSince1970: 0))
    #expect(group.rates.allSatisfy { $0.value == nil && $0.of == 0 })
    #expect(group.examinerAndReviewer.kappas.allSatisfy { $0.value == nil && $0.bootstrap == nil })
    #expect(group.timeToReview.medianHours == nil)
    #expect(try !JSONEncoder().encode(group).isEmpty)
  }
}

@Suite("Figures come from the records, and from no one's name")
struct FigureStoreTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An agency with a reviewed exam that has an admission and a referral, one that is reviewed blind, and a no-show.
  private func agency(_ kind: AgencyKind) async throws -> SampleAgency {
    let agency = try await SampleAgency.make(kind, in: folder)
    for (seed, isReviewed) in [(1, true), (2, false)] {
      let exam = try await agency.request()
      try await agency.schedule(exam)
      try await agency.openPretest(exam)
      let admission = try await agency.admit(exam)
      if isReviewed {
        try await agency.store.draftReferral(
          admissions: [admission], level: .state, agency: "State police", category: .smuggling, summary: "s",
          urgency: .routine, by: agency.chief)
      }
      try await agency.runTest(exam, seed: seed)
      if isReviewed {
        try await agency.review(exam)
      } else {
        try await agency.store.assignReview(exam: exam, reviewer: agency.reviewer.account.name, by: agency.chief)
      }
    }
    let missed = try await agency.request()
    try await agency.schedule(missed)
    try await agency.store.advance(exam: missed, .noShow, by: agency.examiner)
    return agency
  }

  @Test("an analyst sees figures and no record; other roles do not", arguments: AgencyKind.allCases)
  func analyst(kind: AgencyKind) async throws {
    let agency = try await agency(kind)
    let store = agency.store
    for actor in [agency.analyst, agency.chief] {
      let statistics = try await store.statistics(by: .examiner, as: actor)
      #expect(statistics.groups.map(\.name) == [agency.examiner.account.name])
      let all = statistics.all
      let counts: [Int] = [all.counts.scheduled, all.counts.begun, all.counts.noShow, all.counts.reviewed]
      #expect(counts.elementsEqual([3, 2, 1, 1]))
      #expect(all.outcomes["significant"] == 2 && all.examinerAndReviewer.pairs == 1)
      #expect(all.rate("withReferral")?.count == 1 && all.rate("admissionsUndisposed")?.count == 1)
      #expect(all.rate("recordingComplete")?.count == 2 && all.methodAndExaminer.agreement.value == 1)
    }
    for actor in [agency.examiner, agency.reviewer, agency.officer, agency.admin] {
      #expect(await agency.code { _ = try await store.statistics(as: actor) } == .notPermitted)
      #expect(await agency.code { _ = try await store.annualFigures(2026, by: actor) } == .notPermitted)
    }
    #expect(await agency.code { _ = try await store.examFiles(by: agency.analyst) } == .notPermitted)
    let day = Timestamp("2026-02-05T00:00:00Z")
    let none = try await store.statistics(StatisticsPeriod(from: nil, to: day), as: agency.analyst)
    #expect(none.all.counts.scheduled == 0)
    let trends = try await store.admissionTrends(try #require(StatisticsPeriod(year: 2026)), by: agency.analyst)
    #expect(trends.months.count == 12 && trends.offices == ["SAT"])
    #expect(trends.entries.allSatisfy { $0.count == nil }, "two admissions are a small number, whichever way told")
    let annual = try await store.annualFigures(2026, by: agency.analyst)
    #expect(annual.breakdowns.allSatisfy { $0.total == nil && $0.parts.allSatisfy { $0.count == nil } })
    #expect(annual.conduct.first { $0.name == "reviewCoverage" }?.of == 2)
  }

  @Test("an exam that a supervisor has yet to score blind is in none of their figures", arguments: AgencyKind.allCases)
  func blind(kind: AgencyKind) async throws {
    let agency = try await agency(kind)
    // The chief takes a review on too.
    var person = try #require(
      try await agency.store.directory(Person.self, by: agency.admin).first {
        $0.record.account == agency.reviewer.account.name
      })
    var both = person.record
    both.roles = [.programAnalyst, .reviewer]
    person = try await agency.store.replace(person, with: both, by: agency.admin)
    if kind == .postgreSQLRoles {
      let owner = try await StoreKind.postgreSQL.open(in: folder)
      try await (owner as? PostgreSQLRecordStore)?.grantAccess(to: person.record)
    }
    let actor = Actor(agency.reviewer.account, as: .programAnalyst)
    #expect(try await agency.store.statistics(as: actor).all.counts.scheduled == 2)
    #expect(try await agency.store.statistics(as: agency.analyst).all.counts.scheduled == 3)
  }

  @Test("an altered record is refused, not counted", arguments: [AgencyKind.sqlite, .postgreSQL])
  func altered(kind: AgencyKind) async throws {
    let agency = try await agency(kind)
    let change = "UPDATE record SET document = replace_certified WHERE kind = 'exam-file'"
    if kind == .sqlite {
      try SQLiteRecordStore.tamper(
        StoreKind.file(in: folder),
        change.replacing(
          "replace_certified", with: "CAST(replace(CAST(document AS TEXT), '\"DI\"', '\"NDI\"') AS BLOB)"))
    } else {
      let server = try PostgreSQLServer.shared.get()
      let owner = try PostgreSQLConnection(url: server.url(PostgreSQLServer.database(folder)), timeout: 10)
      try owner.script(
        "SET search_path = polygraph; SET session_replication_role = replica;"
          + change.replacing(
            "replace_certified",
            with: "convert_to(replace(convert_from(document, 'UTF8'), '\"DI\"', '\"NDI\"'), 'UTF8')"))
    }
    #expect(await agency.code { _ = try await agency.store.statistics(as: agency.chief) } == .altered)
  }
}
