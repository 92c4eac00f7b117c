import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport

@testable import PolygraphRecords

/// A centre with two offices, and stores of these offices that exchange with it. Nobody in it exists.
final class SyncWorld: @unchecked Sendable {
  struct OfficeStore {
    let name: String
    let office: RecordIdentifier
    let store: any RecordStore
  }

  let folder: TemporaryFolder
  let clock: SteppingClock
  let centre: any RecordStore
  let chief: Actor
  let officer: Actor
  private(set) var offices: [RecordIdentifier] = []
  private(set) var stores: [OfficeStore] = []

  /// Makes a centre of a kind, and as many stores as are told for the offices, by their places.
  init(_ kind: StoreKind, offices codes: [String] = ["SAT", "ELP"], stores places: [Int]) async throws {
    folder = try TemporaryFolder()
    clock = SteppingClock(step: 1000)
    centre = try await kind.open(in: folder, clock: clock)
    chief = Actor(RecordActor(name: "chief"), as: .supervisor)
    officer = Actor(RecordActor(name: "ole"), as: .referralOfficer)
    let admin = Actor(RecordActor(name: "adm"), as: .administrator)
    _ = try await centre.initialise(account: admin.account, name: "Adm")
    for code in codes {
      let office = try await centre.add(Office(id: id(), code: code, name: code), by: admin).record.id
      offices.append(office)
      var tool = Instrument(id: id(), serial: code, model: "LX6")
      tool.state = .checked
      tool.office = office
      tool.checkDue = clock().adding(days: 30_000)
      _ = try await centre.add(tool, by: admin)
      try await add("eve-\(code)", [.examiner], office, by: admin)
      try await add("rob-\(code)", [.reviewer], office, by: admin)
    }
    for (name, roles) in [("chief", [Role.supervisor, .administrator]), ("ole", [.referralOfficer])] {
      try await add(name, roles, nil, by: admin)
    }
    for (number, place) in places.enumerated() {
      let url = folder.url.appending(path: "office-\(number)/records.sqlite")
      let clock = clock
      let store = try await SQLiteRecordStore.open(url, creating: true, clock: { clock() }, prepare: { _ in })
      stores.append(OfficeStore(name: codes[place], office: offices[place], store: store))
      try await sync(number).join(office: offices[place])
      _ = try await sync(number).run()
    }
  }

  private func add(_ account: String, _ roles: [Role], _ office: RecordIdentifier?, by admin: Actor) async throws {
    var person = Person(id: id(), account: account, name: account.capitalized, roles: roles)
    person.office = office
    person.qualification = ExaminerQualification(
      certificate: "C-\(account)", issuer: "NCCA", expires: clock().adding(days: 30_000), formats: ["federal-zct"])
    person.qualification?.standing = .certified
    _ = try await centre.add(person, by: admin)
  }

  func id() -> RecordIdentifier { RecordIdentifier(at: clock()) }
  func examiner(_ code: String) -> Actor { Actor(RecordActor(name: "eve-\(code)"), as: .examiner) }

  func sync(_ number: Int) -> OfficeSync {
    OfficeSync(office: stores[number].store, centre: centre, by: chief, atCentre: chief)
  }

  /// Exchanges until nothing moves any more; the number of rounds it took.
  @discardableResult
  func settle() async throws -> Int {
    for round in 1...6 {
      var moved = 0
      for number in stores.indices {
        let report = try await sync(number).run()
        for tally in [report.up, report.down] { moved += tally.taken + tally.erased + tally.conflicts }
      }
      if moved == 0 { return round }
    }
    return .max
  }

  func requestExam(
    in store: any RecordStore, office: RecordIdentifier, number: Int = Int.random(in: 0..<1 << 40)
  ) async throws -> RecordIdentifier {
    let document = Examinee.Document(
      type: "passport", number: "P\(number)", issuer: "TX", expires: clock().adding(days: 30_000))
    let examinee = try await store.add(
      Examinee(
        id: id(), name: "Test Person", born: "1990-01-01", birthplace: "Nowhere", number: "A-\(number)",
        document: document), by: chief
    ).record.id
    let request = ExamRequest(
      caseNumber: "C-\(number)", authority: "5 USC 9101", requester: "hiring", purpose: .preEmployment,
      examClass: .screening, testFormat: "federal-zct", examinee: examinee)
    return try await store.requestExam(request, agency: "CBP", office: office, by: chief).record.id
  }

