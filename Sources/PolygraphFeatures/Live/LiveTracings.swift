import PolygraphModel
import PolygraphQuantities

/// A channel whose lines are drawn live.
public struct LiveChannel: Hashable, Sendable {
  /// What it senses.
  public var sensor: Sensor
  /// How its counts become physical values.
  public var calibration: Calibration
  /// Its lines, of ``LiveTracing/kinds(of:)``.
  public var kinds: [TracingKind]

  /// Makes a channel; its first drawn line is taken when no kinds are named.
  public init(_ sensor: Sensor, calibration: Calibration = .identity, kinds: [TracingKind]? = nil) {
    self.sensor = sensor
    self.calibration = calibration
    self.kinds = kinds ?? Array(LiveTracing.kinds(of: sensor).prefix(1))
  }
}

/// The live lines of all channels of an instrument, frame by frame.
///
/// *Missing*, *Chunking*: as ``LiveTracing``. *Complexity*: O(lines) a frame; nothing is allocated after the first
/// frame.
public struct LiveTracings: Sendable {
  /// The most channels of a frame: as many as a frame has bits for missing values.
  public static let mostChannels = 64

  /// How many channels a frame has.
  public let channelCount: Int
  /// The place of each line's channel in a frame.
  public let channels: [Int]
  private let calibrations: [Calibration]
  private var lines: [LiveTracing]

  /// Makes the lines of an instrument's channels, 1 to ``mostChannels``, in the order of its frames.
  ///
  /// *Errors*: as ``LiveTracing/init(_:_:profile:rate:)``.
  public init(_ channels: [LiveChannel], profile: FilterProfile = .standard, rate: SampleRate) throws {
    precondition((1...Self.mostChannels).contains(channels.count), "A frame has 1 to \(Self.mostChannels) channels.")
    channelCount = channels.count
    calibrations = channels.map(\.calibration)
    let places = channels.enumerated().flatMap { index, channel in channel.kinds.map { (index, $0) } }
    self.channels = places.map(\.0)
    lines = try places.map { try LiveTracing(channels[$0].sensor, $1, profile: profile, rate: rate) }
  }

  /// What each line is: its sensor, kind and latency, in the order of the values.
  public var tracings: [LiveTracing] { lines }

  /// The lines' values for the next frame, in the order of ``tracings``.
  ///
  /// *Shape*: `counts` has as many values as there are channels, `values` as many as there are lines. Bit c of
  /// `missing` is set when channel c has no value.
  public mutating func next(_ counts: UnsafeBufferPointer<Int32>, missing: UInt64 = 0, into values: inout [Double?]) {
    precondition(counts.count == channelCount, "A frame has a count for each channel.")
    precondition(values.count == lines.count, "There is room for a value of each line.")
    for index in lines.indices {
      let channel = channels[index]
      let isMissing = missing >> UInt64(channel) & 1 == 1
      values[index] = lines[index].next(isMissing ? nil : calibrations[channel].value(counts[channel]))
    }
  }

  /// The lines' values for the next frame of an instrument's buffer.
  public mutating func next(_ counts: ArraySlice<Int32>, missing: UInt64 = 0, into values: inout [Double?]) {
    counts.withUnsafeBufferPointer { next($0, missing: missing, into: &values) }
  }

  /// Forgets everything, as after a gap: the next frame is a first one.
  public mutating func reset() {
    for index in lines.indices { lines[index].reset() }
  }
}
