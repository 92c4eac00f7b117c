import PolygraphQuantities
import RealModule

/// Smoothing and differentiation by a polynomial fitted to each sample's neighbourhood.
///
/// *Definition*: the value, or a derivative, at a place of the least-squares polynomial of a degree through an odd
/// number of neighbours. It keeps the height and width of peaks better than a mean of the same length.
/// *Source*: Savitzky & Golay 1964; Gorry 1990 for the ends.
public struct SavitzkyGolay: Hashable, Sendable {
  /// How many samples each polynomial is fitted to; an odd number.
  public let windowLength: Int
  /// The degree of the polynomials.
  public let degree: Int
  /// Which derivative is taken: 0 smooths, 1 gives the slope.
  public let derivative: Int
  /// The rate of the lines, which a derivative is taken against.
  public let sampleRate: SampleRate

  /// What happens to the samples whose window reaches over an end of the line.
  public enum Edge: Hashable, Sendable, CaseIterable {
    /// They take the value of the polynomial through the first, or the last, whole window.
    case interpolated
    /// The line is continued by its mirror image about the end sample, x[1], x[2] …
    case mirror
    /// The line is continued by its end sample.
    case nearest
  }

  /// The greatest degree that is fitted.
  public static let greatestDegree = 24
  /// The longest window.
  public static let greatestWindowLength = 100_001

  private let basis: FittingBasis

  /// Designs the fit.
  ///
  /// *Units*: a derivative of order d is per second to the power d.
  /// *Errors*: ``FilterDesignError/lengthOutsideRange(found:expected:)`` for a window that is even, below 1 or above
  /// ``greatestWindowLength``, for a degree below 0, not below the window's length or above ``greatestDegree``, and for
  /// a derivative below 0 or above the degree (it would be 0 everywhere).
  /// *Complexity*: O(window × degree²).
  public init(
    windowLength: Int, degree: Int, derivative: Int = 0, at rate: SampleRate
  ) throws(FilterDesignError) {
    guard (1...Self.greatestWindowLength).contains(windowLength), !windowLength.isMultiple(of: 2) else {
      throw .lengthOutsideRange(
        found: windowLength, expected: "an odd window of 1 to \(Self.greatestWindowLength) samples")
    }
    let highest = min(windowLength - 1, Self.greatestDegree)
    guard (0...highest).contains(degree) else {
      throw .lengthOutsideRange(found: degree, expected: "a degree from 0 to \(highest) for this window")
    }
    guard (0...degree).contains(derivative) else {
      throw .lengthOutsideRange(found: derivative, expected: "a derivative from 0 to the degree, \(degree)")
    }
    self.windowLength = windowLength
    self.degree = degree
    self.derivative = derivative
    sampleRate = rate
    basis = FittingBasis(count: windowLength, degree: degree)
  }

  /// The weights of a window's samples, in their order, for the value at one of them.
  ///
  /// *Shape*: `windowLength` weights. *Units*: per second to the power of the derivative.
  /// A position outside the window is a programming error; `nil` is the middle.
  public func weights(position: Int? = nil) -> [Double] {
    let place = position ?? windowLength / 2
    precondition((0..<windowLength).contains(place), "A position lies in the window.")
    let perSecond = Double.pow(sampleRate.hertz.value, derivative)
    return basis.weights(position: place, derivative: derivative).map { $0 * perSecond }
  }

  /// The smoothed or differentiated line.
  ///
  /// *Shape*: as many samples out as in. *Edges*: as asked; a NaN makes the samples NaN whose window holds it. An empty
  /// line stays empty.
  /// *Errors*: ``SignalError/tooShort(operation:found:needed:)`` when the edge rule is ``Edge/interpolated`` and the
  /// line is shorter than the window.
  /// *Complexity*: O(samples × window), and O(window × degree²) for interpolated ends.
  public func apply(_ line: [Double], edge: Edge = .interpolated) throws(SignalError) -> [Double] {
    guard !line.isEmpty else { return [] }
    let half = windowLength / 2
    let middle = weights()
    guard edge == .interpolated else {
      let continued = (-half..<(line.count + half)).map { line[source(of: $0, count: line.count, edge: edge)] }
      return line.indices.map { Self.dot(middle, continued, from: $0) }
    }
    guard line.count >= windowLength else {
      throw .tooShort(operation: "Savitzky–Golay filter", found: line.count, needed: windowLength)
    }
    let last = line.count - windowLength
    let before = fitted(line, from: 0, positions: 0..<half)
    let inside = (0...last).map { Self.dot(middle, line, from: $0) }
    let after = fitted(line, from: last, positions: (half + 1)..<windowLength)
    return before + inside + after
  }

