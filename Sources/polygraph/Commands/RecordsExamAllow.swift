import ArgumentParser
import PolygraphKit
import PolygraphRecords

extension Records.ExamCommand {
  /// `polygraph records exam allow`.
  struct Allow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Allows, as a supervisor, that guards of a step are set aside by the one who takes it.",
      discussion: """
        The permit holds for one step of this exam. Whoever takes the step names you with --allowed-by; without a \
        permit that is refused. Guards that protect the examinee's rights or a review's blindness cannot be set aside.

        Example:
          polygraph records exam allow SAT-26-00001 begin-acquaintance \\
            --override forms-complete --reason "signed on paper"
        """)
    @OptionGroup var exam: ExamArgument
    @Argument(help: ArgumentHelp("The step, as begin-acquaintance.", valueName: "step")) var event: ExamEvent
    @OptionGroup var agency: AgencyOptions
    @Option(help: ArgumentHelp("A guard to set aside; may be repeated.", valueName: "guard"))
    var override: [LifecycleGuard]
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
      let (store, actor) = try await agency.open(for: .override)
      let permit = try await store.allowOverride(
        exam: store.examIdentifier(exam.exam, by: actor), event, guards: Set(override), reason: reason, by: actor)
      let guards = permit.record.guards.map(\.rawValue).joined(separator: ", ")
      try output.emit(RecordDocument(permit), text: "Allowed once for \(event.rawValue): \(guards).\n")
    }
  }
}
