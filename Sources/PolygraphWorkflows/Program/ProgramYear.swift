import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import PolygraphRecords

/// A scripted year of a program in the records: 26 offices, generated people, every exam through the library's own
/// calls, in simulated time.
public struct ProgramYear: Sendable {
  /// How many exams a program of this size holds in a year.
  public static let standardExams = 16_000
  /// The most exams of a year: as many as the numbers of an office's year can tell apart, and its examiners may hold.
  public static let mostExams = 100_000

  /// How many exams there are.
  public var exams: Int
  /// What decides everything that happens.
  public var seed: UInt64
  /// The year's first instant.
  public var start = Timestamp(millisecondsSince1970: 1_735_689_600_000)
  /// The account that makes the records and its people.
  public var administrator = RecordActor(name: "sim-administrator")

  /// Plans a year.
  public init(exams: Int = standardExams, seed: UInt64 = 1) {
    precondition((1...Self.mostExams).contains(exams), "A year has 1 to \(Self.mostExams) exams.")
    self.exams = exams
    self.seed = seed
  }

  private struct Moment {
    let time: Timestamp
    let order: Int
    let exam: Int
    let step: YearStep?
  }

  /// Carries the year out in records that have no people yet.
  ///
  /// *Errors*: ``RecordError``; ``RecordError/Code/refused`` for records that are in use.
  public func run(
    in place: RecordPlace, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) async throws -> ProgramYearReport {
    let clock = SimulatedClock(at: start)
    let store = try await place.open(creating: true) { clock.look() }
    let people = try await ProgramPeople(in: store, at: start, administrator: administrator)
    let plan = YearPlan(exams: exams, seed: seed, start: start)
    let end = start.later(minutes: 365 * 1440)
    var runs = plan.exams.map { ExamRun($0, seed: seed) }
    let moments = Self.moments(plan, until: end)
    var escalated = 0
    for (done, moment) in moments.enumerated() {
      clock.set(moment.time)
      if let step = moment.step {
        try await runs[moment.exam].take(step, at: moment.time, people, store)
      } else if moment.exam < 0 {
        escalated += try await store.escalateOverdue(by: people.officer).count
      } else {
        try await people.checkInstruments(moment.exam, at: moment.time, in: store)
      }
      if done % 64 == 0 { progress(done, moments.count) }
    }
    clock.set(end)
    escalated += try await store.escalateOverdue(by: people.officer).count
    progress(moments.count, moments.count)
    return try await report(store, people, runs.compactMap(\.referral), escalated)
  }

  /// All that happens, by time: every day a round of escalation, every quarter the checks of instruments.
  private static func moments(_ plan: YearPlan, until end: Timestamp) -> [Moment] {
    var moments: [Moment] = []
    for exam in plan.exams {
      for (order, entry) in exam.steps.enumerated() {
        let time = exam.start.later(minutes: entry.minutes)
        if time < end { moments.append(Moment(time: time, order: order, exam: exam.number, step: entry.step)) }
      }
    }
    for day in 0..<365 {
      let time = plan.start.later(minutes: Double(day) * 1440 + 30)
      moments.append(Moment(time: time, order: -1, exam: -1, step: nil))
      guard day % 90 == 0 else { continue }
      for office in 0..<YearPlan.officeCount {
        moments.append(
          Moment(time: plan.start.later(minutes: Double(day) * 1440 - 60), order: -1, exam: office, step: nil))
      }
    }
    return moments.sorted { ($0.time, $0.exam, $0.order) < ($1.time, $1.exam, $1.order) }
  }

  private func report(
    _ store: any RecordStore, _ people: ProgramPeople, _ referrals: [Referral], _ escalated: Int
  ) async throws -> ProgramYearReport {
    let chief = Actor(administrator, as: .supervisor)
    let files = try await store.examFiles(by: chief).map(\.record)
    let ledger = try await store.referralLedger(by: chief)
    let codes = Dictionary(uniqueKeysWithValues: zip(people.offices, people.codes))
    return try ProgramYearReport(
      seed: seed, files: files, codes: codes, ledger: ledger, referrals: referrals, escalations: escalated)
  }
}

/// A clock that shows what it is set to, and goes on by a millisecond at each look, so that what is made later has a
/// later identifier.
final class SimulatedClock: @unchecked Sendable {
  private let lock = NSLock()
  private var now: Int64

  init(at time: Timestamp) { now = time.millisecondsSince1970 }

  func set(_ time: Timestamp) { lock.withLock { now = max(now, time.millisecondsSince1970) } }

  func look() -> Timestamp {
    lock.withLock {
      now += 1
      return Timestamp(millisecondsSince1970: now)
    }
  }
}
