import ArgumentParser
import PolygraphKit

/// `polygraph methods`: the scoring methods.
struct Methods: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists scoring methods with their literature, minimum data and defaults.",
    discussion: """
      Every method names the publications it follows, the data it needs and its parameters, so that a score can be \
      checked by hand.

      Examples:
        polygraph methods
        polygraph methods show ess-m
        polygraph methods show ess-m --json
      """,
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  /// `polygraph methods list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the methods.", discussion: "Example:\n  polygraph methods list --json")
    @OptionGroup var output: OutputOptions

    func run() throws {
      var table = TextTable([("NAME", .left), ("VERSION", .left), ("TITLE", .left), ("MINIMUM DATA", .left)])
      for method in ScoringMethods.all {
        table.add([method.identifier, method.version, method.title, method.minimumData])
      }
      try output.emit(MethodList(methods: ScoringMethods.all.map(MethodDescription.init)), text: table.text)
    }
  }

  /// `polygraph methods show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows one method: literature, minimum data, formats, sensors, parameters.",
      discussion: "Example:\n  polygraph methods show ess-m")
    @Argument(help: ArgumentHelp("The method's name, as ess-m.", valueName: "name")) var name: String
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try scoringMethod(name) }

    func run() throws {
      let description = MethodDescription(try scoringMethod(name))
      try output.emit(description, text: description.text)
    }
  }
}

/// The document `polygraph.methods/1`.
private struct MethodList: Encodable {
  let schema = "polygraph.methods/1"
  let methods: [MethodDescription]
}

/// A method as it is listed: the document `polygraph.method/1`.
private struct MethodDescription: Encodable {
  let schema = "polygraph.method/1"
  let name: String
  let version: String
  let title: String
  let literature: [String]
  let sensors: [Sensor]
  let formats: [String]
  let minimumData: String
  let parameters: [String: ParameterValue]

  init(_ method: any ScoringMethod) {
    name = method.identifier
    version = method.version
    title = method.title
    literature = method.literature
    sensors = method.sensors
    formats = method.formats
    minimumData = method.minimumData
    parameters = method.parameters
  }

  var text: String {
    var text = "\(title)\n\n  name \(name), version \(version)\n  minimum data: \(minimumData)\n"
    text += "  formats: \(formats.joined(separator: ", "))\n"
    text += "  sensors: \(sensors.map(\.rawValue).joined(separator: ", "))\n  literature:\n"
    for source in literature { text += "    \(source)\n" }
    text += "  parameters:\n"
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) { text += "    \(name) = \(value.text)\n" }
    return text
  }
}

extension ParameterValue {
  /// The bare value as text.
  var text: String {
    switch self {
    case .number(let number): shown(number, digits: 3)
    case .text(let text): text
    case .flag(let flag): flag ? "yes" : "no"
    }
  }
}
