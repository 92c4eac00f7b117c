import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension StatisticsGrouping: ExpressibleByArgument {}

/// A period of time on the command line: days or instants.
struct PeriodOptions: ParsableArguments {
  @Option(help: ArgumentHelp("From this day or instant on, as 2026-01-01 or 2026-01-01T06:00:00Z.", valueName: "time"))
  var from: String?
  @Option(help: ArgumentHelp("Up to this day or instant, which is no longer part of it.", valueName: "time"))
  var to: String?

  func validate() throws {
    for (name, text) in [("--from", from), ("--to", to)] {
      guard let text, Self.instant(text) == nil else { continue }
      throw ValidationError("\(name) takes a day or an instant in UTC, as 2026-01-01 or 2026-01-01T06:00:00Z.")
    }
    if let start = from.flatMap(Self.instant), let end = to.flatMap(Self.instant), end <= start {
      throw ValidationError("--to lies after --from.")
    }
  }

  /// The period.
  var period: StatisticsPeriod { StatisticsPeriod(from: from.flatMap(Self.instant), to: to.flatMap(Self.instant)) }

  private static func instant(_ text: String) -> Timestamp? { Timestamp(text) ?? Timestamp(text + "T00:00:00Z") }
}

/// How figures are printed.
struct FigureOutput: ParsableArguments {
  @OptionGroup var output: OutputOptions
  @Flag(help: "Print comma-separated text.") var csv = false

  func validate() throws {
    if csv, output.json { throw ValidationError("--csv and --json exclude each other.") }
  }

  /// Prints a value in the form that is asked for.
  func emit(_ value: some Encodable, text: @autoclosure () -> String, csv table: @autoclosure () -> String) throws {
    if csv { try polygraph.emit(table()) } else { try output.emit(value, text: text()) }
  }
}

extension Records {
  /// `polygraph records stats`.
  struct Statistics: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stats", abstract: "The program's statistics by office, examiner, format or month.",
      discussion: """
        An exam counts in the period in which it was to begin. Shares have Wilson's interval of 95 %; groups are held \
        against the limits that chance allows a group of their size (funnel, 95 % and 99.8 %), and are not ranked. \
        Agreement is of the examiner's opinion and the first reviewer's blind one, in the classes significant, \
        undecided, not significant: Cohen's kappa plain, linear and quadratic, with intervals by standard error and \
        bootstrap; Fleiss' kappa where a second reviewer scored too. --definitions tells what each rate counts.

        For supervisors and program analysts. A record that was altered is refused, not counted.

        Examples:
          polygraph records stats --from 2026-01-01 --to 2027-01-01 --by office
          polygraph records stats --by examiner --csv > examiners.csv
          polygraph records stats --json
        """)
    @OptionGroup var agency: AgencyOptions
    @OptionGroup var time: PeriodOptions
    @Option(help: "Group by office, examiner, format or month.") var by: StatisticsGrouping?
    @Flag(help: "Print what each rate counts, and of what.") var definitions = false
    @OptionGroup var output: FigureOutput

    func run() async throws {
      if definitions {
        try output.emit(
          StatisticsDefinition.rates, text: StatisticsDefinition.rates.text, csv: StatisticsDefinition.rates.csv)
        return
      }
      let (store, actor) = try await agency.open(for: .readFigures)
      let statistics = try await store.statistics(time.period, by: by, as: actor, policy: agency.loadPolicy())
      try output.emit(statistics, text: statistics.text, csv: statistics.csv)
    }
  }

  /// `polygraph records trends`.
  struct Trends: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Admissions by category, office and month, with small numbers hidden.",
      discussion: """
        A count below \(AdmissionTrends.leastCount) is not told, zero among them, nor are others from which it could \
        be reckoned: they are printed as · and are null in JSON and empty in CSV. An admission counts in the month in \
        which it was noted. Documents of overlapping periods together tell more than one: publish one.

        Left out, the period is the current year. For supervisors and program analysts.

        Examples:
          polygraph records trends --from 2026-01-01 --to 2027-01-01
          polygraph records trends --csv > trends.csv
        """)
    @OptionGroup var agency: AgencyOptions
    @OptionGroup var time: PeriodOptions
    @OptionGroup var output: FigureOutput

    func run() async throws {
      var period = time.period
      if time.from == nil, time.to == nil { period = StatisticsPeriod(year: currentYear()) ?? period }
      let (store, actor) = try await agency.open(for: .readFigures)
      let trends = try await store.admissionTrends(period, by: actor)
      try output.emit(trends, text: trends.text, csv: trends.csv)
    }
  }

  /// `polygraph records annual`.
  struct Annual: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The program's figures of a year as they are published.",
      discussion: """
        Exams by purpose and outcome, admissions, referrals by level (federal, state, local, tribal, foreign), \
        complaints, and how the program kept its own rules. Counts of people below \(AdmissionTrends.leastCount) are \
        hidden, with others from which they could be reckoned.

        For supervisors and program analysts.

        Examples:
          polygraph records annual 2026
          polygraph records annual 2026 --json
        """)
    @Argument(help: ArgumentHelp("The year.", valueName: "year")) var year: Int
    @OptionGroup var agency: AgencyOptions
    @OptionGroup var output: FigureOutput

    func validate() throws {
      guard StatisticsPeriod(year: year) != nil else { throw ValidationError("YEAR is one from 1 to 9998.") }
    }

    func run() async throws {
      let (store, actor) = try await agency.open(for: .readFigures)
      let figures = try await store.annualFigures(year, by: actor, policy: agency.loadPolicy())
      try output.emit(figures, text: figures.text, csv: figures.csv)
    }
  }
}

private func currentYear() -> Int {
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = .gmt
  return calendar.component(.year, from: Date())
}
