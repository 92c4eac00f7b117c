import PolygraphDSP

/// One step of a live line: it takes a sample and gives one, and keeps what it needs of those before.
///
/// The first sample after the start or a reset counts as if it had been there for ever. Nothing is allocated by
/// ``next(_:)``.
protocol LiveStage: Sendable {
  /// The filtered value of the next sample.
  mutating func next(_ sample: Double) -> Double
  /// Forgets everything; the next sample is a first sample again.
  mutating func reset()
}

/// A cascade of second-order sections.
struct LiveCascade: LiveStage {
  private var filter: CausalFilter

  init(_ sections: SecondOrderSections) { filter = CausalFilter(sections, start: .steadyState) }

  mutating func next(_ sample: Double) -> Double { filter.process(sample) }
  mutating func reset() { filter.reset() }
}

/// The line less its first sample.
struct LiveDifferenceFromFirst: LiveStage {
  private var first: Double?

  mutating func next(_ sample: Double) -> Double {
    guard let first else {
      self.first = sample
      return 0
    }
    return sample - first
  }

  mutating func reset() { first = nil }
}

/// The line upside down.
struct LiveInversion: LiveStage {
  mutating func next(_ sample: Double) -> Double { -sample }
  mutating func reset() {}
}
