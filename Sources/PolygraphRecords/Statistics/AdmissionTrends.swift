import PolygraphQuantities

/// Admissions by category, office and month, with small numbers hidden: the document `polygraph.records.trends/1`.
///
/// An admission counts in the month, in UTC, in which it was noted. Counts below ``leastCount`` are not told, nor are
/// others from which they could be reckoned: `count` is then `null`. Two documents of overlapping periods together can
/// tell more than either.
public struct AdmissionTrends: Hashable, Sendable, Codable {
  /// The document's schema.
  public static let schemaName = "polygraph.records.trends/1"
  /// The least count that is told.
  public static let leastCount = SuppressedCounts.threshold
  /// The most months of a document.
  public static let mostMonths = 120

  /// A count, or a total where a name is `nil`.
  public struct Entry: Hashable, Sendable, Codable {
    /// The category; `nil` for all.
    public let category: Admission.Category?
    /// The office's code; `nil` for all.
    public let office: String?
    /// The month; `nil` for all.
    public let month: String?
    /// How many admissions; `nil` where it is hidden.
    public let count: Int?

    /// Writes the entry; what is `nil` is written as `null`.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(category, forKey: .category)
      try container.encode(office, forKey: .office)
      try container.encode(month, forKey: .month)
      try container.encode(count, forKey: .count)
    }
  }

  /// The document's schema, ``schemaName``.
  public private(set) var schema = schemaName
  /// When the trends were drawn up.
  public let at: Timestamp
  /// The period.
  public let period: StatisticsPeriod
  /// The least count that is told.
  public private(set) var threshold = leastCount
  /// The categories, in their order.
  public let categories: [Admission.Category]
  /// The offices' codes, in their order.
  public let offices: [String]
  /// The months, in their order.
  public let months: [String]
  /// Every count with every total, totals after what they are of.
  public let entries: [Entry]

  /// The count at a place; `nil` names give totals. `nil` where it is hidden.
  public func count(_ category: Admission.Category?, _ office: String?, _ month: String?) -> Int? {
    func place<Name: Equatable>(_ name: Name?, _ names: [Name]) -> Int? {
      name.map { names.firstIndex(of: $0) } ?? names.count
    }
    guard let x = place(category, categories), let y = place(office, offices), let z = place(month, months) else {
      return nil
    }
    return entries[(x * (offices.count + 1) + y) * (months.count + 1) + z].count
  }

  init(
    _ admissions: [AdmissionFigure], offices names: [String: String], months: [String], period: StatisticsPeriod,
    at now: Timestamp
  ) {
    self.at = now
    self.period = period
    self.months = months
    let categories = Admission.Category.allCases
    self.categories = categories
    func code(_ office: String) -> String { names[office] ?? office }
    let counted = admissions.filter { months.contains($0.notedAt.month) && period.contains($0.notedAt) }
    let codes = Set(names.values).union(counted.map { code($0.office) }).sorted()
    let offices = codes.isEmpty ? ["none"] : codes
    self.offices = offices
    let officePlaces = Dictionary(uniqueKeysWithValues: offices.enumerated().map { ($1, $0) })
    let monthPlaces = Dictionary(uniqueKeysWithValues: months.enumerated().map { ($1, $0) })
    let categoryPlaces = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
    let table = SuppressedCounts(
      sizes: [categories.count, offices.count, months.count],
      counted.map { admission in
        [
          categoryPlaces[admission.category] ?? 0, officePlaces[code(admission.office)] ?? 0,
          monthPlaces[admission.notedAt.month] ?? 0,
        ]
      })
    var entries: [Entry] = []
    for (x, category) in (categories.map(Optional.some) + [nil]).enumerated() {
      for (y, office) in (offices.map(Optional.some) + [nil]).enumerated() {
        for (z, month) in (months.map(Optional.some) + [nil]).enumerated() {
          entries.append(Entry(category: category, office: office, month: month, count: table[x, y, z]))
        }
      }
    }
    self.entries = entries
  }
}

extension RecordStore {
  /// The trends of admissions that were noted within a period.
  ///
  /// *Errors*: ``RecordError/Code/invalid`` for a period that does not begin and end, ends before it begins, or has
  /// more than ``AdmissionTrends/mostMonths`` months.
  public func admissionTrends(_ period: StatisticsPeriod, by actor: Actor) async throws -> AdmissionTrends {
    let months = try Self.months(of: period)
    let (figures, offices, now) = try await act(actor, .readFigures, .read) { records in
      (
        try records.figures(StatisticsPeriod(), only: [.admissions], for: actor), try records.officeCodes(),
        records.clock()
      )
    }
    return AdmissionTrends(figures.admissions, offices: offices, months: months, period: period, at: now)
  }

  private static func months(of period: StatisticsPeriod) throws -> [String] {
    guard let from = period.from, let to = period.to, from < to else {
      throw RecordError(code: .invalid, message: "Trends are of a period that begins and, later, ends.")
    }
    let last = Timestamp(millisecondsSince1970: to.millisecondsSince1970 - 1).month
    var months: [String] = []
    var date = CivilDate(String(from.description.prefix(10)))
    while let current = date, months.last != last {
      guard months.count < AdmissionTrends.mostMonths else {
        throw RecordError(
          code: .invalid, message: "Trends are of at most \(AdmissionTrends.mostMonths) months; give a shorter period.")
      }
      months.append(current.midnight.month)
      let isDecember = current.month == 12
      date = CivilDate(year: current.year + (isDecember ? 1 : 0), month: isDecember ? 1 : current.month + 1, day: 1)
    }
    return months
  }
}
