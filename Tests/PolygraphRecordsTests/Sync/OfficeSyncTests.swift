import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Offices exchange with the centre")
struct OfficeSyncTests {
  @Test(
    "what an office did offline is in the centre with its trail, and a second exchange moves nothing",
    arguments: [
      StoreKind.sqlite, .postgreSQL,
    ])
  func oneOffice(kind: StoreKind) async throws {
    let world = try await SyncWorld(kind, stores: [0])
    let office = world.stores[0].store
    let exam = try await world.requestExam(in: office, office: world.offices[0])
    try await world.conduct(exam, in: office, code: "SAT", seed: 1)
    let file = try await office.examFile(exam, by: world.chief).record
    #expect(file.number.hasPrefix("SAT-26-A") && file.state == .scored)
    let report = try await world.sync(0).run()
    #expect(report.up.taken == 11 && report.up.conflicts == 0 && report.up.refused == [:] && report.up.entries > 20)
    #expect(try await world.centre.examFile(exam, by: world.chief).record == file)
    let result = try #require(file.examinerResult)
    #expect(
      try await world.centre.sealedResult(result, for: world.chief.account)
        == office.sealedResult(result, for: world.chief.account))
    let again = try await world.sync(0).run()
    #expect(again.up.taken == 0 && again.down.taken == 0 && again.up.conflicts == 0)

    // The office's trail is in the centre, entry by entry, up to the exchange's own.
    let trail = try await office.auditTrail()
    let carried = try await world.centre.transaction(.read, as: nil) { records in
      try records.list(CarriedTrail.self).flatMap { $0.record.entries.map(\.entry) }
    }
    #expect(carried.sorted { $0.sequence < $1.sequence } == Array(trail.prefix(carried.count)))
    #expect(carried.contains { $0.payload.record == exam && $0.payload.actor.name == "eve-SAT" })
    for store in [world.centre, office] { #expect(try await store.verifyAudit().findings == []) }
  }

  @Test("an office is given its own records and the directory, and nothing of another office")
  func permissions() async throws {
    let world = try await SyncWorld(.sqlite, stores: [0, 1])
    let foreign = try await world.requestExam(in: world.stores[1].store, office: world.offices[1])
    try await world.conduct(foreign, in: world.stores[1].store, code: "ELP", seed: 2)
    let own = try await world.requestExam(in: world.centre, office: world.offices[0])
    try await world.settle()
    let there = try await SyncImage.of(world.stores[0].store)
    let foreignFile = try await world.centre.examFile(foreign, by: world.chief).record
    #expect(there.held[own] != nil)
    for id in [foreign, foreignFile.examinee, foreignFile.filing, foreignFile.examinerResult].compactMap(\.self) {
      #expect(there.held[id] == nil)
    }
    let people = try await world.stores[0].store.directory(Person.self, by: world.chief).map(\.record.account)
    #expect(Set(people) == ["adm", "chief", "ole", "eve-SAT", "rob-SAT"])
    let sent = try await world.centre.auditTrail().filter { $0.payload.action == .identityRead }
    #expect(sent.contains { $0.payload.reason?.hasPrefix("sent to store") == true })
    let stranger = Actor(RecordActor(name: "eve-ELP"), as: .examiner)
    let sync = OfficeSync(office: world.stores[0].store, centre: world.centre, by: stranger, atCentre: stranger)
    let error = await #expect(throws: RecordError.self) { _ = try await sync.run() }
    #expect(error?.code == .notPermitted)
  }

