/// The parts of a chart file's name, `D<maker>-<exam>-<series>.<chart><suffix>`.
public struct NCCAChartName: Hashable, Sendable {
  /// The character that stands for the maker.
  public var makerCharacter: Character
  /// The exam's name; it may hold blanks, brackets, hyphens and dots.
  public var exam: String
  /// The series: one digit or capital letter, or a number in one maker's raw names.
  public var series: String
  /// The chart's number.
  public var chart: Int
  /// The letter after the chart's number; `A` in everything seen.
  public var suffix: Character
  /// True when a separator was replaced, as file managers and scripts do.
  public var isAltered: Bool

  /// Makes a name.
  public init(
    makerCharacter: Character, exam: String, series: String, chart: Int, suffix: Character = "A",
    isAltered: Bool = false
  ) {
    self.makerCharacter = makerCharacter
    self.exam = exam
    self.series = series
    self.chart = chart
    self.suffix = suffix
    self.isAltered = isAltered
  }

  /// Reads a file name without its folder, or returns `nil` when it is no chart's.
  ///
  /// *Definition*: the parts are taken from both ends, because exam names hold every separator. A name that ends in
  /// `_E<nnn>C<nnn>.01A` carries series and chart there, and the ending is no chart number.
  public init?(_ name: String) {
    let letters = Array(name)
    guard letters.count >= 9, letters[0] == "D", letters[2] == "-" || letters[2] == "_",
      let suffix = letters.last, suffix.isASCII, suffix.isUppercase
    else { return nil }
    let separator = letters[letters.count - 4]
    guard separator == "." || separator == "_",
      let chart = Self.number(letters[(letters.count - 3)..<(letters.count - 1)])
    else { return nil }
    if separator == ".", let raw = Self.rawParts(letters) {
      self.init(
        makerCharacter: letters[1], exam: raw.exam, series: raw.series, chart: raw.chart, suffix: suffix,
        isAltered: letters[2] == "_")
      return
    }
    let series = letters[letters.count - 5]
    let divider = letters[letters.count - 6]
    let exam = String(letters[3..<(letters.count - 6)])
    guard series.isASCII, series.isNumber || series.isUppercase, divider == "-" || divider == "_", !exam.isEmpty,
      chart > 0
    else { return nil }
    // One maker's renamed files have an underscore before the series; that is their own form.
    let isOwnForm = divider == "_" && NCCAMaker(character: letters[1]) == .limestone
    self.init(
      makerCharacter: letters[1], exam: exam, series: String(series), chart: chart, suffix: suffix,
      isAltered: letters[2] == "_" || separator == "_" || (divider == "_" && !isOwnForm))
  }

  /// The parts of `…_E001C002.01A`.
  private static func rawParts(_ letters: [Character]) -> (exam: String, series: String, chart: Int)? {
    let end = letters.count - 4
    guard end >= 13, letters[end - 9] == "_", letters[end - 8] == "E", letters[end - 4] == "C",
      let series = number(letters[(end - 7)..<(end - 4)]), let chart = number(letters[(end - 3)..<end]), chart > 0
    else { return nil }
    return (String(letters[3..<(end - 9)]), String(series), chart)
  }

  private static func number(_ letters: ArraySlice<Character>) -> Int? {
    letters.allSatisfy { $0.isASCII && $0.isNumber } ? Int(String(letters)) : nil
  }

  /// The name in the standard form.
  public var text: String {
    let digits = String(chart)
    return "D\(makerCharacter)-\(exam)-\(series)." + (digits.count < 2 ? "0" : "") + digits + String(suffix)
  }
}
