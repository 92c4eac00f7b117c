/// What is taken away from a stretch of samples before its spectrum.
public enum SegmentDetrending: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nothing.
  case none
  /// The mean.
  case constant
  /// The straight line of least squares.
  case linear
}

/// What a line of a power spectrum means.
public enum SpectrumScaling: String, Hashable, Sendable, Codable, CaseIterable {
  /// Power per hertz: the sum of lines times their spacing is the power of the signal.
  case density
  /// Power: a sine of amplitude A that falls on a line shows A² / 2 there.
  case spectrum
}
