import PolygraphStatistics
import RealModule

/// The examinee's movements in a chart, and what they do to each line.
struct Movements {
  let all: [SimulatedMovement]
  /// How long one lasts, in seconds.
  private static let length = 2.0

  init(settings: ExamineeSettings, chart: Int, duration: Double) {
    var generator = SeededGenerator(seed: settings.seed, purpose: .movements, chart: chart)
    var all = settings.movements.filter { $0.chart == chart && $0.time >= 0 && $0.time < duration }
    if settings.movementsPerMinute > 0 {
      var time = 0.0
      while true {
        time -= .log(1 - generator.uniform()) * 60 / settings.movementsPerMinute
        if time >= duration { break }
        all.append(
          SimulatedMovement(chart: chart, time: time, strength: .exp(generator.normal(standardDeviation: 0.3))))
      }
    }
    self.all = all.sorted { $0.time < $1.time }
  }

  /// Adds each movement as a burst of `height` that swings `swings` times a second and dies away.
  func add(to line: inout [Double], _ times: SamplingTimes, height: Double, swings: Double, offset: Double = 0) {
    for movement in all {
      for index in times.indices(movement.time...(movement.time + Self.length)) {
        let time = times(index) - movement.time
        let window = smoothStep(time, from: 0, over: 0.3) * (1 - smoothStep(time, from: 0.5, over: Self.length - 0.5))
        line[index] += movement.strength * height * window * (.sin(2 * .pi * swings * time) + offset)
      }
    }
  }
}
