import ArgumentParser
import PolygraphKit

/// `polygraph caliper`: a box on a sensor's line, set by a person, read by rule.
struct CaliperCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "caliper",
    abstract: "Measures by hand: a box at any place of a sensor's line.",
    discussion: """
      The box begins at --at SECONDS from the chart's start, or at a question's onset, and is 15 s wide. On the lines \
      of the automatic measurement it reads the largest rise from a low point to a later high point (EDA, cardio), the \
      line excursion with and without the answer (respiration), or ln(pre/post) of the pulse (vasomotor). There is no \
      latency, no onset window and no late peak: widen the box to include one. Without --sensor every sensor is read.

      With --mode manual the value of EDA and cardio is the distance between two levels in chart units.

      Examples:
        polygraph caliper exam-folder --chart 1 --sensor electrodermal --at 33.5
        polygraph caliper exam-folder --chart 1 --question R5 --width 20
        polygraph caliper exam-folder --chart 2 --question C4 --json
        polygraph caliper exam-folder --chart 1 --sensor cardio --at 30 \\
          --mode manual --onset-level=-240 --peak-level=-180
      """)

  @OptionGroup var reading: ReadingOptions

  @Option(help: ArgumentHelp("The chart.", valueName: "number"))
  var chart: Int

  @Option(help: ArgumentHelp("The series, when several have such a chart.", valueName: "name"))
  var series: String?

  @Option(help: ArgumentHelp("The sensor, as electrodermal. Left out: all.", valueName: "name"))
  var sensor: String?

  @Option(help: ArgumentHelp("Where the box begins, in seconds from the chart's start.", valueName: "seconds"))
  var at: Double?

  @Option(help: ArgumentHelp("The question on whose onset the box begins, as R5.", valueName: "label"))
  var question: String?

  @Option(help: ArgumentHelp("How wide the box is, up to 60 s.", valueName: "seconds"))
  var width = Caliper.usualWidth.value

  /// What the caliper's horizontal lines do.
  enum Mode: String, ExpressibleByArgument, CaseIterable { case automatic, manual }

  @Option(help: "Whether onset and peak are found in the box, or set by two levels.")
  var mode = Mode.automatic

  @Option(help: ArgumentHelp("The onset's level in chart units, with --mode manual.", valueName: "units"))
  var onsetLevel: Double?

  @Option(help: ArgumentHelp("The peak's level in chart units, with --mode manual.", valueName: "units"))
  var peakLevel: Double?

  @OptionGroup var profile: ProfileOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if chart < 1 { throw ValidationError("--chart counts from 1.") }
    if (at == nil) == (question == nil) {
      throw ValidationError("Say where the box begins: either --at SECONDS or --question LABEL.")
    }
    if let at, !(at.isFinite && at >= 0) { throw ValidationError("--at takes zero seconds or more.") }
    guard width.isFinite, width > 0, width <= Caliper.greatestWidth.value else {
      throw ValidationError("--width takes more than 0 and at most \(shown(Caliper.greatestWidth.value)) seconds.")
    }
    if mode == .manual {
      guard let onsetLevel, let peakLevel, onsetLevel.isFinite, peakLevel.isFinite else {
        throw ValidationError("--mode manual takes --onset-level UNITS and --peak-level UNITS.")
      }
      guard let sensor, ["electrodermal", "cardio", "fingerCuff"].contains(sensor) else {
        throw ValidationError("--mode manual takes --sensor electrodermal, cardio or fingerCuff.")
      }
    } else if onsetLevel != nil || peakLevel != nil {
      throw ValidationError("--onset-level and --peak-level go with --mode manual.")
    }
  }

  func run() throws {
    let read = try reading.read()
    let filterProfile = try profile.load()
    let caliper = try Caliper(read.exam, profile: filterProfile)
    do {
      let sensors = try sensor.map { [Sensor(rawValue: $0)] } ?? caliper.sensors(chart: chart, series: series)
      let start = try start(in: read.exam)
      let readings = try sensors.map { sensor in
        try caliper.read(
          chart: chart, series: series, sensor: sensor, at: start, width: Seconds(width), mode: caliperMode)
      }
      let document = CaliperDocument(
        exam: read.exam.name, profile: try filterProfile.reference(), question: question, width: width,
        readings: readings)
      try output.emit(document, text: document.text)
    } catch let error as CaliperError {
      throw RefusedInput(description: error.description)
    }
  }

  private var caliperMode: CaliperMode {
    guard mode == .manual, let onsetLevel, let peakLevel else { return .automatic }
    return .manual(onset: onsetLevel, peak: peakLevel)
  }

  /// Where the box begins: as given, or at the question's first onset in the chart.
  private func start(in exam: Exam) throws -> Seconds {
    if let at { return Seconds(at) }
    let charts = exam.charts.filter { $0.chart.number == chart && (series == nil || $0.series == series) }.map(\.chart)
    for chart in charts {
      if let event = chart.questions.first(where: { $0.label == question }) {
        return chart.sampleRate.seconds(ofSample: event.onset)
      }
    }
    guard let only = charts.first else {
      let known = Set(exam.charts.map(\.chart.number)).sorted()
      throw RefusedInput(description: CaliperError.noChart(chart, known: known).description)
    }
    throw RefusedInput(
      description: "Chart \(chart) has no question '\(question ?? "")'. It has: "
        + only.questions.map(\.label).joined(separator: ", ") + ".")
  }
}

/// The document `polygraph.caliper/1`.
private struct CaliperDocument: Encodable {
  let schema = "polygraph.caliper/1"
  let exam: String
  let profile: ProfileReference
  let question: String?
  let width: Double
  let readings: [CaliperReading]

  var text: String {
    var text = "Exam \(exam)   filter profile \(profile.name) \(profile.version) (\(profile.sha256.prefix(12)))\n"
    if let first = readings.first {
      text +=
        "Series \(first.series), chart \(first.chart): \(shown(first.start.seconds)) to "
        + "\(shown(first.end.seconds)) s, \(first.mode)\n"
    }
    var table = TextTable([
      ("SENSOR", .left), ("VALUE", .right), ("UNIT", .left), ("WITH ANSWER", .right), ("ONSET s", .right),
      ("PEAK s", .right), ("RATE/min", .right), ("CHART/min", .right), ("STATE", .left), ("FLAGS", .left),
    ])
    for reading in readings {
      table.add([
        reading.sensor.rawValue, reading.value.map { shown($0, digits: 3) } ?? "—", reading.unit.rawValue,
        reading.valueWithAnswer.map { shown($0, digits: 3) } ?? "", reading.onset.map { shown($0.seconds) } ?? "",
        reading.peak.map { shown($0.seconds) } ?? "", reading.ratePerMinute.map { shown($0, digits: 1) } ?? "",
        reading.chartRatePerMinute.map { shown($0, digits: 1) } ?? "", reading.state.rawValue,
        reading.flags.joined(separator: " "),
      ])
    }
    return text + "\n" + table.text
  }
}
