import Foundation
import PolygraphFormats
import PolygraphModel
import PolygraphQuantities

extension CaptureSession {
  /// Takes a mark: stamped as the call is made, placed on the primary instrument's samples, and on the disk when the
  /// call returns.
  ///
  /// *Errors*: ``CaptureError``: `state` for a mark that does not fit, as an answer without a question; `package` when
  /// the disk did not take it: it is kept and goes there later, and must not be shown as accepted.
  @discardableResult
  public func mark(_ event: CaptureEvent, at moment: CaptureMoment = .now) throws(CaptureError) -> AcceptedMark {
    let stamp = clock.monotonic
    guard let running = running.withLock({ $0 }), !running.isStopped, let view = running.recorder.shown.first else {
      throw CaptureError(.state, "The session does not run.")
    }
    let place = try Self.place(moment, stamp: stamp, view)
    let result = marks.withLock { marks in
      Result { () throws(CaptureError) in
        let number = try Self.write(event, at: place, running.writer, &marks, wall: clock.wall)
        marks.events += 1
        return AcceptedMark(segment: place.segment, frame: place.frame, event: number)
      }
    }
    return try result.get()
  }

  /// The frame of the primary instrument that a moment falls on: by its clock fit, or by its count.
  private static func place(
    _ moment: CaptureMoment, stamp: Int64, _ view: SessionRecorder.View
  ) throws(CaptureError) -> ExamPackageWriter.Moment {
    let spans = view.spans.filter { $0.number != nil }
    guard let first = spans.first else {
      throw CaptureError(.state, "No sample of the primary instrument has come yet; a mark needs one to lie on.")
    }
    let mono: Int64
    switch moment {
    case .now: mono = stamp
    case .stamped(let time): mono = time
    case .sample(let sample):
      let span = spans.last { $0.firstSample <= sample } ?? first
      return .init(segment: span.number ?? 1, frame: max(0, sample - span.firstSample), mono: stamp)
    }
    // A mark in a time without the instrument lies behind the frames of the segment before it.
    let span = spans.last { $0.startMono <= mono } ?? first
    let fit = span.fit ?? ClockFit(at: 0, mono: span.startMono)
    let frame = fit.frame(at: mono, rate: view.rate).rounded()
    return .init(segment: span.number ?? 1, frame: max(0, Int(min(frame, 1e9))), mono: mono)
  }

  private static func write(
    _ event: CaptureEvent, at place: ExamPackageWriter.Moment, _ writer: ExamPackageWriter, _ marks: inout Marks,
    wall: Timestamp
  ) throws(CaptureError) -> Int? {
    let question = try question(of: event, marks)
    do throws(PackageError) {
      return try write(event, question, at: place, writer, &marks, wall: wall)
    } catch { throw CaptureError(error) }
  }

  private static func write(
    _ event: CaptureEvent, _ question: Int?, at place: ExamPackageWriter.Moment, _ writer: ExamPackageWriter,
    _ marks: inout Marks, wall: Timestamp
  ) throws(PackageError) -> Int? {
    switch event {
    case .chartBegan(let series, let chart):
      if marks.openChart == nil { marks.openChart = (series, chart) }
      let local = wall.local
      try writer.beginChart(series: series, chart: chart, at: place, date: local.date, time: local.time)
      marks.questions.removeAll()
      return nil
    case .chartEnded(let isAborted):
      if marks.openChart != nil { marks.charts += 1 }
      marks.openChart = nil
      try writer.endChart(at: place, isAborted: isAborted)
      return nil
    case .onset(let label, let role, let type, let version):
      // Known before it is on the disk: its offset and answer find it even when the disk takes it later.
      marks.lastEvent += 1
      marks.questions.append((label, marks.lastEvent))
      var mark = EventMark(.onset)
      mark.event = marks.lastEvent
      mark.label = label
      mark.role = role
      mark.comparisonType = type
      mark.version = version
      return try writer.record(mark, at: place)
    case .offset:
      if let question { try writer.questionEnded(question, at: place) }
      return question
    case .answer(let word, _):
      if let question { try writer.answered(question, word: word, at: place) }
      return question
    case .annotation(let code, let group, let text):
      try writer.annotate(code, group: group, text: text, at: place)
      return nil
    }
  }

  /// The number of the question that a mark belongs to.
  private static func question(of event: CaptureEvent, _ marks: Marks) throws(CaptureError) -> Int? {
    let label: String?
    switch event {
    case .offset(let name): label = name
    case .answer(_, let name): label = name
    case .chartBegan, .chartEnded, .onset, .annotation: return nil
    }
    let known = label.map { name in marks.questions.last { $0.label == name } } ?? marks.questions.last
    guard let known else {
      throw CaptureError(.state, "No question\(label.map { " \($0)" } ?? "") was begun in this chart.")
    }
    return known.event
  }
}

extension Timestamp {
  /// The day and the time of day at this office.
  fileprivate var local: (date: CivilDate?, time: ClockTime?) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .current
    let moment = Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1000)
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: moment)
    guard let year = parts.year, let month = parts.month, let day = parts.day, let hour = parts.hour,
      let minute = parts.minute
    else { return (nil, nil) }
    return (CivilDate(year: year, month: month, day: day), ClockTime(hour: hour, minute: minute))
  }
}
