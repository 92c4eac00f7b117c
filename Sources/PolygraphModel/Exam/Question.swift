/// A question as it was put on the list of a series, in one version of its text (REQ-16).
public struct Question: Hashable, Sendable, Codable {
  /// The canonical label, as `R5`.
  public var label: String
  /// The part it plays.
  public var role: QuestionRole
  /// The kind of a comparison question; `nil` for other roles, or when unknown.
  public var comparisonType: ComparisonType?
  /// The text read to the examinee; `nil` when the source has none.
  public var text: String?
  /// 1 for the first wording, one more for each change.
  public var version: Int
  /// Whether this wording was reviewed with the examinee before the test; `nil` when the source does not say.
  public var reviewed: Bool?

  /// Makes a question.
  public init(
    label: String, role: QuestionRole, comparisonType: ComparisonType? = nil, text: String? = nil, version: Int = 1,
    reviewed: Bool? = nil
  ) {
    self.label = label
    self.role = role
    self.comparisonType = comparisonType
    self.text = text
    self.version = version
    self.reviewed = reviewed
  }

  /// The next version, with another wording that has not been reviewed yet.
  public func reworded(_ text: String) -> Question {
    var next = self
    next.text = text
    next.version += 1
    next.reviewed = false
    return next
  }
}
