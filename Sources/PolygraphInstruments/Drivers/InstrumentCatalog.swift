/// The drivers that come with the program.
public enum InstrumentCatalog {
  private static let medical =
    "As its maker states; nothing on the wire tells. Use it on a computer that runs on battery."
  private static let battery =
    "Battery-fed, and isolated when linked by Bluetooth; with a USB cable use an isolator, as its maker says."
  private static let homeMade =
    "Home-made front end: fed by the computer's USB. Isolate it (USB isolator), and let the computer run on battery."

  /// The drivers, in the order they are listed.
  public static let drivers: [InstrumentDriver] = [
    bitalino(), cyton(), plg1(), openEEG(), shimmer(),
    InstrumentDriver(
      identifier: "nonin", name: "Nonin OEM III, Xpod, 3012LP (data format 2)", settings: PortSettings(baud: 9600),
      rate: 75, lossDetection: "sum, place in packets of 25", electricalSafety: medical, carriers: ["0403:6001"],
      makeDecoder: { InstrumentDecoders.noninFormat2() }),
    InstrumentDriver(
      identifier: "nonin-7", name: "Nonin OEM III (data format 7)", settings: PortSettings(baud: 9600), rate: 75,
      lossDetection: "sum, place in packets of 25", electricalSafety: medical, carriers: ["0403:6001"],
      makeDecoder: { InstrumentDecoders.noninFormat7() }),
    InstrumentDriver(
      identifier: "cms50", name: "Contec CMS50D+ (up to 4.6), CMS50E",
      settings: PortSettings(baud: 19_200, parity: .odd), rate: 60, lossDetection: "framing bit only",
      electricalSafety: medical, carriers: ["10c4:ea60"], makeDecoder: { InstrumentDecoders.contec() }),
    InstrumentDriver(
      identifier: "cms50-7", name: "Contec CMS50 v7", settings: PortSettings(baud: 115_200), rate: 60,
      lossDetection: "framing bit only", electricalSafety: medical, carriers: ["10c4:ea60"],
      start: [ContecCommand.start], stop: ContecCommand.stop, keepAlive: (ContecCommand.keepAlive, 4),
      makeDecoder: { InstrumentDecoders.contecSeven() }),
    InstrumentDriver(
      identifier: "usb-polygraph", name: "USB Polygraph (Arduino)", settings: PortSettings(baud: 115_200), rate: 10,
      lossDetection: "none", electricalSafety: homeMade, carriers: arduinos, start: [Array("1".utf8)],
      stop: Array("0".utf8), makeDecoder: { InstrumentDecoders.usbPolygraph() }),
    InstrumentDriver(
      identifier: "pulsesensor", name: "PulseSensor Playground, plotter", settings: PortSettings(baud: 115_200),
      rate: 50, lossDetection: "none", electricalSafety: homeMade, carriers: arduinos,
      makeDecoder: { InstrumentDecoders.pulseSensorPlotter() }),
    InstrumentDriver(
      identifier: "pulsesensor-visualizer", name: "PulseSensor Playground, visualizer",
      settings: PortSettings(baud: 115_200), rate: 50, lossDetection: "none", electricalSafety: homeMade,
      carriers: arduinos, makeDecoder: { InstrumentDecoders.pulseSensorVisualizer() }),
    InstrumentDriver(
      identifier: "gsr-kit", name: "Student GSR kit", settings: PortSettings(baud: 9600), rate: 0,
      lossDetection: "none", electricalSafety: homeMade, carriers: arduinos,
      makeDecoder: { InstrumentDecoders.studentConductanceKit() }),
    InstrumentDriver(
      identifier: "grove-gsr", name: "Grove GSR example", settings: PortSettings(baud: 9600), rate: 0,
      lossDetection: "none", electricalSafety: homeMade, carriers: arduinos,
      makeDecoder: { InstrumentDecoders.groveConductance() }),
  ]

  private static let arduinos = ["2341:0043", "1a86:7523", "10c4:ea60", "0403:6001"]

  /// The driver of a name, or `nil`.
  public static func driver(named identifier: String) -> InstrumentDriver? {
    drivers.first { $0.identifier == identifier }
  }

  /// BITalino (r)evolution with a selection of inputs at a rate.
  public static func bitalino(inputs: [Int] = Array(1...6), rate: Int = 1000) -> InstrumentDriver {
    InstrumentDriver(
      identifier: "bitalino", name: "BITalino (r)evolution", settings: PortSettings(baud: 115_200),
      rate: Double(rate), lossDetection: "CRC of 4 bits, counter modulo 16", electricalSafety: battery,
      query: BITalinoCommand.version,
      start: [BITalinoCommand.rate(rate), BITalinoCommand.start(inputs: inputs)], stop: BITalinoCommand.stop,
      firstSequence: 0,
      identity: { reply in
        BITalinoReply.version(in: reply).map { "BITalino firmware \($0.major).\($0.minor)" }
      },
      makeDecoder: { InstrumentDecoders.bitalino(inputs: inputs, rate: rate) })
  }

