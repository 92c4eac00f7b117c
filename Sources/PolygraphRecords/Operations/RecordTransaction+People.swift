import PolygraphQuantities

/// Who may do what in a store.
extension RecordTransaction {
  /// The person of an account, or `nil`.
  func person(_ account: String) throws -> Stored<Person>? { try find(Person.self, key: account) }

  /// True when the store knows people, so that roles are checked.
  func hasPeople() throws -> Bool { try !list(Person.self, RecordFilter(limit: 1)).isEmpty }

  /// Refuses an actor whose role may not do it, or whose account does not have the role.
  @discardableResult
  func admit(_ actor: Actor, to permission: Permission) throws -> Person {
    try actor.require(permission)
    guard let person = try person(actor.account.name)?.record else {
      guard try hasPeople() else {
        throw RecordError(
          code: .notInitialised,
          message: "These records know no people yet. Initialise them ('polygraph records init').",
          file: location)
      }
      throw RecordError(code: .notPermitted, message: "This account is not one of the records' people.", file: location)
    }
    guard person.isActive, person.roles.contains(actor.role) else {
      throw RecordError(
        code: .notPermitted, message: "This account does not have the role \(actor.role.rawValue).", file: location)
    }
    return person
  }

  /// The role in which an account files; `nil` in a store without people, where nobody has one.
  func filingRole(of actor: RecordActor, _ allowed: [Role]) throws -> Role? {
    guard try hasPeople() else { return nil }
    guard let person = try person(actor.name)?.record, person.isActive,
      let role = allowed.first(where: person.roles.contains)
    else {
      let who = allowed.map(\.rawValue).joined(separator: ", ")
      throw RecordError(
        code: .notPermitted, message: "This account has no role that may file this (\(who)).", file: location)
    }
    return role
  }
}

extension RecordStore {
  /// Runs a transaction for an actor who may do it.
  func act<Value: Sendable>(
    _ actor: Actor, _ permission: Permission, _ kind: TransactionKind = .change,
    _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> Value {
    try await transaction(kind, as: actor.account) { records in
      try records.admit(actor, to: permission)
      return try body(records)
    }
  }

  /// Makes the first person of a store: the one who keeps offices and people.
  ///
  /// *Errors*: ``RecordError/Code/refused`` when the store has people already.
  public func initialise(
    account: RecordActor, name: String, roles: [Role] = [.administrator]
  ) async throws -> Person {
    try await transaction(.change, as: nil) { records in
      guard try !records.hasPeople() else {
        throw RecordError(
          code: .refused, message: "These records have people already; an administrator adds others.", file: location)
      }
      let person = Person(
        id: RecordIdentifier(at: records.clock()), account: account.name, name: name, roles: roles + [.administrator])
      return try records.insert(person, by: Actor(account, as: .administrator)).record
    }
  }

  /// Adds a record to the directory: an office, a person, an instrument.
  public func add<Record: DirectoryRecord>(_ record: Record, by actor: Actor) async throws -> Stored<Record> {
    try await act(actor, .administer) { try $0.insert(record, by: actor) }
  }

  /// Puts a record of the directory in place of the one that was read.
  ///
  /// *Errors*: ``RecordError/Code/conflict`` when someone else changed it in between.
  public func replace<Record: DirectoryRecord>(
    _ stored: Stored<Record>, with record: Record, by actor: Actor, reason: String? = nil
  ) async throws -> Stored<Record> {
    try await act(actor, .administer) { try $0.update(stored, to: record, by: actor, reason: reason) }
  }

  /// The directory's records of a kind, in the order of their making.
  public func directory<Record: DirectoryRecord>(_ type: Record.Type, by actor: Actor) async throws -> [Stored<Record>]
  {
    try await act(actor, .readDirectory, .read) { try $0.list(type) }
  }

  /// Records a functionality check and moves the instrument on: it is checked, or it failed.
  public func record(
    _ check: InstrumentCheck, nextDue: Timestamp, by actor: Actor
  ) async throws -> Stored<InstrumentCheck> {
    try await act(actor, .conductExams) { records in
      let stored = try records.fetch(Instrument.self, check.instrument)
      var instrument = stored.record
      let event = check.passes ? InstrumentEvent.pass : .fail
      guard let arrow = InstrumentEvent.process.arrow(from: instrument.state, event) else {
        throw RecordError.refused(
          "An instrument that is \(instrument.state.rawValue) is not checked.", records.location)
      }
      instrument.state = arrow.to
      instrument.checkDue = check.passes ? nextDue : nil
      let made = try records.insert(check, by: actor)
      try records.update(stored, to: instrument, by: actor, reason: "functionality check")
      return made
    }
  }

  /// Adds who an examinee is; every other record names the pseudonym that the record carries as its identifier.
  public func add(_ examinee: Examinee, by actor: Actor) async throws -> Stored<Examinee> {
    try await act(actor, .identity) { try $0.insert(examinee, by: actor) }
  }

  /// Who an examinee is. The read is logged, with its reason.
  public func examinee(_ id: RecordIdentifier, by actor: Actor, reason: String) async throws -> Examinee {
    try await act(actor, .identity) { records in
      guard let examinee = try records.identity(id, by: actor, reason: reason) else {
        throw RecordError.noSuchRecord(Examinee.kind, id, file: records.location)
      }
      return examinee
    }
  }
}

/// A record that administrators keep.
public protocol DirectoryRecord: AgencyRecord {}
extension Office: DirectoryRecord {}
extension Person: DirectoryRecord {}
extension Instrument: DirectoryRecord {}

extension RecordError {
  static func refused(_ sentence: String, _ file: String) -> RecordError {
    RecordError(code: .refused, message: sentence, file: file)
  }

  /// A refusal of the lifecycle as what a caller can do about it.
  init(_ refusal: LifecycleRefusal, file: String) {
    let (code, message): (Code, String) =
      switch refusal {
      case .noTransition(let state, let event, let possible):
        (
          .refused,
          "An exam that is \(state.rawValue) does not take the step \(event.rawValue). Possible: "
            + "\(possible.isEmpty ? "none" : possible.map(\.rawValue).joined(separator: ", "))."
        )
      case .wrongRole(let role, let event, let allowed):
        (
          .notPermitted,
          "The role \(role.rawValue) may not do \(event.rawValue); these may: "
            + allowed.map(\.rawValue).joined(separator: ", ") + "."
        )
      case .guardsFail(let guards):
        (.refused, "This does not hold yet: \(guards.map(\.rawValue).joined(separator: ", ")).")
      case .notOverridable(let guards):
        (.notPermitted, "This cannot be set aside: \(guards.map(\.rawValue).joined(separator: ", ")).")
      case .overrideWithoutReason: (.refused, "To set a guard aside, give a reason.")
      }
    self.init(code: code, message: message, file: file)
  }
}
