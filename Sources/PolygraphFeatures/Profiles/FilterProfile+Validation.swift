import PolygraphQuantities

extension FilterProfile {
  /// Checks every parameter's range, so that no profile from a file can make a measurement trap.
  ///
  /// *Errors*: ``FilterProfileError`` for the first that is out of range.
  public func validate() throws {
    guard !name.isEmpty, !version.isEmpty else {
      throw FilterProfileError(parameter: "name", found: "empty", expected: "a name and a version")
    }
    let rate = timeBase.workingRate.hertz.value
    try Self.check("timeBase.workingRate", rate, 20...1000)
    try Self.check("timeBase.passEdge", timeBase.passEdge.value, 1...(0.49 * rate))
    try Self.check("timeBase.stopBandDecibels", timeBase.stopBandDecibels, 21...200)
    try Self.check("timeBase.lastChartRange", timeBase.lastChartRange ?? 1, 1...1e9)
    try Self.check("timeBase.longestBridgedGap", timeBase.longestBridgedGap.value, 0...2)
    guard procedure == .recommended || timeBase.workingRate == SampleRate(30) else {
      throw FilterProfileError(
        parameter: "timeBase.workingRate", found: "\(timeBase.workingRate)",
        expected: "30 in the reference procedure")
    }
    try validateWindows()
    try validateRespiration()
    try validateVasomotor()
    try validateDisplay()
    try artifacts.validate(rate: timeBase.workingRate)
    try Self.validate(electrodermal.response, "electrodermal.response", rate: rate)
    let cuffs = [("cardio", cardio), ("fingerCuff", fingerCuff), ("electronicCardio", electronicCardio)]
    for (name, cuff) in cuffs {
      try Self.check("\(name).beatFactor", cuff.beatFactor, 0.1...1)
      try Self.validate(cuff.response, "\(name).response", rate: rate)
      for stage in cuff.movingAverage { try stage.validate("\(name).movingAverage", rate: rate) }
      for stage in cuff.mid { try stage.validate("\(name).mid", rate: rate) }
      for stage in cuff.line { try stage.validate("\(name).line", rate: rate) }
    }
    let chains = [
      ("respiration.line", respiration.line), ("electrodermal.auto", electrodermal.auto),
      ("electrodermal.manual", electrodermal.manual), ("electrodermal.detrended", electrodermal.detrended),
      ("electrodermal.second", electrodermal.second), ("activity.line", activity.line),
      ("activity.drawn", activity.drawn), ("activity.movingAverage", activity.movingAverage),
      ("respiration.mid", respiration.mid), ("vasomotor.line", vasomotor.line),
      ("vasomotor.movingAverage", vasomotor.movingAverage), ("transit.line", transit.line),
    ]
    for (name, chain) in chains {
      for stage in chain { try stage.validate(name, rate: rate) }
    }
  }