  /// Takes an exam to its sealed scores and quality control.
  func conduct(_ exam: RecordIdentifier, in store: any RecordStore, code: String, seed: Int) async throws {
    let examiner = examiner(code)
    let now = clock()
    let tool = try await store.directory(Instrument.self, by: chief).first { $0.record.serial == code }?.record.id
    try await store.advance(exam: exam, .schedule, by: chief) {
      $0.examiner = examiner.account.name
      $0.instrument = tool
      $0.scheduledAt = now.adding(days: Double(seed))
    }
    try await store.pretest(exam: exam, by: examiner) {
      $0.identityVerifiedAt = now
      $0.recordingNoticeAt = now
      $0.advisement = .general
      $0.toldOfDisclosuresAt = now
      $0.toldOfRightToStopAt = now
      $0.medical = .init(selfRated: "good", decision: .fit)
      $0.consent = .init(form: "CF-1", version: "3", at: now, signature: "signed")
    }
    for event in [ExamEvent.checkIn, .beginPretest, .beginAcquaintance, .reviewQuestions] {
      try await store.advance(exam: exam, event, by: examiner)
    }
    var entry = QuestionList.Entry(Question(label: "R5", role: .relevant, text: "Did you?"), agreedAnswer: "No")
    entry.reviewedAt = now
    let list = try await store.setQuestions(exam: exam, series: "1", [entry], freeze: true, by: examiner)
    try await store.advance(exam: exam, .beginTest, by: examiner)
    for number in 1...3 {
      try await store.addChart(
        ChartRecord(
          id: id(), exam: exam, questions: list.record.id, series: "1", number: number, start: 0, end: 900,
          profile: Sample.profile, channels: []), by: examiner)
    }
    try await store.advance(exam: exam, .finishTest, by: examiner)
    try await store.sealExaminerScores(
      exam: exam, filing: Sample.filing(seed, name: code), result: Sample.result(), opinion: .deceptionIndicated,
      by: examiner)
  }

  /// Destroys a record as retention does.
  func erase(_ kind: RecordKind, _ id: RecordIdentifier, in store: any RecordStore) async throws {
    let chief = chief
    _ = try await store.transaction(.change, as: nil) { records in
      guard let name = try records.storeName() else { return }
      let head = try records.trailHead()
      _ = try records.erase(
        kind, id, origin: SyncOrigin(store: name, sequence: head.sequence, digest: head.digest ?? ""), by: chief)
    }
  }
}

/// What a store holds of records that travel: by record its digest and the versions beside it.
struct SyncImage: Hashable, Sendable {
  struct Held: Hashable {
    var standing: String?
    var history: String?
    var beside: Set<String> = []
    /// Every version, wherever it is: digest and history.
    var versions: Set<String> {
      let standing = standing.map { ["\($0) \(history ?? "")"] } ?? []
      return Set(beside.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } + standing)
    }
  }
  var held: [RecordIdentifier: Held] = [:]
  var conflicts: Int { held.values.reduce(0) { $0 + $1.beside.count } }

  static func of(_ store: any RecordStore, office: RecordIdentifier? = nil) async throws -> SyncImage {
    try await store.transaction(.read, as: nil) { records in
      let scope = try office.map { try SyncScope(of: $0, in: records) }
      let items = try records.syncItems(after: 0, scope: scope).flatMap(\.self)
      let states = try records.syncStates(of: Set(items.map(\.id)))
      let open = try records.openConflicts()
      var image = SyncImage()
      for item in items {
        let state = states[item.id] ?? SyncState()
        guard !state.isDestroyed else { continue }
        guard state.sha256 != nil || open[item.id] != nil else { continue }
        image.held[item.id] = Held(
          standing: state.sha256, history: state.sha256 == nil ? nil : state.history.text,
          beside: Set((open[item.id] ?? []).map { "\($0.version.sha256) \($0.version.history.text) \($0.cause)" }))
      }
      return image
    }
  }
}
