import Foundation
import PolygraphModel
import PolygraphQuantities

extension PackageExam {
  /// A run of a segment's frames and where its first lies in the channels.
  private struct Run {
    let segment: SegmentContents
    let frames: Range<Int>
    let place: Int
  }

  /// The channels that the segments of one instrument make in a chart, with their places in the channel table.
  mutating func channels(
    _ group: [SegmentContents], _ chart: ChartContents, _ clock: ChartClock, _ samples: Int, _ gaps: inout [Gap]
  ) throws(FormatError) -> [(order: Int, channel: Channel)] {
    let (runs, firstSample) = self.runs(group, chart, clock, samples)
    guard let first = runs.first, let last = runs.last else { return [] }
    let length = last.place + last.frames.count
    let names = first.segment.description.channels
    let store = try CountStore(channels: names.count, length: length)
    var missing: [[Range<Int>]] = Array(repeating: [], count: names.count)
    var next = 0
    for run in runs {
      if run.place > next {
        for channel in names.indices { missing[channel].append(next..<run.place) }
        gaps.append(between(next, run.place, names, firstSample, clock.step(of: first.segment)))
      }
      next = run.place + run.frames.count
      try copy(run, into: store, &missing, chart)
      gaps += ledger(run, firstSample, clock)
    }
    let counts = try store.finish()
    let rate =
      first.segment.description.placement == nil
      ? clock.rate(of: first.segment, frames: length) : first.segment.description.sampleRate
    return names.indices.map { index in
      channel(
        first.segment, index, rate, counts[index], SampleMask(count: length, missing: missing[index]), firstSample)
    }
  }

  /// The frames of the segments that lie in a chart, each with its place in the channels, and the chart's sample on
  /// which the first lies.
  private mutating func runs(
    _ group: [SegmentContents], _ chart: ChartContents, _ clock: ChartClock, _ samples: Int
  ) -> (runs: [Run], firstSample: Int) {
    if let placement = group[0].description.placement {
      return ([Run(segment: group[0], frames: 0..<group[0].frames, place: 0)], placement.firstSample)
    }
    var runs: [Run] = []
    var origin = 0.0
    for segment in group {
      var frames = clock.frames(of: segment, in: samples)
      guard !frames.isEmpty else { continue }
      let position = clock.position(of: frames.lowerBound, in: segment)
      guard let last = runs.last else {
        origin = position
        runs.append(Run(segment: segment, frames: frames, place: 0))
        continue
      }
      var place = Int(holding: (position - origin) / clock.step(of: segment))
      let end = last.place + last.frames.count
      if place < end {
        // Two fits may overlap by their errors; no sample of either is thrown away for less than that.
        report(
          "segment-overlap", .note,
          "Segment \(segment.description.segment) begins \(end - place) samples before the end of the one before.",
          chart)
        place = end
      }
      frames = frames.lowerBound..<frames.upperBound
      runs.append(Run(segment: segment, frames: frames, place: place))
    }
    return (runs, max(0, Int(holding: origin)))
  }

  private func between(
    _ start: Int, _ end: Int, _ names: [String], _ firstSample: Int, _ step: Double
  ) -> Gap {
    Gap(
      channels: names, start: firstSample + Int(holding: Double(start) * step),
      end: firstSample + Int(holding: Double(end) * step), cause: "instrument disconnected")
  }

