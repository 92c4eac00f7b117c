import PolygraphModel
import PolygraphQuantities

/// A stretch of rows with one label.
struct NCCALabelRun {
  /// The label without `-` in front; empty for no event.
  let label: String
  /// The first row, from 0 on the chart's clock.
  let first: Int
  /// The last row.
  var last: Int
}

/// Bytes in labels that no label has, counted once a run.
struct NCCAStrangeBytes {
  private(set) var above = 0
  private(set) var below = 0
  private(set) var firstAbove: Int?
  private(set) var firstBelow: Int?

  mutating func note(_ label: [UInt8], _ sample: Int) {
    let high = label.count { $0 > 126 }
    let low = label.count { $0 < 32 && $0 != 0x09 }
    if high > 0, firstAbove == nil { firstAbove = sample }
    if low > 0, firstBelow == nil { firstBelow = sample }
    above += high
    below += low
  }
}

/// The data section while it is read: samples by column, runs of labels, the clock.
struct NCCARows {
  var columns: [NCCAColumnData]
  private(set) var runs: [NCCALabelRun] = []
  /// The rows read so far on the chart's clock: the last sample number.
  private(set) var sampleCount = 0
  private(set) var rowCount = 0
  /// Jumps of the sample number, in samples from 0.
  private(set) var gaps: [Range<Int>] = []
  /// Rows that did not fit the columns, and the line of the first.
  private(set) var misfits = 0
  private var firstMisfit: Int?
  private(set) var clock: NCCAClock
  private(set) var hasTrailer = false

  private let buffer: UnsafeRawBufferPointer
  private let layout: NCCAColumns
  private let kind: NCCALayoutKind
  private let file: String
  private var runLabel: UInt64 = 0
  private var strangeBytes = NCCAStrangeBytes()
  /// The values of the rows at hand, row by row; ``none`` where there is none.
  private var scratch: [Int32]
  /// Stands for a missing value in ``scratch``.
  static let none = Int32.min
  /// Rows whose values go to their columns together.
  private static let blockRows = 128

  init(
    _ buffer: UnsafeRawBufferPointer, _ layout: NCCAColumns, kind: NCCALayoutKind, rate: SampleRate?, file: String,
    expectedRows: Int
  ) {
    self.buffer = buffer
    self.layout = layout
    self.kind = kind
    self.file = file
    columns = layout.columns.map { _ in NCCAColumnData() }
    clock = NCCAClock(rate: rate)
    scratch = Array(repeating: 0, count: columns.count * Self.blockRows)
    for index in columns.indices { columns[index].counts.reserveCapacity(expectedRows) }
  }

  /// Reads all rows.
  ///
  /// *Errors*: `bad-sample`, `sample-order`, `too-large`, `column-drift`, `no-samples`.
  mutating func read(_ lines: inout NCCALines, _ findings: inout NCCAFindings) throws(FormatError) {
    while true {
      if layout.isStandardGrid { try readGrid(&lines) }
      guard let line = lines.next() else { break }
      let text = buffer.trimmed(line.bytes)
      if text.isEmpty { continue }
      if buffer[text].allSatisfy({ $0 == 0x1A || $0 == 0 }) {
        findings.note("stray-bytes", "Bytes without meaning were passed over.", line: line.number)
        continue
      }
      try readLoose(line, isLast: isLastRow(lines), &findings)
    }
    reportLabelBytes(&findings)
    guard rowCount > 0 else {
      throw FormatError(
        code: "no-samples", message: "The file has no data row.", place: Place(file: file, line: lines.number))
    }
    guard misfits * 100 <= rowCount else {
      throw FormatError(
        code: "column-drift",
        message: "\(misfits) of \(rowCount) rows do not fit the columns of the heading; at most 1 % may.",
        place: Place(file: file, line: firstMisfit))
    }
  }

  private func isLastRow(_ lines: NCCALines) -> Bool {
    var place = lines.place
    while place < buffer.count {
      let byte = buffer[place]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x1A || byte == 0 || byte == 0x09 else {
        return false
      }
      place += 1
    }
    return true
  }

  // MARK: - The fast way: rows on the standard grid, all of one length

