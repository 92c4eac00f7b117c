import PolygraphQuantities

/// A recursive digital filter as a cascade of second-order sections, tied to the rate it was designed for.
///
/// The cascade is the numerically sound form of a high-order filter at a low edge; a direct form of fifth order at 0.1
/// Hz and 30 samples a second is already unstable in double precision.
///
/// Designs: ``butterworth(_:order:at:)`` and its neighbours. Use: ``causal(_:start:)`` for one line,
/// ``CausalFilter`` for a stream, ``zeroPhase(_:)-([Double])`` for a line that must not be delayed.
public struct SecondOrderSections: Hashable, Sendable {
  /// The sections in the order they are applied.
  public let sections: [Biquad]
  /// The rate of the lines the filter is made for.
  public let sampleRate: SampleRate

  /// Makes a filter from sections designed elsewhere, such as SciPy's.
  ///
  /// A cascade has at least one section, and its numbers are finite.
  public init(sections: [Biquad], sampleRate: SampleRate) {
    precondition(!sections.isEmpty, "A cascade has at least one section.")
    precondition(
      sections.allSatisfy { [$0.b0, $0.b1, $0.b2, $0.a1, $0.a2].allSatisfy(\.isFinite) },
      "The coefficients of a cascade are finite.")
    self.sections = sections
    self.sampleRate = sampleRate
  }

  /// True when every pole lies inside the unit circle, so that a bounded line stays bounded.
  public var isStable: Bool { sections.allSatisfy(\.isStable) }

  /// Each section's settled state for a constant input of 1 at the cascade's start.
  ///
  /// A filter with a pole at 1 never settles; asking for its settled state is a programming error.
  var steadyState: [(Double, Double)] {
    var scale = 1.0
    return sections.map { section in
      precondition(1 + section.a1 + section.a2 != 0, "A filter with a pole at 1 has no steady state.")
      let state = section.steadyState
      defer { scale *= section.gainAtZero }
      return (scale * state.0, scale * state.1)
    }
  }
}
