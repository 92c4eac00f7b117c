import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// A step of a record's life, as figures know it.
struct FigureStep: Hashable, Sendable {
  let event: String
  let to: String
  let at: Timestamp
}

/// What is counted of an exam.
struct ExamFigure: Hashable, Sendable {
  let id: String
  let office: String
  let format: String
  let examiner: String?
  let purpose: String
  let state: ExamState
  let scheduledAt: Timestamp
  let opinion: Opinion?
  let reason: OpinionReason?
  let certified: Opinion?
  let methodOpinion: Opinion?
  let countermeasures: String?
  let path: [FigureStep]
  let recordings: [String]

  /// When the exam first came to a state; `nil` when it never did.
  func reached(_ state: ExamState) -> Timestamp? { path.first { $0.to == state.rawValue }?.at }
  /// The opinion that stands: the certified one, else the examiner's.
  var standing: Opinion? { certified ?? opinion }
}

/// What is counted of a review.
struct ReviewFigure: Hashable, Sendable {
  let exam: String
  let level: Int
  let opinion: Opinion?
  let sealedAt: Timestamp?
  let unblindedAt: Timestamp?
  let attestedAt: Timestamp?
  let decision: String?
  /// The checks that found something.
  let findings: [String]
}

/// What is counted of an admission.
struct AdmissionFigure: Hashable, Sendable {
  let exam: String
  let office: String
  let phase: String
  let category: Admission.Category
  let isDisqualifying: Bool
  let mayContinue: Bool?
  let notedAt: Timestamp
  let state: AdmissionState
  let disposition: String?
  let decidedAt: Timestamp?
}

/// What is counted of a referral.
struct ReferralFigure: Hashable, Sendable {
  let exam: String
  let office: String
  let level: String
  let category: String
  let urgency: String
  let noticedAt: Timestamp
  let state: ReferralState
  let outcome: String?
  let due: Timestamp
  let escalatedAt: Timestamp?
  let path: [FigureStep]

  func reached(_ state: ReferralState) -> Timestamp? { path.first { $0.to == state.rawValue }?.at }
}

/// What is counted of a complaint.
struct ComplaintFigure: Hashable, Sendable {
  let exam: String
  let receivedAt: Timestamp
  let state: ComplaintState
  let isSpecific: Bool?
  let isSubstantiated: Bool?
  let answeredAt: Timestamp?
  let due: Timestamp
}

/// All figures of a period.
struct Figures: Sendable {
  var exams: [ExamFigure] = []
  var reviews: [ReviewFigure] = []
  var admissions: [AdmissionFigure] = []
  var referrals: [ReferralFigure] = []
  var complaints: [ComplaintFigure] = []
}

/// A period of time: from an instant up to another, which is no longer part of it.
public struct StatisticsPeriod: Hashable, Sendable, Codable {
  /// The first instant; `nil` for no bound.
  public let from: Timestamp?
  /// The first instant after the period; `nil` for no bound.
  public let to: Timestamp?

  /// Makes a period.
  public init(from: Timestamp? = nil, to: Timestamp? = nil) {
    self.from = from
    self.to = to
  }

  /// A calendar year in UTC; `nil` for a year outside 1...9998.
  public init?(year: Int) {
    guard let first = CivilDate(year: year, month: 1, day: 1), let next = CivilDate(year: year + 1, month: 1, day: 1)
    else { return nil }
    self.init(from: first.midnight, to: next.midnight)
  }

  func contains(_ instant: Timestamp) -> Bool {
    (from.map { $0 <= instant } ?? true) && (to.map { instant < $0 } ?? true)
  }
}

extension CivilDate {
  var midnight: Timestamp { Timestamp(millisecondsSince1970: Int64(dayNumber) * 86_400_000) }
}

extension Timestamp {
  /// The month in UTC, as `2026-03`.
  var month: String { String(description.prefix(7)) }
}

extension RecordTransaction {
  /// The figures of the exams that were to begin within a period, of some kinds of records or of all. Exams that the
  /// account has yet to score blind are left out.
  func figures(
    _ period: StatisticsPeriod, only kinds: [FigureQuery] = FigureQuery.all, for actor: Actor
  ) throws -> Figures {
    let wanted = Set(kinds.map(\.function))
    let blind = Set(try blindExams(of: actor).map(\.rawValue))
    func read<Figure>(_ query: FigureQuery, _ exam: String, _ make: (FigureRow) throws -> Figure) throws -> [Figure] {
      var figures: [Figure] = []
      guard wanted.contains(query.function) else { return [] }
      let bounds: [SQLValue] = [
        .integer(period.from?.millisecondsSince1970 ?? .min), .integer(period.to?.millisecondsSince1970 ?? .max),
      ]
      try session.query(session.dialect.statement(query), bounds) { row in
        let row = FigureRow(row: row, kind: query.kind, location: location)
        try row.checkIntact()
        if try !blind.contains(row.text(exam)) { figures.append(try make(row)) }
      }
      return figures
    }
    return Figures(
      exams: try read(.exams, "id", ExamFigure.init).sorted { $0.id < $1.id },
      reviews: try read(.reviews, "exam", ReviewFigure.init),
      admissions: try read(.admissions, "exam", AdmissionFigure.init),
      referrals: try read(.referrals, "exam", ReferralFigure.init),
      complaints: try read(.complaints, "exam", ComplaintFigure.init))
  }
}

