import Foundation
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphRecords

/// The place that a child process of the tests writes to until it is killed.
private let victimPlace = ProcessInfo.processInfo.environment["POLYGRAPH_VICTIM"]

@Suite("Faults lose nothing that was acknowledged and leave nothing half done")
struct FaultTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func open(_ place: String, creating: Bool = false) async throws -> any RecordStore {
    place.hasPrefix("postgresql:")
      ? try await PostgreSQLRecordStore.open(place, creating: creating, accounts: .owner)
      : try await SQLiteRecordStore.open(URL(filePath: place), creating: creating)
  }

  private static func office(_ time: Timestamp) -> Office {
    let id = RecordIdentifier(at: time)
    return Office(id: id, code: id.rawValue, name: "made by a process that is killed")
  }

  private static let admin = Actor(RecordActor(name: "adm"), as: .administrator)

  @Test("writes until it is killed", .enabled(if: victimPlace != nil))
  func victim() async throws {
    let parts = try #require(victimPlace).split(separator: "\n").map(String.init)
    let store = try await Self.open(parts[0])
    let told = try FileHandle(forWritingTo: URL(filePath: parts[1]))
    try told.seekToEnd()
    for number in 0..<5000 {
      // One transaction of two changes: both are there, or neither.
      let ids = try await store.transaction(.change, as: Self.admin.account) { records in
        let pair = [Self.office(records.clock()), Self.office(records.clock())]
        for office in pair { try records.insert(office, by: Self.admin, reason: "pair \(pair[0].id)") }
        return pair.map(\.id.rawValue)
      }
      try told.write(contentsOf: Data((ids.joined(separator: " ") + "\n").utf8))
      if number == 0 { try told.synchronize() }
    }
  }

  @Test(
    "kill -9 during writes: what was acknowledged is there, whole, and the chain verifies",
    arguments: StoreKind.allCases)
  func killed(kind: StoreKind) async throws {
    let place =
      kind == .sqlite
      ? StoreKind.file(in: folder).path
      : try PostgreSQLServer.shared.get().makeDatabase(PostgreSQLServer.database(folder))
    let store = try await Self.open(place, creating: true)
    _ = try await store.initialise(account: Self.admin.account, name: "Adm")
    let told = folder.url.appending(path: "told")
    try Data().write(to: told)
    let seed: UInt64 = 9
    var generator = SeededGenerator(seed: seed)
    var acknowledged = 0
    for round in 0..<(Repository.isExhaustive ? 200 : kind == .sqlite ? 20 : 4) {
      let process = Process()
      process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = ["--testing-library", "swift-testing", "--filter", "FaultTests/victim"]
      process.environment = ProcessInfo.processInfo.environment.merging(
        ["POLYGRAPH_VICTIM": place + "\n" + told.path]) { $1 }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      let start = try Data(contentsOf: told).count
      for _ in 0..<3000 where try Data(contentsOf: told).count == start && process.isRunning { usleep(10_000) }
      usleep(UInt32(generator.below(60_000)))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(process.terminationReason == .uncaughtSignal, "round \(round): the writer was still writing")
      let lines = try String(contentsOf: told, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      let pairs = lines.dropLast().map { $0.split(separator: " ").map(String.init) }
      #expect(pairs.count > acknowledged, "seed \(seed), round \(round)")
      acknowledged = pairs.count
      let report = try await store.verifyAudit()
      #expect(report.isIntact, "seed \(seed), round \(round): \(report.findings.first?.message ?? "")")
      let offices = try await store.directory(Office.self, by: Self.admin).map(\.record.id.rawValue)
      #expect(Set(pairs.flatMap(\.self)).isSubset(of: Set(offices)), "seed \(seed), round \(round)")
      #expect(offices.count.isMultiple(of: 2), "seed \(seed), round \(round): no half of a pair")
      #expect(report.entryCount == offices.count + 1)
    }
  }

  @Test("a server that is stopped and started in the middle costs time, and nothing else")
  func stoppedServer() async throws {
    let server = try PostgreSQLServer()
    defer { try? server.end() }
    let place = try server.makeDatabase("faults")
    let store = try await Self.open(place, creating: true)
    let writer = Task {
      for seed in 0..<60 {
        let exam = try await store.file(Sample.filing(seed), by: Sample.examiner)
        #expect(exam.isNew, "a change whose answer was lost is not made twice")
        try await Task.sleep(for: .milliseconds(5))
      }
    }
    for _ in 0..<3 {
      try await Task.sleep(for: .milliseconds(120))
      try server.stop()
      try server.start()
      try server.waitUntilUp()
    }
    try await writer.value
    let report = try await store.verifyAudit()
    #expect(report.isIntact && report.entryCount == 60 && report.recordCount == 60)
    #expect(try await store.exams().total == 60)
  }

  @Test("connections that are cut are made anew")
  func cutConnections() async throws {
    let place = try PostgreSQLServer.shared.get().makeDatabase(PostgreSQLServer.database(folder))
    let store = try await Self.open(place, creating: true)
    let name = PostgreSQLServer.database(folder)
    let cutter = try PostgreSQLConnection(url: PostgreSQLServer.shared.get().url("postgres"), timeout: 5)
    for seed in 0..<12 {
      #expect(try await store.file(Sample.filing(seed), by: Sample.examiner).isNew)
      try cutter.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [.text(name)])
    }
    #expect(try await store.verifyAudit().entryCount == 12)
  }

  @Test("what the server could not serialise is tried again, and given up after so many times")
  func serialisation() async throws {
    let place = try PostgreSQLServer.shared.get().makeDatabase(PostgreSQLServer.database(folder))
    let store = try await Self.open(place, creating: true)
    let owner = try PostgreSQLConnection(url: place, timeout: 5)
    func failing(_ count: Int) throws {
      try owner.script(
        """
        DROP SEQUENCE IF EXISTS polygraph.attempts; CREATE SEQUENCE polygraph.attempts;
        CREATE OR REPLACE FUNCTION polygraph.fail() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('polygraph.attempts') <= \(count) THEN
            RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001';
          END IF;
          RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON polygraph.exam FOR EACH ROW EXECUTE FUNCTION polygraph.fail();
        """)
    }
    let most = PostgreSQLRecordStore.mostAttempts
    try failing(most - 1)
    #expect(try await store.file(Sample.filing(1), by: Sample.examiner).isNew)
    try failing(most)
    await #expect(throws: RecordError.self) { try await store.file(Sample.filing(2), by: Sample.examiner) }
    #expect(try await store.verifyAudit().entryCount == 1)
    #expect(try await store.verifyAudit().isIntact)
  }

  @Test("a server that cannot be reached, and an address that is none, are told without a password")
  func unreachable() async throws {
    func told(_ url: String) async -> RecordError? {
      do { _ = try await PostgreSQLRecordStore.open(url) } catch { return error as? RecordError }
      return nil
    }
    let error = try #require(await told("postgresql://eve:geheim@127.0.0.1:1/records"))
    #expect(error.code == .unreachable && !"\(error)".contains("geheim") && "\(error)".contains("eve@127.0.0.1:1"))
    #expect(await told("postgresql://[")?.code == .invalid)
  }

  @Test("a document that is changed behind the program's back is named, and not given out")
  func alteredDocuments() async throws {
    let agency = try await SampleAgency.make(.sqlite, in: folder)
    let exam = try await agency.request(try await agency.addExaminee())
    let url = StoreKind.file(in: folder)
    try SQLiteRecordStore.tamper(
      url,
      """
      UPDATE record SET state = 'certified' WHERE kind = 'exam-file';
      UPDATE record SET document = CAST(replace(CAST(document AS TEXT), 'Rob', 'Bob') AS BLOB) WHERE key = 'rob';
      UPDATE examinee SET document = CAST('{}' AS BLOB), sha256 = 'x';
      DELETE FROM record WHERE kind = 'instrument';
      """)
    let found = try await agency.store.verifyAudit().findings.map { "\($0.code.rawValue) \($0.kind?.rawValue ?? "")" }
    #expect(
      found.sorted() == [
        "record-altered exam-file", "record-altered examinee", "record-altered person", "record-missing instrument",
      ])
    #expect(await agency.code { _ = try await agency.store.directory(Person.self, by: agency.admin) } == .altered)
    _ = exam
  }
}
