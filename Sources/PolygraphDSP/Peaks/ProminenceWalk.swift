/// The lowest points on either side of peaks, up to a higher sample, a gap or the end.
enum ProminenceWalk {
  /// Sets the prominence of the peaks that are left of all the line's `maxima`; both ascend.
  static func measure(_ peaks: inout [Peak], among maxima: [Int], in line: UnsafeBufferPointer<Double>, window: Int?) {
    let reach = window.map { $0 / 2 } ?? line.count
    guard reach >= line.count else {
      for position in peaks.indices {
        let index = peaks[position].index
        let left = base(of: index, in: line, through: max(0, index - reach), step: -1)
        let right = base(of: index, in: line, through: min(line.count - 1, index + reach), step: 1)
        set(&peaks[position], left: left, right: right, line: line)
      }
      return
    }
    let left = bases(of: maxima, in: line, isForward: true)
    let right = bases(of: maxima, in: line, isForward: false)
    var place = 0
    for position in peaks.indices {
      while maxima[place] != peaks[position].index { place += 1 }
      set(&peaks[position], left: left[place], right: right[place], line: line)
    }
  }

  private static func set(_ peak: inout Peak, left: Int, right: Int, line: UnsafeBufferPointer<Double>) {
    peak.prominence = Peak.Prominence(
      height: peak.height - max(line[left], line[right]), leftBase: left, rightBase: right)
  }

  private static func base(of index: Int, in line: UnsafeBufferPointer<Double>, through end: Int, step: Int) -> Int {
    var base = index
    for place in stride(from: index, through: end, by: step) {
      guard line[place] <= line[index] else { break }
      if line[place] < line[base] { base = place }
    }
    return base
  }

  /// A maximum that no later one has risen above, and the lowest sample between it and the one below it on the stack.
  private struct Step {
    let height: Double
    let base: Int
  }

  /// The bases behind every maximum, as seen on the way forward or backward along the line.
  ///
  /// Maxima that no later one has risen above wait on a stack, so each is put on and taken off once, however long the
  /// walks are. A walk that ends at a higher sample ends on the slope of a higher maximum, or of the run's first
  /// sample.
  private static func bases(of maxima: [Int], in line: UnsafeBufferPointer<Double>, isForward: Bool) -> [Int] {
    var result = Array(repeating: 0, count: maxima.count)
    let step = isForward ? 1 : -1
    var next = isForward ? 0 : maxima.count - 1
    var stack: [Step] = []
    var (lowest, lowestIndex) = (Double.infinity, -1)
    var index = isForward ? 0 : line.count - 1
    /// Starts a run at its first sample, which can be higher than a maximum without being one.
    func start() {
      stack.removeAll(keepingCapacity: true)
      while line[index].isNaN { index += step }
      stack.append(Step(height: line[index], base: index))
      (lowest, lowestIndex) = (.infinity, -1)
      index += step
    }
    if !maxima.isEmpty { start() }
    while maxima.indices.contains(next) {
      let end = maxima[next]
      while index != end {
        let value = line[index]
        if value <= lowest {
          (lowest, lowestIndex) = (value, index)
        } else if value.isNaN {
          start()
          continue
        }
        index += step
      }
      var base = lowestIndex < 0 ? end : lowestIndex
      while let top = stack.last, top.height <= line[end] {
        if line[top.base] < line[base] { base = top.base }
        stack.removeLast()
      }
      result[next] = base
      stack.append(Step(height: line[end], base: base))
      (lowest, lowestIndex) = (.infinity, -1)
      next += step
      index += step
    }
    return result
  }
}
