import Foundation
import PolygraphModel
@testable import PolygraphScoring
import TestSupport
import Testing

@Suite("Models at given inputs equal every vector that is no measurement table")
struct EvaluationTests {
  private func value(_ name: String) throws -> DocumentValue {
    try JSONDecoder().decode(DocumentValue.self, from: Repository.fixtureData("scoring/vectors/\(name)"))
  }

  /// The vectors of a list, as they stand in the file.
  private func vectors(_ file: String, _ list: String) throws -> [DocumentValue] {
    guard case .object(let root) = try value(file), case .list(let vectors)? = root[list] else { return [] }
    return vectors
  }

  private func field(_ value: DocumentValue, _ name: String) -> DocumentValue? {
    guard case .object(let fields) = value else { return nil }
    return fields[name]
  }

  /// Whether ours holds everything of theirs: numbers within a tolerance, printed numbers within a unit of the last
  /// digit.
  private func holds(_ ours: DocumentValue?, _ theirs: DocumentValue, _ tolerance: Double) -> Bool {
    switch (ours ?? .null, theirs) {
    case (.object(let ours), .object(let theirs)):
      theirs.allSatisfy { holds(ours[$0.key], $0.value, tolerance) }
    case (.list(let ours), .list(let theirs)):
      ours.count == theirs.count && zip(ours, theirs).allSatisfy { holds($0, $1, tolerance) }
    case (.number(let ours), .number(let theirs)): abs(ours - theirs) <= tolerance * max(1, abs(theirs))
    case (.number(let ours), .text(let printed)): isPrinted(ours, printed)
    case (let ours, let theirs): ours == theirs
    }
  }

  private func isPrinted(_ value: Double, _ text: String) -> Bool {
    guard let printed = Double(text) else { return false }
    let decimals = text.split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
    return abs(value - printed) <= 1.51 * pow(10, -Double(decimals))
  }

  @Test(
    "every list of every file, as one document of vectors",
    arguments: [
      ("ess-m", "essm_likelihood.json", "vectors", 14, 1e-6),
      ("ess-m", "essm_likelihood.json", "publishedCells", 16, 0),
      ("ess-m", "essm_likelihood.json", "posteriors", 8, 1e-6), ("ess-m", "essm_likelihood.json", "cutscores", 12, 0),
      ("ess-m", "statistics.json", "pairwise", 6, 0.006), ("statistics", "statistics.json", "pairwise", 6, 0.006),
      ("statistics", "statistics.json", "clopperPearson", 6, 1e-6),
      ("clopper-pearson", "statistics.json", "clopperPearson", 6, 1e-6),
      ("kruskal-wallis", "statistics.json", "kruskalWallis", 6, 0.0011),
      ("test-of-proportions", "statistics.json", "testOfProportions", 5, 1e-9),
      ("multiplicity", "statistics.json", "multiplicity", 5, 1e-12),
      ("accuracy", "statistics.json", "accuracy", 4, 1e-9),
      ("statistics", "statistics.json", "accuracy", 4, 1e-9), ("cit", "cit_lykken.json", "vectors", 9, 1e-9),
      ("decision-rules", "decision_rules.json", "vectors", 20, 0), ("ess-m", "decision_rules.json", "vectors", 20, 0),
      ("seven-position", "federal.json", "vectors", 14, 0), ("seven-position", "federal.json", "edaRatio", 10, 0),
      ("three-position", "federal.json", "edaRatio", 10, 0), ("oss-1", "oss2.json", "presentationVectors", 8, 0),
      ("oss-2", "oss2.json", "presentationVectors", 8, 0),
    ])
  func files(method: String, file: String, list: String, count: Int, tolerance: Double) throws {
    let vectors = try vectors(file, list)
    #expect(vectors.count == count)
    let results = try Evaluations.evaluate(method, EvaluationDocument(.list(vectors)))
    #expect(results.count == count)
    for (result, vector) in zip(results, vectors) {
      let expected = try #require(field(vector, "expected"))
      #expect(holds(.object(result.figures), expected, tolerance), "\(method) \(result.id ?? ""): \(result.figures)")
    }
    // The bare input, as its own document, gives the same.
    let input = try #require(field(vectors[0], "input"))
    #expect(try Evaluations.evaluate(method, EvaluationDocument(input))[0].figures == results[0].figures)
  }

