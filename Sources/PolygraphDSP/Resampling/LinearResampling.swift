import PolygraphQuantities

/// Changes of rate without an anti-alias filter, for repeating published numbers.
public enum LinearResampling {
  /// The line's values at the times of another clock, by straight lines between samples.
  ///
  /// *Shape*: ⌈n · to / from⌉ samples, sample k at time k / `to`; a time after the last sample takes its value.
  /// *Edges*: frequencies above half the new rate alias. A NaN reaches the values between it and its neighbours.
  public static func resample(_ line: [Double], from: SampleRate, to: SampleRate) -> [Double] {
    let ratio = RateRatio(from: from, to: to)
    return (0..<ratio.outputCount(for: line.count)).map { index in
      let (left, rest) = ratio.position(ofOutput: index)
      guard rest > 0, left + 1 < line.count else { return line[min(left, line.count - 1)] }
      return line[left] + (line[left + 1] - line[left]) * (Double(rest) / Double(ratio.up))
    }
  }

  /// The indices the field's open reference implementation keeps when it lowers a rate: every sample whose 1-based row
  /// is k · from / to, rounded half to even. There is no anti-alias filter.
  ///
  /// *Shape*: ⌊n · to / from⌋ ascending indices.
  public static func pickedRows(count: Int, from: SampleRate, to: SampleRate) -> [Int] {
    let step = from.hertz.value / to.hertz.value
    let kept = Int((Double(count) / step + 1e-9).rounded(.down))
    return (1...max(1, kept)).prefix(kept).compactMap { index in
      let row = Int((Double(index) * step).rounded(.toNearestOrEven))
      return (1...max(1, count)).contains(row) && row <= count ? row - 1 : nil
    }
  }

  /// The line brought to the same or a faster rate as the field's open reference implementation does it, its quirks
  /// included.
  ///
  /// *Definition*: times of both clocks are rounded to hundredths of a second; each sample is put on the last new time
  /// at or before its own; straight lines join the occupied places. An old time is the sum of its whole seconds and its
  /// hundredths in double precision, which falls a hair below the new time at 1.57 s and some others, so such a sample
  /// lands one place early. The last new sample stays missing, unless it is the one whose 1-based row equals the old
  /// number of samples, which takes the last old value.
  /// *Shape*: ⌊n · to / from⌋ samples.
  public static func referenceInterpolated(_ line: [Double], from: SampleRate, to: SampleRate) -> MaskedLine {
    precondition(from <= to, "The reference interpolates only to the same or a faster rate.")
    let count = Int((Double(line.count) * to.hertz.value / from.hertz.value + 1e-9).rounded(.down))
    let hundredths = { (index: Int, rate: SampleRate) in
      Int((100 * rate.seconds(ofSample: index).value).rounded(.toNearestOrEven))
    }
    var occupied: [(index: Int, value: Double)] = []
    var place = 0
    for (index, value) in line.enumerated() {
      let (whole, part) = hundredths(index, from).quotientAndRemainder(dividingBy: 100)
      let time = Double(whole) + Double(part) / 100
      while place + 1 < count, Double(hundredths(place + 1, to)) / 100 <= time { place += 1 }
      if occupied.last?.index == place { occupied.removeLast() }
      occupied.append((place, value))
    }
    var result = Array(repeating: Double.nan, count: count)
    for (left, right) in zip(occupied, occupied.dropFirst()) {
      let slope = (right.value - left.value) / Double(right.index - left.index)
      for index in left.index..<right.index { result[index] = left.value + slope * Double(index - left.index) }
    }
    if let last = occupied.last, last.index < count { result[last.index] = last.value }
    if let last = line.last, line.count <= count { result[line.count - 1] = last }
    guard count > 0 else { return MaskedLine(complete: []) }
    let missing = line.count == count ? [] : [(count - 1)..<count]
    return MaskedLine(samples: result, mask: SampleMask(count: count, missing: missing))
  }
}