  /// Each present run on its own; with interpolated edges, runs shorter than the window become missing.
  public func apply(_ line: [Double], mask: SampleMask, edge: Edge = .interpolated) -> MaskedLine {
    let shortest = edge == .interpolated ? windowLength : 1
    return MaskedLine(samples: line, mask: mask).mapRuns(shortest: shortest) { run in
      guard let fitted = try? apply(run, edge: edge) else {
        preconditionFailure("A run that reaches the shortest length can be fitted.")
      }
      return fitted
    }
  }

  /// The polynomial through one window, at several of its places: fitted once, not by a set of weights for each place.
  private func fitted(_ line: [Double], from start: Int, positions: Range<Int>) -> [Double] {
    let perSecond = Double.pow(sampleRate.hertz.value, derivative)
    let coefficients = basis.coefficients(of: line, from: start)
    return positions.map { position in
      let shapes = basis.derivatives(position: position, order: derivative)
      return zip(coefficients, shapes).reduce(0) { $0 + $1.0 * $1.1 } * perSecond
    }
  }

  /// Which sample stands at a place outside the line.
  private func source(of place: Int, count: Int, edge: Edge) -> Int {
    guard edge == .mirror, count > 1 else { return min(max(place, 0), count - 1) }
    let period = 2 * (count - 1)
    let turned = ((place % period) + period) % period
    return min(turned, period - turned)
  }

  private static func dot(_ weights: [Double], _ line: [Double], from start: Int) -> Double {
    var sum = 0.0
    for index in weights.indices { sum += weights[index] * line[start + index] }
    return sum
  }
}

/// Polynomials orthogonal on the places of a window, as least squares wants them.
///
/// *Definition*: Gram–Schmidt on x · pₖ over the places −1…1, done twice so that high degrees on short windows stay
/// orthogonal; the recurrence's coefficients are kept to differentiate by.
private struct FittingBasis: Hashable, Sendable {
  private let places: [Double]
  /// The polynomials' values at the places, each of unit length.
  private let values: [[Double]]
  /// For each polynomial after the first: what was subtracted of each earlier one, and what it was divided by.
  private let steps: [(projections: [Double], length: Double)]

  init(count: Int, degree: Int) {
    let half = max(Double(count - 1) / 2, 1)
    let places = (0..<count).map { (Double($0) - Double(count - 1) / 2) / half }
    var values = [Array(repeating: 1 / Double.sqrt(Double(count)), count: count)]
    var steps: [(projections: [Double], length: Double)] = []
    for _ in 0..<degree {
      var next = zip(places, values[values.count - 1]).map { $0 * $1 }
      var projections = Array(repeating: 0.0, count: values.count)
      for _ in 0..<2 {
        for (index, earlier) in values.enumerated() {
          let projection = zip(next, earlier).reduce(0) { $0 + $1.0 * $1.1 }
          projections[index] += projection
          next = zip(next, earlier).map { $0 - projection * $1 }
        }
      }
      let length = Double.sqrt(next.reduce(0) { $0 + $1 * $1 })
      values.append(next.map { $0 / length })
      steps.append((projections, length))
    }
    (self.places, self.values, self.steps) = (places, values, steps)
  }

  /// Σ over polynomials of pₖ(sample) · pₖ⁽ᵈ⁾(position), the derivative per sample.
  func weights(position: Int, derivative: Int) -> [Double] {
    let shapes = derivatives(position: position, order: derivative)
    return places.indices.map { place in
      var sum = 0.0
      for index in values.indices { sum += values[index][place] * shapes[index] }
      return sum
    }
  }

  /// How much of each polynomial there is in a window of a line.
  func coefficients(of line: [Double], from start: Int) -> [Double] {
    values.map { polynomial in
      var sum = 0.0
      for place in polynomial.indices { sum += polynomial[place] * line[start + place] }
      return sum
    }
  }

  /// The derivative of an order of each polynomial at a position, per sample: (x p)⁽ᵈ⁾ = x p⁽ᵈ⁾ + d p⁽ᵈ⁻¹⁾.
  func derivatives(position: Int, order: Int) -> [Double] {
    let place = places[position]
    // table[k][d], for all orders up to the wanted one.
    var table = [[values[0][0]] + Array(repeating: 0.0, count: order)]
    for (index, step) in steps.enumerated() {
      let previous = table[index]
      table.append(
        (0...order).map { d in
          var value = place * previous[d] + (d > 0 ? Double(d) * previous[d - 1] : 0)
          for (earlier, projection) in step.projections.enumerated() { value -= projection * table[earlier][d] }
          return value / step.length
        })
    }
    // Places run over −1…1; a sample is 1/half of that.
    let perSample = Double.pow(max(Double(places.count - 1) / 2, 1), -order)
    return table.map { $0[order] * perSample }
  }

  static func == (left: Self, right: Self) -> Bool {
    left.places.count == right.places.count && left.values.count == right.values.count
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(places.count)
    hasher.combine(values.count)
  }
}
