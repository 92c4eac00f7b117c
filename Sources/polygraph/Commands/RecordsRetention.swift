import ArgumentParser
import Foundation
import Glibc
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records retention`.
  struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "retention", abstract: "Shows what is due for destruction, holds it, lifts holds, destroys it.",
      discussion: """
        Clocks are days by rule, in the policy file's member retentionDays: suitability 731, three-years 1096 and \
        adjudication 366 from an exam's closing; referral 1096, complaint 1096, disclosure 1827, instrument-check \
        1096, filing 1096. An exam's records go together when the last clock is over; entries of the disclosure log \
        stay behind until theirs is. On a server this needs the login that owns the records.

        Example:
          polygraph records retention due
          polygraph records retention hold SAT-26-00001 --reason "matter 17"
        """,
      subcommands: [Due.self, Hold.self, Holds.self, Lift.self, Destroy.self, Purge.self], defaultSubcommand: Due.self)

    /// `polygraph records retention due`.
    struct Due: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lists records whose time of retention is over, and what holds them.",
        discussion: "Example:\n  polygraph records retention due --json")
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .retain)
        let schedule = try await store.retentionSchedule(by: actor, policy: agency.loadPolicy())
        try output.emit(schedule, text: schedule.text)
      }
    }

    /// `polygraph records retention hold`.
    struct Hold: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Places a hold: the exam's records are not destroyed until it is lifted.",
        discussion: "Example:\n  polygraph records retention hold SAT-26-00001 --reason \"matter 17\"")
      @OptionGroup var exam: ExamArgument
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Why: the matter's number, the order.", valueName: "text")) var reason: String
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: [.supervisor])
        let hold = try await store.placeHold(
          exam: store.examIdentifier(exam.exam, by: actor), reason: reason, by: actor)
        try output.emit(RecordDocument(hold), text: "Held: \(hold.record.id).\n")
      }
    }

    /// `polygraph records retention holds`.
    struct Holds: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lists the holds that are placed, or all of one exam.",
        discussion: "Example:\n  polygraph records retention holds --exam SAT-26-00001")
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Only of this exam, lifted ones too.", valueName: "exam")) var exam: String?
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: [.supervisor])
        var id: RecordIdentifier?
        if let exam { id = try await store.examIdentifier(exam, by: actor) }
        let holds = try await store.holds(exam: id, by: actor).map(\.record)
        var table = TextTable([("PLACED", .left), ("BY", .left), ("LIFTED", .left), ("REASON", .left), ("ID", .left)])
        for hold in holds {
          table.add([
            "\(hold.placedAt)", hold.placedBy, hold.liftedAt?.description ?? "—", hold.reason, "\(hold.id)",
          ])
        }
        try output.emit(RecordList(holds), text: table.text)
      }
    }

    /// `polygraph records retention lift`.
    struct Lift: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lifts a hold.",
        discussion: "Example:\n  polygraph records retention lift ID --reason \"matter 17 is settled\"")
      @Argument(help: ArgumentHelp("The hold.", valueName: "id")) var hold: RecordIdentifier
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .hold)
        let lifted = try await store.liftHold(hold, reason: reason, by: actor)
        try output.emit(RecordDocument(lifted), text: "Lifted.\n")
      }
    }

    /// `polygraph records retention destroy`.
    struct Destroy: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Destroys what is due: content, identity where nothing else needs it, and audit salts.",
        discussion: """
          This cannot be undone, so it asks; scripts give --yes. The audit trail keeps an entry that says who \
          destroyed the record, when, by which rule and why, and still verifies. The files of a package lie outside \
          the records: they are listed with their SHA-256, and are yours to destroy.

          Example:
            polygraph records retention destroy --reason "yearly run"
            polygraph records retention destroy ID --reason "yearly run" --yes --json
          """)
      @Argument(help: ArgumentHelp("What to destroy, of what is due. Left out: all of it.", valueName: "id"))
      var ids: [RecordIdentifier] = []
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("Why; the audit trail keeps it.", valueName: "text")) var reason: String
      @Flag(help: "Do not ask.") var yes = false
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .retain)
        let policy = try agency.loadPolicy()
        let schedule = try await store.retentionSchedule(by: actor, policy: policy)
        let chosen = ids.isEmpty ? schedule.items.filter(\.isDue).map(\.id) : ids
        if !chosen.isEmpty, !yes { try confirm(chosen.count, schedule) }
        let done = try await store.destroy(chosen, reason: reason, by: actor, policy: policy)
        try output.emit(done, text: done.text)
      }

      /// Asks on a terminal; elsewhere there is nobody to ask.
      private func confirm(_ count: Int, _ schedule: RetentionSchedule) throws {
        let what = "\(count) of \(schedule.due) due record\(schedule.due == 1 ? "" : "s"), with all that goes with each"
        guard isatty(STDIN_FILENO) == 1 else {
          throw RefusedInput(
            description: "This destroys \(what), and cannot be undone. Nothing was destroyed; give --yes to do it.")
        }
        note("This destroys \(what), and cannot be undone. Type 'destroy' to go on:")
        guard readLine() == "destroy" else { throw RefusedInput(description: "Nothing was destroyed.") }
      }
    }

    /// `polygraph records retention purge`.
    struct Purge: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Overwrites what the store's files still hold of records that are destroyed.",
        discussion: """
          A destruction ends with this by itself. Call it after one that was broken off, or that found the file in \
          use.

          Example:
            polygraph records retention purge
          """)
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      private struct Document: Encodable {
        let schema = "polygraph.records.purge/1"
        let records: String
      }

      func run() async throws {
        let (store, _) = try await agency.open(for: .retain)
        try await store.purgeDestroyed()
        try output.emit(Document(records: store.location), text: "Nothing of destroyed records is left in the files.\n")
      }
    }
  }
}

extension RetentionSchedule {
  /// The schedule as people read it.
  fileprivate var text: String {
    var table = TextTable([
      ("OVER SINCE", .left), ("KIND", .left), ("EXAM", .left), ("RULE", .left), ("HELD BY", .left),
      ("ID", .left),
    ])
    for item in items {
      table.add([
        "\(item.end)", item.kind.rawValue, item.number ?? "—", item.rule.rawValue,
        item.isDue ? "—" : item.heldBy.map(\.rawValue).joined(separator: " "), "\(item.id)",
      ])
    }
    return table.text + "\(due) due, \(items.count - due) held\n"
  }
}

extension Destruction {
  /// What was destroyed, as people read it.
  fileprivate var text: String {
    var lines = ["Destroyed \(items.count), in all \(records) records, \(identities) of them identities."]
    if disclosuresKept > 0 { lines.append("\(disclosuresKept) entries of the disclosure log stay until their time.") }
    if !outside.isEmpty { lines.append("Outside the records, and not destroyed:") }
    lines += outside.map { "  \($0.sha256)  \($0.kind)\($0.name.map { " \($0)" } ?? "")" }
    return lines.joined(separator: "\n") + "\n"
  }
}
