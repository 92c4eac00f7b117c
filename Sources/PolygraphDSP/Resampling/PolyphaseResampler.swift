import PolygraphQuantities
import RealModule

/// A change of rate by a linear-phase FIR filter in its polyphase form, its delay removed.
///
/// *Definition*: a Kaiser-windowed sinc between the pass edge and half the slower rate; output k lies at time k / `to`.
/// Each phase's taps sum to one, so a constant stays that constant. Both ends are continued by odd reflection.
/// *Source*: Crochiere & Rabiner 1983, chapter 3; Kaiser 1974.
/// *Complexity*: O(outputs × taps a phase); the design is made once.
///
/// Carry events by time (``PolygraphQuantities/SampleRate/index(_:on:)``), not by counting rows.
public struct PolyphaseResampler: Sendable {
  /// The rate of the lines that come in.
  public let from: SampleRate
  /// The rate of the lines that go out.
  public let to: SampleRate
  /// The highest frequency that passes unchanged, within the stop band's ripple.
  public let passEdge: Hertz
  /// How far everything from half the slower rate up is pushed down.
  public let stopBandDecibels: Double

  private let ratio: RateRatio
  /// Taps in ascending order of input sample, `tapsPerPhase` for each of `ratio.up` phases.
  private let bank: [Double]
  private let tapsPerPhase: Int
  /// How many samples before an output's left neighbour its first tap lies.
  private let reach: Int

  /// The greatest number of taps a design may have; it keeps ratios of unrelated rates from eating the memory.
  public static let greatestTapCount = 4_000_000
  /// The attenuations that can be asked for.
  public static let designableDecibels = 21.0...200.0

  /// Designs the filter.
  ///
  /// *Units*: `passEdge` in hertz; `nil` takes 0.8 of half the slower rate (12 Hz for 30 samples a second).
  /// *Errors*: an edge that leaves no transition band, an attenuation outside ``designableDecibels``, or a ratio that
  /// needs more than ``greatestTapCount`` taps.
  public init(
    from: SampleRate, to: SampleRate, passEdge: Hertz? = nil, stopBandDecibels: Double = 80
  ) throws(FilterDesignError) {
    let slower = Hertz(min(from, to).hertz.value / 2)
    let edge = passEdge ?? Hertz(0.8 * slower.value)
    guard edge.value.isFinite else { throw .edgeNotFinite }
    guard edge.value > 0, edge < slower else { throw .edgeOutsideBand(edge: edge, nyquist: slower) }
    guard Self.designableDecibels.contains(stopBandDecibels) else {
      throw .decibelsOutsideRange(found: stopBandDecibels, expected: "an attenuation from 21 to 200 dB")
    }
    self.from = from
    self.to = to
    self.passEdge = edge
    self.stopBandDecibels = stopBandDecibels
    ratio = RateRatio(from: from, to: to)
    guard ratio.up > 1 || ratio.down > 1 else {
      (bank, tapsPerPhase, reach) = ([1], 1, 0)
      return
    }
    let dense = from.hertz.value * Double(ratio.up)
    // One decibel more than asked: Kaiser's formula for the length is a fit that may miss by half a decibel.
    let transition = 2 * (slower.value - edge.value) / dense
    let wanted = (stopBandDecibels - 6.95) / (2.285 * .pi * transition)
    guard wanted < Double(Self.greatestTapCount) else {
      throw .lengthOutsideRange(
        found: Int(min(wanted, 1e15)), expected: "at most \(Self.greatestTapCount) taps; choose related rates")
    }
    let half = (Int(wanted.rounded(.up)) + 1) / 2
    let prototype = Self.prototype(
      half: half, cutoff: (slower.value + edge.value) / dense, decibels: stopBandDecibels + 1)
    (bank, tapsPerPhase, reach) = Self.bank(of: prototype, half: half, up: ratio.up)
  }

  /// The number of samples that come out for `count` samples in: ⌈count · to / from⌉.
  public func outputCount(for count: Int) -> Int { ratio.outputCount(for: count) }

