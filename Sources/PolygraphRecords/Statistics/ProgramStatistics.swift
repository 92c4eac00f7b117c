import PolygraphQuantities

/// By what exams are grouped.
public enum StatisticsGrouping: String, Hashable, Sendable, Codable, CaseIterable {
  /// By the office, under its code.
  case office
  /// By the examiner's account.
  case examiner
  /// By the test format.
  case format
  /// By the month in UTC in which the exam was to begin.
  case month
}

/// The program's statistics of a period: the document `polygraph.records.statistics/1`.
///
/// ``StatisticsDefinition`` says what is counted of what. Groups stand in the order of their names: ranks are not told.
public struct ProgramStatistics: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.statistics/1"

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// When the statistics were drawn up.
  public let at: Timestamp
  /// The period in which the exams were to begin.
  public let period: StatisticsPeriod
  /// By what exams are grouped; `nil` for not at all.
  public let grouping: StatisticsGrouping?
  /// All exams of the period.
  public let all: GroupStatistics
  /// The groups by name, with the limits of a funnel around all; none when exams are not grouped.
  public let groups: [GroupStatistics]
  /// What each rate counts.
  public let definitions: [StatisticsDefinition]

  init(
    _ figures: Figures, period: StatisticsPeriod, by grouping: StatisticsGrouping?, offices: [String: String],
    policy: AgencyPolicy, at now: Timestamp
  ) {
    self.at = now
    self.period = period
    self.grouping = grouping
    definitions = StatisticsDefinition.rates
    let all = GroupStatistics(name: "all", figures, policy: policy, now: now)
    self.all = all
    guard let grouping else {
      groups = []
      return
    }
    groups = figures.grouped { exam in
      switch grouping {
      case .office: offices[exam.office] ?? exam.office
      case .examiner: exam.examiner ?? "none"
      case .format: exam.format
      case .month: exam.scheduledAt.month
      }
    }.map { name, figures in
      var group = GroupStatistics(name: name, figures, policy: policy, now: now)
      group.rates = zip(group.rates, all.rates).map { $0.compared(with: $1) }
      return group
    }
  }
}

extension Figures {
  /// The figures of each group of exams, by the groups' names.
  func grouped(_ name: (ExamFigure) -> String) -> [(name: String, figures: Figures)] {
    var groups: [String: Figures] = [:]
    var groupOfExam: [String: String] = [:]
    for exam in exams {
      let group = name(exam)
      groupOfExam[exam.id] = group
      groups[group, default: Figures()].exams.append(exam)
    }
    func place<Figure>(_ figures: [Figure], _ exam: (Figure) -> String, _ list: WritableKeyPath<Figures, [Figure]>) {
      for figure in figures {
        guard let group = groupOfExam[exam(figure)] else { continue }
        groups[group]?[keyPath: list].append(figure)
      }
    }
    place(reviews, \.exam, \.reviews)
    place(admissions, \.exam, \.admissions)
    place(referrals, \.exam, \.referrals)
    place(complaints, \.exam, \.complaints)
    return groups.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}

extension RecordStore {
  /// The program's statistics of the exams that were to begin within a period.
  ///
  /// Records that are not as they were recorded are not counted: the call throws. Exams that the account has yet to
  /// score blind are left out.
  public func statistics(
    _ period: StatisticsPeriod = StatisticsPeriod(), by grouping: StatisticsGrouping? = nil, as actor: Actor,
    policy: AgencyPolicy = AgencyPolicy()
  ) async throws -> ProgramStatistics {
    let (figures, offices, now) = try await act(actor, .readFigures, .read) { records in
      (try records.figures(period, for: actor), try records.officeCodes(), records.clock())
    }
    return ProgramStatistics(
      figures, period: period, by: grouping, offices: offices, policy: policy, at: now)
  }
}

extension RecordTransaction {
  /// The codes of offices by identifier.
  func officeCodes() throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try list(Office.self).map { ($0.record.id.rawValue, $0.record.code) })
  }
}
