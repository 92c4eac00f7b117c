import PolygraphDSP
import PolygraphQuantities

/// Blocks of samples in which a short mean of a line's energy stands above a long one: what both beat searches share.
enum EnergyBlocks {
  /// Centred means over a width; the ends hold the first and last full mean. A line shorter than the width holds its
  /// mean.
  static func mean(_ line: [Double], width: Seconds, at rate: SampleRate) -> [Double] {
    let half = max(1, rate.sampleCount(in: Seconds(width.value / 2)))
    if let means = try? Smoothing.movingMean(line, halfWidth: half, passes: 1, edge: .heldBoxCar) { return means }
    return Array(repeating: Robust.mean(line) ?? 0, count: line.count)
  }

  /// The runs of at least `shortest` samples that satisfy a condition and touch neither end of the line.
  static func blocks(
    count: Int, shortest: Int, where isInside: (Int) -> Bool
  ) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start: Int?
    for index in 0..<count {
      if isInside(index) {
        if start == nil { start = index }
      } else if let first = start {
        if first > 0, index - first >= shortest { blocks.append(first..<index) }
        start = nil
      }
    }
    return blocks
  }

  /// The sample of each block at which a height is greatest; of two nearer than `spacing` the higher is kept.
  static func greatest(in blocks: [Range<Int>], spacing: Int, height: (Int) -> Double) -> [Int] {
    var places: [Int] = []
    for block in blocks {
      let place = block.reduce(block.lowerBound) { height($1) > height($0) ? $1 : $0 }
      if let last = places.last, place - last < spacing {
        if height(place) > height(last) { places[places.count - 1] = place }
      } else {
        places.append(place)
      }
    }
    return places
  }
}
