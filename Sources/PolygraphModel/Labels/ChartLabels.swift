/// The label grammar of chart files, over a whole chart.
///
/// *Source*: the habits of examiners and instruments as the field's open reference implementation knows them, and real
/// exports.
public enum ChartLabels {
  /// The most characters a label has in a chart file.
  public static let longestLabel = 8

  /// Labels that are a question when they have a length or an answer, and a note otherwise.
  static let lettersByLength: Set<String> = ["S", "K", "Y", "U", "I", "IE", "IS"]

  /// The readings of a chart's labels, one for each event, in the order of `events`.
  ///
  /// *Definition*: each label is cleaned and matched on its own; then the chart decides what `1C` and plain numbers
  /// are, and whether unnumbered repeats are the passes of a directed-lie screening test; then equal canonical labels
  /// are counted.
  /// *Edges*: an event of one sample without an answer is a note, whatever its label, except X, XX and a lost label.
  /// *Complexity*: O(events).
  public static func read(
    _ events: [LabelContext], dictionary: AnnotationDictionary = .standard
  ) -> [LabelReading] {
    let drafts = events.map { LabelDraft($0, dictionary: dictionary) }
    let chart = ChartFacts(drafts, events)
    var readings = zip(drafts, events).map { draft, event in chart.reading(draft, event, dictionary) }
    numberPasses(&readings)
    var counts: [String: Int] = [:]
    var clashes: Set<String> = []
    for index in readings.indices {
      counts[readings[index].canonical, default: 0] += 1
      readings[index].occurrence = counts[readings[index].canonical] ?? 1
      if let note = clash(readings[index], core: drafts[index].core), clashes.insert(drafts[index].core).inserted {
        readings[index].notes.append(note)
      }
    }
    return readings
  }

  /// A note for a code that another program may take for a question, or that is a question's label too.
  private static func clash(_ reading: LabelReading, core: String) -> LabelNote? {
    let isByLength = ["Y", "I", "IE", "IS"].contains(core)
    guard reading.isAnnotation || isByLength, reading.annotationGroup != .answer || core.hasSuffix("SIR") else {
      return nil
    }
    let isInDictionary = reading.annotationGroup != nil || isByLength
    let isMistakable = core.contains("C") || core.contains("R")
    guard isInDictionary, isByLength || isMistakable || ["SI", "SN", "SW", "Z"].contains(core) else { return nil }
    let reading = reading.isAnnotation ? "a note" : "a question"
    return LabelNote(
      code: "label-clash", message: "\"\(core)\" is both a note and like a question's label; it was read as \(reading)."
    )
  }

  /// Numbers the presentations of each question of a directed-lie screening chart: R1, R1, R1 become 1R1, 2R1, 3R1.
  ///
  /// *Definition*: only when the chart has at most three comparison and three relevant labels, at least one of each,
  /// all with a number of one digit, at least one of them repeats, and none is numbered by pass already.
  private static func numberPasses(_ readings: inout [LabelReading]) {
    let scored = readings.indices.filter { index in
      !readings[index].isAnnotation && (readings[index].role == .relevant || readings[index].role == .comparison)
    }
    let labels = scored.map { QuestionLabel.parse(readings[$0].canonical) }
    guard labels.allSatisfy({ $0?.pass == nil && ($0?.number).map { $0 <= 9 } == true }) else { return }
    let relevant = Set(scored.filter { readings[$0].role == .relevant }.map { readings[$0].canonical })
    let comparison = Set(scored.filter { readings[$0].role == .comparison }.map { readings[$0].canonical })
    guard (1...3).contains(relevant.count), (1...3).contains(comparison.count),
      scored.count > relevant.count + comparison.count
    else { return }
    var passes: [String: Int] = [:]
    for index in scored {
      let label = readings[index].canonical
      passes[label, default: 0] += 1
      readings[index].canonical = "\(passes[label] ?? 1)\(label)"
      readings[index].notes.append(
        LabelNote(
          code: "dlst-renumbered",
          message: "\"\(label)\" is asked several times; its passes were numbered 1\(label) up."))
    }
  }
}

