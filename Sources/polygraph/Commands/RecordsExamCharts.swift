import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records.ExamCommand {
  /// `polygraph records exam questions`.
  struct Questions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Records a series' questions from a JSON document; with --freeze, for good.",
      discussion: """
        The document is a list: label, kind, text, answer, and reviewedAt when it was read to the examinee.

        Example:
          polygraph records exam questions SAT-26-00001 --series 1 --file list.json --freeze
        """)
    @OptionGroup var exam: ExamArgument
    @OptionGroup var agency: AgencyOptions
    @Option(help: ArgumentHelp("The series.", valueName: "name")) var series = "1"
    @Option(help: ArgumentHelp("The document.", valueName: "file")) var file: String
    @Flag(help: "Freeze the list: each question was reviewed with the examinee.") var freeze = false
    @OptionGroup var output: OutputOptions

    private struct Draft: Decodable {
      let label, text, answer: String
      let kind: QuestionRole
      let type: ComparisonType?
      let topic, language: String?
      let reviewedAt: Timestamp?

      var entry: QuestionList.Entry {
        var entry = QuestionList.Entry(
          Question(label: label, role: kind, comparisonType: type, text: text), language: language ?? "en",
          agreedAnswer: answer)
        entry.topic = topic
        entry.reviewedAt = reviewedAt
        return entry
      }
    }

    func run() async throws {
      let entries = try readDocument([Draft].self, file).map(\.entry)
      let (store, actor) = try await agency.open(for: .conductExams)
      let list = try await store.setQuestions(
        exam: store.examIdentifier(exam.exam, by: actor), series: series, entries, freeze: freeze, by: actor)
      try output.emit(
        RecordDocument(list), text: "Series \(series), version \(list.record.version), \(entries.count) questions.\n")
    }
  }

  /// `polygraph records exam charts`.
  struct Charts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Records the charts of an exam in test from their files.",
      discussion: """
        Each chart goes with the last frozen list of questions of its series.

        Example:
          polygraph records exam charts SAT-26-00001 exam-folder
        """)
    @OptionGroup var exam: ExamArgument
    @Argument(help: ArgumentHelp("The folder of chart files, or one chart file.", valueName: "path"))
    var path: String
    @OptionGroup var agency: AgencyOptions
    @OptionGroup var profile: ProfileOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let read = try ExamReader.read(path: path, options: ReadOptions()).exam
      let reference = try profile.load().reference()
      let (store, actor) = try await agency.open(for: .conductExams)
      let id = try await store.examIdentifier(exam.exam, by: actor)
      let lists = try await store.dossier(id, by: actor).questions.filter { $0.frozenAt != nil }
      var made: [ChartRecord] = []
      for (series, chart) in read.charts {
        guard let list = lists.last(where: { $0.series == series }) else {
          throw RefusedInput(description: "Series \(series) has no frozen list of questions.")
        }
        let record = Self.record(chart, series, exam: id, list: list.id, reference)
        made.append(try await store.addChart(record, by: actor).record)
      }
      try output.emit(RecordList(made), text: "Recorded \(made.count) charts.\n")
    }

    private static func record(
      _ chart: Chart, _ series: String, exam: RecordIdentifier, list: RecordIdentifier, _ profile: ProfileReference
    ) -> ChartRecord {
      let channels = chart.channels.map { channel in
        let range = channel.counts.withUnsafeBuffer { ($0.min() ?? 0, $0.max() ?? 0) }
        var summary = ChartRecord.ChannelSummary(
          name: channel.name, sensor: channel.sensor, unit: channel.unit.rawValue,
          sampleRate: channel.sampleRate.description, file: chart.source?.sha256 ?? "", minimum: Int(range.0),
          maximum: Int(range.1))
        summary.bits = channel.bits
        return summary
      }
      var record = ChartRecord(
        id: .new(), exam: exam, questions: list, series: series, number: chart.number, start: 0,
        end: chart.sampleCount, profile: profile, channels: channels)
      record.events = chart.events
      record.annotations = chart.annotations
      record.gaps = chart.gaps.map { .init(start: $0.start, end: $0.end, cause: $0.cause) }
      record.file = chart.source?.file
      return record
    }
  }

  /// `polygraph records exam seal`.
  struct Seal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Seals the examiner's scores and opinion of the charts in a folder.",
      discussion: """
        The scores are one method's result of a score sheet, as 'polygraph score … --json' prints it.

        Example:
          polygraph records exam seal SAT-26-00001 exam-folder --sheet sheet.json --method ess-m
        """)
    @OptionGroup var exam: ExamArgument
    @Argument(help: ArgumentHelp("The folder of chart files, or one chart file.", valueName: "path"))
    var path: String
    @OptionGroup var agency: AgencyOptions
    @OptionGroup var scores: SheetOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let read = try ExamReader.read(path: path, options: ReadOptions()).exam
      let (result, opinion, reason) = try scores.load()
      let (store, actor) = try await agency.open(for: .conductExams)
      let file = try await store.sealExaminerScores(
        exam: store.examIdentifier(exam.exam, by: actor), filing: ExamFiling(read, testFormat: result.testFormat),
        result: result, opinion: opinion, reason: reason, by: actor)
      try output.emit(RecordDocument(file), text: file.record.text)
    }
  }
}

/// The scores that are sealed, and the opinion on them.
struct SheetOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A score sheet (polygraph.scores/1).", valueName: "file")) var sheet: String
  @Option(help: ArgumentHelp("The method whose result is sealed.", valueName: "name")) var method = "ess-m"
  @Option(help: ArgumentHelp("The opinion. Left out: the result's.", valueName: "opinion")) var opinion: String?

  /// The result with its opinion; an opinion other than the result's is the scorer's own.
  func load() throws -> (SealedResult, Opinion, OpinionReason?) {
    let sheet = try readDocument(ScoreSheet.self, sheet)
    guard let result = SealedResult.all(of: sheet).first(where: { $0.result.method == method }) else {
      throw RefusedInput(path: self.sheet, problem: "the sheet has no result of the method \(method)")
    }
    guard let stated = opinion.map(Opinion.init(rawValue:)) ?? result.result.opinion else {
      throw RefusedInput(path: self.sheet, problem: "the result has no opinion; give one with --opinion")
    }
    let isOwn = stated == result.result.opinion
    let needsReason = stated == .inconclusive || stated == .noOpinion
    return (result, stated, isOwn ? result.result.reason : needsReason ? .examiner : nil)
  }
}
