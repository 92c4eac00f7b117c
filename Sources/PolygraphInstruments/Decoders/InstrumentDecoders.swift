import PolygraphModel

/// The decoders of known instruments.
public enum InstrumentDecoders {
  /// BITalino (r)evolution: a selection of inputs (A1 is 1) in ascending order at 1, 10, 100 or 1000 Hz. Another
  /// selection or rate is a programming error.
  ///
  /// The first four selected inputs have ten bits, the fifth and sixth six. A start command makes the counter begin
  /// at 0. The CRC has four bits: of frames damaged by lost bytes one in about 250 passes for another one.
  public static func bitalino(inputs: [Int], rate: Int = 1000) -> any InstrumentDecoder {
    FixedFrameDecoder(BITalinoFormat(inputs: inputs, rate: rate))
  }

  /// OpenBCI Cyton, with or without a Daisy: eight inputs, then three auxiliary values.
  ///
  /// With a Daisy each frame carries the eight channels of one half at 125 Hz: ``DecodedFrame/module`` 0 is the board
  /// (odd counters), 1 the Daisy (even ones). The halves are 4 ms apart and each frame is the mean of two samples, so
  /// that counter 0 of a run has no predecessor and is to be discarded. `firmware` is the board's major version:
  /// without it the axis in time-stamped packets is not known, and dropped. There is no checksum: a flipped bit inside
  /// a value cannot be seen.
  public static func cyton(gain: Int = 24, hasDaisy: Bool = false, firmware: Int? = 3) -> any InstrumentDecoder {
    precondition([1, 2, 4, 6, 8, 12, 24].contains(gain), "The ADS1299 has gains of 1, 2, 4, 6, 8, 12 and 24.")
    return FixedFrameDecoder(CytonFormat(gain: Double(gain), hasDaisy: hasDaisy, firmware: firmware))
  }

  /// OpenEEG and Olimex P2 packets: 256 a second as the original sends, 125 as a common sketch does.
  ///
  /// There is no checksum: a flipped bit inside a value cannot be seen.
  public static func openEEG(rate: Int = 256) -> any InstrumentDecoder {
    precondition(rate > 0, "A rate is positive.")
    return FixedFrameDecoder(P2Format(rate: Double(rate)))
  }

  /// Nonin OEM III, Xpod and 3012LP in data format 2.
  public static func noninFormat2() -> any InstrumentDecoder { FixedFrameDecoder(NoninFormat(.two)) }

  /// Nonin OEM III in data format 7.
  public static func noninFormat7() -> any InstrumentDecoder { FixedFrameDecoder(NoninFormat(.seven)) }

  /// Contec CMS50D+ up to version 4.6, CMS50E. The framing bit alone shows a loss.
  public static func contec() -> any InstrumentDecoder { FixedFrameDecoder(ContecFormat()) }

  /// Contec CMS50 version 7. The framing bit alone shows a loss.
  public static func contecSeven() -> any InstrumentDecoder { FixedFrameDecoder(ContecSevenFormat()) }

  /// Shimmer3: channels in the order of the inquiry, the rate divider, and what is appended to each packet.
  public static func shimmer(
    channels: [InstrumentChannel] = shimmerConductanceAndPulse, divider: Int = 256,
    checksum: ShimmerChecksum = .twoBytes
  ) -> any InstrumentDecoder {
    FixedFrameDecoder(ShimmerFormat(channels: channels, divider: divider, checksum: checksum))
  }

  /// The channels of a Shimmer3 GSR+ with GSR and the internal input A13.
  public static let shimmerConductanceAndPulse = [
    InstrumentChannel("GSR", sensor: .electrodermal, range: 0...65_535, transfer: .shimmerConductance),
    InstrumentChannel("A13", sensor: .vasomotor, range: 0...4095),
  ]

  /// An instrument that speaks PLG1.
  public static func plg1(_ layout: PLG1Layout) -> any InstrumentDecoder { DelimitedDecoder(PLG1Format(layout)) }

  /// The USB Polygraph sketch: respiration, GSR, pulse. No checksum.
  public static func usbPolygraph() -> any InstrumentDecoder { DelimitedDecoder(TextLineFormat(.usbPolygraph)) }

  /// The PulseSensor Playground sketch for plotters, one sensor. No checksum.
  public static func pulseSensorPlotter() -> any InstrumentDecoder {
    DelimitedDecoder(TextLineFormat(.pulseSensorPlotter))
  }

  /// The PulseSensor Playground sketch for the visualizer, one sensor. No checksum.
  public static func pulseSensorVisualizer() -> any InstrumentDecoder {
    DelimitedDecoder(TextLineFormat(.pulseSensorVisualizer))
  }

  /// The student GSR kit's lines. No checksum.
  public static func studentConductanceKit() -> any InstrumentDecoder {
    DelimitedDecoder(TextLineFormat(.studentKit))
  }

  /// The Grove GSR example: a number a line. No checksum.
  public static func groveConductance() -> any InstrumentDecoder { DelimitedDecoder(TextLineFormat(.grove)) }
}
