import PolygraphModel

/// What opinions of all vocabularies have in common, in their order: how scorers are compared.
public enum OpinionClass: Int, Hashable, Sendable, CaseIterable {
  /// DI, SR or RI.
  case significant = 0
  /// INC or NO.
  case undecided = 1
  /// NDI, NSR or NRI.
  case notSignificant = 2

  /// The class of an opinion; `nil` for one of another vocabulary, which no comparison counts.
  public init?(_ opinion: Opinion) {
    switch opinion {
    case .deceptionIndicated, .significantResponse, .recognitionIndicated: self = .significant
    case .inconclusive, .noOpinion: self = .undecided
    case .noDeceptionIndicated, .noSignificantResponse, .noRecognitionIndicated: self = .notSignificant
    default: return nil
    }
  }
}

/// How an exam that was begun ended, or stands.
public enum ExamOutcome: String, Hashable, Sendable, Codable, CaseIterable {
  /// The standing opinion is DI, SR or RI.
  case significant
  /// The standing opinion is NDI, NSR or NRI.
  case notSignificant
  /// The standing opinion is INC.
  case inconclusive
  /// The standing opinion is NO, or the supervisor found that there is none.
  case noOpinion
  /// The standing opinion is of another vocabulary.
  case otherOpinion
  /// Ended before the first chart: an admission, unfitness, a withdrawal.
  case preTestOut
  /// Ended after the first chart and before an opinion.
  case incomplete
  /// Neither ended nor with an opinion.
  case open

  init(_ exam: ExamFigure) {
    let wentWithout = exam.path.contains { $0.to == ExamState.noOpinion.rawValue }
    if wentWithout {
      self = .noOpinion
    } else if let opinion = exam.standing {
      switch (opinion, OpinionClass(opinion)) {
      case (.inconclusive, _): self = .inconclusive
      case (.noOpinion, _): self = .noOpinion
      case (_, .significant): self = .significant
      case (_, .notSignificant): self = .notSignificant
      default: self = .otherOpinion
      }
    } else {
      let ends: Set<String> = ["terminated", "withdrawn", "unsuitable", "incomplete", "cancelled"]
      guard exam.path.contains(where: { ends.contains($0.to) }) else {
        self = .open
        return
      }
      self = exam.reached(.inTest) == nil ? .preTestOut : .incomplete
    }
  }
}
