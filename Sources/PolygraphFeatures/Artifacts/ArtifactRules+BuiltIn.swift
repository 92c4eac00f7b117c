import PolygraphQuantities

extension ArtifactRules {
  /// The rules of the field's open reference implementation, quirks included; a disturbance makes its sensor's value
  /// missing.
  public static let reference = ArtifactRules(
    withholds: true, integratesArtifacts: false,
    respiration: RespirationArtifactRules(
      isOn: true, extremumHalfWindow: Seconds(8.0 / 30), answerBuffer: 1.5, midHalfWidth: 25, midPasses: 4,
      separationQuartiles: 1.5,
      separationBounds: QuartileBounds(least: .partOfRange(0.33), most: .partOfRange(0.67)), watchesTonicity: true,
      leastSwing: .chartUnits(30), deepBreathQuartiles: 1.5, bigDeepBreathQuartiles: 3,
      stillness: StillnessRules(window: 3.75, steps: 4, leastCycles: 0), leastExcursion: .chartUnits(20),
      baselineQuartiles: 1, baselineQuartilesAtAnswer: 2,
      baselineBounds: QuartileBounds(least: .partOfRange(0.15), most: .partOfRange(0.67))),
    electrodermal: electrodermal(leastSpan: .chartUnits(50)),
    cardio: referenceCuff(isOn: true), fingerCuff: referenceCuff(isOn: false),
    vasomotor: PulseArtifactRules(isOn: false, leastOfMedian: 0.5, largestOfMedian: 1.5, neighbours: 5),
    activity: activity(roundsStillness: true, skipsEnds: false))

  /// The recommended rules: thresholds relative to the channel's usual amplitude, and no rule that a clean pulse of 45
  /// to 150 a minute or a clean breath of 6 to 26 a minute can meet. Disturbances are reported and flagged, and
  /// withhold the value they cover. Five do not:
  /// - the respiration's mid line outside the quartiles, and a breath on the wrong side of it: the line excursion
  ///   hardly feels a drift, and a rising baseline is a reaction;
  /// - activity before an electrodermal response: it lies before the response and does not cover it, and small
  ///   responses behind large ones would be lost most;
  /// - a cuff's fasciculation, and a finger pulse's unusual beat, which its measurement leaves out by itself.
  ///
  /// Breathing at six a minute rests for more than 3.75 s; the apnoea window therefore holds a whole usual breath at
  /// least. A change of level must also be a quarter of the pulse's amplitude, because the distance from mid line to
  /// moving average is regular on a regular pulse and its quartiles close.
  public static let standard = ArtifactRules(
    withholds: true, reportedOnly: [.tonicity, .respirationActivity, .activityBeforeResponse],
    integratesArtifacts: false,
    respiration: RespirationArtifactRules(
      isOn: true, extremumHalfWindow: Seconds(8.0 / 30), answerBuffer: 1.5, midHalfWidth: 25, midPasses: 4,
      separationQuartiles: 1.5,
      separationBounds: QuartileBounds(least: .partOfAmplitude(0.33), most: .partOfAmplitude(0.67)),
      watchesTonicity: true, leastSwing: .partOfAmplitude(0.13), deepBreathQuartiles: 1.5, bigDeepBreathQuartiles: 3,
      stillness: StillnessRules(window: 3.75, steps: 4, leastCycles: 1), leastExcursion: .partOfAmplitude(0.09),
      baselineQuartiles: 1, baselineQuartilesAtAnswer: 2,
      baselineBounds: QuartileBounds(least: .partOfAmplitude(0.15), most: .partOfAmplitude(0.67))),
    electrodermal: electrodermal(leastSpan: .partOfRange(0.2)),
    cardio: standardCuff(isOn: true), fingerCuff: standardCuff(isOn: false),
    vasomotor: PulseArtifactRules(isOn: true, leastOfMedian: 0.5, largestOfMedian: 1.5, neighbours: 5),
    activity: activity(roundsStillness: false, skipsEnds: true))

  private static func electrodermal(leastSpan: HeightThreshold) -> ElectrodermalArtifactRules {
    ElectrodermalArtifactRules(
      isOn: true, history: 4, laterSteps: 2, criticalValue: 3, ignoredRun: Seconds(7.0 / 30), leastSpan: leastSpan,
      beforeOnset: 5, spanOverResponse: 5)
  }

  private static func referenceCuff(isOn: Bool) -> CuffArtifactRules {
    CuffArtifactRules(
      isOn: isOn, pulseHalfWindow: Seconds(7.0 / 30), offAverage: .chartUnits(50),
      extremumHalfWindow: Seconds(8.0 / 30), readsExtremesOneEarly: true, extrasystoleQuartiles: 3,
      extrasystoleLeast: .chartUnits(0), prematureInterval: nil, levelQuartiles: 4, levelLeast: .chartUnits(0),
      marksLevelOneLate: true, successiveBeats: nil, beforeOnset: 5)
  }

  private static func standardCuff(isOn: Bool) -> CuffArtifactRules {
    CuffArtifactRules(
      isOn: isOn, pulseHalfWindow: Seconds(7.0 / 30), offAverage: .partOfAmplitude(0.45),
      extremumHalfWindow: Seconds(8.0 / 30), readsExtremesOneEarly: false, extrasystoleQuartiles: 3,
      extrasystoleLeast: .partOfAmplitude(1.5), prematureInterval: 0.8, levelQuartiles: 4,
      levelLeast: .partOfAmplitude(0.25), marksLevelOneLate: false, successiveBeats: .partOfAmplitude(0.9),
      beforeOnset: 5)
  }

  private static func activity(roundsStillness: Bool, skipsEnds: Bool) -> ActivityArtifactRules {
    ActivityArtifactRules(
      isOn: true, rateHalfWindow: Seconds(8.0 / 30), envelopeFactor: 0.3, excessQuartiles: 3,
      stillness: StillnessRules(window: 3.75, steps: 10, leastCycles: 0), stillPart: 1.0 / 3,
      roundsStillness: roundsStillness,
      stillnessBounds: QuartileBounds(least: .partOfRange(0.2), most: .partOfRange(0.8)), watchesPattern: true,
      answerBuffer: 1.5, skipsEnds: skipsEnds)
  }
}
