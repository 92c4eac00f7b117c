import PolygraphModel

/// Why an exam lies outside the validated design.
struct ESSMHindrance: Hashable {
  let text: String
  /// Whether it is data, or cutscores, that are lacking: no score decides then.
  var isMissingData = false
}

extension ESSM {
  /// The fewest usable presentations of a relevant question.
  static let fewestPresentations = 3
  /// The most presentations the reference model holds.
  static let mostPresentations = 5

  /// Why the exam lies outside the validated design; empty when it does not.
  func hindrances(
    _ format: TestFormat?, _ charts: [ScoredChart], _ scores: [ESSMPresentationScore], prior: Double
  ) -> [ESSMHindrance] {
    var found = formatHindrances(format, charts)
    if ESSMCutscores(prior: prior, alpha: alpha) == nil {
      found.append(
        ESSMHindrance(text: "no cutscore is published for prior \(prior) at alpha \(alpha)", isMissingData: true))
    }
    guard !charts.isEmpty else { return found }
    if charts.contains(where: { $0.series != charts[0].series }) {
      found.append(ESSMHindrance(text: "relevant questions stand in several series; each series is scored on its own"))
    }
    return found + presentationHindrances(scores) + sensorHindrances(scores)
  }

  private func formatHindrances(_ format: TestFormat?, _ charts: [ScoredChart]) -> [ESSMHindrance] {
    let questions = charts.relevantQuestions.count
    var texts: [String] = []
    if let format {
      if !formats.contains(format.identifier) {
        texts.append("\(title) does not fit the format \(format.name)")
      } else if !charts.isEmpty, !format.relevantQuestions.contains(questions) {
        let range = format.relevantQuestions
        let wanted = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        texts.append("\(questions) relevant questions; the format \(format.name) has \(wanted)")
      }
    } else {
      texts.append("the test format was not recognised; name it")
    }
    if !charts.isEmpty, !(2...4).contains(questions) {
      texts.append("\(questions) relevant questions; the method takes 2 to 4")
    }
    return texts.map { ESSMHindrance(text: $0) }
  }

  private func presentationHindrances(_ scores: [ESSMPresentationScore]) -> [ESSMHindrance] {
    var found: [ESSMHindrance] = []
    var questions: [String] = []
    for score in scores where !questions.contains(score.baseLabel) { questions.append(score.baseLabel) }
    for question in questions.sorted() {
      let count = scores.count { $0.baseLabel == question }
      let usable = scores.count { $0.baseLabel == question && $0.isUsable }
      if usable < Self.fewestPresentations {
        let asked = usable == count ? "presented \(usable) times" : "scorable \(usable) times of \(count)"
        let text = "\(question) was \(asked); the method takes at least \(Self.fewestPresentations)"
        found.append(ESSMHindrance(text: text, isMissingData: true))
      }
      if count > Self.mostPresentations {
        let text = "\(question) was presented \(count) times; the model holds at most \(Self.mostPresentations)"
        found.append(ESSMHindrance(text: text))
      }
    }
    return found
  }

  /// The model's sensors that have no score anywhere; vasomotor is optional in the field.
  private func sensorHindrances(_ scores: [ESSMPresentationScore]) -> [ESSMHindrance] {
    let unseen = [Sensor.respiration, .electrodermal, .cardio].filter { sensor in
      !scores.contains { $0.cells.contains { $0.score != nil && $0.sensor == sensor } }
    }
    return unseen.map {
      ESSMHindrance(text: "no presentation has a score of the sensor \($0.rawValue)", isMissingData: true)
    }
  }
}
