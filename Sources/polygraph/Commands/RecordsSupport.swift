import ArgumentParser
import Foundation
import PolygraphKit
import PolygraphRecords

/// Which records a command works on, and as whom.
struct AgencyOptions: ParsableArguments {
  @OptionGroup var records: RecordsOptions

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("The role to act in. Left out: the first of yours that may do it.", valueName: "role"))
  var role: Role?

  @Option(
    help: ArgumentHelp("The agency's limits and clocks (JSON). Left out: the standard ones.", valueName: "file"))
  var policy: String?

  /// The agency's policy.
  func loadPolicy() throws -> AgencyPolicy {
    try policy.map { try AgencyPolicy(json: InputFile.read($0)) } ?? AgencyPolicy()
  }

  /// The records, and the actor who may do something there.
  func open(for permission: Permission) async throws -> (store: any RecordStore, actor: Actor) {
    try await open(for: permission.roles)
  }

  /// The directory's records of a kind.
  func directory<Record: DirectoryRecord>(_ type: Record.Type) async throws -> [Record] {
    let (store, actor) = try await open(for: .readDirectory)
    return try await store.directory(type, by: actor).map(\.record)
  }

  /// The records, and an actor in one of these roles.
  func open(for roles: Set<Role>) async throws -> (store: any RecordStore, actor: Actor) {
    let (store, account) = try await RecordPlace(records.path).open()
    return (store, try await store.actor(account, as: role, for: roles))
  }
}

extension Role: ExpressibleByArgument {}
extension ExamEvent: ExpressibleByArgument {}
extension ExamState: ExpressibleByArgument {}
extension LifecycleGuard: ExpressibleByArgument {}
extension AdmissionEvent: ExpressibleByArgument {}
extension ReferralEvent: ExpressibleByArgument {}
extension Admission.Category: ExpressibleByArgument {}
extension Admission.Phase: ExpressibleByArgument {}
extension Admission.Certainty: ExpressibleByArgument {}
extension Referral.Level: ExpressibleByArgument {}
extension Referral.Urgency: ExpressibleByArgument {}
extension Referral.Outcome: ExpressibleByArgument {}
extension ExamFile.Purpose: ExpressibleByArgument {}
extension ExamFile.Class: ExpressibleByArgument {}
extension QualityReview.Decision: ExpressibleByArgument {}

extension RecordIdentifier: ExpressibleByArgument {
  /// Reads an identifier from the command line.
  public init?(argument: String) { self.init(argument) }
}

extension Timestamp: ExpressibleByArgument {
  /// Reads an instant in UTC from the command line.
  public init?(argument: String) { self.init(argument) }
}

extension RecordStore {
  /// An exam's file by its number or identifier, whatever a person has at hand.
  func examIdentifier(_ text: String, by actor: Actor) async throws -> RecordIdentifier {
    if let id = RecordIdentifier(text) { return id }
    guard let found = try await examFile(number: text, by: actor) else {
      throw RefusedInput(description: "There is no exam \(text). 'polygraph records exam list' shows them.")
    }
    return found.record.id
  }

  /// A record of the directory by what people call it.
  func named<Record: DirectoryRecord>(
    _ type: Record.Type, _ text: String, by actor: Actor, _ name: (Record) -> String
  ) async throws -> Stored<Record> {
    let all = try await directory(type, by: actor)
    guard let found = all.first(where: { name($0.record) == text || $0.record.id.rawValue == text }) else {
      throw RefusedInput(description: "There is no \(Record.kind.rawValue) \(text).")
    }
    return found
  }
}

/// The argument that names an exam.
struct ExamArgument: ParsableArguments {
  @Argument(help: ArgumentHelp("The exam's number, as SAT-26-00001, or its identifier.", valueName: "exam"))
  var exam: String
}

/// Reads a JSON document that a user names.
func readDocument<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
  do {
    return try JSONDecoder().decode(type, from: InputFile.read(path))
  } catch let error as DecodingError {
    throw RefusedInput(path: path, error)
  }
}

extension ExamFile {
  /// The file in a few lines.
  var text: String {
    var lines = [
      "\(number)  \(state.rawValue)  \(testFormat)  \(purpose.rawValue)", "  id \(id)   examinee \(examinee)",
      "  case \(caseNumber)   authority \(authority)   requester \(requester)",
    ]
    if let examiner { lines.append("  examiner \(examiner)" + (scheduledAt.map { "   at \($0)" } ?? "")) }
    if let opinion {
      lines.append("  opinion \(opinion.rawValue)   certified \(certifiedOpinion?.rawValue ?? "not yet")")
    }
    for step in history {
      let set = step.overridden.isEmpty ? "" : "   OVERRIDDEN \(step.overridden.map(\.rawValue).joined(separator: " "))"
      lines.append("  \(step.at)  \(step.event.rawValue) → \(step.to.rawValue)  \(step.by)" + set)
    }
    let next = ExamLifecycle.events(from: state).map(\.rawValue)
    if !next.isEmpty { lines.append("  next: \(next.joined(separator: " "))") }
    return lines.joined(separator: "\n") + "\n"
  }
}
