import PolygraphQuantities
import RealModule

/// What a resampler takes to lie before the first and after the last sample of a line.
public enum ResamplingEdges: String, Hashable, Sendable, Codable, CaseIterable {
  /// The line mirrored through its end points, which continues its slope.
  case oddReflection
  /// Zeros.
  case zero
}

/// A change of rate by a linear-phase FIR filter in its polyphase form, its delay removed.
///
/// *Definition*: a Kaiser-windowed sinc between the pass edge and half the slower rate; output k lies at time k / `to`.
/// Each phase's taps sum to one, so a constant stays that constant.
/// *Source*: Crochiere & Rabiner 1983, chapter 3; Kaiser 1974.
/// *Edges*: both ends are continued by ``ResamplingEdges``. A line resampled as a whole and one resampled in present
/// runs have the same bits away from the runs' ends.
/// *Complexity*: O(outputs × taps a phase); the design is made once.
///
/// Carry events by time (``outputIndex(ofInput:)``), not by counting rows.
public struct PolyphaseResampler: Sendable {
  /// The rate of the lines that come in.
  public let from: SampleRate
  /// The rate of the lines that go out.
  public let to: SampleRate
  /// The highest frequency that passes unchanged, within the stop band's ripple; `nil` with taps of the caller.
  public let passEdge: Hertz?
  /// How far everything from half the slower rate up is pushed down; `nil` with taps of the caller.
  public let stopBandDecibels: Double?
  /// What lies beyond the ends of a line.
  public let edges: ResamplingEdges

