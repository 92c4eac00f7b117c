import PolygraphModel

/// How one sensor's response magnitudes are distributed: log-normal, its log mean made of named parts.
///
/// ```
/// ln M = ln median + role + effect · e + person + question + chart + presentation
/// ```
///
/// where *role* is the shift of the question's role, *effect* counts only for the questions that the examinee's truth
/// favours (``ResponseModel/comparisonShare``), *e* is the effect size of the person, and the other four are normal
/// with mean 0 and the standard deviations
/// below, drawn once a person, once a question, once a chart and once a presentation. M is held inside ``range``.
public struct ResponseDistribution: Hashable, Sendable {
  /// The median magnitude of a comparison or relevant question without effect.
  public var median: Double
  /// What an effect size of 1 adds to the log mean of a relevant question that is lied to.
  public var effect: Double
  /// Between persons.
  public var personSD: Double
  /// Between the questions of a person.
  public var questionSD: Double
  /// Between the charts of a person.
  public var chartSD: Double
  /// Between presentations.
  public var presentationSD: Double
  /// The least and the largest magnitude; a drawn magnitude outside is set to the nearer end.
  public var range: ClosedRange<Double>

  /// Makes a distribution.
  public init(
    median: Double, effect: Double, personSD: Double, questionSD: Double, chartSD: Double, presentationSD: Double,
    range: ClosedRange<Double>
  ) {
    self.median = median
    self.effect = effect
    self.personSD = personSD
    self.questionSD = questionSD
    self.chartSD = chartSD
    self.presentationSD = presentationSD
    self.range = range
  }
}

/// What measuring adds to a planned magnitude: the part of the stated distribution that the waveform makes, through the
/// phase of breathing and pulse, spontaneous activity, and what is left of the response before.
///
/// Standard deviations of normal numbers with mean 0.
public struct MeasurementNoise: Hashable, Sendable {
  /// Added to the log of both respiration line excursions.
  public var respiration: Double
  /// Added to the log of each respiration line excursion on its own.
  public var respirationBelt: Double
  /// Added to the log of the electrodermal amplitude.
  public var electrodermal: Double
  /// Added to the log of the cardio amplitude.
  public var cardio: Double
  /// Added to the vasomotor log ratio.
  public var vasomotor: Double

  /// Makes measurement noise.
  public init(
    respiration: Double, respirationBelt: Double, electrodermal: Double, cardio: Double, vasomotor: Double
  ) {
    self.respiration = respiration
    self.respirationBelt = respirationBelt
    self.electrodermal = electrodermal
    self.cardio = cardio
    self.vasomotor = vasomotor
  }
}

/// The simulated examinee's stated distributions of responses.
///
/// | sensor | magnitude M | realised as |
/// | --- | --- | --- |
/// | respiration | log suppression | both line excursions are exp(−M) of rest, each belt with a part of its own |
/// | electrodermal | µS | skin conductance response of that height |
/// | cardio | pulse amplitudes | rise of the baseline pressure by that many pulse heights |
/// | vasomotor | ln(pre/post) | pulse amplitude falls to exp(−M) |
///
/// The person's effect size *e* is normal with mean ``ExamineeSettings/effectSize`` and standard deviation
/// ``effectVariation`` times that, one *e* for all sensors: some deceptive persons hardly differ, as in the field.
public struct ResponseModel: Hashable, Sendable {
  /// Log suppression of breathing.
  public var respiration: ResponseDistribution
  /// Standard deviation of each belt's own part, in log units.
  public var beltSD: Double
  /// Skin conductance responses in µS.
  public var electrodermal: ResponseDistribution
  /// Rises of the cuff's baseline in pulse amplitudes.
  public var cardio: ResponseDistribution
  /// Constrictions as ln(pre/post).
  public var vasomotor: ResponseDistribution
  /// Spread of the effect size between persons, as a share of it.
  public var effectVariation: Double
  /// The effect on a truthful person's comparison questions as a share of the effect on a deceptive person's relevant
  /// ones. It is below 1 because scoring against the stronger of two comparison questions favours the truthful already.
  public var comparisonShare: Double
  /// What each chart after the first adds to the log means of electrodermal, cardio and vasomotor responses.
  public var habituation: Double
  /// What a role adds to the log means of all sensors; a role that is not here adds nothing.
  public var roleShifts: [QuestionRole: Double]
  /// What measuring adds.
  public var noise: MeasurementNoise

  /// Makes a model.
  public init(
    respiration: ResponseDistribution, beltSD: Double, electrodermal: ResponseDistribution,
    cardio: ResponseDistribution, vasomotor: ResponseDistribution, effectVariation: Double, comparisonShare: Double,
    habituation: Double,
    roleShifts: [QuestionRole: Double], noise: MeasurementNoise
  ) {
    self.respiration = respiration
    self.beltSD = beltSD
    self.electrodermal = electrodermal
    self.cardio = cardio
    self.vasomotor = vasomotor
    self.effectVariation = effectVariation
    self.comparisonShare = comparisonShare
    self.habituation = habituation
    self.roleShifts = roleShifts
    self.noise = noise
  }

  /// The distributions in use unless others are set. They are chosen, not estimated from people: response sizes and
  /// spreads of the order that the psychophysiological literature reports, and an effect that gives a single-issue exam
  /// about the accuracy that is published for it.
  public static let standard = ResponseModel(
    respiration: ResponseDistribution(
      median: 0.18, effect: 0.4, personSD: 0.2, questionSD: 0.1, chartSD: 0.1, presentationSD: 0.45,
      range: 0.01...0.8),
    beltSD: 0.03,
    electrodermal: ResponseDistribution(
      median: 0.6, effect: 0.42, personSD: 0.4, questionSD: 0.15, chartSD: 0.15, presentationSD: 0.45,
      range: 0.06...5),
    cardio: ResponseDistribution(
      median: 0.35, effect: 0.26, personSD: 0.2, questionSD: 0.1, chartSD: 0.1, presentationSD: 0.35,
      range: 0.1...1.5),
    vasomotor: ResponseDistribution(
      median: 0.22, effect: 0.32, personSD: 0.2, questionSD: 0.1, chartSD: 0.1, presentationSD: 0.45,
      range: 0.01...1.2),
    effectVariation: 0.35, comparisonShare: 0.4, habituation: -0.08,
    roleShifts: [.neutral: -0.4, .sacrificeRelevant: 0.25, .symptomatic: -0.25, .nonKey: -0.3],
    noise: MeasurementNoise(
      respiration: 0.035, respirationBelt: 0.002, electrodermal: 0.02, cardio: 0.06, vasomotor: 0.01))
}
