import PolygraphDSP

extension FilterStage {
  func validate(_ parameter: String, rate: Double) throws {
    switch self {
    case .zeroPhaseLowPass(let cutoff, let order), .causalLowPass(let cutoff, let order),
      .causalHighPass(let cutoff, let order):
      guard cutoff.value > 0, cutoff.value < 0.45 * rate else {
        throw FilterProfileError(
          parameter: parameter + ".cutoff", found: "\(cutoff.value)", expected: "above 0 and below \(0.45 * rate) Hz")
      }
      guard (1...8).contains(order) else {
        throw FilterProfileError(parameter: parameter + ".order", found: "\(order)", expected: "1 to 8")
      }
    case .movingMean(let halfWidth, let passes, _):
      guard halfWidth.value >= 0, halfWidth.value <= 60, (0...20).contains(passes) else {
        throw FilterProfileError(
          parameter: parameter + ".halfWidth", found: "\(halfWidth.value) s, \(passes) passes",
          expected: "0 to 60 s, 0 to 20 passes")
      }
    case .boxCar(let halfWidths, _), .boxCarBothWays(let halfWidths, _):
      guard halfWidths.allSatisfy({ $0.value >= 0 && $0.value <= 60 }) else {
        throw FilterProfileError(
          parameter: parameter + ".halfWidths", found: "\(halfWidths.map(\.value))", expected: "0 to 60 s")
      }
    case .printed(let filter):
      guard rate == 30 else {
        throw FilterProfileError(
          parameter: parameter + ".printed", found: "used at \(rate) samples a second",
          expected: "a working rate of 30, for which its constants are made")
      }
      let numbers = filter.weights + filter.feedback + [filter.gain]
      guard filter.weights.count <= 12, filter.feedback.count <= 12, numbers.allSatisfy({ abs($0) <= 1e20 }),
        abs(filter.gain) >= 1e-6
      else {
        throw FilterProfileError(
          parameter: parameter + ".printed", found: "weights, gain or feedback beyond all use",
          expected: "at most 12 of each, below 1e20, and a gain of 1e-6 or more")
      }
    case .subtractFirst: break
    case .commonRange(let range):
      guard range >= 1, range <= 1e9 else {
        throw FilterProfileError(parameter: parameter + ".range", found: "\(range)", expected: "1 to 1e9")
      }
    case .clippedPeakRepair(let sweeps):
      guard (0...20).contains(sweeps) else {
        throw FilterProfileError(parameter: parameter + ".sweeps", found: "\(sweeps)", expected: "0 to 20")
      }
    case .baselineFollower(let acceleration, let wait):
      guard acceleration >= 0, acceleration <= 10, wait.value >= 0, wait.value <= 60 else {
        throw FilterProfileError(
          parameter: parameter + ".baselineFollower", found: "\(acceleration), \(wait.value) s",
          expected: "0 to 10, 0 to 60 s")
      }
    }
  }
}
