import PolygraphModel
import RealModule

/// One presentation of a relevant question under OSS-3.
struct OSS3Presentation {
  let chart: ScoredChart
  let presentation: Presentation
  /// Relevant and mean comparison measurements, and the log ratio before trimming.
  var channels: [(sensor: Sensor, relevant: Double?, comparison: Double?, logRatio: Double?)]
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
      let values = presentations.filter { $0.presentation.baseLabel == question }.compactMap(\.mean)
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
    let comparisons = chart.presentations.filter { $0.role == .comparison }
    let means = OSS3Model.channels.map { sensor -> Double? in
      let values = comparisons.compactMap { usable($0.values[sensor], method) }
      guard values.count >= method.leastComparisons, !values.isEmpty else { return nil }
      return rounded(values.reduce(0, +) / Double(values.count), 3)
    }
    return chart.presentations.filter { $0.role == .relevant }.map { presentation in
      let channels = zip(OSS3Model.channels, means).map {
        sensor, comparison -> (sensor: Sensor, relevant: Double?, comparison: Double?, logRatio: Double?) in
        let relevant = usable(presentation.values[sensor], method)
        guard let relevant, let comparison else { return (sensor, relevant, comparison, nil) }
        return (sensor, relevant, comparison, rounded(Double.log(relevant / comparison), 3))
      }
      return OSS3Presentation(chart: chart, presentation: presentation, channels: channels)
    }
  }

  private static func limit(_ presentations: [OSS3Presentation], _ method: OSS3) -> Double? {
    let ratios = presentations.flatMap { $0.channels.compactMap(\.logRatio) }
    guard ratios.count >= 2 else { return nil }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    let squares = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return method.trimDeviations * Double.sqrt(squares / Double(ratios.count - 1)) + mean
  }

  /// The lower bound is the mirrored upper one, as the method's authors have it.
  static func trimmed(_ ratio: Double, _ limit: Double?) -> Double {
    guard let limit, limit > 0 else { return ratio }
    return min(max(ratio, -limit), limit)
  }

  private static func standardise(_ item: inout OSS3Presentation, _ limit: Double?, _ rounded: Rounding) {
    let largest = OSS3Model.largestStandardScore
    for channel in item.channels {
      guard let ratio = channel.logRatio else { continue }
      let score = rounded(OSS3Model.standardScore(trimmed(ratio, limit), channel.sensor), 3)
      item.standard[channel.sensor] = min(max(score, -largest), largest)
    }
    guard !item.standard.isEmpty else { return }
    let upper = item.standard[.thoracicRespiration]
    let lower = item.standard[.abdominalRespiration]
    item.lacksRespiration = upper == nil && lower == nil
    let (a, b) = (upper ?? 0, lower ?? 0)
    item.standard[.respiration] = a * b < 0 ? 0 : a.magnitude >= b.magnitude ? a : b
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
    let upper = standard[.thoracicRespiration]?.magnitude ?? 0
    let lower = standard[.abdominalRespiration]?.magnitude ?? 0
    let chosen: Sensor = lower > upper ? .abdominalRespiration : .thoracicRespiration
    return OSS3Model.weights.map { sensor, _ in
      let source = sensor == .respiration ? chosen : sensor
      return chart.cell(
        presentation, sensor, score: standard[sensor],
        logRatio: channels.first { $0.sensor == source }?.logRatio)
    }
  }
}
