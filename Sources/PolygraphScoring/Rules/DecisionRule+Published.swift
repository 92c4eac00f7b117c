extension DecisionRule {
  /// The published rules.
  public static let all: [DecisionRule] = [
    grandTotal, subtotals, senter, deceptiveFirst, federalZone, evidentiary, youPhase, spots, utah, utahFour,
    screening, pairedSubtotals, recognition,
  ]

  /// The rule of a short name, or `nil`.
  public static func named(_ identifier: String) -> DecisionRule? { all.first { $0.identifier == identifier } }

  private static let separate = QuestionResults.separate(
    deceptive: .named(.subtotalDeceptive), truthful: .named(.subtotalTruthful))

  /// The grand total alone (GTR).
  public static let grandTotal = DecisionRule(
    identifier: "GTR", name: "the grand total decides", appliesTo: "single issue",
    steps: [
      Step(.totalAtMost(.named(.grandTotalDeceptive)), .deceptive),
      Step(.totalAtLeast(.named(.grandTotalTruthful)), .truthful), Step(.otherwise, .neither),
    ], source: "general practice")

  /// The lowest subtotal (SSR).
  public static let subtotals = DecisionRule(
    identifier: "SSR", name: "the lowest subtotal decides", appliesTo: "multiple issues",
    steps: [
      Step(.lowestAtMost(.named(.subtotalDeceptive)), .deceptive, separate),
      Step(.lowestAtLeast(.named(.subtotalTruthful)), .truthful), Step(.otherwise, .neither, separate),
    ], source: "general practice; Nelson 2017")

  /// Two stages in Senter's order: the total first, then the subtotals (TSR).
  public static let senter = DecisionRule(
    identifier: "TSR", name: "the total first, then a deceptive subtotal", appliesTo: "single issue",
    steps: [
      Step(.totalAtMost(.named(.grandTotalDeceptive)), .deceptive),
      Step(.totalAtLeast(.named(.grandTotalTruthful)), .truthful),
      Step(.lowestAtMost(.named(.subtotalDeceptiveTwoStage)), .deceptive), Step(.otherwise, .neither),
    ], source: "Senter & Dollins 2008")

  /// Two stages with the deceptive ones first (eTSR).
  public static let deceptiveFirst = DecisionRule(
    identifier: "eTSR", name: "a deceptive total, then a deceptive subtotal, then a truthful total",
    appliesTo: "single issue",
    steps: [
      Step(.totalAtMost(.named(.grandTotalDeceptive)), .deceptive),
      Step(.lowestAtMost(.named(.subtotalDeceptiveTwoStage)), .deceptive),
      Step(.totalAtLeast(.named(.grandTotalTruthful)), .truthful), Step(.otherwise, .neither),
    ], source: "Nelson 2017")

  /// The federal zone comparison rule (FZR).
  public static let federalZone = DecisionRule(
    identifier: "FZR", name: "federal zone comparison rule", appliesTo: "three relevant questions, single issue",
    steps: [
      Step(.lowestAtMost(.fixed(-3)), .deceptive), Step(.totalAtMost(.fixed(-6)), .deceptive),
      Step(.all([.totalAtLeast(.fixed(6)), .lowestAtLeast(.fixed(1))]), .truthful), Step(.otherwise, .neither),
    ], source: "Krapohl 2005")

  /// The evidentiary decision rule (EDR).
  public static let evidentiary = DecisionRule(
    identifier: "EDR", name: "evidentiary decision rule", appliesTo: "three relevant questions, single issue",
    steps: [
      Step(.totalAtMost(.fixed(-6)), .deceptive), Step(.totalAtLeast(.fixed(4)), .truthful),
      Step(.lowestAtMost(.fixed(-3)), .deceptive), Step(.otherwise, .neither),
    ], source: "Krapohl 2005; Krapohl & Cushman 2006")

  /// The rule of You-Phase, Bi-Zone and TES.
  public static let youPhase = DecisionRule(
    identifier: "You-Phase", name: "You-Phase, Bi-Zone and TES rule", appliesTo: "two relevant questions",
    steps: [
      Step(.lowestAtMost(.fixed(-3)), .deceptive), Step(.totalAtMost(.fixed(-4)), .deceptive),
      Step(.all([.totalAtLeast(.fixed(4)), .lowestAtLeast(.fixed(1))]), .truthful), Step(.otherwise, .neither),
    ], source: "federal training material, by secondary text", isInferred: true)

  /// The spot rule of the AFMGQT.
  public static let spots = DecisionRule(
    identifier: "spot", name: "AFMGQT spot rule", appliesTo: "two to four relevant questions",
    steps: [
      Step(.lowestAtMost(.fixed(-3)), .deceptive, .separate(deceptive: .fixed(-3), truthful: .fixed(3))),
      Step(.lowestAtLeast(.fixed(3)), .truthful),
      Step(.otherwise, .neither, .separate(deceptive: .fixed(-3), truthful: .fixed(3))),
    ], source: "general MGQT practice, by secondary text", isInferred: true)

  /// The total rule of the Utah three-question test.
  public static let utah = DecisionRule(
    identifier: "Utah", name: "Utah total rule", appliesTo: "Utah three-question test",
    steps: [
      Step(.totalAtMost(.fixed(-6)), .deceptive), Step(.totalAtLeast(.fixed(6)), .truthful),
      Step(.otherwise, .neither),
    ], source: "Handler & Nelson 2008")

  /// The rule of the Utah four-question test (UT4).
  public static let utahFour = DecisionRule(
    identifier: "UT4", name: "Utah four-question rule", appliesTo: "four relevant questions",
    steps: [
      Step(.totalAtMost(.fixed(-6)), .deceptive), Step(.lowestAtMost(.fixed(-3)), .deceptive),
      Step(.lowestBelow(.fixed(0)), .neither), Step(.totalAtLeast(.fixed(6)), .truthful), Step(.otherwise, .neither),
    ], source: "general Utah practice")

  /// The screening rule on p values (SCR).
  public static let screening = DecisionRule(
    identifier: "SCR", name: "screening rule on p values", appliesTo: "multiple issues",
    steps: [
      Step(.lowestAtMost(.named(.subtotalDeceptive)), .deceptive, separate),
      Step(.totalAtMost(.named(.grandTotalDeceptive)), .deceptive, separate),
      Step(.all([.questionsDiffer, .lowestAtLeast(.named(.subtotalTruthful))]), .truthful),
      Step(.questionsDiffer, .neither, separate),
      Step(.totalAtLeast(.named(.grandTotalTruthful)), .truthful),
      Step(.lowestAtLeast(.named(.subtotalTruthful)), .truthful), Step(.otherwise, .neither, separate),
    ], source: "Nelson, Krapohl & Handler 2008")

  /// The lowest subtotal, then the total, as the two-sensor screening test has it (pSSR).
  public static let pairedSubtotals = DecisionRule(
    identifier: "pSSR", name: "a deceptive subtotal, a deceptive total, then truthful subtotals",
    appliesTo: "two-sensor screening test",
    steps: [
      Step(.lowestAtMost(.named(.subtotalDeceptive)), .deceptive, separate),
      Step(.totalAtMost(.named(.grandTotalDeceptive)), .deceptive),
      Step(.lowestAtLeast(.named(.subtotalTruthful)), .truthful), Step(.otherwise, .neither, separate),
    ], source: "practice of the two-sensor test")

  /// Lykken's rule of the concealed information test.
  public static let recognition = DecisionRule(
    identifier: "CIT", name: "Lykken's rule", appliesTo: "concealed information test",
    steps: [
      Step(.testsFewer(than: 3), .neither), Step(.totalAtLeast(.named(.usableTests)), .deceptive),
      Step(.otherwise, .truthful),
    ], source: "Lykken 1959; Krapohl, McCloughan & Senter 2009")
}
