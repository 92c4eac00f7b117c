import PolygraphDSP
import PolygraphQuantities

extension FilterStage: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind, cutoff, order, halfWidth, halfWidths, passes, edge, weights, gain, feedback, range, sweeps, acceleration
    case wait
  }

  /// The stages' names in JSON.
  private enum Kind: String, CaseIterable {
    case zeroPhaseLowPass, causalLowPass, causalHighPass, movingMean, boxCar, boxCarBothWays, printed, subtractFirst
    case commonRange, clippedPeakRepair, baselineFollower
  }

  /// Reads a stage.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .kind)
    func number(_ key: CodingKeys) throws -> Double { try container.decode(Double.self, forKey: key) }
    func whole(_ key: CodingKeys) throws -> Int { try container.decode(Int.self, forKey: key) }
    func cutoff() throws -> Hertz { try container.decode(Hertz.self, forKey: .cutoff) }
    func widths() throws -> [Seconds] { try container.decode([Seconds].self, forKey: .halfWidths) }
    func edge() throws -> SmoothingEdge { try container.decode(SmoothingEdge.self, forKey: .edge) }
    switch Kind(rawValue: name) {
    case .zeroPhaseLowPass: self = .zeroPhaseLowPass(cutoff: try cutoff(), order: try whole(.order))
    case .causalLowPass: self = .causalLowPass(cutoff: try cutoff(), order: try whole(.order))
    case .causalHighPass: self = .causalHighPass(cutoff: try cutoff(), order: try whole(.order))
    case .movingMean:
      self = .movingMean(
        halfWidth: try container.decode(Seconds.self, forKey: .halfWidth), passes: try whole(.passes),
        edge: try edge())
    case .boxCar: self = .boxCar(halfWidths: try widths(), edge: try edge())
    case .boxCarBothWays: self = .boxCarBothWays(halfWidths: try widths(), edge: try edge())
    case .printed: self = .printed(try ReferenceFilter(from: decoder))
    case .subtractFirst: self = .subtractFirst
    case .commonRange: self = .commonRange(range: try number(.range))
    case .clippedPeakRepair: self = .clippedPeakRepair(sweeps: try whole(.sweeps))
    case .baselineFollower:
      self = .baselineFollower(
        acceleration: try number(.acceleration), wait: try container.decode(Seconds.self, forKey: .wait))
    case nil:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "found \"\(name)\", expected one of "
          + Kind.allCases.map(\.rawValue).joined(separator: ", "))
    }
  }

  /// Writes the stage.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind.rawValue, forKey: .kind)
    switch self {
    case .zeroPhaseLowPass(let cutoff, let order), .causalLowPass(let cutoff, let order),
      .causalHighPass(let cutoff, let order):
      try container.encode(cutoff, forKey: .cutoff)
      try container.encode(order, forKey: .order)
    case .movingMean(let halfWidth, let passes, let edge):
      try container.encode(halfWidth, forKey: .halfWidth)
      try container.encode(passes, forKey: .passes)
      try container.encode(edge, forKey: .edge)
    case .boxCar(let halfWidths, let edge), .boxCarBothWays(let halfWidths, let edge):
      try container.encode(halfWidths, forKey: .halfWidths)
      try container.encode(edge, forKey: .edge)
    case .printed(let filter):
      try container.encode(filter.weights, forKey: .weights)
      try container.encode(filter.gain, forKey: .gain)
      try container.encode(filter.feedback, forKey: .feedback)
    case .subtractFirst: break
    case .commonRange(let range): try container.encode(range, forKey: .range)
    case .clippedPeakRepair(let sweeps): try container.encode(sweeps, forKey: .sweeps)
    case .baselineFollower(let acceleration, let wait):
      try container.encode(acceleration, forKey: .acceleration)
      try container.encode(wait, forKey: .wait)
    }
  }

  private var kind: Kind {
    switch self {
    case .zeroPhaseLowPass: .zeroPhaseLowPass
    case .causalLowPass: .causalLowPass
    case .causalHighPass: .causalHighPass
    case .movingMean: .movingMean
    case .boxCar: .boxCar
    case .boxCarBothWays: .boxCarBothWays
    case .printed: .printed
    case .subtractFirst: .subtractFirst
    case .commonRange: .commonRange
    case .clippedPeakRepair: .clippedPeakRepair
    case .baselineFollower: .baselineFollower
    }
  }
}
