extension Series {
  /// The question an event asked, in the version that was read, or `nil` when the series' list does not hold it.
  ///
  /// *Definition*: the question with the event's label; for a pass (`2R1`) otherwise the question it repeats (`R1`). A
  /// version that is not on the list gives `nil`.
  public func question(for event: Event) -> Question? {
    let base = QuestionLabel.parse(event.label)?.baseLabel ?? event.label
    let versions = questions.filter { $0.version == event.questionVersion }
    return versions.first { $0.label == event.label } ?? versions.first { $0.label == base }
  }
}

extension Event {
  /// The label subtotals and questions are kept under: `R1` for the pass `2R1`, else the label itself.
  public var baseLabel: String { QuestionLabel.parse(label)?.baseLabel ?? label }

  /// The stimulus' length in samples, onset and offset both counted.
  public var lengthSamples: Int { offset - onset + 1 }
}
