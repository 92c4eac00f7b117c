import PolygraphModel
import PolygraphStatistics
import RealModule

extension Evaluations {
  /// The concealed information test.
  static let recognition = [recognitionTests, recognitionChance]

  private static let recognitionTests = Evaluation(
    "tests", of: ["cit"], "Lykken points, mean rank and within-test z score of the keys of several tests.",
    fields: [
      .init(
        "tests",
        "a list of objects: buffer (the item that is never scored; may be left out), key, edaAmplitude "
          + "(an object: item "
          + "to amplitude or null), unusable (true leaves the test out)")
    ],
    figures: "perTest (rankOfKey, points, z; points null for an unusable test), usableTests, totalScore, cut, "
      + "pAtLeastIfNaive, meanRankOfKey, meanZOfKey, pMeanZOfKey, result (RI, NRI, NO)",
    source: "Lykken 1959; Krapohl, McCloughan & Senter 2009; Ben-Shakhar"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let tests = try reader.requiredList("tests")
    guard !tests.isEmpty else { throw reader.fault("tests", "an empty list", expected: "at least one test") }
    var outcomes: [CITTest.Outcome?] = []
    for (index, test) in tests.enumerated() {
      outcomes.append(try outcome(test, at: "\(reader.path("tests"))[\(index)]"))
    }
    return summary(outcomes)
  }

  private static func outcome(_ test: DocumentValue, at place: String) throws(DocumentFault) -> CITTest.Outcome? {
    var reader = try DocumentReader(test, at: place)
    let buffer = try reader.text("buffer")
    let key = try reader.requiredText("key")
    let isUnusable = try reader.flag("unusable") ?? false
    var values: [Double] = []
    var keyValue: Double?
    var names: Set<String> = []
    for (name, value) in try reader.requiredEntries("edaAmplitude") {
      names.insert(name)
      guard value != .null else { continue }
      let amplitude = try DocumentReader.number(
        value, in: 0...DocumentReader.largestNumber, at: "\(reader.path("edaAmplitude")).\(name)")
      guard name != buffer else { continue }
      values.append(amplitude)
      if name == key { keyValue = amplitude }
    }
    guard names.contains(key) else {
      throw reader.fault("key", "\"\(key)\"", expected: "an item of edaAmplitude")
    }
    guard key != buffer else { throw reader.fault("key", "the buffer", expected: "a scored item") }
    if let buffer, !names.contains(buffer) {
      throw reader.fault("buffer", "\"\(buffer)\"", expected: "an item of edaAmplitude")
    }
    try reader.finish()
    return isUnusable ? nil : CITTest.outcome(of: values, key: keyValue)
  }

  private static func summary(_ outcomes: [CITTest.Outcome?]) -> [String: DocumentValue] {
    let usable = outcomes.compactMap(\.self)
    let total = usable.reduce(0) { $0 + $1.points }
    let words = TestFormat.concealedInformation.vocabulary
    let decision = DecisionRule.recognition.decide(CIT.figures(usable: usable.count, total: total), vocabulary: words)
    let statistics = CIT.Statistics(usable, total: total)
    return [
      "perTest": .list(
        outcomes.map { outcome in
          guard let outcome else { return .object(["points": .null]) }
          return .object([
            "points": .integer(outcome.points), "rankOfKey": .figure(outcome.rank), "z": .figure(outcome.z),
          ])
        }),
      "usableTests": .integer(usable.count), "totalScore": .integer(total), "cut": .integer(usable.count),
      "pAtLeastIfNaive": .figure(statistics?.chance), "meanRankOfKey": .figure(statistics?.meanRank),
      "meanZOfKey": .figure(statistics?.meanZ), "pMeanZOfKey": .figure(statistics?.pMeanZ),
      "result": .text(decision.opinion.rawValue),
    ]
  }

  private static let recognitionChance = Evaluation(
    "chance", of: ["cit"], "The chance of a total for a person without knowledge.",
    fields: [
      .init("totalScore", "the points"), .init("usableTests", "the number of usable tests, 1 to 100"),
      .init("alternatives", "scored alternatives a test, the key among them, 2 to 100; left out: 5", isOptional: true),
    ], figures: "pEquals, pAtLeastIfNaive", source: "Lykken 1959"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    let tests = try reader.requiredInteger("usableTests", in: 1...100)
    let total = try reader.requiredInteger("totalScore", in: 0...(2 * tests))
    let alternatives = try reader.integer("alternatives", in: 2...100) ?? 5
    let chance = LykkenChance(alternatives: [Int](repeating: alternatives, count: tests))
    return ["pEquals": .figure(chance?.probabilities[total]), "pAtLeastIfNaive": .figure(chance?.atLeast(total))]
  }
}
