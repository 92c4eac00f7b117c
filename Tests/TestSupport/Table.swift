import Foundation

/// A CSV file of numbers under a heading, as the golden files are: no quotes, `NA` for nothing.
public struct NumberTable: Sendable {
  /// The heading's names in order.
  public let names: [String]
  /// The columns by name; `NA`, empty and other words are NaN.
  public let columns: [String: [Double]]
  /// The cells as text, row by row.
  public let rows: [[String]]

  /// Reads a file under `Fixtures/`.
  public init(fixture path: String) throws {
    let text = try String(contentsOf: Repository.fixture(path), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
    names = lines[0].split(separator: ",", omittingEmptySubsequences: false).map { Self.bare($0) }
    rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false).map { Self.bare($0) } }
    var columns: [String: [Double]] = [:]
    for (index, name) in names.enumerated() {
      columns[name] = rows.map { index < $0.count ? Double($0[index]) ?? .nan : .nan }
    }
    self.columns = columns
  }

  /// A column by name; a name that is not in the heading is a mistake of the test.
  public subscript(name: String) -> [Double] {
    guard let column = columns[name] else { preconditionFailure("No column \(name) among \(names).") }
    return column
  }

  private static func bare(_ cell: Substring) -> String {
    String(cell).trimmingCharacters(in: CharacterSet(charactersIn: "\" "))
  }
}
