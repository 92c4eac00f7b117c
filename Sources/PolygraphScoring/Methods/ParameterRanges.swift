import PolygraphModel

/// The legal ranges of a method's parameters.
enum ParameterRanges {
  /// Parameters outside their ranges, in sentences, in the order of their names.
  static func faults(
    of parameters: [String: ParameterValue], in ranges: [String: ClosedRange<Double>]
  ) -> [String] {
    var faults: [(name: String, sentence: String)] = []
    for (name, range) in ranges {
      guard case .number(let value) = parameters[name], !range.contains(value) else { continue }
      let sentence = "the parameter \(name) is \(value); it lies between \(range.lowerBound) and \(range.upperBound)"
      faults.append((name, sentence))
    }
    return faults.sorted { $0.name < $1.name }.map(\.sentence)
  }
}