  @Test("OSS-2 totals, OSS-3 means, PA, PSS, bootstrap and ROSS at the figures of their measurement vectors")
  func statistics() throws {
    func check(
      _ method: String, _ file: String, _ tolerance: Double,
      _ make: ([String: DocumentValue]) -> ([String: DocumentValue], [String: DocumentValue])
    ) throws {
      for vector in try vectors(file, "vectors") {
        guard case .object(let expected)? = field(vector, "expected") else { continue }
        let (input, wanted) = make(expected)
        let result = try Evaluations.evaluate(method, EvaluationDocument(.object(input)))[0]
        #expect(holds(.object(result.figures), .object(wanted), tolerance), "\(method): \(result.figures) \(wanted)")
      }
    }
    func picked(_ expected: [String: DocumentValue], _ names: String...) -> [String: DocumentValue] {
      expected.filter { names.contains($0.key) }
    }
    try check("oss-2", "oss2.json", 0) {
      (picked($0, "grandTotal"), picked($0, "cutDeceptive", "cutTruthful", "result"))
    }
    try check("oss-3", "oss3.json", 0.003) {
      (
        ["questionMeans": $0["betweenChartMean"] ?? .null],
        picked($0, "grandMean", "pTruthfulLowerTail", "pDeceptiveUpperTail", "bonferroniAlpha", "sidakAlpha")
      )
    }
    try check("pa", "pa.json", 0.01) {
      (picked($0, "discriminantScore"), picked($0, "posteriorTruthful", "posteriorDeceptive", "result"))
    }
    try check("pa", "pa.json", 0.01) {
      (picked($0, "comparisonMeanZ", "relevantMeanZ"), picked($0, "discriminantScore", "posteriorTruthful"))
    }
    try check("pss", "pss.json", 1e-6) {
      (picked($0, "guiltyTotal", "innocentTotal"), self.objects($0["exactPermutation"]))
    }
    try check("bootstrap", "pss.json", 0.01) {
      let bootstrap = self.objects($0["bootstrap"])
      return (picked(bootstrap, "differenceScore", "nullSD"), picked(bootstrap, "z", "posteriorDeceptiveAnalytic"))
    }
    try check("ross", "ross.json", 0.06) {
      (picked($0, "comparisonTotal", "relevantTotal"), picked($0, "difference"))
    }
  }

  private func objects(_ value: DocumentValue?) -> [String: DocumentValue] {
    guard case .object(let fields)? = value else { return [:] }
    return fields
  }

  private func figures(_ method: String, _ json: String) throws -> [String: DocumentValue] {
    let value = try JSONDecoder().decode(DocumentValue.self, from: Data(json.utf8))
    return try Evaluations.evaluate(method, EvaluationDocument(value))[0].figures
  }

