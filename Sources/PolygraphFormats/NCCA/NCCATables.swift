import PolygraphModel

/// A row of the statement table.
struct NCCAStatement {
  let number: String
  let label: String
  let line: Int
  var text: String
  /// Blanks behind the text.
  var blanks = 0
}

/// A row of the event table; places count from 1, as in the file.
struct NCCAEventRow {
  let number: String
  let label: String
  let begin: Int
  var end: Int
  var answer: Int?
  let line: Int
  /// True when blanks stand behind the last field.
  let hasTrailer: Bool
}

/// Reads the two tables above the data.
enum NCCATables {
  /// The statement table's rows, wrapped texts joined without anything between.
  static func statements(
    _ buffer: UnsafeRawBufferPointer, _ lines: [NCCALines.Line], encoding: TextEncoding?
  ) -> [NCCAStatement] {
    var rows: [NCCAStatement] = []
    var pieces: [[UInt8]] = []
    for line in lines {
      let bytes = line.bytes
      func part(_ low: Int, _ high: Int) -> Range<Int> {
        (bytes.lowerBound + low..<bytes.lowerBound + max(low, high)).clamped(to: bytes)
      }
      let rest = Array(buffer[part(15, bytes.count)])
      if buffer.trimmed(part(0, 6)).isEmpty {
        guard !rows.isEmpty else { continue }
        pieces[pieces.count - 1] += rest
      } else {
        rows.append(
          NCCAStatement(
            number: buffer.ascii(buffer.trimmed(part(0, 6))),
            label: decode(buffer, buffer.trimmed(part(6, 15)), encoding), line: line.number, text: ""))
        pieces.append(rest)
      }
    }
    for index in rows.indices {
      rows[index].blanks = pieces[index].reversed().prefix { $0 == 0x20 }.count
      rows[index].text = pieces[index].dropLast(rows[index].blanks).withUnsafeBytes {
        TextEncoding.decode($0, encoding)
      }
    }
    return rows
  }

  private static func decode(
    _ buffer: UnsafeRawBufferPointer, _ range: Range<Int>, _ encoding: TextEncoding?
  ) -> String {
    TextEncoding.decode(UnsafeRawBufferPointer(rebasing: buffer[range]), encoding)
  }

  /// The event table's rows in the file's order.
  ///
  /// *Errors*: `event-number`, `event-reversed`, `event-outside`, `too-large`.
  static func events(
    _ buffer: UnsafeRawBufferPointer, _ lines: [NCCALines.Line], kind: NCCALayoutKind, rowCount: Int,
    _ findings: inout NCCAFindings
  ) throws(FormatError) -> [NCCAEventRow] {
    guard lines.count <= NCCALimits.events else {
      throw FormatError(
        code: "too-large", message: "The file has \(lines.count) events; the limit is \(NCCALimits.events).",
        place: Place(file: findings.file, line: lines[NCCALimits.events].number))
    }
    var rows: [NCCAEventRow] = []
    for line in lines {
      let above = buffer[line.bytes].count { $0 > 126 }
      if above > 0 {
        findings.add(
          "non-ascii", "The event table holds bytes above ASCII, which no label or number has.", severity: .error,
          line: line.number, count: above)
      }
      let fields = kind == .standard ? standardFields(buffer, line) : viewerFields(buffer, line)
      rows.append(try row(buffer, fields, line, rowCount: rowCount, &findings))
    }
    return rows
  }

  private struct Fields {
    var number: Range<Int>
    var label: Range<Int>
    var begin: Range<Int>
    var end: Range<Int>
    var answer: Range<Int>
  }