/// A row of figures. A value that cannot be means a damaged store.
struct FigureRow {
  let row: SQLRow
  let kind: RecordKind
  let location: String

  /// Refuses a record that is not as it was recorded.
  func checkIntact() throws {
    let isIntact =
      try row.columns["intact"] != nil
      ? row.integer("intact") == 1 : SHA256Digest(of: row.data("document")).hexadecimal == row.text("sha256")
    guard isIntact else { throw RecordError.altered(kind, try row.identifier("id"), file: location) }
  }

  func text(_ column: String) throws -> String { try row.text(column) }
  func optional(_ column: String) throws -> String? { try row.optionalText(column) }

  func value<Value: RawRepresentable>(_ column: String) throws -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: try text(column)) else { throw damaged(column) }
    return value
  }

  func time(_ column: String) throws -> Timestamp {
    guard let time = try optionalTime(column) else { throw damaged(column) }
    return time
  }

  func optionalTime(_ column: String) throws -> Timestamp? {
    guard let text = try optional(column) else { return nil }
    guard let time = Timestamp(text) else { throw damaged(column) }
    return time
  }

  /// A truth value: a number in a file, a word on a server.
  func optionalFlag(_ column: String) throws -> Bool? {
    switch row[column] {
    case .null: nil
    case .integer(let number): number != 0
    case .text("true"): true
    case .text("false"): false
    default: throw damaged(column)
    }
  }

  func flag(_ column: String) throws -> Bool {
    guard let flag = try optionalFlag(column) else { throw damaged(column) }
    return flag
  }

  func number(_ column: String) throws -> Int {
    if case .text(let text) = row[column], let number = Int(text) { return number }
    return try row.integer(column)
  }

  func list(_ column: String) throws -> [Substring] { try optional(column)?.split(separator: ",") ?? [] }

  func path(_ column: String) throws -> [FigureStep] {
    try list(column).map { entry in
      let parts = entry.split(separator: " ")
      guard parts.count == 3, let at = Timestamp(String(parts[2])) else { throw damaged(column) }
      return FigureStep(event: String(parts[0]), to: String(parts[1]), at: at)
    }
  }

  private func damaged(_ column: String) -> RecordError {
    RecordError.damaged("The \(kind.rawValue) records hold a value of \(column) that it cannot have.", file: location)
  }
}

extension ExamFigure {
  fileprivate init(_ row: FigureRow) throws {
    self.init(
      id: try row.text("id"), office: try row.text("office"), format: try row.text("format"),
      examiner: try row.optional("examiner"), purpose: try row.text("purpose"), state: try row.value("state"),
      scheduledAt: try row.time("scheduled"), opinion: try row.optional("opinion").map(Opinion.init(rawValue:)),
      reason: try row.optional("reason").flatMap(OpinionReason.init(rawValue:)),
      certified: try row.optional("certified").map(Opinion.init(rawValue:)),
      methodOpinion: try row.optional("method_opinion").map(Opinion.init(rawValue:)),
      countermeasures: try row.optional("countermeasures"), path: try row.path("path"),
      recordings: try row.list("recordings").map(String.init))
  }
}

extension ReviewFigure {
  fileprivate init(_ row: FigureRow) throws {
    self.init(
      exam: try row.text("exam"), level: try row.number("level"),
      opinion: try row.optional("opinion").map(Opinion.init(rawValue:)), sealedAt: try row.optionalTime("sealed"),
      unblindedAt: try row.optionalTime("unblinded"), attestedAt: try row.optionalTime("attested"),
      decision: try row.optional("decision"),
      findings: try row.list("verdicts").filter { $0.hasSuffix(" finding") }.map { String($0.dropLast(8)) })
  }
}

extension AdmissionFigure {
  fileprivate init(_ row: FigureRow) throws {
    self.init(
      exam: try row.text("exam"), office: try row.text("office"), phase: try row.text("phase"),
      category: try row.value("category"), isDisqualifying: try row.flag("disqualifying"),
      mayContinue: try row.optionalFlag("continues"), notedAt: try row.time("noted"), state: try row.value("state"),
      disposition: try row.optional("disposition"), decidedAt: try row.optionalTime("decided"))
  }
}

extension ReferralFigure {
  fileprivate init(_ row: FigureRow) throws {
    self.init(
      exam: try row.text("exam"), office: try row.text("office"), level: try row.text("level"),
      category: try row.text("category"), urgency: try row.text("urgency"), noticedAt: try row.time("noticed"),
      state: try row.value("state"), outcome: try row.optional("outcome"), due: try row.time("due"),
      escalatedAt: try row.optionalTime("escalated"), path: try row.path("path"))
  }
}

extension ComplaintFigure {
  fileprivate init(_ row: FigureRow) throws {
    self.init(
      exam: try row.text("exam"), receivedAt: try row.time("received"), state: try row.value("state"),
      isSpecific: try row.optionalFlag("specific"), isSubstantiated: try row.optionalFlag("substantiated"),
      answeredAt: try row.optionalTime("answered"), due: try row.time("due"))
  }
}
