import PolygraphQuantities

extension ArtifactRules {
  /// Checks every parameter's range, so that no rule from a file can trap or never end.
  func validate(rate: SampleRate) throws {
    func check(_ parameter: String, _ value: Double, _ range: ClosedRange<Double>) throws {
      try FilterProfile.check("artifacts.\(parameter)", value, range)
    }
    func checkStillness(_ name: String, _ rules: StillnessRules) throws {
      try check("\(name).window", rules.window.value, 0.5...60)
      try check("\(name).steps", Double(rules.steps), 1...100)
      try check("\(name).leastCycles", rules.leastCycles, 0...10)
    }
    func checkHeights(_ name: String, _ heights: [HeightThreshold]) throws {
      for height in heights { try check(name, height.number, 0...10_000) }
    }
    let breath = respiration
    try check("respiration.extremumHalfWindow", breath.extremumHalfWindow.value, 0.01...5)
    try check("respiration.answerBuffer", breath.answerBuffer.value, 0...10)
    try check("respiration.midHalfWidth", breath.midHalfWidth.value, 0.1...120)
    try check("respiration.midPasses", Double(breath.midPasses), 0...20)
    try checkStillness("respiration.stillness", breath.stillness)
    try checkHeights(
      "respiration",
      [
        breath.leastSwing, breath.leastExcursion, breath.separationBounds.least, breath.separationBounds.most,
        breath.baselineBounds.least, breath.baselineBounds.most,
      ])
    for (name, quartiles) in [
      ("separationQuartiles", breath.separationQuartiles), ("deepBreathQuartiles", breath.deepBreathQuartiles),
      ("bigDeepBreathQuartiles", breath.bigDeepBreathQuartiles), ("baselineQuartiles", breath.baselineQuartiles),
      ("baselineQuartilesAtAnswer", breath.baselineQuartilesAtAnswer),
    ] { try check("respiration.\(name)", quartiles, 0...100) }
    try check("electrodermal.history", electrodermal.history.value, 0.2...60)
    try check("electrodermal.laterSteps", Double(electrodermal.laterSteps), 1...100)
    try check("electrodermal.criticalValue", electrodermal.criticalValue, 0...100)
    try check("electrodermal.ignoredRun", electrodermal.ignoredRun.value, 0...10)
    try check("electrodermal.beforeOnset", electrodermal.beforeOnset.value, 0...60)
    try check("electrodermal.spanOverResponse", electrodermal.spanOverResponse, 0...1000)
    try checkHeights("electrodermal.leastSpan", [electrodermal.leastSpan])
    for (name, cuff) in [("cardio", cardio), ("fingerCuff", fingerCuff)] {
      try check("\(name).pulseHalfWindow", cuff.pulseHalfWindow.value, 0.01...5)
      try check("\(name).extremumHalfWindow", cuff.extremumHalfWindow.value, 0.01...5)
      try check("\(name).extrasystoleQuartiles", cuff.extrasystoleQuartiles, 0...100)
      try check("\(name).levelQuartiles", cuff.levelQuartiles, 0...100)
      try check("\(name).prematureInterval", cuff.prematureInterval ?? 0.5, 0...1)
      try check("\(name).beforeOnset", cuff.beforeOnset.value, 0...60)
      try checkHeights(
        name, [cuff.offAverage, cuff.extrasystoleLeast, cuff.levelLeast, cuff.successiveBeats ?? .chartUnits(0)])
    }
    try check("vasomotor.leastOfMedian", vasomotor.leastOfMedian, 0...1)
    try check("vasomotor.largestOfMedian", vasomotor.largestOfMedian, 1...100)
    try check("vasomotor.neighbours", Double(vasomotor.neighbours), 1...100)
    try check("activity.rateHalfWindow", activity.rateHalfWindow.value, 0.01...10)
    try check("activity.envelopeFactor", activity.envelopeFactor, 0.01...2)
    try check("activity.excessQuartiles", activity.excessQuartiles, 0...100)
    try checkStillness("activity.stillness", activity.stillness)
    try check("activity.stillPart", activity.stillPart, 0...10)
    try check("activity.answerBuffer", activity.answerBuffer.value, 0...10)
    try checkHeights("activity.stillnessBounds", [activity.stillnessBounds.least, activity.stillnessBounds.most])
  }
}
