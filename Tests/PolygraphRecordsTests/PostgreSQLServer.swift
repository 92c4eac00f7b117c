import Foundation
import TestSupport

@testable import PolygraphRecords

/// A PostgreSQL server of the tests' own, in a temporary folder and without a network. It is started when the first
/// test asks for it; a watchman stops it and removes its folder when the tests' process is gone, however that ended.
final class PostgreSQLServer: @unchecked Sendable {
  /// The server that tests share, each with a database of its own.
  static let shared = Result { try PostgreSQLServer() }

  struct Trouble: Error, CustomStringConvertible { let description: String }

  private let folder: URL
  private let lock = NSLock()
  private var databases: Set<String> = []

  /// Makes a server; PostgreSQL refuses to run as root, so root starts it as the user `postgres`.
  init() throws {
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    guard let version = versions.compactMap(Int.init).max() else {
      throw Trouble(description: "There is no PostgreSQL server here; install the package postgresql.")
    }
    let programs = "/usr/lib/postgresql/\(version)/bin"
    folder = FileManager.default.temporaryDirectory.appending(path: "plgr-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let isRoot = geteuid() == 0
    if isRoot { try Self.run("/usr/bin/chown", ["postgres", folder.path]) }
    // $1 programs, $2 folder, $3 the process to outlive
    let script = """
      set -e
      cd "$2"
      "$1/initdb" -D data -A trust -U postgres -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log 2>&1
      while [ -d "/proc/$3" ] && [ ! -e gone ]; do
        if [ ! -e stop ]; then
          "$1/postgres" -D data -c listen_addresses= -c unix_socket_directories="$2" -c fsync=off \
            -c shared_buffers=16MB -c max_connections=250 >>server.log 2>&1 &
          server=$!
          while [ -d "/proc/$3" ] && [ ! -e stop ] && kill -0 $server 2>/dev/null; do sleep 0.05; done
          kill -QUIT $server 2>/dev/null || true
          wait $server || true
        fi
        sleep 0.05
      done
      cd / && rm -rf "$2"
      """
    let process = Process()
    let arguments = ["-c", script, "watchman", programs, folder.path, "\(getpid())"]
    process.executableURL = URL(filePath: isRoot ? "/usr/sbin/runuser" : "/bin/sh")
    process.arguments = isRoot ? ["-u", "postgres", "--", "/bin/sh"] + arguments : arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    try waitUntilUp()
  }

  /// The address of a database for a login.
  func url(_ database: String, as user: String = "postgres") -> String {
    "postgresql:///\(database)?host=\(folder.path)&user=\(user)"
  }

  /// The address of a database that is made when it is first asked for.
  func makeDatabase(_ name: String) throws -> String {
    try lock.withLock {
      if databases.insert(name).inserted {
        try PostgreSQLConnection(url: url("postgres"), timeout: 10).script("CREATE DATABASE \"\(name)\"")
      }
    }
    return url(name)
  }

  /// The files of a database's tables, after everything in the server's memory was written to them.
  func tableFiles(_ database: String) throws -> [URL] {
    let connection = try PostgreSQLConnection(url: url(database), timeout: 10)
    try connection.script("CHECKPOINT")
    var number = 0
    try connection.run("SELECT oid::bigint AS number FROM pg_database WHERE datname = current_database()", []) {
      number = try $0.integer("number")
    }
    let base = folder.appending(path: "data/base/\(number)")
    return try FileManager.default.contentsOfDirectory(at: base, includingPropertiesForKeys: nil)
  }

  /// Stops the server as a crash would.
  func stop() throws {
    try Data().write(to: folder.appending(path: "stop"))
    for _ in 0..<400 where (try? PostgreSQLConnection(url: url("postgres"), timeout: 2)) != nil { usleep(25_000) }
  }

  /// Starts the server again.
  func start() throws { try FileManager.default.removeItem(at: folder.appending(path: "stop")) }

  /// Ends the server for good.
  func end() throws { for name in ["gone", "stop"] { try Data().write(to: folder.appending(path: name)) } }

  func waitUntilUp() throws {
    for _ in 0..<1200 {
      if (try? PostgreSQLConnection(url: url("postgres"), timeout: 2)) != nil { return }
      usleep(25_000)
    }
    let log = (try? String(contentsOf: folder.appending(path: "server.log"), encoding: .utf8)) ?? ""
    throw Trouble(description: "The PostgreSQL server did not start. \(log.suffix(500))")
  }

  private static func run(_ path: String, _ arguments: [String]) throws {
    let process = try Process.run(URL(filePath: path), arguments: arguments)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Trouble(description: "\(path) failed.") }
  }
}

extension PostgreSQLServer {
  /// The name of the database that goes with a test's folder.
  static func database(_ folder: TemporaryFolder) -> String {
    "t" + folder.url.lastPathComponent.filter { $0.isLetter || $0.isNumber }.lowercased().suffix(32)
  }
}
