/// The tables, roles, grants and policies of the records on a server, version by version.
enum PostgreSQLSchema {
  /// The statements that make version 1, that make version 2 of version 1, and so on. Never change one that was
  /// released; add the next.
  static let steps = [
    tables + PostgreSQLPolicies.versionOne, lookups + PostgreSQLFigures.functions, PostgreSQLPolicies.versionThree,
  ]

  /// The tables that hold content of records.
  static let tableNames = [
    "polygraph.record", "identity.examinee", "polygraph.opinion", "polygraph.result", "polygraph.chart",
    "polygraph.exam", "polygraph.audit_entry",
  ]

  /// The version this program reads and writes.
  static var currentVersion: Int { steps.count }

  /// Looks at what version the records have; makes or migrates them when asked to.
  static func prepare(_ connection: PostgreSQLConnection, creating: Bool, location: String) throws {
    var version = try self.version(connection)
    if creating, version < currentVersion {
      try connection.script("BEGIN")
      do {
        try connection.run("SELECT pg_advisory_xact_lock($1)::text", [.integer(PostgreSQLRecordStore.lockKey)])
        version = try self.version(connection)
        for step in steps.dropFirst(version) {
          try connection.script(step)
          version += 1
          try connection.script("DELETE FROM polygraph.schema_version")
          try connection.run("INSERT INTO polygraph.schema_version (version) VALUES ($1)", [.integer(version)])
        }
        try connection.script("COMMIT")
      } catch {
        try? connection.script("ROLLBACK")
        throw error
      }
    }
    if version == 0 {
      throw RecordError(
        code: .notFound,
        message: "There are no records in this database. Initialise them ('polygraph records init').", file: location)
    }
    guard version <= currentVersion else {
      throw RecordError(
        code: .newerSchema,
        message: "The records have schema version \(version); this program knows versions up to \(currentVersion). Use "
          + "the newer program that wrote them.", file: location)
    }
    guard version == currentVersion else {
      throw RecordError(
        code: .refused,
        message:
          "The records have schema version \(version), and this program needs \(currentVersion). Let their owner "
          + "migrate them ('polygraph records init').", file: location)
    }
  }

  private static func version(_ connection: PostgreSQLConnection) throws -> Int {
    var isThere = false
    try connection.run("SELECT 1 FROM pg_tables WHERE schemaname = 'polygraph' AND tablename = 'schema_version'", []) {
      _ in isThere = true
    }
    guard isThere else { return 0 }
    var version = 0
    try connection.run("SELECT version FROM polygraph.schema_version", []) { version = try $0.integer("version") }
    return version
  }

  /// Exams by their case's number, and records by when they are due. What is filled in says nothing that the document
  /// does not, so it is no change that the trail would have to tell of.
  private static let lookups = """
    ALTER TABLE polygraph.record ADD COLUMN subject text COLLATE "C";
    ALTER TABLE identity.examinee ADD COLUMN subject text COLLATE "C";
    ALTER TABLE polygraph.record DISABLE TRIGGER USER;
    UPDATE polygraph.record
      SET subject = replace(convert_from(document, 'UTF8'), '\\u0000', '\\ufffd')::jsonb ->> 'caseNumber'
      WHERE kind = 'exam-file';
    ALTER TABLE polygraph.record ENABLE TRIGGER USER;
    CREATE INDEX record_by_subject ON polygraph.record (subject, kind) WHERE subject IS NOT NULL;
    CREATE INDEX record_by_due ON polygraph.record (kind, due);

    """

  private static func documentTable(_ name: String, _ plain: String) -> String {
    """
    CREATE TABLE \(name) (
      id text COLLATE "C" NOT NULL PRIMARY KEY,
      kind text COLLATE "C" NOT NULL,
      exam text COLLATE "C" REFERENCES polygraph.record (id),
      office text COLLATE "C" REFERENCES polygraph.record (id),
      account text COLLATE "C",
      filing text COLLATE "C" REFERENCES polygraph.exam (id),
      state text COLLATE "C",
      due bigint,
      key text COLLATE "C",
      version bigint NOT NULL,
      changed_at bigint NOT NULL,
      document bytea NOT NULL,
      sha256 text COLLATE "C" NOT NULL,
      UNIQUE (kind, key)
    );
    CREATE INDEX \(plain)_by_exam ON \(name) (exam, kind);
    CREATE INDEX \(plain)_by_state ON \(name) (kind, state, due);
    CREATE INDEX \(plain)_by_office ON \(name) (office, kind, state);
    CREATE INDEX \(plain)_by_account ON \(name) (account, kind, state);

    """
  }

