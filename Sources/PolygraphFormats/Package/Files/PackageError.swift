import Foundation
import PolygraphModel

/// Why a package could not be written, in a sentence, with a code that stays.
public struct PackageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble.
  public enum Code: String, Hashable, Sendable {
    /// There is something at the package's path already.
    case exists
    /// A system call failed; what was to be written is kept in memory and tried again with the next commit.
    case disk
    /// More is waiting in memory than ``ExamPackageWriter/Limits`` allow; the frames of this call were refused.
    case backlogFull
    /// A count does not fit the segment's sample format; the frames of this call were refused.
    case countTooLarge
    /// The sound library refused a file.
    case soundFile
    /// What was asked for does not fit the package's state: an unknown segment, a chart within a chart.
    case state
    /// Another program records, recovers or amends the package now.
    case busy
    /// A package is damaged, so that it cannot be added to.
    case damaged
  }

  /// What kind of trouble.
  public let code: Code
  /// What happened and what to do.
  public let message: String
  /// The system's error number, when a call failed.
  public let number: Int32?

  init(_ code: Code, _ message: String, number: Int32? = nil) {
    self.code = code
    self.message = message
    self.number = number
  }

  /// A failed system call.
  static func call(_ what: String, _ path: String, _ result: Int) -> PackageError {
    let number = Int32(-result)
    let name = (path as NSString).lastPathComponent
    return PackageError(.disk, "\(name) could not be \(what): \(String(cString: strerror(number))).", number: number)
  }

  /// Somebody else has the package's journal.
  static func busy(_ path: String) -> PackageError {
    let name = (path as NSString).standardizingPath.split(separator: "/").last.map(String.init) ?? path
    return PackageError(
      .busy,
      "The package \(name) is being recorded by another program (or recovered, or amended); nothing was changed."
        + " Try again when that program has ended.")
  }

  /// The message and the code.
  public var description: String { "\(message) (\(code.rawValue))" }

  /// The error as a format's, for workflows that read and write.
  public var formatError: FormatError { FormatError(code: "package-\(code.rawValue)", message: message) }
}
