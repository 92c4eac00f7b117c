/// Block means and peak repair as the field's open reference implementation does them.
extension Smoothing {
  /// The line with every mean of `count` neighbours held over its block; the last block may be shorter.
  ///
  /// A block of fewer than one sample is a programming error. *Missing*: a NaN makes its whole block NaN.
  public static func blockMeans(_ line: [Double], count: Int) -> [Double] {
    precondition(count > 0, "A block has one or more samples.")
    var result = line
    for start in stride(from: 0, to: line.count, by: count) {
      let block = start..<min(start + count, line.count)
      let mean = line[block].reduce(0, +) / Double(block.count)
      for index in block { result[index] = mean }
    }
    return result
  }

  /// The line with clipped peaks rounded off: of a run of equal samples, the later ones are pulled towards what
  /// follows.
  ///
  /// *Definition*: for each index i from 8 to n − 10 in order, and for k = 1…8 in order, where x[i] equals x[i − k] it
  /// is replaced by the mean of x[i − k … i − 1] and x[i + 1]; the sweep is repeated. Chance equal values change too.
  /// What is equal hangs on a mean's last bit, so means are taken in two passes, as R takes its own: the mean of equal
  /// samples is that sample.
  /// *Edges*: a line of fewer than 18 samples stays as it is.
  /// *Missing*: a NaN equals nothing and is never repaired; it makes a repaired sample NaN whose mean holds it. Fill
  /// gaps first.
  /// *Complexity*: O(samples × sweeps). Fewer than zero sweeps are a programming error.
  public static func clippedPeaksRepaired(_ line: [Double], sweeps: Int) -> [Double] {
    precondition(sweeps >= 0, "A repair has zero or more sweeps.")
    var result = line
    guard line.count > 17 else { return result }
    for _ in 0..<sweeps {
      for index in 8..<(line.count - 9) {
        for distance in 1...8 where result[index] == result[index - distance] {
          let mean = twoPassMean(result[(index - distance)..<index], result[index + 1])
          result[index] = mean
        }
      }
    }
    return result
  }

  /// The mean of some samples and one more: the sum's mean, corrected by the mean distance from it.
  private static func twoPassMean(_ samples: ArraySlice<Double>, _ last: Double) -> Double {
    let count = Double(samples.count + 1)
    let first = (samples.reduce(0, +) + last) / count
    return first + (samples.reduce(0) { $0 + ($1 - first) } + (last - first)) / count
  }
}
