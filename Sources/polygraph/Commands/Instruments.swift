import ArgumentParser
import Foundation
import PolygraphInstruments

/// `polygraph instruments`: the drivers, and the ports and sound inputs that are attached now.
struct Instruments: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists instrument drivers, and the ports and sound inputs that are attached now.",
    discussion: """
      A port that fits a driver by its USB vendor and product is a candidate, never proof: the same adapter is in \
      hundreds of devices. Nothing is sent to any port.

      An instrument without a driver can be described in a file; --description checks one and lists it.

      Examples:
        polygraph instruments
        polygraph instruments --description my-front-end.json --json
      """)

  @Option(help: ArgumentHelp("A file that describes an instrument (JSON); may be repeated.", valueName: "file"))
  var description: [String] = []
  @OptionGroup var output: OutputOptions

  func run() throws {
    let drivers = try InstrumentCatalog.drivers + description.map(InstrumentDriver.load)
    let ports = PortDirectory().ports()
    let list = InstrumentList(
      instruments: drivers.map(InstrumentSummary.init), ports: ports.map { PortSummary($0, drivers) },
      soundInputs: AudioDevice.inputs().map { SoundInputSummary(name: $0.name, text: $0.text) })
    try output.emit(list, text: list.text)
  }
}

extension InstrumentDriver {
  /// The driver of the instrument that a file describes.
  static func load(_ path: String) throws -> InstrumentDriver {
    do {
      return try InstrumentDriver(InstrumentDescription(json: InputFile.read(path, limit: 1 << 20)))
    } catch let error as InstrumentDescriptionError {
      throw RefusedInput(path: path, problem: error.description)
    }
  }
}

/// The document `polygraph.instruments/1`.
private struct InstrumentList: Encodable {
  let schema = "polygraph.instruments/1"
  let instruments: [InstrumentSummary]
  let ports: [PortSummary]
  let soundInputs: [SoundInputSummary]

  var text: String {
    var table = TextTable([("NAME", .left), ("INSTRUMENT", .left), ("LINE", .left), ("RATE", .right), ("LOSS", .left)])
    for one in instruments {
      table.add([one.name, one.title, one.line, one.rate > 0 ? "\(shown(one.rate)) Hz" : "—", one.lossDetection])
    }
    return [table.text, portText, soundText].joined(separator: "\n")
  }

  private var portText: String {
    guard !ports.isEmpty else { return "No serial port is attached.\n" }
    var attached = TextTable([("PORT", .left), ("USB", .left), ("SERIAL", .left), ("MAY BE", .left)])
    for port in ports {
      let usb = port.vendor.map { "\($0):\(port.product ?? "")" } ?? "—"
      attached.add([port.path, usb, port.serial ?? "—", port.candidates.joined(separator: ", ")])
    }
    return attached.text
  }

  private var soundText: String {
    guard !soundInputs.isEmpty else { return "No sound input is known.\n" }
    var inputs = TextTable([("SOUND INPUT", .left), ("WHAT", .left)])
    for input in soundInputs { inputs.add([input.name, input.text]) }
    return inputs.text
  }
}

/// A driver as it is listed.
private struct InstrumentSummary: Encodable {
  /// A value of each frame.
  struct ChannelSummary: Encodable {
    let name: String
    let sensor: String
    let unit: String
    let note: String?
  }

  let name: String
  let title: String
  let line: String
  let rate: Double
  let lossDetection: String
  let electricalSafety: String
  let channels: [ChannelSummary]

  init(_ driver: InstrumentDriver) {
    name = driver.identifier
    title = driver.name
    line = driver.settings.description
    rate = driver.rate
    lossDetection = driver.lossDetection
    electricalSafety = driver.electricalSafety
    channels = driver.channels.map {
      ChannelSummary(name: $0.name, sensor: $0.sensor.rawValue, unit: $0.transfer.unit.rawValue, note: $0.note)
    }
  }
}

/// A sound input as it is listed.
private struct SoundInputSummary: Encodable {
  let name: String
  let text: String
}

/// A port as it is listed.
private struct PortSummary: Encodable {
  let path: String
  let stableName: String?
  let vendor: String?
  let product: String?
  let serial: String?
  let candidates: [String]

  init(_ port: AttachedPort, _ drivers: [InstrumentDriver]) {
    path = port.path
    stableName = port.stableName
    vendor = port.vendor
    product = port.product
    serial = port.serial
    let usb = "\(port.vendor ?? ""):\(port.product ?? "")"
    candidates = drivers.filter { $0.carriers.contains(usb) }.map(\.identifier)
  }
}
