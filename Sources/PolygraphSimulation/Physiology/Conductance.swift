import PolygraphStatistics
import RealModule

/// Skin conductance of a chart in µS above its start: a slowly moving level, responses to questions, and spontaneous
/// ones.
///
/// A response is the difference of two exponentials (Bateman's form) brought to the planned height.
struct Conductance {
  private let responses: [(start: Double, height: Double)]
  private let rise: Double
  private let decay: Double
  private let drift: (perSecond: Double, wave: Double, period: Double, phase: Double)

  /// Median of a spontaneous response as a share of the person's usual one, and how many there are in a minute.
  private static let spontaneous = (share: 0.03, spread: 0.5, perMinute: 2.0)

  init(
    traits: PersonTraits, schedule: ChartSchedule, responses: [PlannedResponse], usualHeight: Double, seed: UInt64,
    chart: Int
  ) {
    var generator = SeededGenerator(seed: seed, purpose: .electrodermal, chart: chart)
    rise = traits.conductance.rise
    decay = traits.conductance.decay
    var all: [(start: Double, height: Double)] = []
    // Announcements draw an orienting response that nothing measures.
    for onset in [schedule.start.onset, schedule.end.onset] {
      all.append((onset + generator.uniform(1.5..<2.5), usualHeight * .exp(generator.normal(standardDeviation: 0.2))))
    }
    for (presentation, response) in zip(schedule.presentations, responses) {
      all.append((presentation.onset + generator.uniform(1.5..<2.8), response.electrodermal))
    }
    var time = 0.0
    while true {
      time -= .log(1 - generator.uniform()) * 60 / Self.spontaneous.perMinute
      if time > schedule.duration { break }
      let share = Self.spontaneous.share * .exp(generator.normal(standardDeviation: Self.spontaneous.spread))
      all.append((time, usualHeight * share))
    }
    self.responses = all
    drift = (
      usualHeight * generator.uniform(-0.2..<0.1) / 60, usualHeight * generator.uniform(0.05..<0.15),
      generator.uniform(150..<260), generator.uniform(0..<(2 * .pi))
    )
  }

  /// The conductance at each of the times.
  func line(_ times: SamplingTimes) -> [Double] {
    var line = (0..<times.count).map { index in
      let time = times(index)
      return drift.perSecond * time + drift.wave * .sin(2 * .pi * time / drift.period + drift.phase)
    }
    let summit = Double.log(decay / rise) * decay * rise / (decay - rise)
    let top = Double.exp(-summit / decay) - Double.exp(-summit / rise)
    for response in responses {
      let height = response.height / top
      for index in times.indices(response.start...(response.start + 10 * decay)) {
        let time = times(index) - response.start
        line[index] += height * (.exp(-time / decay) - .exp(-time / rise))
      }
    }
    return line
  }
}
