import PolygraphModel
import PolygraphQuantities

/// How raw counts become a physical value: a formula with a name and a version.
///
/// Counts are what is stored. The name, the version and the numbers go into the manifest, so that a wrong factor can be
/// repaired years later.
public struct TransferFunction: Hashable, Sendable, Codable {
  /// The formulas.
  public enum Formula: Hashable, Sendable, Codable {
    /// value = count · gain + offset.
    case linear(gain: Double, offset: Double)
    /// Conductance in µS from a divider: 1 / (1 − count / full) MΩ.
    case resistanceDivider(fullScale: Double)
    /// Conductance in µS from a word whose two upper bits name the range resistor (Shimmer3 GSR+).
    case rangedConductance
    /// Resistance in ohms by the maker's formula of the Grove GSR sensor.
    case groveResistance
  }

  /// The formula's name.
  public let name: String
  /// The version of the formula's numbers.
  public let version: Int
  /// The unit of the values.
  public let unit: MeasurementUnit
  /// The formula with its numbers.
  public let formula: Formula

  /// Makes a transfer function.
  public init(name: String, version: Int = 1, unit: MeasurementUnit, formula: Formula) {
    self.name = name
    self.version = version
    self.unit = unit
    self.formula = formula
  }

  /// The value of a count; NaN where the formula has none.
  public func value(_ count: Int32) -> Double {
    let count = Double(count)
    switch formula {
    case .linear(let gain, let offset): return count * gain + offset
    case .resistanceDivider(let fullScale):
      let resistance = 1 - count / fullScale
      return resistance > 0 ? 1 / resistance : .nan
    case .rangedConductance:
      let word = Int(count)
      let resistors = [40_200.0, 287_000.0, 1_000_000.0, 3_300_000.0]
      let volts = Double(word & 0xFFF) * 3 / 4095
      let resistance = resistors[word >> 14 & 3] / (volts / 0.5 - 1)
      return resistance > 0 ? 1e6 / resistance : .nan
    case .groveResistance:
      return count < 512 ? (1024 + 2 * count) * 10_000 / (512 - count) : .nan
    }
  }

  /// The count as it is.
  public static let counts = linear("count", .count, gain: 1)

  /// A straight line.
  public static func linear(
    _ name: String, _ unit: MeasurementUnit, gain: Double, offset: Double = 0
  ) -> TransferFunction {
    TransferFunction(name: name, unit: unit, formula: .linear(gain: gain, offset: offset))
  }
}

extension TransferFunction {
  /// BITalino EDA (current sensor): µS = count / 2ⁿ · 3.3 / 0.132.
  public static func bitalinoElectrodermal(bits: Int) -> TransferFunction {
    linear("bitalino-eda", .microsiemens, gain: 3.3 / 0.132 / fullScale(bits))
  }

  /// BITalino EDA (2015 sensor): R = 1 − count / 2ⁿ in MΩ, µS = 1 / R.
  public static func bitalinoElectrodermal2015(bits: Int) -> TransferFunction {
    TransferFunction(
      name: "bitalino-eda-2015", unit: .microsiemens, formula: .resistanceDivider(fullScale: fullScale(bits)))
  }

  /// BITalino respiration (PZT and RIP): per cent of the range around its middle.
  public static func bitalinoRespiration(bits: Int) -> TransferFunction {
    linear("bitalino-respiration", MeasurementUnit(rawValue: "%"), gain: 100 / fullScale(bits), offset: -50)
  }

  /// BITalino biopotentials: millivolts at the electrodes; the gain is 1100 for ECG, 1009 for EMG, 40000 for EEG.
  public static func bitalinoBiopotential(_ name: String, gain: Double, bits: Int) -> TransferFunction {
    let full = 3.3 / gain * 1000
    return linear(
      "bitalino-\(name)", MeasurementUnit(rawValue: "mV"), gain: full / fullScale(bits), offset: -full / 2)
  }

  /// OpenBCI Cyton: microvolts at a gain of the ADS1299.
  public static func cyton(gain: Double) -> TransferFunction {
    linear("cyton-gain-\(Int(gain))", MeasurementUnit(rawValue: "µV"), gain: 4_500_000 / gain / 8_388_607)
  }

  /// OpenBCI Cyton: acceleration in g.
  public static let cytonAcceleration = linear(
    "cyton-acceleration", MeasurementUnit(rawValue: "g"), gain: 0.002 / 16)

  /// Shimmer3 GSR+: conductance of the range resistor's divider.
  public static let shimmerConductance = TransferFunction(
    name: "shimmer3-gsr-divider", unit: .microsiemens, formula: .rangedConductance)

  /// Grove GSR: resistance by its maker's formula, uncalibrated, singular at 512.
  public static let groveResistance = TransferFunction(
    name: "grove-gsr-uncalibrated", unit: MeasurementUnit(rawValue: "Ω"), formula: .groveResistance)

  /// MPX5050 pressure sensor, ratiometric: kPa = (count / 2ⁿ − 0.04) / 0.018, given in mmHg.
  public static func mpx5050(bits: Int) -> TransferFunction {
    let perKilopascal = 7.50062
    return linear(
      "mpx5050", .millimetresOfMercury, gain: perKilopascal / 0.018 / fullScale(bits),
      offset: -0.04 / 0.018 * perKilopascal)
  }

  private static func fullScale(_ bits: Int) -> Double { Double(1 << bits) }
}