  @Test("what an office may not change is refused by the centre, and counted")
  func refused() async throws {
    let world = try await SyncWorld(.sqlite, stores: [0])
    let office = world.stores[0].store
    let before = try await SyncImage.of(world.centre)
    let person = try #require(
      try await office.directory(Person.self, by: world.chief).first { $0.record.account == "ole" })
    var raised = person.record
    raised.roles = Role.allCases
    let admin = Actor(world.chief.account, as: .administrator)
    _ = try await office.replace(person, with: raised, by: admin)
    let foreign = try await world.requestExam(in: world.centre, office: world.offices[1])
    let file = try await world.centre.examFile(foreign, by: world.chief).record
    let forged = Admission(
      id: world.id(), exam: foreign, phase: .pretest, recordingPosition: 1, summary: "x", category: .drugs,
      certainty: .plain, isDisqualifying: false, notedAt: world.clock(), notedBy: "eve", due: world.clock())
    let chief = world.chief
    try await office.transaction(.change, as: nil) { records in
      try records.insert(file, by: chief)
      try records.insert(forged, by: chief)
    }
    let report = try await world.sync(0).run()
    #expect(report.up.refused == ["person": 1, "exam-file": 1, "admission": 1])
    let after = try await SyncImage.of(world.centre)
    #expect(after.held[forged.id] == nil && after.held[person.record.id] == before.held[person.record.id])
    #expect(try await world.centre.examFile(foreign, by: world.chief).record == file)
  }

  @Test("a change on both sides is a conflict: both versions are kept, shown the same everywhere, and decided once")
  func conflict() async throws {
    let world = try await SyncWorld(.sqlite, stores: [0, 0])
    let exam = try await world.requestExam(in: world.centre, office: world.offices[0])
    try await world.settle()
    try await world.stores[0].store.advance(exam: exam, .decline, by: world.chief, reason: "no authority")
    try await world.centre.advance(exam: exam, .decline, by: world.chief, reason: "withdrawn by hiring")
    #expect(try await world.settle() <= 4)
    let everywhere = [world.centre] + world.stores.map(\.store)
    for store in everywhere {
      let conflicts = try await store.syncConflicts(by: world.chief)
      #expect(conflicts.count == 1 && conflicts[0].cause == .concurrent && conflicts[0].version.id == exam)
      #expect(try await store.examFile(exam, by: world.chief).record.history.last?.reason == "withdrawn by hiring")
      #expect(try await store.verifyAudit().findings == [])
    }
    let store = world.stores[1].store
    let conflict = try #require(try await store.syncConflicts(by: world.chief).first)
    let refused = await #expect(throws: RecordError.self) {
      try await store.resolve(conflict: conflict.id, takesIt: true, reason: " ", by: world.chief)
    }
    #expect(refused?.code == .refused)
    try await store.resolve(conflict: conflict.id, takesIt: true, reason: "the office was right", by: world.chief)
    #expect(try await store.auditTrail().contains { $0.payload.reason == "the office was right" })
    #expect(try await world.settle() <= 4)
    for store in everywhere {
      #expect(try await store.syncConflicts(by: world.chief).isEmpty)
      #expect(try await store.syncConflicts(all: true, by: world.chief).count == 1)
      #expect(try await store.examFile(exam, by: world.chief).record.history.last?.reason == "no authority")
      #expect(try await store.verifyAudit().findings == [])
    }
  }

  @Test("an erasure goes everywhere, wins over every change, and nothing of the record comes back")
  func erasure() async throws {
    let world = try await SyncWorld(.sqlite, stores: [0, 0])
    let exam = try await world.requestExam(in: world.stores[0].store, office: world.offices[0])
    try await world.settle()
    // One store is offline and goes on with the exam while the centre erases it.
    try await world.conduct(exam, in: world.stores[1].store, code: "SAT", seed: 4)
    let file = try await world.stores[1].store.examFile(exam, by: world.chief).record
    try await world.erase(ExamFile.kind, exam, in: world.centre)
    try await world.erase(Examinee.kind, file.examinee, in: world.centre)
    #expect(try await world.settle() <= 4)
    for store in [world.centre] + world.stores.map(\.store) {
      let image = try await SyncImage.of(store)
      #expect(image.held[exam] == nil && image.held[file.examinee] == nil)
      let left = try await store.transaction(.read, as: nil) { records in
        try records.session.rows("SELECT id FROM record WHERE exam = $1", [.text(exam.rawValue)]).count
      }
      #expect(left == 0)
      #expect(try await store.verifyAudit().findings == [])
      let carried = try await store.transaction(.read, as: nil) { records in
        try records.list(CarriedTrail.self).flatMap(\.record.entries)
      }
      let onErased = carried.filter { [exam, file.examinee].contains($0.payload.record) }
      #expect(onErased.allSatisfy { $0.salt == nil || $0.payload.action == .destroyed })
    }
  }

  @Test("an old copy of an office's store is told, and nothing is taken from it")
  func oldCopy() async throws {
    let world = try await SyncWorld(.sqlite, stores: [0])
    let url = world.folder.url.appending(path: "office-0/records.sqlite")
    let copy = world.folder.url.appending(path: "copy.sqlite")
    try SQLiteRecordStore.tamper(url, "VACUUM INTO '\(copy.path)'")
    _ = try await world.requestExam(in: world.stores[0].store, office: world.offices[0])
    _ = try await world.sync(0).run()
    let clock = world.clock
    let old = try await SQLiteRecordStore.open(copy, creating: false, clock: { clock() }, prepare: { _ in })
    _ = try await world.requestExam(in: old, office: world.offices[0])
    let sync = OfficeSync(office: old, centre: world.centre, by: world.chief, atCentre: world.chief)
    let error = await #expect(throws: RecordError.self) { _ = try await sync.run() }
    #expect(error?.code == .refused && error?.message.contains("old copy") == true)
  }

  @Test("the same person filed at two offices' stores is kept twice, side by side, until someone decides")
  func sameNumber() async throws {
    let world = try await SyncWorld(.sqlite, stores: [0, 0])
    _ = try await world.requestExam(in: world.stores[0].store, office: world.offices[0], number: 7)
    _ = try await world.requestExam(in: world.stores[1].store, office: world.offices[0], number: 7)
    #expect(try await world.settle() <= 4)
    var images: [SyncImage] = []
    for store in [world.centre] + world.stores.map(\.store) {
      let image = try await SyncImage.of(store)
      #expect(image.held.values.flatMap(\.beside).count { $0.hasSuffix("key") } == 1)
      images.append(image)
      #expect(try await store.verifyAudit().findings == [])
    }
    #expect(images[0].held.keys.filter { images[1].held[$0] != images[0].held[$0] && images[1].held[$0] != nil } == [])
  }
}
