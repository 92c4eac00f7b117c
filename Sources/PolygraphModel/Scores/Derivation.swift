/// How one figure of a scoring result came about: its rule, its inputs, the figures between, and the source.
///
/// Derivations are values: they can be printed, stored and compared. Inputs name other figures by their identifiers, or
/// measurements by series, chart, question, occurrence and sensor, which lead on to samples.
public struct Derivation: Hashable, Sendable, Codable {
  /// What is derived, as `cell/1/2/R5/1/electrodermal`, `subtotal/R5`, `grandTotal`, `statistic/posteriorOdds` or
  /// `opinion`.
  public var figure: String
  /// The rule in a sentence.
  public var rule: String
  /// What went in, by name.
  public var inputs: [DerivationTerm]
  /// Figures on the way, in order.
  public var steps: [DerivationTerm]
  /// What came out, as text.
  public var result: String
  /// The publication, table or rule it rests on.
  public var source: String

  /// Makes a derivation.
  public init(
    figure: String, rule: String, inputs: [DerivationTerm] = [], steps: [DerivationTerm] = [], result: String,
    source: String
  ) {
    self.figure = figure
    self.rule = rule
    self.inputs = inputs
    self.steps = steps
    self.result = result
    self.source = source
  }
}

/// A named figure in a derivation.
public struct DerivationTerm: Hashable, Sendable, Codable {
  /// The figure's name.
  public var name: String
  /// Its value, as text with all its digits.
  public var value: String
  /// Where it comes from: another figure's identifier, a measurement, or a table row; empty when computed here.
  public var from: String?

  /// Makes a term.
  public init(name: String, value: String, from: String? = nil) {
    self.name = name
    self.value = value
    self.from = from
  }
}
