import CALSA
import Glibc
import PolygraphFormats

/// A sound card's input through ALSA, by the names ALSA has for it: `default`, `hw:1,0`, `plughw:CARD=Device`.
///
/// One thread reads. The device does the waiting: what is not read stays in its memory, some two seconds where the
/// hardware has as much.
public final class AudioDevice: AudioSource, @unchecked Sendable {
  /// The memory that is asked of the device, in seconds.
  public static let memory = 2.0

  /// ALSA's name.
  public let name: String
  /// What is recorded.
  public let format: AudioFormat
  /// Frames the device's memory holds.
  public let capacity: Int

  private let handle: OpaquePointer
  private let layout: SampleLayout
  private let scratch: UnsafeMutableRawBufferPointer
  // Only the thread that reads touches it.
  private var taken = 0

  /// Opens a device and starts it.
  ///
  /// *Errors*: ``AudioError``.
  public convenience init(_ name: String, format: AudioFormat) throws(AudioError) {
    try self.init(name, format: format, definitions: nil)
  }

  /// Opens a device that these definitions, in ALSA's language, give; the machine's own when there are none.
  init(_ name: String, format: AudioFormat, definitions: String?) throws(AudioError) {
    let handle = try Self.open(name, definitions)
    do throws(AudioError) {
      (layout, capacity) = try Self.configure(handle, name, format)
      let started = snd_pcm_start(handle)
      guard started >= 0 else { throw AudioError(opening: name, started) }
    } catch {
      snd_pcm_close(handle)
      throw error
    }
    self.name = name
    self.format = format
    self.handle = handle
    scratch = .allocate(byteCount: capacity * format.channels * layout.byteCount, alignment: 16)
  }

  deinit {
    snd_pcm_close(handle)
    scratch.deallocate()
  }

  /// Waits for sound and reads it, the counts of one frame after those of the other.
  ///
  /// *Units*: the timeout in milliseconds. *Allocation*: none.
  public func read(into counts: UnsafeMutableBufferPointer<Int32>, timeout: Int) -> AudioReading {
    precondition(counts.count >= format.channels, "A read needs room for a frame.")
    let ready = snd_pcm_wait(handle, CInt(clamping: timeout))
    if ready == 0 { return .timeout }
    if ready < 0 { return recover(ready) }
    let room = min(counts.count / format.channels, capacity)
    let frames = snd_pcm_readi(handle, scratch.baseAddress, snd_pcm_uframes_t(room))
    if frames < 0 { return frames == -Int(EAGAIN) ? .timeout : recover(CInt(clamping: frames)) }
    layout.unpack(UnsafeRawBufferPointer(scratch), into: counts, count: frames * format.channels)
    taken += frames
    return .frames(frames)
  }

