import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphRecords

/// Scores that are filed with their exam.
public enum ScoreFiling {
  /// Files an exam with the results of its score sheet, each sealed; the first method that gave an opinion states it.
  /// Without an actor it is the account that the place knows: the operating system's user at a file, the login at a
  /// server. An exam with the same charts, and a result with the same bytes, are found again and not filed twice.
  ///
  /// *Errors*: ``RecordError``.
  public static func file(
    _ read: ReadExam, _ sheet: ScoreSheet, recordsAt path: String, by actor: RecordActor? = nil
  ) async throws -> FiledSheet {
    let (store, account) = try await RecordPlace(path).open(creating: true)
    return try await store.file(
      read.exam, sheet: sheet, statingOpinionOf: sheet.results.first { $0.opinion != nil }?.method,
      by: actor ?? account)
  }
}
