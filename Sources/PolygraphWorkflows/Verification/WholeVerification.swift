import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphRecords

/// Packages, sealed results and audit trail held against each other: one call for everything (REQ-51).
public enum WholeVerification {
  /// Verifies every package under the folders, the records' audit trail with every record and every sealed result's
  /// digest, and every filed chart against the package it was filed from, where one is under the folders.
  ///
  /// *Definition*: a filed chart that came from a package names the SHA-256 of its close record and amendments. It
  /// agrees with a package of the same folder's name, or of the same exam, when the package has that digest now, or had
  /// it before people amended it further. Without such a package nothing is said of the chart, but that it was not
  /// held against one.
  /// *Errors*: ``FormatError`` for a folder that is none; ``RecordError`` when the records cannot be opened. Everything
  /// else is in the report.
  public static func verify(folders: [String], recordsAt records: String?) async throws -> WholeVerificationReport {
    var report = WholeVerificationReport()
    var known: [KnownPackage] = []
    for folder in folders {
      for path in try PackageNames.allPackages(under: folder) {
        report.add(package: path)
        known.append(KnownPackage(path))
      }
    }
    if let records {
      let (store, _) = try await RecordPlace(records).open()
      report.audit = try await store.verifyAudit()
      for exam in try await store.exams().exams {
        for chart in exam.charts { report.add(chart, of: exam, among: known) }
      }
    }
    return report
  }
}

/// A package as filed charts may name it.
private struct KnownPackage {
  let folder: String
  let exam: String?
  /// The digests it had, the present one last.
  let digests: [String]

  init(_ path: String) {
    folder = (path as NSString).lastPathComponent
    exam = (try? PackageContents(path: path))?.exam.name
    digests = PackageDigests.all(of: path)
  }
}

/// What ``WholeVerification`` found: the document `polygraph.verification-all/1`.
public struct WholeVerificationReport: Hashable, Sendable, Codable {
  /// A package with what its verification found.
  public struct Package: Hashable, Sendable, Codable {
    /// Its path.
    public var path: String
    /// What was found; absent when it cannot be told what the package is.
    public var report: VerificationReport?
    /// Why it cannot be told.
    public var refusal: Finding?
  }

  /// The filed charts, counted.
  public struct Charts: Hashable, Sendable, Codable {
    /// Charts of all filed exams.
    public var filed = 0
    /// Charts whose package has the digest they were filed with.
    public var matched = 0
    /// Charts whose package was amended after they were filed.
    public var amendedSince = 0
    /// Charts whose package has another content.
    public var differing = 0
    /// Charts from a package that is not under the folders, or from other files.
    public var withoutPackage = 0
  }

  /// The document's schema.
  public private(set) var schema = "polygraph.verification-all/1"
  /// The packages, by path.
  public internal(set) var packages: [Package] = []
  /// What the records' own verification found: the chain, every record, every sealed result's digest; absent without
  /// records.
  public internal(set) var audit: AuditReport?
  /// The filed charts.
  public internal(set) var charts = Charts()
  /// Charts that do not agree with their package, or were amended since.
  public internal(set) var findings: [Finding] = []

  /// True when every package is whole, the trail and every record are as they were written, and no filed chart differs
  /// from its package.
  public var isIntact: Bool {
    packages.allSatisfy { $0.report?.isIntact ?? false } && audit?.isIntact ?? true
      && !findings.contains { $0.severity == .error }
  }

  fileprivate mutating func add(package path: String) {
    do {
      packages.append(Package(path: path, report: try PackageVerification.verify(path)))
    } catch {
      packages.append(Package(path: path, refusal: error.finding))
    }
  }

  fileprivate mutating func add(_ chart: FiledChart, of exam: ListedExam, among known: [KnownPackage]) {
    charts.filed += 1
    guard chart.format == ExamPackageReader.identifier else { return charts.withoutPackage += 1 }
    let candidates = known.filter { $0.folder == chart.file || $0.exam == exam.name }
    if candidates.isEmpty { return charts.withoutPackage += 1 }
    if candidates.contains(where: { $0.digests.last == chart.sha256 }) { return charts.matched += 1 }
    let place = Place(file: chart.file, series: chart.series, chart: chart.chart)
    if candidates.contains(where: { $0.digests.contains(chart.sha256) }) {
      charts.amendedSince += 1
      findings.append(
        Finding(
          code: "package-amended-since", severity: .note,
          message: "Exam \(exam.id): the package was amended after the chart was filed.", place: place))
    } else {
      charts.differing += 1
      findings.append(
        Finding(
          code: "filed-chart-differs", severity: .error,
          message: "Exam \(exam.id): the chart was filed from another content than the package has. One of the two was"
            + " changed, or the package was recovered since.", place: place))
    }
  }
}
