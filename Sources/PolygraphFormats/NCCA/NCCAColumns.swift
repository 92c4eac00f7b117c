import PolygraphModel

/// Where the columns of the data section lie, and what they are.
struct NCCAColumns {
  /// One sensor column.
  struct Column {
    /// The name in the file.
    let source: String
    /// The canonical name, made unique.
    var name: String
    var sensor: Sensor
  }

  var columns: [Column]
  /// The length of a row without blanks behind it.
  let rowLength: Int
  /// True when the columns lie on the standard grid: 24 characters, then 11 each.
  let isStandardGrid: Bool
  /// Where each column's field ends in a row: under the last letter of its name.
  let edges: [Int]

  static let firstValue = 24
  static let valueWidth = 11

  /// Reads the heading.
  ///
  /// *Errors*: `no-columns` without a sensor column; `too-large` beyond ``NCCALimits/columns``.
  init(
    _ buffer: UnsafeRawBufferPointer, _ heading: NCCALines.Line, kind: NCCALayoutKind,
    chosen: [String: Sensor] = [:], _ findings: inout NCCAFindings
  ) throws(FormatError) {
    var line = heading.bytes
    while line.upperBound > line.lowerBound, buffer[line.upperBound - 1] == 0x20 {
      line = line.lowerBound..<(line.upperBound - 1)
    }
    let words = buffer.words(line, atMost: NCCALimits.columns + 5)
    let front = kind == .standard ? 3 : 2
    let isEventLast = kind == .viewer && words.last.map { buffer.ascii($0) } == "Event"
    let sensors = Array(words.dropFirst(front).dropLast(isEventLast ? 1 : 0))
    guard !sensors.isEmpty else {
      throw FormatError(
        code: "no-columns", message: "The data heading names no sensor column.",
        place: Place(file: findings.file, line: heading.number))
    }
    guard sensors.count <= NCCALimits.columns else {
      throw FormatError(
        code: "too-large", message: "The data have more columns than the limit of \(NCCALimits.columns).",
        place: Place(file: findings.file, line: heading.number))
    }
    rowLength = line.count
    edges = sensors.map { $0.upperBound - line.lowerBound }
    isStandardGrid =
      kind == .standard
      && edges == sensors.indices.map { Self.firstValue + Self.valueWidth * ($0 + 1) }
    columns = []
    var counts: [String: Int] = [:]
    for word in sensors {
      let source = buffer.ascii(word)
      var (name, sensor) = Self.identify(source, heading.number, &findings)
      counts[name, default: 0] += 1
      if let count = counts[name], count > 1 {
        findings.add(
          "column-repeated", "A column's name comes twice; the later one is kept as \(name)#\(count).",
          line: heading.number, field: source)
        name += "#\(count)"
        // The first column of a name is the sensor; what the second one is nobody knows.
        if sensor != .auxiliary { sensor = .unknown }
      }
      columns.append(Column(source: source, name: name, sensor: chosen[name] ?? sensor))
    }
    checkRequired(heading.number, &findings)
  }

  private mutating func checkRequired(_ line: Int, _ findings: inout NCCAFindings) {
    for name in ["UPneumo", "LPneumo", "EDA1", "Cardio1", "Move1"] where !columns.contains(where: { $0.name == name }) {
      findings.add(
        "column-missing", "A required sensor has no column; there are no data of it.", line: line, field: name)
    }
  }

  /// The canonical name and the sensor of a column.
  private static func identify(
    _ source: String, _ line: Int, _ findings: inout NCCAFindings
  ) -> (String, Sensor) {
    let key = source.lowercased()
    guard let (name, sensor) = known[key] ?? family(key) else { return (source, .unknown) }
    if name != source {
      if name.lowercased() == key {
        findings.note(
          "column-case", "A column's name is written otherwise; it was read as \(name).", line: line, field: source)
      } else if sensor != .activity {
        findings.note(
          "column-alias", "A column goes by another name; it was read as \(name).", line: line, field: source)
      }
    }
    return (name, sensor)
  }

  private static let known: [String: (String, Sensor)] = [
    "upneumo": ("UPneumo", .thoracicRespiration), "lpneumo": ("LPneumo", .abdominalRespiration),
    "lpnuemo": ("LPneumo", .abdominalRespiration), "eda1": ("EDA1", .electrodermal),
    "eda2": ("EDA2", .secondElectrodermal), "cardio1": ("Cardio1", .cardio), "move1": ("Move1", .activity),
    "se": ("SE", .activity), "sm": ("SM", .activity), "ms": ("MS", .activity), "au": ("AU", .activity),
    "ppg1": ("PPG1", .vasomotor), "ple1": ("PPG1", .vasomotor), "pl": ("PPG1", .vasomotor), "pa": ("PPG1", .vasomotor),
    "pe": ("PPG1", .vasomotor), "fc": ("FC", .fingerCuff), "ecardio": ("eCardio", .electronicCardio),
  ]

  /// Columns that come numbered.
  private static func family(_ key: String) -> (String, Sensor)? {
    let digits = key.drop { !$0.isNumber }
    if key.hasPrefix("move"), let number = Int(digits), (2...6).contains(number) { return ("Move\(number)", .activity) }
    if key.hasPrefix("ptt") { return (key.uppercased(), .pulseTransitTime) }
    if key.hasPrefix("aux"), let number = Int(digits), (1...4).contains(number) { return ("Aux0\(number)", .auxiliary) }
    return nil
  }
}
