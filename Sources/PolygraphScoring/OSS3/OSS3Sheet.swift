import PolygraphModel
import RealModule

/// One presentation of a relevant question under OSS-3.
struct OSS3Presentation {
  let chart: ScoredChart
  let presentation: Presentation
  /// The usable relevant measurements.
  var relevant = SensorValues()
  /// The chart's mean comparison measurements.
  let comparison: SensorValues
  /// Their log ratios before trimming.
  var logRatios = SensorValues()
  /// Standard scores of channels and of combined respiration, truncated.
  var standard = SensorValues()
  /// The weighted mean; `nil` when nothing was measured.
  var mean: Double?
  var lacksRespiration = false
}

/// All scores of an exam under OSS-3, up to the grand mean.
struct OSS3Sheet {
  let method: OSS3
  private(set) var presentations: [OSS3Presentation]
  /// The log ratio beyond which extremes are trimmed; `nil` for fewer than two ratios.
  let trimLimit: Double?
  /// The questions that have a mean, in order.
  private(set) var questions: [(question: String, values: [Double], mean: Double)] = []
  let grandMean: Double

  init(_ charts: [ScoredChart], method: OSS3) {
    self.method = method
    let rounded = Rounding(isOn: method.sourceRounding)
    presentations = charts.flatMap { Self.ratios(of: $0, method: method) }
    trimLimit = Self.limit(presentations, method).map { rounded($0, 3) }
    for index in presentations.indices { Self.standardise(&presentations[index], trimLimit, rounded) }
    for question in charts.relevantQuestions {
      var values: [Double] = []
      for item in presentations where item.presentation.baseLabel == question {
        if let mean = item.mean { values.append(mean) }
      }
      guard !values.isEmpty else { continue }
      let mean = rounded(values.reduce(0, +) / Double(values.count), 3)
      questions.append((question, values, mean))
    }
    let sum = questions.reduce(0) { $0 + $1.mean }
    grandMean = questions.isEmpty ? .nan : rounded(sum / Double(questions.count), 3)
  }

  /// Relevant questions with too few usable presentations, in sentences.
  func unusable(_ all: [String], least: Int) -> [String] {
    all.compactMap { question in
      let count = questions.first { $0.question == question }?.values.count ?? 0
      return count < least ? "\(question) has \(count) usable presentations; the method takes at least \(least)" : nil
    }
  }

  private static func usable(_ value: Double?, _ method: OSS3) -> Double? {
    value.flatMap { $0 > method.smallestMeasurement ? $0 : nil }
  }

  private static func ratios(of chart: ScoredChart, method: OSS3) -> [OSS3Presentation] {
    let rounded = Rounding(isOn: method.sourceRounding)
    var means = SensorValues()
    for sensor in OSS3Model.measured {
      var (sum, count) = (0.0, 0)
      for index in chart.presentations.indices where chart.presentations[index].isComparison {
        guard let value = usable(chart.presentations[index].values[sensor], method) else { continue }
        sum += value
        count += 1
      }
      guard count >= method.leastComparisons, count > 0 else { continue }
      means[sensor] = rounded(sum / Double(count), 3)
    }
    var items: [OSS3Presentation] = []
    for presentation in chart.presentations where presentation.isRelevant {
      var item = OSS3Presentation(chart: chart, presentation: presentation, comparison: means)
      for sensor in OSS3Model.measured {
        guard let relevant = usable(presentation.values[sensor], method) else { continue }
        item.relevant[sensor] = relevant
        guard let comparison = means[sensor] else { continue }
        item.logRatios[sensor] = rounded(Double.log(relevant / comparison), 3)
      }
      items.append(item)
    }
    return items
  }

  private static func limit(_ presentations: [OSS3Presentation], _ method: OSS3) -> Double? {
    var ratios: [Double] = []
    ratios.reserveCapacity(presentations.count * OSS3Model.measured.count)
    for item in presentations {
      for sensor in OSS3Model.measured {
        if let ratio = item.logRatios[sensor] { ratios.append(ratio) }
      }
    }
    guard ratios.count >= 2, let moments = Moments(ratios) else { return nil }
    return method.trimDeviations * moments.sampleDeviation + moments.mean
  }

  /// The lower bound is the mirrored upper one, as the method's authors have it.
  static func trimmed(_ ratio: Double, _ limit: Double?) -> Double {
    guard let limit, limit > 0 else { return ratio }
    return min(max(ratio, -limit), limit)
  }

  private static func standardise(_ item: inout OSS3Presentation, _ limit: Double?, _ rounded: Rounding) {
    let largest = OSS3Model.largestStandardScore
    for sensor in OSS3Model.measured {
      guard let ratio = item.logRatios[sensor] else { continue }
      let score = rounded(OSS3Model.standardScore(trimmed(ratio, limit), sensor), 3)
      item.standard[sensor] = min(max(score, -largest), largest)
    }
    guard !item.standard.isEmpty else { return }
    let upper = item.standard[ScoredSensor.thoracicRespiration]
    let lower = item.standard[ScoredSensor.abdominalRespiration]
    item.lacksRespiration = upper == nil && lower == nil
    let (a, b) = (upper ?? 0, lower ?? 0)
    item.standard[ScoredSensor.respiration] = a * b < 0 ? 0 : a.magnitude >= b.magnitude ? a : b
    var sum = 0.0
    var weights = 0.0
    for (sensor, weight) in OSS3Model.weights {
      guard let score = item.standard[sensor] else { continue }
      sum += weight * score
      weights += weight
    }
    item.mean = sum / weights
  }
}

extension OSS3Presentation {
  /// The identifier of the presentation's weighted mean in derivations.
  var figure: String {
    "presentation/\(chart.series)/\(chart.chart)/\(presentation.label)/\(presentation.occurrence)"
  }

  /// The cells that make up the mean.
  var cells: [ScoreCell] {
    let upper = standard[ScoredSensor.thoracicRespiration]?.magnitude ?? 0
    let lower = standard[ScoredSensor.abdominalRespiration]?.magnitude ?? 0
    let chosen: ScoredSensor = lower > upper ? .abdominalRespiration : .thoracicRespiration
    return OSS3Model.weights.map { sensor, _ in
      let source = sensor == .respiration ? chosen : sensor
      return chart.cell(
        presentation, sensor.sensor, score: standard[sensor], logRatio: logRatios[source])
    }
  }
}
