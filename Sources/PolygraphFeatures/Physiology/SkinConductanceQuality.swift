import PolygraphDSP
import PolygraphQuantities

/// Which samples of a skin-conductance line can be believed.
///
/// *Source*: Kleckner et al. 2018, IEEE Trans Biomed Eng 65:1460–1467; the relative rule for lines without calibration
/// is ours.
public struct SkinConductanceQuality: Hashable, Sendable, Codable {
  /// The levels that skin can have, in microsiemens.
  public var range = 0.05...60.0
  /// The steepest that conductance goes up or down, in microsiemens a second.
  public var steepest = 10.0
  /// The steepest for a line without calibration, in robust standard deviations of its slope.
  public var steepestDeviations = 8.0
  /// The time on both sides of a sample that breaks a rule in which the others are not believed either.
  public var surroundings = Seconds(5)

  /// Makes the published rules.
  public init() {}

  /// The line with what cannot be believed masked too.
  ///
  /// *Definition*: calibrated lines by range and slope; others by a slope above ``steepestDeviations`` robust standard
  /// deviations (1.4826 of the median absolute deviation) from its median. *Missing*: slopes over a gap do not count.
  public func believed(_ line: MaskedLine, isCalibrated: Bool, at rate: SampleRate) -> MaskedLine {
    let finite = line.finitePresent
    let reach = rate.sampleCount(in: surroundings)
    let broken = finite.mask.presentRanges.flatMap { run in
      places(in: Array(finite.samples[run]), isCalibrated: isCalibrated, at: rate).map { $0 + run.lowerBound }
    }
    let missing = finite.mask.missingRanges + broken.map { ($0 - reach)..<($0 + reach + 1) }
    return MaskedLine(samples: finite.samples, mask: SampleMask(count: finite.mask.count, missing: missing))
  }

  private func places(in run: [Double], isCalibrated: Bool, at rate: SampleRate) -> [Int] {
    let slopes = zip(run.dropFirst(), run).map { ($0 - $1) * rate.hertz.value }
    if isCalibrated {
      return run.indices.filter { index in
        !range.contains(run[index]) || index > 0 && abs(slopes[index - 1]) > steepest
      }
    }
    let deviation = 1.4826 * (Robust.medianAbsoluteDeviation(slopes) ?? 0)
    guard let centre = Robust.median(slopes), deviation > 0 else { return [] }
    return slopes.indices.filter { abs(slopes[$0] - centre) > steepestDeviations * deviation }.map { $0 + 1 }
  }
}
