/// A table of text for people: columns as wide as their widest cell, two blanks between them.
struct TextTable {
  /// How a column's cells are set.
  enum Alignment { case left, right }

  private let alignments: [Alignment]
  private var rows: [[String]]
  private let hasHeading: Bool

  /// Makes a table with a heading.
  init(_ heading: [(String, Alignment)]) {
    alignments = heading.map(\.1)
    rows = [heading.map(\.0)]
    hasHeading = true
  }

  /// Makes a table without a heading.
  init(alignments: [Alignment]) {
    self.alignments = alignments
    rows = []
    hasHeading = false
  }

  /// Adds a row; missing cells are empty.
  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// The lines of the table, without blanks at their ends.
  var lines: [String] {
    let widths = alignments.indices.map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    var lines = rows.map { row in
      var line = ""
      for (column, alignment) in alignments.enumerated() {
        let cell = column < row.count ? row[column] : ""
        let filling = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (alignment == .left ? cell + filling : filling + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    if hasHeading {
      lines.insert(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "), at: 1)
    }
    return lines
  }

  /// The table as one text that ends in a line break.
  var text: String { text(indent: 0) }

  /// The table with so many blanks before each line.
  func text(indent: Int) -> String { lines.map { String(repeating: " ", count: indent) + $0 + "\n" }.joined() }
}
