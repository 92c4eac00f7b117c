import Foundation
import PolygraphDSP
import PolygraphQuantities

/// One step of a line's filter chain.
///
/// *JSON*: an object with `kind` (the case's name) and the case's own keys.
public enum FilterStage: Hashable, Sendable {
  /// A Butterworth low-pass run forwards and backwards: no delay. `order` is that of one pass; the −3 dB point of the
  /// two passes together lies at `cutoff`.
  case zeroPhaseLowPass(cutoff: Hertz, order: Int)
  /// A Butterworth low-pass run once, forwards, from the steady state of its first sample.
  case causalLowPass(cutoff: Hertz, order: Int)
  /// A Butterworth high-pass run once, forwards, from the steady state of its first sample. A first-order high-pass of
  /// time constant τ has its cutoff at 1/(2πτ). There is no zero-phase one: it would draw an undershoot before a
  /// response and move its onset earlier.
  case causalHighPass(cutoff: Hertz, order: Int)
  /// A centred mean over `halfWidth` on either side, `passes` times over.
  case movingMean(halfWidth: Seconds, passes: Int, edge: SmoothingEdge)
  /// Centred means of several half widths, one after the other.
  case boxCar(halfWidths: [Seconds], edge: SmoothingEdge)
}

/// What a centred smoother does where its window reaches past the line's end.
public enum SmoothingEdge: String, Hashable, Sendable, Codable {
  /// The line is continued by its odd reflection.
  case reflectOdd
  /// The ends take the value of the first full window.
  case held
}

extension FilterStage {
  /// The filtered line.
  ///
  /// *Errors*: ``PolygraphDSP/FilterDesignError`` for a cutoff at or above half the rate, ``PolygraphDSP/SignalError``
  /// for a line shorter than the stage needs.
  func apply(_ line: [Double], at rate: SampleRate) throws -> [Double] {
    switch self {
    case .zeroPhaseLowPass(let cutoff, let order):
      let onePass = try SecondOrderSections.butterworthEdge(
        keepingZeroPhaseCorner: cutoff, isHighPass: false, order: order, at: rate)
      return try SecondOrderSections.butterworth(.lowPass(onePass), order: order, at: rate).zeroPhase(line)
    case .causalLowPass(let cutoff, let order):
      return try SecondOrderSections.butterworth(.lowPass(cutoff), order: order, at: rate)
        .causal(line, start: .steadyState)
    case .causalHighPass(let cutoff, let order):
      return try SecondOrderSections.butterworth(.highPass(cutoff), order: order, at: rate)
        .causal(line, start: .steadyState)
    case .movingMean(let halfWidth, let passes, let edge):
      return try Smoothing.movingMean(
        line, halfWidth: rate.sampleCount(in: halfWidth), passes: passes,
        edge: edge == .reflectOdd ? .reflectOdd : .heldMovingMean)
    case .boxCar(let halfWidths, let edge):
      return try Smoothing.boxCar(
        line, halfWidths: halfWidths, at: rate, edge: edge == .reflectOdd ? .reflectOdd : .heldBoxCar)
    }
  }

  /// How far on either side a sample of the result depends on the input, in samples at `rate`. For recursive
  /// low-passes: until the response to one sample has fallen below 1 %.
  func reach(at rate: SampleRate) -> Int {
    switch self {
    case .zeroPhaseLowPass(let cutoff, _), .causalLowPass(let cutoff, _):
      Int((4.6 * rate.hertz.value / (2 * .pi * cutoff.value)).rounded(.up))
    case .causalHighPass: 0
    case .movingMean(let halfWidth, let passes, _): rate.sampleCount(in: halfWidth) * passes
    case .boxCar(let halfWidths, _): halfWidths.reduce(0) { $0 + rate.sampleCount(in: $1) }
    }
  }
}

extension [FilterStage] {
  /// The line after all stages.
  func apply(_ line: [Double], at rate: SampleRate) throws -> [Double] {
    try reduce(line) { try $1.apply($0, at: rate) }
  }

  /// The sum of the stages' reaches.
  func reach(at rate: SampleRate) -> Int { reduce(0) { $0 + $1.reach(at: rate) } }
}

extension FilterStage: Codable {
  private enum CodingKeys: String, CodingKey { case kind, cutoff, order, halfWidth, halfWidths, passes, edge }

  /// Reads a stage.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(String.self, forKey: .kind)
    func cutoff() throws -> Hertz { try container.decode(Hertz.self, forKey: .cutoff) }
    func order() throws -> Int { try container.decode(Int.self, forKey: .order) }
    func edge() throws -> SmoothingEdge { try container.decode(SmoothingEdge.self, forKey: .edge) }
    switch kind {
    case "zeroPhaseLowPass": self = .zeroPhaseLowPass(cutoff: try cutoff(), order: try order())
    case "causalLowPass": self = .causalLowPass(cutoff: try cutoff(), order: try order())
    case "causalHighPass": self = .causalHighPass(cutoff: try cutoff(), order: try order())
    case "movingMean":
      self = .movingMean(
        halfWidth: try container.decode(Seconds.self, forKey: .halfWidth),
        passes: try container.decode(Int.self, forKey: .passes), edge: try edge())
    case "boxCar":
      self = .boxCar(halfWidths: try container.decode([Seconds].self, forKey: .halfWidths), edge: try edge())
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "found \"\(kind)\", expected zeroPhaseLowPass, causalLowPass, causalHighPass, movingMean or "
          + "boxCar")
    }
  }

  /// Writes the stage.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .zeroPhaseLowPass(let cutoff, let order), .causalLowPass(let cutoff, let order),
      .causalHighPass(let cutoff, let order):
      try container.encode(cutoff, forKey: .cutoff)
      try container.encode(order, forKey: .order)
    case .movingMean(let halfWidth, let passes, let edge):
      try container.encode(halfWidth, forKey: .halfWidth)
      try container.encode(passes, forKey: .passes)
      try container.encode(edge, forKey: .edge)
    case .boxCar(let halfWidths, let edge):
      try container.encode(halfWidths, forKey: .halfWidths)
      try container.encode(edge, forKey: .edge)
    }
    try container.encode(kind, forKey: .kind)
  }

  private var kind: String {
    switch self {
    case .zeroPhaseLowPass: "zeroPhaseLowPass"
    case .causalLowPass: "causalLowPass"
    case .causalHighPass: "causalHighPass"
    case .movingMean: "movingMean"
    case .boxCar: "boxCar"
    }
  }
}
