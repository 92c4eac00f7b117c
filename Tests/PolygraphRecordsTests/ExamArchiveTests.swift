import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Exams of another system are taken over whole, under the lifecycle's rules")
struct ExamArchiveTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A certified exam as another system kept it.
  private func archive(_ agency: SampleAgency, number: Int) -> ExamArchive {
    let time = agency.clock()
    let request = ExamRequest(
      caseNumber: "OLD-\(number)", authority: "law", requester: "hiring", purpose: .preEmployment,
      examClass: .screening, testFormat: "federal-zct", examinee: RecordIdentifier(at: time))
    var archive = ExamArchive(
      ExamFile(
        id: RecordIdentifier(at: time), number: "SAT-20-0000\(number)", series: number, agency: "CBP",
        office: agency.office, request: request))
    archive.file.examiner = agency.examiner.account.name
    archive.file.scheduledAt = time
    let events: [ExamEvent] = [
      .schedule, .checkIn, .beginPretest, .beginAcquaintance, .reviewQuestions, .beginTest, .finishTest, .sealScores,
      .beginPosttest, .submit, .assignReview, .unblind, .certify,
    ]
    for event in events {
      let from = archive.file.state
      guard let arrow = ExamLifecycle.transitions.first(where: { $0.from == from && $0.event == event }) else {
        preconditionFailure("The events lead on.")
      }
      archive.file.history.append(.init(from: from, event: event, to: arrow.to, at: time, by: "old"))
      archive.file.state = arrow.to
    }
    archive.file.opinion = .deceptionIndicated
    archive.file.certifiedOpinion = .deceptionIndicated
    archive.file.package = String(repeating: "cd", count: 32)
    var forms = PreTest(id: RecordIdentifier(at: time), exam: archive.file.id)
    forms.consent = .init(form: "CF", version: "1", at: time, signature: "signed")
    archive.pretest = forms
    archive.filing = Sample.filing(100 + number)
    archive.result = Sample.result()
    var review = QualityReview(
      id: RecordIdentifier(at: time), exam: archive.file.id, level: .first, reviewer: agency.reviewer.account.name,
      qualification: "C", assignedAt: time, assignedBy: "old", due: time)
    review.blindOpinion = .deceptionIndicated
    review.sealedAt = time
    review.decision = .concur
    review.attestation = .init(text: "t", signature: "s", at: time)
    archive.reviews = [review]
    return archive
  }

  @Test("what comes about under the rules is taken over in one change", arguments: [AgencyKind.sqlite, .postgreSQL])
  func load(kind: AgencyKind) async throws {
    let agency = try await SampleAgency.make(kind, in: folder)
    let archives = (1...3).map { archive(agency, number: $0) }
    try await agency.store.load(archives, by: agency.admin)
    #expect(try await agency.store.verifyAudit().isIntact)
    let found = try await agency.store.examFiles(caseNumber: "OLD-2", by: agency.chief)
    #expect(found.map(\.record.number) == ["SAT-20-00002"] && found[0].record.history == archives[1].file.history)
    let filing = try #require(found[0].record.filing)
    #expect(try await agency.store.exam(filing, for: agency.chief.account).results.count == 1)
    #expect(try await agency.store.statistics(as: agency.analyst).all.counts.certified == 3)
    // The next number of the office's year goes on from those that were taken over.
    #expect(try await agency.store.examFile(try await agency.request(), by: agency.chief).record.series == 1)
    let again = await agency.code { try await agency.store.load([archives[0]], by: agency.admin) }
    #expect(again == .duplicate)
    #expect(
      await agency.code { try await agency.store.load([archive(agency, number: 9)], by: agency.chief) } == .notPermitted
    )
  }

  @Test("what would not have come about is refused, and nothing of the change is kept")
  func refusals() async throws {
    let agency = try await SampleAgency.make(.sqlite, in: folder)
    let good = archive(agency, number: 1)
    let changes: [(String, (inout ExamArchive) -> Void)] = [
      ("a step left out", { $0.file.history.remove(at: 4) }),
      ("another end", { $0.file.state = .released }),
      ("a guard that cannot be set aside", { $0.file.history[3].overridden = [.stopGateOpen] }),
      ("a guard set aside without a reason", { $0.file.history[3].overridden = [.formsComplete] }),
      ("no consent", { $0.pretest = nil }), ("no package", { $0.file.package = nil }),
      ("no charts", { $0.filing = nil }), ("no review", { $0.reviews = [] }),
      ("a review that is not attested", { $0.reviews[0].attestation = nil }),
      (
        "the examiner's own review",
        { archive in
          let old = archive.reviews[0]
          var own = QualityReview(
            id: old.id, exam: old.exam, level: .first, reviewer: archive.file.examiner ?? "", qualification: "C",
            assignedAt: old.assignedAt, assignedBy: "old", due: old.due)
          own.sealedAt = old.sealedAt
          own.attestation = old.attestation
          archive.reviews = [own]
        }
      ),
      (
        "a record of another exam",
        { $0.pretest = PreTest(id: RecordIdentifier(rawValue: "p"), exam: RecordIdentifier(rawValue: "x")) }
      ),
    ]
    for (name, change) in changes {
      var bad = archive(agency, number: 2)
      change(&bad)
      let code = await agency.code { [bad] in try await agency.store.load([good, bad], by: agency.admin) }
      #expect(code == .refused, "\(name)")
    }
    #expect(try await agency.store.examFiles(by: agency.chief).isEmpty)
    try await agency.store.load([good], by: agency.admin)
    #expect(try await agency.store.examFiles(by: agency.chief).count == 1)
  }

  @Test("an entry's bytes are written at once as canonical JSON gives them")
  func payloads() throws {
    var generator = SeededGenerator(seed: 3)
    let texts = ["", "plain", "\"\\/", "\u{0}\u{1F}\n\r\t\u{8}\u{C}", "é𝔘\u{2028}\u{7F}", "a,b:{}"]
    func text() -> String { texts[generator.below(texts.count)] }
    func optional() -> String? { generator.below(2) == 0 ? nil : text() }
    for _ in 0..<300 {
      let payload = AuditEntry.Payload(
        time: Timestamp(millisecondsSince1970: Int64(generator.below(1 << 41))), actor: RecordActor(name: text()),
        action: AuditAction(rawValue: text()), kind: RecordKind(rawValue: text()),
        record: RecordIdentifier(rawValue: text()), before: optional(), after: optional(),
        role: generator.below(2) == 0 ? nil : .referralOfficer, reason: optional())
      #expect(try CanonicalJSON.encode(payload) == Data(payload.canonicalJSON))
    }
  }
}
