import PolygraphModel

/// The side an opinion takes, whatever the words of the format: `DI` and `SR` are one side.
public enum OpinionSide: String, Hashable, Sendable, Codable, CaseIterable {
  /// DI, SR or RI.
  case deceptive
  /// INC or NO.
  case neither
  /// NDI, NSR or NRI.
  case truthful

  /// The side of an opinion; `nil` for none, and for one of a vocabulary of somebody's own.
  public init?(_ opinion: Opinion?) {
    switch opinion {
    case .deceptionIndicated, .significantResponse, .recognitionIndicated: self = .deceptive
    case .noDeceptionIndicated, .noSignificantResponse, .noRecognitionIndicated: self = .truthful
    case .inconclusive, .noOpinion: self = .neither
    default: return nil
    }
  }
}
