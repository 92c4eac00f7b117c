import Foundation

/// Why the records could not be read or changed: what was found, and what to do. Its texts carry no content of records.
public struct RecordError: Error, Hashable, Sendable {
  /// What kind of trouble; stable words that scripts may rely on.
  public enum Code: String, Hashable, Sendable {
    /// There is no records file where one was expected.
    case notFound = "records-not-found"
    /// The file is no SQLite database.
    case notADatabase = "records-not-a-database"
    /// The file is a SQLite database of another program.
    case foreignDatabase = "records-foreign-database"
    /// The file was written by a newer version of this program.
    case newerSchema = "records-newer-schema"
    /// Someone else held the records for too long.
    case locked = "records-locked"
    /// The disk is full; nothing of the change was kept.
    case diskFull = "records-disk-full"
    /// The file is cut off or its content is damaged.
    case damaged = "records-damaged"
    /// The file or its folder may not be read or written by this user.
    case noAccess = "records-no-access"
    /// The disk or the file system failed.
    case inputOutput = "records-input-output"
    /// The database server cannot be reached, or went away.
    case unreachable = "records-unreachable"
    /// The store has no people yet, so no roles can be checked.
    case notInitialised = "records-not-initialised"
    /// The role may not do it, or the account does not have the role.
    case notPermitted = "not-permitted"
    /// Someone else changed the record in between.
    case conflict = "record-conflict"
    /// Another record of the kind has the same key: a number, an account.
    case duplicate = "record-duplicate"
    /// A step of a lifecycle is not possible now.
    case refused = "step-refused"
    /// A value is not one that a record can hold.
    case invalid = "record-invalid"
    /// A record's content is not what was sealed.
    case altered = "record-altered"
    /// No record has the identifier.
    case noSuchRecord = "record-not-found"
    /// An exam was to be filed without charts.
    case noCharts = "exam-without-charts"
    /// A chart was to be filed that does not name the file it came from with its SHA-256.
    case chartWithoutSource = "chart-without-source"
    /// A text holds a character that no store can keep.
    case unstorableText = "text-unstorable"
    /// The database engine refused for another reason.
    case unexpected = "records-unexpected"
  }

  /// What kind of trouble.
  public let code: Code
  /// What was found, what was expected and what to do, in sentences.
  public let message: String
  /// The path of the records file, when one is concerned.
  public let file: String?

  /// Makes an error.
  public init(code: Code, message: String, file: String? = nil) {
    self.code = code
    self.message = message
    self.file = file
  }
}

extension RecordError: CustomStringConvertible, LocalizedError {
  /// The file, the sentences and the code.
  public var description: String { (file.map { "\($0): " } ?? "") + "\(message) (\(code.rawValue))" }

  /// The same text as ``description``.
  public var errorDescription: String? { description }
}

extension RecordError {
  static func altered(_ kind: RecordKind, _ id: RecordIdentifier, file: String?) -> RecordError {
    RecordError(
      code: .altered,
      message: "The \(kind.rawValue) record \(id) is not as it was recorded, and is not used. Verify the audit trail, "
        + "and restore the records from a backup.",
      file: file)
  }

  static func noSuchRecord(_ kind: RecordKind, _ id: RecordIdentifier, file: String?) -> RecordError {
    RecordError(code: .noSuchRecord, message: "There is no \(kind.rawValue) record \(id).", file: file)
  }

  static func damaged(_ finding: String, file: String?) -> RecordError {
    RecordError(
      code: .damaged,
      message:
        "\(finding) The records are not used like this: restore the file from a backup, and keep the damaged one "
        + "for examination.",
      file: file)
  }
}
