import BenchmarkSupport
import PolygraphDSP
import PolygraphQuantities

/// Peaks of pulse and breath, curves, and the convex deconvolution.
var shapeCases: [BenchmarkCase] {
  [
    BenchmarkCase("pulse-and-breath-peaks", prepare: preparePeaks(isListing: true)),
    BenchmarkCase("pulse-and-breath-peaks-neurokit", prepare: preparePeaks(isListing: false)),
    BenchmarkCase("find-peaks-alone") { folder in
      let line = try folder.doubles("line")
      return {
        let peaks = PeakFinder().peaks(in: line, isMeasuring: true)
        return [
          Double(peaks.count), peaks.reduce(0) { $0 + $1.prominence.height }, peaks.reduce(0) { $0 + $1.width.samples },
        ]
      }
    },
    BenchmarkCase("smoothing-spline") { folder in
      let line = try folder.doubles("line")
      return {
        let smooth = (try? SmoothingSpline.smoothed(line, penalty: 1000)) ?? []
        return [smooth.reduce(0, +), smooth[smooth.count / 3]]
      }
    },
    BenchmarkCase("convex-eda-deconvolution") { folder in
      let line = try folder.doubles("line")
      let rate = SampleRate(25)
      return { [(try? ConvexDeconvolution().decompose(line, at: rate))?.objective ?? .nan] }
    },
  ]
}

/// Filters an examination's pulse and breath lines without delay, and finds the peaks that stand out. The check values
/// are each line's number of peaks and, as asked, the sum of their indices, or the mean interval of those away from the
/// ends.
private func preparePeaks(isListing: Bool) -> (InputFolder) throws -> () -> [Double] {
  { folder in
    let rate = SampleRate(100)
    let pulses = ChannelBlock(lines(try folder.doubles("pulse")))
    let breaths = ChannelBlock(lines(try folder.doubles("breath")))
    let pulseFilter = try SecondOrderSections.butterworth(.bandPass(Hertz(0.5), Hertz(8)), order: 3, at: rate)
    let breathFilter = try SecondOrderSections.butterworth(.bandPass(Hertz(0.05), Hertz(3)), order: 2, at: rate)
    return {
      peaks(of: pulses, behind: pulseFilter, distance: 30, isListing: isListing)
        + peaks(of: breaths, behind: breathFilter, distance: 150, isListing: isListing)
    }
  }
}

private func lines(_ values: [Double]) -> [[Double]] {
  stride(from: 0, to: values.count, by: 30_000).map { Array(values[$0..<($0 + 30_000)]) }
}

private func peaks(
  of lines: ChannelBlock, behind filter: SecondOrderSections, distance: Int, isListing: Bool
) -> [Double] {
  var finder = PeakFinder()
  finder.distance = distance
  finder.prominence = 0.3...Double.infinity
  let filtered = (try? filter.zeroPhase(lines)) ?? ChannelBlock([])
  return filtered.channels.flatMap { line in
    let peaks = finder.indices(in: line)
    if isListing { return [Double(peaks.count), Double(peaks.reduce(0, +))] }
    let inner = peaks.filter { (1000..<29_000).contains($0) }
    guard let first = inner.first, let last = inner.last, first < last else { return [0, 0] }
    return [Double(inner.count), (Double(last - first) / Double(inner.count - 1)).rounded()]
  }
}
