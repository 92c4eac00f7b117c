import PolygraphModel

extension Scoresheet {
  /// The results of all sheets side by side, each with its scorer: a later one never replaces an earlier one.
  ///
  /// *Definition*: `format` stands where a sheet names none.
  /// *Errors*: a number that no integer of its method can be, or a sheet that names no rule where its method has none.
  public func score(format: TestFormat? = nil, options: ScoringOptions = ScoringOptions()) throws(DocumentFault)
    -> ScoreSheet
  {
    var results: [ScoringResult] = []
    for sheet in sheets {
      var result = try sheet.score(format: sheet.format ?? format, options: options)
      result.scorer = sheet.scorer
      results.append(result)
    }
    let formats = Set(sheets.map { ($0.format ?? format)?.identifier })
    return ScoreSheet(
      exam: exam ?? "", testFormat: formats.count == 1 ? formats.first ?? nil : nil, profile: nil, results: results)
  }
}

extension Scoresheet.Sheet {
  func score(format: TestFormat?, options: ScoringOptions) throws(DocumentFault) -> ScoringResult {
    switch content {
    case .subtotals(let subtotals, let total):
      return try score(subtotals, total: total, format: format, options: options)
    case .cells(let given):
      switch method {
      case "rank": return HandRanks(given).rankOrder(format: format, options: options)
      case "ross": return HandRanks(given).rankTotals(format: format, options: options)
      default: return try score(try HandScoreDocument.cells(given), format: format, options: options)
      }
    }
  }

  private func score(
    _ cells: [HandScores.Cell], format: TestFormat?, options: ScoringOptions
  ) throws(DocumentFault) -> ScoringResult {
    guard let hand = HandMethods.named(method, self) else {
      throw DocumentFault(
        place: place, found: "integers for the method \(method)",
        expected: "one of the methods \(HandMethods.cells.joined(separator: ", ")), or subtotals")
    }
    let scores = HandScores(cells: cells, scorer: scorer)
    if let rule {
      return hand.score(
        scores, by: rule, cuts: cuts ?? Self.usualCuts(hand, options.prior), questionsDiffer: questionsDiffer,
        format: format, options: options)
    }
    try refuseCutsWithoutRule()
    return hand.score(scores, format: format, options: options)
  }

  /// The cuts that a method brings along.
  private static func usualCuts(_ method: any HandScoringMethod, _ prior: Double) -> [DecisionRule.CutName: Double] {
    (method as? EmpiricalScoring)?.cuts(prior) ?? [:]
  }

  private func refuseCutsWithoutRule() throws(DocumentFault) {
    guard cuts == nil, questionsDiffer == nil else {
      throw DocumentFault(
        place: place, found: "cutscores or questionsDiffer without a rule", expected: "the rule that uses them")
    }
  }

  private func score(
    _ subtotals: [Subtotal], total: Double?, format: TestFormat?, options: ScoringOptions
  ) throws(DocumentFault) -> ScoringResult {
    if method == "ess-m" { return try scoreMultinomial(subtotals, total: total, format: format, options: options) }
    guard let chosen = rule ?? usualRule(format) else {
      throw DocumentFault(place: place, found: "subtotals without a rule", expected: "the field rule")
    }
    let cuts = cuts ?? usualCuts(options.prior, questions: subtotals.count)
    var figures = DecisionFigures(subtotals: subtotals, total: total, cuts: cuts)
    figures.questionsDiffer = questionsDiffer
    var draft = ScoringDraft(
      GivenSubtotals(identifier: method), format: format ?? chosen.usualFormat, options: options)
    draft.result.parameters.merge(parametersOfCuts(options.prior)) { own, _ in own }
    draft.result.parameters["rule"] = .text(chosen.identifier)
    draft.record(cuts)
    let missing = chosen.hindrance(without: cuts).map { sentence in
      guard self.cuts == nil, case .number(let alpha) = draft.result.parameters["alpha"] else { return sentence }
      return "no cutscore is published for prior \(options.prior) at alpha \(alpha)"
    }
    guard draft.accepts([missing].compactMap(\.self)) else { return draft.refused([missing].compactMap(\.self)) }
    draft.write(given: subtotals, total: figures.total)
    if let missing {
      draft.withholdOpinion(questions: subtotals.map(\.question), rule: chosen.identifier, because: missing)
      return draft.result
    }
    draft.decide(chosen.decide(figures, vocabulary: draft.vocabulary), source: chosen.source)
    return draft.result
  }

  private func usualRule(_ format: TestFormat?) -> DecisionRule? {
    switch method {
    case "seven-position", "three-position": format.map { FederalScoring.rule(nil, format: $0) }
    case "utah": format.map { $0.identifier == "utah-4" ? .utahFour : .utah }
    case "ess": format.map { $0.issue == .single ? (usesCutsOf2011 ? .senter : .deceptiveFirst) : .subtotals }
    case "pcat": .pairedSubtotals
    default: nil
    }
  }

  /// What the method's own cuts rest on.
  private func parametersOfCuts(_ prior: Double) -> [String: ParameterValue] {
    guard cuts == nil else { return [:] }
    switch method {
    case "pcat":
      return [
        "prior": .number(prior), "alpha": .number(alpha ?? PCAT().alpha),
        "usesThreePositions": .flag(usesThreePositions),
      ]
    case "ess":
      let levels: [String: ParameterValue] = [
        "prior": .number(prior), "alpha": .number(alpha ?? EmpiricalScoring().alpha),
      ]
      return usesCutsOf2011 ? ["usesCutsOf2011": .flag(true)] : levels
    default: return [:]
    }
  }

