import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("Exchanges in any order, broken off anywhere")
struct SyncPropertyTests {
  struct Broken: Error {}

  /// Counts steps down, and breaks the exchange off at the last.
  final class Fuse: @unchecked Sendable {
    private var left: Int
    private let lock = NSLock()
    private(set) var hasBlown = false
    init(_ steps: Int) { left = steps }
    func step() throws {
      try lock.withLock {
        left -= 1
        guard left >= 0 else {
          hasBlown = true
          throw Broken()
        }
      }
    }
  }

  /// One change of a kind by chance in a store by chance.
  private func change(
    _ world: SyncWorld, _ exams: inout [(id: RecordIdentifier, office: Int)], _ random: inout SeededGenerator
  ) async throws {
    let number = random.below(world.stores.count + 1)
    let isCentre = number == world.stores.count
    let store = isCentre ? world.centre : world.stores[number].store
    let place = isCentre ? random.below(2) : world.stores[number].name == "SAT" ? 0 : 1
    let examiner = world.examiner(place == 0 ? "SAT" : "ELP")
    let own = exams.filter { $0.office == place }
    let kind = own.isEmpty ? 0 : random.below(7)
    let exam = own.isEmpty ? nil : own[random.below(own.count)].id
    do {
      switch (kind, exam) {
      case (1, let exam?):
        let time = world.clock().adding(days: Double(random.below(300)))
        let tool = try await store.directory(Instrument.self, by: world.chief).first {
          $0.record.office == world.offices[place]
        }
        try await store.advance(exam: exam, .schedule, by: world.chief) {
          $0.examiner = examiner.account.name
          $0.instrument = tool?.record.id
          $0.scheduledAt = time
        }
      case (2, let exam?):
        let word = "\(random.below(1000))"
        try await store.pretest(exam: exam, by: examiner) { $0.medical = .init(selfRated: word, decision: .fit) }
      case (3, let exam?):
        try await store.noteAdmission(
          exam: exam, phase: .pretest, recordingPosition: Double(random.below(100)), summary: "generated",
          category: .drugs, certainty: .plain, isDisqualifying: false, by: examiner)
      case (4, let exam?):
        let event = [ExamEvent.decline, .cancel, .noShow, .close][random.below(4)]
        try await store.advance(exam: exam, event, by: world.chief, reason: "by chance \(random.below(1000))")
      case (5, let exam?) where random.below(4) == 0:
        try await world.erase(ExamFile.kind, exam, in: store)
      case (6, _):
        if let conflict = try await store.syncConflicts(by: world.chief).first {
          try await store.resolve(
            conflict: conflict.id, takesIt: random.below(2) == 0, reason: "by chance", by: world.chief)
        }
      default:
        // Some people come to two offices, or twice.
        let id = try await world.requestExam(
          in: store, office: world.offices[place], number: random.below(40))
        exams.append((id, place))
      }
    } catch let error as RecordError
      where [.refused, .noSuchRecord, .notPermitted, .duplicate].contains(error.code)
    {
      // The lifecycle does not allow it now, or the store does not have the exam.
    }
  }

  private func checkConvergence(_ world: SyncWorld, seed: UInt64) async throws {
    let rounds = try await world.settle()
    #expect(rounds <= 5, "seed \(seed)")
    let whole = try await SyncImage.of(world.centre)
    for store in world.stores {
      let centre = try await SyncImage.of(world.centre, office: store.office)
      let own = try await SyncImage.of(store.store)
      for id in Set(centre.held.keys).union(own.held.keys) {
        let (there, here) = (whole.held[id], own.held[id])
        #expect(there?.versions == here?.versions, "seed \(seed), \(store.name), record \(id)")
        // The number may be that of a person of another office, of whom this one is told nothing.
        let isForeign = there?.standing == nil && there?.beside.allSatisfy { $0.hasSuffix(" key") } == true
        #expect(there?.standing == here?.standing || isForeign, "seed \(seed), \(store.name), record \(id)")
      }
      #expect(try await store.store.verifyAudit().findings == [], "seed \(seed)")
    }
    #expect(try await world.centre.verifyAudit().findings == [], "seed \(seed)")
  }

  /// Every change that was made is in the history of what stands in the centre, or of what is beside it, or erased.
  private func checkNothingLost(_ world: SyncWorld, seed: UInt64) async throws {
    let image = try await SyncImage.of(world.centre)
    for store in world.stores {
      let lost = try await store.store.transaction(.read, as: nil) { records -> [String] in
        let items = try records.syncItems(after: 0, scope: nil).flatMap(\.self)
        let states = try records.syncStates(of: Set(items.map(\.id)))
        return items.filter { states[$0.id]?.isDestroyed != true && image.held[$0.id] == nil }.map { "\($0)" }
      }
      #expect(lost == [], "seed \(seed)")
    }
  }

  private func history(seed: UInt64, kind: StoreKind, breaks: Bool) async throws {
    var random = SeededGenerator(seed: seed)
    let places = [[0], [0, 1], [0, 0, 1]][random.below(3)]
    let world = try await SyncWorld(kind, stores: places)
    var exams: [(id: RecordIdentifier, office: Int)] = []
    for _ in 0..<(Repository.isExhaustive ? 60 : 24) {
      guard random.below(4) == 0 else {
        try await change(world, &exams, &random)
        continue
      }
      var sync = world.sync(random.below(world.stores.count))
      if breaks {
        let fuse = Fuse(random.below(8))
        sync.beforeStep = { _ in try fuse.step() }
      }
      do { _ = try await sync.run() } catch is Broken {}
    }
    try await checkConvergence(world, seed: seed)
    try await checkNothingLost(world, seed: seed)
  }

  @Test(
    "files: stores come to hold the same, whatever was done where, and whatever exchanges were broken off",
    arguments: 1...(Repository.isExhaustive ? 200 : 6))
  func files(seed: Int) async throws { try await history(seed: UInt64(seed), kind: .sqlite, breaks: seed % 2 == 0) }

  @Test("a server at the centre: the same", arguments: 1...(Repository.isExhaustive ? 60 : 2))
  func server(seed: Int) async throws {
    try await history(seed: UInt64(1000 + seed), kind: .postgreSQL, breaks: true)
  }

  @Test("an exchange that is broken off at each of its steps leaves both stores whole, and the next one completes it")
  func everyStep() async throws {
    for step in 0..<40 {
      let world = try await SyncWorld(.sqlite, stores: [0])
      let office = world.stores[0].store
      let exam = try await world.requestExam(in: office, office: world.offices[0], number: 1)
      try await world.conduct(exam, in: office, code: "SAT", seed: 5)
      _ = try await world.requestExam(in: world.centre, office: world.offices[0], number: 2)
      var sync = world.sync(0)
      let fuse = Fuse(step)
      sync.beforeStep = { _ in try fuse.step() }
      do { _ = try await sync.run() } catch is Broken {}
      for store in [office, world.centre] { #expect(try await store.verifyAudit().findings == [], "step \(step)") }
      // An exam is in the centre whole, or not at all.
      let there = try await SyncImage.of(world.centre).held[exam] != nil
      let charts = try await world.centre.transaction(.read, as: nil) { records in
        try records.list(ChartRecord.self, RecordFilter(exam: exam)).count
      }
      #expect(charts == (there ? 3 : 0), "step \(step)")
      try await checkConvergence(world, seed: UInt64(step))
      guard fuse.hasBlown else { return }
    }
    Issue.record("an exchange has fewer steps")
  }
}
