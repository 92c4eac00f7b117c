/// How a serial port is set: eight data bits, no flow control, nothing translated.
public struct PortSettings: Hashable, Sendable {
  /// The parities.
  public enum Parity: String, Hashable, Sendable, CaseIterable {
    /// No parity bit.
    case none
    /// An odd number of ones.
    case odd
    /// An even number of ones.
    case even
  }
  /// Bits a second; any rate, named or not.
  public var baud: Int
  /// The parity bit.
  public var parity: Parity
  /// 1 or 2.
  public var stopBits: Int

  /// Makes settings. A baud rate that is not positive, or another number of stop bits, is a programming error.
  public init(baud: Int, parity: Parity = .none, stopBits: Int = 1) {
    precondition((1...4_000_000).contains(baud), "A baud rate is 1 to 4000000.")
    precondition(stopBits == 1 || stopBits == 2, "There are 1 or 2 stop bits.")
    self.baud = baud
    self.parity = parity
    self.stopBits = stopBits
  }
}

extension PortSettings: CustomStringConvertible {
  /// As people write it: `115200 8N1`.
  public var description: String {
    let letter = [Parity.none: "N", .odd: "O", .even: "E"][parity] ?? "N"
    return "\(baud) 8\(letter)\(stopBits)"
  }
}

/// Why a port cannot be used, and what to do.
public struct PortError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble.
  public enum Code: String, Hashable, Sendable {
    /// There is no such port.
    case missing
    /// The user may not open it.
    case notAllowed
    /// Another program has it.
    case busy
    /// The path is no serial port.
    case notAPort
    /// The driver did not take the settings.
    case settings
    /// The instrument was unplugged.
    case lost
    /// The port did not take bytes in time.
    case timeout
    /// The system refused in another way.
    case system
  }
  /// The kind of trouble.
  public let code: Code
  /// The port's path.
  public let path: String
  /// What happened and what to do.
  public let description: String
}

/// What came of waiting for a port.
public enum PortReading: Hashable, Sendable {
  /// So many bytes, and when they had been read.
  ///
  /// *Units*: nanoseconds of CLOCK_MONOTONIC.
  case bytes(count: Int, time: Int64)
  /// Nothing came in time.
  case timeout
  /// Somebody called ``SerialPort/wake()``.
  case woken
  /// The port is gone: a hang-up, an error, or a read of nothing; all mean the same.
  case lost(reason: String)
}
