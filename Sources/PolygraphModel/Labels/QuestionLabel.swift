/// What a label says on its own, without the chart around it.
///
/// *Definition*: whole-label patterns only; a label that merely contains an R or a C is no question. The number may
/// stand before or after the letters (`5R` is `R5`), and case does not matter.
public struct QuestionLabel: Hashable, Sendable {
  /// The canonical form: letters, then number, as `R5`; `4K` for a key, `1A` for a lettered irrelevant question, and
  /// `2R1` for the second pass of R1.
  public let label: String
  /// The part the question plays.
  public let role: QuestionRole
  /// The kind of a comparison question, when the label tells it.
  public let comparisonType: ComparisonType?
  /// The question's number, when the label has one.
  public let number: Int?
  /// The pass of a repeated question: 2 in `2R1`.
  public let pass: Int?
  /// The label without its pass, under which subtotals are formed: `R1` for `2R1`.
  public let baseLabel: String

  private init(
    _ label: String, _ role: QuestionRole, type: ComparisonType? = nil, number: Int? = nil, pass: Int? = nil,
    base: String? = nil
  ) {
    self.label = label
    self.role = role
    comparisonType = type
    self.number = number
    self.pass = pass
    baseLabel = base ?? label
  }

  /// Reads a label, or returns `nil` when no pattern covers it.
  ///
  /// *Edges*: `1C` is irrelevant here, as 1A and 1B are; whether it is a chart's first comparison question only the
  /// chart tells (``ChartLabels``). A plain number is a question of no role.
  public static func parse(_ text: some StringProtocol) -> QuestionLabel? {
    guard let parts = LabelParts(text.uppercased()) else { return nil }
    return parse(parts)
  }

  static func parse(_ parts: LabelParts) -> QuestionLabel? {
    switch parts.shape {
    case .letters(let letters): parse(letters: letters)
    case .digits(let digits): digits.count <= 2 ? plain(digits) : nil
    case .numbered(let letters, let digits, let isNumberFirst):
      parse(letters: letters, digits: digits, isNumberFirst: isNumberFirst)
    case .enclosed(let front, let digits, let back): parse(front: front, digits: digits, back: back)
    case .repeated(let pass, let letters, let digits): repeated(pass: pass, letters: letters, digits: digits)
    case .stoelting(let front, let pass, let letters, let digits):
      front == "C" && letters == "DLC" ? repeated(pass: pass, letters: letters, digits: digits) : nil
    }
  }

  private static func parse(letters: String) -> QuestionLabel? {
    switch letters {
    case "X": QuestionLabel("X", .startOfTest)
    case "XX", "XXX", "XXXX": QuestionLabel("XX", .endOfTest)
    case "SA", "SR", "SAR", "RS": QuestionLabel(letters, .sacrificeRelevant)
    case "SY", "SYM": QuestionLabel(letters, .symptomatic)
    case "INT": QuestionLabel(letters, .introductory)
    case "N", "I", "IR": QuestionLabel(letters, .neutral)
    default: nil
    }
  }

  private static func plain(_ digits: String) -> QuestionLabel? {
    guard let number = Int(digits), number > 0 else { return nil }
    return QuestionLabel(String(number), .other, number: number)
  }

  private static func parse(letters: String, digits: String, isNumberFirst: Bool) -> QuestionLabel? {
    guard let number = Int(digits) else { return nil }
    if letters == "Q" {
      return !isNumberFirst && digits.count <= 3 && (1...200).contains(number) ? named("Q", .other, number) : nil
    }
    guard digits.count <= 2 else { return nil }
    switch letters {
    case "K", "KEY": return QuestionLabel("\(number)K", .key, number: number)
    case "KA", "KEYA", "KEYR": return isNumberFirst ? QuestionLabel("\(number)K", .key, number: number) : nil
    case "SA", "SR", "SAR", "S": return named(letters, .sacrificeRelevant, number)
    case "SY", "SYM": return named(letters, .symptomatic, number)
    case "IS": return (2...3).contains(number) ? named(letters, .symptomatic, number) : nil
    case "E" where !(isNumberFirst && number == 1): return named(letters, .symptomatic, number)
    case "INT": return named(letters, .introductory, number)
    case "R": return named(letters, .relevant, number)
    case "C" where isNumberFirst && number == 1: return QuestionLabel("1C", .neutral, number: 1)
    case "C": return named(letters, .comparison, number)
    case "DLC", "DC", "CD": return named(letters, .comparison, number, type: .directedLie)
    case "N", "I", "IR", "NI", "IN": return named(letters, .neutral, number)
    case "A", "B", "D", "E": return number == 1 ? QuestionLabel("1\(letters)", .neutral, number: 1) : nil
    default: return nil
    }
  }

  private static func parse(front: String, digits: String, back: String) -> QuestionLabel? {
    guard digits.count <= 2, let number = Int(digits) else { return nil }
    switch (front, back) {
    case ("K", "A"), ("R", "KEY"): return QuestionLabel("\(number)K", .key, number: number)
    case ("SA", "R"): return named("SAR", .sacrificeRelevant, number)
    case ("S", "R"): return named("SR", .sacrificeRelevant, number)
    default: return nil
    }
  }

  private static func repeated(pass: String, letters: String, digits: String) -> QuestionLabel? {
    guard pass.count == 1, digits.count == 1, let pass = Int(pass), let number = Int(digits), pass > 0 else {
      return nil
    }
    let role: QuestionRole
    switch letters {
    case "R": role = .relevant
    case "C", "DLC": role = .comparison
    case "N", "I": role = .neutral
    default: return nil
    }
    return QuestionLabel(
      "\(pass)\(letters)\(number)", role, type: letters == "DLC" ? .directedLie : nil, number: number, pass: pass,
      base: "\(letters)\(number)")
  }

  private static func named(
    _ letters: String, _ role: QuestionRole, _ number: Int, type: ComparisonType? = nil
  ) -> QuestionLabel {
    QuestionLabel("\(letters)\(number)", role, type: type, number: number)
  }
}