  private static let tables =
    """
    CREATE SCHEMA polygraph;
    CREATE SCHEMA identity;
    CREATE TABLE polygraph.schema_version (version bigint NOT NULL);
    CREATE TABLE polygraph.exam (
      id text COLLATE "C" NOT NULL PRIMARY KEY,
      name text COLLATE "C" NOT NULL,
      format text COLLATE "C" NOT NULL,
      test_format text COLLATE "C",
      charts_sha256 text COLLATE "C" NOT NULL UNIQUE,
      filed_at bigint NOT NULL,
      filed_by text COLLATE "C" NOT NULL,
      sha256 text COLLATE "C" NOT NULL
    );
    CREATE INDEX exam_by_time ON polygraph.exam (filed_at DESC, id DESC);
    CREATE TABLE polygraph.chart (
      exam text COLLATE "C" NOT NULL REFERENCES polygraph.exam (id),
      position bigint NOT NULL,
      series text COLLATE "C" NOT NULL,
      chart bigint NOT NULL,
      file text COLLATE "C" NOT NULL,
      format text COLLATE "C" NOT NULL,
      sha256 text COLLATE "C" NOT NULL,
      PRIMARY KEY (exam, position)
    );
    CREATE TABLE polygraph.result (
      id text COLLATE "C" NOT NULL PRIMARY KEY,
      exam text COLLATE "C" NOT NULL REFERENCES polygraph.exam (id),
      method text COLLATE "C" NOT NULL,
      version text COLLATE "C" NOT NULL,
      status text COLLATE "C" NOT NULL,
      opinion text COLLATE "C",
      reason text COLLATE "C",
      profile_name text COLLATE "C",
      profile_version text COLLATE "C",
      profile_sha256 text COLLATE "C",
      document_sha256 text COLLATE "C" NOT NULL,
      document bytea NOT NULL,
      sealed_at bigint NOT NULL,
      sealed_by text COLLATE "C" NOT NULL,
      sha256 text COLLATE "C" NOT NULL,
      UNIQUE (exam, document_sha256)
    );
    CREATE TABLE polygraph.opinion (
      id text COLLATE "C" NOT NULL PRIMARY KEY,
      exam text COLLATE "C" NOT NULL REFERENCES polygraph.exam (id),
      result text COLLATE "C" REFERENCES polygraph.result (id),
      opinion text COLLATE "C" NOT NULL,
      reason text COLLATE "C",
      stated_at bigint NOT NULL,
      stated_by text COLLATE "C" NOT NULL,
      sha256 text COLLATE "C" NOT NULL
    );
    CREATE INDEX opinion_by_exam ON polygraph.opinion (exam);
    CREATE TABLE polygraph.audit_entry (
      sequence bigint NOT NULL PRIMARY KEY,
      time bigint NOT NULL,
      actor text COLLATE "C" NOT NULL,
      role text COLLATE "C",
      action text COLLATE "C" NOT NULL,
      kind text COLLATE "C" NOT NULL,
      record text COLLATE "C" NOT NULL,
      reason text COLLATE "C",
      before_sha256 text COLLATE "C",
      after_sha256 text COLLATE "C",
      salt bytea,
      commitment text COLLATE "C",
      previous text COLLATE "C" NOT NULL,
      digest text COLLATE "C" NOT NULL UNIQUE
    );
    CREATE INDEX audit_entry_by_record ON polygraph.audit_entry (record, sequence);

    """ + documentTable("polygraph.record", "record") + documentTable("identity.examinee", "examinee")
}
