import PolygraphFormats
import PolygraphInstruments
import PolygraphModel
import PolygraphQuantities
import PolygraphSimulation

extension CaptureScript {
  /// The script that marks the simulated examinee's charts on a virtual instrument's samples: the examiner who belongs
  /// to it.
  ///
  /// *Definition*: times are those of the instrument's clock, whose sample 0 is the first chart's. Channels are named
  /// and scaled so that their values are the examinee's own.
  public init(simulating signals: SimulatedSignals, examName: String, testFormat: String?, instrument: String) {
    self.init()
    exam = examName
    self.testFormat = testFormat
    sensors = Self.wiring(of: instrument, signals)
    series = [ExamRecord.SeriesRecord(series: "1", questions: signals.questions)]
    var all: [TimedEvent] = []
    for place in signals.charts {
      all += Self.events(of: place, rate: signals.chartRate)
    }
    events = all
  }

  private static func events(of place: SimulatedSignals.Place, rate: SampleRate) -> [TimedEvent] {
    func time(_ sample: Int) -> Double { rate.seconds(ofSample: place.start + sample).value }
    var begin = TimedEvent(at: time(0), .chartBegin)
    begin.series = "1"
    begin.chart = place.chart.number
    var marks: [TimedEvent] = []
    for event in place.chart.events {
      var onset = TimedEvent(at: time(event.onset), .onset)
      onset.label = event.sourceLabel
      onset.role = event.role
      onset.comparisonType = event.comparisonType
      onset.version = event.questionVersion
      marks.append(onset)
      var offset = TimedEvent(at: time(event.offset), .offset)
      offset.label = event.sourceLabel
      marks.append(offset)
      if let given = event.answer {
        var answer = TimedEvent(at: time(given.sample), .answer)
        answer.label = event.sourceLabel
        answer.word = given.word
        marks.append(answer)
      }
    }
    for note in place.chart.annotations {
      var annotation = TimedEvent(at: time(note.sample), .annotation)
      annotation.code = note.code
      annotation.text = note.text
      marks.append(annotation)
    }
    // A stable order: an onset stays before its own offset at the same sample.
    let ordered = marks.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
    return [begin] + ordered.map(\.element) + [TimedEvent(at: time(place.chart.sampleCount), .chartEnd)]
  }

  /// How the virtual instruments are wired, with the scale of each channel.
  static func wiring(of instrument: String, _ signals: SimulatedSignals) -> [String: ChannelUse]? {
    func use(_ sensor: Sensor, top: Int, bottom: Int = 0) -> ChannelUse {
      ChannelUse(
        sensor: sensor, calibration: signals.calibration(of: sensor, top: top, bottom: bottom), unit: .count)
    }
    switch instrument {
    case "bitalino":
      return [
        "A1": use(.thoracicRespiration, top: 1023), "A2": use(.abdominalRespiration, top: 1023),
        "A3": use(.electrodermal, top: 1023), "A4": use(.cardio, top: 1023),
        // The fifth and the sixth have the upper six of ten bits.
        "A5": use(.vasomotor, top: 64), "A6": use(.activity, top: 64),
      ]
    case "cyton":
      let sensors: [Sensor] = [
        .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .activity,
      ]
      return Dictionary(
        uniqueKeysWithValues: sensors.enumerated().map {
          ("CH\($0.offset + 1)", use($0.element, top: 16_000_000, bottom: -8_000_000))
        })
    case "plg1":
      return [
        "PN1": use(.thoracicRespiration, top: 65_535), "PN2": use(.abdominalRespiration, top: 65_535),
        "EDA": use(.electrodermal, top: 65_535), "CRD": use(.cardio, top: 65_535),
        "ACT": use(.activity, top: 65_535), "PPG": use(.vasomotor, top: 65_535),
      ]
    case "openeeg-p2":
      let sensors: [Sensor] = [
        .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor, .activity,
      ]
      return Dictionary(
        uniqueKeysWithValues: sensors.enumerated().map { ("CH\($0.offset + 1)", use($0.element, top: 1023)) })
    default: return nil
    }
  }
}

extension SimulatedSignals {
  /// The questions of the charts, each once, in the order in which they are first asked.
  fileprivate var questions: [Question] {
    var seen: Set<String> = []
    return charts.flatMap(\.chart.questions).filter { seen.insert($0.baseLabel).inserted }.map {
      Question(label: $0.baseLabel, role: $0.role, comparisonType: $0.comparisonType, version: $0.questionVersion)
    }
  }
}
