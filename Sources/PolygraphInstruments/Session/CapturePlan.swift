import PolygraphFormats
import PolygraphModel
import PolygraphQuantities

/// What a channel of an instrument is used for.
public struct ChannelUse: Hashable, Sendable, Codable {
  /// What it senses.
  public var sensor: Sensor
  /// How counts become values, where it differs from the driver's: value = count · numerator / denominator + offset.
  public var calibration: Calibration?
  /// The unit of those values.
  public var unit: MeasurementUnit?

  /// Makes a use.
  public init(sensor: Sensor, calibration: Calibration? = nil, unit: MeasurementUnit? = nil) {
    self.sensor = sensor
    self.calibration = calibration
    self.unit = unit
  }
}

/// What is to be captured: instruments with their ports and sensors, the exam, and where the package goes.
public struct CapturePlan: Sendable {
  /// An instrument of the session.
  public struct Instrument: Sendable {
    /// Its name in the package.
    public var id: String
    /// How to talk to it.
    public var driver: InstrumentDriver
    /// The port's path; a name under `/dev/serial/by-id` stays the same at the next plug-in.
    public var port: String
    /// What its channels sense, by channel name, where the driver cannot know.
    public var uses: [String: ChannelUse]
    /// When it was last calibrated or checked; `nil` when that is not known (REQ-12).
    public var lastCheck: Timestamp?

    /// Makes an instrument.
    public init(
      id: String, driver: InstrumentDriver, port: String, uses: [String: ChannelUse] = [:],
      lastCheck: Timestamp? = nil
    ) {
      self.id = id
      self.driver = driver
      self.port = port
      self.uses = uses
      self.lastCheck = lastCheck
    }
  }

  /// The session's sound.
  public struct Sound: Sendable {
    /// ALSA's name of the input, as `default`.
    public var device: String
    /// What is recorded.
    public var format: AudioFormat
    /// Opens the input; tests put their own in its place.
    var open: @Sendable (Sound) throws(AudioError) -> any AudioSource

    /// Makes the sound of an input.
    public init(device: String, format: AudioFormat = .room) {
      self.device = device
      self.format = format
      open = { sound throws(AudioError) in try AudioDevice(sound.device, format: sound.format) }
    }
  }

  /// The instruments. The first is the primary one: its sample index is the charts' clock.
  public var instruments: [Instrument]
  /// The package's folder, which is made.
  public var package: String
  /// The exam's name: a pseudonym.
  public var examName: String
  /// The test format, as `federal-zct`.
  public var testFormat: String?
  /// The series with their questions.
  public var series: [ExamRecord.SeriesRecord]
  /// The software that captures, as the package names it.
  public var software: String
  /// The session's sound; `nil` for none.
  public var sound: Sound?

  /// Makes a plan.
  public init(
    instruments: [Instrument], package: String, examName: String, testFormat: String? = nil,
    series: [ExamRecord.SeriesRecord] = [], software: String, sound: Sound? = nil
  ) {
    self.sound = sound
    self.instruments = instruments
    self.package = package
    self.examName = examName
    self.testFormat = testFormat
    self.series = series
    self.software = software
  }
}

/// Limits a session may choose, each with what it means for the person at the screen.
public struct CaptureLimits: Hashable, Sendable {
  /// The ring of each port: 90 s of 115200 baud.
  public var ringBytes = 1 << 20
  /// The longest time between two commits on the machine's clock, in milliseconds; the writer's promise is 250.
  public var commitMilliseconds = 200
  /// An instrument that was checked longer ago draws a warning, in days (REQ-12).
  public var checkAgeDays = 180
  /// Less room on the disk draws an alarm, in bytes: an hour of 16 channels at 1000 Hz with a margin.
  public var leastFreeBytes: Int64 = 512 << 20
  /// What the package's writer may hold.
  public var package = ExamPackageWriter.Limits()
  /// When a signal draws an alarm.
  public var quality = SignalQualityLimits()

  /// Makes the usual limits.
  public init() {}
}

extension CapturePlan.Instrument {
  /// What a channel is used for: what the plan says, else what the driver knows.
  func use(of channel: InstrumentChannel) -> ChannelUse {
    uses[channel.name] ?? ChannelUse(sensor: channel.sensor)
  }

  /// The rows of the channel table for an instrument that was connected.
  func sensorRecords(_ channels: [InstrumentChannel]) -> [SensorRecord] {
    channels.map { channel in
      let use = use(of: channel)
      var linear = Calibration.identity
      if case .linear(let gain, let offset) = channel.transfer.formula {
        linear = Calibration(numerator: gain, denominator: 1, offset: offset)
      }
      // A formula that is no line has its name in the table, and counts as values.
      let isLine = use.calibration != nil || linear != .identity
      let span = Int64(channel.range.upperBound) - Int64(channel.range.lowerBound)
      return SensorRecord(
        instrument: id, channel: channel.name, sensor: use.sensor,
        unit: use.unit ?? (isLine || use.calibration != nil ? channel.transfer.unit : .count),
        calibration: use.calibration ?? linear, transfer: "\(channel.transfer.name)/\(channel.transfer.version)",
        bits: 64 - span.leadingZeroBitCount, conditioning: channel.note)
    }
  }
}
