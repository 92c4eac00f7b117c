import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import TestSupport
import Testing

@testable import PolygraphRecords

@Suite("A redacted export holds nothing that is hidden")
struct RedactionTests {
  private static let id = RecordIdentifier(at: Timestamp(millisecondsSince1970: 1))

  /// Words, numbers and choices of one seed.
  private struct Source {
    var generator: SeededGenerator
    init(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }
    mutating func word() -> String { "hidden-\(generator.next())" }
    mutating func below(_ count: Int) -> Int { generator.below(count) }
    mutating func time() -> Timestamp { Timestamp(millisecondsSince1970: Int64(below(1 << 40))) }
    mutating func id() -> RecordIdentifier { RecordIdentifier(rawValue: word()) }
    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
    mutating func some<Value>(_ make: (inout Source) -> Value) -> [Value] { (0..<below(3)).map { _ in make(&self) } }
  }

  private func digest(_ number: Int) -> String { SHA256Digest(of: Data("\(number)".utf8)).hexadecimal }

  /// An exam whose visible facts are those of one seed and whose hidden facts are those of another.
  private func exam(visible: UInt64, hidden: UInt64) -> (ExamDossier, [ChartRecord]) {
    var shown = Source(visible)
    var secret = Source(hidden)
    var dossier = ExamDossier(file(&shown, &secret))
    dossier.questions = [questions(&shown, &secret)]
    addHidden(to: &dossier, &secret)
    let charts = (1...2).map { number in
      var chart = ChartRecord(
        id: secret.id(), exam: Self.id, questions: Self.id, series: "1", number: number, start: 0,
        end: 100 + shown.below(900), profile: Sample.profile, channels: [])
      chart.channels = [
        .init(
          name: secret.word(), sensor: .cardio, unit: "count", sampleRate: "\(30 + shown.below(9))",
          file: secret.word(), minimum: secret.below(9), maximum: 100 + secret.below(9))
      ]
      chart.gaps = [.init(start: 1, end: 2 + shown.below(5), cause: secret.word())]
      chart.annotations = secret.some { Annotation(code: $0.word(), sample: 1, text: $0.word()) }
      chart.events = secret.some { Event(label: $0.word(), role: .relevant, onset: 1, offset: 2) }
      chart.exclusions = secret.some {
        .init(question: $0.word(), sensor: nil, reason: $0.word(), author: $0.word(), at: $0.time())
      }
      chart.file = secret.word()
      return chart
    }
    return (dossier, charts)
  }

  private func file(_ shown: inout Source, _ secret: inout Source) -> ExamFile {
    var request = ExamRequest(
      caseNumber: secret.word(), authority: secret.word(), requester: secret.word(),
      purpose: shown.pick(ExamFile.Purpose.allCases), examClass: shown.pick(ExamFile.Class.allCases),
      testFormat: "format-\(shown.below(5))", examinee: secret.id())
    request.caseFacts = secret.word()
    request.priorExams = secret.some { $0.id() }
    var file = ExamFile(
      id: Self.id, number: secret.word(), series: secret.below(9), agency: secret.word(), office: secret.id(),
      request: request)
    let isFinal = shown.below(2) == 0
    file.state =
      isFinal ? .certified : secret.pick([.pausedAdjudication, .terminated, .inTest, .withdrawn, .submitted])
    file.history = secret.some {
      .init(from: .pretest, event: .pause, to: .pausedAdjudication, at: $0.time(), by: $0.word(), reason: $0.word())
    }
    let opinion = shown.pick([Opinion.deceptionIndicated, .noDeceptionIndicated])
    if isFinal {
      file.certifiedOpinion = opinion
      file.history.append(
        .init(from: .firstReviewOpen, event: .certify, to: .certified, at: shown.time(), by: secret.word()))
    }
    file.opinion = secret.pick([nil, .deceptionIndicated, .inconclusive, .noDeceptionIndicated])
    file.examiner = secret.word()
    file.certificate = secret.word()
    file.room = secret.word()
    file.remarks = secret.word()
    file.scheduledAt = secret.time()
    file.instrument = secret.id()
    file.countermeasures = .init(secret.pick([.none, .suspected, .confirmed]), basis: secret.word())
    file.recordings = [
      .init(
        file: secret.word(), sha256: digest(shown.below(1000)), seconds: Double(shown.below(9000)), status: .complete)
    ]
    file.package = digest(shown.below(1000))
    file.retention = secret.pick(RetentionClass.allCases)
    return file
  }

  private func questions(_ shown: inout Source, _ secret: inout Source) -> QuestionList {
    var entry = QuestionList.Entry(
      Question(label: "R\(shown.below(9))", role: shown.pick([.relevant, .comparison]), text: secret.word()),
      agreedAnswer: secret.word())
    entry.topic = secret.word()
    entry.isOffLimits = secret.below(2) == 0
    var list = QuestionList(id: secret.id(), exam: Self.id, series: "1", version: 1 + shown.below(3), entries: [entry])
    list.frozenAt = secret.time()
    return list
  }

  private func admission(_ secret: inout Source) -> Admission {
    Admission(
      id: secret.id(), exam: Self.id, phase: .test, recordingPosition: Double(secret.below(900)),
      summary: secret.word(),
      category: secret.pick(Admission.Category.allCases), certainty: .plain, isDisqualifying: secret.below(2) == 0,
      notedAt: secret.time(), notedBy: secret.word(), due: secret.time())
  }

