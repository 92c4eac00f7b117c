import PolygraphStatistics

/// What goes wrong between a virtual instrument and the host.
public struct WireFaults: Hashable, Sendable {
  /// The share of bytes that are lost.
  public var loss = 0.0
  /// The share of bytes that come twice.
  public var duplication = 0.0
  /// The share of bytes with a flipped bit.
  public var flips = 0.0
  /// The share of bytes before which 1 to 40 foreign ones come.
  public var junk = 0.0
  /// The error of the instrument's clock in parts a million.
  public var partsPerMillion = 0.0
  /// When the line stands still, and for how long. *Units*: seconds of the instrument.
  public var stall: (start: Double, length: Double)? {
    get { stallStart.map { ($0, stallLength) } }
    set {
      stallStart = newValue?.start
      stallLength = newValue?.length ?? 0
    }
  }
  /// When the instrument is unplugged. *Units*: seconds of the instrument.
  public var unplug: Double?
  /// How long after unplugging it is plugged in again, under another number; `nil` for never.
  public var replug: Double?
  /// When the instrument resets itself. *Units*: seconds of the instrument.
  public var reset: Double?
  private var stallStart: Double?
  private var stallLength = 0.0

  /// Makes a line without faults.
  public init() {}

  /// The names of faults, each with what stands after the equals sign.
  public static let forms = [
    "loss=SHARE", "duplication=SHARE", "flips=SHARE", "junk=SHARE", "ppm=NUMBER", "stall=AT:SECONDS", "unplug=AT",
    "replug=SECONDS", "reset=AT",
  ]

  /// Adds a fault written as `name=value`. Returns false when it is none of ``forms``.
  public mutating func add(_ text: String) -> Bool {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return false }
    let numbers = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    guard numbers.allSatisfy(\.isFinite), let first = numbers.first, numbers.count == (parts[0] == "stall" ? 2 : 1)
    else { return false }
    if parts[0] == "ppm" {
      guard abs(first) <= 100_000 else { return false }
      partsPerMillion = first
      return true
    }
    guard numbers.allSatisfy({ $0 >= 0 && $0 <= 1e6 }) else { return false }
    switch parts[0] {
    case "stall": stall = (first, numbers[1])
    case "unplug": unplug = first
    case "replug": replug = first
    case "reset": reset = first
    default:
      guard first <= 1 else { return false }
      switch parts[0] {
      case "loss": loss = first
      case "duplication": duplication = first
      case "flips": flips = first
      case "junk": junk = first
      default: return false
      }
    }
    return true
  }

  /// Sends bytes over the faulty line.
  func pass(_ bytes: [UInt8], into output: inout [UInt8], _ generator: inout SeededGenerator) {
    guard loss + duplication + flips + junk > 0 else {
      output += bytes
      return
    }
    for byte in bytes {
      if generator.uniform() < junk {
        for _ in 0...generator.below(40) { output.append(UInt8(generator.below(256))) }
      }
      if generator.uniform() < loss { continue }
      let isFlipped = generator.uniform() < flips
      output.append(isFlipped ? byte ^ 1 << UInt8(generator.below(8)) : byte)
      if generator.uniform() < duplication { output.append(byte) }
    }
  }
}
