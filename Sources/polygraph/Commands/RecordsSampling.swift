import ArgumentParser
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records sampling`.
  struct Sampling: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Plans which exams are reviewed, and shows what is due and how far the plan is kept.",
      discussion: """
        A plan takes every exam, one in n, or n of each examiner a month, at the first or the second level of review. \
        Which ones these are is decided by a key of the plan's own that examiners do not see: nobody can tell it \
        beforehand, and it is the same whenever it is asked.

        Examples:
          polygraph records sampling plan --level 2 --one-in 10
          polygraph records sampling show
        """,
      subcommands: [Plan.self, Show.self], defaultSubcommand: Show.self)

    /// `polygraph records sampling plan`.
    struct Plan: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Makes a plan for exams that are submitted from now on; a supervisor does so.",
        discussion: """
          Examples:
            polygraph records sampling plan --level 1 --every
            polygraph records sampling plan --level 2 --per-month 1
          """)
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The level of review: 1 or 2.", valueName: "level")) var level = 1
      @Flag(help: "Every exam.") var every = false
      @Option(help: ArgumentHelp("One exam in so many.", valueName: "number")) var oneIn: Int?
      @Option(help: ArgumentHelp("So many of each examiner's exams a month.", valueName: "number")) var perMonth: Int?
      @OptionGroup var output: OutputOptions

      func validate() throws {
        guard QualityReview.Level(rawValue: level) != nil else { throw ValidationError("--level takes 1 or 2.") }
        guard [every, oneIn != nil, perMonth != nil].count(where: \.self) == 1 else {
          throw ValidationError("Give one of --every, --one-in and --per-month.")
        }
        for number in [oneIn, perMonth].compactMap(\.self)
        where !(1...SamplingPlan.largestNumber).contains(number) {
          throw ValidationError("A plan takes a number from 1 to \(SamplingPlan.largestNumber).")
        }
      }

      func run() async throws {
        let (store, actor) = try await agency.open(for: .assignReviews)
        let rule = oneIn.map { SamplingPlan.Rule.oneIn($0) } ?? perMonth.map { .perMonth($0) } ?? .every
        let plan = try await store.planSampling(
          rule, level: QualityReview.Level(rawValue: level) ?? .first, by: actor
        ).record
        // The key stays in the records.
        try output.emit(
          [
            "schema": "polygraph.records.sampling-made/1", "plan": plan.id.rawValue, "rule": plan.rule.text,
            "from": "\(plan.from)",
          ], text: "Level \(level): \(plan.rule.text), for exams submitted from \(plan.from) on.\n")
      }
    }

    /// `polygraph records sampling show`.
    struct Show: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Shows the plans, what they ask for, what was done, and what is due.",
        discussion: "Example:\n  polygraph records sampling show --from 2026-01-01 --json")
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var time: PeriodOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .assignReviews)
        let report = try await store.samplingReport(time.period, by: actor)
        try output.emit(report, text: report.text)
      }
    }
  }
}

extension SamplingReport {
  /// The report as people read it.
  fileprivate var text: String {
    guard !plans.isEmpty else { return "There is no sampling plan. 'polygraph records sampling plan' makes one.\n" }
    var text = ""
    for plan in plans {
      text += "Level \(plan.level.rawValue), from \(plan.from): \(plan.rule)\n"
      text += "  \(plan.submitted) submitted, \(plan.sampled) in the sample, \(plan.coverage.count) of them reviewed"
      text += plan.coverage.value.map { " (\(percent($0)))" } ?? ""
      text += "; \(plan.reviewed.count) reviewed in all\n"
      for exam in plan.due { text += "  due \(exam)\n" }
    }
    return text
  }
}
