import Foundation

/// Where the records file lies when nobody says otherwise.
public enum RecordsLocation {
  /// `$POLYGRAPH_RECORDS`, else `polygraph/records.sqlite` in `$XDG_DATA_HOME` or `~/.local/share`.
  public static var standard: String {
    let environment = ProcessInfo.processInfo.environment
    if let path = environment["POLYGRAPH_RECORDS"], !path.isEmpty { return path }
    let data = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
    let folder = data ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share")
    return folder.appending(path: "polygraph/records.sqlite").path
  }
}
