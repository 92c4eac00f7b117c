extension Exam {
  /// The sensors of all charts together, in the order in which charts and channels bring them. A chart that lacks one
  /// has no data for it.
  public var sensors: [Sensor] {
    var known: Set<Sensor> = []
    return charts.flatMap(\.chart.channels).map(\.sensor).filter { known.insert($0).inserted }
  }
}