  /// The line on the new clock. *Edges*: a NaN reaches every output whose taps touch it.
  public func resample(_ line: [Double]) -> [Double] {
    guard !line.isEmpty else { return [] }
    return outputs(0..<outputCount(for: line.count), of: line, at: 0)
  }

  /// Each present run on the new clock, alone; an output whose time falls into a gap is missing.
  public func resample(_ line: [Double], mask: SampleMask) -> MaskedLine {
    precondition(line.count == mask.count, "A mask has as many samples as its line.")
    let count = outputCount(for: line.count)
    var result = Array(repeating: Double.nan, count: count)
    var present: [Range<Int>] = []
    for run in mask.presentRanges {
      let inside = ratio.outputCount(for: run.lowerBound)..<min(count, ratio.outputCount(for: run.upperBound))
      guard !inside.isEmpty else { continue }
      result.replaceSubrange(inside, with: outputs(inside, of: Array(line[run]), at: run.lowerBound))
      present.append(inside)
    }
    let covered = SampleMask(count: count, missing: present)
    return MaskedLine(samples: result, mask: SampleMask(count: count, missing: covered.presentRanges))
  }

  /// The outputs whose times lie in a run that starts at sample `start` of the whole line.
  private func outputs(_ range: Range<Int>, of run: [Double], at start: Int) -> [Double] {
    let margin = max(reach, tapsPerPhase - reach)
    let extended = oddExtension(of: run, by: margin)
    return extended.withUnsafeBytes { samples in
      bank.withUnsafeBytes { taps in
        range.map { index in
          let (left, phase) = ratio.position(ofOutput: index)
          return dotProduct(
            samples, from: left - start - reach + margin, taps, from: phase * tapsPerPhase, count: tapsPerPhase)
        }
      }
    }
  }

  /// A windowed sinc from −half to half on the dense clock, `cutoff` as a part of half the dense rate.
  private static func prototype(half: Int, cutoff: Double, decibels: Double) -> [Double] {
    let window = KaiserWindow.weights(count: 2 * half + 1, beta: KaiserWindow.beta(decibels: decibels))
    return window.enumerated().map { index, weight in
      let place = Double(index - half)
      return weight * (place == 0 ? cutoff : Double.sin(.pi * cutoff * place) / (.pi * place))
    }
  }

  private static func bank(of prototype: [Double], half: Int, up: Int) -> (bank: [Double], taps: Int, reach: Int) {
    // Output at `phase` upths after sample q uses samples q − d with prototype places phase + d · up.
    let reach = half / up
    let ahead = (half + up - 1) / up
    let taps = reach + ahead + 1
    var bank = Array(repeating: 0.0, count: taps * up)
    for phase in 0..<up {
      var sum = 0.0
      for tap in 0..<taps {
        let place = phase + (reach - tap) * up
        guard abs(place) <= half else { continue }
        bank[phase * taps + tap] = prototype[half + place]
        sum += prototype[half + place]
      }
      for tap in 0..<taps { bank[phase * taps + tap] /= sum }
    }
    return (bank, taps, reach)
  }
}

/// Σ samples[from + k] · taps[from + k] over eight interleaved partial sums that are joined in a fixed order, so that every
/// machine and every build gives the same bits.
func dotProduct(
  _ samples: UnsafeRawBufferPointer, from sampleStart: Int, _ taps: UnsafeRawBufferPointer, from tapStart: Int,
  count: Int
) -> Double {
  var sums = SIMD8<Double>(repeating: 0)
  var index = 0
  while index + 8 <= count {
    let left = samples.loadUnaligned(fromByteOffset: (sampleStart + index) * 8, as: SIMD8<Double>.self)
    let right = taps.loadUnaligned(fromByteOffset: (tapStart + index) * 8, as: SIMD8<Double>.self)
    sums += left * right
    index += 8
  }
  var rest = 0.0
  while index < count {
    rest +=
      samples.loadUnaligned(fromByteOffset: (sampleStart + index) * 8, as: Double.self)
      * taps.loadUnaligned(fromByteOffset: (tapStart + index) * 8, as: Double.self)
    index += 1
  }
  let fours = sums.lowHalf + sums.highHalf
  let twos = fours.lowHalf + fours.highHalf
  return (twos.x + twos.y) + rest
}
