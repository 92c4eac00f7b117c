extension HeightThreshold {
  private enum CodingKeys: String, CodingKey, CaseIterable { case chartUnits, partOfRange, partOfAmplitude }

  /// Reads a threshold: one key that says what the number means.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: container.codingPath,
          debugDescription: "found \(container.allKeys.count) keys, expected one of "
            + CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")))
    }
    let number = try container.decode(Double.self, forKey: key)
    switch key {
    case .chartUnits: self = .chartUnits(number)
    case .partOfRange: self = .partOfRange(number)
    case .partOfAmplitude: self = .partOfAmplitude(number)
    }
  }

  /// Writes the threshold under the key that says what the number means.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .chartUnits(let number): try container.encode(number, forKey: .chartUnits)
    case .partOfRange(let number): try container.encode(number, forKey: .partOfRange)
    case .partOfAmplitude(let number): try container.encode(number, forKey: .partOfAmplitude)
    }
  }
}
