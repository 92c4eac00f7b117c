import GRDB

/// The tables of the records file, version by version.
///
/// The file carries the version in `user_version`, and in `application_id` that it is ours. The step from each version
/// to the next is one transaction that looks at the version itself, so two programs that open an old file at once do
/// not both make it; the library's own migrator reads what was done before it takes the lock.
enum SQLiteSchema {
  /// What `application_id` holds in every records file: `PLGR` in ASCII.
  static let applicationIdentifier = 0x504C_4752

  /// The statements that make version 1, that make version 2 of version 1, and so on. Never change one that was
  /// released; add the next.
  static let steps = [versionOne, versionTwo, versionThree]

  /// The version this program reads and writes.
  static var currentVersion: Int { steps.count }

  private static let versionOne = """
    CREATE TABLE exam (
      id TEXT NOT NULL PRIMARY KEY,
      name TEXT NOT NULL,
      format TEXT NOT NULL,
      test_format TEXT,
      charts_sha256 TEXT NOT NULL UNIQUE,
      filed_at INTEGER NOT NULL,
      filed_by TEXT NOT NULL,
      sha256 TEXT NOT NULL
    ) STRICT;
    CREATE INDEX exam_by_time ON exam (filed_at DESC, id DESC);
    CREATE TABLE chart (
      exam TEXT NOT NULL REFERENCES exam (id),
      position INTEGER NOT NULL,
      series TEXT NOT NULL,
      chart INTEGER NOT NULL,
      file TEXT NOT NULL,
      format TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (exam, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE result (
      id TEXT NOT NULL PRIMARY KEY,
      exam TEXT NOT NULL REFERENCES exam (id),
      method TEXT NOT NULL,
      version TEXT NOT NULL,
      status TEXT NOT NULL,
      opinion TEXT,
      reason TEXT,
      profile_name TEXT,
      profile_version TEXT,
      profile_sha256 TEXT,
      document_sha256 TEXT NOT NULL,
      document BLOB NOT NULL,
      sealed_at INTEGER NOT NULL,
      sealed_by TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      UNIQUE (exam, document_sha256)
    ) STRICT;
    CREATE TABLE opinion (
      id TEXT NOT NULL PRIMARY KEY,
      exam TEXT NOT NULL REFERENCES exam (id),
      result TEXT REFERENCES result (id),
      opinion TEXT NOT NULL,
      reason TEXT,
      stated_at INTEGER NOT NULL,
      stated_by TEXT NOT NULL,
      sha256 TEXT NOT NULL
    ) STRICT;
    CREATE INDEX opinion_by_exam ON opinion (exam);
    CREATE TABLE audit_entry (
      sequence INTEGER NOT NULL PRIMARY KEY,
      time INTEGER NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      kind TEXT NOT NULL,
      record TEXT NOT NULL,
      before_sha256 TEXT,
      after_sha256 TEXT,
      salt BLOB NOT NULL,
      previous TEXT NOT NULL,
      digest TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE INDEX audit_entry_by_record ON audit_entry (record, sequence);
    """

  /// Documents, who examinees are, and a trail that tells role and reason and can let go of a destroyed record's salts.
  private static let versionTwo =
    documentTable("record") + documentTable("examinee") + """
      CREATE TABLE audit_entry_new (
        sequence INTEGER NOT NULL PRIMARY KEY,
        time INTEGER NOT NULL,
        actor TEXT NOT NULL,
        role TEXT,
        action TEXT NOT NULL,
        kind TEXT NOT NULL,
        record TEXT NOT NULL,
        reason TEXT,
        before_sha256 TEXT,
        after_sha256 TEXT,
        salt BLOB,
        commitment TEXT,
        previous TEXT NOT NULL,
        digest TEXT NOT NULL UNIQUE
      ) STRICT;
      INSERT INTO audit_entry_new (sequence, time, actor, action, kind, record, before_sha256, after_sha256, salt,
        previous, digest)
      SELECT sequence, time, actor, action, kind, record, before_sha256, after_sha256, salt, previous, digest
      FROM audit_entry;
      DROP TABLE audit_entry;
      ALTER TABLE audit_entry_new RENAME TO audit_entry;
      CREATE INDEX audit_entry_by_record ON audit_entry (record, sequence);
      """

  /// Exams by their case's number, and records by when they are due.
  private static let versionThree = """
    ALTER TABLE record ADD COLUMN subject TEXT;
    ALTER TABLE examinee ADD COLUMN subject TEXT;
    UPDATE record SET subject = json_extract(CAST(document AS TEXT), '$.caseNumber') WHERE kind = 'exam-file';
    CREATE INDEX record_by_subject ON record (subject, kind) WHERE subject IS NOT NULL;
    CREATE INDEX record_by_due ON record (kind, due);
    """

  private static func documentTable(_ name: String) -> String {
    """
    CREATE TABLE \(name) (
      id TEXT NOT NULL PRIMARY KEY,
      kind TEXT NOT NULL,
      exam TEXT REFERENCES record (id),
      office TEXT REFERENCES record (id),
      account TEXT,
      filing TEXT REFERENCES exam (id),
      state TEXT,
      due INTEGER,
      key TEXT,
      version INTEGER NOT NULL,
      changed_at INTEGER NOT NULL,
      document BLOB NOT NULL,
      sha256 TEXT NOT NULL,
      UNIQUE (kind, key)
    ) STRICT;
    CREATE INDEX \(name)_by_exam ON \(name) (exam, kind);
    CREATE INDEX \(name)_by_state ON \(name) (kind, state, due);
    CREATE INDEX \(name)_by_office ON \(name) (office, kind, state);
    CREATE INDEX \(name)_by_account ON \(name) (account, kind, state);

    """
  }

  /// Brings the file to the current version.
  static func migrate(_ db: Database, file: String?) throws {
    while true {
      var isDone = false
      try db.inTransaction(.immediate) {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= currentVersion else {
          throw RecordError(
            code: .newerSchema,
            message: "The records have schema version \(version); this program knows versions up to \(currentVersion). "
              + "Use the newer program that wrote them.",
            file: file)
        }
        isDone = version == currentVersion
        if !isDone {
          try db.execute(sql: steps[version])
          try db.execute(sql: "PRAGMA user_version = \(version + 1)")
        }
        return .commit
      }
      if isDone { return }
    }
  }

  /// Refuses tables, indexes, triggers or views that are not those of the current version.
  static func check(_ db: Database, file: String?) throws {
    let expected = try DatabaseQueue().writeWithoutTransaction { reference in
      try migrate(reference, file: nil)
      return try objects(reference)
    }
    guard try objects(db) == expected else {
      throw RecordError.damaged("The tables are not those of schema version \(currentVersion).", file: file)
    }
  }

  private static func objects(_ db: Database) throws -> Set<[String?]> {
    let rows = try Row.fetchAll(
      db, sql: "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> 'sqlite_stat1'")
    return Set(rows.map { row in (0..<4).map { String.fromDatabaseValue(row[$0]) } })
  }
}
