/// A signal that an instrument makes itself, and what its channels must then show.
struct InstrumentStimulus: Sendable {
  /// What it is, in words.
  let name: String
  /// Commands that start the samples with the signal.
  let start: [[UInt8]]
  /// Commands that bring the instrument back to its inputs, at rest.
  let restore: [[UInt8]]
  /// How long it is watched. *Units*: seconds.
  let seconds: Double
  /// The verdict on what came.
  let judge: @Sendable (CheckRun, [InstrumentChannel], CheckLimits) -> [CheckItem]

  /// The stimulus of a driver's instrument, or `nil` where it has none.
  init?(_ driver: InstrumentDriver) {
    switch driver.identifier {
    case "bitalino": self.init(bitalino: driver)
    case "cyton": self.init(cyton: driver)
    default: return nil
    }
  }

  private init(
    name: String, start: [[UInt8]], restore: [[UInt8]], seconds: Double,
    judge: @escaping @Sendable (CheckRun, [InstrumentChannel], CheckLimits) -> [CheckItem]
  ) {
    self.name = name
    self.start = start
    self.restore = restore
    self.seconds = seconds
    self.judge = judge
  }

  /// BITalino's simulated mode: fixed tables in place of the inputs, and the counter in the digital bits.
  private init(bitalino driver: InstrumentDriver) {
    let start = driver.start.map { command in
      // The start command has 01 in its low bits; 10 starts the tables.
      command.count == 1 && command[0] & 3 == 1 ? [command[0] & 0xFC | 2] : command
    }
    self.init(name: "simulated mode", start: start, restore: [], seconds: 1) { run, _, _ in
      let isRight = run.frames >= 10 && run.digitalMatches == run.frames
      let words =
        "In the simulated mode \(run.digitalMatches) of \(run.frames) frames have the counter in their digital bits;"
        + " all were expected."
      return [CheckItem(.stimulus, isRight ? .passed : .failed, words)]
    }
  }

  /// The ADS1299's internal test signal: a square wave of 1.875 mV on either side, about one a second.
  ///
  /// *Source*: ADS1299 data sheet, CONFIG2: (VREFP − VREFN) / 2400 with a reference of 4.5 V, f(CLK) / 2²¹.
  private init(cyton driver: InstrumentDriver) {
    let expected = 2 * 4_500_000.0 / 2400
    self.init(
      name: "internal test signal", start: [Array("-".utf8)] + driver.start, restore: [Array("d".utf8)], seconds: 3
    ) { run, channels, limits in
      channels.indices.prefix(8).map { place in
        let found = Self.height(run.values[place]).map { abs($0 * channels[place].gain) }
        let error = found.map { abs($0 / expected - 1) }
        let isRight = error.map { $0 <= limits.stimulusError } ?? false
        let shown = found.map { "\(Self.rounded($0)) µV" } ?? "too few samples"
        return CheckItem(
          .stimulus, isRight ? .passed : .failed,
          "The test signal's square wave is \(shown) high; \(Self.rounded(expected)) µV were expected.",
          channel: channels[place].name, value: error, limit: limits.stimulusError, unit: "relative error")
      }
    }
  }

  private static func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  /// The distance of a square wave's two levels: the medians of its upper and lower halves.
  private static func height(_ line: [Int32]) -> Double? {
    guard line.count >= 100 else { return nil }
    let sorted = line.sorted()
    return Double(sorted[line.count * 3 / 4]) - Double(sorted[line.count / 4])
  }
}

extension InstrumentChannel {
  /// Physical units a count, of a channel whose transfer function is a straight line.
  fileprivate var gain: Double { transfer.value(1) - transfer.value(0) }
}
