import PolygraphModel
import PolygraphQuantities

/// Writes an exam as comma-separated files: one a chart with its samples, and one with all events.
///
/// *Shape*: UTF-8, CR LF, a heading, RFC 4180 quotes.
/// A chart's file (`<exam>-<series>-<chart>.csv`) has the columns `sample`, `seconds`, one for each channel, `label`
/// and `answer`, one row a sample of the chart's clock, from 0. A channel slower than the clock has its value in the
/// rows its samples lie on. A missing sample is an empty cell. The label stands in every row of its stimulus; the
/// answer's word, or `Ans`, in the row of the answer.
/// The events' file (`<exam>-events.csv`) has one row for each event and note, with all samples from 0.
///
/// *Units*: each channel's own; the heading is `name (unit)` unless the unit is counts.
public enum SpreadsheetWriter {
  /// The exam's files. A text cell that a spreadsheet would run is given an apostrophe and reported as
  /// `cell-neutralised`.
  ///
  /// *Complexity*: O(samples × channels).
  public static func write(_ exam: Exam) -> Conversion {
    var conversion = Conversion(files: [])
    for (series, chart) in exam.charts {
      let name = FileName.encoded("\(exam.name)-\(series)-\(chart.number)") + ".csv"
      add(table(chart), name: name, place: Place(file: name, series: series, chart: chart.number), to: &conversion)
    }
    let name = FileName.encoded("\(exam.name)-events") + ".csv"
    add(events(exam), name: name, place: Place(file: name), to: &conversion)
    return conversion
  }

  private static func add(_ text: SpreadsheetText, name: String, place: Place, to conversion: inout Conversion) {
    conversion.files.append(WrittenFile(name: name, bytes: text.bytes))
    guard let neutralised = text.neutralised else { return }
    var place = place
    place.line = neutralised.row
    place.column = neutralised.column
    conversion.findings.append(
      Finding(
        code: "cell-neutralised", severity: .warning,
        message: "A cell that a spreadsheet would run as a formula was given an apostrophe in front.", place: place,
        count: neutralised.count))
  }

  /// A channel's samples on the chart's clock: the next sample to write, and the row it lies on.
  private struct Line {
    let channel: Channel
    var next = 0
    var row: Int

    init(_ channel: Channel) {
      self.channel = channel
      row = channel.firstSample
    }

    mutating func advance(on rate: SampleRate) {
      next += 1
      row = channel.firstSample + channel.sampleRate.index(next, on: rate)
    }
  }

  private static func table(_ chart: Chart) -> SpreadsheetText {
    var text = SpreadsheetText()
    text.reserve(chart.sampleCount * (20 + 9 * chart.channels.count))
    text.textRow(
      ["sample", "seconds"]
        + chart.channels.map { $0.unit == .count ? $0.name : "\($0.name) (\($0.unit.rawValue))" } + ["label", "answer"])
    var lines = chart.channels.map(Line.init)
    var marks = EventMarks(chart)
    for sample in 0..<chart.sampleCount {
      text.integer(sample)
      text.seconds(ofSample: sample, at: chart.sampleRate)
      for index in lines.indices { write(&lines[index], at: sample, rate: chart.sampleRate, to: &text) }
      marks.advance(to: sample)
      if let label = marks.label { text.text(label) } else { text.endCell() }
      if let answer = marks.answer { text.text(answer) } else { text.endCell() }
      text.endRow()
    }
    return text
  }

  private static func write(_ line: inout Line, at sample: Int, rate: SampleRate, to text: inout SpreadsheetText) {
    while line.row < sample, line.next < line.channel.counts.count { line.advance(on: rate) }
    guard line.row == sample, line.next < line.channel.counts.count else { return text.endCell() }
    if line.channel.mask.isMissing(line.next) {
      text.endCell()
    } else {
      text.number(line.channel.calibration.value(line.channel.counts[line.next]))
    }
    line.advance(on: rate)
  }

  /// The label and the answer of each sample, walked in order.
  private struct EventMarks {
    private let events: [Event]
    private let answers: [Int: String]
    private var next = 0
    private var open: [Event] = []
    private(set) var label: String?
    private(set) var answer: String?

    init(_ chart: Chart) {
      events = chart.events.sorted { $0.onset < $1.onset }
      answers = Dictionary(
        chart.events.compactMap { event in event.answer.map { ($0.sample, $0.word ?? "Ans") } },
        uniquingKeysWith: { first, _ in first })
    }

    /// Goes on to a sample; of overlapping events the one that began last gives the label.
    mutating func advance(to sample: Int) {
      while next < events.count, events[next].onset <= sample {
        open.append(events[next])
        next += 1
      }
      if !open.isEmpty { open.removeAll { $0.offset < sample } }
      label = open.last?.label
      answer = answers.isEmpty ? nil : answers[sample]
    }
  }

  private static func events(_ exam: Exam) -> SpreadsheetText {
    var text = SpreadsheetText()
    text.textRow([
      "series", "chart", "entry", "label", "source label", "kind", "type", "occurrence", "onset", "offset",
      "onset seconds", "answer", "word", "text",
    ])
    for series in exam.series {
      for chart in series.charts {
        for event in chart.events { write(event, series, chart, to: &text) }
        for annotation in chart.annotations {
          text.text(series.name)
          text.integer(chart.number)
          for cell in ["annotation", annotation.code, annotation.code, annotation.group?.rawValue ?? "", ""] {
            text.text(cell)
          }
          text.endCell()
          text.integer(annotation.sample)
          text.integer(annotation.sample)
          text.seconds(ofSample: annotation.sample, at: chart.sampleRate)
          text.endCell()
          text.endCell()
          text.text(annotation.text ?? "")
          text.endRow()
        }
      }
    }
    return text
  }

  private static func write(_ event: Event, _ series: Series, _ chart: Chart, to text: inout SpreadsheetText) {
    text.text(series.name)
    text.integer(chart.number)
    for cell in [
      "event", event.label, event.sourceLabel, event.role.rawValue, event.comparisonType?.rawValue ?? "",
    ] {
      text.text(cell)
    }
    text.integer(event.occurrence)
    text.integer(event.onset)
    text.integer(event.offset)
    text.seconds(ofSample: event.onset, at: chart.sampleRate)
    if let answer = event.answer { text.integer(answer.sample) } else { text.endCell() }
    text.text(event.answer?.word ?? "")
    text.text(series.question(for: event)?.text ?? "")
    text.endRow()
  }
}
