import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records review`.
  struct Review: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Assigns quality reviews, exports blind packages, seals and attests.",
      discussion: """
        A reviewer sees the blind view alone until their own scores are sealed.

        Example:
          polygraph records review list
        """,
      subcommands: [List.self, Assign.self, Package.self, Seal.self, Attest.self], defaultSubcommand: List.self)

    /// `polygraph records review list`.
    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lists reviews that are not attested, by when they are due.",
        discussion: "Example:\n  polygraph records review list --json")
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .review)
        let reviews = try await store.openReviews(by: actor)
        var table = TextTable([
          ("DUE", .left), ("EXAM", .left), ("LEVEL", .right), ("REVIEWER", .left), ("SEALED", .left),
        ])
        for review in reviews {
          table.add([
            "\(review.due)", "\(review.exam)", "\(review.level.rawValue)", review.reviewer,
            review.sealedAt == nil ? "no" : "yes",
          ])
        }
        try output.emit(RecordList(reviews), text: table.text)
      }
    }

    /// `polygraph records review assign`.
    struct Assign: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Gives an exam to a reviewer, who cannot be its examiner.",
        discussion: "Example:\n  polygraph records review assign SAT-26-00001 --reviewer rob")
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The reviewer's account.", valueName: "account")) var reviewer: String
      @Flag(help: "A second review.") var second = false
      @OptionGroup var override: OverrideOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .assignReviews)
        let review = try await store.assignReview(
          exam: store.examIdentifier(exam.exam, by: actor), level: second ? .second : .first, reviewer: reviewer,
          by: actor, override: override.made(by: actor), policy: agency.loadPolicy())
        try output.emit(RecordDocument(review), text: "Given to \(reviewer), due \(review.record.due).\n")
      }
    }

    /// `polygraph records review package`.
    struct Package: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Writes the blind view of an exam for its reviewer.",
        discussion: """
          Raw channels, times, labels, question texts and dictionary annotations, under new identifiers: no name, \
          score, opinion, admission, free text, file name or post-test series.

          Example:
            polygraph records review package SAT-26-00001 exam-folder --out blind.json
          """)
      @OptionGroup var exam: ExamArgument
      @Argument(help: ArgumentHelp("The folder of chart files, or one chart file.", valueName: "path"))
      var path: String
      @OptionGroup var agency: AgencyOptions
      @Flag(help: "For the second reviewer.") var second = false
      @Option(help: ArgumentHelp("Where to write it; a file that is there is refused.", valueName: "file")) var out:
        String
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let read = try ExamReader.read(path: path, options: ReadOptions()).exam
        let (store, actor) = try await agency.open(for: .assignReviews)
        let view = try await store.blindView(
          of: read, file: store.examIdentifier(exam.exam, by: actor), level: second ? .second : .first, by: actor)
        try writeNewDocument(view, to: out)
        try output.emit(
          ["schema": "polygraph.records.blind-package/1", "file": out, "identifier": view.identifier.rawValue],
          text: "Wrote \(out) as \(view.identifier).\n")
      }
    }

    /// `polygraph records review seal`.
    struct Seal: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Seals your own scores of an exam that you review; its file is then opened to you.",
        discussion: """
          The exam is named by its identifier, as 'list' shows it: its number is not yours to see yet.

          Example:
            polygraph records review seal ID --sheet mine.json --method ess-m
          """)
      @Argument(help: ArgumentHelp("The exam's identifier.", valueName: "id")) var exam: RecordIdentifier
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var scores: SheetOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (result, opinion, _) = try scores.load()
        let (store, actor) = try await agency.open(for: [.reviewer])
        let review = try await store.sealReview(exam: exam, result: result, opinion: opinion, by: actor)
        try output.emit(
          RecordDocument(review), text: "Sealed: \(opinion.rawValue). The exam's file is open to you now.\n")
      }
    }

    /// `polygraph records review attest`.
    struct Attest: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Attests in writing whether the data support the examiner's opinion.",
        discussion: """
          Checks: question-wording, pretest, conduct, data-quality, analysis, report, compliance, recording. Each \
          passes unless --finding CHECK=TEXT or --not-applicable CHECK says otherwise.

          Example:
            polygraph records review attest SAT-26-00001 --decision concur \\
              --text "The data support the conclusion." --signature "R. Ob"
          """)
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: "concur, do-not-concur, no-opinion or cannot-review.") var decision: QualityReview.Decision
      @Option(help: ArgumentHelp("What you attest.", valueName: "text")) var text: String
      @Option(help: ArgumentHelp("The name you sign with.", valueName: "name")) var signature: String
      @Option(help: ArgumentHelp("Something you found; may be repeated.", valueName: "check=text")) var finding:
        [String] = []
      @Option(help: ArgumentHelp("A check that does not apply.", valueName: "check")) var notApplicable: [String] = []
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let verdicts = try verdicts()
        let (store, actor) = try await agency.open(for: .review)
        let review = try await store.attest(
          exam: store.examIdentifier(exam.exam, by: actor), decision: decision, verdicts: verdicts, text: text,
          signature: signature, by: actor)
        try output.emit(RecordDocument(review), text: "Attested: \(decision.rawValue).\n")
      }

      private func verdicts() throws -> [QualityReview.Verdict] {
        var marks: [QualityReview.Check: QualityReview.Verdict] = [:]
        func check(_ name: some StringProtocol) throws -> QualityReview.Check {
          guard let check = QualityReview.Check(rawValue: String(name)) else {
            let names = QualityReview.Check.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There is no check '\(name)'. Checks: \(names).")
          }
          return check
        }
        for entry in finding {
          let parts = entry.split(separator: "=", maxSplits: 1)
          guard parts.count == 2 else { throw ValidationError("--finding takes CHECK=TEXT.") }
          let what = try check(parts[0])
          marks[what] = .init(what, .finding, note: String(parts[1]))
        }
        for name in notApplicable {
          let what = try check(name)
          marks[what] = .init(what, .notApplicable)
        }
        return QualityReview.Check.allCases.map { marks[$0] ?? .init($0, .pass) }
      }
    }
  }
}

/// Writes a JSON document to a new file; a file that is there is never overwritten.
func writeNewDocument(_ value: some Encodable, to path: String) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard !FileManager.default.fileExists(atPath: path) else {
    throw RefusedInput(path: path, problem: "there is a file already; it is not overwritten")
  }
  do {
    try encoder.encode(value).write(to: URL(filePath: path), options: .withoutOverwriting)
  } catch is CocoaError {
    throw RefusedInput(path: path, problem: "the file cannot be written; see who may write there")
  }
}
