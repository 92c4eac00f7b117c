import Foundation
import PolygraphRecords

/// PLACE EXAMS: loads generated exams into new records at a place (a file, or the address of an empty database), and
/// prints a line of JSON for each thing it measures: a name, seconds or a rate, and a check value.
@main
struct BenchmarkRecords {
  static let batch = 500

  struct Line: Encodable {
    let name: String
    let seconds: [Double]
    /// Of all threads of this process; a server's own are not among them.
    let cpu: [Double]
    let check: [Double]
  }

  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let count = Int(arguments[2]), count >= 1000 else {
      FileHandle.standardError.write(Data("usage: PLACE EXAMS (1000 or more)\n".utf8))
      exit(64)
    }
    let (store, account) = try await RecordPlace(arguments[1]).open(creating: true)
    _ = try await store.initialise(account: account, name: "Chief", roles: [.supervisor, .programAnalyst])
    let admin = Actor(account, as: .administrator)
    var program = GeneratedProgram(examCount: count)
    for office in program.offices { _ = try await store.add(office, by: admin) }
    for person in program.people { _ = try await store.add(person, by: admin) }
    for instrument in program.instruments { _ = try await store.add(instrument, by: admin) }
    try await load(&program, into: store, count: count, by: admin)
    let chief = Actor(account, as: .supervisor)
    try await lookups(store, program, count: count, by: chief)
    try await figures(store, by: chief)
    let (seconds, report) = try await timed { try await store.verifyAudit() }
    guard report.isIntact else {
      FileHandle.standardError.write(Data("the trail is not intact: \(report.findings.prefix(3))\n".utf8))
      exit(1)
    }
    try tell("audit-verification", [seconds], [Double(report.entryCount), Double(report.recordCount)])
  }

  private static func timed<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> (
    Measured, Value
  ) {
    let clock = ContinuousClock()
    let (start, began) = (clock.now, cpuSeconds())
    let value = try await body()
    let duration = clock.now - start
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    return (Measured(seconds: seconds, cpu: cpuSeconds() - began), value)
  }

  struct Measured: Sendable {
    var seconds = 0.0
    var cpu = 0.0
  }

  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func tell(_ name: String, _ measured: [Measured], _ check: [Double]) throws {
    let line = Line(name: name, seconds: measured.map(\.seconds), cpu: measured.map(\.cpu), check: check)
    print(String(decoding: try JSONEncoder().encode(line), as: UTF8.self))
    fflush(nil)
  }

  private static func load(
    _ program: inout GeneratedProgram, into store: any RecordStore, count: Int, by admin: Actor
  ) async throws {
    var whole = Measured()
    for start in stride(from: 0, to: count, by: batch) {
      let archives = (start..<min(count, start + batch)).map { program.exam($0) }
      let part = try await timed { try await store.load(archives, by: admin) }.0
      whole.seconds += part.seconds
      whole.cpu += part.cpu
    }
    try tell("load", [whole], [Double(count)])
  }

  /// Exams by identifier, number and case, and every office's work list.
  private static func lookups(
    _ store: any RecordStore, _ program: GeneratedProgram, count: Int, by chief: Actor
  ) async throws {
    var (byNumber, byIdentifier, byCase): ([Measured], [Measured], [Measured]) = ([], [], [])
    for place in 0..<200 {
      let number = count / 200 * place
      let (seconds, found) = try await timed { try await store.examFiles(caseNumber: "CASE-\(number)", by: chief) }
      guard found.count == 1 else { fatalError("case \(number) has \(found.count) exams") }
      byCase.append(seconds)
      byIdentifier.append(try await timed { try await store.examFile(found[0].record.id, by: chief) }.0)
      byNumber.append(try await timed { try await store.examFile(number: found[0].record.number, by: chief) }.0)
    }
    try tell("exam-by-identifier", byIdentifier, [200])
    try tell("exam-by-number", byNumber, [200])
    try tell("exam-by-case", byCase, [200])
    var (lists, entries): ([Measured], Int) = ([], 0)
    let open: [ExamState] = [
      .requested, .scheduled, .checkedIn, .pretest, .pausedAdjudication, .inTest, .scored, .posttest, .submitted,
      .returned, .firstReviewBlind, .firstReviewOpen, .secondReview, .adjudicatedReview,
    ]
    for office in program.offices {
      let (seconds, files) = try await timed { try await store.examFiles(office: office.id, states: open, by: chief) }
      lists.append(seconds)
      entries += files.count
    }
    try tell("work-list", lists, [Double(entries)])
  }

  private static func figures(_ store: any RecordStore, by chief: Actor) async throws {
    let year = GeneratedProgram.firstYear + GeneratedProgram.years - 2
    guard let period = StatisticsPeriod(year: year) else { fatalError("the calendar has the year") }
    var (seconds, check): ([Measured], [Double]) = ([], [])
    for _ in 0..<3 {
      let (time, found) = try await timed { try await store.statistics(period, by: .office, as: chief) }
      seconds.append(time)
      check = [Double(found.all.counts.begun), found.all.examinerAndReviewer.kappas[0].value ?? -1]
    }
    try tell("year-statistics", seconds, check)
    let (trends, found) = try await timed { try await store.admissionTrends(period, by: chief) }
    try tell("year-trends", [trends], [Double(found.count(nil, nil, nil) ?? -1)])
  }
}
