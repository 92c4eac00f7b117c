import Foundation
import PolygraphDSP
import PolygraphQuantities

/// Reads the responses from a decomposed line.
struct SkinResponseReader {
  let rate: SampleRate
  let rules: SkinConductanceAnalysis
  /// The driver and the phasic line, 0 where missing.
  private let driver: [Double]
  private let phasic: [Double]
  private let smooth: [Double]
  private let mask: SampleMask
  private let leastHeight: Double
  private let leastAmplitude: Double

  init(parts: ConvexDecomposition, rate: SampleRate, noise: Double, rules: SkinConductanceAnalysis) {
    self.rate = rate
    self.rules = rules
    mask = parts.driver.mask
    driver = parts.driver.samples.map { $0.isFinite ? $0 : 0 }
    phasic = parts.phasic.samples.map { $0.isFinite ? $0 : 0 }
    let deviation = max(0.5, rules.smoothing.value * rate.hertz.value)
    smooth = Self.smoothed(driver, deviation: deviation)
    leastAmplitude = max(rules.leastAmplitude, rules.noiseFactor * noise)
    // A Gaussian of area 1 has this height; the driver is a density over time.
    let density = rate.hertz.value / (deviation * (2 * Double.pi).squareRoot())
    leastHeight = leastAmplitude / rules.unitResponse.height * density
  }

  /// The responses, ascending.
  func responses() -> [SkinConductanceResponse] {
    var finder = PeakFinder()
    finder.prominence = leastHeight...Double.infinity
    let found = finder.peaks(in: [0] + smooth + [0])
    let reach = rate.sampleCount(in: rules.echo)
    let peaks = found.indices.filter { position in
      let own = found[position]
      let before = found[..<position].reversed().prefix { own.index - $0.index < reach }.map(\.height).max() ?? 0
      return own.prominence.height >= rules.leastPart * before
    }.map { found[$0].index - 1 }
    let valleys = zip(peaks, peaks.dropFirst()).map { first, second in
      (first...second).reduce(first) { smooth[$1] < smooth[$0] ? $1 : $0 }
    }
    return peaks.indices.compactMap { position in
      let low = position > 0 ? valleys[position - 1] : 0
      let high = position < valleys.count ? valleys[position] : driver.count
      let next = position + 1 < peaks.count ? onset(of: peaks[position + 1], after: valleys[position]) : phasic.count
      return response(peak: peaks[position], share: low..<high, until: next)
    }
  }

  /// Where a driver peak begins: the last sample before it with less than a tenth of its height.
  private func onset(of peak: Int, after low: Int) -> Int {
    var index = peak
    while index > low, smooth[index] > 0.1 * smooth[peak] { index -= 1 }
    return index
  }

  private func response(peak: Int, share: Range<Int>, until next: Int) -> SkinConductanceResponse? {
    // The Gaussian widens the driver: a tenth of its height lies 2.15 deviations before an impulse.
    let widened = Int((2.15 * rules.smoothing.value * rate.hertz.value).rounded())
    let start = min(peak, onset(of: peak, after: share.lowerBound) + widened)
    let rise = max(1, Int((rules.unitResponse.rise * rate.hertz.value).rounded()))
    let last = min(phasic.count - 1, max(next, peak + 1))
    let top = (peak..<last).first { $0 > start && phasic[$0 + 1] < phasic[$0] } ?? min(phasic.count - 1, peak + rise)
    let amplitude = contribution(of: share, at: top)
    guard amplitude >= leastAmplitude, !mask.isMissing(peak), top + rate.sampleCount(in: 1) < phasic.count else {
      return nil
    }
    let area = share.reduce(0.0) { $0 + driver[$1] } / rate.hertz.value
    let steepest = (start..<max(start, top)).map { phasic[$0 + 1] - phasic[$0] }.max() ?? 0
    let tail = min(phasic.count, top + rate.sampleCount(in: 5))
    return SkinConductanceResponse(
      onset: rate.seconds(ofSample: start), peak: rate.seconds(ofSample: top), amplitude: amplitude,
      halfRecovery: halfRecovery(from: top, amplitude: amplitude, until: next),
      driverArea: area, area: phasic[min(start, tail)..<tail].reduce(0, +) / rate.hertz.value,
      steepestRise: steepest * rate.hertz.value)
  }

  /// What the driver of a share adds to the phasic line at a sample.
  private func contribution(of share: Range<Int>, at top: Int) -> Double {
    let step = 1 / rate.hertz.value
    let slow = rules.deconvolution.slowTimeConstant.value
    let fast = rules.deconvolution.fastTimeConstant.value
    return share.reduce(0.0) { sum, index in
      guard index <= top, driver[index] > 0 else { return sum }
      let age = Double(top - index) * step
      return sum + driver[index] * step * (exp(-age / slow) - exp(-age / fast))
    }
  }

  private func halfRecovery(from top: Int, amplitude: Double, until next: Int) -> Seconds? {
    let end = min(next, phasic.count)
    guard top < end else { return nil }
    let level = phasic[top] - amplitude / 2
    guard let index = (top..<end).first(where: { phasic[$0] <= level }), index > top,
      mask.missingCount(in: top..<index) == 0
    else { return nil }
    let share = (phasic[index - 1] - level) / (phasic[index - 1] - phasic[index])
    return Seconds((Double(index - 1) + share) / rate.hertz.value)
  }

  /// The driver under a Gaussian of area 1, nothing beyond its ends.
  private static func smoothed(_ line: [Double], deviation: Double) -> [Double] {
    let reach = Int((3.5 * deviation).rounded(.up))
    let weights = (-reach...reach).map { exp(-0.5 * (Double($0) / deviation) * (Double($0) / deviation)) }
    let sum = weights.reduce(0, +)
    return line.indices.map { index in
      var total = 0.0
      for (offset, weight) in zip(-reach...reach, weights) where line.indices.contains(index + offset) {
        total += weight * line[index + offset]
      }
      return total / sum
    }
  }
}
