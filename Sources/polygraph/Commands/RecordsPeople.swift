import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

extension Records {
  /// `polygraph records init`.
  struct Initialise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Makes records for an agency, with you as their administrator.",
      discussion: """
        Makes the file or the tables that are missing. In a file, roles are checked by this program \
        alone; on a server, \
        grants and row-level security hold against other clients too. Encryption at rest is the disk's.

        Example:
          polygraph records init --records office.sqlite --name "A. Chief" --role supervisor
        """)
    @OptionGroup var records: RecordsOptions

    @Option(help: ArgumentHelp("Your name, as reports print it. Left out: your account.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("A role you have beside administrator; may be repeated.", valueName: "role"))
    var role: [Role] = []

    @OptionGroup var output: OutputOptions

    func run() async throws {
      let (store, account) = try await RecordPlace(records.path).open(creating: true)
      let person = try await store.initialise(account: account, name: name ?? account.name, roles: role)
      let roles = person.roles.map(\.rawValue).joined(separator: ", ")
      try output.emit(RecordList([person]), text: "\(store.location): \(person.account) is \(roles).\n")
    }
  }

  /// `polygraph records people`.
  struct People: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists and adds the people who work with the records.",
      discussion: "Example:\n  polygraph records people list --json", subcommands: [List.self, Add.self],
      defaultSubcommand: List.self)

    /// `polygraph records people list`.
    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Lists people with their roles.", discussion: "Example:\n  polygraph records people list")
      @OptionGroup var agency: AgencyOptions
      @OptionGroup var output: OutputOptions

      func run() async throws {
        let people = try await agency.directory(Person.self)
        var table = TextTable([("ACCOUNT", .left), ("NAME", .left), ("ROLES", .left), ("FORMATS", .left)])
        for person in people {
          table.add([
            person.account, person.name + (person.isActive ? "" : " (left)"),
            person.roles.map(\.rawValue).joined(separator: " "),
            person.qualification?.formats.joined(separator: " ") ?? "—",
          ])
        }
        try output.emit(RecordList(people), text: table.text)
      }
    }

    /// `polygraph records people add`.
    struct Add: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Adds a person with their roles.",
        discussion: """
          The account is that of the operating system, or the role at the server, which gets its grants here.

          Example:
            polygraph records people add eve --name "E. Ve" --role examiner \\
              --certificate C-17 --issuer NCCA --expires 2027-12-31T00:00:00Z \\
              --format federal-zct
          """)
      @OptionGroup var agency: AgencyOptions
      @Argument(help: ArgumentHelp("The person's account.", valueName: "account"))
      var account: String
      @Option(help: ArgumentHelp("The name, as reports print it.", valueName: "name"))
      var name: String
      @Option(help: ArgumentHelp("A role; may be repeated.", valueName: "role"))
      var role: [Role]
      @Option(help: ArgumentHelp("The number of an examiner's certificate.", valueName: "number"))
      var certificate: String?
      @Option(help: ArgumentHelp("Who issued the certificate.", valueName: "name"))
      var issuer: String?
      @Option(help: ArgumentHelp("When the certificate runs out.", valueName: "instant"))
      var expires: Timestamp?
      @Option(help: ArgumentHelp("A format the examiner is trained in; may be repeated.", valueName: "name"))
      var format: [String] = []
      @OptionGroup var output: OutputOptions

      func validate() throws {
        let given = [certificate != nil, issuer != nil, expires != nil, !format.isEmpty]
        guard given.allSatisfy(\.self) || !given.contains(true) else {
          throw ValidationError("A certificate has --certificate, --issuer, --expires and at least one --format.")
        }
      }

      func run() async throws {
        let (store, actor) = try await agency.open(for: .administer)
        var person = Person(id: .new(), account: account, name: name, roles: role)
        if let certificate, let issuer, let expires {
          var qualification = ExaminerQualification(
            certificate: certificate, issuer: issuer, expires: expires, formats: format)
          qualification.standing = .certified
          person.qualification = qualification
        }
        let stored: Stored<Person>
        if let server = store as? PostgreSQLRecordStore {
          stored = try await server.addWithAccess(person, by: actor)
        } else {
          stored = try await store.add(person, by: actor)
        }
        try output.emit(
          RecordDocument(stored), text: "Added \(account): \(role.map(\.rawValue).joined(separator: ", ")).\n")
      }
    }
  }

  /// `polygraph records office`.
  struct OfficeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "office", abstract: "Adds an office, or a satellite of one; without arguments, lists them.",
      discussion: "Example:\n  polygraph records office SAT --name \"San Antonio\"")
    @OptionGroup var agency: AgencyOptions
    @Argument(help: ArgumentHelp("The code that its exams' numbers begin with.", valueName: "code"))
    var code: String?
    @Option(help: ArgumentHelp("The office's name.", valueName: "name"))
    var name: String?
    @Option(help: ArgumentHelp("The code of the office it is a satellite of.", valueName: "code"))
    var satelliteOf: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
      guard let code else {
        let offices = try await agency.directory(Office.self)
        return try output.emit(RecordList(offices), text: offices.map { "\($0.code)  \($0.name)\n" }.joined())
      }
      let (store, actor) = try await agency.open(for: .administer)
      var parent: RecordIdentifier?
      if let satelliteOf { parent = try await store.named(Office.self, satelliteOf, by: actor, \.code).record.id }
      let office = Office(id: .new(), code: code, name: name ?? code, parent: parent)
      try output.emit(RecordDocument(try await store.add(office, by: actor)), text: "Added \(code).\n")
    }
  }

  /// `polygraph records instrument`.
  struct InstrumentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "instrument", abstract: "Adds an instrument; without arguments, lists them.",
      discussion: """
        An instrument is used when its functionality check is in date: give --check-due.

        Example:
          polygraph records instrument 12345 --model LX6 --check-due 2027-01-31T00:00:00Z
        """)
    @OptionGroup var agency: AgencyOptions
    @Argument(help: ArgumentHelp("The serial number.", valueName: "serial"))
    var serial: String?
    @Option(help: ArgumentHelp("The model.", valueName: "name"))
    var model: String?
    @Option(help: ArgumentHelp("It passed its check, and the next one is due then.", valueName: "instant"))
    var checkDue: Timestamp?
    @OptionGroup var output: OutputOptions

    func validate() throws {
      guard serial == nil || model != nil else { throw ValidationError("An instrument has a --model.") }
    }

    func run() async throws {
      guard let serial, let model else {
        let all = try await agency.directory(Instrument.self)
        return try output.emit(
          RecordList(all), text: all.map { "\($0.serial)  \($0.model)  \($0.state.rawValue)\n" }.joined())
      }
      let (store, actor) = try await agency.open(for: .administer)
      var instrument = Instrument(id: .new(), serial: serial, model: model)
      if let checkDue {
        instrument.state = .checked
        instrument.checkDue = checkDue
      }
      try output.emit(RecordDocument(try await store.add(instrument, by: actor)), text: "Added \(model) \(serial).\n")
    }
  }

  /// `polygraph records examinee`.
  struct ExamineeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "examinee", abstract: "Adds who an examinee is, or shows it; every look is logged.",
      discussion: """
        All other records name the examinee by the identifier that is printed here.

        Example:
          polygraph records examinee --add examinee.json
          polygraph records examinee --show ID --reason "report"
        """)
    @OptionGroup var agency: AgencyOptions
    @Option(help: ArgumentHelp("A JSON document with the examinee, without id.", valueName: "file"))
    var add: String?
    @Option(help: ArgumentHelp("The examinee to show.", valueName: "id"))
    var show: RecordIdentifier?
    @Option(help: ArgumentHelp("Why you look; it is logged.", valueName: "text"))
    var reason: String?
    @OptionGroup var output: OutputOptions

    private struct Draft: Decodable {
      let name, born, birthplace, number: String
      let document: Examinee.Document
      let aliases: [String]?
      let position, contact, language, interpreter, sex: String?
    }

    func validate() throws {
      guard (add == nil) != (show == nil) else { throw ValidationError("Give one of --add and --show.") }
      guard show == nil || reason != nil else { throw ValidationError("--show needs a --reason, which is logged.") }
    }

    func run() async throws {
      let (store, actor) = try await agency.open(for: .identity)
      if let show {
        let examinee = try await store.examinee(show, by: actor, reason: reason ?? "")
        return try output.emit(RecordList([examinee]), text: "\(examinee.number)  \(examinee.name)\n")
      }
      let draft = try readDocument(Draft.self, add ?? "")
      var examinee = Examinee(
        id: .new(), name: draft.name, born: draft.born, birthplace: draft.birthplace, number: draft.number,
        document: draft.document)
      examinee.aliases = draft.aliases ?? []
      examinee.position = draft.position
      examinee.contact = draft.contact
      examinee.language = draft.language ?? "en"
      examinee.interpreter = draft.interpreter
      examinee.sex = draft.sex
      let stored = try await store.add(examinee, by: actor)
      try output.emit(RecordList([stored.record]), text: "\(stored.record.id)\n")
    }
  }
}

extension RecordIdentifier {
  /// A new identifier.
  static func new() -> RecordIdentifier {
    RecordIdentifier(
      at: Timestamp(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down))))
  }
}
