import PolygraphQuantities

/// A supervisor's word that guards of one step of one exam may be set aside, given before the step is taken.
///
/// It holds for one step, and for the person who takes it: the step in the exam's history names the permit, and a
/// permit that a history names is used up. It is never changed.
public struct OverridePermit: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "override-permit")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The exam's file.
  public let exam: RecordIdentifier
  /// The step.
  public let event: ExamEvent
  /// The guards that may be set aside, in the order of their names.
  public let guards: [LifecycleGuard]
  /// Why.
  public let reason: String
  /// The account of the supervisor.
  public let by: String
  /// When it was given.
  public let at: Timestamp

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(exam: exam, account: by, state: event.rawValue) }
}

extension RecordStore {
  /// Allows, as a supervisor, that guards of the next step of a kind are set aside for an exam.
  ///
  /// *Errors*: ``RecordError/Code/refused`` for no guard or no reason, ``RecordError/Code/notPermitted`` for a guard
  /// that cannot be set aside.
  @discardableResult
  public func allowOverride(
    exam: RecordIdentifier, _ event: ExamEvent, guards: Set<LifecycleGuard>, reason: String, by actor: Actor
  ) async throws -> Stored<OverridePermit> {
    try await act(actor, .override) { records in
      _ = try records.fetch(ExamFile.self, exam)
      try records.checkUnblinded(actor, exam)
      let fixed = guards.filter { !$0.isOverridable }.sorted { $0.rawValue < $1.rawValue }
      guard fixed.isEmpty else { throw RecordError(.notOverridable(fixed), file: records.location) }
      guard !guards.isEmpty else { throw RecordError.refused("Name a guard to set aside.", records.location) }
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw RecordError(.overrideWithoutReason, file: records.location)
      }
      let time = records.clock()
      let permit = OverridePermit(
        id: RecordIdentifier(at: time), exam: exam, event: event,
        guards: guards.sorted { $0.rawValue < $1.rawValue }, reason: reason, by: actor.account.name, at: time)
      return try records.insert(
        permit, by: actor, action: AuditAction(rawValue: "override.allowed"), reason: reason)
    }
  }
}

extension RecordTransaction {
  /// Refuses an override that no supervisor stands behind: the actor as supervisor, or the supervisor it names by a
  /// permit that is not used up. Gives the permit, when it rests on one.
  func admitOverride(
    _ override: GuardOverride, _ file: ExamFile, _ event: ExamEvent, by actor: Actor
  ) throws -> OverridePermit? {
    try admit(Actor(RecordActor(name: override.by), as: .supervisor), to: .override)
    if actor.role == .supervisor, actor.account.name == override.by { return nil }
    let used = Set(file.history.compactMap(\.permit))
    let permit = try list(OverridePermit.self, RecordFilter(exam: file.id, account: override.by)).map(\.record).first {
      $0.event == event && override.guards.isSubset(of: $0.guards) && !used.contains($0.id)
    }
    guard let permit else {
      throw RecordError(
        code: .notPermitted,
        message: "The supervisor has not allowed this override. Let them do so first ('polygraph records exam allow'); "
          + "a permit holds for one step.", file: location)
    }
    return permit
  }
}
