import Foundation
import PolygraphModel

/// What the files of one folder hold, before exams are put together.
struct FolderScan {
  /// The charts that share format, maker and exam name.
  struct Group {
    let format: String
    let maker: String?
    let name: String
    var parts: [ExamAssembly.Part]
  }
  /// A file that was refused, with the exam its name tells.
  struct Refused {
    let exam: String?
    let error: FormatError
  }

  private(set) var groups: [Group] = []
  private(set) var refused: [Refused] = []
  private(set) var skipped: [Finding] = []
  private(set) var folders: [String] = []

  /// The names of the exams, sorted.
  var examNames: [String] { Array(Set(groups.map(\.name))).sorted() }

  /// Endings of files that instruments and offices keep beside charts; they are passed over in silence.
  static let passedOver: Set<String> = ["txt", "csv", "pdf", "rda", "json", "md", "zip"]

  /// Reads every file of a folder, in the order of their names.
  ///
  /// *Errors*: `not-readable` when the folder cannot be listed.
  init(_ path: String, options: ReadOptions) throws(FormatError) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw FormatError(code: "not-readable", message: "The folder cannot be listed: \(error.localizedDescription)")
    }
    var unknown: [String] = []
    for name in names where !name.hasPrefix(".") {
      let file = (path as NSString).appendingPathComponent(name)
      do {
        if try ExamReader.isFolder(file) {
          let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: file)) != nil
          if !isLink { folders.append(file) }
        } else if !Self.passedOver.contains((name as NSString).pathExtension.lowercased()) {
          let (format, charts) = try ExamReader.readFile(file, name: name, options: options)
          if let format { add(charts, path: file, format: format) } else { unknown.append(name) }
        }
      } catch {
        let exam = options.formats.lazy.compactMap { $0.examName(ofFileNamed: name) }.first
        refused.append(Refused(exam: exam, error: error))
      }
    }
    if let first = unknown.first {
      skipped = [
        Finding(
          code: "file-skipped", severity: .note, message: "A file of no known chart format was passed over.",
          place: Place(file: first), count: unknown.count)
      ]
    }
  }

  private mutating func add(_ charts: [ReadChart], path: String, format: String) {
    for chart in charts {
      let part = ExamAssembly.Part(path: path, read: chart)
      let identity = chart.identity
      let known = groups.firstIndex { group in
        group.format == format && group.maker == identity.maker && group.name == identity.exam
      }
      if let known {
        groups[known].parts.append(part)
      } else {
        groups.append(Group(format: format, maker: identity.maker, name: identity.exam, parts: [part]))
      }
    }
  }

  /// The error for a folder from which no chart could be read: the first refused file's, or that there was none.
  func nothingRead(in path: String) -> FormatError {
    guard let first = refused.first?.error else {
      return FormatError(code: "no-charts", message: "The folder holds no file of a known chart format.")
    }
    guard refused.count > 1 else { return first }
    let files = refused.map { "\($0.error.place.file ?? "") (\($0.error.code))" }.joined(separator: ", ")
    return FormatError(code: first.code, message: "No file of the folder could be read: \(files).", place: first.place)
  }
}