  /// OpenBCI Cyton.
  public static func cyton(hasDaisy: Bool = false) -> InstrumentDriver {
    InstrumentDriver(
      identifier: hasDaisy ? "cyton-daisy" : "cyton", name: hasDaisy ? "OpenBCI Cyton with Daisy" : "OpenBCI Cyton",
      settings: PortSettings(baud: 115_200), rate: 250, lossDetection: "counter modulo 256",
      electricalSafety: battery, carriers: ["0403:6015"], query: Array("v".utf8), start: [Array("b".utf8)],
      stop: Array("s".utf8), firstSequence: 0,
      identity: { reply in
        let text = PortListening.printable(reply)
        return text.contains("OpenBCI") && text.contains("$$$") ? text : nil
      },
      makeDecoder: { InstrumentDecoders.cyton(hasDaisy: hasDaisy) })
  }

  /// An instrument that speaks PLG1; without a layout the one that the header line of the identification gives is to be
  /// used.
  public static func plg1(_ layout: PLG1Layout? = nil) -> InstrumentDriver {
    let standard = PLG1Layout(
      name: "plg1", rate: 100,
      channels: [
        InstrumentChannel("PN1", sensor: .thoracicRespiration, range: Int32.min...Int32.max),
        InstrumentChannel("PN2", sensor: .abdominalRespiration, range: Int32.min...Int32.max),
        InstrumentChannel("EDA", sensor: .electrodermal, range: Int32.min...Int32.max),
        InstrumentChannel("CRD", sensor: .cardio, range: Int32.min...Int32.max),
        InstrumentChannel("ACT", sensor: .activity, range: Int32.min...Int32.max),
        InstrumentChannel("PPG", sensor: .vasomotor, range: Int32.min...Int32.max),
      ])
    let isGiven = layout != nil
    let layout = layout ?? standard
    return InstrumentDriver(
      identifier: "plg1", name: "Instrument that speaks PLG1", settings: PortSettings(baud: 115_200),
      rate: layout.rate, lossDetection: "XOR of 8 bits, counter modulo 2³², device clock", electricalSafety: homeMade,
      carriers: arduinos, query: Array("?".utf8), start: [Array("1".utf8)], stop: Array("0".utf8),
      firstSequence: layout.hasSequence ? 0 : nil,
      identity: { reply in
        String(decoding: reply, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
          .last { PLG1Layout(line: $0) != nil }
      },
      adapted: { identity in isGiven ? nil : PLG1Layout(line: identity).map { plg1($0) } },
      makeDecoder: { InstrumentDecoders.plg1(layout) })
  }

  /// OpenEEG or Olimex boards that send P2 packets.
  public static func openEEG(rate: Int = 256) -> InstrumentDriver {
    InstrumentDriver(
      identifier: "openeeg-p2", name: "OpenEEG, Olimex (P2 packets)",
      settings: PortSettings(baud: rate == 256 ? 57_600 : 115_200), rate: Double(rate),
      lossDetection: "counter modulo 256", electricalSafety: homeMade, carriers: arduinos,
      makeDecoder: { InstrumentDecoders.openEEG(rate: rate) })
  }

  /// Shimmer3 GSR+ with GSR and PPG at 32768 / divider Hz, CRC of 16 bits asked for.
  public static func shimmer(divider: UInt16 = 256) -> InstrumentDriver {
    InstrumentDriver(
      identifier: "shimmer3", name: "Shimmer3 GSR+", settings: PortSettings(baud: 115_200),
      rate: 32_768 / Double(divider), lossDetection: "CRC-16, time stamp of 24 bits", electricalSafety: battery,
      query: ShimmerCommand.inquiry,
      start: [
        ShimmerCommand.rate(divider: divider), ShimmerCommand.sensors(0x104), ShimmerCommand.checksum(.twoBytes),
        ShimmerCommand.start,
      ],
      stop: ShimmerCommand.stop,
      identity: { reply in
        guard let start = reply.firstIndex(of: ShimmerCommand.acknowledge) else { return nil }
        return ShimmerCommand.configuration(Array(reply[start...])).map {
          "Shimmer3, \($0.channels.count) channels, divider \($0.divider)"
        }
      },
      makeDecoder: { InstrumentDecoders.shimmer(divider: Int(divider)) })
  }
}
