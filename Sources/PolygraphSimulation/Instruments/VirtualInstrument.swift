import PolygraphModel

/// An instrument's firmware as it is seen from the wire: it takes bytes, and sends samples when it is told to.
public protocol VirtualInstrument: Sendable {
  /// The name on the command line.
  var identifier: String { get }
  /// Samples a second.
  var rate: Double { get }
  /// Whether samples are being sent.
  var isStreaming: Bool { get }
  /// How many bytes the instrument itself can hold back when the line is slow.
  var transmitCapacity: Int { get }

  /// Starts as from a cold start; appends what the instrument says then.
  mutating func powerUp(into output: inout [UInt8])
  /// Takes a byte of the host; appends the answer.
  mutating func receive(_ byte: UInt8, into output: inout [UInt8])
  /// Takes the next sample. Its frame is appended if there is room for it; if not the frame is dropped, and the counter
  /// goes on.
  mutating func sample(into output: inout [UInt8], room: Int)
  /// The raw values of a sample of the run, counted from its start, in the order of the frame.
  func values(at index: Int) -> [Int]
}

/// The virtual instruments by name.
public enum VirtualInstruments {
  /// The names.
  public static let names = ["bitalino", "cyton", "plg1", "openeeg-p2", "shimmer3"]

  /// What the values of an instrument's frames sense, in their order; channels without a sensor come last and are left
  /// out. Empty for an unknown name.
  public static func sensors(of name: String) -> [Sensor] {
    switch name {
    case "bitalino", "cyton", "openeeg-p2":
      [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .activity]
    case "plg1": [.thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .activity, .vasomotor]
    case "shimmer3": [.electrodermal, .vasomotor]
    default: []
    }
  }

  /// Makes an instrument, attached to the examinee of these signals; `nil` for an unknown name.
  public static func make(_ name: String, signals: SimulatedSignals) -> (any VirtualInstrument)? {
    switch name {
    case "bitalino": VirtualBITalino(signals: signals)
    case "cyton": VirtualCyton(signals: signals)
    case "plg1": VirtualPLG1(signals: signals)
    case "openeeg-p2": VirtualOpenEEG(signals: signals)
    case "shimmer3": VirtualShimmer(signals: signals)
    default: nil
    }
  }
}
