import Foundation
import PolygraphModel
import PolygraphQuantities

/// The columns of a row as the types they must have: a value of another type means a damaged store.
extension SQLRow {
  func text(_ column: String) throws -> String {
    guard let text = try optionalText(column) else { throw Self.damaged(column) }
    return text
  }

  func optionalText(_ column: String) throws -> String? {
    switch self[column] {
    case .text(let text): return text
    case .null: return nil
    default: throw Self.damaged(column)
    }
  }

  func integer(_ column: String) throws -> Int {
    guard let number = try optionalInteger(column) else { throw Self.damaged(column) }
    return number
  }

  func optionalInteger(_ column: String) throws -> Int? {
    switch self[column] {
    case .integer(let number): return Int(number)
    case .null: return nil
    default: throw Self.damaged(column)
    }
  }

  func data(_ column: String) throws -> Data {
    guard let data = try optionalData(column) else { throw Self.damaged(column) }
    return data
  }

  func optionalData(_ column: String) throws -> Data? {
    switch self[column] {
    case .blob(let data): return data
    case .null: return nil
    default: throw Self.damaged(column)
    }
  }

  func identifier(_ column: String) throws -> RecordIdentifier { RecordIdentifier(rawValue: try text(column)) }

  /// An instant that has a date.
  func time(_ column: String) throws -> Timestamp {
    let milliseconds = try integer(column)
    guard abs(milliseconds / 1000) < 1 << 40 else { throw Self.damaged(column) }
    return Timestamp(millisecondsSince1970: Int64(milliseconds))
  }

  /// A place in the audit trail, so far from the ends of what a number holds that others can be reckoned from it.
  func place(_ column: String) throws -> Int {
    let place = try integer(column)
    guard abs(place / 2) < 1 << 52 else { throw Self.damaged(column) }
    return place
  }

  func actor(_ column: String) throws -> RecordActor { RecordActor(name: try text(column)) }

  func reason(of kind: RecordKind) throws -> OpinionReason? {
    guard let text = try optionalText("reason") else { return nil }
    guard let reason = OpinionReason(rawValue: text) else {
      throw RecordError.altered(kind, try identifier("id"), file: nil)
    }
    return reason
  }

  private static func damaged(_ column: String) -> RecordError {
    RecordError.damaged("The column \(column) holds a value that it cannot.", file: nil)
  }
}

extension ExamRecord {
  init(_ row: SQLRow, charts: [FiledChart]) throws {
    self.init(
      id: try row.identifier("id"), name: try row.text("name"), format: try row.text("format"),
      testFormat: try row.optionalText("test_format"), charts: charts, filedAt: try row.time("filed_at"),
      filedBy: try row.actor("filed_by"))
  }
}

extension FiledChart {
  init(_ row: SQLRow) throws {
    self.init(
      series: try row.text("series"), chart: try row.integer("chart"), file: try row.text("file"),
      format: try row.text("format"), sha256: try row.text("sha256"))
  }
}

extension ResultRecord {
  init(_ row: SQLRow) throws {
    let profile = try row.optionalText("profile_name").map { name in
      ProfileReference(name: name, version: try row.text("profile_version"), sha256: try row.text("profile_sha256"))
    }
    guard let status = ScoringStatus(rawValue: try row.text("status")) else {
      throw RecordError.altered(.result, try row.identifier("id"), file: nil)
    }
    self.init(
      id: try row.identifier("id"), exam: try row.identifier("exam"), method: try row.text("method"),
      version: try row.text("version"), status: status,
      opinion: try row.optionalText("opinion").map(Opinion.init(rawValue:)),
      reason: try row.reason(of: .result), profile: profile,
      sha256: try row.text("document_sha256"), sealedAt: try row.time("sealed_at"), sealedBy: try row.actor("sealed_by")
    )
  }
}

extension OpinionRecord {
  init(_ row: SQLRow) throws {
    self.init(
      id: try row.identifier("id"), exam: try row.identifier("exam"),
      result: try row.optionalText("result").map(RecordIdentifier.init(rawValue:)),
      opinion: Opinion(rawValue: try row.text("opinion")), reason: try row.reason(of: .opinion),
      statedAt: try row.time("stated_at"), statedBy: try row.actor("stated_by"))
  }
}

extension AuditEntry {
  init(_ row: SQLRow) throws {
    let role = try row.optionalText("role").map { text in
      guard let role = Role(rawValue: text) else {
        throw RecordError.damaged("The audit trail names a role that there is not.", file: nil)
      }
      return role
    }
    self.init(
      sequence: try row.place("sequence"),
      payload: Payload(
        time: try row.time("time"), actor: try row.actor("actor"),
        action: AuditAction(rawValue: try row.text("action")),
        kind: RecordKind(rawValue: try row.text("kind")), record: try row.identifier("record"),
        before: try row.optionalText("before_sha256"), after: try row.optionalText("after_sha256"), role: role,
        reason: try row.optionalText("reason")),
      salt: try row.optionalData("salt").map(Array.init), commitment: try row.optionalText("commitment"),
      previous: try row.text("previous"), digest: try row.text("digest"))
  }
}
