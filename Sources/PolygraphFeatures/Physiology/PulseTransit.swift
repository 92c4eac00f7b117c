import Foundation
import PolygraphDSP
import PolygraphQuantities

/// The time from a heart beat in the electrocardiogram to its pulse at the finger.
///
/// It holds the pre-ejection period too, so it is properly a pulse arrival time. Only changes of it are reported: their
/// translation into mmHg needs a calibration that no chart has (about −(2 / 0.017) ln(t / t₀), Mukkamala et al. 2015).
public struct PulseTransit: Hashable, Sendable {
  /// One beat's time.
  public struct Arrival: Hashable, Sendable, Codable {
    /// When the heart beat.
    public let beat: Seconds
    /// How long the pulse's foot came after it.
    public let time: Seconds
  }

  /// The arrivals, ascending.
  public let arrivals: [Arrival]
  /// Their median; `nil` without arrivals.
  public let median: Seconds?

  /// The allowed times from an R wave to a foot.
  public static let allowed = Seconds(0.05)...Seconds(0.9)

  /// Pairs heart beats with pulses.
  ///
  /// *Definition*: the delay that most pairs share (in bins of 20 ms, two neighbours together) is found first; each
  /// beat takes the foot nearest to it plus that delay, within 0.15 s. So a pulse later than the next beat still goes
  /// to its own. *Units*: both series may have rates of their own; they begin together.
  /// *Source*: feet and R waves, Mukkamala et al. 2015, IEEE Trans Biomed Eng 62:1879–1901; the pairing is ours.
  /// *Missing*: beats and pulses below the accepted quality, and beats without a pulse, have no arrival.
  public init(electrocardiogram: BeatSeries, pulse: BeatSeries) {
    let beats = electrocardiogram.beats.filter { $0.quality >= BeatSeries.acceptedQuality }
      .map { electrocardiogram.time($0.place).value }
    let feet = pulse.beats.filter { $0.quality >= BeatSeries.acceptedQuality }.map { pulse.time($0.foot).value }
    guard let delay = Self.commonDelay(beats, feet) else {
      arrivals = []
      median = nil
      return
    }
    var found: [Arrival] = []
    var place = 0
    for beat in beats {
      while place + 1 < feet.count, abs(feet[place + 1] - beat - delay) <= abs(feet[place] - beat - delay) {
        place += 1
      }
      let time = feet[place] - beat
      if abs(time - delay) <= 0.15, Self.allowed.contains(Seconds(time)) {
        found.append(Arrival(beat: Seconds(beat), time: Seconds(time)))
      }
    }
    arrivals = found
    median = Robust.median(found.map(\.time.value)).map { Seconds($0) }
  }

  private static func commonDelay(_ beats: [Double], _ feet: [Double]) -> Double? {
    let width = 0.02
    let first = allowed.lowerBound.value
    var counts = Array(repeating: 0, count: Int((allowed.upperBound.value - first) / width) + 1)
    var place = 0
    for beat in beats {
      while place < feet.count, feet[place] - beat < first { place += 1 }
      for foot in feet[place...].prefix(while: { $0 - beat <= allowed.upperBound.value }) {
        counts[Int((foot - beat - first) / width)] += 1
      }
    }
    let pairs = zip(counts, counts.dropFirst()).map(+)
    guard let most = pairs.max(), most > 0, let index = pairs.firstIndex(of: most) else { return nil }
    return first + Double(index + 1) * width
  }

  /// The change of the arrival time from before a stimulus to after it, as a part of it: −0.05 is 5 % shorter. `nil`
  /// with fewer than three arrivals in either window.
  public func relativeChange(
    onset: Seconds, before: Seconds = 5, after: ClosedRange<Seconds> = Seconds(3)...Seconds(12)
  ) -> Double? {
    let base = arrivals.filter { $0.beat >= onset - before && $0.beat < onset }.map(\.time.value)
    let later = arrivals.filter { after.contains($0.beat - onset) }.map(\.time.value)
    guard base.count >= 3, later.count >= 3, let first = Robust.median(base), let second = Robust.median(later) else {
      return nil
    }
    return second / first - 1
  }
}
