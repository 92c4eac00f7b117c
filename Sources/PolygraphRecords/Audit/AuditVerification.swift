import PolygraphIntegrity

/// Holds an audit trail and the records against each other, whatever store they come from.
///
/// Give every entry, by sequence, then every record; then take the report.
struct AuditVerification {
  /// A record as a store holds it.
  struct StoredRecord {
    let kind: RecordKind
    let id: RecordIdentifier
    /// The digest of the record as it is now; `nil` when it can no longer be read as a record.
    let digest: String?
    /// What else is wrong with the record, as the end of a sentence.
    let trouble: String?
  }

  private struct Last {
    let kind: RecordKind
    let after: String?
    var isPresent = false
  }

  private var damage: [AuditFinding] = []
  private var chain = AuditChain()
  private var lastOfRecord: [RecordIdentifier: Last] = [:]
  private var emptied: [RecordIdentifier: [AuditEntry]] = [:]
  private var destructions: [RecordIdentifier: AuditEntry] = [:]
  private var recordCount = 0
  private var recordFindings: [AuditFinding] = []

  /// Takes the next entry by sequence.
  mutating func add(_ entry: AuditEntry, isConsistent: Bool) {
    chain.add(entry, isConsistent: isConsistent)
    let record = entry.payload.record
    lastOfRecord[record] = Last(kind: entry.payload.kind, after: entry.payload.after)
    if entry.salt == nil {
      emptied[record, default: []].append(entry)
    } else if entry.payload.action == .destroyed {
      destructions[record] = entry
    }
  }

  /// Takes a record, after all entries.
  mutating func add(_ record: StoredRecord) {
    recordCount += 1
    guard let last = lastOfRecord[record.id], last.kind == record.kind, last.after != nil else {
      note(
        .recordAdded, record.kind, record.id,
        "is in the store without an entry in the audit trail: it was put in, or its entry was taken away")
      return
    }
    lastOfRecord[record.id]?.isPresent = true
    if let trouble = record.trouble {
      note(.recordAltered, record.kind, record.id, trouble)
    } else if record.digest != last.after {
      note(.recordAltered, record.kind, record.id, "is not what its last entry in the audit trail says")
    }
  }

  /// Holds the trail against a checkpoint, after all entries: it must still hold what the checkpoint vouches for.
  mutating func hold(against checkpoint: AuditCheckpoint) {
    guard chain.digest(at: checkpoint.sequence) != checkpoint.head else { return }
    let what =
      chain.count < checkpoint.sequence
      ? "The trail is shorter than it was at the checkpoint, which vouches for entry \(checkpoint.sequence)."
      : "Entry \(checkpoint.sequence) of the audit trail is not the one that the checkpoint vouches for: the trail was "
        + "written anew, or this is the checkpoint of another store."
    damage.append(
      AuditFinding(code: .checkpointBroken, sequence: checkpoint.sequence, kind: nil, record: nil, message: what))
  }

  /// Takes what the store found wrong with itself, in sentences.
  mutating func addDamage(_ findings: [String]) {
    damage += findings.map { AuditFinding(code: .storeDamaged, sequence: nil, kind: nil, record: nil, message: $0) }
  }

  /// Takes what was found in trails of other stores.
  mutating func addFindings(_ findings: [AuditFinding]) { recordFindings += findings }

  /// True when the store found itself damaged.
  var hasDamage: Bool { !damage.isEmpty }

  /// Everything that was found.
  func report() throws -> AuditReport {
    let missing = lastOfRecord.filter { $0.value.after != nil && !$0.value.isPresent }.sorted { $0.key < $1.key }.map {
      Self.finding(.recordMissing, $0.value.kind, $0.key, "is in the audit trail and not in the store")
    }
    return AuditReport(
      entryCount: chain.count, recordCount: recordCount, head: chain.head, lastSequence: chain.lastSequence,
      findings: damage + chain.findings() + (try emptiedFindings()) + recordFindings + missing)
  }

  /// Entries that were emptied, and no destruction of their record says so.
  private func emptiedFindings() throws -> [AuditFinding] {
    let unexplained = try emptied.filter { try !AuditErasure.isExplained($0.value, by: destructions[$0.key]) }
    return unexplained.values.flatMap(\.self).sorted { $0.sequence < $1.sequence }.map { entry in
      AuditFinding(
        code: .entryAltered, sequence: entry.sequence, kind: nil, record: nil,
        message: "Entry \(entry.sequence) of the audit trail was emptied, and no destruction of its record says so.")
    }
  }

  private mutating func note(_ code: AuditFinding.Code, _ kind: RecordKind, _ id: RecordIdentifier, _ what: String) {
    recordFindings.append(Self.finding(code, kind, id, what))
  }

  private static func finding(
    _ code: AuditFinding.Code, _ kind: RecordKind, _ id: RecordIdentifier, _ what: String
  ) -> AuditFinding {
    AuditFinding(
      code: code, sequence: nil, kind: kind, record: id, message: "The \(kind.rawValue) record \(id) \(what).")
  }
}