  /// Copies a run's counts and gathers what is missing: frames filled or not written, and the journal's runs.
  private mutating func copy(
    _ run: Run, into store: CountStore, _ missing: inout [[Range<Int>]], _ chart: ChartContents
  ) throws(FormatError) {
    let names = run.segment.description.channels
    var source: any FrameSource
    do {
      source = try contents.source(of: run.segment)
    } catch {
      findings.append(error.finding)
      for channel in names.indices { missing[channel].append(run.place..<(run.place + run.frames.count)) }
      return
    }
    let present = run.frames.clamped(to: 0..<source.frames)
    if present.count < run.frames.count {
      report(
        "segment-short", .error,
        "Segment \(run.segment.description.segment) has \(source.frames) frames; \(run.frames.upperBound) are needed.",
        chart)
      let lost = run.place + present.count..<run.place + run.frames.count
      for channel in names.indices { missing[channel].append(lost) }
    }
    var absent: [Range<Int>] = []
    let stride = source.channels
    let shift = run.place - run.frames.lowerBound
    var line = [Int32](repeating: 0, count: 16_384)
    var failure: FormatError?
    do {
      try source.forEachBlock(present) { start, counts throws(FormatError) in
        let count = counts.count / stride
        for channel in names.indices {
          for frame in 0..<count { line[frame] = counts[frame * stride + channel] }
          let result = line.withUnsafeBufferPointer { line in
            Result { () throws(FormatError) in
              try store.write(
                UnsafeBufferPointer(rebasing: line[..<count]), channel: channel, at: start + shift)
            }
          }
          try result.get()
        }
        for frame in 0..<count {
          let status = SampleStatus(rawValue: counts[frame * stride + stride - 1])
          guard !status.contains(.written) || status.contains(.filled) else { continue }
          let place = start + frame + shift
          if let last = absent.last, last.upperBound == place {
            absent[absent.count - 1] = last.lowerBound..<(place + 1)
          } else {
            absent.append(place..<(place + 1))
          }
        }
      }
    } catch {
      failure = error
    }
    if let failure {
      if failure.code == "no-room" { throw failure }
      findings.append(failure.finding)
      absent = [run.place..<(run.place + run.frames.count)]
    }
    for (channel, name) in names.enumerated() {
      missing[channel] += absent
      missing[channel] += (run.segment.missing[name] ?? []).compactMap { lost in
        let cut = lost.clamped(to: run.frames)
        return cut.isEmpty ? nil : cut.lowerBound + shift..<cut.upperBound + shift
      }
    }
  }

  /// The gap ledger's entries that lie in a run, on the chart's clock.
  private func ledger(_ run: Run, _ firstSample: Int, _ clock: ChartClock) -> [Gap] {
    let isPlaced = run.segment.description.placement != nil
    func sample(_ frame: Int) -> Int {
      isPlaced ? firstSample + frame : max(0, Int(holding: clock.position(of: frame, in: run.segment)))
    }
    return run.segment.gaps.compactMap { gap in
      guard let count = gap.count, isPlaced || run.frames.overlaps(gap.at..<gap.at + max(1, count)) else { return nil }
      let cause = gap.isUncertain ? gap.cause + " (length uncertain)" : gap.cause
      return Gap(channels: gap.channels, start: sample(gap.at), end: sample(gap.at + count), cause: cause)
    }
  }

  private mutating func channel(
    _ segment: SegmentContents, _ index: Int, _ rate: SampleRate, _ counts: SampleCounts, _ mask: SampleMask,
    _ firstSample: Int
  ) -> (order: Int, channel: Channel) {
    let name = segment.description.channels[index]
    let order = contents.exam.sensors.firstIndex {
      $0.instrument == segment.description.instrument && $0.channel == name
    }
    guard let order, let calibration = contents.exam.sensors[order].calibration else {
      findings.append(
        Finding(
          code: "sensor-unknown", severity: .warning,
          message: "The channel table of \(PackageNames.exam) does not tell what \(name) senses, or its gain is none.",
          place: Place(file: self.name, field: name)))
      return (
        Int.max,
        Channel(
          name: name, sensor: .unknown, sampleRate: rate, counts: counts, mask: mask, firstSample: firstSample)
      )
    }
    let row = contents.exam.sensors[order]
    return (
      order,
      Channel(
        name: name, sensor: row.sensor, sampleRate: rate, unit: row.unit, calibration: calibration, bits: row.bits,
        counts: counts, mask: mask, firstSample: firstSample, conditioning: row.conditioning)
    )
  }
}
