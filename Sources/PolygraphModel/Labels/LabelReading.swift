/// One event of a chart as the label grammar needs to see it.
public struct LabelContext: Hashable, Sendable {
  /// The label as the source has it.
  public var label: String
  /// The type the source gives beside the label, as `R` or `RELEVA`; `nil` when it gives none.
  public var declaredType: String?
  /// The samples from onset to offset, both counted: 1 for an event at a single sample.
  public var lengthSamples: Int
  /// Whether the event has an answer.
  public var hasAnswer: Bool

  /// Makes a context.
  public init(label: String, declaredType: String? = nil, lengthSamples: Int, hasAnswer: Bool) {
    self.label = label
    self.declaredType = declaredType
    self.lengthSamples = lengthSamples
    self.hasAnswer = hasAnswer
  }

  /// True when the event has the form of a note: one sample and no answer.
  var isSingleSample: Bool { lengthSamples <= 1 && !hasAnswer }
}

/// Something about a label that a person should know.
public struct LabelNote: Hashable, Sendable {
  /// The code: `label-typed`, `label-punctuation`, `label-o-zero`, `label-sacrifice-r`, `label-1c`, `label-clash`,
  /// `label-empty`, `label-long` or `dlst-renumbered`.
  public var code: String
  /// What was found and how it was read, in a sentence.
  public var message: String

  /// Makes a note.
  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}

/// How a label was read within its chart.
public struct LabelReading: Hashable, Sendable {
  /// The canonical label, as `R5` or `2R1`; for a note its code in upper case.
  public var canonical: String
  /// The part the event plays; ``QuestionRole/other`` for notes and for labels that tell no role.
  public var role: QuestionRole
  /// The kind of a comparison question, when the label tells it.
  public var comparisonType: ComparisonType?
  /// 1 for the first event of this canonical label in the chart, 2 for the second, and so on.
  public var occurrence: Int
  /// True when the event is a note and no announcement or question.
  public var isAnnotation: Bool
  /// The note's group; `nil` for other events and for codes in no dictionary.
  public var annotationGroup: AnnotationGroup?
  /// What to report about the label.
  public var notes: [LabelNote]

  /// Makes a reading.
  public init(
    canonical: String, role: QuestionRole, comparisonType: ComparisonType? = nil, occurrence: Int = 1,
    isAnnotation: Bool = false, annotationGroup: AnnotationGroup? = nil, notes: [LabelNote] = []
  ) {
    self.canonical = canonical
    self.role = role
    self.comparisonType = comparisonType
    self.occurrence = occurrence
    self.isAnnotation = isAnnotation
    self.annotationGroup = annotationGroup
    self.notes = notes
  }
}
