import PolygraphKit
import PolygraphStatistics
import PolygraphWorkflows

extension AccuracyReport {
  /// The report as people read it.
  var text: String {
    var text = "\(exams) exams scored: \(deceptive) deceptive, \(truthful) truthful   prior \(shown(prior))\n"
    text += origin.text + "\n"
    for method in methods { text += "\n" + method.text(confidence) }
    if !agreement.isEmpty { text += "\nAgreement of methods\n" + agreementTable }
    if !failures.isEmpty {
      text += "\nFailed, and in no figure\n"
      for failure in failures { text += "  line \(failure.line): \(failure.exam): \(failure.reason)\n" }
    }
    if !unlisted.isEmpty { text += "\nFolders without an outcome: \(unlisted.joined(separator: " "))\n" }
    return text
  }

  private var agreementTable: String {
    var table = TextTable([
      ("METHODS", .left), ("EXAMS", .right), ("SAME SIDE", .left), ("KAPPA", .right), ("WEIGHTED", .right),
    ])
    for pair in agreement {
      table.add([
        pair.methods.joined(separator: " and "), "\(pair.exams)", pair.agreement.text,
        pair.kappa.map { shown($0) } ?? "—", pair.weightedKappa.map { shown($0) } ?? "—",
      ])
    }
    return table.text(indent: 2)
  }
}

extension AccuracyReport.Origin {
  fileprivate var text: String {
    guard kind == .simulation else { return "Exams of a folder with known outcomes" }
    let ways = [StudySimulation.Way.plan: "measurements drawn", .signals: "samples made and measured"]
    var text = "Simulated examinees, \(testFormat ?? ""), seeds from \(seed ?? 0)"
    if let way, let words = ways[way] { text += ", \(words)" }
    if let effectSize, effectSize != 1 { text += ", effect \(shown(effectSize))" }
    return text + "; they say nothing about people"
  }
}

extension MethodAccuracy {
  fileprivate func text(_ confidence: Double) -> String {
    var text = "\(method) (version \(version))"
    if !decisionRule.isEmpty { text += ", rule \(decisionRule)" }
    text += ": \(scored) scored"
    if withoutOpinion > 0 { text += ", \(withoutOpinion) without an opinion" }
    if refused > 0 { text += ", \(refused) refused" }
    text += "\n"
    if outsideValidatedDesign > 0 {
      text += "  OUTSIDE THE VALIDATED DESIGN: \(outsideValidatedDesign) of \(scored) scored, computed by force\n"
      text += Self.text(outsideReasons.map { ($0.reason, $0.count) }, "outside")
    }
    text += Self.text(refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }, "refused")
    if let rates { text += rates.table.text(indent: 2) + rates.means }
    for values in predictiveValues {
      text += "  base rate \(percent(values.baseRate))\(values.isSample ? " (this sample)" : "")"
      text += ": PPV \(values.positive.map(percent) ?? "—"), NPV \(values.negative.map(percent) ?? "—")\n"
    }
    if let curve { text += curve.text(confidence) }
    if let calibration { text += calibration.text }
    if let questions { text += "  questions\n" + questions.table.text(indent: 4) }
    return text
  }
}

extension MethodAccuracy {
  /// The commonest of reasons in their order.
  private static func text(_ reasons: [(reason: String, count: Int)], _ what: String) -> String {
    var text = ""
    for (reason, count) in reasons.prefix(5) { text += "  \(what) \(count)×: \(reason)\n" }
    return reasons.count > 5 ? text + "  and \(reasons.count - 5) more reasons\n" : text
  }
}

extension MethodAccuracy.Rates {
  fileprivate var table: TextTable {
    var table = TextTable(alignments: [.left, .left])
    for (name, share) in named { table.add([name, share.text]) }
    return table
  }

  fileprivate var means: String {
    guard let unweightedAccuracy else { return "" }
    let inconclusive = unweightedInconclusive.map { ", unweighted inconclusive \(percent($0))" } ?? ""
    return "  unweighted accuracy \(percent(unweightedAccuracy))\(inconclusive)\n"
  }

  /// The rates with the names people use, in order.
  var named: [(name: String, share: MethodAccuracy.Share)] {
    [
      ("sensitivity", sensitivity), ("specificity", specificity), ("false negative", falseNegative),
      ("false positive", falsePositive), ("inconclusive, deceptive", inconclusiveDeceptive),
      ("inconclusive, truthful", inconclusiveTruthful), ("inconclusive", inconclusive), ("correct", correct),
      ("correct, deceptive", correctDeceptive), ("correct, truthful", correctTruthful),
    ]
  }
}

extension MethodAccuracy.Share {
  /// The share with its interval, as `160/200 = 80.0 % (73.9 to 84.9 %)`.
  fileprivate var text: String {
    guard let value, let lower, let upper else { return "\(count)/\(of)" }
    return "\(count)/\(of) = \(percent(value)) (\(digits(lower)) to \(percent(upper)))"
  }
}

extension StudyCurve {
  fileprivate func text(_ confidence: Double) -> String {
    var text = "  area under the curve of the \(evidence): \(shown(area, digits: 3))"
    let share = "\(shown(confidence * 100)) %"
    if let deLong {
      text += ", DeLong \(share) \(shown(deLong.lower, digits: 3)) to \(shown(deLong.upper, digits: 3))"
    }
    if let bootstrap {
      text += ", bootstrap \(shown(bootstrap.lower, digits: 3)) to \(shown(bootstrap.upper, digits: 3))"
    } else if deceptive + truthful > Self.mostResampled {
      text += " (no bootstrap beyond \(Self.mostResampled) exams)"
    }
    return text + "\n"
  }
}

extension StudyCalibration {
  fileprivate var text: String {
    var text = "  stated probabilities of deception: Brier score \(shown(brierScore, digits: 3))"
    text += ", expected calibration error \(shown(expectedCalibrationError, digits: 3))"
    if let slope, let intercept {
      text += ", slope \(shown(slope)), intercept \(shown(intercept))"
    }
    var table = TextTable([("STATED", .left), ("EXAMS", .right), ("MEAN", .right), ("DECEPTIVE", .right)])
    for bin in bins {
      table.add([
        "\(shown(bin.lower, digits: 1)) to \(shown(bin.upper, digits: 1))", "\(bin.count)",
        shown(bin.meanProbability, digits: 3), shown(bin.observedShare, digits: 3),
      ])
    }
    return text + "\n" + table.text(indent: 4)
  }
}

private func digits(_ share: Double) -> String { fixed(share * 100, digits: 1) }
private func percent(_ share: Double) -> String { digits(share) + " %" }
