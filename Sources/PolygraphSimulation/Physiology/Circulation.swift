import PolygraphStatistics
import RealModule

/// The pulse at the cuff and at the finger, the cuff's baseline, and the constriction of the finger's vessels.
struct Circulation {
  /// The cuff's baseline rises late enough that a moving average of it still rises after the least response latency.
  private static let pressureRise = (earliest: 3.0, latest: 3.5, rise: 4.0, stay: 1.5, fall: 4.5)
  /// The constriction is complete from 4.6 s to 10.6 s after onset, so the mean from 5 s to 10 s is the planned one.
  static let constriction = Swell(start: 3, rise: 1.6, fall: 10.6, fallLength: 4.4)

  private let beats: CyclePhase
  private let breathing: Breathing
  private let rises: [(swell: Swell, onset: Double, height: Double)]
  private let constrictions: [(onset: Double, log: Double)]
  private let leak: Double
  private let wave: (height: Double, period: Double, phase: Double)
  private let transit: Double
  private let cuffRelease: Double?

  init(
    traits: PersonTraits, schedule: ChartSchedule, responses: [PlannedResponse], breathing: Breathing,
    settings: ExamineeSettings, chart: Int
  ) {
    var generator = SeededGenerator(seed: settings.seed, purpose: .circulation, chart: chart)
    self.breathing = breathing
    let pressure = Self.pressureRise
    var rises: [(swell: Swell, onset: Double, height: Double)] = []
    var constrictions: [(onset: Double, log: Double)] = []
    for (presentation, response) in zip(schedule.presentations, responses) {
      let start = generator.uniform(pressure.earliest..<pressure.latest)
      let swell = Swell(
        start: start, rise: pressure.rise, fall: start + pressure.rise + pressure.stay, fallLength: pressure.fall)
      rises.append((swell, presentation.onset, response.cardio))
      constrictions.append((presentation.onset, response.vasomotor))
    }
    self.rises = rises
    self.constrictions = constrictions
    // The cuff loses a few hundredths of a pulse height a minute.
    leak = generator.uniform(0.02..<0.1) / 60
    wave = (generator.uniform(0.004..<0.01), generator.uniform(9..<12), generator.uniform(0..<(2 * .pi)))
    transit = traits.transit
    cuffRelease = settings.deflatesCuff ? schedule.end.offset + 1 : nil
    let start = generator.uniform()
    beats = CyclePhase(
      duration: schedule.duration, startingAt: start,
      cycle: {
        (
          traits.pulseRate * .exp(generator.normal(standardDeviation: 0.015)),
          .exp(generator.normal(standardDeviation: 0.01))
        )
      },
      // The heart is faster while the person inhales.
      speed: { 1 + 0.03 * .sin(2 * .pi * breathing.phase($0)) })
  }

  /// The cuff's line in pulse heights above its start.
  func cuff(_ times: SamplingTimes) -> [Double] {
    var line = (0..<times.count).map { index in
      let time = times(index)
      let place = beats(time)
      let breath = Double.sin(2 * .pi * breathing.phase(time) - 1)
      let pulse = beats.amplitude(place) * (1 + 0.02 * breath) * CycleShape.cuffPulse(place - place.rounded(.down))
      return pulse + 0.012 * breath - leak * time + wave.height * .sin(2 * .pi * time / wave.period + wave.phase)
    }
    for rise in rises {
      let support = rise.swell.support
      for index in times.indices((rise.onset + support.lowerBound)...(rise.onset + support.upperBound)) {
        line[index] += rise.height * rise.swell(times(index) - rise.onset)
      }
    }
    return line
  }

  /// When the cuff is let down, if it is.
  var release: Double? { cuffRelease }

  /// The finger's pulse line, in pulse heights at rest, around 0: a photoplethysmograph has no level, so that a
  /// constriction narrows the line from both sides.
  func finger(_ times: SamplingTimes) -> [Double] {
    let level = CycleShape.fingerPulse.mean
    var line = (0..<times.count).map { index in
      let time = times(index)
      let place = max(0, beats(time) - transit)
      let breath = Double.sin(2 * .pi * breathing.phase(time) + 0.5)
      return beats.amplitude(place) * (1 + 0.015 * breath)
        * (CycleShape.fingerPulse(place - place.rounded(.down)) - level)
    }
    let support = Self.constriction.support
    for constriction in constrictions {
      let onset = constriction.onset
      for index in times.indices((onset + support.lowerBound)...(onset + support.upperBound)) {
        line[index] *= .exp(-constriction.log * Self.constriction(times(index) - onset))
      }
    }
    return line
  }
}
