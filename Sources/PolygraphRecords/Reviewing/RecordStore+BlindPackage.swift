import Foundation
import PolygraphIntegrity
import PolygraphModel

extension RecordStore {
  /// The blind view of an exam for its reviewer, made from the charts that the examiner filed and nothing else.
  ///
  /// *Errors*: ``RecordError/Code/refused`` when a chart is missing or is not the one that was filed.
  public func blindView(
    of exam: Exam, file id: RecordIdentifier, level: QualityReview.Level = .first, by actor: Actor
  ) async throws -> BlindReviewView {
    try await act(actor, .assignReviews, .read) { records in
      let file = try records.fetch(ExamFile.self, id).record
      let review = try records.list(QualityReview.self, RecordFilter(exam: id)).first { $0.record.level == level }
      guard let review, let filing = file.filing else {
        throw RecordError.refused("The exam is not given to a reviewer of this level.", records.location)
      }
      let filed = try records.intactExam(filing).charts
      let digests = Set(filed.map(\.sha256))
      var blind = exam
      for index in blind.series.indices {
        blind.series[index].charts.removeAll { chart in !digests.contains(chart.source?.sha256 ?? "") }
      }
      guard Set(blind.charts.compactMap { $0.chart.source?.sha256 }) == digests else {
        throw RecordError.refused("These are not all of the charts that the examiner filed.", records.location)
      }
      return BlindReview.view(
        of: blind, identifier: review.record.id, testSeries: Set(filed.map(\.series)), testFormat: file.testFormat)
    }
  }
}

/// Files that records vouch for by their digest.
public enum EvidenceFile {
  /// The SHA-256 of a file's bytes in lower-case hexadecimal.
  ///
  /// *Errors*: ``RecordError/Code/noAccess`` when it cannot be read, ``RecordError/Code/refused`` when it is empty.
  public static func sha256(ofFileAt url: URL) throws -> String {
    let size = try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int
    guard let size, let digest = try? SHA256Digest(ofFileAt: url) else {
      throw RecordError(code: .noAccess, message: "The file cannot be read.", file: url.path)
    }
    guard size > 0 else { throw RecordError.refused("The file is empty.", url.path) }
    return digest.hexadecimal
  }
}
