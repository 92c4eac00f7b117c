import PolygraphStatistics
import RealModule

/// The two respirations of a chart: breath by breath, held back after questions as planned.
///
/// A line excursion is the way the line goes up and down in a time, so it scales with the breaths' height times their
/// rate. Of a planned log suppression two fifths slow the breathing, which both belts share, and the rest makes each
/// belt's breaths smaller.
struct Breathing {
  /// Both excursion windows lie in the 15 s after onset; breathing is held back for nearly all of it.
  static let suppression = Swell(start: 0, rise: 1, fall: 15, fallLength: 2)
  private static let shareOfRate = 0.4
  /// Speaking an answer lets a part of the breath out.
  private static let answerExhalation = 0.12
  private static let answerWidth = 0.25

  /// A question's hold on the breathing: the log factors of rate and heights.
  private struct Episode {
    let onset: Double
    let answer: Double
    let slowing: Double
    let thoracic: Double
    let abdominal: Double
  }

  private let breaths: CyclePhase
  private let episodes: [Episode]

  init(traits: PersonTraits, schedule: ChartSchedule, responses: [PlannedResponse], seed: UInt64, chart: Int) {
    var generator = SeededGenerator(seed: seed, purpose: .breathing, chart: chart)
    let episodes = zip(schedule.presentations, responses).map { presentation, response in
      let logs = (Double.log(response.thoracicRatio), Double.log(response.abdominalRatio))
      let slowing = Self.shareOfRate * (logs.0 + logs.1) / 2
      return Episode(
        onset: presentation.onset, answer: presentation.answer, slowing: slowing, thoracic: logs.0 - slowing,
        abdominal: logs.1 - slowing)
    }
    self.episodes = episodes
    let start = generator.uniform()
    var current = 0
    breaths = CyclePhase(
      duration: schedule.duration, startingAt: start,
      cycle: {
        (
          traits.breathRate * .exp(generator.normal(standardDeviation: 0.03)),
          .exp(generator.normal(standardDeviation: 0.04))
        )
      },
      speed: { time in
        while current + 1 < episodes.count, episodes[current + 1].onset <= time { current += 1 }
        let episode = episodes[current]
        return .exp(episode.slowing * Self.suppression(time - episode.onset))
      })
  }

  /// Height of the line in breaths, around 0, at each of the times.
  func excursion(_ times: SamplingTimes, thoracic: Bool) -> [Double] {
    // Belts differ a little in phase: the abdomen leads.
    let lead = thoracic ? 0 : 0.03
    var line = (0..<times.count).map { index in
      let place = breaths(times(index)) + lead
      return breaths.amplitude(place) * (CycleShape.breath(place - place.rounded(.down)) - 0.5)
    }
    for episode in episodes {
      let depth = thoracic ? episode.thoracic : episode.abdominal
      let support = Self.suppression.support
      for index in times.indices((episode.onset + support.lowerBound)...(episode.onset + support.upperBound)) {
        line[index] *= .exp(depth * Self.suppression(times(index) - episode.onset))
      }
      let answer = episode.answer
      for index in times.indices((answer - 4 * Self.answerWidth)...(answer + 4 * Self.answerWidth)) {
        let distance = (times(index) - answer) / Self.answerWidth
        line[index] -= Self.answerExhalation * .exp(-distance * distance / 2)
      }
    }
    return line
  }

  /// Breaths so far, for what breathing does to the circulation.
  func phase(_ time: Double) -> Double { breaths(time) }
}
