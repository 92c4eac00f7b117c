import PolygraphModel

/// The words of opinions, where an office has others than the format's.
///
/// *Definition*: by default DI, NDI, INC for one event, SR, NSR, NO for screening, RI, NRI, NO for recognition.
public struct OpinionWords: Hashable, Sendable {
  /// Deception, a significant response, or recognition.
  public let deceptive: Opinion
  /// Truth, no significant response, or no recognition.
  public let truthful: Opinion
  /// Neither.
  public let neither: Opinion

  /// Makes words; `nil` unless they are three different ones, none of them empty.
  public init?(deceptive: String, truthful: String, neither: String) {
    let words = [deceptive, truthful, neither]
    guard Set(words).count == 3, words.allSatisfy({ !$0.isEmpty && !$0.contains { $0.isWhitespace } }) else {
      return nil
    }
    self.deceptive = Opinion(rawValue: deceptive)
    self.truthful = Opinion(rawValue: truthful)
    self.neither = Opinion(rawValue: neither)
  }
}
