import Foundation

/// A value that goes to or comes from a database.
enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob(Data)

  static func integer(_ value: Int) -> SQLValue { .integer(Int64(value)) }
  static func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
}

/// Where the two kinds of database differ in what the shared statements say.
struct SQLDialect: Sendable {
  /// The table of records on who examinees are.
  let identityTable: String
  /// The table of all other documents.
  let recordTable = "record"
  /// True for a server, false for a file.
  let isServer: Bool
  /// A condition that a column holds a text, the letters A to Z taken as a to z.
  let contains: @Sendable (_ column: String, _ parameter: String) -> String

  /// A condition that a column of bytes holds other bytes.
  let holdsBytes: @Sendable (_ column: String, _ parameter: String) -> String

  static let sqlite = SQLDialect(
    identityTable: "examinee", isServer: false,
    // Not LIKE: its wildcards would have to be escaped, and it refuses long patterns.
    contains: { column, parameter in "instr(lower(\(column)), lower(\(parameter))) > 0" },
    holdsBytes: { column, parameter in "instr(\(column), \(parameter)) > 0" })

  static let postgreSQL = SQLDialect(
    identityTable: "identity.examinee", isServer: true,
    contains: { column, parameter in
      "strpos(lower(\(column) COLLATE \"C\"), lower(\(parameter) COLLATE \"C\")) > 0"
    },
    holdsBytes: { column, parameter in "position(\(parameter) IN \(column)) > 0" })

  func table(isIdentity: Bool) -> String { isIdentity ? identityTable : recordTable }
}

/// A database within a transaction. Parameters are `$1`, `$2` … in the order in which they first stand in the
/// statement; values are bound, never part of it.
protocol SQLSession {
  var dialect: SQLDialect { get }

  /// Runs a statement, and says how many rows it changed.
  @discardableResult func execute(_ sql: String, _ values: [SQLValue]) throws -> Int

  /// Gives every row of an answer to `body`, in order.
  func query(_ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws -> Void) throws
}

extension SQLSession {
  func rows(_ sql: String, _ values: [SQLValue] = []) throws -> [SQLRow] {
    var rows: [SQLRow] = []
    try query(sql, values) { rows.append($0) }
    return rows
  }

  func row(_ sql: String, _ values: [SQLValue] = []) throws -> SQLRow? { try rows(sql, values).first }
}

/// A row of an answer.
struct SQLRow: Sendable {
  /// The place of each column by name.
  let columns: [String: Int]
  let values: [SQLValue]

  subscript(column: String) -> SQLValue {
    guard let place = columns[column] else { preconditionFailure("The answer has no column \(column).") }
    return values[place]
  }
}
