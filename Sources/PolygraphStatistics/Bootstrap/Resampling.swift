/// Resampling of data with replacement, from a seed.
public enum Resampling {
  /// Replicates of a statistic of `count` data. The statistic is given the places drawn; a resample on which it is not
  /// defined (`nil`) is drawn again.
  ///
  /// *Edges*: fewer replicates than asked for when nine resamples of ten are not defined; none for no data.
  public static func replicates(
    of count: Int, resamples: Int, seed: UInt64, statistic: ([Int]) -> Double?
  ) -> [Double] {
    precondition(count >= 0 && resamples >= 0, "Data and resamples are counted.")
    guard count > 0 else { return [] }
    var generator = SeededGenerator(seed: seed)
    var places = [Int](repeating: 0, count: count)
    var replicates: [Double] = []
    replicates.reserveCapacity(resamples)
    for _ in 0..<(resamples * 10) where replicates.count < resamples {
      for index in places.indices { places[index] = generator.place(below: count) }
      if let value = statistic(places) { replicates.append(value) }
    }
    return replicates
  }

  /// The statistic of the data without each datum in turn; `nil` when it is not defined on one of them.
  public static func jackknife(of count: Int, statistic: ([Int]) -> Double?) -> [Double]? {
    var values: [Double] = []
    for left in 0..<max(0, count) {
      guard let value = statistic((0..<count).filter { $0 != left }) else { return nil }
      values.append(value)
    }
    return values
  }
}

extension SeededGenerator {
  /// A whole number from 0 up to `count`, every one as likely but for 2⁻⁶⁴ × count.
  mutating func place(below count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
