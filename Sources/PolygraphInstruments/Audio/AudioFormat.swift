import PolygraphFormats

/// How a session's sound is recorded.
public struct AudioFormat: Hashable, Sendable {
  /// The rates that may be asked for, in hertz.
  public static let rates = 8000...192_000
  /// The most channels that are recorded: a microphone for each person in the room, and some to spare.
  public static let mostChannels = 8

  /// Samples a second of each channel, in hertz.
  public let sampleRate: Int
  /// The number of channels.
  public let channels: Int
  /// How counts stand in the file: `pcm16` or `pcm24`.
  public let sampleFormat: SegmentDescription.SampleFormat

  /// Speech of one room at a rate every sound card has: one channel of 16 bits at 48 kHz.
  public static let room = AudioFormat(rate: 48_000, channels: 1, sampleFormat: .pcm16)

  private init(rate: Int, channels: Int, sampleFormat: SegmentDescription.SampleFormat) {
    sampleRate = rate
    self.channels = channels
    self.sampleFormat = sampleFormat
  }

  /// Makes a format.
  ///
  /// *Errors*: ``AudioError`` of the kind `format` outside ``rates`` and ``mostChannels``, and for 32-bit counts, which
  /// FLAC does not hold.
  public init(
    sampleRate: Int, channels: Int, sampleFormat: SegmentDescription.SampleFormat = .pcm16
  ) throws(AudioError) {
    guard Self.rates.contains(sampleRate) else {
      throw AudioError(
        .format, "Sound is recorded at \(Self.rates.lowerBound) to \(Self.rates.upperBound) Hz, not at \(sampleRate).")
    }
    guard (1...Self.mostChannels).contains(channels) else {
      throw AudioError(.format, "Sound has 1 to \(Self.mostChannels) channels, not \(channels).")
    }
    guard sampleFormat != .pcm32 else { throw AudioError(.format, "Sound is recorded with 16 or 24 bits, not 32.") }
    self.init(rate: sampleRate, channels: channels, sampleFormat: sampleFormat)
  }

  /// The channels' names in a package: `microphone`, or `microphone 1` and so on.
  var channelNames: [String] { channels == 1 ? ["microphone"] : (1...channels).map { "microphone \($0)" } }
}

/// Why sound is not recorded.
public struct AudioError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kinds of trouble.
  public enum Code: String, Hashable, Sendable {
    /// There is no such device.
    case missing
    /// Another program has it, or the user may not open it.
    case notAvailable
    /// The device does not record in this format.
    case format
    /// The device is gone.
    case lost
    /// The system refused in another way.
    case system
  }

  /// The kind of trouble.
  public let code: Code
  /// What happened and what to do.
  public let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}

/// What came of waiting for sound.
public enum AudioReading: Hashable, Sendable {
  /// So many frames.
  case frames(Int)
  /// Nothing came in time.
  case timeout
  /// The device's memory ran over: sound was lost, how much is not known. It was started again.
  case overrun
  /// The device is gone.
  case lost(reason: String)
}

/// A frame and the moment at which it was taken.
public struct AudioMoment: Hashable, Sendable {
  /// Frames since the device was started, or started again.
  public let frame: Int
  /// `CLOCK_MONOTONIC`, in nanoseconds.
  public let mono: Int64
}

/// What sound is read from, by one thread at a time.
protocol AudioSource: AnyObject, Sendable {
  /// The name people know it by.
  var name: String { get }
  /// What is recorded.
  var format: AudioFormat { get }
  /// Waits so many milliseconds for sound and reads it.
  func read(into counts: UnsafeMutableBufferPointer<Int32>, timeout: Int) -> AudioReading
  /// The newest frame and when it was taken.
  func moment() -> AudioMoment?
}
