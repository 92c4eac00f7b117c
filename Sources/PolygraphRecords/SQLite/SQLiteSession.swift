import Foundation
import GRDB

/// A transaction on the records file.
struct SQLiteSession: SQLSession {
  let db: Database
  var dialect: SQLDialect { .sqlite }

  @discardableResult
  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int {
    let statement = try db.cachedStatement(sql: sql)
    try statement.execute(arguments: Self.arguments(values))
    return db.changesCount
  }

  func query(_ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws -> Void) throws {
    // Not a cached statement: `body` may ask the same question again.
    let statement = try db.makeStatement(sql: sql)
    let rows = try Row.fetchCursor(statement, arguments: Self.arguments(values))
    let columns = Dictionary(uniqueKeysWithValues: statement.columnNames.enumerated().map { ($1, $0) })
    while let row = try rows.next() {
      try body(SQLRow(columns: columns, values: row.databaseValues.map(Self.value)))
    }
  }

  private static func arguments(_ values: [SQLValue]) -> StatementArguments {
    StatementArguments(
      values.map { value -> DatabaseValue in
        switch value {
        case .null: .null
        case .integer(let number): number.databaseValue
        case .text(let text): text.databaseValue
        case .blob(let data): data.databaseValue
        }
      })
  }

  private static func value(_ value: DatabaseValue) -> SQLValue {
    switch value.storage {
    case .null: .null
    case .int64(let number): .integer(number)
    case .string(let text): .text(text)
    case .blob(let data): .blob(data)
    // No column of ours holds fractions; as text it is refused wherever it is read as what it should be.
    case .double(let number): .text("\(number)")
    }
  }
}
