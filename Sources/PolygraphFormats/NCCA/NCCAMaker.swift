/// The four makers whose software writes NCCA ASCII, with the character that stands for each in file names.
public enum NCCAMaker: String, Hashable, Sendable, CaseIterable {
  /// Lafayette; `&`.
  case lafayette = "Lafayette"
  /// Axciton; `$`.
  case axciton = "Axciton"
  /// Limestone; `%`, since 2010 `@`.
  case limestone = "Limestone"
  /// Stoelting; `#`, since 2010 `!`.
  case stoelting = "Stoelting"

  /// The maker of a file name's second character, or `nil` for an unknown one.
  public init?(character: Character) {
    switch character {
    case "&": self = .lafayette
    case "$": self = .axciton
    case "%", "@": self = .limestone
    case "#", "!": self = .stoelting
    default: return nil
    }
  }

  /// The maker that an instrument text names, or `nil` when it names none.
  public init?(instrument text: String) {
    let lowered = text.lowercased()
    guard let maker = Self.allCases.first(where: { lowered.contains($0.rawValue.lowercased()) }) else { return nil }
    self = maker
  }

  /// The character in new file names.
  public var character: Character {
    switch self {
    case .lafayette: "&"
    case .axciton: "$"
    case .limestone: "%"
    case .stoelting: "#"
    }
  }

  /// What this maker's software is known to have done to the EDA channel it exports.
  ///
  /// *Source*: the field's open reference implementation takes these two makers' EDA as centred already.
  public var electrodermalConditioning: String? {
    switch self {
    case .axciton, .limestone: "self-centred by the maker's software"
    case .lafayette, .stoelting: nil
    }
  }
}
