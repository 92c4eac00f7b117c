import BenchmarkSupport
import Foundation
import PolygraphFormats
import PolygraphModel

/// The sums of a chart's channels over what is there, in the channels' order.
func sums(_ chart: Chart) -> [Double] {
  chart.channels.map { channel in
    channel.counts.withUnsafeBuffer { counts in
      channel.mask.presentRanges.reduce(0.0) { sum, run in
        sum + Double(counts[run].reduce(0) { $0 + Int($1) }) * channel.calibration.value(1)
      }
    }
  }
}

/// Reads a chart of bytes in memory, as pandas does, or from its file.
func readChart(_ name: String, includingFile: Bool) -> BenchmarkCase {
  BenchmarkCase(name) { folder in
    let url = folder.url.appending(path: "D&-BENCH-1.01A")
    let bytes = try Data(contentsOf: url)
    return {
      if includingFile {
        guard let read = try? ExamReader.read(path: url.path) else { return [] }
        return sums(read.exam.series[0].charts[0])
      }
      let file = bytes.withUnsafeBytes { try? NCCAReader.read($0, fileName: url.lastPathComponent) }
      return file.map { sums($0.chart) } ?? []
    }
  }
}

try BenchmarkProgram.run([
  readChart("read-chart", includingFile: false), readChart("read-file", includingFile: true),
])
