extension InstrumentDescription {
  private typealias Failure = InstrumentDescriptionError

  /// A line's parts: fields have columns, and nothing has a place in bytes.
  func checkLine() throws(InstrumentDescriptionError) {
    for (name, value) in [("header", framing.header), ("stop", framing.stop)] where value != nil {
      throw Failure(path: "framing.\(name)", problem: "a line has 'prefix' and 'suffix' instead")
    }
    if framing.length != nil { throw Failure(path: "framing.length", problem: "a line has no fixed length") }
    if let separator = framing.separator, separator.utf8.count != 1 || "-.0123456789\n\r".contains(separator) {
      throw Failure(path: "framing.separator", problem: "a separator is one character that stands in no number")
    }
    if let checksum {
      guard checksum.at == nil, checksum.from == nil, checksum.order == nil else {
        throw Failure(
          path: "checksum", problem: "a line's checksum stands after 'mark', in hexadecimal digits, high digit first")
      }
      if let mark = checksum.mark, mark.utf8.count != 1 {
        throw Failure(path: "checksum.mark", problem: "a mark is one character")
      }
    }
    var columns: Set<Int> = []
    if let counter {
      guard counter.at == nil, counter.type == nil, let column = counter.column, (0..<64).contains(column) else {
        throw Failure(path: "counter", problem: "a line's counter has a 'column' from 0 to 63, and no 'at' and 'type'")
      }
      columns.insert(column)
    }
    for (index, field) in fields.enumerated() {
      guard field.at == nil, field.type == nil, let column = field.column, (0..<64).contains(column) else {
        throw Failure(
          path: "fields[\(index)]", problem: "a line's value has a 'column' from 0 to 63, and no 'at' and 'type'")
      }
      guard columns.insert(column).inserted else {
        throw Failure(path: "fields[\(index)].column", problem: "column \(column) is taken already")
      }
      guard (0...9).contains(field.decimals ?? 0) else {
        throw Failure(path: "fields[\(index)].decimals", problem: "0 to 9 decimals can be kept")
      }
    }
  }

  /// A binary frame's parts: everything lies in the frame, and nothing on another part.
  func checkBinary() throws(InstrumentDescriptionError) {
    for (name, value) in [
      ("prefix", framing.prefix), ("separator", framing.separator), ("suffix", framing.suffix),
    ] where value != nil {
      throw Failure(path: "framing.\(name)", problem: "only a line has this; a frame of bytes has 'header' and 'stop'")
    }
    guard let length = framing.length, (2...250).contains(length) else {
      throw Failure(path: "framing.length", problem: "a frame of bytes has a 'length' of 2 to 250")
    }
    let header = try framing.header.map { text throws(InstrumentDescriptionError) in
      try Self.hexadecimal(text, path: "framing.header")
    }
    let stop = try framing.stop.map { text throws(InstrumentDescriptionError) in
      try Self.hexadecimal(text, path: "framing.stop")
    }
    if framing.kind == .fixed {
      let marks = (header ?? []).count + (stop ?? []).count
      let isTold = marks > 0 && (checksum != nil || counter != nil) || checksum.map { $0.kind.byteCount > 1 } ?? false
      guard isTold else {
        throw Failure(
          path: "framing",
          problem: "nothing tells where a frame begins: it needs a header or a stop byte, and a checksum or a counter")
      }
    }
    var taken = [String?](repeating: nil, count: length)
    try Self.take(&taken, 0, (header ?? []).count, "framing.header")
    try Self.take(&taken, length - (stop ?? []).count, (stop ?? []).count, "framing.stop")
    if let checksum {
      guard checksum.mark == nil else { throw Failure(path: "checksum.mark", problem: "only a line has a mark") }
      let place = checksum.at ?? length - (stop ?? []).count - checksum.kind.byteCount
      try Self.take(&taken, place, checksum.kind.byteCount, "checksum.at")
      guard (checksum.from ?? 0) >= 0, (checksum.from ?? 0) < place else {
        throw Failure(path: "checksum.from", problem: "the checksum covers bytes before itself")
      }
    }
    if let counter {
      guard counter.column == nil, let place = counter.at, let type = counter.type, !type.isSigned else {
        throw Failure(path: "counter", problem: "a frame's counter has 'at' and an unsigned 'type'")
      }
      guard counter.modulus - 1 <= type.range.upperBound else {
        throw Failure(path: "counter.modulus", problem: "\(type.rawValue) cannot count to \(counter.modulus)")
      }
      try Self.take(&taken, place, type.byteCount, "counter.at")
    }
    for (index, field) in fields.enumerated() {
      guard field.column == nil, field.decimals == nil, field.mayBeEmpty == nil, let place = field.at,
        let type = field.type
      else {
        throw Failure(
          path: "fields[\(index)]",
          problem: "a frame's value has 'at' and 'type', and no 'column', 'decimals' and 'mayBeEmpty'")
      }
      try Self.take(&taken, place, type.byteCount, "fields[\(index)].at")
    }
  }

  private static func take(
    _ taken: inout [String?], _ start: Int, _ count: Int, _ path: String
  ) throws(InstrumentDescriptionError) {
    guard count > 0 else { return }
    guard start >= 0, start <= taken.count - count else {
      throw Failure(
        path: path, problem: "bytes \(start) to \(start + count - 1) are not all in a frame of \(taken.count)")
    }
    for place in start..<(start + count) {
      if let other = taken[place] {
        throw Failure(path: path, problem: "byte \(place) belongs to \(other) already")
      }
      taken[place] = path
    }
  }
}
