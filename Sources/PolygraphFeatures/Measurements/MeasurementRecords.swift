import PolygraphModel
import PolygraphQuantities

/// Makes the field's measurement table.
public enum MeasurementRecords {
  /// The records of an exam: by series, chart, presented question and sensor line, both electrodermal lines included.
  ///
  /// *Definition*: the columns of the field's requirement drafts. Where the open reference implementation is known to
  /// be wrong (columns counted in the segment or from another row, heights read at another place), the drafts are
  /// followed under every profile. A table that was measured from the same exam and profile may be given, and is not
  /// measured again. *Errors*: ``FilterProfileError`` only.
  public static func make(
    _ exam: Exam, profile: FilterProfile = .standard, measured: MeasurementTable? = nil
  ) throws -> [MeasurementRecord] {
    if let measured {
      let isSame = try measured.exam == exam.name && measured.profile == profile.reference()
      precondition(isSame, "Records are made from the measurements of the same exam and profile.")
    }
    var other = profile
    other.electrodermal.scored = profile.electrodermal.scored == .auto ? .manual : .auto
    let tables = [
      try measured ?? Measurements.measure(exam, profile: profile),
      try Measurements.measure(electrodermal(exam, profile), profile: other),
    ]
    let scored: TracingKind = profile.electrodermal.scored == .auto ? .auto : .manual
    let drawn = try Tracings.draw(exam, profile: profile)
    var found: [[Key: Measurement]] = []
    for table in tables {
      found.append(
        Dictionary(table.measurements.map { (Key($0), $0) }, uniquingKeysWith: { first, _ in first }))
    }
    var records: [MeasurementRecord] = []
    for series in exam.series {
      for chart in series.charts {
        guard let tracings = drawn.first(where: { $0.series == series.name && $0.chart == chart.number }) else {
          continue
        }
        let maker = RecordMaker(chart: chart, tracings: tracings, profile: profile)
        for event in chart.questions {
          for line in RecordLine.all(profile) {
            let table = line.sensor == .electrodermal && line.measured != scored ? 1 : 0
            let key = Key(series: series.name, chart: chart.number, event: event, sensor: line.sensor)
            if let row = found[table][key] { records.append(maker.record(row, event, line)) }
          }
        }
      }
    }
    return records
  }

  /// The exam with what the other electrodermal line's measurements depend on: no other sensor, unless artifacts are
  /// integrated.
  private static func electrodermal(_ exam: Exam, _ profile: FilterProfile) -> Exam {
    guard !profile.artifacts.integratesArtifacts else { return exam }
    var exam = exam
    for series in exam.series.indices {
      for chart in exam.series[series].charts.indices {
        exam.series[series].charts[chart].channels.removeAll { $0.sensor != .electrodermal }
      }
    }
    return exam
  }

  private struct Key: Hashable {
    let series: String
    let chart: Int
    let question: String
    let occurrence: Int
    let sensor: Sensor

    init(_ row: Measurement) {
      (series, chart, question, occurrence) = (row.series, row.chart, row.question, row.occurrence)
      sensor = row.sensor
    }

    init(series: String, chart: Int, event: Event, sensor: Sensor) {
      (self.series, self.chart, self.sensor) = (series, chart, sensor)
      (question, occurrence) = (event.label, event.occurrence)
    }
  }
}

/// Places the marks of one chart's records.
private struct RecordMaker {
  let chart: Chart
  let tracings: ChartTracings
  let profile: FilterProfile

  func record(_ row: Measurement, _ event: Event, _ line: RecordLine) -> MeasurementRecord {
    let drawn = tracings.tracing(line.sensor, line.drawn)
    let measured = tracings.tracing(line.sensor, line.measured)
    func count(_ time: Seconds) -> Int { chart.sampleRate.sampleCount(in: time) }
    func mark(_ sample: Int) -> MeasurementRecord.Mark { self.mark(sample, drawn) }
    let end = event.onset + count(profile.windows.evaluation) - 1
    let answer = event.answer.map(\.sample).flatMap { $0 > event.offset ? $0 : nil } ?? event.offset + 1
    let after = line.response?.onsetAfterAnswer ?? profile.electrodermal.response.onsetAfterAnswer
    let recovery = line.response.flatMap { self.recovery(row, measured, fraction: $0.recoveryFraction) }
    func seconds(_ from: Int?, _ to: Int?) -> Double? {
      guard let from, let to else { return nil }
      return chart.sampleRate.seconds(ofSample: to - from).value
    }
    return MeasurementRecord(
      measurement: row, sensorName: line.name, line: line.measured, scale: drawn?.scale,
      preStimulus: mark(event.onset - count(profile.windows.preStimulus)), begin: mark(event.onset),
      latencyEnd: mark(event.onset + max(0, count(line.latency) - 1)), end: mark(event.offset), answer: mark(answer),
      responseOnset: self.mark(row.onset?.sample, measured), responseEnd: self.mark(row.peak?.sample, measured),
      onsetWindowEnd: mark(min(answer + count(after) - 1, end)), evaluationEnd: mark(end),
      recovery: self.mark(recovery, measured), postStimulus: mark(end + count(profile.windows.postStimulus)),
      latency: line.response == nil ? nil : seconds(event.onset, row.onset?.sample),
      rise: line.response == nil ? nil : seconds(row.onset?.sample, row.peak?.sample),
      halfRecovery: seconds(row.peak?.sample, recovery))
  }

  private func mark(_ sample: Int?, _ tracing: Tracing?) -> MeasurementRecord.Mark {
    guard let sample, sample >= 0, sample < chart.sampleCount else { return .init() }
    return .init(sample: sample, height: tracing?.height(atSample: sample, of: chart))
  }

  /// The first sample behind the peak where the line has fallen back far enough.
  private func recovery(_ row: Measurement, _ tracing: Tracing?, fraction: Double) -> Int? {
    guard let tracing, let onset = row.onset?.sample, let peak = row.peak?.sample,
      let low = tracing.height(atSample: onset, of: chart), let high = tracing.height(atSample: peak, of: chart),
      high > low
    else { return nil }
    let level = high - fraction * (high - low)
    let first = tracing.row(atSample: peak, of: chart)
    guard first < tracing.values.count else { return nil }
    return (first..<tracing.values.count).first { tracing.values[$0] <= level }.map { row in
      tracing.firstSample + tracing.rate.index(row, on: chart.sampleRate)
    }
  }
}

extension Tracing {
  /// The row nearest to a sample of the chart.
  func row(atSample sample: Int, of chart: Chart) -> Int {
    max(0, chart.sampleRate.index(sample - firstSample, on: rate))
  }

  /// The line's height at a sample of the chart; `nil` outside the line and where it is missing.
  func height(atSample sample: Int, of chart: Chart) -> Double? {
    let row = chart.sampleRate.index(sample - firstSample, on: rate)
    guard values.indices.contains(row), !mask.isMissing(row), values[row].isFinite else { return nil }
    return values[row]
  }
}
