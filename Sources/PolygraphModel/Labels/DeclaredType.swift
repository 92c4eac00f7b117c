/// The type some instruments write in front of a label, as in `R R5`, `C_C4` or `RELEVA R5`.
struct DeclaredType: Hashable {
  let role: QuestionRole
  /// The letters a plain number takes under this type: `R` makes `5` into `R5`.
  let letters: String

  /// Reads a type: its letters, or its word, whole or cut to six letters or more.
  init?(_ text: some StringProtocol) {
    let word = text.uppercased()
    if let known = Self.letterTypes[word] {
      self = known
    } else if word.count >= 6, let known = Self.wordTypes.first(where: { $0.word.hasPrefix(word) }) {
      self = known.type
    } else {
      return nil
    }
  }

  private init(_ role: QuestionRole, _ letters: String) {
    self.role = role
    self.letters = letters
  }

  /// The canonical label of a plain number under this type.
  func label(number: Int) -> String { role == .key ? "\(number)K" : "\(letters)\(number)" }

  private static let letterTypes: [String: DeclaredType] = [
    "R": DeclaredType(.relevant, "R"), "C": DeclaredType(.comparison, "C"), "N": DeclaredType(.neutral, "N"),
    "I": DeclaredType(.neutral, "I"), "IR": DeclaredType(.neutral, "I"), "K": DeclaredType(.key, "K"),
    "SA": DeclaredType(.sacrificeRelevant, "SA"), "SR": DeclaredType(.sacrificeRelevant, "SR"),
    "S": DeclaredType(.sacrificeRelevant, "SA"), "SY": DeclaredType(.symptomatic, "SY"),
    "SYM": DeclaredType(.symptomatic, "SYM"), "E": DeclaredType(.symptomatic, "E"),
    "INT": DeclaredType(.introductory, "INT"), "X": DeclaredType(.startOfTest, "X"),
    "XX": DeclaredType(.endOfTest, "XX"),
  ]

  private static let wordTypes: [(word: String, type: DeclaredType)] = [
    ("RELEVANT", DeclaredType(.relevant, "R")), ("COMPARISON", DeclaredType(.comparison, "C")),
    ("NEUTRAL", DeclaredType(.neutral, "N")), ("IRRELEVANT", DeclaredType(.neutral, "I")),
    ("SACRIFICE", DeclaredType(.sacrificeRelevant, "SA")), ("SYMPTOMATIC", DeclaredType(.symptomatic, "SY")),
    ("INTRODUCTORY", DeclaredType(.introductory, "INT")),
  ]
}
