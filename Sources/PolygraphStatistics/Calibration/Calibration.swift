import RealModule

/// Whether stated probabilities come true as often as they say.
///
/// *Definition*: the Brier score is the mean squared distance of the stated probability from what came (0 or 1). Bins
/// are equally wide parts of 0...1; the expected calibration error is the mean distance of a bin's mean probability
/// from its observed share, weighted by its cases. Intercept and slope are those of a logistic regression of what came
/// on the log odds stated; 0 and 1 when the probabilities are right.
/// *Source*: Brier 1950, Monthly Weather Review 78; Cox 1958, Biometrika 45; Naeini, Cooper & Hauskrecht 2015, AAAI.
public struct Calibration: Hashable, Sendable {
  /// The cases whose stated probability lies in one part of 0...1.
  public struct Bin: Hashable, Sendable, Codable {
    /// Where the part begins; it belongs to it.
    public let lower: Double
    /// Where it ends; it belongs to the next part, the last one's to itself.
    public let upper: Double
    /// How many cases there are.
    public let count: Int
    /// The mean stated probability.
    public let meanProbability: Double
    /// The share of cases in which it came.
    public let observedShare: Double
  }

  /// How many cases there are.
  public let count: Int
  /// The Brier score: 0 is perfect, 1/4 that of always saying 1/2.
  public let brierScore: Double
  /// The bins that hold cases, in order.
  public let bins: [Bin]
  /// The expected calibration error.
  public let expectedCalibrationError: Double
  /// The intercept of the logistic calibration line; `nil` where the line has no finite best fit, as with one class
  /// only or classes that the probabilities part wholly.
  public let intercept: Double?
  /// The slope of that line; below 1 the probabilities are too extreme. `nil` where the intercept is.
  public let slope: Double?

  /// The farthest that a stated probability counts from 0 and 1 in the calibration line.
  public static let nearest = 1e-12

  /// The calibration of stated probabilities; `nil` for no cases, lists of differing lengths, or a probability outside
  /// 0...1. Fewer than one bin is a programming error.
  public init?(probabilities: [Double], outcomes: [Bool], bins binCount: Int = 10) {
    precondition(binCount > 0, "There is at least one bin.")
    guard probabilities.count == outcomes.count, !probabilities.isEmpty,
      probabilities.allSatisfy({ (0...1).contains($0) })
    else { return nil }
    let n = Double(probabilities.count)
    let came = outcomes.map { $0 ? 1.0 : 0 }
    count = probabilities.count
    brierScore = zip(probabilities, came).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / n
    let bins = Self.bins(probabilities, came, binCount)
    self.bins = bins
    expectedCalibrationError =
      bins.reduce(0) { $0 + Double($1.count) / n * ($1.meanProbability - $1.observedShare).magnitude }
    let line = LogisticLine(
      probabilities.map { p in
        let held = min(max(p, Self.nearest), 1 - Self.nearest)
        return Double.log(held) - Double.log(onePlus: -held)
      }, came)
    intercept = line?.intercept
    slope = line?.slope
  }

  private static func bins(_ probabilities: [Double], _ came: [Double], _ count: Int) -> [Bin] {
    var sums = [(count: Int, stated: Double, came: Double)](repeating: (0, 0, 0), count: count)
    for (p, came) in zip(probabilities, came) {
      let place = min(Int(p * Double(count)), count - 1)
      sums[place].count += 1
      sums[place].stated += p
      sums[place].came += came
    }
    return sums.enumerated().filter { $0.element.count > 0 }.map { place, sum in
      Bin(
        lower: Double(place) / Double(count), upper: Double(place + 1) / Double(count), count: sum.count,
        meanProbability: sum.stated / Double(sum.count), observedShare: sum.came / Double(sum.count))
    }
  }
}

/// The logistic regression of an event on one number.
private struct LogisticLine {
  let intercept: Double
  let slope: Double

  /// Newton's method on the log likelihood; `nil` when it does not settle on a finite line.
  init?(_ x: [Double], _ y: [Double]) {
    var (a, b) = (0.0, 0.0)
    for _ in 0..<100 {
      var gradient = (0.0, 0.0)
      var information = (0.0, 0.0, 0.0)
      for (x, y) in zip(x, y) {
        let p = 1 / (1 + Double.exp(-(a + b * x)))
        let weight = p * (1 - p)
        gradient.0 += y - p
        gradient.1 += (y - p) * x
        information.0 += weight
        information.1 += weight * x
        information.2 += weight * x * x
      }
      let determinant = information.0 * information.2 - information.1 * information.1
      guard determinant > 1e-10 * information.0 * information.2, determinant.isFinite else { return nil }
      let stepA = (information.2 * gradient.0 - information.1 * gradient.1) / determinant
      let stepB = (information.0 * gradient.1 - information.1 * gradient.0) / determinant
      a += stepA
      b += stepB
      guard a.isFinite, b.isFinite, a.magnitude < 1e3, b.magnitude < 1e3 else { return nil }
      if max(stepA.magnitude, stepB.magnitude) < 1e-12 * max(1, a.magnitude, b.magnitude) {
        (intercept, slope) = (a, b)
        return
      }
    }
    return nil
  }
}
