import RealModule

/// A smooth step from 0 at `start` to 1 at `start + length`: half a cosine.
func smoothStep(_ time: Double, from start: Double, over length: Double) -> Double {
  let share = (time - start) / length
  if share <= 0 { return 0 }
  if share >= 1 { return 1 }
  return (1 - .cos(.pi * share)) / 2
}

/// A rise from 0 to 1, a stay, and a return to 0, in seconds after a question's onset.
struct Swell {
  var start: Double
  var rise: Double
  var fall: Double
  var fallLength: Double

  func callAsFunction(_ time: Double) -> Double {
    if time <= start || time >= fall + fallLength { return 0 }
    return smoothStep(time, from: start, over: rise) * (1 - smoothStep(time, from: fall, over: fallLength))
  }

  /// Where it is not zero.
  var support: ClosedRange<Double> { start...(fall + fallLength) }
}

/// A wave of one period with its knots joined by half cosines, so that each knot is a summit, a notch or a foot.
struct CycleShape {
  let knots: [(phase: Double, level: Double)]

  /// One breath: inhalation is shorter than exhalation.
  static let breath = CycleShape(knots: [(0, 0), (0.42, 1), (1, 0)])
  /// A pulse at the upper arm's cuff, with the dicrotic notch.
  static let cuffPulse = CycleShape(knots: [(0, 0), (0.18, 1), (0.42, 0.36), (0.52, 0.44), (1, 0)])
  /// A pulse at the finger.
  static let fingerPulse = CycleShape(knots: [(0, 0), (0.25, 1), (0.55, 0.42), (0.65, 0.47), (1, 0)])

  /// The level's mean over a cycle; a half cosine's mean is that of its ends.
  var mean: Double {
    zip(knots, knots.dropFirst()).reduce(0) { $0 + ($1.1.phase - $1.0.phase) * ($1.0.level + $1.1.level) / 2 }
  }

  /// The level at a phase in 0..<1.
  func callAsFunction(_ phase: Double) -> Double {
    var index = 1
    while index < knots.count - 1, phase > knots[index].phase { index += 1 }
    let (left, right) = (knots[index - 1], knots[index])
    let step = smoothStep(phase, from: left.phase, over: right.phase - left.phase)
    return left.level + (right.level - left.level) * step
  }
}

/// The times at which a channel is sampled.
struct SamplingTimes {
  let count: Int
  private let step: (numerator: Double, denominator: Double)

  init(count: Int, numerator: Int, denominator: Int) {
    self.count = count
    step = (Double(denominator), Double(numerator))
  }

  /// The time of a sample, in seconds.
  func callAsFunction(_ index: Int) -> Double { Double(index) * step.numerator / step.denominator }

  /// The samples inside a stretch of time, cut to the channel.
  func indices(_ range: ClosedRange<Double>) -> Range<Int> {
    let scale = step.denominator / step.numerator
    let first = max(0, Int((range.lowerBound * scale).rounded(.up)))
    let last = min(count, Int((range.upperBound * scale).rounded(.down)) + 1)
    return first < last ? first..<last : 0..<0
  }
}

/// A cyclic process (breaths, beats) as a phase that grows by 1 each cycle, kept on a fine grid of its own so that it
/// is the same process at every sampling rate.
struct CyclePhase {
  /// Grid points a second.
  private static let gridRate = 50.0
  private var phases: [Double] = []
  /// A factor of each cycle's amplitude, near 1.
  private(set) var amplitudes: [Double] = []

  /// Runs the process for `duration` seconds. `cycle` gives each new cycle's rate (cycles a second) and amplitude;
  /// `speed` is a factor of the rate at a time.
  init(
    duration: Double, startingAt phase: Double, cycle: () -> (rate: Double, amplitude: Double),
    speed: (Double) -> Double
  ) {
    let points = Int(duration * Self.gridRate) + 3
    phases.reserveCapacity(points)
    var phase = phase
    var current = cycle()
    amplitudes.append(current.amplitude)
    for point in 0..<points {
      phases.append(phase)
      let next = phase + current.rate * speed(Double(point) / Self.gridRate) / Self.gridRate
      if next.rounded(.down) > phase.rounded(.down) {
        current = cycle()
        amplitudes.append(current.amplitude)
      }
      phase = next
    }
    amplitudes.append(current.amplitude)
  }

  /// The phase at a time: whole cycles and the share of the present one.
  func callAsFunction(_ time: Double) -> Double {
    let place = max(time, 0) * Self.gridRate
    let index = min(Int(place), phases.count - 2)
    return phases[index] + (phases[index + 1] - phases[index]) * (place - Double(index))
  }

  /// The amplitude factor at a phase: each cycle's own in its middle, passing smoothly from one to the next.
  func amplitude(_ phase: Double) -> Double {
    let shifted = phase - 0.5
    let index = Int(shifted.rounded(.down))
    let left = amplitudes[min(max(index, 0), amplitudes.count - 1)]
    let right = amplitudes[min(max(index + 1, 0), amplitudes.count - 1)]
    return left + (right - left) * smoothStep(shifted - Double(index), from: 0, over: 1)
  }
}
