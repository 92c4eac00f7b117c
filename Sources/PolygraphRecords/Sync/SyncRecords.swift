import PolygraphQuantities

/// What an office's store knows of itself: which office's it is. It stays in that store.
public struct SyncMembership: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "sync-membership")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The office.
  public let office: RecordIdentifier
  /// The central store.
  public let centre: String
  /// The letters that numbers given by this store carry, so that no other store gives the same: `SAT-26-A00017`.
  public let mark: String

  /// Where the store finds the record; there is one.
  public var index: RecordIndex { RecordIndex(key: "own") }
}

/// What a store knows of another one it exchanges with. It stays in the store.
public struct SyncPeer: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "sync-peer")
  /// The record's identifier.
  public let id: RecordIdentifier
  /// The other store.
  public let store: String
  /// The office whose store it is; `nil` for the centre.
  public var office: RecordIdentifier?
  /// The letters that numbers given by that store carry.
  public var mark: String?
  /// The last entry of the other's trail whose records were all taken.
  public var takenThrough = 0
  /// The last entry of the other's trail that is carried here.
  public var carriedThrough = 0
  /// That entry's digest.
  public var carriedHead: String?
  /// The last entry of the own trail that the other has said to have taken.
  public var acknowledged = 0
  /// When the last exchange ended.
  public var lastAt: Timestamp?

  init(id: RecordIdentifier, store: String, office: RecordIdentifier?, mark: String?) {
    self.id = id
    self.store = store
    self.office = office
    self.mark = mark
  }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(key: store) }
}

/// A version of a record that has no place of its own in the store: it is kept beside the one that has.
public struct SyncConflict: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "sync-conflict")

  /// Why it has no place.
  public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
    /// Two stores changed the record without knowledge of each other.
    case concurrent
    /// Another record has the same number, or what no two have in common.
    case key
    /// A record that it rests on is not here.
    case waiting
  }

  /// Where it stands.
  public enum State: String, Hashable, Sendable, Codable {
    /// A person decides.
    case open
    /// It is decided.
    case resolved
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// Why it has no place.
  public var cause: Cause
  /// The version.
  public let version: SyncVersion
  /// The exam's file it belongs to, when that is here.
  public var exam: RecordIdentifier?
  /// When it was noted here.
  public let notedAt: Timestamp
  /// Where it stands.
  public var state = State.open
  /// The account of the person who decided.
  public var resolvedBy: String?
  /// Why so.
  public var reason: String?

  /// Where the store finds the record.
  public var index: RecordIndex {
    RecordIndex(exam: exam, state: state.rawValue, key: Self.key(of: version))
  }

  static func key(of version: SyncVersion) -> String { "\(version.id)\u{1F}\(version.history.digest)" }
}

/// A conflict over who an examinee is. It is kept where identities are.
public struct SyncIdentityConflict: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "sync-identity-conflict")
  /// True.
  public static let isIdentity = true
  /// The record's identifier.
  public var id: RecordIdentifier { conflict.id }
  /// The conflict.
  public var conflict: SyncConflict
  /// Where the store finds the record.
  public var index: RecordIndex { conflict.index }
}

/// Some entries of another store's audit trail, as they are kept here.
///
/// The entries of one exchange are parted by the last two digits of the record that they are on, so that those on a
/// record that is erased are found without a look at all.
public struct CarriedTrail: AgencyRecord {
  /// The kind of these records.
  public static let kind = RecordKind(rawValue: "carried-trail")
  /// How many entries are taken over in one transaction.
  static let mostEntries = 4096

  /// An entry. What it says of a destroyed record's content is gone with its salt.
  public struct Entry: Hashable, Sendable, Codable {
    let sequence: Int
    var payload: AuditEntry.Payload
    var salt: String?
    var commitment: String?
    let previous: String
    let digest: String
  }

  /// The record's identifier.
  public let id: RecordIdentifier
  /// The store whose trail it is.
  public let store: String
  /// The place of the first entry that was taken over in the same transaction.
  public let first: Int
  /// The last two digits of the records that the entries are on.
  public let bucket: String
  /// The entries.
  public var entries: [Entry]

  static func bucket(of record: RecordIdentifier) -> String { String(record.rawValue.suffix(2)) }

  /// Where the store finds the record.
  public var index: RecordIndex { RecordIndex(state: bucket, key: "\(store)\u{1F}\(first)\u{1F}\(bucket)") }
}

enum SyncKinds {
  /// Kinds that stay in their store.
  static let local: Set<RecordKind> = [
    SyncMembership.kind, SyncPeer.kind, SyncConflict.kind, SyncIdentityConflict.kind, CarriedTrail.kind,
  ]
  /// Kinds that the centre keeps for all: an office takes them, and changes none of them.
  static let central: Set<RecordKind> = [Office.kind, Person.kind]

  /// Kinds in the order in which what rests on what can be put in.
  static let order: [RecordKind] = [
    Office.kind, Person.kind, Instrument.kind, InstrumentCheck.kind, Examinee.kind, .exam, .result, .opinion,
    ExamFile.kind,
  ]

  static func rank(_ kind: RecordKind) -> Int { order.firstIndex(of: kind) ?? order.count }
}
