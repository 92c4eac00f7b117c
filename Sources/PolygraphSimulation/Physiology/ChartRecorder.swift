import PolygraphModel
import PolygraphQuantities
import PolygraphStatistics
import RealModule

/// Turns one chart's schedule and planned responses into what an instrument would have recorded.
struct ChartRecorder {
  /// The counts an instrument can give.
  static let countRange = 1.0...999_999.0
  /// Counts of one microsiemens.
  static let countsPerMicrosiemens = 3000.0

  private let settings: ExamineeSettings
  private let number: Int
  private let schedule: ChartSchedule
  private let traits: PersonTraits
  private let sampleCount: Int
  private let breathing: Breathing
  private let conductance: Conductance
  private let circulation: Circulation
  private let movements: Movements

  init(settings: ExamineeSettings, chart: Int, plan: ResponsePlan) {
    let responses = plan.responses(chart: chart)
    let seed = settings.seed
    self.settings = settings
    number = chart
    schedule = ChartSchedule(settings: settings, chart: chart)
    traits = PersonTraits(seed: seed)
    sampleCount = settings.sampleRate.sampleCount(in: Seconds(schedule.duration))
    breathing = Breathing(traits: traits, schedule: schedule, responses: responses, seed: seed, chart: chart)
    conductance = Conductance(
      traits: traits, schedule: schedule, responses: responses, usualHeight: plan.personalElectrodermalLevel,
      seed: seed, chart: chart)
    circulation = Circulation(
      traits: traits, schedule: schedule, responses: responses, breathing: breathing, settings: settings,
      chart: chart)
    movements = Movements(settings: settings, chart: chart, duration: schedule.duration)
  }

  /// The chart with its channels, events, notes and gaps.
  func chart() -> Chart {
    let events = schedule.events(rate: settings.sampleRate, answers: settings.answers)
    var chart = Chart(
      number: number, date: settings.date, time: Self.clockTime(ofChart: number),
      sampleRate: settings.sampleRate, sampleCount: sampleCount, channels: channels(), events: events,
      annotations: annotations(events))
    for dropout in settings.dropouts where dropout.chart == number {
      let start = min(settings.sampleRate.sample(at: Seconds(dropout.start)), sampleCount)
      let end = min(settings.sampleRate.sample(at: Seconds(dropout.start + dropout.duration)), sampleCount)
      guard start < end else { continue }
      chart.gaps.append(Gap(channels: dropout.channels, start: start, end: end, cause: "samples lost"))
    }
    return chart
  }

  /// Charts follow each other every eight minutes from half past nine on.
  private static func clockTime(ofChart number: Int) -> ClockTime? {
    let minutes = 9 * 60 + 30 + 8 * (number - 1)
    return ClockTime(hour: minutes / 60 % 24, minute: minutes % 60)
  }

  /// The examiner notes a movement a moment later, after what is being said; movements in a row get one note.
  private func annotations(_ events: [Event]) -> [Annotation] {
    var notes: [Annotation] = []
    for movement in movements.all {
      var sample = settings.sampleRate.sample(at: Seconds(movement.time + 0.5))
      for event in events where (event.onset...max(event.offset, event.answer?.sample ?? 0)).contains(sample) {
        sample = max(event.offset, event.answer?.sample ?? 0) + 1
      }
      guard sample < sampleCount, sample > notes.last?.sample ?? -1 else { continue }
      notes.append(Annotation(code: "MV", group: .movement, sample: sample))
    }
    return notes
  }

  private func channels() -> [Channel] {
    var channels = [
      channel("UPneumo", .thoracicRespiration, noise: 4) { breath($0, thoracic: true) },
      channel("LPneumo", .abdominalRespiration, noise: 4) { breath($0, thoracic: false) },
      channel("EDA1", .electrodermal, noise: 1.5) { electrodermal($0) },
      channel("Cardio1", .cardio, noise: 4) { cuff($0) },
      channel("Move1", .activity, noise: 8) { seat($0) },
    ]
    if settings.sensors.contains(.vasomotor) {
      channels.append(channel("PPG1", .vasomotor, noise: 3) { finger($0) })
    }
    return channels
  }

