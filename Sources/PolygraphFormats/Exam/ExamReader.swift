import Foundation
import PolygraphModel

/// Reads exams from packages and from chart files of any known format.
public enum ExamReader {
  /// The exam in a package, a chart file, or a folder of chart files.
  ///
  /// *Definition*: the format is known by content. In a folder, files of no known format are passed over; a file that
  /// is refused becomes an error among the findings while the others are kept; folders inside are not entered, but a
  /// package inside is an exam of the folder.
  /// *Errors*: `not-found`; the file's own error for a single file; `no-charts` when nothing in a folder could be read;
  /// `several-exams`, with their names, unless the options name one; `no-such-exam`; `chart-twice`; in strict mode the
  /// first warning.
  public static func read(path: String, options: ReadOptions = ReadOptions()) throws(FormatError) -> ReadExam {
    guard try isFolder(path) else {
      let name = (path as NSString).lastPathComponent
      let (format, charts) = try readFile(path, name: name, options: options)
      guard let format, !charts.isEmpty else {
        throw FormatError(
          code: "not-recognised", message: "The file is of no known chart format.", place: Place(file: name))
      }
      let parts = charts.map { ExamAssembly.Part(path: path, read: $0) }
      return try ExamAssembly.exam(parts, format: format, options: options)
    }
    if PackageNames.isPackage(path) { return try readPackage(path, options: options) }
    let scan = try FolderScan(path, options: options)
    let packages = PackageNames.packages(in: path)
    if !packages.isEmpty, let package = try package(among: packages, beside: scan, options: options) {
      return try readPackage(package, options: options)
    }
    let names = scan.examNames
    guard let name = options.examName ?? (names.count == 1 ? names[0] : nil) else {
      guard !names.isEmpty else { throw scan.nothingRead(in: path) }
      let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
      throw FormatError(
        code: "several-exams", message: "The folder holds \(names.count) exams: \(list). Name the one to read.")
    }
    let groups = scan.groups.filter { $0.name == name }
    guard let group = groups.first else {
      let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
      throw FormatError(
        code: "no-such-exam", message: "The folder holds no exam \"\(name)\"; it holds \(list.isEmpty ? "none" : list)."
      )
    }
    guard groups.count == 1 else {
      let makers = groups.map { $0.maker ?? "an unknown maker" }.joined(separator: " and ")
      throw FormatError(
        code: "several-exams",
        message: "The folder holds \(groups.count) exams \"\(name)\", by \(makers). Keep each in a folder of its own.")
    }
    var exam = try ExamAssembly.exam(group.parts, format: group.format, options: options)
    let refused = scan.refused.filter { $0.exam == nil ? names.count == 1 : $0.exam == name }
    exam.findings += refused.map(\.error.finding)
    exam.findings += scan.skipped
    if options.isStrict, let first = refused.first { throw first.error }
    return exam
  }

  private static func readPackage(_ path: String, options: ReadOptions) throws(FormatError) -> ReadExam {
    let read = try ExamPackageReader.read(path: path, options: options)
    if let name = options.examName, name != read.exam.name {
      throw FormatError(
        code: "no-such-exam", message: "The package holds no exam \"\(name)\"; it holds \"\(read.exam.name)\".")
    }
    return read
  }

  /// The package to read of those in a folder, or `nil` when it is a chart file's exam that is asked for.
  private static func package(
    among packages: [String], beside scan: FolderScan, options: ReadOptions
  ) throws(FormatError) -> String? {
    let named = packages.map { path -> (path: String, name: String) in
      let contents = try? PackageContents(path: path)
      return (path, contents?.exam.name ?? (path as NSString).lastPathComponent)
    }
    let fitting = named.filter { options.examName == nil || $0.name == options.examName }
    let others = scan.examNames.filter { options.examName == nil || $0 == options.examName }
    guard fitting.count + others.count > 1 || (fitting.isEmpty && others.isEmpty) else { return fitting.first?.path }
    let list = (scan.examNames + named.map(\.name)).map { "\"\($0)\"" }.joined(separator: ", ")
    if fitting.isEmpty, let name = options.examName {
      throw FormatError(
        code: "no-such-exam", message: "The folder holds no exam \"\(name)\"; it holds \(list).")
    }
    throw FormatError(
      code: "several-exams",
      message: "The folder holds \(scan.examNames.count + named.count) exams: \(list). Name the one to read.")
  }

  /// Every exam in a folder and, when asked for, in the folders inside it; or the exam of one file.
  ///
  /// *Definition*: nothing stops the rest: a file or an exam that is refused becomes an error among the findings.
  /// *Errors*: `not-found`.
  public static func readAll(
    path: String, options: ReadOptions = ReadOptions(), enteringFolders: Bool = true
  ) throws(FormatError) -> ReadFolder {
    var result = ReadFolder(exams: [], findings: [])
    guard try isFolder(path), !PackageNames.isPackage(path) else {
      do {
        result.exams.append(try read(path: path, options: options))
      } catch {
        result.findings.append(error.finding)
      }
      return result
    }
    let scan = try FolderScan(path, options: options)
    for group in scan.groups where options.examName == nil || options.examName == group.name {
      do {
        var exam = try ExamAssembly.exam(group.parts, format: group.format, options: options)
        exam.findings += scan.refused.filter { $0.exam == group.name }.map(\.error.finding)
        result.exams.append(exam)
      } catch {
        result.findings.append(error.finding)
      }
    }
    let named = Set(scan.examNames)
    result.findings += scan.refused.filter { refused in !named.contains { $0 == refused.exam } }.map(\.error.finding)
    result.findings += scan.skipped
    guard enteringFolders else { return result }
    for folder in scan.folders {
      let inner = try readAll(path: folder, options: options)
      result.exams += inner.exams
      result.findings += inner.findings
    }
    return result
  }

  static func isFolder(_ path: String) throws(FormatError) -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw FormatError(
        code: "not-found", message: "There is no such file or folder.",
        place: Place(file: (path as NSString).lastPathComponent))
    }
    return isFolder.boolValue
  }

  /// The charts of a file and its format; no format when none recognises it.
  static func readFile(
    _ path: String, name: String, options: ReadOptions
  ) throws(FormatError) -> (format: String?, charts: [ReadChart]) {
    let file = try ChartBytes.open(path: path, name: name)
    let head = try file.head(ChartFormats.headLength)
    guard let format = options.formats.first(where: { $0.recognises(name: name, head: head) }) else {
      return (nil, [])
    }
    guard file.size <= options.largestFile else {
      throw FormatError(
        code: "too-large", message: "The file has \(file.size) bytes; the limit is \(options.largestFile).",
        place: Place(file: name))
    }
    let bytes = try file.all()
    do {
      return (format.identifier, try format.read(bytes, name: name, options: options))
    } catch {
      var named = error
      named.place.file = named.place.file ?? name
      throw named
    }
  }
}
