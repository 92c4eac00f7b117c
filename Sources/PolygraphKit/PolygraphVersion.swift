/// The version of the library and of the program, by Semantic Versioning.
public enum PolygraphVersion {
  /// The current version.
  public static let current = "0.1.0"
}
