import Testing

@testable import PolygraphRecords

/// An exam with one admission and one referral, as the model sees it: a few small numbers in one.
private struct Model: Hashable {
  var exam = ExamState.requested
  /// Facts that come true as an exam goes on; a guard that is a fact of its own.
  var facts: UInt16 = 0
  /// The disqualifying admission: 0 none, 1 undecided, 2 continue, 3 stop.
  var gate: UInt8 = 0
  var admission: AdmissionState?
  var referral: ReferralState?
}

/// All states that exam, admission and referral can come to together, by a table of transitions.
private struct Exploration {
  /// The guards that are facts, and the states in which they can come true.
  static let facts: [(rule: LifecycleGuard, states: Set<ExamState>)] = [
    (.formsComplete, [.pretest]), (.questionsFrozen, [.questionReview]), (.enoughCharts, [.inTest]),
    (.scoresSealed, [.testDone]), (.packageVerified, [.posttest, .returned]), (.reviewerIndependent, [.submitted]),
    (.blindScoresSealed, [.firstReviewBlind]), (.reviewAttested, [.firstReviewOpen]),
    (.reviewConcurs, [.firstReviewOpen]), (.secondAttested, [.secondReview]), (.secondConcurs, [.secondReview]),
    (.disclosureLogged, [.certified, .noOpinion, .reexamOrdered]), (.retentionElapsed, [.closed]),
  ]
  /// States in which an examinee may admit something.
  static let speaking: Set<ExamState> = [.pretest, .acquaintance, .questionReview, .inTest, .posttest]

  let table: [ExamState: [ExamTransition]]
  private(set) var next: [Model: [Model]] = [:]
  private(set) var violations: Set<String> = []

  /// Explores everything, or until something happens that must not.
  init(_ transitions: [ExamTransition], until harm: String? = nil) {
    table = Dictionary(grouping: transitions, by: \.from)
    var frontier = [Model()]
    next[Model()] = []
    while let model = frontier.popLast(), harm.map({ !violations.contains($0) }) ?? true {
      let found = moves(model)
      next[model] = found
      for other in found where next[other] == nil {
        next[other] = []
        frontier.append(other)
      }
    }
  }

  private static func has(_ model: Model, _ rule: LifecycleGuard) -> Bool {
    facts.firstIndex { $0.rule == rule }.map { model.facts & (1 << $0) != 0 } ?? true
  }

  private func holds(_ rule: LifecycleGuard, _ model: Model) -> Bool {
    switch rule {
    case .stopGateOpen: model.gate == 0 || model.gate == 2
    case .disqualifyingAdmission: model.gate == 1 || model.gate == 3
    case .adjudicatedContinue: model.gate == 2
    case .adjudicatedStop: model.gate == 3
    case .admissionsDisposed: model.admission?.isFinal ?? true
    case .referralsClosed: model.referral == nil || model.referral == .closed
    // Other guards are facts, or hold from the beginning: they play no part in how the rest hangs together.
    default: Self.has(model, rule)
    }
  }

  private mutating func moves(_ model: Model) -> [Model] {
    var found: [Model] = []
    func with(_ change: (inout Model) -> Void) {
      var other = model
      change(&other)
      found.append(other)
    }
    for transition in table[model.exam] ?? [] where transition.guards.allSatisfy({ holds($0, model) }) {
      check(model, transition)
      with { $0.exam = transition.to }
    }
    for (index, fact) in Self.facts.enumerated()
    where fact.states.contains(model.exam) && model.facts & (1 << index) == 0 {
      with { $0.facts |= 1 << index }
    }
    if Self.speaking.contains(model.exam), model.admission == nil {
      with { $0.admission = .noted }
      with {
        $0.admission = .noted
        $0.gate = 1
      }
    }
    if model.gate == 1 {
      with { $0.gate = 2 }
      with { $0.gate = 3 }
    }
    if let admission = model.admission {
      for event in AdmissionEvent.process.events(from: admission) {
        with {
          $0.admission = AdmissionEvent.process.arrow(from: admission, event)?.to
          if event == .refer { $0.referral = .draft }
        }
      }
    }
    if let referral = model.referral {
      for event in ReferralEvent.process.events(from: referral) {
        with { $0.referral = ReferralEvent.process.arrow(from: referral, event)?.to }
      }
    }
    return found
  }

