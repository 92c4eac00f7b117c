import Foundation
import PolygraphQuantities

/// Records on a PostgreSQL server, for many offices.
///
/// A store has one connection, and its calls run one after the other on a queue of its own. Changes of all clients run
/// one after the other too, for the audit trail has one end. A connection that breaks is made anew, and a change that
/// was not kept is made again; where it is not known whether a commit arrived, the audit trail tells.
///
/// Grants and row-level security in the database hold against clients that are not this program. They go by database
/// roles: a person's account is the name of theirs. See ``Accounts`` for how a store takes it on.
public final class PostgreSQLRecordStore: RecordStore {
  /// How a store comes to act in the name of a person.
  public enum Accounts: Hashable, Sendable {
    /// The person logged in with their own database role. Its name is the account of every call, unless the login owns
    /// the store.
    case ownLogin
    /// The login is a server's, which takes on the person's role for each transaction (`SET LOCAL ROLE`).
    case localRole
    /// The login owns the store: the database checks nothing, and roles are checked by this program alone.
    case owner
  }

  /// How often a transaction is tried that the server could not serialise.
  public static let mostAttempts = 8
  /// How long a broken connection is made anew, and a change waits for another one.
  public static let patience = Seconds(20)
  /// What the lock of all changes is called on the server: `PLGR` in ASCII.
  static let lockKey = 0x504C_4752

  /// The server and database, without a password.
  public let location: String
  private let url: String
  private let accounts: Accounts
  private let clock: @Sendable () -> Timestamp
  private let queue = DispatchQueue(label: "polygraph.records.postgresql")
  private let state = State()

  /// What is used on the queue alone.
  private final class State: @unchecked Sendable {
    var connection: PostgreSQLConnection?
    /// True when the login owns the store's tables.
    var isOwner = false
    var login = ""
  }

  /// Opens the store in a database.
  ///
  /// - Parameters:
  ///   - url: A connection URL as libpq reads it, as `postgresql://records.example.org/polygraph`.
  ///   - creating: Whether to make what is missing of the tables, roles and grants; the login needs the right to.
  ///   - accounts: How the store comes to act in a person's name.
  /// *Errors*: ``RecordError``.
  public static func open(
    _ url: String, creating: Bool = false, accounts: Accounts = .ownLogin
  ) async throws -> PostgreSQLRecordStore {
    try await open(url, creating: creating, accounts: accounts, clock: { .now() })
  }

  static func open(
    _ url: String, creating: Bool, accounts: Accounts, clock: @escaping @Sendable () -> Timestamp
  ) async throws -> PostgreSQLRecordStore {
    guard let place = PostgreSQLConnection.place(url) else {
      throw RecordError(
        code: .invalid,
        message: "This is no PostgreSQL address, as postgresql://user@host:5432/database. In a password, write @ "
          + "as %40, : as %3A and / as %2F.")
    }
    let store = PostgreSQLRecordStore(url: url, location: place, accounts: accounts, clock: clock)
    try await store.onQueue {
      try store.telling {
        let connection = try store.connected()
        try PostgreSQLSchema.prepare(connection, creating: creating, location: place)
        let owner = "SELECT pg_has_role(nspowner, 'USAGE')::int AS owner FROM pg_namespace WHERE nspname = 'polygraph'"
        try connection.run(owner, []) { store.state.isOwner = try $0.integer("owner") == 1 }
        store.state.login = connection.user
      }
    }
    return store
  }

  private init(url: String, location: String, accounts: Accounts, clock: @escaping @Sendable () -> Timestamp) {
    self.url = url
    self.location = location
    self.accounts = accounts
    self.clock = clock
  }

  /// Runs a transaction, as ``RecordStore/transaction(_:as:_:)`` says.
  public func transaction<Value: Sendable>(
    _ kind: TransactionKind, as account: RecordActor?,
    _ body: @escaping @Sendable (RecordTransaction) throws -> Value
  ) async throws -> Value {
    try await onQueue { try self.telling { try self.run(kind, as: account, body) } }
  }

  /// Verifies the trail, as ``RecordStore/verifyAudit(against:)`` says. The login must own the store: others do not see
  /// every record, and would take what they do not see for missing.
  public func verifyAudit(against checkpoint: AuditCheckpoint?) async throws -> AuditReport {
    try await requireOwner()
    return try await transaction(.read, as: nil) { try $0.verifyAudit(damage: [], checkpoint: checkpoint) }
  }

