import PolygraphQuantities

/// Cells of comma-separated text (RFC 4180), written into bytes.
struct SpreadsheetText {
  private(set) var bytes: [UInt8] = []
  /// How many cells were neutralised, and the text column and row (from 1) of the first.
  private(set) var neutralised: (count: Int, column: Int, row: Int)?
  private var row = 1
  private var column = 1

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  /// Ends a cell's text and goes on to the next column.
  mutating func endCell() {
    bytes.append(UInt8(ascii: ","))
    column += 1
  }

  /// Ends the row, dropping the comma after its last cell.
  mutating func endRow() {
    if bytes.last == UInt8(ascii: ",") { bytes.removeLast() }
    bytes += [13, 10]
    row += 1
    column = 1
  }

  /// A cell of text. One that a spreadsheet would run as a formula gets an apostrophe in front.
  mutating func text(_ text: String) {
    var cell = text
    if let first = text.unicodeScalars.first, Self.formulaStarts.contains(first) {
      cell = "'" + text
      neutralised = neutralised.map { ($0.count + 1, $0.column, $0.row) } ?? (1, column, row)
    }
    if cell.utf8.contains(where: { [34, 44, 13, 10].contains($0) }) {
      bytes.append(34)
      for byte in cell.utf8 {
        if byte == 34 { bytes.append(34) }
        bytes.append(byte)
      }
      bytes.append(34)
    } else {
      bytes += cell.utf8
    }
    endCell()
  }

  /// A row of text cells.
  mutating func textRow(_ cells: [String]) {
    for cell in cells { text(cell) }
    endRow()
  }

  /// A cell of a whole number.
  mutating func integer(_ value: Int) {
    appendDigits(value)
    endCell()
  }

  /// A cell of a time in seconds with six decimals, the exact fraction rounded, halves up.
  mutating func seconds(ofSample index: Int, at rate: SampleRate) {
    let (whole, rest) = (index * rate.denominator).quotientAndRemainder(dividingBy: rate.numerator)
    let millionths = (2_000_000 * rest + rate.numerator) / (2 * rate.numerator)
    appendDigits(whole + millionths / 1_000_000)
    bytes.append(UInt8(ascii: "."))
    appendDigits(millionths % 1_000_000, width: 6)
    endCell()
  }

  /// A cell of a number with the fewest digits that give the same `Double` back; whole numbers without a point.
  mutating func number(_ value: Double) {
    if value == value.rounded(), abs(value) < 1e15 {
      appendDigits(Int(value))
    } else {
      bytes += value.description.utf8
    }
    endCell()
  }

  private mutating func appendDigits(_ value: Int, width: Int = 1) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = bytes.count
    repeat {
      bytes.append(48 + UInt8(rest % 10))
      rest /= 10
    } while rest > 0 || bytes.count - start < width
    bytes[start...].reverse()
  }

  /// What spreadsheets take for the start of a formula or a command.
  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]
}
