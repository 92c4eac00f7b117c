import PolygraphModel

/// One hand-given number with its place in the document.
struct GivenScore {
  var series = "1"
  let chart: Int
  let question: String
  var occurrence = 1
  let sensor: Sensor
  let value: Double?
  let place: String

  /// The number as an integer.
  func cell() throws(DocumentFault) -> HandScores.Cell {
    var score: Int?
    if let value { score = try DocumentReader.integer(.number(value), in: -1000...1000, at: place) }
    return HandScores.Cell(
      series: series, chart: chart, question: question, occurrence: occurrence, sensor: sensor, score: score)
  }
}

/// Hand-given numbers as documents have them.
enum HandScoreDocument {
  /// The numbers as integers.
  static func cells(_ given: [GivenScore]) throws(DocumentFault) -> [HandScores.Cell] {
    var cells: [HandScores.Cell] = []
    for score in given { cells.append(try score.cell()) }
    return cells
  }

  /// Cells of `{chart: {question: {sensor: integer or null}}}`; a chart is named by its number, as `chart1` or `1`.
  static func nested(
    _ reader: inout DocumentReader, _ name: String
  ) throws(DocumentFault) -> [GivenScore] {
    var cells: [GivenScore] = []
    for (chartName, questions) in try reader.requiredEntries(name) {
      let chartPlace = "\(reader.path(name)).\(chartName)"
      let chart = try number(ofChart: chartName, at: chartPlace)
      for (label, sensors) in try DocumentReader.entries(of: questions, at: chartPlace) {
        let place = "\(chartPlace).\(label)"
        let question = try question(label, at: place)
        for (sensorName, value) in try DocumentReader.entries(of: sensors, at: place) {
          let sensor = try SensorName.sensor(sensorName, at: "\(place).\(sensorName)")
          let score = try number(value, at: "\(place).\(sensorName)")
          cells.append(
            GivenScore(
              chart: chart, question: question, sensor: sensor, value: score, place: "\(place).\(sensorName)"))
        }
      }
    }
    guard !cells.isEmpty else { throw reader.fault(name, "no scores", expected: "at least one") }
    return cells
  }

  /// Cells of a list of `{series?, chart, question, occurrence?, sensor, score}`.
  static func list(_ values: [DocumentValue], at place: String) throws(DocumentFault) -> [GivenScore] {
    var cells: [GivenScore] = []
    for (index, value) in values.enumerated() {
      var reader = try DocumentReader(value, at: "\(place)[\(index)]")
      let label = try reader.requiredText("question")
      let sensor = try reader.requiredText("sensor")
      guard reader.names.contains("score") else {
        throw reader.fault("score", "nothing", expected: "a number, or null for a missing one")
      }
      cells.append(
        GivenScore(
          series: try reader.text("series") ?? "1", chart: try reader.requiredInteger("chart", in: 1...1000),
          question: try question(label, at: reader.path("question")),
          occurrence: try reader.integer("occurrence", in: 1...1000) ?? 1,
          sensor: try SensorName.sensor(sensor, at: reader.path("sensor")),
          value: try reader.number("score", in: -1000...1000), place: reader.path("score")))
      try reader.finish()
    }
    guard !cells.isEmpty else { throw DocumentFault(place: place, found: "no scores", expected: "at least one") }
    return cells
  }

  /// The canonical form of a question's label.
  static func question(_ label: String, at place: String) throws(DocumentFault) -> String {
    guard let parsed = QuestionLabel.parse(label) else {
      throw DocumentFault(place: place, found: "the label \"\(label)\"", expected: "a question's label, as R5 or 2R1")
    }
    return parsed.label
  }

  private static func number(ofChart name: String, at place: String) throws(DocumentFault) -> Int {
    let lowered = name.lowercased()
    let digits = lowered.hasPrefix("chart") ? lowered.dropFirst(5) : lowered[...]
    guard let number = Int(digits.drop { $0 == " " }.prefix { $0.isNumber }), (1...1000).contains(number) else {
      throw DocumentFault(place: place, found: "the chart \"\(name)\"", expected: "a chart's number, as \"chart1\"")
    }
    return number
  }

  private static func number(_ value: DocumentValue, at place: String) throws(DocumentFault) -> Double? {
    value == .null ? nil : try DocumentReader.number(value, in: -1000...1000, at: place)
  }
}
