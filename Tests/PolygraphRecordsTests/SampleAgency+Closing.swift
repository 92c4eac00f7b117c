import Foundation
import PolygraphModel
import PolygraphQuantities
import TestSupport

@testable import PolygraphRecords

/// The end of an exam's life.
extension SampleAgency {
  /// An exam that was certified.
  func certified(_ examinee: RecordIdentifier? = nil, seed: Int = 0) async throws -> RecordIdentifier {
    let exam = try await request(examinee)
    try await schedule(exam)
    try await openPretest(exam)
    try await runTest(exam, seed: seed)
    try await review(exam)
    return exam
  }

  /// An exam that was certified, released and closed, with an admission on which nothing was done.
  func closed(_ examinee: RecordIdentifier? = nil, seed: Int = 0) async throws -> RecordIdentifier {
    let exam = try await request(examinee)
    try await schedule(exam)
    try await openPretest(exam)
    let admission = try await admit(exam)
    try await runTest(exam, seed: seed)
    try await review(exam)
    try await store.advance(admission: admission, .dismiss, by: chief, reason: "too old")
    try await store.release(
      exam: exam, to: .personnelSecurity, authority: "DHS/ALL-023", content: "certified result", by: chief)
    try await store.advance(exam: exam, .close, by: chief)
    return exam
  }

  /// The same records under the login that owns them, so many days later.
  func owner(in folder: TemporaryFolder, later days: Double = 0) async throws -> any RecordStore {
    let start = clock().adding(days: days).millisecondsSince1970
    return try await (kind == .sqlite ? StoreKind.sqlite : .postgreSQL).open(
      in: folder, clock: SteppingClock(from: start))
  }

  /// A referral of an exam's only admission, in the state to which the events lead.
  func referral(
    _ exam: RecordIdentifier, _ admission: RecordIdentifier, _ events: [ReferralEvent] = []
  ) async throws -> RecordIdentifier {
    let piece = Referral.Evidence(description: "secret-name.wav", sha256: String(repeating: "12", count: 32))
    let id = try await store.draftReferral(
      admissions: [admission], level: .state, agency: "State police", category: .smuggling, summary: "secret summary",
      urgency: .routine, by: chief
    ) { $0.evidence = [piece] }.record.id
    for event in events { try await step(id, event) }
    return id
  }

  /// Takes a referral one step on, as the one who may.
  func step(_ referral: RecordIdentifier, _ event: ReferralEvent) async throws {
    try await store.advance(referral: referral, event, by: event == .approve ? chief : officer) {
      if event == .recordOutcome { $0.outcome = .charge }
    }
  }

  /// The bytes of every file in which the store keeps its records.
  func storedBytes(in folder: TemporaryFolder) throws -> [Data] {
    if kind == .sqlite {
      let base = StoreKind.file(in: folder).deletingLastPathComponent()
      return try FileManager.default.contentsOfDirectory(at: base, includingPropertiesForKeys: nil).map {
        try Data(contentsOf: $0)
      }
    }
    let server = try PostgreSQLServer.shared.get()
    return try server.tableFiles(PostgreSQLServer.database(folder)).map { try Data(contentsOf: $0) }
  }
}
