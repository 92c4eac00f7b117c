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
  /// True when the row is shorter than the heading.
  var isShort = false

  init(_ buffer: UnsafeRawBufferPointer, _ line: NCCALines.Line, _ layout: NCCAColumns, _ kind: NCCALayoutKind) {
    var row = line.bytes
    while row.upperBound > row.lowerBound, buffer[row.upperBound - 1] == 0x20 {
      row = row.lowerBound..<row.upperBound - 1
    }
    trailing = line.bytes.upperBound - row.upperBound
    switch kind {
    case .standard: readStandard(buffer, row, layout)
    case .viewer: readViewer(buffer, row, layout)
    }
  }

  private mutating func readStandard(_ buffer: UnsafeRawBufferPointer, _ row: Range<Int>, _ layout: NCCAColumns) {
    // Beyond 999,999 samples, 99 minutes or eight letters a field takes more room than it has and shifts the rest.
    let numberEnd = max(row.lowerBound + 6, fieldEnd(buffer, from: row.lowerBound, in: row))
    sample = buffer.integer(clamped(row.lowerBound, numberEnd, row))
    var stampEnd = numberEnd + 9
    let wideEnd = fieldEnd(buffer, from: numberEnd, in: row)
    if wideEnd > stampEnd, NCCAClock.hundredths(buffer.ascii(buffer.trimmed(numberEnd..<wideEnd))) != nil {
      stampEnd = wideEnd
    }
    hundredths = NCCAClock.hundredths(buffer.ascii(buffer.trimmed(clamped(numberEnd, stampEnd, row))))
    var labelEnd = stampEnd + 9
    let longEnd = fieldEnd(buffer, from: labelEnd - 1, in: row)
    let excess = row.count - layout.rowLength - (labelEnd - NCCAColumns.firstValue - row.lowerBound)
    if longEnd > labelEnd, labelEnd < row.upperBound, buffer[labelEnd - 1] != 0x20, excess == longEnd - labelEnd {
      labelEnd = longEnd
    }
    setLabel(buffer, buffer.trimmed(clamped(stampEnd, labelEnd, row)))
    readValues(buffer, clamped(labelEnd, row.upperBound, row), row, shift: labelEnd - NCCAColumns.firstValue, layout)
  }

  /// The place behind the blanks and the word that begin at a place.
  private func fieldEnd(_ buffer: UnsafeRawBufferPointer, from start: Int, in row: Range<Int>) -> Int {
    var place = start
    while place < row.upperBound, buffer[place] == 0x20 { place += 1 }
    while place < row.upperBound, buffer[place] != 0x20 { place += 1 }
    return place
  }

  /// The values of a row by the columns' places when it is as long as the heading; else by blanks, when there are as
  /// many as columns. Which column a value of any other row belongs to nobody knows: such a row has none.
  private mutating func readValues(
    _ buffer: UnsafeRawBufferPointer, _ fields: Range<Int>, _ row: Range<Int>, shift: Int, _ layout: NCCAColumns
  ) {
    if row.upperBound - shift == layout.rowLength {
      var start = fields.lowerBound
      for edge in layout.edges {
        let end = min(edge + shift, row.upperBound)
        values.append(Self.value(buffer, buffer.trimmed(min(start, end)..<end)))
        start = end
      }
      return
    }
    isMisfit = true
    isShort = row.upperBound - shift < layout.rowLength
    let words = buffer.words(fields, atMost: layout.columns.count + 1)
    if words.count == layout.columns.count { values = words.map { Self.value(buffer, $0) } }
  }

  /// The viewer's layout: sample, time, sensors, and the label last; `.` for no event.
  private mutating func readViewer(_ buffer: UnsafeRawBufferPointer, _ row: Range<Int>, _ layout: NCCAColumns) {
    guard row.count == layout.rowLength, let last = layout.edges.last, last <= row.count else {
      readViewerWords(buffer, row, layout)
      return
    }
    let places = row.lowerBound
    sample = buffer.integer(places..<min(places + 12, row.upperBound))
    hundredths = NCCAClock.hundredths(buffer.ascii(buffer.trimmed(clamped(places + 12, places + 24, row))))
    var start = min(places + 24, row.upperBound)
    for edge in layout.edges {
      values.append(Self.value(buffer, buffer.trimmed(clamped(start, places + edge, row))))
      start = places + edge
    }
    setViewerLabel(buffer, buffer.trimmed(start..<row.upperBound))
  }

  private mutating func readViewerWords(_ buffer: UnsafeRawBufferPointer, _ row: Range<Int>, _ layout: NCCAColumns) {
    isMisfit = true
    isShort = row.count < layout.rowLength
    let count = layout.columns.count
    let words = buffer.words(row, atMost: count + 4)
    sample = words.first.flatMap { buffer.integer($0) }
    guard words.count == 2 + count || words.count == 3 + count else { return }
    hundredths = NCCAClock.hundredths(buffer.ascii(words[1]))
    values = words[2..<(2 + count)].map { Self.value(buffer, $0) }
    if words.count > 2 + count { setViewerLabel(buffer, words[2 + count]) }
  }

  private mutating func setViewerLabel(_ buffer: UnsafeRawBufferPointer, _ label: Range<Int>) {
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
