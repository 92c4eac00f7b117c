import PolygraphIntegrity

/// What is left of entries that were emptied when their record was destroyed.
///
/// An emptied entry keeps its commitment, so the chain no longer vouches for what its columns say. The entry of the
/// destruction does: it holds the digest of what was left of them all.
enum AuditErasure {
  private struct Remains: Encodable {
    let sequence: Int
    let payload: AuditEntry.Payload
  }

  /// The digest of what is left of a record's emptied entries, in the order of the trail.
  static func digest(of entries: [AuditEntry]) throws -> String {
    let remains = entries.map { entry in
      var payload = entry.payload
      payload.before = nil
      payload.after = nil
      payload.reason = nil
      return Remains(sequence: entry.sequence, payload: payload)
    }
    return SHA256Digest(of: try CanonicalJSON.encode(remains)).hexadecimal
  }

  /// True when `destruction` is the entry that tells of the destruction by which these entries were emptied.
  static func isExplained(_ entries: [AuditEntry], by destruction: AuditEntry?) throws -> Bool {
    guard let destruction, let last = entries.last, last.sequence < destruction.sequence else { return false }
    let isUntouched = entries.allSatisfy {
      $0.payload.before == nil && $0.payload.after == nil && $0.payload.reason == nil
    }
    return try isUntouched && destruction.payload.before == digest(of: entries)
  }
}