  private func addHidden(to dossier: inout ExamDossier, _ secret: inout Source) {
    var forms = PreTest(id: secret.id(), exam: Self.id)
    forms.medical = .init(selfRated: secret.word(), decision: .fit)
    dossier.pretest = secret.below(2) == 0 ? forms : nil
    dossier.admissions = secret.some(admission)
    dossier.complaints = secret.some {
      Complaint(id: $0.id(), exam: Self.id, allegation: $0.word(), receivedAt: $0.time(), due: $0.time())
    }
    dossier.disclosures = secret.some {
      Disclosure(
        id: $0.id(), exam: Self.id, recipient: $0.word(), authority: $0.word(), content: $0.word(), at: $0.time(),
        by: $0.word())
    }
    dossier.holds = secret.some {
      LegalHold(id: $0.id(), exam: Self.id, reason: $0.word(), placedAt: $0.time(), placedBy: $0.word())
    }
    dossier.examiner = Person(id: secret.id(), account: secret.word(), name: secret.word(), roles: [.examiner])
    dossier.chartCount = secret.below(9)
  }

  private func bytes(_ exam: (ExamDossier, [ChartRecord])) throws -> Data {
    try CanonicalJSON.encode(Redaction.exam(exam.0, charts: exam.1))
  }

  @Test("two exams that differ only in hidden facts give byte-identical exports; other facts give another")
  func exams() throws {
    for seed in 0..<UInt64(Repository.isExhaustive ? 100_000 : 150) {
      let one = try bytes(exam(visible: seed, hidden: seed &* 2 + 1))
      let other = try bytes(exam(visible: seed, hidden: seed &* 2 + 2))
      #expect(one == other, "seed \(seed)")
      #expect(!String(decoding: one, as: UTF8.self).contains("hidden"), "seed \(seed)")
      #expect(try bytes(exam(visible: seed &+ 1_000_000, hidden: 1)) != one, "seed \(seed)")
    }
  }

  /// A referral whose visible facts are those of one seed and whose hidden facts are those of another.
  private func referral(visible: UInt64, hidden: UInt64) throws -> Data {
    var shown = Source(visible)
    var secret = Source(hidden)
    var referral = Referral(
      id: Self.id, exam: secret.id(), admissions: secret.some { $0.id() }, level: shown.pick(Referral.Level.allCases),
      agency: "agency \(shown.below(99))", category: shown.pick(Admission.Category.allCases), summary: secret.word(),
      urgency: shown.pick(Referral.Urgency.allCases), noticedAt: shown.time(), since: secret.time(), due: secret.time())
    referral.statute = "§ \(shown.below(999))"
    referral.evidence = [.init(description: secret.word(), sha256: digest(shown.below(1000)))]
    referral.receivingReference = secret.word()
    referral.outcome = secret.pick(Referral.Outcome.allCases)
    referral.feedback = secret.word()
    referral.method = secret.word()
    referral.state = secret.pick([.draft, .legalReview])
    referral.history = secret.some {
      .init(event: .sendBack, to: .draft, at: $0.time(), by: $0.word(), note: $0.word())
    }
    var admission = admission(&secret)
    admission.conductPeriod = secret.word()
    admission.jurisdiction = secret.word()
    admission.othersAtRisk = secret.word()
    let plain = Admission(
      id: admission.id, exam: admission.exam, phase: admission.phase, recordingPosition: admission.recordingPosition,
      summary: admission.summary, category: shown.pick(Admission.Category.allCases), certainty: admission.certainty,
      isDisqualifying: admission.isDisqualifying, notedAt: admission.notedAt, notedBy: admission.notedBy,
      due: admission.due)
    return try CanonicalJSON.encode(Redaction.referral(referral, [plain]))
  }

  @Test("two referrals that differ only in hidden facts give byte-identical packages")
  func referrals() throws {
    for seed in 0..<UInt64(Repository.isExhaustive ? 100_000 : 150) {
      let one = try referral(visible: seed, hidden: seed &* 2 + 1)
      #expect(one == (try referral(visible: seed, hidden: seed &* 2 + 2)), "seed \(seed)")
      #expect(!String(decoding: one, as: UTF8.self).contains("hidden"), "seed \(seed)")
      #expect(try referral(visible: seed &+ 1_000_000, hidden: 1) != one, "seed \(seed)")
    }
  }

  @Test("an opinion is exported when it is final, and never of an exam that ended early")
  func opinions() throws {
    var shown = Source(1), secret = Source(2)
    for state in ExamState.allCases {
      var file = file(&shown, &secret)
      file.state = state
      file.opinion = .deceptionIndicated
      file.certifiedOpinion = nil
      file.history = [.init(from: .pretest, event: .withdraw, to: .withdrawn, at: shown.time(), by: "x")]
      let export = Redaction.exam(ExamDossier(file), charts: [])
      #expect(export.opinion == nil && export.phase == (state == .certified ? .certified : .open), "\(state)")
    }
  }

  @Test("what is left out is listed, with a reason, whether or not there is any")
  func list() {
    for matter in Redaction.ofExam + Redaction.ofReferral {
      #expect(!matter.what.isEmpty && !matter.reason.isEmpty)
    }
    #expect(Set(Redaction.ofExam.map(\.what)).count == Redaction.ofExam.count)
  }

  @Test("a list of evidence has a line a piece, whatever the names hold")
  func evidence() {
    let list = EvidenceList.text(of: [("a\nb\r\nc\u{2028}d\0", "12"), ("ä é", "34")])
    #expect(list == "12  a_b_c_d_\n34  ä é\n")
    #expect(EvidenceList.text(of: []).isEmpty)
  }
}