  /// The newest frame that the device took and the moment at which it did; `nil` when the device does not say or its
  /// memory is full, for then the two no longer belong together.
  public func moment() -> AudioMoment? {
    var waiting: snd_pcm_uframes_t = 0
    var time = snd_htimestamp_t()
    guard snd_pcm_htimestamp(handle, &waiting, &time) >= 0, time.tv_sec > 0, Int(waiting) < capacity else { return nil }
    return AudioMoment(frame: taken + Int(waiting), mono: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  private func recover(_ code: CInt) -> AudioReading {
    guard code == -EPIPE || code == -ESTRPIPE else { return .lost(reason: String(cString: snd_strerror(code))) }
    taken = 0
    let prepared = snd_pcm_prepare(handle)
    let started = prepared >= 0 ? snd_pcm_start(handle) : prepared
    return started >= 0 ? .overrun : .lost(reason: String(cString: snd_strerror(started)))
  }
}

extension AudioDevice {
  /// An input that ALSA knows.
  public struct Listing: Hashable, Sendable {
    /// The name to open it by.
    public let name: String
    /// What ALSA says of it.
    public let text: String
  }

  /// The inputs of cards and sound servers that ALSA knows now, in its order; its converters, which it lists among
  /// them, are left out.
  public static func inputs() -> [Listing] {
    var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    guard snd_device_name_hint(-1, "pcm", &hints) >= 0, let hints else { return [] }
    defer { snd_device_name_free_hint(hints) }
    func value(_ hint: UnsafeMutableRawPointer, _ key: String) -> String? {
      guard let text = snd_device_name_get_hint(hint, key) else { return nil }
      defer { free(text) }
      return String(cString: text)
    }
    var found: [Listing] = []
    var next = hints
    while let hint = next.pointee {
      // ALSA leaves the direction out where a device has both.
      if value(hint, "IOID") != "Output", let name = value(hint, "NAME"), isInput(name) {
        let words = (value(hint, "DESC") ?? "").split(whereSeparator: \.isNewline).joined(separator: ", ")
        found.append(Listing(name: name, text: words))
      }
      next += 1
    }
    return found
  }

  private static func isInput(_ name: String) -> Bool {
    name.contains("CARD=") || ["default", "pipewire", "pulse"].contains(name)
  }

  private static func open(_ name: String, _ definitions: String?) throws(AudioError) -> OpaquePointer {
    // ALSA writes its own sentences to standard error; the thrown error says what is to be known.
    polygraph_alsa_be_quiet()
    var handle: OpaquePointer?
    let mode = CInt(SND_PCM_NONBLOCK)
    var opened: CInt
    if let definitions {
      var root: OpaquePointer?
      opened = snd_config_load_string(&root, definitions, 0)
      if opened >= 0 { opened = snd_pcm_open_lconf(&handle, name, SND_PCM_STREAM_CAPTURE, mode, root) }
      if let root { snd_config_delete(root) }
    } else {
      opened = snd_pcm_open(&handle, name, SND_PCM_STREAM_CAPTURE, mode)
    }
    guard opened >= 0, let handle else { throw AudioError(opening: name, opened) }
    return handle
  }

  private static func configure(
    _ handle: OpaquePointer, _ name: String, _ format: AudioFormat
  ) throws(AudioError) -> (SampleLayout, Int) {
    var hardware: OpaquePointer?
    guard snd_pcm_hw_params_malloc(&hardware) >= 0, let hardware else { throw AudioError(.system, "No memory.") }
    defer { snd_pcm_hw_params_free(hardware) }
    func check(_ code: CInt, _ what: String) throws(AudioError) {
      guard code >= 0 else { throw AudioError(.format, "\(name) does not record \(what).") }
    }
    try check(snd_pcm_hw_params_any(handle, hardware), "at all")
    try check(
      snd_pcm_hw_params_set_access(handle, hardware, SND_PCM_ACCESS_RW_INTERLEAVED),
      "frames with their channels together")
    let layouts = SampleLayout.candidates(format.sampleFormat)
    guard let layout = layouts.first(where: { snd_pcm_hw_params_set_format(handle, hardware, $0.alsa) >= 0 }) else {
      throw AudioError(.format, "\(name) does not record \(format.sampleFormat.rawValue).")
    }
    try check(
      snd_pcm_hw_params_set_channels(handle, hardware, CUnsignedInt(format.channels)), "\(format.channels) channels")
    // The exact rate: a converted one would put a filter of nobody's choice into the record.
    try check(
      snd_pcm_hw_params_set_rate(handle, hardware, CUnsignedInt(format.sampleRate), 0), "at \(format.sampleRate) Hz")
    var buffer = snd_pcm_uframes_t(memory * Double(format.sampleRate))
    try check(snd_pcm_hw_params_set_buffer_size_near(handle, hardware, &buffer), "into a memory of any size")
    try check(snd_pcm_hw_params(handle, hardware), "in this format")
    try setClock(handle, name)
    return (layout, Int(buffer))
  }

  /// Has the device stamp its frames with the monotonic clock, as everything in a package is.
  private static func setClock(_ handle: OpaquePointer, _ name: String) throws(AudioError) {
    var software: OpaquePointer?
    guard snd_pcm_sw_params_malloc(&software) >= 0, let software else { throw AudioError(.system, "No memory.") }
    defer { snd_pcm_sw_params_free(software) }
    guard snd_pcm_sw_params_current(handle, software) >= 0,
      snd_pcm_sw_params_set_tstamp_mode(handle, software, SND_PCM_TSTAMP_ENABLE) >= 0,
      snd_pcm_sw_params_set_tstamp_type(handle, software, SND_PCM_TSTAMP_TYPE_MONOTONIC) >= 0,
      snd_pcm_sw_params(handle, software) >= 0
    else { throw AudioError(.format, "\(name) does not say when it takes its frames.") }
  }
}

extension AudioError {
  fileprivate init(opening name: String, _ code: CInt) {
    switch -code {
    case ENOENT, ENODEV, ENXIO:
      self.init(.missing, "There is no sound input '\(name)'; `polygraph instruments` lists those there are.")
    case EBUSY: self.init(.notAvailable, "Another program records from '\(name)'.")
    case EACCES, EPERM:
      self.init(.notAvailable, "You may not record from '\(name)'; membership of the group audio is needed.")
    default: self.init(.system, "'\(name)' cannot be opened (\(String(cString: snd_strerror(code)))).")
    }
  }
}

/// How counts lie in a device's memory.
struct SampleLayout {
  /// ALSA's number for it.
  let alsa: snd_pcm_format_t
  /// Bytes a count takes.
  let byteCount: Int
  /// How far the counts are shifted up inside 32 bits.
  let shift: Int32

  /// The layouts that give these counts without changing any, the one with the fewest bytes first.
  static func candidates(_ format: SegmentDescription.SampleFormat) -> [SampleLayout] {
    format == .pcm16
      ? [SampleLayout(alsa: SND_PCM_FORMAT_S16_LE, byteCount: 2, shift: 0)]
      : [
        SampleLayout(alsa: SND_PCM_FORMAT_S24_3LE, byteCount: 3, shift: 0),
        // Three bytes of use in four; the fourth may hold anything.
        SampleLayout(alsa: SND_PCM_FORMAT_S24_LE, byteCount: 4, shift: 0),
        // Cards of 24 bits that speak 32 leave the lowest eight empty.
        SampleLayout(alsa: SND_PCM_FORMAT_S32_LE, byteCount: 4, shift: 8),
      ]
  }

  /// Turns bytes into counts.
  func unpack(_ bytes: UnsafeRawBufferPointer, into counts: UnsafeMutableBufferPointer<Int32>, count: Int) {
    for index in 0..<count {
      let place = index * byteCount
      switch byteCount {
      case 2: counts[index] = Int32(bytes.loadUnaligned(fromByteOffset: place, as: Int16.self))
      case 3:
        let low = Int32(bytes[place]) | Int32(bytes[place + 1]) << 8
        counts[index] = low | Int32(Int8(bitPattern: bytes[place + 2])) << 16
      default:
        let value = bytes.loadUnaligned(fromByteOffset: place, as: Int32.self)
        counts[index] = shift > 0 ? value >> shift : (value << 8) >> 8
      }
    }
  }
}
