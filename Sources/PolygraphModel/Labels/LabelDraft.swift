/// What one label says before the rest of the chart is looked at, with what was cleaned off it.
struct LabelDraft {
  /// What the label is, as far as it tells on its own.
  enum Content: Hashable {
    case question(QuestionLabel)
    case annotation(AnnotationGroup?)
    /// A letter that is a question or a note, by its length: S, K, Y and U of a SKY test, and I, IE, IS.
    case byLength
    /// `1C`: irrelevant, or the first comparison question of a chart numbered in front.
    case firstLetteredC
    /// A number alone.
    case plain(Int)
    /// The label is empty or zero.
    case lost
    case unknown
  }

  /// The label after cleaning, in upper case.
  var core: String
  var declared: DeclaredType?
  var content: Content
  var notes: [LabelNote] = []

  /// Cleans and classifies a label.
  init(_ context: LabelContext, dictionary: AnnotationDictionary) {
    core = Self.trimmed(context.label).uppercased()
    declared = context.declaredType.flatMap { DeclaredType($0) }
    content = .unknown
    if core.count > ChartLabels.longestLabel {
      note("label-long", "The label has more than \(ChartLabels.longestLabel) characters; it was kept.")
    }
    classify(dictionary)
    guard content == .unknown else { return }
    splitDeclaredType()
    removePunctuation()
    classify(dictionary)
    guard content == .unknown else { return }
    readLetterOAsZero()
    removeMirroredLetter()
    classify(dictionary)
    guard content == .unknown, Self.isTwoNotes(core, dictionary) else { return }
    content = .annotation(Self.firstHalfGroup(core, dictionary))
  }

  private mutating func note(_ code: String, _ message: String) {
    notes.append(LabelNote(code: code, message: message))
  }

  private mutating func classify(_ dictionary: AnnotationDictionary) {
    if core.allSatisfy({ $0 == "0" }) {
      content = .lost
      note("label-empty", "The label is empty or zero; the event was kept without a role.")
    } else if AnswerWord(core) != nil {
      content = .annotation(.answer)
    } else if ChartLabels.lettersByLength.contains(core), declared?.letters != core {
      content = .byLength
    } else if let group = dictionary.group(of: core), declared?.letters != core {
      content = .annotation(group)
    } else if core == "1C" {
      content = .firstLetteredC
    } else if let label = QuestionLabel.parse(core) {
      content =
        label.role == .other && label.label == label.number.map(String.init)
        ? .plain(label.number ?? 0) : .question(label)
    }
  }

  private mutating func splitDeclaredType() {
    guard let divider = core.firstIndex(where: { $0 == " " || $0 == "_" }),
      let type = DeclaredType(core[..<divider])
    else { return }
    let rest = core[divider...].drop { $0 == " " || $0 == "_" }
    guard !rest.isEmpty else { return }
    note("label-typed", "\"\(core)\" has its type in front; it was read as \"\(rest)\".")
    declared = type
    core = String(rest)
  }

  private mutating func removePunctuation() {
    guard core.utf8.allSatisfy({ $0 < 128 }) else { return }
    let bare = core.filter { $0.isLetter || $0.isNumber }
    guard bare != core, !bare.isEmpty else { return }
    note("label-punctuation", "\"\(core)\" was read as \"\(bare)\".")
    core = bare
  }

  private mutating func readLetterOAsZero() {
    var letters = Array(core)
    for (index, letter) in letters.enumerated() where letter == "O" {
      let isBesideOne =
        (index > 0 && letters[index - 1] == "1") || (index + 1 < letters.count && letters[index + 1] == "1")
      if isBesideOne { letters[index] = "0" }
    }
    let repaired = String(letters)
    guard repaired != core,
      QuestionLabel.parse(repaired) != nil || QuestionLabel.parse(Self.withoutMirror(repaired)) != nil
    else { return }
    note("label-o-zero", "\"\(core)\" has the letter O for zero; it was read as \"\(repaired)\".")
    core = repaired
  }

  private mutating func removeMirroredLetter() {
    if QuestionLabel.parse(core) == nil { core = Self.withoutMirror(core) }
  }

  /// `R10` for `R10R`; other labels as they are.
  private static func withoutMirror(_ label: String) -> String {
    guard let parts = LabelParts(label), case .enclosed(let front, let digits, let back) = parts.shape, front == back
    else { return label }
    return front + digits
  }

  private static func trimmed(_ label: String) -> String {
    var rest = label[...].drop { $0 == "-" || $0 == " " }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }

  private static func isTwoNotes(_ label: String, _ dictionary: AnnotationDictionary) -> Bool {
    firstHalfGroup(label, dictionary) != nil
  }

  /// The group of the first of two notes typed without a break, or `nil` when the label is not two notes.
  private static func firstHalfGroup(_ label: String, _ dictionary: AnnotationDictionary) -> AnnotationGroup? {
    for cut in label.indices.dropFirst() {
      if let first = dictionary.group(of: String(label[..<cut])), dictionary.group(of: String(label[cut...])) != nil {
        return first
      }
    }
    return nil
  }
}
