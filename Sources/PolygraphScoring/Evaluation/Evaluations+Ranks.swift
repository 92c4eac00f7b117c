import PolygraphStatistics

extension Evaluations {
  /// The rank family on one column of reactions.
  static let ranks = [column]

  private static let column = Evaluation(
    "column", of: ["rank", "ross", "rrm", "miritello", "ipsative-z"],
    "Ranks, relative magnitudes and ipsative z scores of the reactions of one chart and sensor.",
    fields: [
      .init("values", "an object: item to reaction or null, at least three values"),
      .init("smallerIsStronger", "true for respiration line excursions; left out: false", isOptional: true),
    ],
    figures: "rank (1 = strongest), ascendingRank (1 = weakest), relativeMagnitude (0 to 1), ipsativeZ (within ±3), "
      + "mostReactive; each an object by item, items without a value left out",
    source: "Raskin et al. 1988; Miritello 1999; Nelson 2008"
  ) { (reader: inout DocumentReader) throws(DocumentFault) in
    var items: [(name: String, strength: Double)] = []
    let isInverted = try reader.flag("smallerIsStronger") ?? false
    for (name, value) in try reader.requiredEntries("values") where value != .null {
      let number = try DocumentReader.number(value, at: "\(reader.path("values")).\(name)")
      items.append((name, isInverted ? -number : number))
    }
    guard items.count >= 3 else { throw reader.fault("values", "\(items.count) values", expected: "at least three") }
    return figures(items)
  }

  private static func figures(_ items: [(name: String, strength: Double)]) -> [String: DocumentValue] {
    let strengths = items.map(\.strength)
    let ascending = Ranks.ascending(strengths)
    let low = strengths.min() ?? 0
    let high = strengths.max() ?? 0
    let count = Double(items.count)
    func byItem(_ values: [Double?]) -> DocumentValue {
      .object(Dictionary(zip(items.map(\.name), values.map(DocumentValue.figure))) { first, _ in first })
    }
    return [
      "ascendingRank": byItem(ascending), "rank": byItem(ascending.map { count + 1 - $0 }),
      "relativeMagnitude": byItem(strengths.map { high > low ? ($0 - low) / (high - low) : 1 }),
      "ipsativeZ": byItem(
        strengths.indices.map { index in
          let others = strengths.indices.filter { $0 != index }.map { strengths[$0] }
          return IpsativeZ.standardised(strengths[index], among: others)
        }),
      "mostReactive": .text(items.max { $0.strength < $1.strength }?.name ?? ""),
    ]
  }
}
