import PolygraphFormats
import PolygraphModel

/// What people added to an exam, or an instrument told of it, that a format has no place for.
///
/// The writers report what they change in the data itself; this is about what they never look at.
enum ConversionLosses {
  /// A finding (`not-carried`) for each kind of thing that stays behind, with its first chart and how many there are.
  static func findings(_ exam: Exam, _ format: ExamConversion.Format) -> [Finding] {
    guard format != .json, format != .package else { return [] }
    let kinds: [(what: String, count: (Chart) -> Int)] = [
      ("exclusions of measurements", { $0.exclusions.count }),
      ("corrections of events, whose first times stay behind", { $0.events.reduce(0) { $0 + $1.corrections.count } }),
      ("causes of gaps, of which the missing samples alone remain", { $0.gaps.count }),
      // In NCCA ASCII the maker's name tells it.
      (
        "descriptions of channels' conditioning",
        { format == .ncca ? 0 : $0.channels.count { $0.conditioning != nil } }
      ),
      ("numbers of bits of channels", { $0.channels.count { $0.bits != nil } }),
    ]
    return kinds.compactMap { kind -> Finding? in
      let charts = exam.charts.filter { kind.count($0.chart) > 0 }
      guard let first = charts.first else { return nil }
      return Finding(
        code: "not-carried", severity: .note, message: "\(format.rawValue) has no place for \(kind.what).",
        place: Place(series: first.series, chart: first.chart.number),
        count: charts.reduce(0) { $0 + kind.count($1.chart) })
    }
  }
}
