extension TestFormat {
  /// The known formats.
  public static let all: [TestFormat] = [
    federalZCT, youPhase, backster, utah, utahFour, afmgqt1, afmgqt2, lepet, dlst, relevantIrrelevant,
    concealedInformation, acquaintance, peakOfTension, quadriTrack, integratedZone,
  ]

  /// The format of an identifier, or `nil`.
  public static func named(_ identifier: String) -> TestFormat? { all.first { $0.identifier == identifier } }

  /// Federal zone comparison test.
  public static let federalZCT = TestFormat(
    identifier: "federal-zct", name: "Federal ZCT", issue: .single, relevantQuestions: 3...3,
    comparisonQuestions: 3...3, charts: 3...5,
    sequence: "1 SA E3 C4 R5 C6 R7 E8 C9 R10",
    pairing: "R5: stronger of C4, C6; R7: C6; R10: C9 (sensor by sensor)",
    decision: "two-stage (eTSR) for ESS-M, TSR for OSS-3, FZR or EDR for 7-position",
    confidence: "certain", source: "federal practice; European Polygraph")
  /// Federal You-Phase, also called Bi-Zone.
  public static let youPhase = TestFormat(
    identifier: "you-phase", name: "Federal You-Phase / Bi-Zone", issue: .single, relevantQuestions: 2...2,
    comparisonQuestions: 3...3, charts: 3...5,
    sequence: "1 SA E3 C4 R5 C6 R7 C8 E9",
    pairing: "adjacent comparison with the greater change",
    decision: "two-stage; You-Phase rule for 7-position",
    confidence: "inferred", source: "practice literature")
  /// Backster You-Phase and exploratory tests; known in outline only.
  public static let backster = TestFormat(
    identifier: "backster", name: "Backster You-Phase / Exploratory", issue: .single, relevantQuestions: 2...4,
    comparisonQuestions: 2...4, charts: 2...5,
    sequence: "1 SA C3 R4 C5 R6 (Backster material)",
    pairing: "either-or rule: beside a relevant reaction the weaker neighbour, without one the stronger",
    decision: "Backster cutoffs, which are not published here",
    confidence: "unknown", source: "Hedges, Deitchman & Samra; APA terminology")
  /// Utah three-question test.
  public static let utah = TestFormat(
    identifier: "utah", name: "Utah 3-question", issue: .single, relevantQuestions: 3...3,
    comparisonQuestions: 3...3, charts: 3...5,
    sequence: "I1 SA N1 C1 R1 N2 C2 R2 N3 C3 R3",
    pairing: "stronger of the neighbouring comparisons; both rotate between charts",
    decision: "total ±6; two-stage for ESS-M",
    confidence: "certain", source: "Handler & Nelson 2008")
  /// Utah four-question test.
  public static let utahFour = TestFormat(
    identifier: "utah-4", name: "Utah 4-question (MGQT)", issue: .multipleFacet, relevantQuestions: 4...4,
    comparisonQuestions: 4...4, charts: 3...5,
    sequence: "C1 R1 R2 C2 C3 R3 R4 C4",
    pairing: "stronger of both sides, also across one relevant question",
    decision: "UT4",
    confidence: "inferred", source: "practice literature")
  /// Air Force modified general question test, comparison questions around each relevant question.
  public static let afmgqt1 = TestFormat(
    identifier: "afmgqt-1", name: "AFMGQT version 1", issue: .multiple, relevantQuestions: 2...4,
    comparisonQuestions: 3...5, charts: 3...5,
    sequence: "1 SA C3 R4 C5 R6 C7 R8 C9 R10",
    pairing: "stronger adjacent comparison",
    decision: "SSR for ESS-M, SCR for OSS-3, spot rule",
    confidence: "certain", source: "practice literature")
  /// Air Force modified general question test, relevant questions in pairs.
  public static let afmgqt2 = TestFormat(
    identifier: "afmgqt-2", name: "AFMGQT version 2", issue: .multiple, relevantQuestions: 2...4,
    comparisonQuestions: 2...3, charts: 3...5,
    sequence: "1 SA C3 R4 R5 C6 R7 R8 C9",
    pairing: "stronger comparison within two positions, also across one relevant question",
    decision: "SSR for ESS-M, SCR for OSS-3, spot rule",
    confidence: "certain", source: "practice literature")
  /// Law-enforcement pre-employment test: several series of the AFMGQT.
  public static let lepet = TestFormat(
    identifier: "lepet", name: "LEPET (pre-employment)", issue: .multiple, relevantQuestions: 2...4,
    comparisonQuestions: 2...5, charts: 3...5,
    sequence: "as AFMGQT; the second series is numbered in the twenties",
    pairing: "as AFMGQT",
    decision: "SSR for ESS-M, SCR for OSS-3",
    confidence: "inferred", source: "practice literature")
  /// Directed-lie screening test, TES and TES-C: one chart holds three or four passes.
  public static let dlst = TestFormat(
    identifier: "dlst", name: "DLST / TES / TES-C", issue: .multiple, relevantQuestions: 2...2,
    comparisonQuestions: 2...2, charts: 1...2,
    sequence: "N1 N2 SR 1C1 1R1 1R2 1C2 2R1 2R2 2C1 3R1 3R2 3C2",
    pairing: "stronger comparison within two positions",
    decision: "SSR for ESS-M, SCR for OSS-3, TES rule",
    confidence: "certain", source: "practice literature")
  /// Relevant-irrelevant test.
  public static let relevantIrrelevant = TestFormat(
    identifier: "ri", name: "Relevant-irrelevant (RI, R&I)", issue: .multiple, relevantQuestions: 3...20,
    comparisonQuestions: 0...0, charts: 2...5,
    sequence: "irrelevant and relevant in turn",
    pairing: "none",
    decision: "global evaluation; no validated numerical rule",
    confidence: "inferred", source: "practice literature")
  /// Concealed information test.
  public static let concealedInformation = TestFormat(
    identifier: "cit", name: "CIT / GKT", issue: .recognition, relevantQuestions: 0...0,
    comparisonQuestions: 0...0, charts: 3...20,
    sequence: "buffer, then four or five alternatives with the key among them",
    pairing: "none",
    decision: "total at least the number of usable tests",
    confidence: "certain", source: "Krapohl, McCloughan & Senter 2009")
  /// Acquaintance test, also known-number test.
  public static let acquaintance = TestFormat(
    identifier: "acqt", name: "ACQT", issue: .practice, relevantQuestions: 0...0,
    comparisonQuestions: 0...0, charts: 1...1,
    sequence: "1 2 3 4K 5 6 7",
    pairing: "none",
    decision: "the most reactive item is reported",
    confidence: "inferred", source: "practice literature")
  /// Peak of tension test.
  public static let peakOfTension = TestFormat(
    identifier: "pot", name: "POT (peak of tension, known or searching)", issue: .recognition, relevantQuestions: 0...0,
    comparisonQuestions: 0...0, charts: 2...5,
    sequence: "items in a natural order, buffers at both ends",
    pairing: "none",
    decision: "the most reactive item is reported",
    confidence: "inferred", source: "practice literature")
  /// Matte Quadri-Track zone comparison test; known in outline only.
  public static let quadriTrack = TestFormat(
    identifier: "quadri-track", name: "Matte Quadri-Track ZCT", issue: .single, relevantQuestions: 2...3,
    comparisonQuestions: 2...3, charts: 3...5,
    sequence: "two zones and a fear and hope pair (Matte material)",
    pairing: "preceding comparison in the same track",
    decision: "conclusion table by chart, whose thresholds are not published here",
    confidence: "unknown", source: "Matte publications")
  /// Integrated zone comparison test; known in outline only.
  public static let integratedZone = TestFormat(
    identifier: "izct", name: "IZCT (integrated ZCT)", issue: .multipleFacet, relevantQuestions: 3...3,
    comparisonQuestions: 3...3, charts: 3...5,
    sequence: "irrelevant, symptomatic, sacrifice, then irrelevant, comparison, relevant blocks",
    pairing: "horizontal ranking",
    decision: "±13 in published use, not verified",
    confidence: "unknown", source: "Gordon et al. 2000; Krapohl et al. 2008 (NCJ 226480)")
}
