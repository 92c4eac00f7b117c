import Foundation
import PolygraphModel
import PolygraphQuantities
import PolygraphRecords
import TestSupport
import Testing

@Suite("Every record store keeps the contract")
struct RecordStoreContractTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("an exam, its results and its opinion come back as they were filed", arguments: StoreKind.allCases)
  func comesBack(kind: StoreKind) async throws {
    let store = try await kind.open(in: folder)
    let (exam, sheet) = Sample.examWithSheet()
    let filed = try await store.file(exam, sheet: sheet, statingOpinionOf: "ess-m", by: Sample.examiner)
    let found = try await store.exam(filed.exam.record.id)
    #expect(found.name == "DEMO01")
    #expect(found.testFormat == "federal-zct")
    #expect(found.filedBy == Sample.examiner)
    #expect(found.charts == Sample.filing().charts)
    #expect(found.results == filed.results.map(\.record))
    #expect(found.results.map(\.method) == ["ess-m", "ross"])
    #expect(found.opinion == filed.opinion?.record)
    #expect(found.opinion?.opinion == .deceptionIndicated)
    #expect(found.opinion?.result == found.results[0].id)
    #expect(found.intact)
    for (record, sealed) in zip(found.results, SealedResult.all(of: sheet)) {
      #expect(try await store.sealedResult(record.id) == sealed)
    }
  }

  @Test("each change is one entry in the audit trail, and the trail verifies", arguments: StoreKind.allCases)
  func oneEntryAChange(kind: StoreKind) async throws {
    let store = try await kind.open(in: folder)
    let empty = try await store.verifyAudit()
    #expect(empty.isIntact && empty.entryCount == 0 && empty.recordCount == 0 && empty.head == nil)
    let (exam, sheet) = Sample.examWithSheet()
    let filed = try await store.file(exam, sheet: sheet, statingOpinionOf: "ess-m", by: Sample.examiner)
    let trail = try await store.auditTrail()
    #expect(trail.map(\.sequence) == [1, 2, 3, 4])
    #expect(trail.map(\.payload.action) == [.examFiled, .resultSealed, .resultSealed, .opinionStated])
    #expect(trail.map(\.payload.record.rawValue).first == filed.exam.record.id.rawValue)
    #expect(
      trail.allSatisfy { $0.payload.actor == Sample.examiner && $0.salt?.count == 32 && $0.payload.before == nil })
    #expect(Set(trail.map(\.salt)).count == 4)
    #expect(trail[0].previous == String(repeating: "0", count: 64))
    for (earlier, later) in zip(trail, trail.dropFirst()) { #expect(later.previous == earlier.digest) }
    let report = try await store.verifyAudit()
    #expect(report.isIntact && report.entryCount == 4 && report.recordCount == 4 && report.head == trail[3].digest)
  }

  @Test("the same charts are the same exam, and only what differs is added", arguments: StoreKind.allCases)
  func filingTwice(kind: StoreKind) async throws {
    let store = try await kind.open(in: folder)
    let (exam, sheet) = Sample.examWithSheet()
    let first = try await store.file(exam, sheet: sheet, statingOpinionOf: "ess-m", by: Sample.examiner)
    let second = try await store.file(exam, sheet: sheet, statingOpinionOf: "ess-m", by: RecordActor(name: "other"))
    #expect(second.exam.record == first.exam.record && !second.exam.isNew)
    #expect(second.results.map(\.record) == first.results.map(\.record))
    #expect(second.results.allSatisfy { !$0.isNew })
    #expect(second.opinion?.record == first.opinion?.record && second.opinion?.isNew == false)

    var renamed = Sample.filing(name: "COPY")
    renamed.charts.reverse()
    let copy = try await store.file(renamed, by: Sample.examiner)
    #expect(copy.record == first.exam.record && !copy.isNew, "names and order do not make another exam")
    #expect(try await store.file(Sample.filing(charts: 4), by: Sample.examiner).isNew, "one chart more does")

    let id = first.exam.record.id
    let rescored = try await store.seal(Sample.result(-10), ofExam: id, by: Sample.examiner)
    #expect(rescored.isNew)
    let found = try await store.exam(id)
    #expect(found.results.map(\.id) == first.results.map(\.record.id) + [rescored.record.id], "none is erased")
    #expect(try await store.verifyAudit().entryCount == 6)
  }

  @Test("the last opinion stands, and the earlier ones stay", arguments: StoreKind.allCases)
  func opinions(kind: StoreKind) async throws {
    // The clock runs backwards: the order is that of the trail all the same.
    let store = try await kind.open(in: folder, clock: SteppingClock(step: -60_000))
    let exam = try await store.file(Sample.filing(), by: Sample.examiner).record.id
    let statements = [
      OpinionStatement(.deceptionIndicated), OpinionStatement(.inconclusive, reason: .examiner),
      OpinionStatement(.deceptionIndicated),
    ]
    for statement in statements {
      #expect(try await store.state(statement, onExam: exam, by: Sample.examiner).isNew)
      #expect(try await !store.state(statement, onExam: exam, by: Sample.examiner).isNew)
    }
    let found = try await store.exam(exam)
    #expect(found.opinions.map(\.opinion.rawValue) == ["DI", "INC", "DI"])
    #expect(found.opinions.map(\.reason) == [nil, .examiner, nil])
    #expect(found.opinion == found.opinions[2])
    #expect(try await store.verifyAudit().isIntact)
  }

  @Test("exams are listed newest first, by name, time and number", arguments: StoreKind.allCases)
  func listing(kind: StoreKind) async throws {
    let store = try await kind.open(in: folder)
    let names = ["ALPHA1", "beta2", "Alpha3", "GAMMA%", "under_score"]
    var records: [ExamRecord] = []
    for (seed, name) in names.enumerated() {
      records.append(try await store.file(Sample.filing(seed, name: name), by: Sample.examiner).record)
    }
    let all = try await store.exams()
    #expect(all.schema == "polygraph.records.exams/1")
    #expect(all.exams.map(\.name) == names.reversed() && all.total == 5)
    let two = try await store.exams(ExamQuery(limit: 2))
    #expect(two.exams.map(\.name) == ["under_score", "GAMMA%"] && two.total == 5)
    #expect(try await store.exams(ExamQuery(limit: 0)).exams.isEmpty)
    #expect(try await store.exams(ExamQuery(nameContains: "alpha")).exams.map(\.name) == ["Alpha3", "ALPHA1"])
    #expect(try await store.exams(ExamQuery(nameContains: "%")).exams.map(\.name) == ["GAMMA%"])
    #expect(try await store.exams(ExamQuery(nameContains: "_")).exams.map(\.name) == ["under_score"])
    #expect(try await store.exams(ExamQuery(nameContains: "'; DROP TABLE exam; --")).total == 0)
    let since = ExamQuery(limit: 1, nameContains: "a", since: records[2].filedAt)
    let found = try await store.exams(since)
    #expect(found.exams.map(\.name) == ["GAMMA%"] && found.total == 2)
  }

  @Test("the listing is a JSON document that reads back", arguments: StoreKind.allCases)
  func listingDocument(kind: StoreKind) async throws {
    let store = try await kind.open(in: folder)
    let (exam, sheet) = Sample.examWithSheet()
    _ = try await store.file(exam, sheet: sheet, statingOpinionOf: "ess-m", by: Sample.examiner)
    _ = try await store.file(Sample.filing(8), by: Sample.examiner)
    let listing = try await store.exams()
    let json = try JSONEncoder().encode(listing)
    #expect(try JSONDecoder().decode(ExamListing.self, from: json) == listing)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object["schema"] as? String == "polygraph.records.exams/1")
    #expect(object["total"] as? Int == 2)
    let exams = try #require(object["exams"] as? [[String: Any]])
    let keys: Set = [
      "id", "name", "format", "testFormat", "filedAt", "filedBy", "charts", "results", "opinions", "opinion", "intact",
    ]
    #expect(exams.allSatisfy { Set($0.keys) == keys })
    #expect(exams[0]["opinion"] is NSNull)
    #expect((exams[1]["opinion"] as? [String: Any])?["opinion"] as? String == "DI")
  }

  @Test("what was recorded is there after the store is opened again", arguments: StoreKind.allCases)
  func reopening(kind: StoreKind) async throws {
    let (exam, sheet) = Sample.examWithSheet()
    var store: (any RecordStore)? = try await kind.open(in: folder)
    let filed = try await store?.file(exam, sheet: sheet, statingOpinionOf: "ess-m", by: Sample.examiner)
    let listing = try await store?.exams()
    store = nil
    let again = try await kind.open(in: folder)
    #expect(try await again.exams() == listing)
    #expect(try await again.verifyAudit().isIntact)
    let second = try await again.file(exam, sheet: sheet, statingOpinionOf: "ess-m", by: Sample.examiner)
    #expect(second.exam.record == filed?.exam.record)
  }

  @Test("every text comes back as it went in", arguments: StoreKind.allCases)
  func texts(kind: StoreKind) async throws {
    let store = try await kind.open(in: folder)
    let planes = (0...16).map { plane in
      String(String.UnicodeScalarView([0x41, 0xFFFD, 0x2603, 0xE000].compactMap { Unicode.Scalar(plane << 16 | $0) }))
    }
    let texts =
      planes + [
        "'; DROP TABLE exam; --", "\" OR 1=1 --", "%_\\[]*?", "?1 :name @a $b", "a\nb\r\tc\u{1}\u{7F}", "é vs e\u{301}",
        "\u{202E}right to left", "", " ", String(repeating: "ä𝔘x", count: 150_000),
      ]
    for (seed, text) in texts.enumerated() {
      let record = try await store.file(Sample.filing(seed, name: text), by: RecordActor(name: text)).record
      let found = try await store.exam(record.id)
      #expect(Array(found.name.utf8) == Array(text.utf8))
      #expect(Array(found.filedBy.name.utf8) == Array(text.utf8))
      if !text.isEmpty, seed < texts.count - 1 {
        let query = ExamQuery(nameContains: text)
        #expect(try await store.exams(query).exams.contains { $0.id == record.id }, "text \(seed)")
      }
    }
    #expect(try await store.verifyAudit().isIntact)
  }

  @Test("what no store can keep is refused, and nothing is changed", arguments: StoreKind.allCases)
  func refusals(kind: StoreKind) async throws {
    let store = try await kind.open(in: folder)
    func code(_ body: () async throws -> Void) async -> RecordError.Code? {
      do { try await body() } catch { return (error as? RecordError)?.code }
      return nil
    }
    var nothing = Sample.filing()
    nothing.charts = []
    #expect(await code { _ = try await store.file(nothing, by: Sample.examiner) } == .noCharts)
    var unknown = Sample.filing()
    unknown.charts[1].sha256 = "not a digest"
    #expect(await code { _ = try await store.file(unknown, by: Sample.examiner) } == .chartWithoutSource)
    let cut = Sample.filing(name: "before\0after")
    #expect(await code { _ = try await store.file(cut, by: Sample.examiner) } == .unstorableText)
    let absent = RecordIdentifier(at: Timestamp(millisecondsSince1970: 0))
    #expect(await code { _ = try await store.exam(absent) } == .noSuchRecord)
    #expect(await code { _ = try await store.sealedResult(absent) } == .noSuchRecord)
    #expect(
      await code { _ = try await store.seal(Sample.result(), ofExam: absent, by: Sample.examiner) } == .noSuchRecord)
    #expect(try await store.auditTrail().isEmpty)

    let first = try await store.file(Sample.filing(1), by: Sample.examiner).record.id
    let second = try await store.file(Sample.filing(2), by: Sample.examiner).record.id
    let result = try await store.seal(Sample.result(), ofExam: first, by: Sample.examiner).record.id
    let foreign = OpinionStatement(.deceptionIndicated, result: result)
    #expect(await code { _ = try await store.state(foreign, onExam: second, by: Sample.examiner) } == .noSuchRecord)
    #expect(try await store.auditTrail().count == 3)
  }

  @Test("two stores that write at once lose and double nothing", arguments: StoreKind.allCases)
  func twoWriters(kind: StoreKind) async throws {
    let stores = [try await kind.open(in: folder), try await kind.open(in: folder)]
    let count = 12
    let filed = try await withThrowingTaskGroup(of: Filed<ExamRecord>.self) { group in
      for (number, store) in stores.enumerated() {
        for seed in 0..<count {
          // The first half is filed by both, the rest by one.
          let filing = Sample.filing(seed < count / 2 ? seed : number * 1000 + seed)
          group.addTask {
            let exam = try await store.file(filing, by: Sample.examiner)
            _ = try await store.seal(Sample.result(), ofExam: exam.record.id, by: Sample.examiner)
            return exam
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(filed.count == 2 * count)
    #expect(filed.count { $0.isNew } == count * 3 / 2)
    for store in stores {
      let listing = try await store.exams()
      #expect(Set(listing.exams.map(\.id)) == Set(filed.map(\.record.id)))
      #expect(listing.exams.allSatisfy { $0.results.count == 1 && $0.intact })
      let report = try await store.verifyAudit()
      #expect(report.isIntact && report.entryCount == count * 3)
    }
  }
}
