import Foundation
import Glibc

/// One line on standard error that says how far a long command is; on a terminal only.
final class ProgressLine {
  private let isShown: Bool
  private var last = ""

  /// Makes a line; it shows nothing where standard error is no terminal.
  init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

  /// Says how many of `total` are done, when the figure people see has changed.
  func show(_ done: Int, of total: Int) {
    let line = "\r\(done * 100 / max(total, 1)) % of \(total) exams"
    guard isShown, line != last else { return }
    last = line
    try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
  }

  /// Clears the line.
  func end() {
    guard isShown, !last.isEmpty else { return }
    let blank = "\r" + String(repeating: " ", count: last.count) + "\r"
    try? FileHandle.standardError.write(contentsOf: Data(blank.utf8))
  }
}
