/// What the header of a W64 file says: Sony's Wave64, as libsndfile writes it.
///
/// *Shape*: chunks of a 16-byte name, an 8-byte little-endian length that counts the chunk's header of 24 bytes, and
/// content; chunks begin at multiples of eight bytes. `riff` holds the word `wave`, then `fmt ` and `data`. The data
/// go to the end of the file, whatever the length says: a process that was killed did not correct it.
struct W64Layout: Hashable, Sendable {
  var channels: Int
  var rate: Int
  var bits: Int
  /// The byte at which frame 0 begins.
  var dataOffset: Int
  /// The length of the data by the header.
  var dataLength: Int

  /// The first bytes of the chunks' names, and the rest that the lower-case ones share.
  private static let tail: [UInt8] = [0xF3, 0xAC, 0xD3, 0x11, 0x8C, 0xD1, 0x00, 0xC0, 0x4F, 0x8E, 0xDB, 0x8A]
  private static let riff: [UInt8] =
    Array("riff".utf8) + [0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00]
  /// The longest header that is read.
  static let longestHeader = 64 * 1024

  /// Reads a header, or returns `nil` when it is none or is cut.
  init?(_ head: [UInt8]) {
    guard head.count >= 40, Array(head[0..<16]) == Self.riff, Array(head[24..<40]) == Array("wave".utf8) + Self.tail
    else { return nil }
    var place = 40
    var form: (channels: Int, rate: Int, bits: Int)?
    while place + 24 <= head.count {
      let name = Array(head[place..<(place + 16)])
      guard let length = Self.integer(head, place + 16, 8), length >= 24 else { return nil }
      if name == Array("fmt ".utf8) + Self.tail {
        guard let channels = Self.integer(head, place + 26, 2), let rate = Self.integer(head, place + 28, 4),
          let bits = Self.integer(head, place + 38, 2), channels > 0
        else { return nil }
        form = (channels, rate, bits)
      } else if name == Array("data".utf8) + Self.tail {
        guard let form else { return nil }
        (channels, rate, bits) = form
        dataOffset = place + 24
        dataLength = length - 24
        return
      }
      guard length < Self.longestHeader else { return nil }
      place += (length + 7) / 8 * 8
    }
    return nil
  }

  private static func integer(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int? {
    guard place + count <= bytes.count else { return nil }
    var value: UInt64 = 0
    for index in (0..<count).reversed() { value = value << 8 | UInt64(bytes[place + index]) }
    return Int(exactly: value)
  }
}