  /// Refuses a login that does not own the records; see ``RecordStore/requireOwner()``.
  public func requireOwner() async throws {
    guard try await onQueue({ self.state.isOwner }) else {
      throw RecordError(
        code: .notPermitted,
        message: "This is done with the login that owns the records: others do not see all of them, and may remove "
          + "none.", file: location)
    }
  }

  /// Writes the tables anew without what was deleted (`VACUUM FULL`); see ``RecordStore/purgeDestroyed()``. The
  /// server's write-ahead log and its backups keep their bytes until they are recycled.
  public func purgeDestroyed() async throws {
    try await requireOwner()
    try await onQueue {
      try self.telling {
        let connection = try self.connected()
        try self.waitForOlderTransactions(connection)
        for table in PostgreSQLSchema.tableNames { try connection.script("VACUUM (FULL, ANALYZE) \(table)") }
      }
    }
  }

  /// Waits until no transaction runs on the server that began before now: rows that one of them may still see are kept
  /// when a table is written anew. Of other logins' sessions, only their changes are seen without the right to read all
  /// statistics.
  private func waitForOlderTransactions(_ connection: PostgreSQLConnection) throws {
    var target = 0
    try connection.run("SELECT pg_current_xact_id()::text::bigint AS target", []) { target = try $0.integer("target") }
    let sql = """
      SELECT (pg_snapshot_xmin(pg_current_snapshot())::text::bigint > $1 AND NOT EXISTS (
        SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND age(backend_xmin) >= age(mod($1, 4294967296)::text::xid)))::int AS passed
      """
    let end = Date(timeIntervalSinceNow: Self.patience.value)
    while true {
      var hasPassed = false
      try connection.run(sql, [.integer(target)]) { hasPassed = try $0.integer("passed") == 1 }
      if hasPassed { return }
      guard Date() < end else {
        throw RecordError(
          code: .locked,
          message:
            "The records are destroyed, but another transaction on the server can still see them, and the tables "
            + "still hold their bytes. End it, and overwrite them ('polygraph records retention purge').",
          file: location)
      }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }

  /// The account that this store's login is.
  public func login() async throws -> RecordActor { try await onQueue { RecordActor(name: self.state.login) } }

  /// Lets a person in: gives the database role of their account the roles they have, and takes the others away. A role
  /// that is not there is made, without the right to log in.
  ///
  /// *Errors*: ``RecordError/Code/notPermitted`` when the login may not grant roles.
  public func grantAccess(to person: Person) async throws {
    try await onQueue {
      try self.telling { _ = try self.connected().run(Self.grant, Self.grantValues(person)) }
    }
  }

  /// Adds a person and lets them in, both or neither; see ``grantAccess(to:)``.
  ///
  /// *Errors*: ``RecordError/Code/notPermitted`` when the login may not grant roles; the person is then not added.
  public func addWithAccess(_ person: Person, by actor: Actor) async throws -> Stored<Person> {
    try await act(actor, .administer) { records in
      let stored = try records.insert(person, by: actor)
      _ = try records.session.rows(Self.grant, Self.grantValues(person))
      return stored
    }
  }

  private static let grant = "SELECT grant_access($1, $2)::text AS granted"

  private static func grantValues(_ person: Person) -> [SQLValue] {
    let roles = person.isActive ? person.roles.map(\.rawValue) : []
    return [.text(person.account), .text(roles.joined(separator: ","))]
  }

  private func onQueue<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result(catching: body)) }
    }
  }

  private func run<Value>(
    _ kind: TransactionKind, as account: RecordActor?, _ body: (RecordTransaction) throws -> Value
  ) throws -> Value {
    let end = Date(timeIntervalSinceNow: Self.patience.value)
    var attempt = 0
    // The result and the last entry of a change whose commit was sent and not answered.
    var unanswered: (value: Value, entry: String)?
    while true {
      attempt += 1
      do {
        let connection = try connected()
        try begin(connection, kind, as: account)
        if let unanswered, try Self.holds(connection, entry: unanswered.entry) {
          try connection.script("ROLLBACK")
          return unanswered.value
        }
        unanswered = nil
        let records = RecordTransaction(PostgreSQLSession(connection: connection), clock: clock, location: location)
        let value = try body(records)
        unanswered = records.lastEntry.digest.map { (value, $0) }
        try connection.script("COMMIT")
        return value
      } catch let failure as PostgreSQLFailure {
        switch failure {
        case .disconnected:
          state.connection = nil
          guard Date() < end else { throw failure }
        case .refused(let code, let constraint):
          unanswered = nil
          try? state.connection?.script("ROLLBACK")
          guard Self.isTransient(code, constraint), attempt < Self.mostAttempts else { throw failure }
        }
        Thread.sleep(forTimeInterval: min(1, 0.02 * Double(1 << min(attempt, 6))) * Double.random(in: 0.5...1))
      } catch {
        try? state.connection?.script("ROLLBACK")
        throw error
      }
    }
  }

  private func begin(_ connection: PostgreSQLConnection, _ kind: TransactionKind, as account: RecordActor?) throws {
    switch kind {
    case .read: try connection.script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    case .change: try connection.script("BEGIN ISOLATION LEVEL READ COMMITTED")
    }
    switch (accounts, account) {
    case (.localRole, let account?): try connection.run("SELECT set_config('role', $1, true)", [.text(account.name)])
    case (.ownLogin, let account?) where account.name != connection.user && !state.isOwner:
      throw RecordError(
        code: .notPermitted, message: "This login acts for its own account alone, not for another's.", file: location)
    default: break
    }
    guard kind == .change else { return }
    try connection.run("SELECT pg_advisory_xact_lock($1)::text", [.integer(Self.lockKey)])
  }

  private static func holds(_ connection: PostgreSQLConnection, entry: String) throws -> Bool {
    var isThere = false
    try connection.run("SELECT sequence FROM audit_entry WHERE digest = $1", [.text(entry)]) { _ in isThere = true }
    return isThere
  }

  /// True for what may go well when it is tried again: serialisation failures, deadlocks, and a client that is not this
  /// program and wrote to the end of the trail without the lock.
  private static func isTransient(_ state: String, _ constraint: String?) -> Bool {
    state == "40001" || state == "40P01" || (state == "23505" && constraint == "audit_entry_pkey")
  }

  private func connected() throws -> PostgreSQLConnection {
    if let connection = state.connection, connection.isAlive { return connection }
    state.connection = nil
    let connection = try PostgreSQLConnection(url: url, timeout: Int(Self.patience.value))
    let milliseconds = Int(Self.patience.value * 1000)
    try connection.script(
      "SET search_path = polygraph, pg_temp; SET lock_timeout = \(milliseconds); SET synchronous_commit = on")
    state.connection = connection
    return connection
  }

  /// What an error of the server means to the caller. The server's own texts are left out: they can hold content.
  private func telling<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as RecordError where error.file == nil {
      throw RecordError(code: error.code, message: error.message, file: location)
    } catch PostgreSQLFailure.disconnected(let reason) {
      throw RecordError(
        code: .unreachable, message: "The database server cannot be reached: \(reason). Start it, or mend the address.",
        file: location)
    } catch PostgreSQLFailure.refused(let state, let constraint) {
      throw Self.error(state, constraint, location)
    }
  }

  private static func error(_ state: String, _ constraint: String?, _ location: String) -> RecordError {
    func made(_ code: RecordError.Code, _ message: String) -> RecordError {
      RecordError(code: code, message: message, file: location)
    }
    switch state {
    case "42501", "22023", "0L000", "0P000":
      return made(.notPermitted, "The database does not let this account do this (SQLSTATE \(state)).")
    case "23505" where constraint?.hasSuffix("_kind_key_key") == true:
      return made(.duplicate, "There is a record of this kind with the same number or account.")
    case "53100", "53200": return made(.diskFull, "The server has no room; nothing of this change was kept.")
    case "55P03", "57014":
      return made(
        .locked, "Another change has held the records for more than \(Int(patience.value)) s. Do the same again.")
    case "3F000", "42P01", "3D000":
      return made(.notFound, "There are no records in this database. Initialise them ('polygraph records init').")
    case "XX001", "XX002": return RecordError.damaged("The server found its files damaged.", file: location)
    default:
      return made(
        .unexpected, "The database refused (SQLSTATE \(state)); this change was not kept. Verify the audit trail.")
    }
  }
}
