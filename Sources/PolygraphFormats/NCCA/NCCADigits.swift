/// Reads decimal digits eight at a time.
enum NCCADigits {
  /// The whole number that eight bytes hold, blanks in front; −1 when they hold anything else or only blanks.
  ///
  /// *Definition*: a blank (0x20) becomes the digit 0 (0x30) by setting one bit, and digits stay as they are; then all
  /// eight are checked and weighed at once.
  @inline(__always) static func wholeNumber(_ word: UInt64) -> Int32 {
    let clear = ~word & 0x1010_1010_1010_1010
    let blanks = clear >> 4
    // Where the bit was clear the byte must be a blank, and blanks stand in front only.
    let isBlank = (word & (blanks &* 0xEF)) == blanks &* 0x20
    let inFront = blanks & ~((blanks << 8) | 1) == 0
    let digits = word | 0x1010_1010_1010_1010
    let low = digits &- 0x3030_3030_3030_3030
    let isDigit = ((digits &+ 0x4646_4646_4646_4646) | low) & 0x8080_8080_8080_8080 == 0
    guard isBlank, inFront, isDigit, blanks != 0x0101_0101_0101_0101 else { return -1 }
    let pairs = (low &* 10) &+ (low >> 8)
    let first = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let second = ((pairs >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return Int32(truncatingIfNeeded: (first &+ second) >> 32)
  }

  /// The eight bytes at a place, the first one lowest.
  @inline(__always) static func load(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The whole number in a value field of 11 bytes that ends in `.0`; −1 for any other content.
  @inline(__always) static func whole(_ field: UnsafeRawPointer) -> Int32 {
    // Bytes 0 to 8 are the whole part, right-justified; 9 and 10 are `.0`.
    let tail = UInt16(littleEndian: field.loadUnaligned(fromByteOffset: 9, as: UInt16.self))
    guard tail == 0x302E, field.load(as: UInt8.self) == 0x20 else { return -1 }
    return wholeNumber(load(field, 1))
  }

  /// Whether a value field of 11 bytes holds −9.9 in its usual form.
  @inline(__always) static func isMissing(_ field: UnsafeRawPointer) -> Bool {
    load(field, 3) == 0x392E_392D_2020_2020 && load(field, 0) & 0xFF_FFFF == 0x20_2020
  }
}
