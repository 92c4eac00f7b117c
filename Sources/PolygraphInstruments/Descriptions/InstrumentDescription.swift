import PolygraphModel

/// An instrument described in a data file: how its bytes are framed, what the values are, which commands it takes, and
/// what is known of its electrical safety.
///
/// The document `polygraph.instrument/1`.
public struct InstrumentDescription: Hashable, Sendable, Codable {
  /// The schema that this version reads.
  public static let schema = "polygraph.instrument/1"

  /// ``schema``.
  public var schema: String
  /// A short name for the command line: small letters, digits and hyphens.
  public var identifier: String
  /// The name for people.
  public var name: String
  /// Samples a second, nominally; 0 when the instrument keeps no rate.
  public var rate: Double
  /// How the port is set.
  public var line: LineDescription
  /// How samples are framed.
  public var framing: FramingDescription
  /// The check over each frame.
  public var checksum: ChecksumDescription?
  /// The counter in each frame.
  public var counter: CounterDescription?
  /// The values of each frame, in order.
  public var fields: [FieldDescription]
  /// The bytes that the instrument takes.
  public var commands: CommandDescription?
  /// What stands between the person and the mains.
  public var electricalSafety: ElectricalSafety

  /// How the port is set: eight data bits always.
  public struct LineDescription: Hashable, Sendable, Codable {
    /// Bits a second.
    public var baud: Int
    /// `none`, `odd` or `even`; left out: `none`.
    public var parity: Parity?
    /// 1 or 2; left out: 1.
    public var stopBits: Int?
    /// The parities.
    public enum Parity: String, Hashable, Sendable, Codable {
      /// No parity bit.
      case none
      /// An odd number of ones.
      case odd
      /// An even number of ones.
      case even
    }
  }

  /// How samples are framed.
  public struct FramingDescription: Hashable, Sendable, Codable {
    /// The framings.
    public enum Kind: String, Hashable, Sendable, Codable {
      /// A line of text that ends in LF.
      case line
      /// Frames of one length with a header or a stop byte.
      case fixed
      /// SLIP (RFC 1055): C0 ends a frame.
      case slip
      /// Consistent overhead byte stuffing: 00 ends a frame.
      case cobs
    }
    /// Which framing.
    public var kind: Kind
    /// Line: what the sample begins with.
    public var prefix: String?
    /// Line: what stands between fields; left out: a comma.
    public var separator: String?
    /// Line: what the sample ends with.
    public var suffix: String?
    /// Fixed: the bytes a frame begins with, in hexadecimal.
    public var header: String?
    /// Fixed: the bytes a frame ends with, in hexadecimal.
    public var stop: String?
    /// Fixed, SLIP, COBS: bytes of a frame, header, checksum and stop bytes included.
    public var length: Int?
  }

  /// The check over each frame.
  public struct ChecksumDescription: Hashable, Sendable, Codable {
    /// Which checksum.
    public var kind: FrameChecksum
    /// Binary frames: the first byte of the checksum; left out: before the stop bytes.
    public var at: Int?
    /// Binary frames: the first byte that it covers; left out: 0.
    public var from: Int?
    /// Binary frames: the byte order, `big` or `little`; left out: `little`.
    public var order: ByteOrder?
    /// Lines: what stands before the hexadecimal digits; left out: `*`. The checksum covers what lies between the
    /// prefix and this mark.
    public var mark: String?
    /// The byte orders.
    public enum ByteOrder: String, Hashable, Sendable, Codable {
      /// The high byte first.
      case big
      /// The low byte first.
      case little
    }
  }

  /// The counter in each frame.
  public struct CounterDescription: Hashable, Sendable, Codable {
    /// Binary frames: where it stands and how.
    public var at: Int?
    /// Binary frames: its type.
    public var type: FieldType?
    /// Lines: its field, from 0.
    public var column: Int?
    /// The count at which it begins anew.
    public var modulus: Int
    /// The first frame's counter after a start; left out when it is not known.
    public var first: Int?
  }

  /// A value of each frame.
  public struct FieldDescription: Hashable, Sendable, Codable {
    /// The value's name.
    public var name: String
    /// What it senses, as in the model; left out: `auxiliary`.
    public var sensor: Sensor?
    /// Binary frames: its first byte.
    public var at: Int?
    /// Binary frames: its type.
    public var type: FieldType?
    /// Lines: its field, from 0.
    public var column: Int?
    /// Lines: how many decimals are kept; the count is in the last place's unit.
    public var decimals: Int?
    /// The unit of count · scale + offset.
    public var unit: String
    /// Left out: 1.
    public var scale: Double?
    /// Left out: 0.
    public var offset: Double?
    /// The least count the converter gives; values outside the range make a frame invalid.
    public var minimum: Int?
    /// The greatest count the converter gives.
    public var maximum: Int?
    /// Lines: an empty field means that the value was not measured; left out: no.
    public var mayBeEmpty: Bool?
  }

  /// The bytes that the instrument takes: text, or hexadecimal after `hex:`.
  public struct CommandDescription: Hashable, Sendable, Codable {
    /// Starts the samples.
    public var start: String?
    /// Stops the samples.
    public var stop: String?
    /// Asks the instrument who it is.
    public var identify: String?
    /// What its answer contains.
    public var answer: String?
  }

  /// What stands between the person and the mains: every description must say it.
  public struct ElectricalSafety: Hashable, Sendable, Codable {
    /// What isolates the person from the computer.
    public var isolation: String
    /// What feeds the part that touches the person.
    public var supply: String
    /// What the maker or builder states, and who that is.
    public var statement: String
  }
}

/// How a number is written in a binary frame.
public enum FieldType: String, Hashable, Sendable, Codable, CaseIterable {
  /// One byte.
  case u8, i8
  /// Two bytes.
  case u16le, u16be, i16le, i16be
  /// Three bytes.
  case u24le, u24be, i24le, i24be
  /// Four bytes; an unsigned one above 2³¹ − 1 makes a frame invalid.
  case u32le, u32be, i32le, i32be

  /// Bytes of the number.
  public var byteCount: Int {
    switch self {
    case .u8, .i8: 1
    case .u16le, .u16be, .i16le, .i16be: 2
    case .u24le, .u24be, .i24le, .i24be: 3
    case .u32le, .u32be, .i32le, .i32be: 4
    }
  }

  var isSigned: Bool { rawValue.hasPrefix("i") }
  var isBig: Bool { rawValue.hasSuffix("be") }

  /// The counts the type can hold.
  var range: ClosedRange<Int> {
    let bits = 8 * byteCount
    return isSigned ? -(1 << (bits - 1))...(1 << (bits - 1)) - 1 : 0...(1 << bits) - 1
  }

  /// The number at a place.
  @inline(__always) func read(_ bytes: UnsafePointer<UInt8>) -> Int {
    let count = byteCount
    var value = 0
    for place in 0..<count { value = value << 8 | Int(bytes[isBig ? place : count - 1 - place]) }
    return isSigned && value >= 1 << (8 * count - 1) ? value - 1 << (8 * count) : value
  }
}
