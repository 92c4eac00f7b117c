import Glibc

/// Who makes a change. Every change to the records names one, and the audit trail keeps it.
public struct RecordActor: Hashable, Sendable, Codable {
  /// The account's name.
  public var name: String

  /// Makes an actor from an account's name.
  public init(name: String) { self.name = name }

  /// The operating-system user this process runs as, by the user database and not by an environment variable that
  /// anyone can set; `uid 1000` for a user without an entry there.
  public static var operatingSystemUser: RecordActor {
    let user = geteuid()
    var buffer = [CChar](repeating: 0, count: 16_384)
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    guard getpwuid_r(user, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else {
      return RecordActor(name: "uid \(user)")
    }
    return RecordActor(name: String(cString: name))
  }
}
