import PolygraphWorkflows

extension AccuracyReport {
  /// The report as comma-separated text: a row a method and rule, empty cells where there is no figure.
  var csv: String {
    var names: [String] = []
    var lines: [String] = []
    for method in methods {
      let columns = method.columns(of: self)
      names = columns.map(\.name)
      lines.append(columns.map(\.value).joined(separator: ","))
    }
    return ([names.joined(separator: ",")] + lines).map { $0 + "\n" }.joined()
  }

  /// The base rates of the predictive values, the sample's own left out.
  fileprivate var statedRates: [Double] {
    methods.first { !$0.predictiveValues.isEmpty }?.predictiveValues.filter { !$0.isSample }.map(\.baseRate) ?? []
  }
}

extension MethodAccuracy {
  fileprivate typealias Column = (name: String, value: String)

  fileprivate func columns(of report: AccuracyReport) -> [Column] {
    var columns: [Column] = [
      ("method", method), ("version", version), ("decisionRule", decisionRule), ("scored", "\(scored)"),
      ("outsideValidatedDesign", "\(outsideValidatedDesign)"), ("withoutOpinion", "\(withoutOpinion)"),
      ("refused", "\(refused)"),
    ]
    func add(_ name: String, _ value: Double?) { columns.append((name, value.map { "\($0)" } ?? "")) }
    for (name, share) in shares {
      columns.append((name + "Count", share.map { "\($0.count)" } ?? ""))
      columns.append((name + "Of", share.map { "\($0.of)" } ?? ""))
      add(name, share?.value)
      add(name + "Lower", share?.lower)
      add(name + "Upper", share?.upper)
    }
    add("unweightedAccuracy", rates?.unweightedAccuracy)
    add("unweightedInconclusive", rates?.unweightedInconclusive)
    let sample = predictiveValues.first { $0.isSample }
    add("ppvSample", sample?.positive)
    add("npvSample", sample?.negative)
    for rate in report.statedRates {
      let values = predictiveValues.first { !$0.isSample && $0.baseRate == rate }
      add("ppv\(rate)", values?.positive)
      add("npv\(rate)", values?.negative)
    }
    add("area", curve?.area)
    add("areaLower", curve?.deLong?.lower)
    add("areaUpper", curve?.deLong?.upper)
    add("brierScore", calibration?.brierScore)
    add("expectedCalibrationError", calibration?.expectedCalibrationError)
    add("calibrationSlope", calibration?.slope)
    add("calibrationIntercept", calibration?.intercept)
    return columns
  }

  private var shares: [(String, Share?)] {
    [
      ("sensitivity", rates?.sensitivity), ("specificity", rates?.specificity),
      ("falseNegative", rates?.falseNegative), ("falsePositive", rates?.falsePositive),
      ("inconclusiveDeceptive", rates?.inconclusiveDeceptive),
      ("inconclusiveTruthful", rates?.inconclusiveTruthful), ("correct", rates?.correct),
    ]
  }
}
