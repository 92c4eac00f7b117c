import Foundation
import PolygraphModel
import PolygraphScoring
import TestSupport
import Testing

@Suite("Worked examples in the articles")
struct ArticleExampleTests {
  @Test("every method has an article whose example the code scores to the printed figures")
  func examples() throws {
    let folder = Repository.root.appending(path: "Sources/PolygraphScoring/PolygraphScoring.docc")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
    var checked: Set<String> = []
    for name in names.sorted() {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      guard let example = ArticleExample(text) else { continue }
      let method = try #require(ScoringMethods.named(example.method), "\(name)")
      #expect(checked.insert(example.method).inserted, "\(name): one article a method")
      let result = try example.score(method)
      #expect(result.status == .scored && result.withinValidatedDesign, "\(name): \(result.reasons)")
      #expect(example.figures.count >= 4, "\(name)")
      for (figure, printed) in example.figures {
        let value = Self.value(figure, of: result)
        #expect(Self.agrees(value, printed), "\(name): \(figure) is \(value), printed \(printed)")
      }
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      for source in method.literature {
        let authors = source.prefix { $0 != "," && $0 != "(" }.trimmingCharacters(in: .whitespaces)
        #expect(words.contains(authors), "\(name) names \(source)")
      }
    }
    #expect(checked == Set(ScoringMethods.all.map(\.identifier)))
  }

  @Test("an example that prints another figure is noticed")
  func noticed() {
    #expect(Self.agrees("-2", "-2") && !Self.agrees("-2", "2") && !Self.agrees("DI", "NDI"))
    #expect(Self.agrees("0.1234567", "0.123457") && !Self.agrees("0.1234567", "0.123456"))
    #expect(Self.agrees("none", "none") && !Self.agrees("none", "0"))
  }

  /// A figure of a result as text with all its digits.
  private static func value(_ figure: String, of result: ScoringResult) -> String {
    func shown(_ number: Double?) -> String { number.map { "\($0)" } ?? "none" }
    let parts = figure.split(separator: "/", maxSplits: 1).map(String.init)
    let rest = parts.count > 1 ? parts[1] : ""
    switch parts[0] {
    case "cell":
      let cell = result.cells.first {
        "\($0.series)/\($0.chart)/\($0.question)/\($0.occurrence)/\($0.sensor.rawValue)" == rest
      }
      return cell == nil ? "no such cell" : shown(cell?.score)
    case "subtotal": return shown(result.subtotals.first { $0.question == rest }?.total)
    case "grandTotal": return shown(result.grandTotal)
    case "statistic": return shown(result.statistics.first { $0.name == rest }?.value)
    case "lower": return shown(result.statistics.first { $0.name == rest }?.interval?.lower)
    case "decisionRule": return result.decisionRule
    case "opinion": return result.opinion?.rawValue ?? "none"
    default: return "no such figure"
    }
  }

  /// Words are equal; numbers agree to half a unit of the last printed of six digits.
  private static func agrees(_ value: String, _ printed: String) -> Bool {
    guard let value = Double(value), let number = Double(printed) else { return value == printed }
    if number == number.rounded(), !printed.contains(".") { return abs(value - number) < 1e-9 }
    return abs(value - number) <= 0.500_1 * pow(10, (log10(abs(number)).rounded(.down) - 5))
  }
}

/// The worked example of an article.
private struct ArticleExample {
  let method: String
  let format: TestFormat
  let prior: Double
  private var charts: [ChartSequence] = []
  private var measurements: [PolygraphModel.Measurement] = []
  private var cells: [HandScores.Cell] = []
  private(set) var figures: [(String, String)] = []

  private static let sensors: [String: Sensor] = [
    "Thoracic": .thoracicRespiration, "Abdominal": .abdominalRespiration, "EDA": .electrodermal, "Cardio": .cardio,
    "Vasomotor": .vasomotor, "Respiration": .respiration,
  ]

  /// `nil` for an article without an example.
  init?(_ text: String) {
    guard
      let match = text.firstMatch(
        of: /is\s+scored\s+by\s+`([a-z0-9-]+)`\s+as\s+`([a-z0-9-]+)`\s+at\s+a\s+prior\s+of\s+([0-9.]+)\./),
      let format = TestFormat.named(String(match.2)), let prior = Double(match.3)
    else { return nil }
    method = String(match.1)
    self.format = format
    self.prior = prior
    var heading: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        heading = []
        continue
      }
      let row = line.split(separator: "|").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      if heading.isEmpty { heading = row } else if !row.allSatisfy({ $0 == "---" }) { add(row, heading) }
    }
  }

  private mutating func add(_ row: [String], _ heading: [String]) {
    if heading == ["Figure", "Value"] {
      figures.append((row[0], row[1]))
    } else if heading == ["Chart", "Sequence"] {
      let sequence = row[1].split(separator: " ").map(String.init)
      let kinds: [String: QuestionRole]? = format == .concealedInformation ? [sequence[0]: .buffer] : nil
      charts.append(ChartSequence(series: "1", chart: Int(row[0]) ?? 0, sequence: sequence, kinds: kinds))
    } else if heading.prefix(2) == ["Chart", "Question"] {
      for (name, cell) in zip(heading, row).dropFirst(2) { add(row, Self.sensors[name] ?? .activity, cell) }
    }
  }

  private mutating func add(_ row: [String], _ sensor: Sensor, _ cell: String) {
    let chart = Int(row[0]) ?? 0
    if charts.isEmpty {
      cells.append(HandScores.Cell(chart: chart, question: row[1], sensor: sensor, score: Int(cell)))
      return
    }
    let value = Double(cell)
    measurements.append(
      Measurement(
        series: "1", chart: chart, question: row[1], kind: QuestionLabel.parse(row[1])?.role ?? .other, sensor: sensor,
        value: value, unit: sensor == .vasomotor ? .logRatio : .chartUnits,
        state: value == nil ? .notMeasured : .measured))
  }

  func score(_ method: any ScoringMethod) throws -> ScoringResult {
    let options = ScoringOptions(prior: prior)
    guard cells.isEmpty else {
      let hand = try #require(method as? any HandScoringMethod)
      return hand.score(HandScores(cells: cells), format: format, options: options)
    }
    let table = MeasurementTable(exam: "EXAMPLE", profile: nil, charts: charts, measurements: measurements)
    return method.score(table, format: format, options: options)
  }
}
