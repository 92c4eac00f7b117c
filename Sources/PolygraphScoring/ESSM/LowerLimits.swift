import Synchronization

/// The lower limits of odds that were asked for lately: scores are whole numbers, so a study asks for few of them, many
/// thousand times.
enum LowerLimits {
  /// So many limits are kept.
  static let mostKept = 4096

  private struct Key: Hashable {
    let odds: Double
    let trials: Int
    let alpha: Double
  }

  private static let known = Mutex<[Key: Double]>([:])

  /// ``ESSM/lowerLimit(ofOdds:trials:alpha:)``.
  static func limit(ofOdds odds: Double, trials: Int, alpha: Double) -> Double {
    let key = Key(odds: odds, trials: trials, alpha: alpha)
    if let limit = known.withLock({ $0[key] }) { return limit }
    let limit = ESSM.lowerLimit(ofOdds: odds, trials: trials, alpha: alpha)
    known.withLock { known in
      if known.count >= mostKept { known.removeAll(keepingCapacity: true) }
      known[key] = limit
    }
    return limit
  }
}
