import Testing

@testable import PolygraphRecords

/// A finished exam with one complaint and one hold: all that can come about together.
private struct Finished: Hashable {
  var exam = ExamState.released
  var complaint: ComplaintState?
  var isHeld = false
}

private struct FinishedExploration {
  private(set) var next: [Finished: [Finished]] = [:]

  init(_ table: [ExamTransition]) {
    var frontier = [Finished()]
    next[Finished()] = []
    while let model = frontier.popLast() {
      let found = Self.moves(model, table)
      next[model] = found
      for other in found where next[other] == nil {
        next[other] = []
        frontier.append(other)
      }
    }
  }

  private static func moves(_ model: Finished, _ table: [ExamTransition]) -> [Finished] {
    func with(_ change: (inout Finished) -> Void) -> Finished {
      var other = model
      change(&other)
      return other
    }
    var found: [Finished] = []
    for arrow in table where arrow.from == model.exam {
      let isOpen = arrow.guards.allSatisfy { rule in
        switch rule {
        case .complaintsAnswered: model.complaint == nil || model.complaint == .answered
        case .noHold: !model.isHeld
        default: true
        }
      }
      if isOpen { found.append(with { $0.exam = arrow.to }) }
    }
    guard model.exam != .destroyed else { return found }
    found.append(with { $0.isHeld.toggle() })
    if let complaint = model.complaint {
      for event in ComplaintEvent.process.events(from: complaint) {
        found.append(with { $0.complaint = ComplaintEvent.process.arrow(from: complaint, event)?.to })
      }
    } else {
      found.append(with { $0.complaint = .received })
    }
    return found
  }

  /// True when records were destroyed under a hold or an open complaint.
  var isHarmful: Bool {
    next.keys.contains { $0.exam == .destroyed && ($0.isHeld || ($0.complaint ?? .answered) != .answered) }
  }

  /// The states from which none of `goals` can be reached.
  func stuck(_ isGoal: (Finished) -> Bool) -> Int {
    var before: [Finished: [Finished]] = [:]
    for (model, others) in next { for other in others { before[other, default: []].append(model) } }
    var reaching = Set(next.keys.filter(isGoal))
    var frontier = Array(reaching)
    while let model = frontier.popLast() {
      for earlier in before[model] ?? [] where reaching.insert(earlier).inserted { frontier.append(earlier) }
    }
    return next.count - reaching.count
  }
}

@Suite("Complaints and holds beside a finished exam, explored to the end")
struct ComplaintModelTests {
  @Test("no records are destroyed under an open complaint or a hold, and every complaint can be answered")
  func exhaustive() {
    let all = FinishedExploration(ExamLifecycle.transitions)
    #expect(!all.isHarmful)
    #expect(Set(all.next.keys.compactMap(\.complaint)) == Set(ComplaintState.allCases))
    #expect(all.next.count > 50)
    #expect(all.stuck { ($0.complaint ?? .answered) == .answered } == 0)
    #expect(all.stuck { $0.exam == .destroyed } == 0)
  }

  @Test("without its guard, records could be destroyed", arguments: [LifecycleGuard.complaintsAnswered, .noHold])
  func mutation(rule: LifecycleGuard) {
    let weakened = ExamLifecycle.transitions.map { arrow in
      ExamTransition(
        from: arrow.from, event: arrow.event, to: arrow.to, guards: arrow.guards.filter { $0 != rule },
        roles: arrow.roles)
    }
    #expect(FinishedExploration(weakened).isHarmful)
  }

  @Test("a complaint ends answered and nowhere else, and nobody decides before someone looked into it")
  func shape() {
    for state in ComplaintState.allCases {
      #expect(ComplaintEvent.process.events(from: state).isEmpty == (state == .answered))
    }
    let arrows = ComplaintEvent.process.arrows
    #expect(Set(arrows.filter { $0.to == .remedied }.map(\.from)) == [.found])
    #expect(Set(arrows.filter { $0.to == .found }.map(\.from)) == [.recordingReview])
    #expect(Set(arrows.filter { $0.to == .recordingReview }.map(\.from)) == [.assigned])
    #expect(Set(arrows.filter { $0.to == .answered }.map(\.from)) == [.remedied, .vague])
  }
}
