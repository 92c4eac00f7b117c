import PolygraphModel
import PolygraphQuantities

/// Whether the simulated examinee did what the relevant questions ask.
public enum Truth: String, Hashable, Sendable, Codable, CaseIterable {
  /// Lies to relevant questions; those draw the stronger responses.
  case deceptive
  /// Tells the truth to relevant questions; the comparison questions draw the stronger responses.
  case truthful
}

/// Everything that decides what a simulated exam holds. Equal settings give equal bits.
public struct ExamineeSettings: Hashable, Sendable {
  /// The seed of all random numbers.
  public var seed: UInt64
  /// Whether relevant or comparison questions draw the stronger responses.
  public var truth: Truth
  /// The test format.
  public var sequence: TestSequence
  /// How much of the model's stated effect this examinee shows: 1 all of it, 0 none.
  public var effectSize = 1.0
  /// The relevant questions a deceptive examinee lies to, by their item (`R4`; `R1` for all its passes); `nil` for all.
  public var liesTo: Set<String>?
  /// How many charts are recorded.
  public var chartCount: Int
  /// The rate of the chart's clock and of every channel without a rate of its own.
  public var sampleRate = SampleRate(30)
  /// The rates of channels that are sampled more slowly than the chart's clock.
  public var channelRates: [Sensor: SampleRate] = [:]
  /// The sensors that are attached. A required sensor that is not leaves an empty channel; a vasomotor sensor that is
  /// not leaves none.
  public var sensors: Set<Sensor> = Set(ExamineeSettings.allSensors)
  /// The time from one question's onset to the next one's, drawn evenly from this range.
  ///
  /// *Units*: seconds.
  public var spacing: ClosedRange<Double> = 22...25
  /// Answers that differ from the sequence's usual ones, by label.
  public var answers: [String: String] = [:]
  /// How often the examinee moves, at times that nothing else decides.
  public var movementsPerMinute = 0.0
  /// Movements at given places, besides those of ``movementsPerMinute``.
  public var movements: [SimulatedMovement] = []
  /// Stretches in which samples are lost.
  public var dropouts: [SimulatedDropout] = []
  /// Whether the cuff is let down after XX, so that the cardio channel falls away.
  public var deflatesCuff = false
  /// The exam's name.
  public var examName: String
  /// The day of the charts; `nil` leaves them undated.
  public var date = CivilDate(year: 2026, month: 2, day: 5)
  /// The stated distributions of responses.
  public var model = ResponseModel.standard

  /// Makes settings: the usual number of charts at 30 Hz with all sensors, no movements, nothing lost.
  public init(seed: UInt64, truth: Truth = .truthful, sequence: TestSequence = .federalZCT) {
    self.seed = seed
    self.truth = truth
    self.sequence = sequence
    chartCount = sequence.usualChartCount
    examName = "SIM\(seed)"
  }

  /// The sensors a simulated instrument has, in the order of its channels.
  public static let allSensors: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .activity, .vasomotor,
  ]

  /// The fastest rate a simulated instrument has.
  public static let fastestRate = SampleRate(10_000)

  /// The rate of a sensor's channel.
  func rate(of sensor: Sensor) -> SampleRate { channelRates[sensor] ?? sampleRate }

  /// Stops on settings that describe no exam; these are mistakes of the program that made them.
  func check() {
    precondition(chartCount >= 1 && chartCount <= 99, "An exam has 1 to 99 charts.")
    precondition(effectSize.isFinite && effectSize >= 0, "An effect size is zero or more.")
    precondition(spacing.lowerBound >= 15 && spacing.upperBound <= 120, "Questions come every 15 to 120 seconds.")
    precondition(
      movementsPerMinute >= 0 && movementsPerMinute <= 60, "An examinee moves 0 to 60 times a minute.")
    for rate in [sampleRate] + channelRates.values {
      precondition(
        rate >= SampleRate(1) && rate <= Self.fastestRate && rate <= sampleRate && rate.denominator <= 1000,
        "Rates lie between 1 and 10000 Hz, and no channel is faster than the chart's clock.")
    }
    precondition(
      dropouts.allSatisfy { $0.start >= 0 && $0.duration >= 0 && $0.start + $0.duration < 1e6 },
      "A dropout begins in the chart and lasts zero seconds or more.")
  }
}

/// A movement of the examinee: seat, EDA and cardio show it together, and the examiner notes it (MV).
public struct SimulatedMovement: Hashable, Sendable {
  /// The number of the chart, from 1.
  public var chart: Int
  /// When it begins, in seconds from the chart's start.
  public var time: Double
  /// How strong it is: 1 moves the cuff's line by about one and a half pulses.
  public var strength: Double

  /// Makes a movement.
  public init(chart: Int, time: Double, strength: Double = 1) {
    self.chart = chart
    self.time = time
    self.strength = strength
  }
}

/// A stretch in which an instrument lost samples.
public struct SimulatedDropout: Hashable, Sendable {
  /// The number of the chart, from 1.
  public var chart: Int
  /// The channels concerned by name; empty when all are.
  public var channels: [String]
  /// When it begins, in seconds from the chart's start.
  public var start: Double
  /// How long it lasts, in seconds.
  public var duration: Double

  /// Makes a dropout.
  public init(chart: Int, channels: [String] = [], start: Double, duration: Double) {
    self.chart = chart
    self.channels = channels
    self.start = start
    self.duration = duration
  }
}
