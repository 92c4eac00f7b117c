import PolygraphDSP
import PolygraphQuantities

/// A chain's live form: its steps, and how late they are together.
struct LiveChain {
  var stages: [any LiveStage] = []
  var latency = Seconds(0)

  mutating func add(_ stage: any LiveStage, latency: Seconds = Seconds(0)) {
    stages.append(stage)
    self.latency = Seconds(self.latency.value + latency.value)
  }

  /// A Butterworth low-pass. It is as late as slow waves come out of it.
  mutating func addLowPass(_ cutoff: Hertz, order: Int, at rate: SampleRate) throws(LiveTracingError) {
    let sections = try Self.butterworth(.lowPass(cutoff), order: order, at: rate)
    add(LiveCascade(sections), latency: sections.groupDelay(at: Hertz(0)))
  }

  /// A Butterworth high-pass. What passes it is not delayed; what does not has no place to be late for.
  mutating func addHighPass(_ cutoff: Hertz, order: Int, at rate: SampleRate) throws(LiveTracingError) {
    add(LiveCascade(try Self.butterworth(.highPass(cutoff), order: order, at: rate)))
  }

  /// Means of the last samples, one after the other, each as late as its half width.
  mutating func addMeans(
    _ halfWidth: Seconds, passes: Int, at rate: SampleRate
  ) throws(LiveTracingError) {
    let half = rate.sampleCount(in: halfWidth)
    let window = 2 * half + 1
    guard window <= LiveTracing.mostWindowSamples else { throw .windowTooLong(samples: window, rate: rate) }
    guard half > 0 else { return }
    for _ in 0..<passes { add(TrailingMean(window: window), latency: rate.seconds(ofSample: half)) }
  }

  private static func butterworth(
    _ band: FilterBand, order: Int, at rate: SampleRate
  ) throws(LiveTracingError) -> SecondOrderSections {
    do {
      return try SecondOrderSections.butterworth(band, order: order, at: rate)
    } catch {
      throw .filter(error, rate: rate)
    }
  }
}

extension FilterStage {
  /// Adds the step's causal form to a chain.
  ///
  /// A filter that runs both ways becomes one that runs forwards, with the same −3 dB point and the order of one pass;
  /// a centred mean becomes that of the last samples, as late as half its window.
  func addLive(to chain: inout LiveChain, at rate: SampleRate, profile: String) throws(LiveTracingError) {
    switch self {
    case .zeroPhaseLowPass(let cutoff, let order), .causalLowPass(let cutoff, let order):
      try chain.addLowPass(cutoff, order: order, at: rate)
    case .causalHighPass(let cutoff, let order): try chain.addHighPass(cutoff, order: order, at: rate)
    case .movingMean(let halfWidth, let passes, _): try chain.addMeans(halfWidth, passes: passes, at: rate)
    case .boxCar(let halfWidths, _):
      for halfWidth in halfWidths { try chain.addMeans(halfWidth, passes: 1, at: rate) }
    case .boxCarBothWays(let halfWidths, _):
      for halfWidth in halfWidths + halfWidths { try chain.addMeans(halfWidth, passes: 1, at: rate) }
    case .subtractFirst: chain.add(LiveDifferenceFromFirst())
    case .baselineFollower(let acceleration, let wait):
      chain.add(
        LiveBaselineFollower(acceleration: acceleration, wait: rate.sampleCount(in: wait)),
        latency: rate.seconds(ofSample: 1))
    case .printed: throw .noCausalForm(step: "printed", profile: profile)
    case .commonRange: throw .noCausalForm(step: "commonRange", profile: profile)
    case .clippedPeakRepair: throw .noCausalForm(step: "clippedPeakRepair", profile: profile)
    }
  }
}