  private func breath(_ times: SamplingTimes, thoracic: Bool) -> [Double] {
    let rest = thoracic ? traits.rest.thoracic : traits.rest.abdominal
    let height = thoracic ? traits.breathCounts.thoracic : traits.breathCounts.abdominal
    var line = breathing.excursion(times, thoracic: thoracic)
    movements.add(to: &line, times, height: 0.3, swings: 0.9)
    return line.map { rest + height * $0 }
  }

  private func electrodermal(_ times: SamplingTimes) -> [Double] {
    var line = conductance.line(times)
    movements.add(to: &line, times, height: 0.8, swings: 0.8, offset: -0.5)
    return line.map { traits.rest.electrodermal + Self.countsPerMicrosiemens * $0 }
  }

  private func cuff(_ times: SamplingTimes) -> [Double] {
    var line = circulation.cuff(times)
    movements.add(to: &line, times, height: 1.5, swings: 1.7)
    var counts = line.map { traits.rest.cuff + traits.pulseCounts.cuff * $0 }
    if let release = circulation.release {
      for index in times.indices(release...max(release, schedule.duration)) {
        counts[index] *= .exp(-(times(index) - release) / 0.8)
      }
    }
    return counts
  }

  private func finger(_ times: SamplingTimes) -> [Double] {
    var line = circulation.finger(times)
    movements.add(to: &line, times, height: 0.6, swings: 2.3)
    return line.map { traits.rest.finger + traits.pulseCounts.finger * $0 }
  }

  private func seat(_ times: SamplingTimes) -> [Double] {
    var line = (0..<times.count).map { 12 * Double.sin(2 * .pi * breathing.phase(times($0))) }
    movements.add(to: &line, times, height: 3000, swings: 2.1, offset: 0.3)
    return line.map { traits.rest.seat + $0 }
  }

  /// One channel: the line with the sensor's noise as counts, and the mask of what was lost.
  private func channel(
    _ name: String, _ sensor: Sensor, noise: Double, _ line: (SamplingTimes) -> [Double]
  ) -> Channel {
    let rate = settings.rate(of: sensor)
    let chartRate = settings.sampleRate
    // The last sample lies inside the chart: index · chart rate / rate <= sampleCount − 1.
    let count =
      (sampleCount - 1) * rate.numerator * chartRate.denominator / (rate.denominator * chartRate.numerator) + 1
    guard settings.sensors.contains(sensor) else {
      return Channel(
        name: name, sensor: sensor, sampleRate: rate, counts: SampleCounts([Int32](repeating: 0, count: count)),
        mask: SampleMask(count: count, missing: [0..<count]))
    }
    let times = SamplingTimes(count: count, numerator: rate.numerator, denominator: rate.denominator)
    var generator = SeededGenerator(seed: settings.seed, purpose: .noise, chart: number, channel: sensor.noiseStream)
    let counts = line(times).map { value in
      let noisy = (value + noise * generator.noise()).rounded(.toNearestOrEven)
      return Int32(min(max(noisy, Self.countRange.lowerBound), Self.countRange.upperBound))
    }
    let lost = settings.dropouts.filter {
      $0.chart == number && ($0.channels.isEmpty || $0.channels.contains(name))
    }
    let missing = lost.map { dropout in
      rate.sample(at: Seconds(dropout.start))..<rate.sample(at: Seconds(dropout.start + dropout.duration))
    }
    return Channel(
      name: name, sensor: sensor, sampleRate: rate, counts: SampleCounts(counts),
      mask: SampleMask(count: count, missing: missing))
  }
}

extension Sensor {
  /// The place of the sensor among those of the simulated instrument.
  fileprivate var noiseStream: Int { ExamineeSettings.allSensors.firstIndex(of: self) ?? 0 }
}
