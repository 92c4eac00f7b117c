import PolygraphModel
import Synchronization

/// The presentations of a sequence before their measurements are put in.
///
/// Charts of one exam, and exams of one study, mostly ask the same labels in the same order; reading them takes a good
/// part of a score's time. So the last sequence is kept.
enum BlankPresentations {
  private struct Known {
    var sequence: [String]
    var kinds: [String: QuestionRole]?
    var presentations: [Presentation]
  }

  private static let last = Mutex<Known?>(nil)

  /// The presentations of a sequence.
  static func of(_ sequence: ChartSequence) -> [Presentation] {
    let known = last.withLock(\.self)
    if let known, known.sequence == sequence.sequence, known.kinds == sequence.kinds { return known.presentations }
    let made = read(sequence)
    last.withLock { $0 = Known(sequence: sequence.sequence, kinds: sequence.kinds, presentations: made) }
    return made
  }

  private static func read(_ sequence: ChartSequence) -> [Presentation] {
    var counts: [String: Int] = [:]
    return sequence.sequence.map { label in
      let occurrence = counts[label, default: 0] + 1
      counts[label] = occurrence
      let parsed = QuestionLabel.parse(label)
      return Presentation(
        label: label, baseLabel: parsed?.baseLabel ?? label, occurrence: occurrence,
        role: sequence.kinds?[label] ?? parsed?.role ?? .other)
    }
  }
}