  /// What must never happen, said without the table's guards.
  private mutating func check(_ model: Model, _ step: ExamTransition) {
    func must(_ condition: Bool, _ what: String) { if !condition { violations.insert(what) } }
    let records: Set<ExamEvent> = [.beginTest, .addChart, .resumeTest, .breakdown]
    if records.contains(step.event) {
      must(Self.has(model, .formsComplete), "a chart without consent")
      must(Self.has(model, .questionsFrozen), "a chart on questions that are not frozen")
      must(model.gate == 0 || model.gate == 2, "a chart behind a closed stop gate")
    }
    if step.event == .resume { must(model.gate == 2, "resumed without the adjudicator") }
    if step.event == .terminate { must(model.gate == 3, "ended without the adjudicator") }
    if step.to == .pausedAdjudication { must(model.gate == 1 || model.gate == 3, "paused for nothing") }
    if step.to == .testDone { must(Self.has(model, .enoughCharts), "too few charts") }
    if step.to == .posttest { must(Self.has(model, .scoresSealed), "an interview before the scores are sealed") }
    if step.to == .submitted { must(Self.has(model, .packageVerified), "submitted without a verified package") }
    if step.to == .firstReviewBlind { must(Self.has(model, .reviewerIndependent), "reviewed by the examiner") }
    if step.to == .firstReviewOpen { must(Self.has(model, .blindScoresSealed), "unblinded before sealing") }
    if step.to == .secondReview { must(Self.has(model, .reviewAttested), "a second review before the first") }
    if step.to == .adjudicatedReview { must(Self.has(model, .secondAttested), "a dispute before the second review") }
    if step.to == .certified, step.from != .adjudicatedReview {
      let first = Self.has(model, .reviewAttested) && Self.has(model, .reviewConcurs)
      let second = Self.has(model, .secondAttested) && Self.has(model, .secondConcurs)
      must(
        first && step.from == .firstReviewOpen || second && step.from == .secondReview, "certified without concurrence")
    }
    if step.to == .released {
      must([.certified, .noOpinion, .reexamOrdered].contains(step.from), "released before certification")
      must(Self.has(model, .disclosureLogged), "released without the disclosure log")
    }
    if step.to == .closed { must(model.admission?.isFinal ?? true, "closed with an admission that is not disposed") }
    if step.to == .destroyed {
      must(model.referral == nil || model.referral == .closed, "destroyed with an open referral")
      must(Self.has(model, .retentionElapsed), "destroyed before its time")
    }
  }

  /// The states from which none of `goals` can be reached.
  func stuck(_ isGoal: (Model) -> Bool) -> [Model] {
    var before: [Model: [Model]] = [:]
    for (model, others) in next { for other in others { before[other, default: []].append(model) } }
    var reaching = Set(next.keys.filter(isGoal))
    var frontier = Array(reaching)
    while let model = frontier.popLast() {
      for earlier in before[model] ?? [] where reaching.insert(earlier).inserted { frontier.append(earlier) }
    }
    return next.keys.filter { !reaching.contains($0) }
  }
}

@Suite("The exam's lifecycle, explored to its end")
struct LifecycleModelTests {
  /// Explored once.
  private static let all = Exploration(ExamLifecycle.transitions)

  @Test("nothing that must not happen can happen, and there is no dead state")
  func exhaustive() {
    let all = Self.all
    #expect(all.violations.isEmpty, "\(all.violations)")
    #expect(Set(all.next.keys.map(\.exam)) == Set(ExamState.allCases), "every state is reached")
    #expect(all.next.count > 5_000)
    #expect(all.stuck { $0.exam == .closed || $0.exam == .destroyed }.isEmpty, "every exam can be closed")
    let destroyed = all.stuck { $0.exam == .destroyed }
    #expect(destroyed.isEmpty, "every exam's records can be destroyed at last: \(destroyed.prefix(3))")
  }

  @Test("no admission and no referral can rest without a disposition")
  func dispositions() {
    let all = Self.all
    let undisposed = all.stuck { model in model.admission.map(\.isFinal) ?? true }
    let unfinished = all.stuck { model in model.referral == nil || model.referral == .closed }
    #expect(undisposed.isEmpty && unfinished.isEmpty)
    for (model, _) in all.next where model.exam == .closed || model.exam == .destroyed {
      #expect(model.admission.map(\.isFinal) != false)
    }
    for state in AdmissionState.allCases {
      #expect(AdmissionEvent.process.events(from: state).isEmpty == state.isFinal)
    }
    for state in ReferralState.allCases {
      #expect(ReferralEvent.process.events(from: state).isEmpty == (state == .closed))
    }
  }