  @Test("models without vectors: the two-sensor test, permutations, chance, ranks")
  func others() throws {
    let twoSensor = try figures("pcat", #"{"score": -3, "relevantQuestions": 1, "scale": "3pos"}"#)
    #expect(twoSensor["lowerLimitTrials"] == .number(8) && twoSensor["favours"] == .text("deception"))
    #expect(try figures("pcat", #"{"priorGuilty": 0.5, "alpha": 0.05}"#)["subtotalDeceptive"] == .number(-3))
    #expect(try figures("pss", #"{"total": 0, "pairs": 6}"#)["tail"].map { holds($0, .number(0.5), 1e-12) } == true)
    let chance = try figures("cit", #"{"totalScore": 3, "usableTests": 3, "alternatives": 5}"#)
    #expect(holds(chance["pAtLeastIfNaive"], .number(0.28), 1e-12))
    let ranks = try figures("rank", #"{"values": {"C4": 3, "R5": 9, "C6": 3, "R7": null, "R10": 1}}"#)
    #expect(objects(ranks["rank"]) == ["R5": .number(1), "C4": .number(2.5), "C6": .number(2.5), "R10": .number(4)])
    #expect(ranks["mostReactive"] == .text("R5"))
    let inverted = try figures("rrm", #"{"values": {"a": 3, "b": 9, "c": 4}, "smallerIsStronger": true}"#)
    #expect(inverted["mostReactive"] == .text("a"))
  }

  @Test(
    "what nothing reads is refused, with its place",
    arguments: [
      ("ess-m", #"{"score": 3, "kind": "total"}"#, "kind"), ("ess-m", #"{"score": 3, "chart": 5}"#, "chart"),
      ("ess-m", #"{"score": 3.5}"#, "score"), ("ess-m", #"{"score": 76, "priorGuilty": 0.5}"#, "score"),
      ("ess-m", #"{"score": 1, "priorGuilty": 1}"#, "priorGuilty"), ("ess-m", #"{"nothing": 1}"#, ""),
      ("ess-m", #"{"score": 1, "priorOddsGuilty": "5"}"#, "priorOddsGuilty"),
      ("ess-m", #"{"priorGuilty": 0.95, "alpha": 0.05}"#, "priorGuilty"),
      ("ess-m", #"{"schema": "polygraph.evaluation/2", "input": {"score": 1}}"#, "schema"),
      ("ess-m", #"{"input": {"score": 1}, "wrong": 1}"#, "wrong"), ("ess-m", "[]", ""),
      ("ess-m", #"{"input": {"score": 1}, "parameters": {"score": 2}}"#, "parameters.score"),
      ("cit", #"{"tests": [{"key": "z", "edaAmplitude": {"a": 1}}]}"#, "tests[0].key"),
      ("cit", #"{"tests": [{"key": "a", "edaAmplitude": {"a": -1}}]}"#, "tests[0].edaAmplitude.a"),
      ("decision-rules", #"{"subtotals": {}}"#, "subtotals"),
      ("decision-rules", #"{"subtotals": {"R1": 1}, "cutscores": {"grandTotal": 3}}"#, "cutscores.grandTotal"),
      ("seven-position", #"{"sevenPositionScores": {"chart1": {"R5": {"eda": 4}}}}"#, "sevenPositionScores"),
      ("oss-2", #"{"ratios": {"ple": 1}}"#, "ratios.ple"), ("oss-2", #"{"ratios": {"eda": 0}}"#, "ratios.eda"),
      ("statistics", #"{"alpha": 0, "comparisons": 2}"#, "alpha"), ("nothing", "{}", ""),
      ("accuracy", #"{"truePositive": 1}"#, "falseNegative"),
    ])
  func refusals(method: String, json: String, place: String) throws {
    let value = try JSONDecoder().decode(DocumentValue.self, from: Data(json.utf8))
    let fault = #expect(throws: DocumentFault.self) {
      _ = try Evaluations.evaluate(method, EvaluationDocument(value))
    }
    #expect(fault?.place.hasSuffix(place) == true, "\(fault.map(\.description) ?? "")")
    #expect(fault?.expected.isEmpty == false)
  }

  @Test("every evaluation documents its fields, and every method but the general refusals has one")
  func documentation() {
    for evaluation in Evaluations.all {
      #expect(!evaluation.fields.isEmpty && !evaluation.methods.isEmpty && !evaluation.figures.isEmpty)
      #expect(Set(evaluation.fields.map(\.name)).count == evaluation.fields.count)
    }
    for method in ScoringMethods.all { #expect(!Evaluations.named(method.identifier).isEmpty, "\(method.identifier)") }
    for name in Evaluations.names {
      let list = Evaluations.named(name)
      #expect(Set(list.map(\.name)).count == list.count, "\(name)")
    }
  }
}
