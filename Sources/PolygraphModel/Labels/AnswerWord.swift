/// What a word in an answer's place means.
public enum AnswerWord: String, Hashable, Sendable, Codable {
  /// The examinee said yes.
  case yes
  /// The examinee said no.
  case no
  /// The examinee answered; the word was not recorded.
  case answered

  /// Reads an answer word, or returns `nil` when the word is none.
  ///
  /// *Definition*: `Yes`, `No` and `Ans` without regard to case; `YES SIR`, `YESSIR`, `YES MAAM` and `YESMAAM` are yes.
  /// `Y` and `N` alone are no answers: the one is a note, the other a neutral question.
  public init?(_ word: some StringProtocol) {
    let letters = word.uppercased().filter { $0 != " " && $0 != "-" }
    switch letters {
    case "YES", "YESSIR", "YESMAAM": self = .yes
    case "NO": self = .no
    case "ANS": self = .answered
    default: return nil
    }
  }
}
