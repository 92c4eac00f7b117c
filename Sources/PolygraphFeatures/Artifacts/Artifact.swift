import PolygraphModel

/// What a disturbance is, as a code.
public struct ArtifactCode: RawRepresentable, Hashable, Sendable, Codable {
  /// The code as it is stored and exchanged.
  public let rawValue: String
  /// Makes a code from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The two respirations have come apart.
  public static let separation = ArtifactCode(rawValue: "separation")
  /// The respiration's mid line left the chart's quartiles.
  public static let tonicity = ArtifactCode(rawValue: "tonicity")
  /// A peak of respiration at or below its mid line, or a trough at or above it.
  public static let respirationActivity = ArtifactCode(rawValue: "respirationActivity")
  /// A breath far deeper than the chart's.
  public static let deepBreath = ArtifactCode(rawValue: "deepBreath")
  /// A breath so deep that other sensors feel it.
  public static let bigDeepBreath = ArtifactCode(rawValue: "bigDeepBreath")
  /// No breath.
  public static let apnoea = ArtifactCode(rawValue: "apnoea")
  /// The baseline of respiration fell.
  public static let baseline = ArtifactCode(rawValue: "baseline")
  /// A sudden fall of the electrodermal line.
  public static let movement = ArtifactCode(rawValue: "movement")
  /// Electrodermal activity before a response that is small against it.
  public static let activityBeforeResponse = ArtifactCode(rawValue: "activityBeforeResponse")
  /// A pulse peak below the cuff's moving average: a fasciculation. It withholds nothing.
  public static let fasciculation = ArtifactCode(rawValue: "fasciculation")
  /// A pulse trough above the cuff's moving average.
  public static let raisedTrough = ArtifactCode(rawValue: "raisedTrough")
  /// A beat unlike the others.
  public static let extrasystole = ArtifactCode(rawValue: "extrasystole")
  /// The cuff's mid line left its moving average.
  public static let levelChange = ArtifactCode(rawValue: "levelChange")
  /// Successive systolic or diastolic points far apart.
  public static let cuffMovement = ArtifactCode(rawValue: "cuffMovement")
  /// A finger pulse's beat unlike its neighbours. It withholds nothing: the vasomotor measurement leaves it out.
  public static let unusualBeat = ArtifactCode(rawValue: "unusualBeat")
  /// A movement at the seat or a limb.
  public static let excessiveActivity = ArtifactCode(rawValue: "excessiveActivity")
  /// Stillness that is none of a living person.
  public static let restrictedActivity = ArtifactCode(rawValue: "restrictedActivity")
  /// An envelope of activity outside the chart's quartiles.
  public static let activityPattern = ArtifactCode(rawValue: "activityPattern")

  /// Whether other sensors feel it, so that it may withhold their measurements.
  public var isShared: Bool { [.bigDeepBreath, .apnoea, .excessiveActivity].contains(self) }

  /// Whether it withholds its own sensor's measurement.
  public var isRejecting: Bool { ![.fasciculation, .unusualBeat].contains(self) }

  /// The code of the finding that tells of it, as `artifact-deep-breath`.
  public var findingCode: String {
    "artifact-" + rawValue.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
  }

  /// What it is in a few words.
  public var words: String { Self.words[self] ?? rawValue }

  private static let words: [ArtifactCode: String] = [
    .separation: "the two respiration lines came apart",
    .tonicity: "the mid line of respiration left the chart's quartiles",
    .respirationActivity: "a breath turned on the wrong side of its mid line",
    .deepBreath: "a deep breath", .bigDeepBreath: "a very deep breath", .apnoea: "no breath",
    .baseline: "the baseline of respiration fell", .movement: "a sudden fall",
    .activityBeforeResponse: "activity before the response that is large against it",
    .fasciculation: "a pulse peak below the moving average",
    .raisedTrough: "a pulse trough above the moving average", .extrasystole: "a beat unlike the others",
    .levelChange: "a change of level", .cuffMovement: "successive beats far apart in level",
    .unusualBeat: "beats unlike their neighbours, left out of the measurement",
    .excessiveActivity: "a movement", .restrictedActivity: "unnatural stillness",
    .activityPattern: "activity outside the chart's quartiles",
  ]
}

/// A disturbance on the rows of one line.
struct RowArtifact: Hashable, Sendable {
  let code: ArtifactCode
  let rows: Range<Int>
}

/// A disturbance of one channel, with its place.
public struct Artifact: Hashable, Sendable, Codable {
  /// What it is.
  public var code: ArtifactCode
  /// The sensor.
  public var sensor: Sensor
  /// The channel's name.
  public var channel: String
  /// The first sample.
  public var start: SamplePlace
  /// The last sample.
  public var end: SamplePlace

  /// Makes a disturbance.
  public init(code: ArtifactCode, sensor: Sensor, channel: String, start: SamplePlace, end: SamplePlace) {
    self.code = code
    self.sensor = sensor
    self.channel = channel
    self.start = start
    self.end = end
  }

  /// The order of lists: by first sample, sensor, channel and code.
  static func precedes(_ first: Artifact, _ second: Artifact) -> Bool {
    (first.start.sample, first.sensor.rawValue, first.channel, first.code.rawValue)
      < (second.start.sample, second.sensor.rawValue, second.channel, second.code.rawValue)
  }
}

/// Runs of marked rows.
enum MarkedRows {
  /// The runs of rows that are marked.
  @inline(__always)
  static func runs(in rows: Range<Int>, where isMarked: (Int) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    var row = rows.lowerBound
    while row < rows.upperBound {
      if isMarked(row) {
        if start == nil { start = row }
      } else if let first = start {
        runs.append(first..<row)
        start = nil
      }
      row += 1
    }
    if let first = start { runs.append(first..<rows.upperBound) }
    return runs
  }

  /// The runs of one code, ascending; those that touch or overlap become one.
  static func merged(_ runs: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for run in runs.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }) where !run.isEmpty {
      if let last = merged.last, run.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
      } else {
        merged.append(run)
      }
    }
    return merged
  }
}