/// What the labels of a chart say together.
private struct ChartFacts {
  /// True when `1C` is the chart's first comparison question.
  let isFirstComparisonLettered: Bool
  /// True when plain numbers are the items of a concealed information or acquaintance test.
  let hasItems: Bool

  init(_ drafts: [LabelDraft], _ events: [LabelContext]) {
    let asked = zip(drafts, events).filter { !$0.1.isSingleSample }.map(\.0)
    let labels = asked.compactMap { draft -> QuestionLabel? in
      if case .question(let label) = draft.content { label } else { nil }
    }
    let hasNumberFirst = asked.contains { $0.core == "2C" || $0.core == "3C" }
    isFirstComparisonLettered = hasNumberFirst && !labels.contains { $0.label == "C1" }
    let roles = Set(
      asked.compactMap { draft -> QuestionRole? in
        if case .question(let label) = draft.content { label.role } else { draft.declared?.role }
      })
    hasItems = roles.contains(.key) && roles.isDisjoint(with: [.relevant, .comparison])
  }

  func reading(_ draft: LabelDraft, _ event: LabelContext, _ dictionary: AnnotationDictionary) -> LabelReading {
    var reading = LabelReading(canonical: draft.core, role: .other, notes: draft.notes)
    switch draft.content {
    case .question(let label) where label.role.isAnnouncement:
      reading.canonical = label.label
      reading.role = label.role
      return reading
    case .lost:
      reading.canonical = "0"
      return reading
    case .annotation(let group):
      reading.isAnnotation = true
      reading.annotationGroup = group
      return reading
    default: break
    }
    let isNote = event.isSingleSample || (draft.content == .byLength && !Self.isAsked(draft.core, event))
    if isNote {
      reading.isAnnotation = true
      reading.annotationGroup = dictionary.group(of: draft.core)
      return reading
    }
    switch draft.content {
    case .question(let label):
      reading.canonical = label.label
      reading.role = label.role
      reading.comparisonType = label.comparisonType
    case .plain(let number):
      reading.canonical = draft.declared?.label(number: number) ?? String(number)
      reading.role = draft.declared?.role ?? (hasItems ? .nonKey : .other)
    case .firstLetteredC:
      let isComparison = draft.declared.map { $0.role == .comparison } ?? isFirstComparisonLettered
      reading.canonical = isComparison ? "C1" : "1C"
      reading.role = isComparison ? .comparison : .neutral
      reading.notes.append(
        LabelNote(
          code: "label-1c",
          message: "\"1C\" was read as \(isComparison ? "the first comparison" : "an irrelevant") question."))
    case .byLength where draft.core.hasPrefix("I"):
      reading.role = .neutral
    default:
      reading.role = draft.declared?.role ?? .other
    }
    applySacrifice(&reading, draft)
    return reading
  }

  /// Whether a letter that may be a note was asked: the letters of a SKY test need a length and an answer.
  private static func isAsked(_ letter: String, _ event: LabelContext) -> Bool {
    letter.hasPrefix("I") ? !event.isSingleSample : event.lengthSamples > 1 && event.hasAnswer
  }

  /// Keeps sacrifice questions that are written with an R from being scored.
  private func applySacrifice(_ reading: inout LabelReading, _ draft: LabelDraft) {
    let isDeclared = draft.declared?.role == .sacrificeRelevant && reading.role == .relevant
    if isDeclared {
      reading.role = .sacrificeRelevant
      if let number = QuestionLabel.parse(reading.canonical)?.number { reading.canonical = "SR\(number)" }
    }
    guard reading.role == .sacrificeRelevant, isDeclared || draft.core.contains("R") else { return }
    reading.notes.append(
      LabelNote(
        code: "label-sacrifice-r",
        message: "\"\(draft.core)\" is a sacrifice relevant question written with an R; it is not scored."))
  }
}
