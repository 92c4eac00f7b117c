import CKernels

/// The taps of a resampling filter sorted by phase, and the loop that runs them.
///
/// Output i = q · up + r uses the taps of phase r · down mod up on samples around q · down + ⌊r · down / up⌋.
struct PolyphaseBank: Sendable {
  /// Taps a phase, a multiple of four: rows are filled up with zeros.
  let tapsPerPhase: Int
  /// How many samples before an output's left neighbour its first tap lies.
  let reach: Int
  /// Taps in ascending order of input sample, `tapsPerPhase` for each phase.
  private let taps: [Double]
  private let ratio: RateRatio
  /// For each r: samples from q · down to the left neighbour, and the place of the phase's taps.
  private let places: [Place]

  private struct Place: Sendable {
    let left: Int
    let taps: Int
  }

  /// Sorts a prototype on the dense clock, which runs from −half to half around its middle.
  ///
  /// `isNormalised` makes each phase sum to one, so that a constant stays exactly that constant up to rounding;
  /// otherwise taps are multiplied by `up`, which gives the prototype's own gain.
  init(prototype: [Double], ratio: RateRatio, isNormalised: Bool) {
    precondition(!prototype.count.isMultiple(of: 2), "A prototype has a middle tap.")
    let half = prototype.count / 2
    let up = ratio.up
    // Output at `phase` upths after sample q uses samples q − d with prototype places phase + d · up.
    reach = half / up
    let needed = reach + (half + up - 1) / up + 1
    tapsPerPhase = (needed + 3) / 4 * 4
    var taps = [Double](repeating: 0, count: tapsPerPhase * up)
    for phase in 0..<up {
      var sum = 0.0
      for tap in 0..<needed {
        let place = phase + (reach - tap) * up
        guard abs(place) <= half else { continue }
        taps[phase * tapsPerPhase + tap] = prototype[half + place]
        sum += prototype[half + place]
      }
      let gain = isNormalised ? 1 / sum : Double(up)
      for tap in 0..<needed { taps[phase * tapsPerPhase + tap] *= gain }
    }
    self.taps = taps
    self.ratio = ratio
    let perPhase = tapsPerPhase
    places = (0..<up).map { index in
      let (left, phase) = ratio.position(ofOutput: index)
      return Place(left: left, taps: phase * perPhase)
    }
  }

  /// The outputs whose taps lie whole inside samples `inside` of a line.
  func covered(by inside: Range<Int>) -> Range<Int> {
    // Left neighbours from lower + reach up to upper − tapsPerPhase + reach.
    let first = ratio.outputCount(for: max(0, inside.lowerBound + reach))
    let end = ratio.outputCount(for: max(0, inside.upperBound - tapsPerPhase + reach + 1))
    return first..<max(first, end)
  }

  /// Computes outputs; `samples` points at sample `origin` of the line, and holds all that the taps touch.
  ///
  /// Each output is four interleaved partial sums joined in a fixed order, so the bits do not depend on where a call
  /// begins or ends.
  func run(
    _ outputs: Range<Int>, samples: UnsafePointer<Double>, origin: Int, into target: UnsafeMutablePointer<Double>
  ) {
    let up = ratio.up
    let input = samples - origin - reach
    // Outputs that are `up` apart share their taps; a tile of 24 · up outputs keeps its samples in the cache.
    let tile = up == 1 ? outputs.count : Self.outputsPerPhase * up
    taps.withUnsafeBufferPointer { rows in
      guard let rows = rows.baseAddress else { return }
      var start = outputs.lowerBound
      while start < outputs.upperBound {
        let end = min(start + tile, outputs.upperBound)
        for first in start..<min(start + up, end) {
          let (turn, phase) = first.quotientAndRemainder(dividingBy: up)
          let place = places[phase]
          polygraph_dot_products(
            rows + place.taps, tapsPerPhase, input + (turn * ratio.down + place.left), ratio.down,
            target + (first - outputs.lowerBound), up, (end - first + up - 1) / up)
        }
        start = end
      }
    }
  }

  private static let outputsPerPhase = 24
}
