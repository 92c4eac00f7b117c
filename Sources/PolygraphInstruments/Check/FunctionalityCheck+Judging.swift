extension FunctionalityCheck {
  /// The verdicts on the samples of a run.
  func judge(_ run: CheckRun) -> [CheckItem] {
    var items = [rate(run), loss(run)]
    for (place, channel) in driver.channels.enumerated() where channels.contains(channel.name) {
      items.append(range(run.values[place], channel))
      items.append(noise(run.values[place], channel))
    }
    return items
  }

  private func rate(_ run: CheckRun) -> CheckItem {
    guard driver.rate > 0 else {
      return CheckItem(.rate, .notMeasured, "\(driver.name) keeps no rate of its own.")
    }
    guard run.frames > 0 else { return CheckItem(.rate, .failed, "No samples came; \(driver.rate) a second were due.") }
    guard let found = run.rate(nominal: driver.rate) else {
      return CheckItem(.rate, .failed, "\(run.frames) samples are too few to tell a rate; take more seconds.")
    }
    let error = (found.hertz / driver.rate - 1) * 1e6
    let limit = limits.rateError + limits.hostDelay / found.seconds * 1e6
    let isRight = abs(error) <= limit
    return CheckItem(
      .rate, isRight ? .passed : .failed,
      "\(Self.shown(found.hertz)) samples a second over \(Self.shown(found.seconds)) s;"
        + " \(Self.shown(driver.rate)) are nominal.",
      value: error.rounded(), limit: limit.rounded(.up), unit: "parts a million")
  }

  private func loss(_ run: CheckRun) -> CheckItem {
    let isRight = run.lost == 0 && !run.isRestarted
    let restart = run.isRestarted ? " The instrument started anew in between." : ""
    return CheckItem(
      .loss, isRight ? .passed : .failed, "\(run.lost) of \(run.frames + run.lost) samples were lost.\(restart)",
      value: Double(run.lost), limit: 0, unit: "samples")
  }

  private func range(_ line: [Int32], _ channel: InstrumentChannel) -> CheckItem {
    guard let least = line.min(), let most = line.max() else {
      return CheckItem(.range, .failed, "The channel has no values.", channel: channel.name)
    }
    guard least < most else {
      return CheckItem(
        .range, .failed, "The channel stands still at \(least): its sensor is off, or its wire is broken.",
        channel: channel.name)
    }
    let ends = line.count { $0 <= channel.range.lowerBound || $0 >= channel.range.upperBound }
    let share = Double(ends) / Double(line.count)
    return CheckItem(
      .range, share <= limits.clipped ? .passed : .failed,
      "The channel moved from \(least) to \(most) in \(channel.range.lowerBound)...\(channel.range.upperBound).",
      channel: channel.name, value: share, limit: limits.clipped, unit: "share at an end")
  }

  private func noise(_ line: [Int32], _ channel: InstrumentChannel) -> CheckItem {
    guard let noise = CheckRun.noise(line), let least = line.min(), let most = line.max() else {
      return CheckItem(.noise, .notMeasured, "Too few samples to tell its noise.", channel: channel.name)
    }
    let width = Double(channel.range.upperBound) - Double(channel.range.lowerBound)
    // A range of all 32 bits is nobody's converter.
    let isKnown = width < Double(UInt32.max)
    let span = isKnown ? width : max(1, Double(most) - Double(least))
    let share = noise / span
    return CheckItem(
      .noise, share <= limits.noise ? .passed : .failed,
      "The noise is \(Self.shown(noise)) counts of \(isKnown ? "a range" : "a span") of \(Self.shown(span)).",
      channel: channel.name, value: share, limit: limits.noise, unit: "share")
  }

  static func shown(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\((value * 1000).rounded() / 1000)"
  }
}
