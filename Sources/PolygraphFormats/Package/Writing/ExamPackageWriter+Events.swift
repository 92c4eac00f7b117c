import Foundation
import PolygraphModel
import PolygraphQuantities

extension ExamPackageWriter {
  /// Where something happened: a frame of a segment, and the monotonic clock when it was stamped.
  public struct Moment: Hashable, Sendable {
    /// The segment; of the primary instrument, whose index is the chart's clock.
    public var segment: Int
    /// The frame.
    public var frame: Int
    /// The monotonic clock in nanoseconds; `nil` takes the time of the call.
    public var mono: Int64?

    /// Makes a moment.
    public init(segment: Int, frame: Int, mono: Int64? = nil) {
      self.segment = segment
      self.frame = frame
      self.mono = mono
    }
  }

  /// Begins a chart at a frame of the primary segment, which is sample 0 of its clock.
  ///
  /// *Errors*: `state` while another chart is open.
  public func beginChart(
    series: String, chart: Int, at moment: Moment, date: CivilDate? = nil, time: ClockTime? = nil,
    origin: ChartSource? = nil
  ) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    guard openChart == nil else { throw PackageError(.state, "A chart is open already; end it first.") }
    guard chart > 0, segments.indices.contains(moment.segment - 1), moment.frame >= 0 else {
      throw PackageError(.state, "A chart has a number of 1 or more and begins in a segment.")
    }
    openChart = (series, chart, moment.segment)
    var record = self.record(.chart, moment)
    record.what = "begin"
    record.series = series
    record.chart = chart
    record.date = date?.description
    record.time = time?.description
    record.origin = origin
    try writeDurably(record)
  }

  /// Ends the open chart at a frame, which is the first that does not belong to it.
  public func endChart(at moment: Moment, isAborted: Bool = false) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    try check(moment)
    guard let chart = openChart else { throw PackageError(.state, "No chart is open.") }
    openChart = nil
    var record = self.record(.chart, moment)
    record.what = "end"
    record.series = chart.series
    record.chart = chart.chart
    record.aborted = isAborted ? true : nil
    try writeDurably(record)
  }

  /// Notes a mark and returns its number, which the marks of the same question carry.
  ///
  /// The mark is on the disk when the call returns.
  /// *Errors*: `disk`: the mark is kept and goes to the disk with the next commit that succeeds, and is not accepted
  /// before.
  @discardableResult
  public func record(_ mark: EventMark, at moment: Moment) throws(PackageError) -> Int {
    lock.lock()
    defer { lock.unlock() }
    try check(moment)
    var mark = mark
    if mark.event == nil {
      lastEvent += 1
      mark.event = lastEvent
    }
    let number = mark.event ?? lastEvent
    lastEvent = max(lastEvent, number)
    var record = self.record(.event, moment)
    record.mark = mark
    try writeDurably(record)
    return number
  }

  /// Notes the first sample of a question and returns the event's number.
  public func questionBegan(
    _ label: String, role: QuestionRole, version: Int = 1, at moment: Moment
  ) throws(PackageError) -> Int {
    var mark = EventMark(.onset)
    mark.label = label
    mark.role = role
    mark.version = version
    return try record(mark, at: moment)
  }

  /// Notes the last sample of a question.
  public func questionEnded(_ event: Int, at moment: Moment) throws(PackageError) {
    var mark = EventMark(.offset)
    mark.event = event
    try record(mark, at: moment)
  }

  /// Notes the answer to a question.
  public func answered(_ event: Int, word: String?, at moment: Moment) throws(PackageError) {
    var mark = EventMark(.answer)
    mark.event = event
    mark.word = word
    try record(mark, at: moment)
  }

  /// Notes an annotation of the examiner.
  public func annotate(
    _ code: String, group: AnnotationGroup? = nil, text: String? = nil, at moment: Moment
  ) throws(PackageError) {
    var mark = EventMark(.annotation)
    mark.code = code
    mark.group = group
    mark.text = text
    try record(mark, at: moment)
  }

  /// Notes how a segment's frames lie on the host's clock; the last one is used.
  public func recordClock(segment: Int, _ fit: ClockFit) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    guard segments.indices.contains(segment - 1), fit.isUsable else {
      throw PackageError(.state, "There is no segment \(segment), or the fit is none.")
    }
    fits[segment] = fit
    var record = JournalRecord(.clock, mono: clock.monotonic)
    record.segment = segment
    record.fit = fit
    try checkOpen()
    try journal.append(record)
  }

  /// Notes the monotonic clock and the time of day together.
  public func recordWallClock() throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    try journal.append(wallRecord())
  }

  /// Puts a record of any kind that carries no state of the writer into the journal: `config`, `identity`, `junk`,
  /// `note`, `port`, `overflow`, `alarm`.
  ///
  /// It goes to the disk with the next commit, or at once when `isUrgent`.
  public func journal(_ record: JournalRecord, isUrgent: Bool = false) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    let own: Set<JournalRecord.Kind> = [.open, .segment, .segmentEnd, .exam, .commit, .gap, .chart, .close, .missing]
    guard !own.contains(record.k) else {
      throw PackageError(.state, "Records of the kind \(record.k.rawValue) have a call of their own.")
    }
    try checkOpen()
    var record = record
    record.mono = record.mono ?? clock.monotonic
    try journal.append(record)
    if isUrgent { try journal.synchronize() }
  }

  /// Replaces the list of instruments, as when one is reconnected and tells another serial number.
  public func replaceInstruments(_ instruments: [PackageInstrument], primary: String?) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    manifest.instruments = instruments
    manifest.primary = primary
    isManifestStale = true
    var record = JournalRecord(.identity, mono: clock.monotonic)
    record.instruments = instruments
    record.primary = primary
    try journal.append(record)
    try journal.synchronize()
    try writeDocuments()
  }

  /// Replaces the exam's description, as when a question is reworded; the journal keeps every one.
  public func replaceExam(_ exam: ExamRecord) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    try checkOpen()
    self.exam = exam
    isExamStale = true
    var record = JournalRecord(.exam, mono: clock.monotonic)
    record.exam = exam
    try journal.append(record)
    try journal.synchronize()
    try writeDocuments()
  }

  /// Puts a gap that a chart file tells of into the ledger; no frame is filled for it.
  func recordLedgerGap(
    segment: Int, at: Int, count: Int, cause: String, channels: [String]
  ) throws(PackageError) {
    lock.lock()
    defer { lock.unlock() }
    _ = try openSegment(segment)
    var record = JournalRecord(.gap, mono: clock.monotonic)
    record.segment = segment
    record.at = at
    record.count = count
    record.why = cause
    record.channels = channels.isEmpty ? nil : channels
    try journal.append(record)
  }

  /// Refuses a place that no reader could put on a chart.
  private func check(_ moment: Moment) throws(PackageError) {
    try checkOpen()
    guard segments.indices.contains(moment.segment - 1), (0...ClockFit.mostFrames).contains(moment.frame) else {
      throw PackageError(.state, "There is no segment \(moment.segment), or frame \(moment.frame) is none.")
    }
  }

  private func record(_ kind: JournalRecord.Kind, _ moment: Moment) -> JournalRecord {
    var record = JournalRecord(kind, mono: moment.mono ?? clock.monotonic)
    record.segment = moment.segment
    record.at = moment.frame
    return record
  }
}
