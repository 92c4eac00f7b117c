import Foundation

/// Where the records file lies when nobody says otherwise.
public enum RecordsLocation {
  /// The records file of this process's user, by ``path(environment:home:)``.
  public static var standard: String {
    path(
      environment: ProcessInfo.processInfo.environment, home: FileManager.default.homeDirectoryForCurrentUser.path)
  }

  /// The folder of instruments' checks: `checks` beside the standard records file.
  public static var checks: String {
    URL(filePath: standard).deletingLastPathComponent().appending(path: "checks").path
  }

  /// `$POLYGRAPH_RECORDS`, else `polygraph/records.sqlite` in `$XDG_DATA_HOME` or `~/.local/share`.
  ///
  /// *Edges*: an empty variable counts as none, and so does an `$XDG_DATA_HOME` that is no absolute path, as the XDG
  /// Base
  /// Directory Specification has it.
  public static func path(environment: [String: String], home: String) -> String {
    if let path = environment["POLYGRAPH_RECORDS"], !path.isEmpty { return path }
    let named = environment["XDG_DATA_HOME"] ?? ""
    let data = named.hasPrefix("/") ? named : home + "/.local/share"
    return URL(filePath: data, directoryHint: .isDirectory).appending(path: "polygraph/records.sqlite").path
  }
}
