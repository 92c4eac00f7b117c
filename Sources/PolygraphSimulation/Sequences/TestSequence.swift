import PolygraphModel

/// A question as a simulated examiner reads it and a simulated examinee usually answers it.
public struct ScriptedQuestion: Hashable, Sendable {
  /// The label in the chart, as `R5`, or `2R1` for the second pass of R1.
  public let label: String
  /// The question asked, the same for all passes: `R1` for `2R1`.
  public let item: String
  /// The part it plays.
  public let role: QuestionRole
  /// The kind of a comparison question.
  public let comparisonType: ComparisonType?
  /// What is read.
  public let text: String
  /// What is answered.
  public let answer: String

  /// Makes a question; `item` is the label unless the test asks it in passes.
  public init(
    label: String, item: String? = nil, role: QuestionRole, comparisonType: ComparisonType? = nil, text: String,
    answer: String = "No"
  ) {
    self.label = label
    self.item = item ?? label
    self.role = role
    self.comparisonType = comparisonType
    self.text = text
    self.answer = answer
  }

  /// The question as the model holds it: version 1, reviewed.
  var modelQuestion: Question {
    Question(label: label, role: role, comparisonType: comparisonType, text: text, reviewed: true)
  }
}

/// The questions of a test format in the order of presentation, chart by chart.
///
/// The wordings are invented and harmless: an envelope in a training room.
///
/// *Source* of the orders: the field's published formats; the comparison questions of a zone comparison test rotate
/// (4 6 9, 6 9 4, 9 4 6), in the multiple-issue test relevant questions rotate as well.
public struct TestSequence: Hashable, Sendable {
  /// The format's identifier, as `federal-zct`.
  public let identifier: String
  /// The format's name, as `Federal ZCT`.
  public let name: String
  /// How many charts the format usually takes.
  public let usualChartCount: Int
  /// The questions, in the order of the first chart.
  public let questions: [ScriptedQuestion]
  /// The orders of the charts as places in ``questions``; after the last comes the first again.
  public let orders: [[Int]]

  /// Makes a sequence. Orders that are empty or point outside the questions, or labels that stand twice, are
  /// programming errors.
  public init(
    identifier: String, name: String, usualChartCount: Int, questions: [ScriptedQuestion], orders: [[Int]]? = nil
  ) {
    let orders = orders ?? [Array(questions.indices)]
    precondition(!questions.isEmpty && !orders.isEmpty, "A sequence has questions and an order.")
    precondition(orders.allSatisfy { $0.allSatisfy(questions.indices.contains) }, "An order names its questions.")
    precondition(Set(questions.map(\.label)).count == questions.count, "Each label stands once in a sequence.")
    self.identifier = identifier
    self.name = name
    self.usualChartCount = usualChartCount
    self.questions = questions
    self.orders = orders
  }

  /// The questions of a chart in order; charts count from 1.
  public func questions(chart: Int) -> [ScriptedQuestion] {
    precondition(chart >= 1, "Charts count from 1.")
    return orders[(chart - 1) % orders.count].map { questions[$0] }
  }

  /// The labels of a chart in order.
  public func labels(chart: Int) -> [String] { questions(chart: chart).map(\.label) }

  /// The formats there are.
  public static let all: [TestSequence] = [.federalZCT, .afmgqt, .dlst, .acqt]

  /// The format with an identifier, or `nil`.
  public static func named(_ identifier: String) -> TestSequence? { all.first { $0.identifier == identifier } }

  /// Orders in which the questions of the given roles change places among themselves, one place further each chart.
  static func rotations(_ questions: [ScriptedQuestion], roles: [QuestionRole], charts: Int) -> [[Int]] {
    (0..<charts).map { chart in
      var order = Array(questions.indices)
      for role in roles {
        let places = questions.indices.filter { questions[$0].role == role }
        for (position, place) in places.enumerated() { order[place] = places[(position + chart) % places.count] }
      }
      return order
    }
  }
}

extension TestSequence: CustomStringConvertible {
  /// The format's name.
  public var description: String { name }
}
