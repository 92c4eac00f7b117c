import PolygraphModel
import PolygraphQuantities

extension FilterProfile {
  /// The recommended profile: 30 samples a second without aliases, analysis lines without delay, the electrodermal
  /// high-pass of 10 s run forwards only, cuff values from the field's moving average with onsets from a lighter line,
  /// excursions without the answer, a signed vasomotor ratio of beats, and a state and reasons instead of numbers that
  /// stand for nothing. What a disturbance covers has no value but the state `artifact`, its code, and the value it
  /// would have had beside it (``ArtifactRules/standard`` says which disturbances). Heights that make a turning point
  /// or a response are stated for the display ranges below and go with them.
  ///
  /// *Source*: where published rules and practice disagree, the choice is named beside the value.
  public static let standard = FilterProfile(
    name: "standard", version: "1", procedure: .recommended,
    timeBase: TimeBaseRules(
      workingRate: SampleRate(30), passEdge: 12, stopBandDecibels: 80, longestBridgedGap: 0.2),
    windows: WindowRules(
      evaluation: 15, postStimulus: 10, preStimulus: 10, latestAnswer: 5, shortestChart: 20, fewestQuestions: 4,
      stackedStimulus: 5, closeStimulus: 8),
    respiration: standardRespiration,
    electrodermal: standardElectrodermal,
    cardio: standardCuff(range: 110), fingerCuff: standardCuff(range: 200), electronicCardio: standardCuff(range: 200),
    vasomotor: VasomotorRules(
      before: 3, latency: 5, end: 10, beatFactor: 0.6,
      rateHalfWindows: [2, 4, 6, 8, 10, 12, 14, 16], fewestBeats: 3, leastOfMedian: 0.5, largestOfMedian: 1.5,
      line: [], movingAverage: [.movingMean(halfWidth: 1, passes: 4, edge: .reflectOdd)], envelopeFactor: 0.6,
      method: .beats, clipsAtZero: false),
    transit: TransitRules(line: [.movingMean(halfWidth: 7.5, passes: 3, edge: .reflectOdd)]),
    activity: ActivityRules(
      drawn: [], line: [.movingMean(halfWidth: 0.5, passes: 1, edge: .reflectOdd)],
      movingAverage: [.movingMean(halfWidth: 15, passes: 1, edge: .reflectOdd)],
      rateHalfWindow: Seconds(8.0 / 30), envelopeFactor: 0.3),
    display: standardDisplay, artifacts: .standard)

  /// Excursion by the absolute step (free of the time scale), windows of 3.75 s (a breath at 16 a minute), the answer's
  /// 1.5 s on either side left out where it was given; rates of 6 to 26 a minute.
  private static let standardRespiration = RespirationRules(
    line: [
      .zeroPhaseLowPass(cutoff: 0.886, order: 1),
      .movingMean(halfWidth: Seconds(8.0 / 30), passes: 1, edge: .reflectOdd),
    ],
    excursion: ExcursionRules(window: 3.75, answerBuffer: 1.5, exclusion: .skipWindows, roundsWindows: false),
    slowestRate: 6, fastestRate: 26, unusuallySlowRate: 10, unusuallyFastRate: 24,
    breathHalfWindow: Seconds(40.0 / 30), mid: [.movingMean(halfWidth: 25, passes: 4, edge: .reflectOdd)],
    envelopeHalfWindow: Seconds(8.0 / 30))

  /// A high-pass with a time constant of 10 s, the shortest that the Utah literature calls acceptable for scoring,
  /// after which a low-pass of 3 Hz without delay makes the analysis line. The level-keeping line has the low-pass
  /// alone.
  private static let standardElectrodermal = ElectrodermalRules(
    auto: [.causalHighPass(cutoff: 0.0159155, order: 1), .zeroPhaseLowPass(cutoff: 3, order: 2)],
    manual: [.zeroPhaseLowPass(cutoff: 3, order: 2)],
    detrended: [.zeroPhaseLowPass(cutoff: 0.886, order: 1), .baselineFollower(acceleration: 1.05, wait: 5)],
    second: [.zeroPhaseLowPass(cutoff: 3, order: 2)],
    scored: .auto,
    response: ResponseRules(
      minimumLatency: 0.5, onsetAfterAnswer: 5, peakAfterLatency: 0.5, lateSlopeLimit: 13.5, followsLatePeaks: true,
      strictOnsetWindow: false, detection: [.movingMean(halfWidth: 0.1, passes: 1, edge: .reflectOdd)], onsetLead: 0.1,
      inflection: InflectionRules(criticalValue: 3.0902, window: 1, risingFor: 2, risingPart: 0.9),
      descent: .anyTime, smallestSwing: 2,
      smallestSwingOverNoise: 3, deadBand: 1e-9, latestOnsetWithin: 0.05, noResponse: 20,
      noResponseMicrosiemens: 0.01, statedRange: 250))

  /// Values from centred means of 1, 0.5 and 0.25 s half width. They spread a rise by more than a second, so onsets are
  /// found on the mean of the envelopes, smoothed over 0.5 s on either side, and moved later by that half second.
  private static func standardCuff(range: Double) -> CardioRules {
    CardioRules(
      movingAverage: [.boxCar(halfWidths: [1, 0.5, 0.25], edge: .reflectOdd)],
      mid: [.movingMean(halfWidth: 0.5, passes: 1, edge: .reflectOdd)],
      beatFactor: 0.6, detectionLine: .beatMean,
      response: ResponseRules(
        minimumLatency: 0.5, onsetAfterAnswer: 5, peakAfterLatency: 0.5, lateSlopeLimit: 13.5, followsLatePeaks: true,
        strictOnsetWindow: false, detection: [.movingMean(halfWidth: 0.5, passes: 1, edge: .reflectOdd)],
        onsetLead: 0.5,
        inflection: nil,
        descent: .anyTime, smallestSwing: 2, smallestSwingOverNoise: 3,
        deadBand: 1e-9, latestOnsetWithin: 0.05, noResponse: 10, statedRange: range))
  }

  /// The display ranges in use since 2026. The usual excursion is the 90th percentile: the distance between the 10th
  /// and the 90th would measure, on a regular line, only how much its excursions differ.
  private static let standardDisplay = DisplayRules(
    targets: [
      Sensor.thoracicRespiration.rawValue: DisplayTarget(range: 120, offset: 725),
      Sensor.abdominalRespiration.rawValue: DisplayTarget(range: 120, offset: 475),
      Sensor.electrodermal.rawValue: DisplayTarget(range: 250, offset: 0),
      DisplayRules.manualElectrodermal: DisplayTarget(range: 250, offset: -100),
      Sensor.cardio.rawValue: DisplayTarget(range: 110, offset: -250),
      Sensor.vasomotor.rawValue: DisplayTarget(range: 60, offset: -740),
      Sensor.activity.rawValue: DisplayTarget(range: 40, offset: -880),
      Sensor.fingerCuff.rawValue: DisplayTarget(range: 200, offset: -400),
      Sensor.electronicCardio.rawValue: DisplayTarget(range: 200, offset: -400),
      Sensor.pulseTransitTime.rawValue: DisplayTarget(range: 100, offset: -900),
    ],
    extremumHalfWindow: 0.25, excursionQuantile: 0.9, afterLastEvent: 30, largestSpan: 1000, spanQuantile: 0.99,
    offsetQuantile: 0.2, limit: 950, respirationSeparation: 325)
}
