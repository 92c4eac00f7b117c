import Foundation
import PolygraphIntegrity
import PolygraphModel
import PolygraphQuantities

/// Why a profile cannot be used.
public struct FilterProfileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The parameter, as `windows.evaluation`.
  public let parameter: String
  /// What was found.
  public let found: String
  /// What was expected.
  public let expected: String

  /// Parameter, finding and expectation in a sentence.
  public var description: String { "The filter profile's \(parameter) is \(found); expected \(expected)." }
}

extension FilterProfile {
  /// Reads a profile from JSON and checks its parameters.
  ///
  /// *Errors*: ``FilterProfileError`` for a key that is missing or of another kind, and for a value out of range.
  public init(json: Data) throws {
    do {
      self = try JSONDecoder().decode(FilterProfile.self, from: json)
    } catch DecodingError.keyNotFound(let key, let context) {
      throw Self.error(context.codingPath + [key], "missing", "a value")
    } catch DecodingError.typeMismatch(let type, let context) {
      throw Self.error(context.codingPath, "of another kind", "\(type)")
    } catch DecodingError.valueNotFound(let type, let context) {
      throw Self.error(context.codingPath, "null", "\(type)")
    } catch DecodingError.dataCorrupted(let context) {
      throw Self.error(context.codingPath, "not readable: \(context.debugDescription)", "valid JSON")
    }
    try validate()
  }

  private static func error(_ path: [any CodingKey], _ found: String, _ expected: String) -> FilterProfileError {
    let name = path.map(\.stringValue).joined(separator: ".")
    return FilterProfileError(parameter: name.isEmpty ? "text" : name, found: found, expected: expected)
  }

  /// The profile as canonical JSON (RFC 8785), which its digest is made of.
  public func canonicalJSON() throws -> Data { try CanonicalJSON.encode(self) }

  /// Name, version and digest, as results carry them.
  public func reference() throws -> ProfileReference {
    ProfileReference(
      name: name, version: version, sha256: SHA256Digest(of: try canonicalJSON()).hexadecimal)
  }

  /// Checks every parameter's range.
  ///
  /// *Errors*: ``FilterProfileError`` for the first that is out of range.
  public func validate() throws {
    func check(_ parameter: String, _ value: Double, _ range: ClosedRange<Double>) throws {
      guard range.contains(value) else {
        throw FilterProfileError(
          parameter: parameter, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
      }
    }
    guard !name.isEmpty, !version.isEmpty else {
      throw FilterProfileError(parameter: "name", found: "empty", expected: "a name and a version")
    }
    let rate = timeBase.workingRate.hertz.value
    try check("timeBase.workingRate", rate, 20...1000)
    try check("timeBase.passEdge", timeBase.passEdge.value, 1...(0.49 * rate))
    try check("timeBase.stopBandDecibels", timeBase.stopBandDecibels, 21...200)
    try check("timeBase.longestBridgedGap", timeBase.longestBridgedGap.value, 0...2)
    try check("windows.evaluation", windows.evaluation.value, 5...60)
    try check("windows.postStimulus", windows.postStimulus.value, 0...60)
    try check("windows.preStimulus", windows.preStimulus.value, 0...60)
    try check("windows.latestAnswer", windows.latestAnswer.value, 0...60)
    try check("windows.shortestChart", windows.shortestChart.value, 0...600)
    try check("windows.fewestQuestions", Double(windows.fewestQuestions), 0...50)
    try check("respiration.excursion.window", respiration.excursion.window.value, 0.5...windows.evaluation.value)
    try check("respiration.excursion.answerBuffer", respiration.excursion.answerBuffer.value, 0...5)
    try check("vasomotor.before", vasomotor.before.value, 1...20)
    try check("vasomotor.end", vasomotor.end.value, (vasomotor.latency.value + 1)...60)
    for (name, response) in [
      ("electrodermal", electrodermal.response), ("cardio", cardio.response), ("fingerCuff", fingerCuff.response),
    ] {
      try check("\(name).response.minimumLatency", response.minimumLatency.value, 0...5)
      try check("\(name).response.onsetAfterAnswer", response.onsetAfterAnswer.value, 0...30)
      try check("\(name).response.smallestSwing", response.smallestSwing, 0...100)
      try check("\(name).response.latestOnsetWithin", response.latestOnsetWithin, 0...1)
      try check("\(name).response.noResponse", response.noResponse, 0...500)
    }
    let chains = [
      ("respiration.line", respiration.line), ("electrodermal.auto", electrodermal.auto),
      ("electrodermal.manual", electrodermal.manual), ("cardio.movingAverage", cardio.movingAverage),
      ("cardio.mid", cardio.mid), ("activity.line", activity.line),
    ]
    for (name, chain) in chains {
      for stage in chain { try stage.validate(name, rate: rate) }
    }
  }
}

extension FilterStage {
  fileprivate func validate(_ parameter: String, rate: Double) throws {
    switch self {
    case .zeroPhaseLowPass(let cutoff, let order), .causalLowPass(let cutoff, let order),
      .causalHighPass(let cutoff, let order):
      guard cutoff.value > 0, cutoff.value < 0.45 * rate else {
        throw FilterProfileError(
          parameter: parameter + ".cutoff", found: "\(cutoff.value)", expected: "above 0 and below \(0.45 * rate) Hz")
      }
      guard (1...8).contains(order) else {
        throw FilterProfileError(parameter: parameter + ".order", found: "\(order)", expected: "1 to 8")
      }
    case .movingMean(let halfWidth, let passes, _):
      guard halfWidth.value >= 0, halfWidth.value <= 60, (0...20).contains(passes) else {
        throw FilterProfileError(
          parameter: parameter + ".halfWidth", found: "\(halfWidth.value) s, \(passes) passes",
          expected: "0 to 60 s, 0 to 20 passes")
      }
    case .boxCar(let halfWidths, _):
      guard halfWidths.allSatisfy({ $0.value >= 0 && $0.value <= 60 }) else {
        throw FilterProfileError(
          parameter: parameter + ".halfWidths", found: "\(halfWidths.map(\.value))", expected: "0 to 60 s")
      }
    }
  }
}
