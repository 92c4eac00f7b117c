import PolygraphDSP
import PolygraphQuantities

/// The self-centring electrodermal filters of the field's instruments, with the constants that are printed for them.
///
/// Presets keep different parts of a response's height (0.3 to 1.0 of it), so amplitudes of two presets are never
/// compared. All but ``off`` and ``none`` differ only in the low-pass and high-pass behind the common 12 Hz low-pass.
public enum ElectrodermalPreset: String, Hashable, Sendable, CaseIterable {
  /// 12 Hz and 10 s, as coded; the default of the reference profile.
  case laf18
  /// 0.443 Hz and 10 s, as the notes of 2021 describe laf18, and as it was before.
  case laf18Notes
  /// 0.886 Hz and 0.1 Hz (Axciton).
  case axc
  /// 0.886 Hz and 0.04 Hz (legacy, LXCAT).
  case leg
  /// 0.2 Hz and 0.03 Hz (Lafayette, 2013).
  case laf13
  /// 0.5 Hz and 0.01 Hz.
  case laf0
  /// 0.05 Hz and 0.05 Hz.
  case lafX
  /// 0.3 Hz and 0.2 Hz.
  case lafD
  /// 0.0467 Hz and 0.0533 Hz (Limestone).
  case lim
  /// A third-order 0.3 Hz low-pass with a wrong numerator (its gain at rest is 0.75), and 0.06 Hz.
  case test
  /// 0.886 Hz alone: for files that come centred.
  case none
  /// The 12 Hz low-pass twice and no high-pass.
  case off

  /// The low-pass and the high-pass behind the 12 Hz low-pass.
  var filters: [ReferenceFilter] {
    switch self {
    case .laf18: [.lowPass12, .highPass10s]
    case .laf18Notes: [.low(22.5405084, 0.9112708567), .highPass10s]
    case .axc: [.lowPass886, .high(1.010472358, 0.9792723507)]
    case .leg: [.lowPass886, .high(1.004188815, 0.9916573165)]
    case .laf13: [.low(48.73950141, 0.958965522), .high(1.003141603, 0.9937364715)]
    case .laf0: [.low(20.08113669, 0.9004040443), .high(1.001047198, 0.9979077951)]
    case .lafX: [.low(191.9841864, 0.9895824753), .high(1.005236036, 0.9895824753)]
    case .lafD: [.low(32.82051595, 0.9390625058), .high(1.020947014, 0.958965522)]
    case .lim: [.low(205.626155, 0.9902736109), .high(1.005585112, 0.9888918171)]
    case .test:
      [
        ReferenceFilter(
          weights: [1, 2, 2, 1], gain: 34309.44333, feedback: [2.8743568927, -2.7564831952, 0.8818931306]),
        .high(1.006283268, 0.9875119299),
      ]
    case .none: [.lowPass886]
    case .off: [.lowPass12]
    }
  }

  /// The chain from samples to the self-centring line.
  public var chain: [FilterStage] {
    [.subtractFirst, .commonRange(range: 30000), .subtractFirst, .printed(.lowPass12)] + filters.map { .printed($0) }
      + [.subtractFirst]
  }
}

extension ReferenceFilter {
  /// A first-order low-pass of printed gain and pole.
  static func low(_ gain: Double, _ pole: Double) -> ReferenceFilter {
    ReferenceFilter(weights: [1, 1], gain: gain, feedback: [pole])
  }

  /// A first-order high-pass of printed gain and pole.
  static func high(_ gain: Double, _ pole: Double) -> ReferenceFilter {
    ReferenceFilter(weights: [1, -1], gain: gain, feedback: [pole])
  }

  /// The 12 Hz low-pass before every electrodermal preset.
  static let lowPass12 = low(1.32491969623291, -0.50952544949443)
  /// The 0.886 Hz low-pass of respiration and of the level-keeping presets.
  static let lowPass886 = low(11.74704212, 0.8297443748)
  /// The 0.443 Hz low-pass of a second electrodermal channel.
  static let lowPass443 = low(22.5405084, 0.9112708567)
  /// The high-pass with a time constant of 10 s.
  static let highPass10s = high(1.00166504564511, 0.99667544424686)
  /// The second-order 2 Hz low-pass before rates are counted.
  static let lowPass2 = ReferenceFilter(
    weights: [1, 2, 1], gain: 29.7868961737845, feedback: [1.41898265221812, -0.55326988968868])
}
