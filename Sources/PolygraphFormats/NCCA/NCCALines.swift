/// The lines of a file, found one after the other on its bytes, whatever their ends.
struct NCCALines {
  /// One line: its bytes without the end, and its number from 1.
  struct Line {
    let bytes: Range<Int>
    let number: Int
  }

  let buffer: UnsafeRawBufferPointer
  private(set) var place: Int
  private(set) var number = 0
  private(set) var crlfCount = 0
  private(set) var lfCount = 0
  private(set) var crCount = 0
  /// The first line that ends otherwise than in CR LF.
  private(set) var firstOtherEnd: Int?

  init(_ buffer: UnsafeRawBufferPointer, from start: Int) {
    self.buffer = buffer
    place = start
  }

  /// The next line, or `nil` at the end of the file.
  mutating func next() -> Line? {
    guard place < buffer.count else { return nil }
    let start = place
    var end = start
    while end < buffer.count, buffer[end] != 0x0A, buffer[end] != 0x0D { end += 1 }
    number += 1
    place = end
    if end < buffer.count {
      if buffer[end] == 0x0A {
        lfCount += 1
        noteOtherEnd()
        place = end + 1
      } else if end + 1 < buffer.count, buffer[end + 1] == 0x0A {
        crlfCount += 1
        place = end + 2
      } else {
        crCount += 1
        noteOtherEnd()
        place = end + 1
      }
    }
    return Line(bytes: start..<end, number: number)
  }

  private mutating func noteOtherEnd() {
    if firstOtherEnd == nil { firstOtherEnd = number }
  }

  /// The same place in a buffer that was cut at its end.
  func cut(to buffer: UnsafeRawBufferPointer) -> NCCALines {
    var lines = NCCALines(buffer, from: place)
    (lines.number, lines.crlfCount, lines.lfCount, lines.crCount) = (number, crlfCount, lfCount, crCount)
    lines.firstOtherEnd = firstOtherEnd
    return lines
  }

  /// Goes on behind rows that were read elsewhere.
  mutating func skip(to place: Int, lines: Int, crlf: Int) {
    if crlf < lines, firstOtherEnd == nil { firstOtherEnd = number + 1 }
    self.place = place
    number += lines
    crlfCount += crlf
    lfCount += lines - crlf
  }
}

extension UnsafeRawBufferPointer {
  /// The range without blanks at both ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, self[low] == 0x20 || self[low] == 0x09 { low += 1 }
    while high > low, self[high - 1] == 0x20 || self[high - 1] == 0x09 { high -= 1 }
    return low..<high
  }

  /// Whether the bytes of `range` begin with a text.
  func starts(_ range: Range<Int>, with text: StaticString) -> Bool {
    guard range.count >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount where self[range.lowerBound + index] != text.utf8Start[index] {
      return false
    }
    return true
  }

  /// The bytes of `range` as text; every byte that is no ASCII becomes U+FFFD.
  func ascii(_ range: Range<Int>) -> String {
    String(decoding: self[range].lazy.map { $0 < 0x7F ? UInt16($0) : 0xFFFD }, as: UTF16.self)
  }

  /// The largest whole number that ``integer(_:)`` tells from a larger one.
  static var largestInteger: Int { 1_000_000_000_000_000_000 }

  /// The whole number that the trimmed bytes of `range` are, a sign in front allowed; `nil` for anything else.
  ///
  /// *Edges*: numbers beyond ±10¹⁸ become ±10¹⁸, which lies outside every limit here.
  func integer(_ range: Range<Int>) -> Int? {
    var field = trimmed(range)
    guard let first = field.first else { return nil }
    let isNegative = self[first] == 0x2D
    if isNegative || self[first] == 0x2B { field = (first + 1)..<field.upperBound }
    guard !field.isEmpty else { return nil }
    var value = 0
    for index in field {
      let digit = self[index] &- 48
      guard digit < 10 else { return nil }
      value = Swift.min(value * 10 + Int(digit), Self.largestInteger / 10)
    }
    if value == Self.largestInteger / 10 { value = Self.largestInteger }
    return isNegative ? -value : value
  }

  /// The ranges of the words in `range`, parted by blanks; no more than `most` of them.
  func words(_ range: Range<Int>, atMost most: Int = .max) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var index = range.lowerBound
    while index < range.upperBound, words.count < most {
      while index < range.upperBound, self[index] == 0x20 || self[index] == 0x09 { index += 1 }
      let start = index
      while index < range.upperBound, self[index] != 0x20, self[index] != 0x09 { index += 1 }
      if index > start { words.append(start..<index) }
    }
    return words
  }
}
