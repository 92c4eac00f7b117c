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
    case .boxCar(let halfWidths, _):
      guard halfWidths.allSatisfy({ $0.value >= 0 && $0.value <= 60 }) else {
        throw FilterProfileError(
          parameter: parameter + ".halfWidths", found: "\(halfWidths.map(\.value))", expected: "0 to 60 s")
      }
    }
  }
}