  static func check(_ parameter: String, _ value: Double, _ range: ClosedRange<Double>) throws {
    guard range.contains(value) else {
      throw FilterProfileError(
        parameter: parameter, found: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func validateWindows() throws {
    try Self.check("windows.evaluation", windows.evaluation.value, 5...60)
    try Self.check("windows.postStimulus", windows.postStimulus.value, 0...60)
    try Self.check("windows.preStimulus", windows.preStimulus.value, 0...60)
    try Self.check("windows.latestAnswer", windows.latestAnswer.value, 0...60)
    try Self.check("windows.shortestChart", windows.shortestChart.value, 0...600)
    try Self.check("windows.fewestQuestions", Double(windows.fewestQuestions), 0...50)
    try Self.check("windows.stackedStimulus", windows.stackedStimulus.value, 0...60)
    try Self.check("windows.closeStimulus", windows.closeStimulus.value, 0...60)
  }

  private func validateRespiration() throws {
    let excursion = respiration.excursion
    try Self.check("respiration.excursion.window", excursion.window.value, 0.5...windows.evaluation.value)
    try Self.check("respiration.excursion.answerBuffer", excursion.answerBuffer.value, 0...5)
    try Self.check("respiration.slowestRate", respiration.slowestRate, 0...60)
    try Self.check("respiration.fastestRate", respiration.fastestRate, respiration.slowestRate...200)
    try Self.check("respiration.unusuallySlowRate", respiration.unusuallySlowRate, 0...60)
    try Self.check("respiration.unusuallyFastRate", respiration.unusuallyFastRate, 0...200)
    try Self.check("respiration.breathHalfWindow", respiration.breathHalfWindow.value, 0.1...10)
    try Self.check("respiration.envelopeHalfWindow", respiration.envelopeHalfWindow.value, 0.05...10)
    try Self.check("activity.rateHalfWindow", activity.rateHalfWindow.value, 0.05...10)
    try Self.check("activity.envelopeFactor", activity.envelopeFactor, 0.1...1)
  }

  private func validateVasomotor() throws {
    try Self.check("vasomotor.before", vasomotor.before.value, 1...20)
    try Self.check("vasomotor.latency", vasomotor.latency.value, 0...50)
    try Self.check("vasomotor.end", vasomotor.end.value, (vasomotor.latency.value + 1)...60)
    try Self.check("vasomotor.beatFactor", vasomotor.beatFactor, 0.1...1)
    try Self.check("vasomotor.envelopeFactor", vasomotor.envelopeFactor, 0.1...1)
    try Self.check("vasomotor.fewestBeats", Double(vasomotor.fewestBeats), 1...100)
    try Self.check("vasomotor.leastOfMedian", vasomotor.leastOfMedian, 0...1)
    try Self.check("vasomotor.largestOfMedian", vasomotor.largestOfMedian, 1...100)
    try Self.check("vasomotor.rateHalfWindows.count", Double(vasomotor.rateHalfWindows.count), 1...50)
    for half in vasomotor.rateHalfWindows { try Self.check("vasomotor.rateHalfWindows", Double(half), 1...1000) }
  }

  private func validateDisplay() throws {
    try Self.check("display.extremumHalfWindow", display.extremumHalfWindow.value, 0...10)
    try Self.check("display.excursionQuantile", display.excursionQuantile, 0...1)
    try Self.check("display.afterLastEvent", display.afterLastEvent.value, 0...600)
    try Self.check("display.largestSpan", display.largestSpan, 1...1e6)
    try Self.check("display.spanQuantile", display.spanQuantile, 0.5...1)
    try Self.check("display.offsetQuantile", display.offsetQuantile, 0...1)
    try Self.check("display.limit", display.limit, 1...1e6)
    try Self.check("display.respirationSeparation", display.respirationSeparation, 0...2000)
    for (sensor, target) in display.targets {
      try Self.check("display.targets.\(sensor).gain", target.gain, 0.01...100)
      try Self.check("display.targets.\(sensor).range", target.range, 1...1e6)
      try Self.check("display.targets.\(sensor).offset", target.offset, -1e6...1e6)
    }
  }

  private static func validate(_ response: ResponseRules, _ name: String, rate: Double) throws {
    try check("\(name).minimumLatency", response.minimumLatency.value, 0...5)
    try check("\(name).onsetAfterAnswer", response.onsetAfterAnswer.value, 0...30)
    try check("\(name).peakAfterLatency", response.peakAfterLatency.value, 0...10)
    try check("\(name).lateSlopeLimit", response.lateSlopeLimit.value, 0...60)
    try check("\(name).onsetLead", response.onsetLead.value, 0...10)
    try check("\(name).smallestSwing", response.smallestSwing, 0...100)
    try check("\(name).smallestSwingOverNoise", response.smallestSwingOverNoise, 0...100)
    try check("\(name).deadBand", response.deadBand, 0...0.1)
    try check("\(name).latestOnsetWithin", response.latestOnsetWithin, 0...1)
    try check("\(name).noResponse", response.noResponse, 0...500)
    try check("\(name).noResponseMicrosiemens", response.noResponseMicrosiemens ?? 0, 0...10)
    try check("\(name).statedRange", response.statedRange ?? 1, 1...1e6)
    try check("\(name).descentFraction", response.descentFraction ?? 0, 0...1)
    try check("\(name).recoveryFraction", response.recoveryFraction, 0...1)
    try check("\(name).slopeRunIgnore", Double(response.slopeRunIgnore), 0...1000)
    if let inflection = response.inflection {
      try check("\(name).inflection.latency", inflection.latency.value, 0...10)
      try check("\(name).inflection.criticalValue", inflection.criticalValue, 0...100)
      try check("\(name).inflection.window", inflection.window.value, 0...10)
      try check("\(name).inflection.risingFor", inflection.risingFor.value, 0...30)
      try check("\(name).inflection.risingPart", inflection.risingPart, 0...1)
    }
    for stage in response.detection { try stage.validate("\(name).detection", rate: rate) }
  }
}
