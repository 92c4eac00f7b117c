/// Reads decimal numbers of bytes without making strings.
enum DecimalField {
  /// An integer with an optional minus sign, up to 18 digits; `nil` for anything else.
  static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var place = 0
    var isNegative = false
    if let first = bytes.first, first == UInt8(ascii: "-") {
      isNegative = true
      place = 1
    }
    guard place < bytes.count, bytes.count - place <= 18 else { return nil }
    var value = 0
    while place < bytes.count {
      let digit = Int(bytes[place]) - 48
      guard (0...9).contains(digit) else { return nil }
      value = value * 10 + digit
      place += 1
    }
    return isNegative ? -value : value
  }

  /// A number with a fixed number of decimals as an integer of the last place; fewer decimals are filled with zeros,
  /// more are refused.
  static func scaled(_ bytes: UnsafeBufferPointer<UInt8>, decimals: Int) -> Int? {
    guard let point = bytes.firstIndex(of: UInt8(ascii: ".")) else {
      guard let whole = integer(bytes), bytes.count + decimals <= 18 else { return nil }
      return (0..<decimals).reduce(whole) { value, _ in value * 10 }
    }
    let places = bytes.count - point - 1
    guard places > 0, places <= decimals, bytes.count + decimals <= 18 else { return nil }
    let whole = UnsafeBufferPointer(rebasing: bytes[0..<point])
    let fraction = UnsafeBufferPointer(rebasing: bytes[(point + 1)...])
    guard let part = integer(fraction), fraction[0] != UInt8(ascii: "-") else { return nil }
    let isNegative = whole.first == UInt8(ascii: "-")
    guard let front = integer(whole) else { return nil }
    let scaledPart = (0..<(decimals - places)).reduce(part) { value, _ in value * 10 }
    let scaledFront = (0..<decimals).reduce(abs(front)) { value, _ in value * 10 }
    return isNegative ? -(scaledFront + scaledPart) : scaledFront + scaledPart
  }
}
