/// What is known of some neighbouring samples, and can be joined with what is known of the ones after them.
protocol WindowSummary: Sendable {
  /// Makes the summary of no samples.
  init()
  /// Takes one more sample in. `centre` is a sample of every window this summary becomes part of.
  mutating func add(_ sample: Double, centre: Double)
  /// Takes in the summary of other samples with the same centre.
  mutating func join(_ other: Self)
}

/// The summary of the latest `width` samples of a stream, in a constant mean number of steps a sample.
///
/// *Definition*: the stream is cut into blocks of `width` samples. A window is the end of one block and the beginning
/// of the next; the ends are summarised backwards when a block is full, the beginning grows with each sample. Nothing
/// is ever subtracted, so no error is carried along and a NaN is gone when its window has passed. Blocks are counted
/// from the stream's first sample, so the results do not depend on how the samples arrive.
/// *Source*: van Herk 1992, Pattern Recognition Letters 13:517–521, for minima; the scheme serves any joinable summary.
struct SlidingSummary<Summary: WindowSummary>: Sendable {
  private let width: Int
  private var block: [Double] = []
  private var ends: [Summary] = []
  private var beginning = Summary()
  private var centre = 0.0

  init(width: Int) {
    precondition(width > 0, "A window has one or more samples.")
    self.width = width
  }

  /// Takes the next sample in and returns the summary of the window that ends with it; the first windows are shorter.
  mutating func push(_ sample: Double) -> Summary {
    if ends.isEmpty, block.isEmpty { centre = sample }
    block.append(sample)
    guard block.count < width else {
      summariseEnds()
      return ends[0]
    }
    beginning.add(sample, centre: centre)
    guard !ends.isEmpty else { return beginning }
    var window = ends[block.count]
    window.join(beginning)
    return window
  }

  private mutating func summariseEnds() {
    centre = block[width - 1]
    if ends.isEmpty { ends = Array(repeating: Summary(), count: width) }
    var end = Summary()
    for index in stride(from: width - 1, through: 0, by: -1) {
      end.add(block[index], centre: centre)
      ends[index] = end
    }
    block.removeAll(keepingCapacity: true)
    beginning = Summary()
  }
}

/// The summaries of each sample's window, the windows cut off at the line's ends.
func windowSummaries<Summary: WindowSummary>(
  of line: [Double], window: MovingWindow, as _: Summary.Type
) -> [Summary] {
  let count = line.count
  guard let last = line.last else { return [] }
  // No window is longer than the line.
  let before = min(window.before, count)
  let after = min(window.after, count)
  var sliding = SlidingSummary<Summary>(width: before + 1 + after)
  var result = Array(repeating: Summary(), count: count)
  var latest = Summary()
  for (index, sample) in line.enumerated() {
    latest = sliding.push(sample)
    if index >= after { result[index - after] = latest }
  }
  // The last windows are the line's ends (or the whole line).
  var end = Summary()
  var start = count
  for index in stride(from: count - 1, through: max(0, count - after), by: -1) {
    let first = index - before
    guard first > 0 else {
      result[index] = latest
      continue
    }
    while start > first {
      start -= 1
      end.add(line[start], centre: last)
    }
    result[index] = end
  }
  return result
}
