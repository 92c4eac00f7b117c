import PolygraphModel

/// What was taken from an instrument, in frames and bytes.
///
/// *Definition*: produced = delivered + lost, of which `undecidable` are the frames of gaps whose length neither the
/// counter nor the clock settled.
public struct CaptureCounts: Hashable, Sendable, Codable {
  /// Frames that were taken.
  public var delivered = 0
  /// Frames that are missing and were counted.
  public var lost = 0
  /// Frames among the lost whose number is the nearest that fits.
  public var undecidable = 0
  /// Gaps.
  public var gaps = 0
  /// Bytes that belong to no frame.
  public var junkBytes = 0
  /// Bytes for which the ring had no room.
  public var overflowBytes = 0
  /// Frames that came and could not be kept, because the disk took nothing for too long; among the lost ones too.
  public var refused = 0
  /// How often the instrument started anew in its stream.
  public var resets = 0
  /// How often the port was lost.
  public var disconnects = 0
  /// Segments that were begun.
  public var segments = 0

  /// Frames the instrument took while it was connected.
  public var produced: Int { delivered + lost }

  /// Makes counts of nothing.
  public init() {}
}

/// How a session stands, for a screen.
public struct CaptureStatus: Sendable {
  /// How an instrument stands.
  public struct Instrument: Sendable {
    /// Its name in the package.
    public var id: String
    /// What it says it is.
    public var identity = ""
    /// Whether its port is there.
    public var isConnected = true
    /// The channels.
    public var channels: [String] = []
    /// What each channel senses.
    public var sensors: [Sensor] = []
    /// What was taken.
    public var counts = CaptureCounts()
    /// The nominal rate in hertz.
    public var nominalRate = 0.0
    /// The rate of the last seconds in hertz of the session.
    public var measuredRate = 0.0
    /// How far the instrument's clock lies above its nominal rate, in millionths; `nil` until a minute is in.
    public var partsPerMillion: Double?
    /// The last counts.
    public var lastCounts: [Int32] = []
  }

  /// The instruments, the primary one first.
  public var instruments: [Instrument] = []
  /// How the session's sound stands; `nil` without sound.
  public var sound: AudioRecorder.Status?
  /// The alarms that stand, the oldest first.
  public var alarms: [CaptureAlarm] = []
  /// Seconds of the session.
  public var seconds = 0.0
  /// The chart that is open.
  public var openChart: (series: String, chart: Int)?
  /// The last question that was begun.
  public var lastQuestion: String?
}

/// What a session made.
public struct CaptureSummary: Sendable {
  /// The package's folder.
  public var package: String
  /// What was taken, by instrument.
  public var instruments: [CaptureStatus.Instrument]
  /// What was taken of the session's sound; `nil` without sound.
  public var sound: AudioRecorder.Status?
  /// How often each kind of alarm was raised.
  public var alarms: [CaptureAlarm.Kind: Int]
  /// Marks that were taken.
  public var events: Int
  /// Charts that were ended.
  public var charts: Int
  /// Whether the session carries the mark of the minimum set, and why not.
  public var conformance: Conformance
}
