import Foundation
import GRDB
import PolygraphModel
import PolygraphQuantities

/// The columns of a row as the types they must have: a value of another type means a damaged file.
extension Row {
  func text(_ column: String) throws -> String {
    guard let text = try optionalText(column) else { throw Self.damaged(column) }
    return text
  }

  func optionalText(_ column: String) throws -> String? {
    let value: DatabaseValue = self[column]
    switch value.storage {
    case .string(let text): return text
    case .null: return nil
    default: throw Self.damaged(column)
    }
  }

  func integer(_ column: String) throws -> Int {
    let value: DatabaseValue = self[column]
    guard case .int64(let number) = value.storage else { throw Self.damaged(column) }
    return Int(number)
  }

  func data(_ column: String) throws -> Data {
    let value: DatabaseValue = self[column]
    guard case .blob(let data) = value.storage else { throw Self.damaged(column) }
    return data
  }

  func identifier(_ column: String) throws -> RecordIdentifier { RecordIdentifier(rawValue: try text(column)) }

  func time(_ column: String) throws -> Timestamp {
    Timestamp(millisecondsSince1970: Int64(try integer(column)))
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
    RecordError.damaged("The column \(column) holds a value of another type.", file: nil)
  }
}

extension ExamRecord {
  init(_ row: Row, charts: [FiledChart]) throws {
    self.init(
      id: try row.identifier("id"), name: try row.text("name"), format: try row.text("format"),
      testFormat: try row.optionalText("test_format"), charts: charts, filedAt: try row.time("filed_at"),
      filedBy: try row.actor("filed_by"))
  }
}

extension FiledChart {
  init(_ row: Row) throws {
    self.init(
      series: try row.text("series"), chart: try row.integer("chart"), file: try row.text("file"),
      format: try row.text("format"), sha256: try row.text("sha256"))
  }
}

extension ResultRecord {
  init(_ row: Row) throws {
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
  init(_ row: Row) throws {
    self.init(
      id: try row.identifier("id"), exam: try row.identifier("exam"),
      result: try row.optionalText("result").map(RecordIdentifier.init(rawValue:)),
      opinion: Opinion(rawValue: try row.text("opinion")), reason: try row.reason(of: .opinion),
      statedAt: try row.time("stated_at"), statedBy: try row.actor("stated_by"))
  }
}

extension AuditEntry {
  init(_ row: Row) throws {
    self.init(
      sequence: try row.integer("sequence"),
      payload: Payload(
        time: try row.time("time"), actor: try row.actor("actor"),
        action: AuditAction(rawValue: try row.text("action")),
        kind: RecordKind(rawValue: try row.text("kind")), record: try row.identifier("record"),
        before: try row.optionalText("before_sha256"), after: try row.optionalText("after_sha256")),
      salt: Array(try row.data("salt")), previous: try row.text("previous"), digest: try row.text("digest"))
  }
}