  private let ratio: RateRatio
  private let bank: PolyphaseBank

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
    from: SampleRate, to: SampleRate, passEdge: Hertz? = nil, stopBandDecibels: Double = 80,
    edges: ResamplingEdges = .oddReflection
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
    self.edges = edges
    ratio = RateRatio(from: from, to: to)
    let dense = from.hertz.value * Double(ratio.up)
    // One decibel more than asked: Kaiser's formula for the length is a fit that may miss by half a decibel.
    let transition = 2 * (slower.value - edge.value) / dense
    let wanted = (stopBandDecibels - 6.95) / (2.285 * .pi * transition)
    guard ratio.isIdentity || wanted < Double(Self.greatestTapCount), ratio.up < Self.greatestTapCount else {
      throw .lengthOutsideRange(
        found: Int(min(wanted, 1e15)), expected: "at most \(Self.greatestTapCount) taps; choose related rates")
    }
    let prototype =
      ratio.isIdentity
      ? [1]
      : Self.prototype(
        half: (Int(wanted.rounded(.up)) + 1) / 2, cutoff: (slower.value + edge.value) / dense,
        decibels: stopBandDecibels + 1)
    bank = PolyphaseBank(prototype: prototype, ratio: ratio, isNormalised: true)
  }

  /// Takes the caller's own taps: a linear-phase low-pass of gain 1 on the dense clock of `from` · up samples a second,
  /// where up / down is the reduced ratio `to` / `from`.
  ///
  /// *Shape*: an odd number of taps; the middle one is the output's time. Equals SciPy's `resample_poly` with these
  /// taps as its window when `edges` are zero.
  /// *Errors*: an even number of taps, none, more than ``greatestTapCount``, or one that is not finite.
  public init(
    from: SampleRate, to: SampleRate, taps: [Double], edges: ResamplingEdges = .oddReflection
  ) throws(FilterDesignError) {
    ratio = RateRatio(from: from, to: to)
    guard !taps.count.isMultiple(of: 2), taps.count <= Self.greatestTapCount, ratio.up < Self.greatestTapCount,
      taps.allSatisfy(\.isFinite)
    else {
      throw .lengthOutsideRange(
        found: taps.count, expected: "an odd number of finite taps, at most \(Self.greatestTapCount)")
    }
    self.from = from
    self.to = to
    passEdge = nil
    stopBandDecibels = nil
    self.edges = edges
    bank = PolyphaseBank(prototype: ratio.isIdentity ? [1] : taps, ratio: ratio, isNormalised: false)
  }

  /// The number of samples that come out for `count` samples in: ⌈count · to / from⌉.
  public func outputCount(for count: Int) -> Int { ratio.outputCount(for: count) }

  /// The output sample nearest in time to an input sample, halves going up: how an event moves to the new clock.
  ///
  /// An event late in the last input interval may land one past the last output.
  public func outputIndex(ofInput index: Int) -> Int { from.index(index, on: to) }

  /// The input sample nearest in time to an output sample, halves going up.
  public func inputIndex(ofOutput index: Int) -> Int { to.index(index, on: from) }

  /// The line on the new clock. *Missing*: a NaN reaches every output whose taps touch it.
  public func resample(_ line: [Double]) -> [Double] {
    var result: [Double] = []
    resample(line, into: &result)
    return result
  }

  /// As ``resample(_:)-([Double])``, into an array that is reused: with enough capacity from an earlier call, and a
  /// line of some times the filter's length, only the few samples at both ends are copied.
  public func resample(_ line: [Double], into result: inout [Double]) {
    let count = outputCount(for: line.count)
    if result.count != count { result = [Double](repeating: 0, count: count) }
    guard count > 0 else { return }
    result.withUnsafeMutableBufferPointer { result in
      line.withUnsafeBufferPointer { line in
        guard let target = result.baseAddress else { return }
        write(0..<count, of: line, at: 0, into: target)
      }
    }
  }

  /// Each present run on the new clock, alone; an output whose time falls into a gap is missing.
  public func resample(_ line: [Double], mask: SampleMask) -> MaskedLine {
    precondition(line.count == mask.count, "A mask has as many samples as its line.")
    let count = outputCount(for: line.count)
    var result = [Double](repeating: .nan, count: count)
    var present: [Range<Int>] = []
    result.withUnsafeMutableBufferPointer { result in
      line.withUnsafeBufferPointer { line in
        guard let target = result.baseAddress else { return }
        for run in mask.presentRanges {
          let inside = ratio.outputCount(for: run.lowerBound)..<min(count, ratio.outputCount(for: run.upperBound))
          guard !inside.isEmpty else { continue }
          write(
            inside, of: UnsafeBufferPointer(rebasing: line[run]), at: run.lowerBound, into: target + inside.lowerBound)
          present.append(inside)
        }
      }
    }
    let covered = SampleMask(count: count, missing: present)
    return MaskedLine(samples: result, mask: SampleMask(count: count, missing: covered.presentRanges))
  }

  /// As ``resample(_:mask:)`` on a line that carries its mask.
  public func resample(_ line: MaskedLine) -> MaskedLine { resample(line.samples, mask: line.mask) }

  /// Writes the outputs whose times lie in a run that starts at sample `start` of the whole line.
  private func write(
    _ outputs: Range<Int>, of run: UnsafeBufferPointer<Double>, at start: Int,
    into target: UnsafeMutablePointer<Double>
  ) {
    guard let samples = run.baseAddress else { return }
    let margin = bank.tapsPerPhase
    let end = start + run.count
    guard run.count > 4 * margin else {
      let whole = extended(Array(run), by: margin)
      bank.run(outputs, samples: whole, origin: start - margin, into: target)
      return
    }
    let inner = bank.covered(by: start..<end).clamped(to: outputs)
    bank.run(inner, samples: samples, origin: start, into: target + (inner.lowerBound - outputs.lowerBound))
    // At the ends the taps reach outside: these few outputs work on short copies with the continuation.
    let head = extended(Array(run.prefix(2 * margin)), by: margin)
    bank.run(outputs.lowerBound..<inner.lowerBound, samples: head, origin: start - margin, into: target)
    let tail = extended(Array(run.suffix(2 * margin)), by: margin)
    bank.run(
      inner.upperBound..<outputs.upperBound, samples: tail, origin: end - 3 * margin,
      into: target + (inner.upperBound - outputs.lowerBound))
  }

  private func extended(_ run: [Double], by margin: Int) -> [Double] {
    switch edges {
    case .oddReflection: return oddExtension(of: run, by: margin)
    case .zero:
      let zeros = [Double](repeating: 0, count: margin)
      return zeros + run + zeros
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
}
