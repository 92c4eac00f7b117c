import PolygraphFormats
import Synchronization

/// The alarms that stand, and what is to go into the journal of those that changed. Any thread may raise one.
final class AlarmBoard: Sendable {
  private struct Key: Hashable {
    let kind: CaptureAlarm.Kind
    let instrument: String?
    let channel: String?
  }
  private struct State {
    var standing: [Key: CaptureAlarm] = [:]
    var unjournaled: [JournalRecord] = []
    var counts: [CaptureAlarm.Kind: Int] = [:]
  }

  private let state = Mutex(State())
  private let clock: any SessionClock
  private let observer: @Sendable (AlarmChange) -> Void

  init(clock: any SessionClock, observer: @escaping @Sendable (AlarmChange) -> Void) {
    self.clock = clock
    self.observer = observer
  }

  /// The alarms that stand, the oldest first.
  var standing: [CaptureAlarm] { state.withLock { $0.standing.values.sorted { $0.mono < $1.mono } } }

  /// How often each kind was raised.
  var counts: [CaptureAlarm.Kind: Int] { state.withLock { $0.counts } }

  func isStanding(_ kind: CaptureAlarm.Kind, _ instrument: String? = nil, _ channel: String? = nil) -> Bool {
    state.withLock { $0.standing[Key(kind: kind, instrument: instrument, channel: channel)] != nil }
  }

  /// Raises an alarm; one that stands already stays as it is.
  func raise(_ kind: CaptureAlarm.Kind, _ instrument: String?, _ channel: String?, _ text: String) {
    let alarm = CaptureAlarm(
      kind: kind, instrument: instrument, channel: channel, mono: clock.monotonic, text: text)
    let isNew = state.withLock { state in
      let key = Key(kind: kind, instrument: instrument, channel: channel)
      guard state.standing[key] == nil else { return false }
      state.standing[key] = alarm
      state.counts[kind, default: 0] += 1
      state.unjournaled.append(Self.record(alarm, isRaised: true))
      return true
    }
    if isNew { observer(.raised(alarm)) }
  }

  /// Raises an alarm of a whole instrument.
  func raise(_ kind: CaptureAlarm.Kind, _ instrument: String, _ text: String) { raise(kind, instrument, nil, text) }

  /// Raises an alarm of the whole session.
  func raise(_ kind: CaptureAlarm.Kind, _ text: String) { raise(kind, nil, nil, text) }

  /// Takes an alarm down, if it stands.
  func clear(_ kind: CaptureAlarm.Kind, _ instrument: String? = nil, _ channel: String? = nil) {
    let time = clock.monotonic
    let alarm = state.withLock { state -> CaptureAlarm? in
      guard var alarm = state.standing.removeValue(forKey: Key(kind: kind, instrument: instrument, channel: channel))
      else { return nil }
      alarm.mono = time
      state.unjournaled.append(Self.record(alarm, isRaised: false))
      return alarm
    }
    if let alarm { observer(.cleared(alarm)) }
  }

  /// Raises or clears by a condition.
  func set(
    _ kind: CaptureAlarm.Kind, _ instrument: String? = nil, _ channel: String? = nil, if condition: Bool,
    _ text: @autoclosure () -> String
  ) {
    if condition { raise(kind, instrument, channel, text()) } else { clear(kind, instrument, channel) }
  }

  /// The records that are not in the journal yet.
  func takeRecords() -> [JournalRecord] {
    state.withLock { state in
      defer { state.unjournaled.removeAll() }
      return state.unjournaled
    }
  }

  private static func record(_ alarm: CaptureAlarm, isRaised: Bool) -> JournalRecord {
    var record = JournalRecord(.alarm, mono: alarm.mono)
    record.what = alarm.kind.rawValue
    record.why = isRaised ? "raised" : "cleared"
    record.channel = alarm.channel
    record.values = alarm.instrument.map { ["instrument": $0] }
    record.text = isRaised ? alarm.text : nil
    return record
  }
}
