/// What a channel senses.
///
/// The set is open: an instrument may bring a sensor of its own; the known members are those of the field.
public struct Sensor: RawRepresentable, Hashable, Sendable, Codable {
  /// The sensor's name as it is stored and exchanged.
  public let rawValue: String
  /// Makes a sensor from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Upper (thoracic) respiration; the line rises with inhalation.
  public static let thoracicRespiration = Sensor(rawValue: "thoracicRespiration")
  /// Lower (abdominal) respiration; the line rises with inhalation.
  public static let abdominalRespiration = Sensor(rawValue: "abdominalRespiration")
  /// The combination of both respirations; appears in scores only, never on a channel.
  public static let respiration = Sensor(rawValue: "respiration")
  /// Electrodermal activity (EDA); the line rises with conductance.
  public static let electrodermal = Sensor(rawValue: "electrodermal")
  /// A second or instrument-made EDA line.
  public static let secondElectrodermal = Sensor(rawValue: "secondElectrodermal")
  /// Arm-cuff cardio; the line rises with pressure.
  public static let cardio = Sensor(rawValue: "cardio")
  /// Finger or ear photoplethysmograph (PPG).
  public static let vasomotor = Sensor(rawValue: "vasomotor")
  /// Finger or forearm cuff.
  public static let fingerCuff = Sensor(rawValue: "fingerCuff")
  /// Electronic cardio.
  public static let electronicCardio = Sensor(rawValue: "electronicCardio")
  /// Pulse transit time.
  public static let pulseTransitTime = Sensor(rawValue: "pulseTransitTime")
  /// Seat, arm or foot activity.
  public static let activity = Sensor(rawValue: "activity")
  /// An auxiliary input whose sensor the file does not tell.
  public static let auxiliary = Sensor(rawValue: "auxiliary")
  /// A channel whose sensor is not known.
  public static let unknown = Sensor(rawValue: "unknown")

  /// The four sensors every exam must record at once (ASTM E2439: two respirations, EDA, cardio), plus activity,
  /// which professional practice expects.
  public static let required: [Sensor] = [
    .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .activity,
  ]
}
