import Foundation
import PolygraphQuantities

/// Releases to the agency's own units, disclosures to others, and the log of both (REQ-48).
extension RecordStore {
  /// Notes a disclosure.
  ///
  /// - Parameter attachment: The SHA-256 of the consent or order, in lower-case hexadecimal; in private-sector mode it
  ///   is needed.
  @discardableResult
  public func disclose(
    exam: RecordIdentifier, to recipient: String, authority: String, content: String, attachment: String? = nil,
    by actor: Actor
  ) async throws -> Stored<Disclosure> {
    try await act(actor, .disclose) { records in
      try records.checkUnblinded(actor, exam)
      let file = try records.fetch(ExamFile.self, exam).record
      return try records.insert(
        try records.disclosure(
          of: file, to: recipient, authority: authority, content: content, attachment: attachment, by: actor), by: actor
      )
    }
  }

  /// Releases a final result to a unit of the agency: notes it in the log and takes the exam on when this is its first
  /// release.
  ///
  /// *Errors*: ``RecordError/Code/refused`` before the result is final.
  @discardableResult
  public func release(
    exam: RecordIdentifier, to consumer: Disclosure.Consumer, authority: String, content: String,
    attachment: String? = nil, by actor: Actor, policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> Stored<Disclosure> {
    try await act(actor, .disclose) { records in
      try records.checkUnblinded(actor, exam)
      let stored = try records.fetch(ExamFile.self, exam)
      let final: Set<ExamState> = [.certified, .reexamOrdered, .noOpinion]
      let isReleased = stored.record.history.contains { $0.event == .release }
      guard final.contains(stored.record.state) || isReleased else {
        throw RecordError.refused("A result is released when quality control certified it.", location)
      }
      var entry = try records.disclosure(
        of: stored.record, to: consumer.title, authority: authority, content: content, attachment: attachment,
        by: actor)
      entry.consumer = consumer
      let made = try records.insert(entry, by: actor, action: AuditAction(rawValue: "disclosure.released"))
      if final.contains(stored.record.state) {
        _ = try records.advance(stored, .release, to: stored.record, by: actor, policy: policy)
      }
      return made
    }
  }

  /// Notes that a recipient confirmed what it was given. The entry it confirms is left as it is.
  ///
  /// *Errors*: ``RecordError/Code/refused`` when it was confirmed before.
  @discardableResult
  public func confirm(
    disclosure id: RecordIdentifier, reference: String? = nil, by actor: Actor
  ) async throws -> Stored<Disclosure> {
    try await act(actor, .disclose) { records in
      let given = try records.fetch(Disclosure.self, id).record
      guard given.confirms == nil else {
        throw RecordError.refused("This entry is itself a confirmation.", location)
      }
      guard given.isDetached != true else {
        throw RecordError.refused("The exam's records are destroyed; the entry is kept as it is.", location)
      }
      try records.checkUnblinded(actor, given.exam)
      let others = try records.list(Disclosure.self, RecordFilter(exam: given.exam))
      guard !others.contains(where: { $0.record.confirms == id }) else {
        throw RecordError.refused("The recipient confirmed this before.", location)
      }
      let time = records.clock()
      var entry = Disclosure(
        id: RecordIdentifier(at: time), exam: given.exam, recipient: given.recipient, authority: given.authority,
        content: given.content, at: time, by: actor.account.name)
      entry.examinee = given.examinee
      entry.consumer = given.consumer
      entry.confirms = id
      entry.reference = reference
      return try records.insert(entry, by: actor, action: AuditAction(rawValue: "disclosure.confirmed"))
    }
  }

  /// The disclosure log: all of it, of one exam, or of one person, for whom it can be printed. Entries are there after
  /// the exam's records were destroyed.
  public func disclosureLog(
    exam: RecordIdentifier? = nil, examinee: RecordIdentifier? = nil, by actor: Actor
  ) async throws -> DisclosureLog {
    try await act(actor, .disclose, .read) { records in
      let blind = try records.blindExams(of: actor)
      let entries = try records.list(Disclosure.self, holding: examinee ?? exam).filter { entry in
        !blind.contains(entry.exam) && exam.map { entry.exam == $0 } ?? true
          && examinee.map { entry.examinee == $0 } ?? true
      }
      return DisclosureLog(at: records.clock(), exam: exam, examinee: examinee, entries: entries)
    }
  }
}

extension RecordTransaction {
  /// An entry of the log on a file.
  func disclosure(
    of file: ExamFile, to recipient: String, authority: String, content: String, attachment: String?, by actor: Actor
  ) throws -> Disclosure {
    guard [recipient, authority, content].allSatisfy({ $0.contains { !$0.isWhitespace } }) else {
      throw RecordError.refused("A disclosure names who gets what, and by what authority.", location)
    }
    if let attachment {
      guard attachment.utf8.count == 64, attachment.utf8.allSatisfy({ Set("0123456789abcdef".utf8).contains($0) })
      else {
        throw RecordError(
          code: .invalid, message: "The consent or order is named by its SHA-256 in lower-case hexadecimal.",
          file: location)
      }
    }
    guard try attachment != nil || site(of: file)?.privateSector == nil else {
      throw RecordError.refused(
        "In private-sector mode a disclosure needs the written consent or the order: give its SHA-256.", location)
    }
    let time = clock()
    var entry = Disclosure(
      id: RecordIdentifier(at: time), exam: file.id, recipient: recipient, authority: authority, content: content,
      at: time, by: actor.account.name)
    entry.examinee = file.examinee
    entry.attachment = attachment
    return entry
  }

  /// Notes that a referral was sent.
  func discloseReferral(_ referral: Referral, by actor: Actor) throws {
    let file = try fetch(ExamFile.self, referral.exam).record
    let time = clock()
    let recipient = [referral.agency, referral.unit].compactMap(\.self).joined(separator: ", ")
    var entry = Disclosure(
      id: RecordIdentifier(at: time), exam: referral.exam, recipient: recipient,
      authority: "referral" + (referral.statute.map { ", \($0)" } ?? ""), content: "referral \(referral.id)",
      at: time, by: actor.account.name)
    entry.examinee = file.examinee
    entry.referral = referral.id
    try insert(entry, by: actor, action: AuditAction(rawValue: "disclosure.referred"))
  }

  /// The records of a kind whose documents hold an identifier; all of the kind without one. Looked for in the database,
  /// so that only those are read.
  func list<Record: AgencyRecord>(_ type: Record.Type, holding id: RecordIdentifier?) throws -> [Record] {
    guard let id else { return try list(type).map(\.record) }
    let condition = session.dialect.holdsBytes("document", "$2")
    let sql = "SELECT * FROM \(table(type)) WHERE kind = $1 AND \(condition) ORDER BY id"
    return try session.rows(sql, [.text(Record.kind.rawValue), .blob(Data(id.rawValue.utf8))]).map {
      try stored(type, $0).record
    }
  }
}

extension Disclosure {
  /// True for what was given of a result: neither a referral's content nor a confirmation.
  var isRelease: Bool { referral == nil && confirms == nil }
}
