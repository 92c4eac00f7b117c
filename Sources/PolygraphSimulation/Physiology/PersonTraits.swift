import PolygraphStatistics

/// What is this person's own, whatever is asked: drawn once an exam.
struct PersonTraits {
  /// Breaths a second at rest.
  let breathRate: Double
  /// Counts of a breath at the chest and at the abdomen.
  let breathCounts: (thoracic: Double, abdominal: Double)
  /// Beats a second at rest.
  let pulseRate: Double
  /// Counts of a pulse at the cuff and at the finger.
  let pulseCounts: (cuff: Double, finger: Double)
  /// Seconds from the pulse at the cuff to the pulse at the finger.
  let transit: Double
  /// Time constants of a skin conductance response, in seconds.
  let conductance: (rise: Double, decay: Double)
  /// Counts at rest.
  let rest: (thoracic: Double, abdominal: Double, electrodermal: Double, cuff: Double, finger: Double, seat: Double)

  init(seed: UInt64) {
    var generator = SeededGenerator(seed: seed, purpose: .traits)
    breathRate = generator.uniform(13..<18) / 60
    breathCounts = (generator.uniform(1700..<2300), generator.uniform(1700..<2300))
    pulseRate = generator.uniform(62..<86) / 60
    pulseCounts = (generator.uniform(1100..<1500), generator.uniform(1300..<1800))
    transit = generator.uniform(0.06..<0.1)
    conductance = (generator.uniform(0.8..<1.1), generator.uniform(3..<4.2))
    rest = (
      generator.uniform(42_500..<43_500), generator.uniform(37_000..<38_000), generator.uniform(104_000..<106_000),
      generator.uniform(36_000..<37_000), generator.uniform(49_000..<51_000), generator.uniform(20_000..<21_000)
    )
  }
}
