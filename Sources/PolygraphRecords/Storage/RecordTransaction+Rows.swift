import Foundation
import PolygraphModel
import PolygraphQuantities

/// Filed records as rows.
extension RecordTransaction {
  func insertRow(_ record: ExamRecord, sha256: String) throws {
    let filing = ExamFiling(
      name: record.name, format: record.format, testFormat: record.testFormat, charts: record.charts)
    try session.execute(
      """
      INSERT INTO exam (id, name, format, test_format, charts_sha256, filed_at, filed_by, sha256)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        .text(record.id.rawValue), .text(record.name), .text(record.format), .text(record.testFormat),
        .text(filing.identity.hexadecimal), .integer(record.filedAt.millisecondsSince1970),
        .text(record.filedBy.name), .text(sha256),
      ])
    for (position, chart) in record.charts.enumerated() {
      try session.execute(
        """
        INSERT INTO chart (exam, position, series, chart, file, format, sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .text(record.id.rawValue), .integer(position), .text(chart.series), .integer(chart.chart),
          .text(chart.file), .text(chart.format), .text(chart.sha256),
        ])
    }
  }

  func insertRow(_ record: ResultRecord, document: Data, sha256: String) throws {
    let profile = record.profile
    try session.execute(
      """
      INSERT INTO result (id, exam, method, version, status, opinion, reason, profile_name, profile_version,
        profile_sha256, document_sha256, document, sealed_at, sealed_by, sha256)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
      """,
      [
        .text(record.id.rawValue), .text(record.exam.rawValue), .text(record.method), .text(record.version),
        .text(record.status.rawValue), .text(record.opinion?.rawValue), .text(record.reason?.rawValue),
        .text(profile?.name), .text(profile?.version), .text(profile?.sha256), .text(record.sha256), .blob(document),
        .integer(record.sealedAt.millisecondsSince1970), .text(record.sealedBy.name), .text(sha256),
      ])
  }

  func insertRow(_ record: OpinionRecord, sha256: String) throws {
    try session.execute(
      """
      INSERT INTO opinion (id, exam, result, opinion, reason, stated_at, stated_by, sha256)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        .text(record.id.rawValue), .text(record.exam.rawValue), .text(record.result?.rawValue),
        .text(record.opinion.rawValue), .text(record.reason?.rawValue),
        .integer(record.statedAt.millisecondsSince1970), .text(record.statedBy.name), .text(sha256),
      ])
  }
}
