import Foundation
import PolygraphQuantities

/// Where records are: the path of a file, or the address of a database.
public struct RecordPlace: Hashable, Sendable {
  /// The path or the address, as it was given.
  public let text: String

  /// Takes a path, or an address that begins with `postgresql://` or `postgres://`.
  public init(_ text: String) { self.text = text }

  /// True when it is the address of a database.
  public var isServer: Bool { text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") }

  /// Opens the store, and says as whom one acts there: the operating system's user at a file, the login at a server.
  ///
  /// *Errors*: ``RecordError``.
  public func open(creating: Bool = false) async throws -> (store: any RecordStore, account: RecordActor) {
    guard isServer else {
      return (try await SQLiteRecordStore.open(URL(filePath: text), creating: creating), .operatingSystemUser)
    }
    let store = try await PostgreSQLRecordStore.open(text, creating: creating)
    return (store, try await store.login())
  }

  /// Opens the store with a clock of the caller's, as a simulation has one. At a server the login must own the records.
  ///
  /// *Errors*: ``RecordError``.
  public func open(creating: Bool = false, clock: @escaping @Sendable () -> Timestamp) async throws -> any RecordStore {
    guard isServer else {
      return try await SQLiteRecordStore.open(URL(filePath: text), creating: creating, clock: clock, prepare: { _ in })
    }
    return try await PostgreSQLRecordStore.open(text, creating: creating, accounts: .owner, clock: clock)
  }
}

extension RecordStore {
  /// An account as an actor: in the role that is asked for, or in the first of the person's roles that may do it.
  ///
  /// *Errors*: ``RecordError/Code/notPermitted``, ``RecordError/Code/notInitialised``.
  public func actor(_ account: RecordActor, as role: Role? = nil, for roles: Set<Role>) async throws -> Actor {
    if let role { return Actor(account, as: role) }
    return try await transaction(.read, as: account) { records in
      guard let person = try records.person(account.name)?.record, person.isActive else {
        guard try records.hasPeople() else {
          throw RecordError(
            code: .notInitialised,
            message: "These records know no people yet. Initialise them ('polygraph records init').",
            file: records.location)
        }
        throw RecordError(
          code: .notPermitted, message: "The account \(account.name) is not one of the records' people.",
          file: records.location)
      }
      guard let own = person.roles.first(where: roles.contains) else {
        let who = roles.map(\.rawValue).sorted().joined(separator: ", ")
        throw RecordError(
          code: .notPermitted, message: "The account \(account.name) has no role that may do this (\(who)).",
          file: records.location)
      }
      return Actor(account, as: own)
    }
  }
}

/// One record as a document: `polygraph.records.KIND/1`.
public struct RecordDocument<Record: AgencyRecord>: Sendable, Encodable {
  /// The document's schema.
  public let schema: String
  /// How often the record has been written, from 1.
  public let version: Int
  /// The SHA-256 of the record's canonical JSON.
  public let sha256: String
  /// The record.
  public let record: Record

  /// Makes the document of a record.
  public init(_ stored: Stored<Record>) {
    schema = "polygraph.records.\(Record.kind.rawValue)/1"
    version = stored.version
    sha256 = stored.sha256
    record = stored.record
  }
}

/// Several records as a document: `polygraph.records.KIND-list/1`.
public struct RecordList<Record: AgencyRecord>: Sendable, Encodable {
  /// The document's schema.
  public let schema: String
  /// The records.
  public let records: [Record]

  /// Makes the document of a list.
  public init(_ records: [Record]) {
    schema = "polygraph.records.\(Record.kind.rawValue)-list/1"
    self.records = records
  }
}
