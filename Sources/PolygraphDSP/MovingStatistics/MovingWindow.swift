import PolygraphQuantities

/// Which neighbours of a sample a moving statistic looks at, the sample itself always among them.
public struct MovingWindow: Hashable, Sendable, Codable {
  /// The samples before.
  public let before: Int
  /// The samples after.
  public let after: Int

  /// Makes a window; both numbers are zero or more.
  public init(before: Int, after: Int) {
    precondition(before >= 0 && after >= 0, "A window reaches zero or more samples to each side.")
    self.before = before
    self.after = after
  }

  /// Reads a window that was written. *Errors*: a number below 0, or a window too long to be counted.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    before = try container.decode(Int.self, forKey: .before)
    after = try container.decode(Int.self, forKey: .after)
    guard (0..<Int.max / 2).contains(before), (0..<Int.max / 2).contains(after) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: container.codingPath, debugDescription: "A window reaches zero or more samples to each side.")
      )
    }
  }

  /// The same number of samples on both sides, so that nothing is delayed.
  public static func centred(halfWidth: Int) -> MovingWindow { MovingWindow(before: halfWidth, after: halfWidth) }

  /// A centred window from a half width in seconds, rounded to samples with halves to even.
  public static func centred(halfWidth: Seconds, at rate: SampleRate) -> MovingWindow {
    precondition(halfWidth.value.isFinite && halfWidth.value >= 0, "A half width is a finite time of zero or more.")
    return centred(halfWidth: rate.sampleCount(in: halfWidth))
  }

  /// The latest `count` samples, as a causal display has them; one or more.
  public static func trailing(count: Int) -> MovingWindow {
    precondition(count > 0, "A window has one or more samples.")
    return MovingWindow(before: count - 1, after: 0)
  }

  /// The number of samples in a full window.
  public var count: Int { before + 1 + after }
}

/// What a window that reaches over an end of its line finds there.
public enum MovingEdge: Hashable, Sendable, Codable, CaseIterable {
  /// Nothing: the window has fewer samples there.
  case shrink
  /// The line backwards, its end sample first (d c b a | a b c d | d c b a).
  case reflect
  /// The line backwards without its end sample (d c b | a b c d | c b a).
  case mirror
  /// The end sample again and again.
  case nearest

  /// The line continued at both ends for a window, so that each sample's window is full; the line itself for `shrink`.
  func extended(_ line: [Double], for window: MovingWindow) -> [Double] {
    guard self != .shrink, !line.isEmpty else { return line }
    let count = line.count
    return (-window.before..<0).map { line[place(of: $0, count: count)] } + line
      + (count..<(count + window.after)).map { line[place(of: $0, count: count)] }
  }

  private func place(of index: Int, count: Int) -> Int {
    switch self {
    case .shrink, .nearest: return min(max(index, 0), count - 1)
    case .reflect:
      let turn = modulo(index, 2 * count)
      return turn < count ? turn : 2 * count - 1 - turn
    case .mirror:
      guard count > 1 else { return 0 }
      let turn = modulo(index, 2 * (count - 1))
      return turn < count ? turn : 2 * (count - 1) - turn
    }
  }

  private func modulo(_ value: Int, _ divisor: Int) -> Int {
    let rest = value % divisor
    return rest < 0 ? rest + divisor : rest
  }
}
