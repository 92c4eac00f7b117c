import PolygraphModel
import PolygraphSimulation
import PolygraphStatistics

/// The result of an ``AccuracyStudy``: the document `polygraph.study/1`.
public struct AccuracyReport: Hashable, Sendable, Encodable {
  /// Where the exams come from.
  public struct Origin: Hashable, Sendable, Encodable {
    /// The kind of origin.
    public enum Kind: String, Hashable, Sendable, Encodable {
      /// A folder with known outcomes.
      case folder
      /// The simulated examinee.
      case simulation
    }

    /// A folder or a simulation.
    public let kind: Kind
    /// The first seed of simulated exams.
    @Stated public var seed: UInt64?
    /// The format of simulated exams.
    @Stated public var testFormat: String?
    /// How simulated examinees came to measurements.
    @Stated public var way: StudySimulation.Way?
    /// How much of the model's stated effect they show.
    @Stated public var effectSize: Double?

    init(kind: Kind) { self.kind = kind }

    init(_ simulation: StudySimulation) {
      kind = .simulation
      seed = simulation.seed
      testFormat = simulation.examinee.sequence.identifier
      way = simulation.way
      effectSize = simulation.examinee.effectSize
    }
  }

  /// An exam that could not be scored at all.
  public struct Failure: Hashable, Sendable, Encodable {
    /// The exam.
    public let exam: String
    /// The line of the outcomes file that names it.
    public let line: Int
    /// What went wrong, in a sentence.
    public let reason: String
  }

  /// One exam of a folder with what each method came to.
  public struct Case: Hashable, Sendable, Encodable {
    /// What one method came to.
    public struct Verdict: Hashable, Sendable, Encodable {
      /// The method.
      public let method: String
      /// Whether it refused.
      public let status: ScoringStatus
      /// False when it was computed outside the validated design, and for a refusal.
      public let withinValidatedDesign: Bool
      /// The side of its opinion.
      @Stated public var side: OpinionSide?
      /// The figure that orders exams, larger for deception.
      @Stated public var evidence: Double?
      /// The stated probability of deception.
      @Stated public var probability: Double?
    }

    /// The exam.
    public let exam: String
    /// What the examinee did.
    public let truth: Truth
    /// The methods in their order.
    public let verdicts: [Verdict]

    init(_ item: StudyCase, methods: [String]) {
      exam = item.exam
      truth = item.truth
      verdicts = zip(methods, item.verdicts).map { method, verdict in
        Verdict(
          method: method, status: verdict.isRefused ? .refused : .scored,
          withinValidatedDesign: !verdict.isRefused && !verdict.isOutsideValidatedDesign, side: verdict.side,
          evidence: verdict.evidence, probability: verdict.probability)
      }
    }
  }

  /// The document's schema.
  public let schema = "polygraph.study/1"
  /// Where the exams come from.
  public let origin: Origin
  /// How many exams were scored.
  public let exams: Int
  /// How many of them are of deceptive examinees.
  public let deceptive: Int
  /// How many are of truthful ones.
  public let truthful: Int
  /// The prior probability of deception that the methods were given.
  public let prior: Double
  /// Whether methods were made to compute outside their validated design instead of refusing.
  public let isForced: Bool
  /// The confidence of all intervals.
  public let confidence: Double
  /// Each method and rule.
  public let methods: [MethodAccuracy]
  /// Each pair of methods with opinions.
  public let agreement: [MethodAgreement]
  /// The exams that could not be scored at all; they are in no figure.
  public var failures: [Failure] = []
  /// Folders that the outcomes do not name.
  public var unlisted: [String] = []
  /// The exams one by one; simulated ones are left out, since their seeds make them again.
  public var cases: [Case] = []

  /// Counts the cases of a study.
  init(_ cases: [StudyCase], study: AccuracyStudy, origin: Origin) {
    self.origin = origin
    exams = cases.count
    deceptive = cases.count { $0.truth == .deceptive }
    truthful = cases.count - deceptive
    prior = study.analysis.options.prior
    isForced = study.analysis.options.isForced
    confidence = study.confidence
    methods = study.analysis.methods.indices.flatMap { index in
      MethodAccuracy.all(of: cases, method: index, study: study)
    }
    agreement = MethodAgreement.pairs(cases, methods: study.analysis.methods.map(\.identifier), confidence)
  }
}

/// A value that is written as `null` when there is none.
@propertyWrapper
public struct Stated<Value: Hashable & Sendable & Encodable>: Hashable, Sendable, Encodable {
  /// The value.
  public var wrappedValue: Value?

  /// Takes a value.
  public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

  /// Writes the bare value, or `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue)
  }
}
