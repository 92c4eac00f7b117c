import PolygraphQuantities

/// The examinee's answer: where it was given, and the word.
public struct Answer: Hashable, Sendable, Codable {
  /// The sample of the answer on the chart's clock, from 0.
  public var sample: Int
  /// The word, as `Yes` or `No`; `nil` when a word was not recorded.
  public var word: String?

  /// Makes an answer.
  public init(sample: Int, word: String? = nil) {
    self.sample = sample
    self.word = word
  }
}

/// A stimulus in a chart: an announcement or a question, from the first to the last sample of the examiner's speech.
///
/// Places are sample indices from 0 on the chart's clock, both ends inclusive.
public struct Event: Hashable, Sendable, Codable {
  /// The canonical label within the chart, as `R5` or `2R1` (second pass of R1).
  public var label: String
  /// The label as the source has it.
  public var sourceLabel: String
  /// The part the event plays.
  public var role: QuestionRole
  /// The kind of a comparison question, when known.
  public var comparisonType: ComparisonType?
  /// 1 for the first event of this label in the chart, 2 for the second, and so on.
  public var occurrence: Int
  /// The first sample of the stimulus.
  public var onset: Int
  /// The last sample of the stimulus, not before ``onset``.
  public var offset: Int
  /// The answer, if one was given.
  public var answer: Answer?
  /// The version of the question's text that was read.
  public var questionVersion: Int
  /// Earlier states of this event, oldest first; empty when it was never corrected (REQ-09).
  public private(set) var corrections: [EventCorrection]

  /// Makes an event. An offset before the onset is a programming error.
  public init(
    label: String, sourceLabel: String? = nil, role: QuestionRole, comparisonType: ComparisonType? = nil,
    occurrence: Int = 1, onset: Int, offset: Int, answer: Answer? = nil, questionVersion: Int = 1
  ) {
    precondition(onset <= offset, "An event ends at or after its onset.")
    self.label = label
    self.sourceLabel = sourceLabel ?? label
    self.role = role
    self.comparisonType = comparisonType
    self.occurrence = occurrence
    self.onset = onset
    self.offset = offset
    self.answer = answer
    self.questionVersion = questionVersion
    corrections = []
  }

  /// The event with another placing; the placing it had is kept with author, time and reason.
  public func corrected(
    onset: Int, offset: Int, answer: Answer?, author: String, time: Timestamp, reason: String
  ) -> Event {
    precondition(onset <= offset, "An event ends at or after its onset.")
    var next = self
    next.corrections.append(
      EventCorrection(
        onset: self.onset, offset: self.offset, answer: self.answer, author: author, time: time, reason: reason))
    next.onset = onset
    next.offset = offset
    next.answer = answer
    return next
  }
}

/// The placing an event had before a correction, and who changed it when and why.
public struct EventCorrection: Hashable, Sendable, Codable {
  /// The onset before the correction.
  public let onset: Int
  /// The offset before the correction.
  public let offset: Int
  /// The answer before the correction.
  public let answer: Answer?
  /// Who corrected it.
  public let author: String
  /// When.
  public let time: Timestamp
  /// Why.
  public let reason: String
}

/// A note of the examiner at one sample of a chart.
public struct Annotation: Hashable, Sendable, Codable {
  /// The code as typed.
  public var code: String
  /// The group the dictionary gives the code, or `nil` when the code is in no dictionary.
  public var group: AnnotationGroup?
  /// Where it was set, on the chart's clock, from 0.
  public var sample: Int
  /// The note's text where it says more than the code.
  public var text: String?

  /// Makes an annotation.
  public init(code: String, group: AnnotationGroup? = nil, sample: Int, text: String? = nil) {
    self.code = code
    self.group = group
    self.sample = sample
    self.text = text
  }
}

/// What an annotation code means, as a group of like codes. The set is open.
public struct AnnotationGroup: RawRepresentable, Hashable, Sendable, Codable {
  /// The group's name as it is stored and exchanged.
  public let rawValue: String
  /// Makes a group from its name.
  public init(rawValue: String) { self.rawValue = rawValue }
}
