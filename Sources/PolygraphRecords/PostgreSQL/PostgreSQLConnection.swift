import CPostgreSQL
import Foundation

/// Trouble with a server, as libpq tells it.
enum PostgreSQLFailure: Error {
  /// The server refused a statement.
  case refused(state: String, constraint: String?)
  /// The connection could not be made, or broke.
  case disconnected(String)
}

/// One connection to a server. Used on one queue only.
final class PostgreSQLConnection: @unchecked Sendable {
  /// The most statements that are kept prepared.
  private static let mostPrepared = 256

  private let handle: OpaquePointer
  /// The names of prepared statements by their texts and types.
  private var prepared: [String: String] = [:]

  /// Connects.
  ///
  /// *Errors*: ``PostgreSQLFailure/disconnected(_:)``.
  init(url: String, timeout: Int) throws {
    let settings = [
      ("fallback_application_name", "polygraph"), ("connect_timeout", "\(timeout)"), ("keepalives_idle", "10"),
      ("dbname", url), ("client_encoding", "UTF8"),
    ]
    let handle = Self.withCStrings(settings.map(\.0)) { names in
      Self.withCStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
    }
    guard let handle else { throw PostgreSQLFailure.disconnected("there is no memory for a connection") }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else {
      // What libpq says here names host, database and user, and never the password.
      let line = String(cString: PQerrorMessage(handle)).split(separator: "\n").first.map(String.init)
      throw PostgreSQLFailure.disconnected(line ?? "the server gave no reason")
    }
    polygraph_pq_ignore_notices(handle)
  }

  deinit { PQfinish(handle) }

  /// True while nothing has broken the connection.
  var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

  /// Runs statements that have no parameters and whose answers nobody reads.
  func script(_ sql: String) throws {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    try check(result)
  }

