import PolygraphModel
import PolygraphQuantities

/// The agency's records, wherever they are kept.
///
/// Each change is one transaction with one entry in the audit trail for each record: when the call returns, both are on
/// the disk; when it throws, neither is. Calls wait on threads of the store's own, never on those of Swift's
/// concurrency. What can be done with records is written once, in this protocol's extensions; a kind of store gives the
/// transactions.
///
/// *Errors*: ``RecordError``, and `CancellationError` when the task was cancelled, which leaves nothing changed.
public protocol RecordStore: Sendable {
  /// Where the records are, as errors name it; without a password.
  var location: String { get }

  /// Runs `body` in one transaction of its own, in the name of an account. What `body` throws undoes the whole of it.
  /// A store may run `body` again when the transaction could not be kept, so `body` changes nothing outside of it.
  func transaction<Value: Sendable>(
    _ kind: TransactionKind, as account: RecordActor?,
    _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> Value

  /// Recomputes the audit trail's chain and every record, and names what is altered, missing, reordered or added. With
  /// a checkpoint, the trail must still hold what it vouched for then. Entries after the checkpoint are outside that
  /// promise.
  ///
  /// *Errors*: ``RecordError`` when the store is damaged so that it cannot be read.
  func verifyAudit(against checkpoint: AuditCheckpoint?) async throws -> AuditReport

  /// Refuses a store that does not see every record, or may not remove any.
  ///
  /// *Errors*: ``RecordError/Code/notPermitted`` on a server, for a login that does not own the records.
  func requireOwner() async throws

  /// Overwrites what the store's files still hold of destroyed records. A destruction ends with it; it may be called
  /// again at any time, and has to be after a destruction that was broken off.
  ///
  /// *Errors*: ``RecordError/Code/locked`` when others use the store, ``RecordError/Code/notPermitted`` as
  /// ``requireOwner()``. The destruction itself is then kept; call again when the others are gone.
  func purgeDestroyed() async throws
}

/// Exams, results and opinions as they are filed.
///
/// In a store that has people, the account must be one of an examiner or a supervisor, for results of a reviewer too.
extension RecordStore {
  /// Files an exam. An exam whose charts are the same files (see ``ExamFiling``) is found instead of filed again, as it
  /// was first filed.
  public func file(_ exam: ExamFiling, by actor: RecordActor) async throws -> Filed<ExamRecord> {
    try await transaction(.change, as: actor) { records in
      try records.file(exam, by: actor, as: records.filingRole(of: actor, [.examiner, .supervisor]))
    }
  }

  /// Seals a result of an exam. A result whose document agrees byte for byte with one sealed for this exam is found
  /// instead of sealed again; any other stands beside the earlier ones.
  public func seal(
    _ result: SealedResult, ofExam exam: RecordIdentifier, by actor: RecordActor
  ) async throws -> Filed<ResultRecord> {
    try await transaction(.change, as: actor) { records in
      try records.seal(
        result, ofExam: exam, by: actor, as: records.filingRole(of: actor, [.examiner, .reviewer, .supervisor]))
    }
  }

  /// States an opinion on an exam. One that says the same as the exam's last opinion, on the same result, is found
  /// instead of stated again.
  public func state(
    _ opinion: OpinionStatement, onExam exam: RecordIdentifier, by actor: RecordActor
  ) async throws -> Filed<OpinionRecord> {
    try await transaction(.change, as: actor) { records in
      try records.state(opinion, onExam: exam, by: actor, as: records.filingRole(of: actor, [.examiner, .supervisor]))
    }
  }

  /// The exams that match a query, newest first. A record that is not as it was recorded is listed as not intact.
  ///
  /// *Edges*: an exam is left out for an account that is to score it blind, for a reviewer until they have scored it,
  /// and where no account is told, while anyone is to score it blind.
  public func exams(_ query: ExamQuery, for account: RecordActor? = nil) async throws -> ExamListing {
    try await transaction(.read, as: account) { try $0.exams(query, for: account) }
  }

  /// Every exam, newest first; see ``exams(_:for:)``.
  public func exams() async throws -> ExamListing { try await exams(ExamQuery()) }

  /// One exam with its results and opinions, where ``exams(_:for:)`` shows it. Throws when any of them is not as it was
  /// recorded, and for an account that it is not shown to.
  public func exam(_ id: RecordIdentifier, for account: RecordActor? = nil) async throws -> ListedExam {
    try await transaction(.read, as: account) { try $0.exam(id, for: account) }
  }

  /// The whole of a sealed result. Throws when it is not as it was sealed, and for an account that is to score the exam
  /// blind.
  public func sealedResult(_ id: RecordIdentifier, for account: RecordActor? = nil) async throws -> SealedResult {
    try await transaction(.read, as: account) { try $0.sealedResult(id, for: account) }
  }

  /// Every entry of the audit trail, oldest first, as it is stored.
  public func auditTrail() async throws -> [AuditEntry] {
    try await transaction(.read, as: nil) { try $0.auditTrail() }
  }

  /// Recomputes the audit trail's chain and every record; see ``verifyAudit(against:)``.
  public func verifyAudit() async throws -> AuditReport { try await verifyAudit(against: nil) }

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
      return FiledSheet(exam: filed, results: results, opinion: nil, location: location)
    }
    let statement = OpinionStatement(opinion, reason: basis.reason, result: basis.id)
    let stated = try await state(statement, onExam: filed.record.id, by: actor)
    return FiledSheet(exam: filed, results: results, opinion: stated, location: location)
  }
}

/// What became of an exam and its score sheet.
public struct FiledSheet: Equatable, Sendable {
  /// The exam's record.
  public let exam: Filed<ExamRecord>
  /// The results' records, in the sheet's order.
  public let results: [Filed<ResultRecord>]
  /// The opinion's record, when one was to be stated and the method gave one.
  public let opinion: Filed<OpinionRecord>?
  /// The file or the database, without a password.
  public let location: String
}
