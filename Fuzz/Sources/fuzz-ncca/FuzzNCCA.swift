import PolygraphFormats
import PolygraphModel

/// One run of the NCCA ASCII reader, and of the writer on what was read. Whatever the bytes are, neither may trap or
/// hang, what was read must hold together, and it must be read alike from what was written.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzNCCA(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  var options = ReadOptions()
  options.largestFile = 1 << 20
  guard let file = read(UnsafeRawBufferPointer(start: start, count: count), "D&-FUZZ-1.01A", options) else { return 0 }
  checkWhole(file)
  // A chart with an eight-million-row gap is read well and written slowly.
  guard file.chart.sampleCount < 20_000, let written = try? NCCAWriter.write(file) else { return 0 }
  let bytes = written.files[0].bytes
  guard let again = bytes.withUnsafeBytes({ read($0, written.files[0].name, ReadOptions()) }) else {
    preconditionFailure("What was written cannot be read.")
  }
  checkWhole(again)
  checkSamples(file, again, written)
  checkEvents(file, again, written)
  guard let twice = try? NCCAWriter.write(again) else { preconditionFailure("What was written cannot be rewritten.") }
  // A question that became a note is counted no more.
  if written.findings.contains(where: { $0.code == "question-short" }) { return 0 }
  precondition(twice.files[0].bytes == bytes, "A second writing differs from the first.")
  return 0
}

private func read(_ buffer: UnsafeRawBufferPointer, _ name: String, _ options: ReadOptions) -> NCCAChartFile? {
  try? NCCAReader.read(buffer, fileName: name, options: options)
}

private func checkWhole(_ file: NCCAChartFile) {
  let count = file.chart.sampleCount
  for channel in file.chart.channels {
    precondition(channel.mask.count == channel.counts.count, "A mask is as long as its samples.")
    let rate = file.chart.sampleRate.wholeRatio(to: channel.sampleRate) ?? 0
    precondition(rate >= 1, "A channel's rate divides the chart's.")
    precondition(channel.firstSample + (channel.counts.count - 1) * rate < count, "A channel ends within the chart.")
  }
  for event in file.chart.events {
    precondition(event.onset >= 0 && event.offset < count, "An event lies within the chart.")
    precondition((event.answer?.sample ?? 0) < count, "An answer lies within the chart.")
  }
  precondition(file.chart.annotations.allSatisfy { $0.sample < count }, "A note lies within the chart.")
  precondition(Set(file.findings.map(\.code)).count == file.findings.count, "A code is reported once.")
}

private func checkSamples(_ file: NCCAChartFile, _ again: NCCAChartFile, _ written: Conversion) {
  precondition(again.chart.sampleCount == file.chart.sampleCount, "The number of samples stays.")
  let codes = Set(written.findings.map(\.code))
  guard !codes.contains("column-renamed") else { return }
  for channel in file.chart.channels where !channel.isEmpty {
    guard let same = again.chart.channels.first(where: { $0.name == channel.name }) else {
      preconditionFailure("The channel \(channel.name) was lost in writing.")
    }
    precondition(same.mask == channel.mask, "The mask of \(channel.name) changed.")
    precondition(same.firstSample == channel.firstSample, "The first sample of \(channel.name) changed.")
    guard codes.isDisjoint(with: ["value-scaled", "value-rounded"]) else { continue }
    for run in channel.mask.presentRanges {
      precondition(same.values(run) == channel.values(run), "A value of \(channel.name) changed.")
    }
  }
}

private func checkEvents(_ file: NCCAChartFile, _ again: NCCAChartFile, _ written: Conversion) {
  guard !written.findings.contains(where: { $0.code == "answer-omitted" }) else { return }
  // An event of one sample without an answer is a note when it is read again; where its answer was dropped it was none.
  func lasting(_ chart: Chart) -> [[String]] {
    chart.events.filter { $0.onset < $0.offset }.map {
      [$0.label, $0.role.rawValue, "\($0.onset)", "\($0.offset)", "\($0.answer?.sample ?? -1)"]
    }
  }
  precondition(lasting(again.chart) == lasting(file.chart), "An event changed.")
}
