import PolygraphModel
import PolygraphStatistics
import RealModule

extension ResponsePlan {
  /// Draws the responses of an exam.
  init(drawing settings: ExamineeSettings) {
    settings.check()
    let model = settings.model
    var person = SeededGenerator(seed: settings.seed, purpose: .person)
    let effect = settings.effectSize * (1 + person.normal(standardDeviation: model.effectVariation))
    let personal = ResponseDeviation(from: &person, model: model, spread: \.personSD)
    var items: [String: ResponseDeviation] = [:]
    for question in settings.sequence.questions where items[question.item] == nil {
      items[question.item] = ResponseDeviation(from: &person, model: model, spread: \.questionSD)
    }

    var sequences: [ChartSequence] = []
    var responses: [PlannedResponse] = []
    for chart in 1...settings.chartCount {
      var generator = SeededGenerator(seed: settings.seed, purpose: .responses, chart: chart)
      var level = personal + ResponseDeviation(from: &generator, model: model, spread: \.chartSD)
      level.habituate(by: model.habituation * Double(chart - 1))
      let questions = settings.sequence.questions(chart: chart)
      for question in questions {
        var deviation = level + ResponseDeviation(from: &generator, model: model, spread: \.presentationSD)
        if let item = items[question.item] { deviation = deviation + item }
        deviation = deviation + ResponseDeviation(all: model.roleShifts[question.role] ?? 0)
        deviation.add(effect * settings.effectShare(of: question), of: model)
        let belts = (
          generator.normal(standardDeviation: model.beltSD), generator.normal(standardDeviation: model.beltSD)
        )
        responses.append(
          PlannedResponse(question, chart: chart, deviation: deviation, belts: belts, model: model))
      }
      sequences.append(ChartSequence(questions, chart: chart))
    }
    self.init(
      examName: settings.examName, seed: settings.seed, truth: settings.truth, sequences: sequences,
      responses: responses, sensors: settings.sensors, noise: model.noise,
      personalElectrodermalLevel: model.electrodermal.median * .exp(personal.electrodermal))
  }
}

extension ExamineeSettings {
  /// How much of the effect a question draws, by the examinee's truth; a key item is always lied to.
  func effectShare(of question: ScriptedQuestion) -> Double {
    switch question.role {
    case .key: 1
    case .comparison where truth == .truthful: model.comparisonShare
    case .relevant where truth == .deceptive: liesTo?.contains(question.item) ?? true ? 1 : 0
    default: 0
    }
  }
}

/// Parts of the log means of the four kinds of response.
private struct ResponseDeviation {
  var respiration: Double
  var electrodermal: Double
  var cardio: Double
  var vasomotor: Double

  init(all shift: Double) {
    respiration = shift
    electrodermal = shift
    cardio = shift
    vasomotor = shift
  }

  init(
    from generator: inout SeededGenerator, model: ResponseModel, spread: KeyPath<ResponseDistribution, Double>
  ) {
    respiration = generator.normal(standardDeviation: model.respiration[keyPath: spread])
    electrodermal = generator.normal(standardDeviation: model.electrodermal[keyPath: spread])
    cardio = generator.normal(standardDeviation: model.cardio[keyPath: spread])
    vasomotor = generator.normal(standardDeviation: model.vasomotor[keyPath: spread])
  }

  static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.respiration += right.respiration
    sum.electrodermal += right.electrodermal
    sum.cardio += right.cardio
    sum.vasomotor += right.vasomotor
    return sum
  }

  /// Breathing does not tire of the questions; the autonomic responses do.
  mutating func habituate(by shift: Double) {
    electrodermal += shift
    cardio += shift
    vasomotor += shift
  }

  mutating func add(_ effectSize: Double, of model: ResponseModel) {
    respiration += effectSize * model.respiration.effect
    electrodermal += effectSize * model.electrodermal.effect
    cardio += effectSize * model.cardio.effect
    vasomotor += effectSize * model.vasomotor.effect
  }
}

extension ResponseDistribution {
  fileprivate func magnitude(_ deviation: Double) -> Double {
    min(max(median * .exp(deviation), range.lowerBound), range.upperBound)
  }
}

extension PlannedResponse {
  fileprivate init(
    _ question: ScriptedQuestion, chart: Int, deviation: ResponseDeviation, belts: (Double, Double),
    model: ResponseModel
  ) {
    let suppression = model.respiration.magnitude(deviation.respiration)
    self.init(
      chart: chart, question: question.label, occurrence: 1, role: question.role,
      comparisonType: question.comparisonType, thoracicRatio: .exp(belts.0 - suppression),
      abdominalRatio: .exp(belts.1 - suppression),
      electrodermal: model.electrodermal.magnitude(deviation.electrodermal),
      cardio: model.cardio.magnitude(deviation.cardio), vasomotor: model.vasomotor.magnitude(deviation.vasomotor))
  }
}

extension ChartSequence {
  fileprivate init(_ questions: [ScriptedQuestion], chart: Int) {
    var kinds: [String: QuestionRole] = [:]
    for question in questions where QuestionLabel.parse(question.label)?.role != question.role {
      kinds[question.label] = question.role
    }
    self.init(
      series: ResponsePlan.seriesName, chart: chart, sequence: questions.map(\.label),
      kinds: kinds.isEmpty ? nil : kinds)
  }
}
