import Foundation
import PolygraphFeatures
import PolygraphModel
import PolygraphQuantities
import TestSupport
import Testing

@Suite("Filter profiles as values and as JSON")
struct FilterProfileTests {
  @Test("the standard profile has the recommended defaults")
  func standard() throws {
    let profile = FilterProfile.standard
    try profile.validate()
    #expect(profile.windows.evaluation == 15 && profile.windows.postStimulus == 10)
    #expect(profile.windows.stackedStimulus == 5 && profile.windows.closeStimulus == 8)
    #expect(profile.electrodermal.response.minimumLatency == 0.5 && profile.cardio.response.minimumLatency == 0.5)
    #expect(profile.electrodermal.response.onsetAfterAnswer == 5 && profile.electrodermal.scored == .auto)
    #expect(profile.respiration.excursion.window == 3.75 && profile.respiration.excursion.answerBuffer == 1.5)
    #expect(profile.vasomotor.before == 3 && profile.vasomotor.latency == 5 && profile.vasomotor.end == 10)
    #expect(profile.timeBase.longestBridgedGap == 0.2)
    #expect(FilterProfile.named("standard") == profile && FilterProfile.named("other") == nil)
  }

  @Test("reads what it writes, and its digest follows every parameter")
  func roundTrip() throws {
    let profile = FilterProfile.standard
    let data = try profile.canonicalJSON()
    #expect(try FilterProfile(json: data) == profile)
    let reference = try profile.reference()
    #expect(reference.sha256.count == 64)
    #expect(try FilterProfile(json: data).reference() == reference)
    var other = profile
    other.electrodermal.response.onsetLead = 0.2
    #expect(try other.reference().sha256 != reference.sha256)
  }

  @Test("text that is no profile is refused with the parameter's name")
  func unreadable() throws {
    let text = try #require(String(data: try FilterProfile.standard.canonicalJSON(), encoding: .utf8))
    func parameter(_ text: String) -> String? {
      do {
        _ = try FilterProfile(json: Data(text.utf8))
        return nil
      } catch let error as FilterProfileError {
        return error.parameter
      } catch {
        return "\(type(of: error))"
      }
    }
    #expect(parameter("nonsense") == "text")
    #expect(parameter("[]") == "text")
    #expect(
      parameter(text.replacingOccurrences(of: "\"evaluation\":15", with: "\"evaluation\":\"x\""))
        == "windows.evaluation")
    #expect(parameter(text.replacingOccurrences(of: "\"evaluation\":15,", with: "")) == "windows.evaluation")
    #expect(
      parameter(text.replacingOccurrences(of: "\"evaluation\":15", with: "\"evaluation\":1e300"))
        == "windows.evaluation")
  }

  /// Every number of the standard profile, set to absurd values: each is refused by name or harmless.
  @Test("no number in a profile, however absurd, makes a measurement trap", arguments: [-1e300, -1, 0, 59.5, 1e300])
  func absurdNumbers(value: Double) throws {
    let data = try FilterProfile.standard.canonicalJSON()
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let exam = Exam(SyntheticChart(duration: 120).chart)
    var accepted = 0
    for path in numberPaths(root, []) {
      let changed = try JSONSerialization.data(withJSONObject: replaced(root, path[...], value))
      guard let profile = try? FilterProfile(json: changed) else { continue }
      accepted += 1
      // What is accepted has to run; a part of it here, all of it in the exhaustive run.
      if Repository.isExhaustive || accepted % 24 == 0 { _ = try Measurements.measure(exam, profile: profile) }
    }
    #expect(accepted < numberPaths(root, []).count)
  }

  private func numberPaths(_ value: Any, _ path: [String]) -> [[String]] {
    if let object = value as? [String: Any] {
      return object.keys.sorted().flatMap { numberPaths(object[$0] ?? 0, path + [$0]) }
    }
    return value is NSNumber ? [path] : []
  }

  private func replaced(_ value: Any, _ path: ArraySlice<String>, _ number: Double) -> Any {
    guard let key = path.first, var object = value as? [String: Any] else { return number }
    object[key] = replaced(object[key] ?? 0, path.dropFirst(), number)
    return object
  }
}
