import PolygraphDSP
import PolygraphQuantities

/// Lines for analysis beside the scored ones: smoothed without delay, which a recording allows and a screen does not.
///
/// Scored measurements never read them. There is no high-pass here for electrodermal activity: run forwards and
/// backwards it would draw an undershoot before a response and move its onset earlier.
public enum AnalysisLine {
  /// The line without what lies above a corner, and where it was in time.
  ///
  /// *Definition*: a Butterworth low-pass run forwards and backwards, its edge moved so that both passes together are
  /// −3 dB at `corner`. *Shape*: as many samples out as in.
  /// *Source*: Oppenheim & Schafer, chapter 7; the edge by `butterworthEdge(keepingZeroPhaseCorner:)`.
  /// *Missing*: each present run alone; nothing crosses a gap; runs too short for the filter's ends become missing. A
  /// present sample that is not finite counts as missing. *Errors*: a corner that the rate cannot have.
  public static func lowPass(
    _ line: MaskedLine, corner: Hertz, order: Int = 4, at rate: SampleRate
  ) throws(FilterDesignError) -> MaskedLine {
    let edge = try SecondOrderSections.butterworthEdge(
      keepingZeroPhaseCorner: corner, isHighPass: false, order: order, at: rate)
    let sections = try SecondOrderSections.butterworth(.lowPass(edge), order: order, at: rate)
    let finite = line.finitePresent
    return sections.zeroPhase(finite.samples, mask: finite.mask)
  }

  /// The line's part in a band, for finding beats and breaths: order 2 in each direction, −6 dB at both edges. An upper
  /// edge too near half the rate is lowered to 0.4 of the rate.
  ///
  /// *Missing*, *Errors*: as ``lowPass(_:corner:order:at:)``.
  static func band(
    _ line: MaskedLine, _ low: Hertz, _ high: Hertz, at rate: SampleRate
  ) throws(FilterDesignError) -> MaskedLine {
    let top = min(high, Hertz(0.4 * rate.hertz.value))
    let sections = try SecondOrderSections.butterworth(.bandPass(low, top), order: 2, at: rate)
    let finite = line.finitePresent
    return sections.zeroPhase(finite.samples, mask: finite.mask)
  }
}

extension MaskedLine {
  /// The line with present samples that are not finite masked too.
  var finitePresent: MaskedLine {
    let strange = mask.presentRanges.flatMap { run in
      run.filter { !samples[$0].isFinite }.map { $0..<($0 + 1) }
    }
    return strange.isEmpty
      ? self : MaskedLine(samples: samples, mask: SampleMask(count: mask.count, missing: mask.missingRanges + strange))
  }

  /// True when a run does not vary: the sensor was off. What a filter leaves of it is rounding.
  func isFlat(_ run: Range<Int>) -> Bool { samples[run].allSatisfy { $0 == samples[run.lowerBound] } }

  /// The samples of a run, empty when it reaches outside the line.
  func slice(_ range: Range<Int>) -> ArraySlice<Double> {
    range.lowerBound >= 0 && range.upperBound <= samples.count ? samples[range] : []
  }
}

extension Robust {
  /// The median of the `reach` values on either side of a place and itself; values outside the array do not count.
  static func localMedian(of values: [Double], at place: Int, reach: Int) -> Double {
    median(values[max(0, place - reach)..<min(values.count, place + reach + 1)]) ?? .nan
  }
}
