import PolygraphModel

/// A person who exists only as a seed, and whose physiology reacts to questions.
///
/// Use it to show, test and calibrate what measures and scores; it says nothing about people. Its responses are drawn
/// from the distributions of a ``ResponseModel``, and the waveforms realise them.
public struct SimulatedExaminee: Sendable {
  /// What decides the exam.
  public let settings: ExamineeSettings

  /// Makes an examinee. Settings that describe no exam (no charts, a channel faster than the clock) are programming
  /// errors.
  public init(_ settings: ExamineeSettings) {
    settings.check()
    self.settings = settings
  }

  /// The responses the examinee will show, drawn without making samples.
  ///
  /// *Complexity*: O(charts × questions).
  public func plan() -> ResponsePlan { ResponsePlan(drawing: settings) }

  /// The exam: one series, its charts recorded as integer counts, with the events and notes an examiner sets.
  ///
  /// *Shape*: channels UPneumo, LPneumo, EDA1, Cardio1, Move1 and PPG1, in that order.
  /// *Units*: instrument counts, 1 to 999999; what leaves that range is held at its end, as a converter does.
  /// *Complexity*: O(samples).
  public func exam() -> Exam {
    let plan = plan()
    var exam = Exam(
      name: settings.examName, format: "simulation",
      instrument: InstrumentIdentity(model: "Simulated instrument", software: "PolygraphSimulation 1"))
    let questions = ChartSchedule.questions(of: settings.sequence)
    for number in 1...settings.chartCount {
      let recorder = ChartRecorder(settings: settings, chart: number, plan: plan)
      exam.append(recorder.chart(), questions: questions)
    }
    return exam
  }
}
