import PolygraphModel

extension TestSequence {
  /// Federal zone comparison test: three relevant and three probable-lie comparison questions; the comparison questions
  /// rotate.
  public static let federalZCT: TestSequence = {
    let questions = [
      ScriptedQuestion(label: "N1", role: .neutral, text: "Are you in the training room now?", answer: "Yes"),
      ScriptedQuestion(
        label: "SA2", role: .sacrificeRelevant,
        text: "About the envelope from the desk: will you answer each question truthfully?", answer: "Yes"),
      ScriptedQuestion(
        label: "E3", role: .symptomatic, text: "Do you believe I will ask only the questions we went through?",
        answer: "Yes"),
      probableLie("C4", "Before this year, did you ever keep something that was not yours?"),
      relevant("R5", "Did you take the envelope from the top drawer of the training-room desk?"),
      probableLie("C6", "Before this year, did you ever tell a friend only half of the truth?"),
      relevant("R7", "Did you take the envelope that was kept in that drawer?"),
      ScriptedQuestion(
        label: "E8", role: .symptomatic, text: "Is there something else you fear I will ask you about?"),
      probableLie("C9", "Before this year, did you ever break a rule and say nothing?"),
      relevant("R10", "Do you know where the envelope from that drawer is now?"),
    ]
    return TestSequence(
      identifier: "federal-zct", name: "Federal ZCT", usualChartCount: 3, questions: questions,
      orders: rotations(questions, roles: [.comparison], charts: 3))
  }()

  /// Air Force modified general question test: four relevant questions between probable-lie comparison questions; both
  /// rotate.
  public static let afmgqt: TestSequence = {
    let questions = [
      ScriptedQuestion(label: "N1", role: .neutral, text: "Are the lights on in this room?", answer: "Yes"),
      ScriptedQuestion(
        label: "SA2", role: .sacrificeRelevant,
        text: "Will you answer truthfully about the rules of the training week?", answer: "Yes"),
      probableLie("C3", "Did you ever tell a small lie to look better than you were?"),
      relevant("R4", "Did you open the sealed envelope during the training week?"),
      probableLie("C5", "Did you ever take credit for the work of someone else?"),
      relevant("R6", "Did you show the exercise sheet to another group?"),
      probableLie("C7", "Did you ever blame someone for your own mistake?"),
      relevant("R8", "Did you take a radio out of the training room?"),
      probableLie("C9", "Did you ever break a promise to someone who trusted you?"),
      relevant("R10", "Did you change a time on the sign-in sheet?"),
    ]
    return TestSequence(
      identifier: "afmgqt-1", name: "AFMGQT version 1", usualChartCount: 3, questions: questions,
      orders: rotations(questions, roles: [.comparison, .relevant], charts: 4))
  }()

  /// Directed-lie screening test: two relevant and two directed-lie comparison questions, asked in three passes within
  /// one chart.
  public static let dlst: TestSequence = {
    let texts = [
      "C1": "Did you ever break a rule in a game?", "C2": "Did you ever say that you were busy when you were not?",
      "R1": "Did you copy the practice list?", "R2": "Did you give the practice list to anyone?",
    ]
    let passes = ["1C1", "1R1", "1R2", "1C2", "2R1", "2R2", "2C1", "3R1", "3R2", "3C2"]
    var questions = [
      ScriptedQuestion(label: "N1", role: .neutral, text: "Are you sitting down?", answer: "Yes"),
      ScriptedQuestion(label: "N2", role: .neutral, text: "Is the door closed?", answer: "Yes"),
      ScriptedQuestion(
        label: "SA", role: .sacrificeRelevant, text: "Will you answer truthfully about the practice list?",
        answer: "Yes"),
    ]
    for label in passes {
      let item = String(label.dropFirst())
      let isComparison = item.hasPrefix("C")
      questions.append(
        ScriptedQuestion(
          label: label, item: item, role: isComparison ? .comparison : .relevant,
          comparisonType: isComparison ? .directedLie : nil, text: texts[item] ?? item))
    }
    return TestSequence(identifier: "dlst", name: "DLST", usualChartCount: 1, questions: questions)
  }()

  /// Acquaintance test: seven numbers, of which the fourth was chosen and is denied like the others.
  public static let acqt: TestSequence = {
    let questions = (1...7).map { number in
      ScriptedQuestion(
        label: number == 4 ? "4K" : "\(number)", role: number == 4 ? .key : .nonKey,
        text: "Did you write down the number \(number)?")
    }
    return TestSequence(identifier: "acqt", name: "ACQT", usualChartCount: 1, questions: questions)
  }()

  private static func relevant(_ label: String, _ text: String) -> ScriptedQuestion {
    ScriptedQuestion(label: label, role: .relevant, text: text)
  }

  private static func probableLie(_ label: String, _ text: String) -> ScriptedQuestion {
    ScriptedQuestion(label: label, role: .comparison, comparisonType: .probableLie, text: text)
  }
}