  /// Runs one statement and gives its answer to `body`, row by row; says how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws -> Void = { _ in }) throws -> Int {
    let result = send(sql, values)
    defer { PQclear(result) }
    try check(result)
    let width = PQnfields(result)
    var columns: [String: Int] = [:]
    for column in 0..<width { columns[String(cString: PQfname(result, column))] = Int(column) }
    for row in 0..<PQntuples(result) {
      let values = try (0..<width).map { try Self.value(result, row, $0) }
      try body(SQLRow(columns: columns, values: values))
    }
    return Int(String(cString: PQcmdTuples(result))) ?? 0
  }

  /// The account this connection logged in with.
  var user: String { String(cString: PQuser(handle)) }

  /// The name of a change's prepared statement, or the server's refusal; neither for what is not prepared. Questions
  /// are not: another client may give a table one more column, and a prepared `*` would then be refused.
  private func prepare(_ sql: String, _ types: [Oid]) -> (name: String?, refusal: OpaquePointer?) {
    guard !types.isEmpty, sql.hasPrefix("INSERT") || sql.hasPrefix("UPDATE") else { return (nil, nil) }
    let key = sql + types.map { "\u{1F}\($0)" }.joined()
    if let name = prepared[key] { return (name, nil) }
    guard prepared.count < Self.mostPrepared else { return (nil, nil) }
    let name = "s\(prepared.count)"
    let result = PQprepare(handle, name, sql, Int32(types.count), types)
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { return (nil, result) }
    PQclear(result)
    prepared[key] = name
    return (name, nil)
  }

  private func send(_ sql: String, _ values: [SQLValue]) -> OpaquePointer? {
    // Texts and numbers travel as text with a zero at the end, bytes as they are.
    var bytes: [UInt8] = []
    var places: [Int?] = []
    var lengths: [Int32] = []
    var formats: [Int32] = []
    var types: [Oid] = []
    for value in values {
      let (content, type, format): ([UInt8]?, Oid, Int32) =
        switch value {
        case .null: (nil, 0, 0)
        case .integer(let number): (Array("\(number)".utf8), 20, 0)
        case .text(let text): (Array(text.utf8), 25, 0)
        case .blob(let data): (Array(data), 17, 1)
        }
      places.append(content == nil ? nil : bytes.count)
      lengths.append(Int32(content?.count ?? 0))
      formats.append(format)
      types.append(type)
      if let content { bytes += content + [0] }
    }
    return bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
      let pointers = places.map { place -> UnsafePointer<CChar>? in
        guard let place, let base = buffer.baseAddress else { return nil }
        return UnsafeRawPointer(base + place).assumingMemoryBound(to: CChar.self)
      }
      let (name, refusal) = prepare(sql, types)
      if let refusal { return refusal }
      if let name {
        return PQexecPrepared(handle, name, Int32(values.count), pointers, lengths, formats, 1)
      }
      return PQexecParams(handle, sql, Int32(values.count), types, pointers, lengths, formats, 1)
    }
  }

  private func check(_ result: OpaquePointer?) throws {
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
    default:
      guard PQstatus(handle) == CONNECTION_OK, let state = Self.field(result, "C") else {
        throw PostgreSQLFailure.disconnected("the server closed the connection")
      }
      // The server is going down or was told to end this session: the same as a broken connection.
      guard !state.hasPrefix("57P") else { throw PostgreSQLFailure.disconnected("the server is shutting down") }
      throw PostgreSQLFailure.refused(state: state, constraint: Self.field(result, "n"))
    }
  }

  private static func field(_ result: OpaquePointer?, _ code: Unicode.Scalar) -> String? {
    PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
  }

  /// A value of an answer in the binary form of its type.
  private static func value(_ result: OpaquePointer?, _ row: Int32, _ column: Int32) throws -> SQLValue {
    guard PQgetisnull(result, row, column) == 0 else { return .null }
    let count = Int(PQgetlength(result, row, column))
    let bytes = UnsafeRawBufferPointer(start: PQgetvalue(result, row, column), count: count)
    switch PQftype(result, column) {
    case 17: return .blob(Data(bytes))
    case 25, 1043, 19: return .text(String(decoding: bytes, as: UTF8.self))
    case 16: return .integer(bytes.first == 0 ? 0 : 1)
    case 20, 23, 21:
      // Most significant byte first; the first one carries the sign.
      let start: Int64 = (bytes.first ?? 0) & 0x80 == 0 ? 0 : -1
      return .integer(bytes.reduce(start) { $0 << 8 | Int64($1) })
    default: throw RecordError.damaged("The server gave a value of a type that no column of ours has.", file: nil)
    }
  }

  private static func withCStrings<Value>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
  ) -> Value {
    let copies = texts.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    let pointers = copies.map { UnsafePointer<CChar>($0) } + [nil]
    return pointers.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("A list with an end is not empty.") }
      return body(base)
    }
  }

  /// True when a password with a bare `@`, `:` or `/` would be taken for a host, a port or a database, and be shown.
  private static func isAmbiguous(_ url: String) -> Bool {
    guard let start = url.range(of: "://")?.upperBound else { return true }
    var rest = url[start...]
    if let end = rest.firstIndex(where: { $0 == "@" || $0 == "/" }), rest[end] == "@" {
      rest = rest[rest.index(after: end)...]
    }
    return rest.prefix { $0 != "?" }.contains("@")
  }

  /// Where a connection leads, without its password; `nil` when the text is none that libpq reads, or it cannot be told
  /// what of it is the password.
  static func place(_ url: String) -> String? {
    guard !isAmbiguous(url), let options = PQconninfoParse(url, nil) else { return nil }
    defer { PQconninfoFree(options) }
    var values: [String: String] = [:]
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    let user = values["user"].map { $0 + "@" } ?? ""
    guard (values["port"] ?? "").allSatisfy({ $0.isASCII && $0.isNumber || $0 == "," }) else { return nil }
    let port = values["port"].map { ":" + $0 } ?? ""
    return "postgresql://\(user)\(values["host"] ?? "")\(port)/\(values["dbname"] ?? "")"
  }
}

/// A transaction on a server.
struct PostgreSQLSession: SQLSession {
  let connection: PostgreSQLConnection
  var dialect: SQLDialect { .postgreSQL }

  @discardableResult
  func execute(_ sql: String, _ values: [SQLValue]) throws -> Int { try connection.run(sql, values) }

  func query(_ sql: String, _ values: [SQLValue], _ body: (SQLRow) throws -> Void) throws {
    try connection.run(sql, values, body)
  }
}
