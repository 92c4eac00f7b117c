import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport

@testable import PolygraphRecords

/// A kind of store with people in it, and how they act.
enum AgencyKind: String, CaseIterable {
  case sqlite
  case postgreSQL
  /// A server's login that takes on the database role of each person: grants and row-level security are in force.
  case postgreSQLRoles
}

/// An agency with one office, people for every role, and an instrument. Nobody in it exists.
struct SampleAgency {
  let kind: AgencyKind
  let store: any RecordStore
  let clock: SteppingClock
  let suffix: String
  var office: RecordIdentifier
  var instrument: RecordIdentifier

  func actor(_ name: String, _ role: Role) -> Actor { Actor(RecordActor(name: name + suffix), as: role) }
  var chief: Actor { actor("chief", .supervisor) }
  /// Another examiner.
  var otherExaminer: Actor { actor("eva", .examiner) }
  /// Another supervisor, who has no part in the sample's exams and reviews too.
  var deputy: Actor { actor("dan", .supervisor) }
  var examiner: Actor { actor("eve", .examiner) }
  var reviewer: Actor { actor("rob", .reviewer) }
  var second: Actor { actor("ria", .reviewer) }
  var adjudicator: Actor { actor("ada", .adjudicator) }
  var officer: Actor { actor("ole", .referralOfficer) }
  var analyst: Actor { actor("ann", .programAnalyst) }
  var admin: Actor { actor("adm", .administrator) }

  static let people: [(name: String, roles: [Role])] = [
    ("adm", [.administrator]), ("chief", [.supervisor]), ("eve", [.examiner, .reviewer]), ("rob", [.reviewer]),
    ("ria", [.reviewer]), ("dan", [.reviewer, .supervisor]), ("eva", [.examiner]), ("ada", [.adjudicator]),
    ("ole", [.referralOfficer]),
    ("ann", [.programAnalyst]),
  ]

  /// Makes the agency in a folder's store.
  static func make(_ kind: AgencyKind, in folder: TemporaryFolder, step: Int64 = 1000) async throws -> SampleAgency {
    let clock = SteppingClock(step: step)
    let owner = try await (kind == .sqlite ? StoreKind.sqlite : .postgreSQL).open(in: folder, clock: clock)
    let suffix = kind == .sqlite ? "" : String(PostgreSQLServer.database(folder).suffix(12))
    let time = clock()
    let id = { RecordIdentifier(at: time) }
    let admin = Actor(RecordActor(name: "adm" + suffix), as: .administrator)
    _ = try await owner.initialise(account: admin.account, name: "Adm")
    for (name, roles) in people.dropFirst() {
      var person = Person(id: id(), account: name + suffix, name: name.capitalized, roles: roles)
      var qualification = ExaminerQualification(
        certificate: "C-\(name)", issuer: "NCCA", expires: time.adding(days: 300), formats: ["federal-zct"])
      qualification.standing = .certified
      person.qualification = qualification
      _ = try await owner.add(person, by: admin)
    }
    let office = try await owner.add(Office(id: id(), code: "SAT", name: "San Antonio"), by: admin).record.id
    var tool = Instrument(id: id(), serial: "77", model: "LX6")
    tool.state = .checked
    tool.checkDue = time.adding(days: 30)
    let instrument = try await owner.add(tool, by: admin).record.id
    var store = owner
    if kind == .postgreSQLRoles {
      store = try await lowered(owner, folder, suffix, clock)
    }
    return SampleAgency(
      kind: kind, store: store, clock: clock, suffix: suffix, office: office, instrument: instrument)
  }

  /// The store as a server sees it that has no rights but those of the people it acts for.
  private static func lowered(
    _ owner: any RecordStore, _ folder: TemporaryFolder, _ suffix: String, _ clock: SteppingClock
  ) async throws -> any RecordStore {
    let server = try PostgreSQLServer.shared.get()
    let database = PostgreSQLServer.database(folder)
    guard let owner = owner as? PostgreSQLRecordStore else { preconditionFailure("Roles are a server's.") }
    let connection = try PostgreSQLConnection(url: server.url(database), timeout: 10)
    try connection.script("CREATE ROLE \"srv\(suffix)\" LOGIN NOINHERIT")
    for (name, roles) in people {
      let person = Person(
        id: RecordIdentifier(at: clock()), account: name + suffix, name: name, roles: roles)
      try await owner.grantAccess(to: person)
      try connection.script("GRANT \"\(name)\(suffix)\" TO \"srv\(suffix)\"; ALTER ROLE \"\(name)\(suffix)\" LOGIN")
    }
    // The server's own login sees the version of the schema, and nothing else.
    try connection.script(
      """
      GRANT USAGE ON SCHEMA polygraph TO "srv\(suffix)";
      GRANT SELECT ON polygraph.schema_version TO "srv\(suffix)"
      """)
    return try await PostgreSQLRecordStore.open(
      server.url(database, as: "srv\(suffix)"), creating: false, accounts: .localRole, clock: { clock() })
  }
}

