import Foundation
import PolygraphFormats
import PolygraphModel

extension OutputFolder {
  /// Writes an exam that was read as a closed package, `<exam>.polygraph`, whole or not at all, and returns where it
  /// lies. An existing package is replaced only when asked for, only by a whole one, and never when it was captured: a
  /// conversion has neither its journal nor its sound and pictures. One with amendments that the exam does not carry is
  /// replaced only when it is said that they go.
  ///
  /// *Errors*: ``OutputError``; ``FormatError`` for what the package refuses.
  public func writePackage(
    _ read: ReadExam, software: String, replacing: Bool, discardingAmendments: Bool = false
  ) throws -> URL {
    let name = "\(FileName.encoded(read.exam.name)).\(PackageNames.folderEnding)"
    let target = url.appending(path: name, directoryHint: .isDirectory)
    let files = FileManager.default
    let old = try? files.attributesOfItem(atPath: target.path)
    if let old {
      guard replacing else { throw OutputError.exists(path: target.path) }
      guard old[.type] as? FileAttributeType == .typeDirectory, PackageNames.isPackage(target.path) else {
        throw OutputError.noFile(path: target.path)
      }
      // One that cannot be read may have been.
      let segments = (try? PackageContents(path: target.path))?.manifest.segments
      guard let segments, segments.allSatisfy({ $0.placement != nil }) else {
        throw OutputError.captured(path: target.path)
      }
      if !discardingAmendments {
        let lost = try PackageImport.lostAmendments(of: target.path, replacedBy: read.exam)
        guard lost.isEmpty else { throw OutputError.amended(path: target.path, entries: lost.count) }
      }
    }
    let partial = url.appending(path: ".\(name)-\(UUID().uuidString)", directoryHint: .isDirectory)
    do {
      _ = try PackageImport.write(read, to: partial.path, software: software)
      if old == nil {
        try files.moveItem(at: partial, to: target)
      } else {
        // The old one goes only when the new one is in its place.
        let aside = url.appending(path: ".\(name)-\(UUID().uuidString)", directoryHint: .isDirectory)
        try files.moveItem(at: target, to: aside)
        do {
          try files.moveItem(at: partial, to: target)
        } catch {
          try files.moveItem(at: aside, to: target)
          throw error
        }
        try files.removeItem(at: aside)
      }
    } catch {
      try? files.removeItem(at: partial)
      if error is FormatError { throw error }
      throw OutputError.notWritten(path: target.path, reason: OutputError.reason(error))
    }
    return target
  }
}

extension ExamConversion {
  /// What to know of the package that an exam becomes: what it keeps that may name people, and what stays behind.
  public static func packageFindings(_ read: ReadExam) -> [Finding] {
    var findings: [Finding] = []
    let kept = read.files.filter { $0.layout is NCCALayout }
    if let first = kept.first {
      findings.append(
        Finding(
          code: "origin-kept", severity: .note,
          message: "The package keeps the header lines of the chart files in its folder \"\(PackageNames.origin)\", so"
            + " that NCCA ASCII comes back with the same bytes. They may name people.",
          place: Place(series: first.series, chart: first.chart), count: kept.count))
    }
    if read.exam.format == ExamPackageReader.identifier {
      findings.append(
        Finding(
          code: "not-carried", severity: .note,
          message: "The new package has the charts and what was amended; journal, sound and pictures stay behind in"
            + " the package that was read."))
    }
    return findings
  }
}
