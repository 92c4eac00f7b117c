import PolygraphModel

/// The agency's records, wherever they are kept.
///
/// Each change is one transaction with one entry in the audit trail: when the call returns, both are on the disk; when
/// it throws, neither is. Calls wait on threads of the store's own, never on those of Swift's concurrency.
///
/// *Errors*: ``RecordError``, and `CancellationError` when the task was cancelled, which leaves nothing changed.
public protocol RecordStore: Sendable {
  /// Files an exam. An exam whose charts are the same files (see ``ExamFiling``) is found instead of filed again, as it
  /// was first filed.
  func file(_ exam: ExamFiling, by actor: RecordActor) async throws -> Filed<ExamRecord>

  /// Seals a result of an exam. A result whose document agrees byte for byte with one sealed for this exam is found
  /// instead of sealed again; any other stands beside the earlier ones.
  func seal(
    _ result: SealedResult, ofExam exam: RecordIdentifier, by actor: RecordActor
  ) async throws -> Filed<ResultRecord>

  /// States an opinion on an exam. One that says the same as the exam's last opinion, on the same result, is found
  /// instead of stated again.
  func state(
    _ opinion: OpinionStatement, onExam exam: RecordIdentifier, by actor: RecordActor
  ) async throws -> Filed<OpinionRecord>

  /// The exams that match a query, newest first. A record that is not as it was recorded is listed as not intact.
  func exams(_ query: ExamQuery) async throws -> ExamListing

  /// One exam with its results and opinions. Throws when any of them is not as it was recorded.
  func exam(_ id: RecordIdentifier) async throws -> ListedExam

  /// The whole of a sealed result. Throws when it is not as it was sealed.
  func sealedResult(_ id: RecordIdentifier) async throws -> SealedResult

  /// Every entry of the audit trail, oldest first, as it is stored.
  func auditTrail() async throws -> [AuditEntry]

  /// Recomputes the audit trail's chain and every record, and names what is altered, missing, reordered or added.
  /// Throws when the store is damaged so that it cannot be read.
  func verifyAudit() async throws -> AuditReport
}

/// What became of an exam and its score sheet.
public struct FiledSheet: Equatable, Sendable {
  /// The exam's record.
  public let exam: Filed<ExamRecord>
  /// The results' records, in the sheet's order.
  public let results: [Filed<ResultRecord>]
  /// The opinion's record, when one was to be stated and the method gave one.
  public let opinion: Filed<OpinionRecord>?
}

extension RecordStore {
  /// Files an exam, seals every result of its score sheet, and states the opinion of one method.
  ///
  /// Each step is a change of its own. A call that was broken off is completed by the same call made again; a call that
  /// is repeated changes nothing.
  ///
  /// *Edges*: no opinion is stated when `method` is `nil`, or gave none.
  public func file(
    _ exam: Exam, sheet: ScoreSheet, statingOpinionOf method: String? = nil, by actor: RecordActor
  ) async throws -> FiledSheet {
    let filed = try await file(ExamFiling(exam, testFormat: sheet.testFormat), by: actor)
    var results: [Filed<ResultRecord>] = []
    for result in SealedResult.all(of: sheet) {
      results.append(try await seal(result, ofExam: filed.record.id, by: actor))
    }
    let basis = results.first { $0.record.method == method && $0.record.opinion != nil }?.record
    guard let basis, let opinion = basis.opinion else {
      return FiledSheet(exam: filed, results: results, opinion: nil)
    }
    let statement = OpinionStatement(opinion, reason: basis.reason, result: basis.id)
    let stated = try await state(statement, onExam: filed.record.id, by: actor)
    return FiledSheet(exam: filed, results: results, opinion: stated)
  }

  /// Every exam, newest first.
  public func exams() async throws -> ExamListing { try await exams(ExamQuery()) }
}
