import RealModule

/// Significance levels for several comparisons at once.
public enum Multiplicity {
  /// Bonferroni's level of one comparison: α/n.
  public static func bonferroni(_ alpha: Double, comparisons: Int) -> Double {
    alpha / Double(checked(comparisons))
  }

  /// Šidák's level of one comparison: 1 − (1 − α)^(1/n).
  public static func sidak(_ alpha: Double, comparisons: Int) -> Double {
    -Double.expMinusOne(Double.log(onePlus: -alpha) / Double(checked(comparisons)))
  }

  /// The level of n comparisons each made at α: 1 − (1 − α)^n.
  public static func inverseSidak(_ alpha: Double, comparisons: Int) -> Double {
    -Double.expMinusOne(Double.log(onePlus: -alpha) * Double(checked(comparisons)))
  }

  private static func checked(_ comparisons: Int) -> Int {
    precondition(comparisons > 0, "There is at least one comparison.")
    return comparisons
  }
}