  @Test(
    "each guard is needed: without it, something that must not happen can",
    arguments: [
      (LifecycleGuard.formsComplete, "a chart without consent"),
      (.questionsFrozen, "a chart on questions that are not frozen"),
      (.stopGateOpen, "a chart behind a closed stop gate"),
      (.adjudicatedContinue, "resumed without the adjudicator"),
      (.adjudicatedStop, "ended without the adjudicator"), (.disqualifyingAdmission, "paused for nothing"),
      (.enoughCharts, "too few charts"), (.scoresSealed, "an interview before the scores are sealed"),
      (.packageVerified, "submitted without a verified package"), (.reviewerIndependent, "reviewed by the examiner"),
      (.blindScoresSealed, "unblinded before sealing"), (.reviewAttested, "a second review before the first"),
      (.reviewConcurs, "certified without concurrence"), (.secondAttested, "a dispute before the second review"),
      (.secondConcurs, "certified without concurrence"), (.disclosureLogged, "released without the disclosure log"),
      (.admissionsDisposed, "closed with an admission that is not disposed"),
      (.referralsClosed, "destroyed with an open referral"), (.retentionElapsed, "destroyed before its time"),
    ])
  func mutation(rule: LifecycleGuard, harm: String) {
    let weakened = ExamLifecycle.transitions.map { arrow in
      ExamTransition(
        from: arrow.from, event: arrow.event, to: arrow.to, guards: arrow.guards.filter { $0 != rule },
        roles: arrow.roles)
    }
    #expect(weakened != ExamLifecycle.transitions, "the guard stands in the table")
    #expect(Exploration(weakened, until: harm).violations.contains(harm))
  }

  @Test("the step keeps to the table: any guard that fails holds it up, and so does any other role")
  func step() throws {
    for arrow in ExamLifecycle.transitions {
      let all = Set(LifecycleGuard.allCases)
      for role in Role.allCases {
        let outcome = try? ExamLifecycle.step(from: arrow.from, arrow.event, holding: all, as: role)
        #expect((outcome?.to == arrow.to) == arrow.roles.contains(role))
      }
      let role = try #require(arrow.roles.first)
      for rule in arrow.guards {
        let holding = all.subtracting([rule])
        #expect(throws: LifecycleRefusal.guardsFail([rule])) {
          try ExamLifecycle.step(from: arrow.from, arrow.event, holding: holding, as: role)
        }
        func forced(_ reason: String) throws -> ExamLifecycle.Outcome {
          let override = GuardOverride([rule], reason: reason, by: "chief")
          return try ExamLifecycle.step(from: arrow.from, arrow.event, holding: holding, as: role, override: override)
        }
        guard rule.isOverridable else {
          #expect(throws: LifecycleRefusal.notOverridable([rule])) { try forced("because") }
          continue
        }
        #expect(try forced("because").overridden == [rule])
        #expect(throws: LifecycleRefusal.overrideWithoutReason) { try forced(" \n") }
      }
    }
    for state in ExamState.allCases {
      let known = Set(ExamLifecycle.events(from: state))
      for event in ExamEvent.allCases where !known.contains(event) {
        #expect(throws: LifecycleRefusal.self) {
          try ExamLifecycle.step(from: state, event, holding: Set(LifecycleGuard.allCases), as: .supervisor)
        }
      }
    }
  }

  @Test("every event and state of every side process is of use")
  func sideProcesses() {
    func check<State: CaseIterable & Hashable, Event: CaseIterable & Hashable>(
      _ process: SideProcess<State, Event>, from start: State
    ) {
      var reached: Set<State> = [start]
      var size = 0
      while size != reached.count {
        size = reached.count
        reached.formUnion(process.arrows.filter { reached.contains($0.from) }.map(\.to))
      }
      #expect(reached == Set(State.allCases))
      #expect(Set(process.arrows.map(\.event)) == Set(Event.allCases))
    }
    check(AdmissionEvent.process, from: .noted)
    check(ReferralEvent.process, from: .draft)
    check(ComplaintEvent.process, from: .received)
    check(InstrumentEvent.process, from: .checkDue)
    check(ExaminerEvent.process, from: .candidate)
  }
}
