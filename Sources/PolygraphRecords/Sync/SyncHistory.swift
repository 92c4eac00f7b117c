import Foundation
import PolygraphIntegrity

/// The changes that made a version of a record what it is: each by the store it was made in and its place in that
/// store's audit trail.
///
/// *Definition*: a version comes after another when its history holds all of the other's changes and more. Two versions
/// of which neither comes after the other were made without knowledge of each other: they are in conflict. A change is
/// named by an entry of an append-only trail, so no two changes are ever taken for one, whatever the clocks said.
/// *Source*: causal histories, Schwarz and Mattern, Distributed Computing 7 (1994) 149–174.
public struct SyncHistory: Hashable, Sendable, Codable {
  /// The changes by store, ascending.
  private(set) var changes: [String: [Int]] = [:]

  /// The history of nothing.
  init() {}

  /// Reads the text that ``text`` gives; `nil` when it is none.
  init?(_ text: some StringProtocol) {
    for part in text.split(separator: ";") {
      let pair = part.split(separator: ":")
      guard pair.count == 2 else { return nil }
      let places = pair[1].split(separator: ",").map { Int($0) }
      guard places.allSatisfy({ $0 != nil }) else { return nil }
      for place in places.compactMap(\.self) { insert(String(pair[0]), place) }
    }
  }

  /// The history in one word: `store:place,place;store:place`.
  var text: String {
    changes.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.map(String.init).joined(separator: ","))" }
      .joined(separator: ";")
  }

  /// A short name of the history, the same in every store.
  var digest: String { SHA256Digest(of: Data(text.utf8)).hexadecimal }

  mutating func insert(_ store: String, _ place: Int) {
    var places = changes[store] ?? []
    guard places.last.map({ $0 < place }) ?? true else {
      guard !places.contains(place) else { return }
      places.append(place)
      changes[store] = places.sorted()
      return
    }
    changes[store] = places + [place]
  }

  func union(_ other: SyncHistory) -> SyncHistory {
    var all = self
    for (store, places) in other.changes { for place in places { all.insert(store, place) } }
    return all
  }

  /// True when this history holds every change of the other.
  func covers(_ other: SyncHistory) -> Bool {
    other.changes.allSatisfy { store, places in
      guard let own = changes[store] else { return false }
      return Set(own).isSuperset(of: places)
    }
  }
}

/// The entry of a trail that a version came from.
public struct SyncOrigin: Hashable, Sendable, Codable {
  /// The store: the first sixteen digits of its first entry's digest.
  public let store: String
  /// The entry's place in that store's trail.
  public let sequence: Int
  /// The entry's digest.
  public let digest: String
}

/// What the entry of a version that came by synchronisation says in its reason.
struct SyncNote: Hashable {
  let origin: SyncOrigin
  let history: SyncHistory

  var text: String { "origin \(origin.store):\(origin.sequence):\(origin.digest) history \(history.text)" }

  init(origin: SyncOrigin, history: SyncHistory) {
    self.origin = origin
    self.history = history
  }

  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard words.count == 4, words[0] == "origin", words[2] == "history", let history = SyncHistory(words[3]) else {
      return nil
    }
    let parts = words[1].split(separator: ":")
    guard parts.count == 3, let sequence = Int(parts[1]) else { return nil }
    origin = SyncOrigin(store: String(parts[0]), sequence: sequence, digest: String(parts[2]))
    self.history = history
  }
}

extension AuditAction {
  /// A version of a record came from another store.
  public static let syncReceived = AuditAction(rawValue: "sync.received")
  /// Versions that were made apart count as one from here on.
  public static let syncMerged = AuditAction(rawValue: "sync.merged")
  /// A record gave its number to an older one with the same, and is kept as a conflict.
  public static let syncDisplaced = AuditAction(rawValue: "sync.displaced")
  /// A person decided a conflict.
  public static let conflictResolved = AuditAction(rawValue: "conflict.resolved")
}

/// A version of a record as it travels.
public struct SyncVersion: Hashable, Sendable, Codable {
  /// The kind of the record.
  public let kind: RecordKind
  /// The record.
  public let id: RecordIdentifier
  /// What made it so.
  public let history: SyncHistory
  /// The entry it came from.
  public let origin: SyncOrigin
  /// When it was made so, in milliseconds, by the clock of the store that did.
  public let changedAt: Int64
  /// The SHA-256 that the trail keeps of it.
  public let sha256: String
  /// The record's canonical JSON.
  public let document: String
  /// A result's sealed document.
  public var sealed: String?

  /// Which of two versions in conflict stands in the record's place, in every store the same: the later one.
  static func precedes(_ left: SyncVersion, _ right: SyncVersion) -> Bool {
    (left.changedAt, left.sha256) < (right.changedAt, right.sha256)
  }
}

/// Where a record stands in a store, from the entries on it.
struct SyncState: Hashable {
  var kind: RecordKind?
  var history = SyncHistory()
  var origin: SyncOrigin?
  var isDestroyed = false
  /// The digest of the record as it is; `nil` when it is not there.
  var sha256: String?
}
