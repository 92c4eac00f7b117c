import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records sync`.
  struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Exchanges an office's own records with the central ones.",
      discussion: """
        An office works on its own file, with a line to the centre or without. An exchange brings to the centre what \
        was done at the office, with the office's audit trail, and to the office what is its own. It may be broken off \
        and repeated. Versions that were made apart are kept side by side until a person decides between them.

        Example:
          polygraph records sync --records sat.sqlite --central hq.sqlite --office SAT
          polygraph records sync conflicts --records sat.sqlite
        """,
      subcommands: [Run.self, Conflicts.self, Resolve.self], defaultSubcommand: Run.self)

    /// `polygraph records sync run`.
    struct Run: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Makes an exchange; the first one, with --office, makes the file.",
        discussion: """
          You need the role examiner, supervisor or administrator at the centre, and to be of that office or of none. \
          At a server the exchange is made with the login that owns the records. Offices and people are kept at the \
          centre: what an office changes of them is not taken, and counted as refused.

          Example:
            polygraph records sync run --records sat.sqlite --central hq.sqlite
          """)
      @OptionGroup var agency: AgencyOptions
      @Option(help: ArgumentHelp("The central records: a file, or postgresql://… .", valueName: "place"))
      var central: String
      @Option(help: ArgumentHelp("The office's code, for the first exchange of a new file.", valueName: "code"))
      var office: String?
      @OptionGroup var output: OutputOptions

      func validate() throws {
        guard central != agency.records.path else {
          throw ValidationError("--central and --records are the same; an exchange takes two.")
        }
      }

      func run() async throws {
        let (centre, account) = try await RecordPlace(central).open()
        let actor = try await centre.actor(account, as: agency.role, for: OfficeSync.roles)
        let (own, ownAccount) = try await RecordPlace(agency.records.path).open(creating: office != nil)
        let sync = OfficeSync(office: own, centre: centre, by: Actor(ownAccount, as: actor.role), atCentre: actor)
        if let office {
          try await sync.join(office: centre.named(Office.self, office, by: actor) { $0.code }.record.id)
        }
        let (isQuiet, isJSON) = (output.quiet, output.json)
        let report = try await sync.run { if !isQuiet, !isJSON { polygraph.note($0 + " …") } }
        try output.emit(report, text: report.text)
      }
    }

    /// `polygraph records sync conflicts`.
    struct Conflicts: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Shows versions of records that stand beside each other.",
        discussion: """
          concurrent: two stores changed the record apart; a person decides. key: another, older record has the same \
          number. waiting: a record that it rests on is not here.

          Example:
            polygraph records sync conflicts --records sat.sqlite --json
          """)
      @OptionGroup var agency: AgencyOptions
      @Flag(help: "Decided ones too.") var all = false
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let (store, actor) = try await agency.open(for: .readExams)
        let conflicts = try await store.syncConflicts(all: all, by: actor)
        var table = TextTable([
          ("ID", .left), ("KIND", .left), ("RECORD", .left), ("CAUSE", .left), ("STATE", .left), ("FROM", .left),
        ])
        for conflict in conflicts {
          let version = conflict.version
          table.add([
            "\(conflict.id)", version.kind.rawValue, "\(version.id)", conflict.cause.rawValue, conflict.state.rawValue,
            "store \(version.origin.store), entry \(version.origin.sequence)",
          ])
        }
        let shown = conflicts.map { ShownConflict($0) }
        try output.emit(ConflictList(conflicts: shown), text: table.text)
      }
    }

    /// `polygraph records sync resolve`.
    struct Resolve: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Decides which of two versions stands, with a reason.",
        discussion: """
          The decision goes everywhere by the next exchanges. The version that is not chosen stays with the conflict.

          Example:
            polygraph records sync resolve ID --take --reason "the office was right"
          """)
      @Argument(help: ArgumentHelp("The conflict's identifier.", valueName: "id")) var conflict: RecordIdentifier
      @OptionGroup var agency: AgencyOptions
      @Flag(exclusivity: .exclusive, help: "Take the conflict's version, or keep the one that stands.")
      var choice: Choice
      @Option(help: ArgumentHelp("Why; it is logged.", valueName: "text")) var reason: String
      @OptionGroup var output: OutputOptions

      enum Choice: String, EnumerableFlag { case take, keep }

      func run() async throws {
        let (store, actor) = try await agency.open(for: [.supervisor, .administrator])
        try await store.resolve(conflict: conflict, takesIt: choice == .take, reason: reason, by: actor)
        try output.emit(
          ["schema": "polygraph.records.decision/1", "conflict": conflict.rawValue, "choice": choice.rawValue],
          text: "Decided.\n")
      }
    }
  }
}

/// The document `polygraph.records.conflicts/1`.
private struct ConflictList: Encodable {
  let schema = "polygraph.records.conflicts/1"
  let conflicts: [ShownConflict]
}

/// A conflict without the content of an identity.
private struct ShownConflict: Encodable {
  let id: RecordIdentifier
  let kind: RecordKind
  let record: RecordIdentifier
  let cause: SyncConflict.Cause
  let state: SyncConflict.State
  let origin: SyncOrigin
  let reason: String?
  let document: String?

  init(_ conflict: SyncConflict) {
    id = conflict.id
    kind = conflict.version.kind
    record = conflict.version.id
    cause = conflict.cause
    state = conflict.state
    origin = conflict.version.origin
    reason = conflict.reason
    document = kind == Examinee.kind ? nil : conflict.version.document
  }
}

extension SyncReport {
  fileprivate var text: String {
    func line(_ who: String, _ tally: SyncTally) -> String {
      var text = "\(who) took \(tally.taken) records"
      if tally.entries > 0 { text += " and \(tally.entries) entries of the audit trail" }
      if tally.erased > 0 { text += ", erased \(tally.erased)" }
      if tally.conflicts > 0 { text += ", keeps \(tally.conflicts) beside others" }
      for (kind, count) in tally.refused.sorted(by: { $0.key < $1.key }) { text += ", refused \(count) \(kind)" }
      return text + "\n"
    }
    let open = openConflicts == 0 ? "" : "\(openConflicts) conflicts are open ('polygraph records sync conflicts').\n"
    return line("The centre", up) + line("Office \(office)", down) + open
  }
}