  private func usualCuts(_ prior: Double, questions: Int) -> [DecisionRule.CutName: Double] {
    if method == "pcat" {
      return PCAT.cuts(
        prior: prior, alpha: alpha ?? PCAT().alpha, threePositions: usesThreePositions, questions: questions)
    }
    return HandMethods.named(method, self).map { Self.usualCuts($0, prior) } ?? [:]
  }

  /// Totals of ESS-M: opinion, Bayes factor and posterior as the method has them.
  private func scoreMultinomial(
    _ subtotals: [Subtotal], total: Double?, format: TestFormat?, options: ScoringOptions
  ) throws(DocumentFault) -> ScoringResult {
    guard total == nil || total == subtotals.reduce(0, { $0 + $1.total }) else {
      throw DocumentFault(
        place: place, found: "a grand total that is not the sum of the subtotals", expected: "none, or their sum")
    }
    var whole: [ESSMSubtotal] = []
    for subtotal in subtotals {
      let number = try DocumentReader.integer(
        .number(subtotal.total), in: -1000...1000, at: "\(place).subtotals.\(subtotal.question)")
      whole.append(ESSMSubtotal(question: subtotal.question, total: number))
    }
    var method = ESSM()
    method.alpha = alpha ?? method.alpha
    method.rule = rule?.identifier
    return method.score(given: whole, format: format, options: options, cuts: cuts)
  }
}

extension ESSM {
  /// Decides subtotals that were given.
  func score(
    given subtotals: [ESSMSubtotal], format: TestFormat?, options: ScoringOptions, cuts: [DecisionRule.CutName: Double]?
  ) -> ScoringResult {
    var draft = ScoringDraft(self, format: format, options: options, usesPrior: true)
    let known = format != nil || rule != nil || cuts != nil
    var hindrances = known ? [] : ["the test format was not recognised; name it"]
    if let format, !formats.contains(format.identifier) {
      hindrances.append("\(title) does not fit the format \(format.name)")
    }
    if !(2...4).contains(subtotals.count) {
      hindrances.append("\(subtotals.count) relevant questions; the method takes 2 to 4")
    }
    let published = ESSMCutscores(prior: options.prior, alpha: alpha)?.cuts
    let lacksCuts = (cuts ?? published ?? [:]).isEmpty
    if cuts == nil, published == nil {
      hindrances.append("no cutscore is published for prior \(options.prior) at alpha \(alpha)")
    }
    if let cuts, cuts.isEmpty { hindrances.append("the sheet names cutscores, and none of them exists") }
    let faults = parameterFaults
    guard faults.isEmpty else { return draft.refused(faults) }
    guard draft.accepts(hindrances) else { return draft.refused(hindrances) }
    draft.record(cuts ?? published ?? [:])
    let usual = rule.flatMap { DecisionRule.named($0)?.usualFormat } ?? .federalZCT
    let decision = decide(
      subtotals, format: format ?? usual, prior: options.prior, words: options.words, cuts: cuts)
    let given = subtotals.map { Subtotal(question: $0.question, total: Double($0.total)) }
    draft.write(given: given, total: given.reduce(0) { $0 + $1.total })
    draft.decide(decision.decision, source: cuts == nil ? "Nelson 2017, cutscores" : "cutscores of the sheet")
    if lacksCuts, draft.result.reason != nil { draft.result.reason = .data }
    let figures = figures(decision.basis, prior: options.prior)
    draft.result.statistics = statistics(figures)
    if !options.omitsDerivations { draft.result.derivations += statisticDerivations(figures) }
    return draft.result
  }
}

extension ScoringDraft {
  /// Writes subtotals and a total that a person gave.
  mutating func write(given subtotals: [Subtotal], total: Double) {
    result.subtotals = subtotals
    result.grandTotal = total
    for subtotal in subtotals {
      derive(
        Derivation(
          figure: "subtotal/\(subtotal.question)", rule: "the examiner's subtotal", result: subtotal.total.written,
          source: "score sheet"))
    }
    let inputs = subtotals.map {
      DerivationTerm(name: $0.question, value: $0.total.written, from: "subtotal/\($0.question)")
    }
    let isSum = total == subtotals.reduce(0) { $0 + $1.total }
    derive(
      Derivation(
        figure: "grandTotal", rule: isSum ? "sum of the subtotals" : "the examiner's total", inputs: inputs,
        result: total.written, source: "score sheet"))
  }
}

/// What stands for the method where a person gives subtotals only.
private struct GivenSubtotals: ScoringMethod {
  let identifier: String
  var version: String { "1" }
  var title: String { "Given subtotals" }
  var literature: [String] { [] }
  var sensors: [Sensor] { [] }
  var formats: [String] { [] }
  var minimumData: String { "subtotals" }
  var parameters: [String: ParameterValue] { [:] }

  func score(_ exam: ScoringInput, format: TestFormat?, options: ScoringOptions) -> ScoringResult {
    ScoringDraft(self, format: format, options: options).refused(["subtotals are given, not measured"])
  }
}
