import Foundation
import PolygraphModel
import PolygraphScoring
import TestSupport
import Testing

/// Comparison of a scoring result with a vector's expectations.
struct VectorChecks {
  let result: ScoringResult
  let id: String

  /// Every sensor's figure, found through the derivations, as numbers: also the channels that are not in the cells.
  func channelScore(chart: Int, question: String, sensor: String) -> Double? {
    guard let sensor = sensor == "respiration" ? .respiration : VectorFile.sensors[sensor] else { return nil }
    if let cell = result.cells.first(where: { $0.chart == chart && $0.question == question && $0.sensor == sensor }) {
      return cell.score
    }
    let figure = "cell/1/\(chart)/\(question)/1/\(sensor.rawValue)"
    return result.derivations.first { $0.figure == figure }.flatMap { Double($0.result) }
  }

  /// Compares `[chart: [question: [sensor: score]]]`; charts of a repeated-pass vector are its passes.
  func scores(_ expected: [String: Any], within tolerance: Double) -> Int {
    var compared = 0
    for (name, questions) in expected {
      for (question, scores) in questions as? [String: [String: Any]] ?? [:] {
        for (sensor, value) in scores {
          let (chart, label) = place(name, question)
          let ours = channelScore(chart: chart, question: label, sensor: sensor)
          let isEqual = (value as? Double).map { abs((ours ?? .nan) - $0) <= tolerance } ?? (ours == nil)
          #expect(isEqual, "\(id) \(name) \(question) \(sensor): \(ours ?? .nan), expected \(value)")
          compared += 1
        }
      }
    }
    return compared
  }

  /// The chart and label of a vector's cell.
  func place(_ chart: String, _ question: String) -> (Int, String) {
    let number = Int(chart.prefix(2)) ?? 0
    let hasPasses = result.cells.contains { $0.question == "1\(question)" }
    return hasPasses ? (1, "\(number)\(question)") : (number, question)
  }

  /// Compares the opinion and the questions' opinions with words such as `DI/SR`.
  func opinions(_ expected: [String: Any]) {
    #expect(Self.matches(result.opinion, expected.text("result")), "\(id): \(result.opinion?.rawValue ?? "none")")
    for (question, words) in expected.object("questionResults") {
      let ours = result.questionOpinions.first { $0.question == question }?.opinion
      #expect(Self.matches(ours, words as? String), "\(id) \(question): \(ours?.rawValue ?? "none")")
    }
  }

  static func matches(_ opinion: Opinion?, _ words: String?) -> Bool {
    guard let opinion, let words else { return false }
    return words.split(separator: "/").map(String.init).contains(opinion.rawValue)
  }

  func statistic(_ name: String) -> Double { result.statistics.first { $0.name == name }?.value ?? .nan }

  func close(_ ours: Double, _ expected: Double?, _ tolerance: Double, _ what: String) {
    let isClose = expected.map { abs(ours - $0) <= tolerance } ?? false
    #expect(isClose, "\(id) \(what): \(ours), expected \(expected ?? .nan)")
  }
}