/// The life of an exam, step by step.
extension SampleAgency {
  /// A generated examinee.
  func addExaminee(_ number: String = "A-1") async throws -> RecordIdentifier {
    let document = Examinee.Document(
      type: "driver-licence", number: "TX-\(number)", issuer: "TX", expires: clock().adding(days: 900))
    let examinee = Examinee(
      id: RecordIdentifier(at: clock()), name: "Test Person", born: "1990-01-01", birthplace: "Nowhere",
      number: number, document: document)
    return try await store.add(examinee, by: chief).record.id
  }

  func request(_ examinee: RecordIdentifier? = nil) async throws -> RecordIdentifier {
    var request = ExamRequest(
      caseNumber: "CASE-1", authority: "5 USC 9101", requester: "hiring", purpose: .preEmployment,
      examClass: .screening, testFormat: "federal-zct", examinee: RecordIdentifier(at: clock()))
    if let examinee { request.examinee = examinee }
    request.caseFacts = "secret case facts"
    return try await store.requestExam(request, agency: "CBP", office: office, by: chief).record.id
  }

  func schedule(_ exam: RecordIdentifier, at time: Timestamp? = nil) async throws {
    let (account, instrument) = (examiner.account.name, instrument)
    let when = time ?? clock()
    try await store.advance(exam: exam, .schedule, by: chief) {
      $0.examiner = account
      $0.instrument = instrument
      $0.scheduledAt = when
    }
  }

  func fillForms(_ exam: RecordIdentifier, consent: Bool = true) async throws {
    let now = clock()
    try await store.pretest(exam: exam, by: examiner) {
      $0.identityVerifiedAt = now
      $0.recordingNoticeAt = now
      $0.advisement = .general
      $0.toldOfDisclosuresAt = now
      $0.toldOfRightToStopAt = now
      $0.medical = .init(selfRated: "good", decision: .fit)
      if consent { $0.consent = .init(form: "CF-1", version: "3", at: now, signature: "signed") }
    }
  }

  /// Takes a scheduled exam into the pre-test.
  func openPretest(_ exam: RecordIdentifier, consent: Bool = true) async throws {
    try await fillForms(exam, consent: consent)
    try await store.advance(exam: exam, .checkIn, by: examiner)
    try await store.advance(exam: exam, .beginPretest, by: examiner)
  }

  /// Takes an exam from the pre-test through its charts to the quality control.
  func runTest(_ exam: RecordIdentifier, seed: Int = 0, opinion: Opinion = .deceptionIndicated) async throws {
    for event in [ExamEvent.beginAcquaintance, .reviewQuestions] {
      try await store.advance(exam: exam, event, by: examiner)
    }
    var entry = QuestionList.Entry(Question(label: "R5", role: .relevant, text: "Did you?"), agreedAnswer: "No")
    entry.reviewedAt = clock()
    let list = try await store.setQuestions(exam: exam, series: "1", [entry], freeze: true, by: examiner)
    try await store.advance(exam: exam, .beginTest, by: examiner)
    for number in 1...3 {
      let chart = ChartRecord(
        id: RecordIdentifier(at: clock()), exam: exam, questions: list.record.id, series: "1", number: number,
        start: 0, end: 900, profile: Sample.profile, channels: [])
      try await store.addChart(chart, by: examiner)
    }
    try await store.advance(exam: exam, .finishTest, by: examiner)
    let scored = Sample.result(opinion: opinion)
    try await store.sealExaminerScores(
      exam: exam, filing: Sample.filing(seed), result: scored, opinion: opinion, by: examiner)
    try await store.advance(exam: exam, .beginPosttest, by: examiner)
    try await store.advance(exam: exam, .submit, by: examiner) {
      $0.package = String(repeating: "cd", count: 32)
      $0.recordings = [
        .init(file: "session.flac", sha256: String(repeating: "ef", count: 32), seconds: 7200, status: .complete)
      ]
    }
  }

  static let verdicts = QualityReview.Check.allCases.map { QualityReview.Verdict($0, .pass) }

  /// Reviews a submitted exam and certifies it.
  func review(_ exam: RecordIdentifier) async throws {
    try await store.assignReview(exam: exam, reviewer: reviewer.account.name, by: chief)
    try await store.sealReview(exam: exam, result: Sample.result(), opinion: .deceptionIndicated, by: reviewer)
    try await store.attest(
      exam: exam, decision: .concur, verdicts: Self.verdicts, text: "The data support the conclusion.",
      signature: "R. Ob", by: reviewer)
    try await store.advance(exam: exam, .certify, by: reviewer)
  }

  /// Notes an admission and brings it before the supervisor.
  func admit(_ exam: RecordIdentifier, isDisqualifying: Bool = false) async throws -> RecordIdentifier {
    let admission = try await store.noteAdmission(
      exam: exam, phase: .pretest, recordingPosition: 61.5, summary: "secret admission", category: .smuggling,
      certainty: .plain, isDisqualifying: isDisqualifying, by: examiner
    ).record.id
    try await store.advance(admission: admission, .structure, by: examiner)
    try await store.advance(admission: admission, .submit, by: examiner)
    return admission
  }

  /// The code of the error that a call throws, or `nil`.
  func code(_ body: () async throws -> Void) async -> RecordError.Code? {
    do { try await body() } catch { return (error as? RecordError)?.code ?? .unexpected }
    return nil
  }
}
