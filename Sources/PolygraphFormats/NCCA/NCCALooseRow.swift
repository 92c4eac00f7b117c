/// One data row that does not lie on the grid, or holds something unusual, read field by field.
struct NCCALooseRow {
  /// A value field.
  enum Value {
    /// A number times ten to its decimals.
    case value(Int, decimals: Int)
    /// −9.9.
    case missing
    /// No number.
    case bad
  }

  /// The sample number; `nil` when it is none.
  var sample: Int?
  /// The stamp; `nil` when it is no time.
  var hundredths: Int?
  /// The label's eight bytes.
  var label: UInt64 = 0x2D2D_2D2D_2D2D_2D2D
  /// The value fields that are there.
  var values: [Value] = []
  /// True when the row is not as long as the heading says.
  var isMisfit = false
  /// Blanks behind the last value.
  var trailing = 0
  /// True when fields are missing at the end.
  var isShort = false

  init(_ buffer: UnsafeRawBufferPointer, _ line: NCCALines.Line, _ layout: NCCAColumns, _ kind: NCCALayoutKind) {
    switch kind {
    case .standard: readStandard(buffer, line.bytes, layout)
    case .viewer: readViewer(buffer, line.bytes, layout)
    }
  }

  private mutating func readStandard(_ buffer: UnsafeRawBufferPointer, _ line: Range<Int>, _ layout: NCCAColumns) {
    var row = line
    while row.upperBound > row.lowerBound, buffer[row.upperBound - 1] == 0x20 {
      row = row.lowerBound..<row.upperBound - 1
    }
    trailing = line.upperBound - row.upperBound
    // Beyond 999,999 the number takes more than its six characters and shifts the row.
    var shift = 0
    var digits = row.lowerBound
    while digits < row.upperBound, buffer[digits] == 0x20 { digits += 1 }
    while digits < row.upperBound, buffer[digits] != 0x20 { digits += 1 }
    shift = max(0, digits - row.lowerBound - 6)
    sample = buffer.integer(row.lowerBound..<min(row.lowerBound + 6 + shift, row.upperBound))
    let start = row.lowerBound + shift
    hundredths = NCCAClock.hundredths(buffer.ascii(buffer.trimmed(clamped(start + 6, start + 15, row))))
    // So does a label of more than eight characters, which then has no blank behind it.
    var labelEnd = start + NCCAColumns.firstValue
    while labelEnd < row.upperBound, buffer[labelEnd] != 0x20, buffer[labelEnd - 1] != 0x20 { labelEnd += 1 }
    if row.upperBound - start - layout.rowLength != labelEnd - start - NCCAColumns.firstValue {
      labelEnd = start + NCCAColumns.firstValue
    }
    shift += labelEnd - start - NCCAColumns.firstValue
    setLabel(buffer, buffer.trimmed(clamped(start + 15, labelEnd, row)))
    let fields = clamped(labelEnd, row.upperBound, row)
    if layout.isStandardGrid, row.count - shift == layout.rowLength {
      for index in layout.columns.indices {
        let low = fields.lowerBound + index * NCCAColumns.valueWidth
        values.append(Self.value(buffer, buffer.trimmed(low..<(low + NCCAColumns.valueWidth))))
      }
      return
    }
    isMisfit = layout.isStandardGrid
    values = buffer.words(fields).map { Self.value(buffer, $0) }
    isShort = values.count < layout.columns.count
    if values.count > layout.columns.count { values.removeLast(values.count - layout.columns.count) }
  }

  /// The viewer's layout: sample, time, sensors, and the label last; `.` for no event.
  private mutating func readViewer(_ buffer: UnsafeRawBufferPointer, _ line: Range<Int>, _ layout: NCCAColumns) {
    let words = buffer.words(line)
    let count = layout.columns.count
    guard words.count >= 2 + count else {
      sample = words.first.flatMap { buffer.integer($0) }
      isShort = true
      isMisfit = true
      return
    }
    sample = buffer.integer(words[0])
    hundredths = NCCAClock.hundredths(buffer.ascii(words[1]))
    values = words[2..<(2 + count)].map { Self.value(buffer, $0) }
    guard words.count > 2 + count, let last = words.last else { return }
    let label = words[2 + count].lowerBound..<last.upperBound
    if buffer.ascii(label) != "." { setLabel(buffer, label) }
  }

  private func clamped(_ low: Int, _ high: Int, _ row: Range<Int>) -> Range<Int> {
    (low..<max(low, high)).clamped(to: row)
  }

  private mutating func setLabel(_ buffer: UnsafeRawBufferPointer, _ range: Range<Int>) {
    var bytes = [UInt8](repeating: 0x2D, count: 8)
    let kept = range.suffix(8)
    for (index, place) in kept.enumerated() { bytes[8 - kept.count + index] = buffer[place] }
    label = bytes.enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
  }

  /// A number with a point and up to four places, −9.9, or something else.
  private static func value(_ buffer: UnsafeRawBufferPointer, _ field: Range<Int>) -> Value {
    var index = field.lowerBound
    var isNegative = false
    if index < field.upperBound, buffer[index] == 0x2D || buffer[index] == 0x2B {
      isNegative = buffer[index] == 0x2D
      index += 1
    }
    var value = 0
    var digits = 0
    var decimals: Int?
    while index < field.upperBound {
      let byte = buffer[index]
      if byte == 0x2E, decimals == nil {
        decimals = 0
      } else if byte >= 48, byte <= 57, digits < 15 {
        value = value * 10 + Int(byte - 48)
        digits += 1
        if let known = decimals { decimals = known + 1 }
      } else {
        return .bad
      }
      index += 1
    }
    guard digits > 0 else { return .bad }
    let places = decimals ?? 0
    let scale = NCCAColumnData.power(min(places, 15))
    // |v + 9.9| < 0.05, in whole numbers.
    if isNegative, places <= 15, abs(value * 100 - 990 * scale) < 5 * scale { return .missing }
    return .value(isNegative ? -value : value, decimals: places)
  }
}
