/// Charts with the same questions.
public struct Series: Sendable, Equatable {
  /// The series' name within the exam: a digit, or `X` in one maker's files.
  public var name: String
  /// The questions of the series, in their versions.
  public var questions: [Question]
  /// The charts in order of their numbers.
  public var charts: [Chart]

  /// Makes a series.
  public init(name: String, questions: [Question] = [], charts: [Chart] = []) {
    self.name = name
    self.questions = questions
    self.charts = charts
  }
}

/// The instrument and software that recorded an exam, as far as the source tells.
public struct InstrumentIdentity: Hashable, Sendable, Codable {
  /// The maker, as `Lafayette`.
  public var maker: String?
  /// The source's own text for the instrument.
  public var model: String?
  /// The recording software's version.
  public var software: String?
  /// The serial number.
  public var serial: String?

  /// Makes an identity.
  public init(maker: String? = nil, model: String? = nil, software: String? = nil, serial: String? = nil) {
    self.maker = maker
    self.model = model
    self.software = software
    self.serial = serial
  }
}

/// One examination of one person: its series and charts.
///
/// The value carries no identity of a person; who was examined is the records' concern.
public struct Exam: Sendable, Equatable {
  /// The exam's name as its files carry it.
  public var name: String
  /// The format it came from, as `ncca-ascii`.
  public var format: String
  /// What recorded it.
  public var instrument: InstrumentIdentity
  /// The series, by name.
  public var series: [Series]

  /// Makes an exam.
  public init(
    name: String, format: String, instrument: InstrumentIdentity = InstrumentIdentity(), series: [Series] = []
  ) {
    self.name = name
    self.format = format
    self.instrument = instrument
    self.series = series
  }

  /// Every chart with the name of its series, in order.
  public var charts: [(series: String, chart: Chart)] {
    series.flatMap { series in series.charts.map { (series.name, $0) } }
  }

  /// Adds a chart recorded with these questions. Other questions than the last series' start a new series (REQ-20);
  /// the order of the questions may rotate.
  ///
  /// *Returns*: the name of the series the chart went to.
  @discardableResult
  public mutating func append(_ chart: Chart, questions: [Question]) -> String {
    if let last = series.indices.last, Set(series[last].questions) == Set(questions) {
      series[last].charts.append(chart)
      return series[last].name
    }
    let name = String((series.compactMap { Int($0.name) }.max() ?? 0) + 1)
    series.append(Series(name: name, questions: questions, charts: [chart]))
    return name
  }
}
