import Foundation
import PolygraphModel
import PolygraphQuantities

extension PackageExam {
  /// A question while its marks are gathered.
  private struct Draft {
    let mark: EventMark
    let onset: Int
    var offset: Int?
    var answer: Answer?
  }

  /// Puts the marks that lie in a chart into it.
  mutating func addEvents(to result: inout Chart, _ chart: ChartContents, _ clock: ChartClock) {
    var drafts: [Draft] = []
    var places: [Int: Int] = [:]
    for item in contents.marks {
      guard let place = place(item, clock) else { continue }
      let mark = item.mark
      let known = mark.event.flatMap { places[$0] }
      switch mark.what {
      case .onset:
        guard (0..<result.sampleCount).contains(place) else { continue }
        if let event = mark.event { places[event] = drafts.count }
        drafts.append(Draft(mark: mark, onset: place))
      case .offset: if let known { drafts[known].offset = place }
      case .answer: if let known { drafts[known].answer = Answer(sample: place, word: mark.word) }
      case .annotation:
        guard (0..<result.sampleCount).contains(place) else { continue }
        let code = mark.code ?? ""
        result.annotations.append(
          Annotation(
            code: code, group: mark.group ?? options.dictionary.group(of: code), sample: place, text: mark.text))
      }
    }
    let readings = read(drafts)
    for (index, draft) in drafts.enumerated() {
      result.events.append(event(draft, readings[index], result, chart))
    }
    let order = result.events.indices.sorted { left, right in
      let (a, b) = (result.events[left], result.events[right])
      return (a.onset, -a.offset, left) < (b.onset, -b.offset, right)
    }
    result.events = order.map { result.events[$0] }
    result.annotations = result.annotations.enumerated().sorted {
      ($0.element.sample, $0.offset) < ($1.element.sample, $1.offset)
    }.map(\.element)
  }

  /// A mark's place on the chart's clock, when its segment is the chart's instrument's.
  private func place(_ item: MarkContents, _ clock: ChartClock) -> Int? {
    if item.segment == clock.primary.description.segment { return item.at - clock.begin }
    guard let segment = contents.segments[item.segment], segment.description.placement == nil,
      clock.primary.description.placement == nil,
      segment.description.instrument == clock.primary.description.instrument
    else { return nil }
    return Int(holding: clock.position(of: item.at, in: segment))
  }

  /// What the labels of live marks mean within the chart.
  private func read(_ drafts: [Draft]) -> [LabelReading] {
    ChartLabels.read(
      drafts.map { draft in
        LabelContext(
          label: draft.mark.label ?? "", lengthSamples: max(1, (draft.offset ?? draft.onset) - draft.onset + 1),
          hasAnswer: draft.answer != nil)
      }, dictionary: options.dictionary)
  }

  private mutating func event(
    _ draft: Draft, _ reading: LabelReading, _ result: Chart, _ chart: ChartContents
  ) -> Event {
    let mark = draft.mark
    let label = mark.label ?? ""
    var offset = draft.offset ?? draft.onset
    if draft.offset == nil {
      report("event-end-missing", .warning, "The end of \(label) was not marked; it ends at its onset.", chart)
    } else if offset < draft.onset || offset >= result.sampleCount {
      report("event-end", .warning, "The end of \(label) lies before its onset or outside the chart.", chart)
      offset = min(max(offset, draft.onset), result.sampleCount - 1)
    }
    var answer = draft.answer
    if let given = answer, !(0..<result.sampleCount).contains(given.sample) {
      report("answer-outside", .warning, "The answer to \(label) lies outside the chart and was left out.", chart)
      answer = nil
    }
    // A mark that numbers its own occurrence has a canonical label already.
    let isCanonical = mark.occurrence != nil
    return Event(
      label: isCanonical ? label : reading.canonical, sourceLabel: mark.sourceLabel ?? label,
      role: mark.role ?? reading.role,
      comparisonType: mark.comparisonType ?? (isCanonical ? nil : reading.comparisonType),
      occurrence: max(1, mark.occurrence ?? reading.occurrence), onset: draft.onset, offset: offset, answer: answer,
      questionVersion: max(1, mark.version ?? 1))
  }
}
