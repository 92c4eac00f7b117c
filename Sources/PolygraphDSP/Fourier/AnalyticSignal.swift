import PolygraphQuantities
import RealModule

/// A line with its Hilbert transform: the envelope and phase of an oscillation.
///
/// *Definition*: z = x + i H(x), with H(x) from the discrete spectrum: lines below half the rate turned by −90°, lines
/// 0 and half the rate dropped. The real part is the line itself.
/// *Source*: Marple 1999; the convention of SciPy's `hilbert`.
/// *Edges*: the line is taken as one period, so ends that do not meet ripple the envelope near both of them.
/// *Missing*: a plain line must be finite; masked lines have an analytic signal in each present run alone.
/// *Complexity*: O(n log n).
public struct AnalyticSignal: Hashable, Sendable {
  /// The line.
  public let real: [Double]
  /// Its Hilbert transform.
  public let imaginary: [Double]

  /// Makes the analytic signal of a line. *Errors*: a sample that is not finite. An empty line has an empty one.
  public init(of line: [Double], planning: FourierPlanning = .estimate) throws(SignalError) {
    try requireFinite(line, "analytic signal")
    real = line
    guard !line.isEmpty else {
      imaginary = []
      return
    }
    let count = line.count
    let transform = RealFourierTransform(count: count, planning: planning)
    var spectrum = transform.forward(line)
    spectrum[0] = ComplexNumber(0)
    for index in 1..<max(1, (count + 1) / 2) {
      spectrum[index] = ComplexNumber(spectrum[index].imaginary, -spectrum[index].real)
    }
    if count.isMultiple(of: 2) { spectrum[count / 2] = ComplexNumber(0) }
    var result = [Double](repeating: 0, count: count)
    transform.inverse(consuming: &spectrum, into: &result)
    imaginary = result
  }

  /// The instantaneous amplitude |z|, in the line's unit.
  public var envelope: [Double] { zip(real, imaginary).map { Double.hypot($0, $1) } }

  /// The instantaneous phase in radians, in (−π, π].
  public var phase: [Double] { zip(real, imaginary).map { Double.atan2(y: $1, x: $0) } }

  /// The phase without its jumps: whole turns are added wherever two neighbours are more than half a turn apart.
  public var unwrappedPhase: [Double] {
    var turns = 0.0
    var previous: Double?
    return phase.map { value in
      if let previous {
        let step = value - previous
        if step > .pi { turns -= 1 } else if step < -.pi { turns += 1 }
      }
      previous = value
      return value + 2 * .pi * turns
    }
  }

  /// The rise of the unwrapped phase from each sample to the next, as a frequency. *Shape*: one fewer than samples.
  public func instantaneousFrequency(at rate: SampleRate) -> [Hertz] {
    let phase = unwrappedPhase
    return zip(phase, phase.dropFirst()).map { Hertz(($1 - $0) / (2 * .pi) * rate.hertz.value) }
  }

  /// The envelope of each present run of a masked line, alone.
  public static func envelope(of line: MaskedLine) throws(SignalError) -> MaskedLine {
    try line.requireFinitePresent("analytic signal")
    return try line.mapRuns(shortest: 1) { run throws(SignalError) in try AnalyticSignal(of: run).envelope }
  }

  /// The instantaneous phase of each present run of a masked line, alone.
  public static func phase(of line: MaskedLine) throws(SignalError) -> MaskedLine {
    try line.requireFinitePresent("analytic signal")
    return try line.mapRuns(shortest: 1) { run throws(SignalError) in try AnalyticSignal(of: run).phase }
  }
}
