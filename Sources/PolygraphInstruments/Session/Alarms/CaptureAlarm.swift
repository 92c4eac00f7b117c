/// Something that the person at the instrument is told at once, and that stands in the exam's journal.
public struct CaptureAlarm: Hashable, Sendable {
  /// The kinds of alarm.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// No samples come although the port is there.
    case noData
    /// The port is gone.
    case disconnected
    /// An instrument is there again and says it is another one.
    case identityChanged
    /// The instrument reports a failure or contradicts its protocol.
    case instrumentFailure
    /// Samples were lost.
    case loss
    /// Bytes came faster than they could be taken.
    case overflow
    /// The instrument's clock is too far from its nominal rate.
    case clockRate
    /// The instrument's samples moved against the host's clock: samples may be missing that no counter tells.
    case clockJump
    /// A channel stands at the end of its converter's range.
    case saturation
    /// A channel does not change.
    case flat
    /// The instrument says that a sensor is off the person.
    case sensorOff
    /// The pressure of a cuff falls steadily.
    case cuffLeak
    /// A channel carries the mains' frequency.
    case mainsHum
    /// The disk takes its time.
    case slowDisk
    /// The disk does not take what it is given; samples wait in memory.
    case diskError
    /// There is little room on the disk.
    case lowSpace
    /// Sound was lost, or is recorded no more.
    case sound
    /// It is long ago, or not known, when the instrument was checked.
    case checkAge
    /// The session does not record what every exam must have.
    case conformance
  }

  /// What it is about.
  public var kind: Kind
  /// The instrument concerned.
  public var instrument: String?
  /// The channel concerned.
  public var channel: String?
  /// When it was raised.
  ///
  /// *Units*: nanoseconds of the session's clock.
  public var mono: Int64
  /// What happened and what to do.
  public var text: String
}

/// What watchers of alarms are told.
public enum AlarmChange: Hashable, Sendable {
  /// It stands from now on.
  case raised(CaptureAlarm)
  /// It stands no more.
  case cleared(CaptureAlarm)
}
