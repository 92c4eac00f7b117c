import PolygraphModel
import PolygraphQuantities

extension FilterProfile {
  /// The profile that repeats the field's open reference implementation, as of April 2026, number for number: causal
  /// filters of printed constants with their start-up, the common range, samples picked without an anti-alias filter, a
  /// scale for each chart, amplitudes in whole units, and its defects where they change numbers.
  ///
  /// Use it to repeat and to check published work; ``standard`` is the one to measure with.
  public static let reference = FilterProfile(
    name: "reference", version: "2026-04", procedure: .reference,
    timeBase: TimeBaseRules(
      workingRate: SampleRate(30), passEdge: 12, stopBandDecibels: 80, longestBridgedGap: 0.2, lastChartRange: 30000),
    windows: WindowRules(
      evaluation: 15, postStimulus: 10, preStimulus: 10, latestAnswer: 5, shortestChart: 20, fewestQuestions: 4,
      stackedStimulus: 5, closeStimulus: 8),
    respiration: referenceRespiration, electrodermal: referenceElectrodermal,
    cardio: referenceCuff(
      line: [.subtractFirst, .clippedPeakRepair(sweeps: 2)],
      movingAverage: .boxCar(halfWidths: [1, 0.5, 0.25], edge: .held), mid: (0.5, 1)),
    fingerCuff: referenceCuff(
      line: [
        .subtractFirst, .commonRange(range: 30000), .clippedPeakRepair(sweeps: 3),
        .movingMean(halfWidth: Seconds(1.0 / 30), passes: 1, edge: .held), .clippedPeakRepair(sweeps: 2),
      ],
      movingAverage: .movingMean(halfWidth: 1.5, passes: 5, edge: .held), mid: (0.5, 3)),
    electronicCardio: referenceCuff(
      line: [.subtractFirst, .clippedPeakRepair(sweeps: 2)],
      movingAverage: .movingMean(halfWidth: 1.5, passes: 1, edge: .held), mid: (0.5, 1)),
    vasomotor: VasomotorRules(
      before: 3, latency: 5, end: 10, beatFactor: 0.6, rateHalfWindows: [2, 4, 6, 8, 10, 12, 14, 16], fewestBeats: 3,
      leastOfMedian: 0.5, largestOfMedian: 1.5,
      line: [
        .subtractFirst, .commonRange(range: 30000), .clippedPeakRepair(sweeps: 2), .clippedPeakRepair(sweeps: 2),
      ],
      movingAverage: [.movingMean(halfWidth: 1, passes: 4, edge: .held)], envelopeFactor: 0.75, method: .envelopes,
      clipsAtZero: true),
    transit: TransitRules(line: [.subtractFirst, .movingMean(halfWidth: 7.5, passes: 3, edge: .held)]),
    activity: ActivityRules(
      drawn: [.subtractFirst, .clippedPeakRepair(sweeps: 4)],
      line: [.movingMean(halfWidth: 0.5, passes: 1, edge: .held)],
      movingAverage: [.movingMean(halfWidth: 15, passes: 1, edge: .held)],
      rateHalfWindow: Seconds(8.0 / 30), envelopeFactor: 0.3),
    display: referenceDisplay, artifacts: .reference)

  /// The reference profile with another electrodermal preset, named `reference+PRESET`.
  public static func reference(_ preset: ElectrodermalPreset) -> FilterProfile {
    var profile = reference
    profile.name += "+" + preset.rawValue
    profile.electrodermal.auto = preset.chain
    return profile
  }

  private static let referenceRespiration = RespirationRules(
    line: [
      .subtractFirst, .commonRange(range: 30000), .printed(.lowPass886),
      .movingMean(halfWidth: Seconds(8.0 / 30), passes: 1, edge: .raw),
    ],
    excursion: ExcursionRules(
      window: 3.75, answerBuffer: 1.5, exclusion: .deleteAndJoin, roundsWindows: true, placing: .reference),
    slowestRate: 6, fastestRate: 26, unusuallySlowRate: 10, unusuallyFastRate: 24,
    breathHalfWindow: Seconds(40.0 / 30), mid: [.movingMean(halfWidth: 25, passes: 4, edge: .held)],
    envelopeHalfWindow: Seconds(8.0 / 30))

  private static let referenceElectrodermal = ElectrodermalRules(
    auto: ElectrodermalPreset.laf18.chain,
    manual: [
      .subtractFirst, .commonRange(range: 30000), .subtractFirst, .boxCarBothWays(halfWidths: [0.125], edge: .held),
      .subtractFirst,
    ],
    detrended: [
      .subtractFirst, .commonRange(range: 30000), .subtractFirst, .printed(.lowPass886),
      .baselineFollower(acceleration: 1.05, wait: 5),
    ],
    second: [
      .subtractFirst, .commonRange(range: 30000), .subtractFirst, .printed(.lowPass12), .printed(.lowPass443),
      .subtractFirst,
    ],
    scored: .auto,
    response: referenceResponse(
      detection: [.movingMean(halfWidth: 0.1, passes: 1, edge: .held)],
      inflection: InflectionRules(
        criticalValue: 3.0902323061678132, window: 1, risingFor: 2, risingPart: 0.9, statistic: .levelDeviation,
        latency: 0.5), noResponse: 0))

  private static func referenceCuff(
    line: [FilterStage], movingAverage: FilterStage, mid: (halfWidth: Seconds, passes: Int)
  ) -> CardioRules {
    CardioRules(
      line: line, scored: .movingAverage, movingAverage: [movingAverage],
      mid: [.movingMean(halfWidth: mid.halfWidth, passes: mid.passes, edge: .held)], beatFactor: 0.6,
      detectionLine: .movingAverage, response: referenceResponse(detection: [], inflection: nil, noResponse: 10))
  }

  private static func referenceResponse(
    detection: [FilterStage], inflection: InflectionRules?, noResponse: Double
  ) -> ResponseRules {
    ResponseRules(
      minimumLatency: 0.5, onsetAfterAnswer: 5, peakAfterLatency: 0.5, lateSlopeLimit: 13.5, followsLatePeaks: true,
      strictOnsetWindow: false, detection: detection, onsetLead: 0, inflection: inflection,
      descent: .afterOnsetWindow, smallestSwing: 0, smallestSwingOverNoise: 0, deadBand: 0, latestOnsetWithin: 0,
      noResponse: noResponse)
  }

  /// Of the finger cuff and the electronic cardio the implementation has ranges of their own (200, at −400) and uses
  /// the arm cuff's.
  private static let referenceDisplay = DisplayRules(
    targets: FilterProfile.standard.display.targets.merging(
      [
        Sensor.fingerCuff.rawValue: DisplayTarget(range: 110, offset: -250),
        Sensor.electronicCardio.rawValue: DisplayTarget(range: 110, offset: -250),
      ], uniquingKeysWith: { $1 }),
    extremumHalfWindow: Seconds(8.0 / 30), excursionQuantile: 0.9, afterLastEvent: 30, largestSpan: 1000,
    spanQuantile: 1, offsetQuantile: 0.2, limit: 950, respirationSeparation: 325)
}
