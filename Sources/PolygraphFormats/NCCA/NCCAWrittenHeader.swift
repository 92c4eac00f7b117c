import PolygraphModel
import PolygraphQuantities

/// The header lines of a chart file: those of the file that was read where it had them all, else in the exports' order.
struct NCCAWrittenHeader {
  private(set) var lines: [String] = []

  init(
    _ chart: Chart, _ heading: NCCAWriter.Heading, questionCount: Int, _ rates: [(name: String, rate: SampleRate)]
  ) {
    let values = Self.values(chart, heading, questionCount: questionCount, columnCount: rates.count)
    let known = Dictionary(uniqueKeysWithValues: NCCAHeader.knownKeys.map { ($0.lowercased(), $0) })
    let isErased = heading.headerLines.contains { $0.key.lowercased() == "chart date" && NCCAHeader.isErased($0.value) }
    func line(_ key: String, _ entry: NCCAHeader.Entry?) -> String {
      let value = values[key] ?? ""
      if let entry, let source = entry.source {
        let isRate = key == "Fastest Sample Rate (Hz)" && SampleRate(parsing: entry.value) == chart.sampleRate
        if isRate || Self.isSame(key, entry.value, value, isErased: isErased) { return source }
      }
      return "\(key): \(value)"
    }
    func rateLine(_ index: Int, _ entry: NCCAHeader.Entry?) -> String {
      let (name, rate) = rates[index]
      if let entry, let source = entry.source, entry.column == name, SampleRate(parsing: entry.value) == rate {
        return source
      }
      return "Sample Rate (Hz)- \(name): " + NCCAText.rate(rate)
    }
    var own: [String: NCCAHeader.Entry] = [:]
    var rated: [NCCAHeader.Entry] = []
    var others: [NCCAHeader.Entry] = []
    var order: [(key: String?, rate: Int?, other: Int?)] = []
    for entry in heading.headerLines {
      if entry.column != nil {
        order.append((nil, rated.count, nil))
        rated.append(entry)
      } else if let key = known[entry.key.lowercased()], own[key] == nil {
        order.append((key, nil, nil))
        own[key] = entry
      } else {
        order.append((nil, nil, others.count))
        others.append(entry)
      }
    }
    if own.count < NCCAHeader.knownKeys.count || rated.count != rates.count {
      order = NCCAHeader.knownKeys.map { ($0, nil, nil) }
      order += rates.indices.map { (nil, $0, nil) } + others.indices.map { (nil, nil, $0) }
    }
    lines = order.map { part in
      if let key = part.key { return line(key, own[key]) }
      if let index = part.rate { return rateLine(index, rated.count == rates.count ? rated[index] : nil) }
      let entry = others[part.other ?? 0]
      return entry.source ?? (entry.value.isEmpty ? entry.key : "\(entry.key): \(entry.value)")
    }
  }

  private static func values(
    _ chart: Chart, _ heading: NCCAWriter.Heading, questionCount: Int, columnCount: Int
  ) -> [String: String] {
    [
      "Name of this file": heading.fileName, "Source file": heading.sourceFile, "Instrument": heading.instrument,
      "Software Version": heading.software, "Chart Date": date(chart.date),
      "Time": chart.date == nil && chart.time == nil ? "19:00" : chart.time?.description ?? "00:00",
      "Examination Number": heading.series, "Chart Number": "\(chart.number)",
      "Number of questions": "\(heading.questionCount ?? questionCount)",
      "Fastest Sample Rate (Hz)": NCCAText.rate(chart.sampleRate), "Number of samples": "\(chart.sampleCount)",
      "Number of channels": "\(columnCount)",
    ]
  }

  /// Whether the text of the file that was read says the same as the value to write, in its own spelling.
  private static func isSame(_ key: String, _ text: String, _ value: String, isErased: Bool) -> Bool {
    switch key {
    case "Chart Date":
      if NCCAHeader.isErased(text) { return NCCAHeader.isErased(value) }
      return NCCAHeader.date(text).map { $0 == NCCAHeader.date(value) } ?? false
    case "Time":
      if isErased, value == "19:00" { return true }
      return NCCAHeader.clockTime(text).map { $0 == NCCAHeader.clockTime(value) } ?? false
    case "Chart Number": return Int(text.prefix { $0.isNumber }).map { $0 == Int(value) } ?? false
    case "Number of questions", "Number of samples", "Number of channels":
      return Int(text).map { $0 == Int(value) } ?? false
    default: return text == value
    }
  }

  /// `05Feb26`; Unix zero in US Eastern time for an unknown date, as erased files have it.
  private static func date(_ date: CivilDate?) -> String {
    guard let date else { return "31Dec69" }
    let month = NCCAHeader.months[date.month - 1]
    let year = date.year % 100
    return (date.day < 10 ? "0" : "") + "\(date.day)" + month.prefix(1).uppercased() + month.dropFirst()
      + (year < 10 ? "0" : "") + "\(year)"
  }
}
