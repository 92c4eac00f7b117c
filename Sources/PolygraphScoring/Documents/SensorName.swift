import PolygraphModel

/// The names of sensors in documents that people write: the field's short ones beside those of the library.
enum SensorName {
  private static let aliases: [String: Sensor] = [
    "upperRespiration": .thoracicRespiration, "lowerRespiration": .abdominalRespiration, "eda": .electrodermal,
    "ple": .vasomotor,
  ]
  private static let sensors: [Sensor] = [
    .respiration, .thoracicRespiration, .abdominalRespiration, .electrodermal, .cardio, .vasomotor,
  ]

  /// The sensor of a name.
  static func sensor(_ name: String, at place: String) throws(DocumentFault) -> Sensor {
    if let known = aliases[name] ?? sensors.first(where: { $0.rawValue == name }) { return known }
    let names = (sensors.map(\.rawValue) + aliases.keys.sorted()).joined(separator: ", ")
    throw DocumentFault(place: place, found: "the sensor \"\(name)\"", expected: "one of \(names)")
  }
}
