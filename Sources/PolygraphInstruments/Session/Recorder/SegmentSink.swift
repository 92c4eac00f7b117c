import PolygraphFormats
import PolygraphQuantities

/// Hands one instrument's frames to the package, in order, and keeps what the package cannot take yet.
///
/// The writer itself holds frames while the disk is full. What is kept here is rarer: a segment that could not be begun
/// or ended, and all that comes behind it. When more waits than the limit allows, new frames are given up; they become
/// a gap with their number.
struct SegmentSink {
  private enum Step {
    case begin(startMono: Int64)
    case frames(counts: [Int32], status: [Int32])
    case gap(count: Int, cause: String, isUncertain: Bool)
    case missing(channel: Int, frames: Range<Int>)
    case end(cause: String, fit: ClockFit?)
  }

  private let writer: ExamPackageWriter
  private let instrument: String
  private let channels: [String]
  private let rate: SampleRate
  private let format: SegmentDescription.SampleFormat
  private let mostWaiting: Int
  private let longestGap: Int
  private var steps: [Step] = []
  private var waiting = 0
  /// The open segment's number; `nil` between two, and while one cannot be begun.
  private(set) var segment: Int?
  /// Frames of the open segment, those that wait here among them.
  private(set) var position = 0
  /// Frames that were given up because too much waited.
  private(set) var refused = 0
  /// What the package last refused.
  private(set) var trouble: PackageError?

  init(
    writer: ExamPackageWriter, instrument: String, channels: [InstrumentChannel], rate: SampleRate,
    limits: ExamPackageWriter.Limits
  ) {
    self.writer = writer
    self.instrument = instrument
    self.channels = channels.map(\.name)
    self.rate = rate
    let narrow = SegmentDescription.SampleFormat.pcm24.range
    let isNarrow = channels.allSatisfy { narrow.contains($0.range.lowerBound) && narrow.contains($0.range.upperBound) }
    format = isNarrow ? .pcm24 : .pcm32
    longestGap = max(1, rate.sampleCount(in: limits.longestFilledGap))
    mostWaiting = limits.waitingBytes / MemoryLayout<Int32>.size
  }

  /// Begins a segment whose frame 0 lies at a time of the session.
  mutating func begin(startMono: Int64) {
    position = 0
    put(.begin(startMono: startMono))
  }

  /// Adds frames.
  mutating func add(_ counts: UnsafeBufferPointer<Int32>, _ status: UnsafeBufferPointer<Int32>) {
    position += status.count
    pump()
    if steps.isEmpty, let segment {
      do throws(PackageError) {
        try writer.append(counts, status: status, to: segment)
        return
      } catch { trouble = error }
      refuse(status.count)
    } else if waiting + counts.count > mostWaiting {
      refuse(status.count)
    } else {
      waiting += counts.count
      steps.append(.frames(counts: Array(counts), status: Array(status)))
    }
  }

  private mutating func refuse(_ frames: Int) {
    refused += frames
    if case .gap(let count, "backlog", let isUncertain) = steps.last {
      steps[steps.count - 1] = .gap(count: count + frames, cause: "backlog", isUncertain: isUncertain)
    } else {
      steps.append(.gap(count: frames, cause: "backlog", isUncertain: false))
    }
  }

  /// Adds lost frames, which are filled.
  mutating func addGap(_ count: Int, cause: String, isUncertain: Bool) {
    position += count
    put(.gap(count: count, cause: cause, isUncertain: isUncertain))
  }

  /// Notes that a channel has no values in frames that were added.
  mutating func addMissing(channel: Int, frames: Range<Int>) { put(.missing(channel: channel, frames: frames)) }

  /// Ends the segment.
  mutating func end(cause: String, fit: ClockFit?) { put(.end(cause: cause, fit: fit)) }

  private mutating func put(_ step: Step) {
    steps.append(step)
    pump()
  }

  /// Does what waits, as far as the package takes it.
  mutating func pump() {
    var done = 0
    while done < steps.count {
      let step = steps[done]
      if case .gap(let count, let cause, let isUncertain) = step, count > longestGap {
        // What was given up here is filled in pieces that the writer takes.
        steps[done] = .gap(count: longestGap, cause: cause, isUncertain: isUncertain)
        steps.insert(.gap(count: count - longestGap, cause: cause, isUncertain: isUncertain), at: done + 1)
        continue
      }
      do throws(PackageError) {
        try perform(step)
        done += 1
      } catch {
        trouble = error
        guard error.code == .countTooLarge, case .frames(let counts, let status) = step else { return finish(done) }
        waiting -= counts.count
        refused += status.count
        steps[done] = .gap(count: status.count, cause: "count-too-large", isUncertain: false)
      }
    }
    trouble = nil
    finish(done)
  }

  private mutating func finish(_ done: Int) {
    guard done > 0 else { return }
    for step in steps.prefix(done) { if case .frames(let counts, _) = step { waiting -= counts.count } }
    steps.removeFirst(done)
  }

  private mutating func perform(_ step: Step) throws(PackageError) {
    switch step {
    case .begin(let startMono):
      segment = try writer.addSegment(
        instrument: instrument, channels: channels, sampleRate: rate, format: format, startMono: startMono)
    case .frames(let counts, let status):
      if let segment { try writer.append(counts, status: status, to: segment) }
    case .gap(let count, let cause, let isUncertain):
      if let segment {
        try writer.recordGap(segment: segment, count: count, cause: cause, isUncertain: isUncertain)
      }
    case .missing(let channel, let frames):
      if let segment { try writer.recordMissing(segment: segment, channel: channel, frames: frames) }
    case .end(let cause, let fit):
      guard let segment else { return }
      if let fit { try writer.recordClock(segment: segment, fit) }
      try writer.endSegment(segment, cause: cause)
      self.segment = nil
    }
  }
}
