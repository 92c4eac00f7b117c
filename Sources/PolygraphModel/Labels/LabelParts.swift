/// A label cut into its runs of letters and digits; upper case, ASCII only.
struct LabelParts: Hashable {
  /// How letters and digits follow each other, for the shapes that labels have.
  enum Shape: Hashable {
    case letters(String)
    case digits(String)
    case numbered(letters: String, digits: String, isNumberFirst: Bool)
    case enclosed(front: String, digits: String, back: String)
    case repeated(pass: String, letters: String, digits: String)
    case stoelting(front: String, pass: String, letters: String, digits: String)
  }
  let shape: Shape

  /// Cuts a label; `nil` when it is empty, holds anything but `A`…`Z` and `0`…`9`, or has a shape no label has.
  init?(_ text: String) {
    var runs: [(isDigits: Bool, text: String)] = []
    for byte in text.utf8 {
      let isDigit = (48...57).contains(byte)
      guard isDigit || (65...90).contains(byte) else { return nil }
      let character = Character(UnicodeScalar(byte))
      if let last = runs.indices.last, runs[last].isDigits == isDigit {
        runs[last].text.append(character)
      } else {
        runs.append((isDigit, String(character)))
      }
    }
    let texts = runs.map(\.text)
    switch runs.map(\.isDigits) {
    case [false]: shape = .letters(texts[0])
    case [true]: shape = .digits(texts[0])
    case [false, true]: shape = .numbered(letters: texts[0], digits: texts[1], isNumberFirst: false)
    case [true, false]: shape = .numbered(letters: texts[1], digits: texts[0], isNumberFirst: true)
    case [false, true, false]: shape = .enclosed(front: texts[0], digits: texts[1], back: texts[2])
    case [true, false, true]: shape = .repeated(pass: texts[0], letters: texts[1], digits: texts[2])
    case [false, true, false, true]:
      shape = .stoelting(front: texts[0], pass: texts[1], letters: texts[2], digits: texts[3])
    default: return nil
    }
  }
}