  private static func standardFields(_ buffer: UnsafeRawBufferPointer, _ line: NCCALines.Line) -> Fields {
    let bytes = line.bytes
    func part(_ low: Int, _ high: Int) -> Range<Int> {
      buffer.trimmed((bytes.lowerBound + low..<bytes.lowerBound + max(low, high)).clamped(to: bytes))
    }
    let fields = Fields(
      number: part(0, 6), label: part(6, 15), begin: part(15, 26), end: part(26, 37), answer: part(37, bytes.count))
    // A label longer than eight characters fills the blank behind it and shifts the row: then the words decide.
    guard bytes.count > 14, buffer[bytes.lowerBound + 14] != 0x20 else { return fields }
    return byWords(buffer, buffer.words(bytes), hasNumber: true) ?? fields
  }

  private static func viewerFields(_ buffer: UnsafeRawBufferPointer, _ line: NCCALines.Line) -> Fields {
    let words = buffer.words(line.bytes)
    let empty = line.bytes.lowerBound..<line.bytes.lowerBound
    return byWords(buffer, words, hasNumber: false)
      ?? Fields(number: empty, label: words.first ?? empty, begin: empty, end: empty, answer: empty)
  }

  /// Number, label, begin, end and answer by words; a label may hold blanks.
  private static func byWords(_ buffer: UnsafeRawBufferPointer, _ words: [Range<Int>], hasNumber: Bool) -> Fields? {
    let front = hasNumber ? 1 : 0
    var places: [Range<Int>] = []
    for word in words.dropFirst(front).reversed() {
      guard buffer.integer(word) != nil, places.count < 3 else { break }
      places.insert(word, at: 0)
    }
    // A label that is a number is no place.
    while places.count > words.count - front - 1, !places.isEmpty { places.removeFirst() }
    guard places.count >= 2, let first = places.first, let begin = words.firstIndex(of: first), begin > front else {
      return nil
    }
    let empty = first.lowerBound..<first.lowerBound
    return Fields(
      number: hasNumber ? words[0] : empty, label: words[front].lowerBound..<words[begin - 1].upperBound,
      begin: places[0], end: places[1], answer: places.count > 2 ? places[2] : empty)
  }

  private static func row(
    _ buffer: UnsafeRawBufferPointer, _ fields: Fields, _ line: NCCALines.Line, rowCount: Int,
    _ findings: inout NCCAFindings
  ) throws(FormatError) -> NCCAEventRow {
    func refused(_ code: String, _ field: String, _ message: String) -> FormatError {
      FormatError(code: code, message: message, place: Place(file: findings.file, line: line.number, field: field))
    }
    guard let begin = buffer.integer(fields.begin) else {
      throw refused("event-number", "Begin", "Begin is no whole number.")
    }
    var end = begin
    if fields.end.isEmpty {
      findings.add("event-end-missing", "An event has no End; its Begin was taken.", line: line.number, field: "End")
    } else if let number = buffer.integer(fields.end) {
      end = number
    } else {
      throw refused("event-number", "End", "End is no whole number.")
    }
    guard begin >= 1, begin <= rowCount else {
      throw refused("event-outside", "Begin", "Begin is \(begin); the data have samples 1 to \(rowCount).")
    }
    guard begin <= end else {
      throw refused("event-reversed", "End", "End is \(end), before Begin \(begin).")
    }
    if end > rowCount {
      findings.add(
        "event-past-end", "An event ends beyond the last row; its End is the last row.", line: line.number, field: "End"
      )
      end = rowCount
    }
    var answer: Int?
    if !fields.answer.isEmpty {
      guard let number = buffer.integer(fields.answer) else {
        throw refused("event-number", "Answer", "Answer is no whole number.")
      }
      answer = number
      if number > rowCount || number < 1 {
        findings.add(
          "event-past-end", "An answer lies beyond the last row and was dropped.", line: line.number, field: "Answer")
        answer = nil
      }
    }
    return NCCAEventRow(
      number: buffer.ascii(fields.number), label: buffer.ascii(fields.label), begin: begin, end: end, answer: answer,
      line: line.number, hasTrailer: line.bytes.last.map { buffer[$0] == 0x20 } ?? false)
  }
}
