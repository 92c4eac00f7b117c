import PolygraphQuantities

/// Which frequencies a filter lets through, by its edges.
///
/// *Units*: hertz. What an edge means depends on the design: the −3 dB point for Butterworth, the end of the pass-band
/// ripple for Chebyshev I and elliptic filters, the start of the stop band for Chebyshev II, the −6 dB point for
/// windowed sincs; for Bessel filters see ``FilterFamily/BesselNormalization``.
public enum FilterBand: Hashable, Sendable {
  /// Everything below the edge.
  case lowPass(Hertz)
  /// Everything above the edge.
  case highPass(Hertz)
  /// Everything between the two edges.
  case bandPass(Hertz, Hertz)
  /// Everything but what lies between the two edges.
  case bandStop(Hertz, Hertz)

  /// The edges, ascending when the band is valid.
  public var edges: [Hertz] {
    switch self {
    case .lowPass(let edge), .highPass(let edge): [edge]
    case .bandPass(let lower, let upper), .bandStop(let lower, let upper): [lower, upper]
    }
  }

  /// Checks the edges against a rate.
  func validate(at rate: SampleRate) throws(FilterDesignError) {
    let nyquist = Hertz(rate.hertz.value / 2)
    for edge in edges {
      guard edge.value.isFinite else { throw .edgeNotFinite }
      guard edge.value > 0, edge < nyquist else { throw .edgeOutsideBand(edge: edge, nyquist: nyquist) }
    }
    if edges.count == 2, edges[0] >= edges[1] { throw .edgesNotAscending(lower: edges[0], upper: edges[1]) }
  }
}