  /// Reads rows as long as they lie on the grid, and stops at the first that does not.
  private mutating func readGrid(_ lines: inout NCCALines) throws(FormatError) {
    guard columns.allSatisfy({ $0.decimals == 0 }), let form = rowForm(at: lines.place, length: layout.rowLength)
    else { return }
    let stride = layout.rowLength + form.trailer + form.end
    // Taken out, so that rows may change while they write into it.
    var block = scratch
    scratch = []
    var total = 0
    while true {
      let count = block.withUnsafeMutableBufferPointer { readBlock(at: lines.place + total * stride, form, stride, $0) }
      block.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress, count > 0 else { return }
        for index in columns.indices {
          columns[index].append(wholes: base + index, stride: columns.count, count: count)
        }
      }
      total += count
      if count < Self.blockRows { break }
    }
    scratch = block
    guard total > 0 else { return }
    rowCount += total
    hasTrailer = form.trailer > 0
    lines.skip(to: lines.place + total * stride, lines: total, crlf: form.end == 2 ? total : 0)
  }

  /// Reads up to ``blockRows`` rows on the grid, their values into `block`, and returns how many there were.
  private mutating func readBlock(
    at start: Int, _ form: RowForm, _ stride: Int, _ block: UnsafeMutableBufferPointer<Int32>
  ) -> Int {
    guard let base = buffer.baseAddress, let values = block.baseAddress else { return 0 }
    let length = layout.rowLength
    let most = min(NCCALimits.rows, NCCALimits.values / max(columns.count, 1))
    let width = columns.count
    var place = start
    var count = 0
    while count < Self.blockRows, place + stride <= buffer.count, isEnd(place + length, form),
      let row = gridRow(base + place), row.sample == sampleCount + 1, row.sample <= most,
      Self.gridValues(base + place, into: values + count * width, width)
    {
      appendLabel(NCCADigits.load(base + place, 16), sample: row.sample, count: 1)
      clock.add(sample: row.sample, hundredths: row.hundredths)
      place += stride
      count += 1
    }
    return count
  }

  private struct RowForm {
    let trailer: Int
    let end: Int
  }

  /// How the row at a place ends: blanks behind it, and its line end; `nil` when it ends otherwise.
  private func rowForm(at place: Int, length: Int) -> RowForm? {
    let end = place + length
    for trailer in [3, 0] where end + trailer < buffer.count {
      let form = RowForm(trailer: trailer, end: buffer[end + trailer] == 0x0D ? 2 : 1)
      if end + trailer + form.end <= buffer.count, isEnd(end, form) { return form }
    }
    return nil
  }

  @inline(__always) private func isEnd(_ place: Int, _ form: RowForm) -> Bool {
    if form.trailer == 3, buffer[place] != 0x20 || buffer[place + 1] != 0x20 || buffer[place + 2] != 0x20 {
      return false
    }
    let end = place + form.trailer
    return form.end == 2 ? buffer[end] == 0x0D && buffer[end + 1] == 0x0A : buffer[end] == 0x0A
  }

  /// Sample number and stamp of a row; `nil` when they are not where the grid has them.
  @inline(__always) private func gridRow(_ row: UnsafeRawPointer) -> (sample: Int, hundredths: Int)? {
    // The six characters of the number, with two blanks put in front.
    let number = NCCADigits.wholeNumber((NCCADigits.load(row, 0) << 16) | 0x2020)
    let stamp = NCCADigits.load(row, 7)
    guard number > 0, row.load(fromByteOffset: 6, as: UInt8.self) == 0x20,
      row.load(fromByteOffset: 15, as: UInt8.self) == 0x20, let hundredths = NCCAClock.hundredths(stamp)
    else { return nil }
    return (Int(number), hundredths)
  }

  /// Reads the row's values; false when a field is no whole number with one decimal and not −9.9.
  @inline(__always) private static func gridValues(
    _ row: UnsafeRawPointer, into values: UnsafeMutablePointer<Int32>, _ width: Int
  ) -> Bool {
    var field = row + NCCAColumns.firstValue
    for index in 0..<width {
      let whole = NCCADigits.whole(field)
      if whole >= 0 {
        values[index] = whole
      } else if NCCADigits.isMissing(field) {
        values[index] = none
      } else {
        return false
      }
      field += NCCAColumns.valueWidth
    }
    return true
  }

  /// Adds a label of eight bytes to the runs.
  @inline(__always) private mutating func appendLabel(_ label: UInt64, sample: Int, count: Int) {
    if label == runLabel, !runs.isEmpty, runs[runs.count - 1].last == sample - 2 {
      runs[runs.count - 1].last = sample - 1
    } else {
      startRun(label, sample)
    }
    sampleCount = sample
  }

  private mutating func startRun(_ label: UInt64, _ sample: Int) {
    runLabel = label
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: label >> (8 * UInt64($0))) }
    strangeBytes.note(bytes, sample - 1)
    let text = bytes.drop { $0 == 0x2D || $0 == 0x20 }.map { $0 < 0x7F ? UInt16($0) : 0xFFFD }
    runs.append(
      NCCALabelRun(label: trimmed(String(decoding: text, as: UTF16.self)), first: sample - 1, last: sample - 1))
  }

  // MARK: - The slow way: any other row

  private mutating func readLoose(
    _ line: NCCALines.Line, isLast: Bool, _ findings: inout NCCAFindings
  ) throws(FormatError) {
    let row = NCCALooseRow(buffer, line, layout, kind)
    guard let sample = row.sample, sample > 0 else {
      if isLast {
        findings.add("row-short", "The last row is incomplete and was dropped.", line: line.number)
        return
      }
      throw FormatError(
        code: "bad-sample", message: "The sample number is no whole number above 0.",
        place: Place(file: file, line: line.number, field: "Sample"))
    }
    if isLast, row.isShort {
      findings.add("row-short", "The last row is incomplete and was dropped.", line: line.number)
      return
    }
    guard sample > sampleCount else {
      throw FormatError(
        code: "sample-order", message: "The sample number \(sample) follows \(sampleCount); numbers must rise.",
        place: Place(file: file, line: line.number, field: "Sample"))
    }
    guard sample <= NCCALimits.rows, sample * columns.count <= NCCALimits.values else {
      throw FormatError(
        code: "too-large",
        message:
          "The sample number \(sample) exceeds the limit of \(NCCALimits.rows) rows, or \(NCCALimits.values) values.",
        place: Place(file: file, line: line.number, field: "Sample"))
    }
    if sample != sampleCount + 1 { addGap(to: sample, line, &findings) }
    if row.isMisfit {
      misfits += 1
      if firstMisfit == nil { firstMisfit = line.number }
    }
    if row.trailing == 3 { hasTrailer = true }
    // Exports end rows in three blanks, rewritten files in none.
    if row.isMisfit || ![0, 3].contains(row.trailing) {
      findings.add(
        "row-layout",
        "A row does not have the length of the heading; its fields were found by their places or by blanks.",
        line: line.number)
    }
    addValues(row, line, &findings)
    appendLabel(row.label, sample: sample, count: 1)
    if let hundredths = row.hundredths {
      clock.add(sample: sample, hundredths: hundredths)
    } else {
      clock.addUnreadable(sample: sample)
    }
    rowCount += 1
  }

  private mutating func addGap(to sample: Int, _ line: NCCALines.Line, _ findings: inout NCCAFindings) {
    let gap = sampleCount..<(sample - 1)
    gaps.append(gap)
    findings.add(
      "sample-gap",
      "The sample number jumps; time goes by the number, and the \(gap.count) samples between are missing.",
      line: line.number, sample: gap.lowerBound)
    for index in columns.indices { columns[index].appendMissing(count: gap.count) }
  }

  private func reportLabelBytes(_ findings: inout NCCAFindings) {
    if let sample = strangeBytes.firstAbove {
      findings.add(
        "non-ascii", "Labels of the data hold bytes above ASCII, which no label has.", severity: .error,
        field: "Label", sample: sample, count: strangeBytes.above)
    }
    if let sample = strangeBytes.firstBelow {
      findings.add(
        "stray-bytes", "Labels of the data hold control characters.", field: "Label", sample: sample,
        count: strangeBytes.below)
    }
  }

  private mutating func addValues(_ row: NCCALooseRow, _ line: NCCALines.Line, _ findings: inout NCCAFindings) {
    for index in columns.indices {
      switch index < row.values.count ? row.values[index] : .bad {
      case .missing: columns[index].appendMissing()
      case .value(let value, let decimals) where columns[index].append(value: value, decimals: decimals): break
      default:
        columns[index].appendMissing()
        findings.add(
          "value-bad", "A value is no number, or none that can be kept exactly; it is missing.", line: line.number,
          field: layout.columns[index].source)
      }
    }
  }
}
