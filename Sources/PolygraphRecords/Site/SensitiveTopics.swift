import PolygraphModel

/// The topics that questions leave out unless the examinee brought them up (REQ-53).
///
/// A question is flagged when it was filed under one of the topics, or its text has one of the topic's words. The list
/// of words is an aid to the reviewer, not a proof: a question without any of them can still be off limits.
public struct SensitiveTopics: Hashable, Sendable, Codable {
  /// A topic that is off limits.
  public struct Topic: Hashable, Sendable, Codable {
    /// What it is.
    public var name: String
    /// Words that tell it, in lower case; one that ends in `*` stands for every word that begins so.
    public var words: [String]
    /// The purposes of exams in which the topic may be asked about.
    public var exceptPurposes: [ExamFile.Purpose]

    /// Makes a topic.
    public init(_ name: String, words: [String], exceptPurposes: [ExamFile.Purpose] = []) {
      self.name = name
      self.words = words
      self.exceptPurposes = exceptPurposes
    }
  }

  /// The topics.
  public var topics: [Topic]

  /// The most words that a policy may list for a topic.
  public static let mostWords = 1000

  /// Makes the guard; without topics, the standard ones.
  public init(topics: [Topic] = SensitiveTopics.standard) { self.topics = topics }

  /// Reads the guard; without topics, the standard ones.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    topics = try container.decodeIfPresent([Topic].self, forKey: .topics) ?? Self.standard
  }

  /// The topics that U.S. military and federal screening rules bar unless they are relevant: religion, race, politics,
  /// whether a policy is constitutional, drugs and alcohol outside of suitability, unions, sex, finances. The words are
  /// this library's; a site adds its own.
  public static let standard: [Topic] = [
    Topic("religion", words: ["religio*", "church*", "faith", "god", "pray*", "mosque*", "synagogue*", "bible"]),
    Topic("race", words: ["race", "racial*", "ethnic*", "skin colour", "skin color"]),
    Topic(
      "politics", words: ["politic*", "vote*", "voting", "election*", "democrat*", "republican*", "party member*"]),
    Topic("policy", words: ["constitutional*", "unconstitutional*"]),
    Topic(
      "drugs-alcohol", words: ["drug*", "alcohol*", "marijuana", "cocaine", "heroin", "drunk"],
      exceptPurposes: [.preEmployment, .periodic]),
    Topic("unions", words: ["union", "unions", "strike", "strikes"]),
    Topic("sex", words: ["sex", "sexual*", "homosexual*", "intercourse"]),
    Topic("finance", words: ["salary", "mortgage*", "bankrupt*", "debt*", "bank account*"]),
  ]

  /// The topic for which a question is flagged in an exam of a purpose, or `nil`.
  public func topic(of entry: QuestionList.Entry, purpose: ExamFile.Purpose) -> String? {
    let words = Self.words(entry.question.text ?? "")
    return topics.first { topic in
      !topic.exceptPurposes.contains(purpose)
        && (entry.topic?.lowercased() == topic.name.lowercased()
          || topic.words.contains { Self.holds(words, Self.words($0), isPrefix: $0.hasSuffix("*")) })
    }?.name
  }

  /// Refuses a topic that could never be told.
  func check() throws {
    for topic in topics {
      guard !topic.name.isEmpty else { throw SitePolicy.invalid("a topic has no name") }
      guard topic.words.count <= Self.mostWords else {
        throw SitePolicy.invalid("the topic '\(topic.name)' has more than \(Self.mostWords) words")
      }
      if let empty = topic.words.first(where: { Self.words($0).isEmpty }) {
        throw SitePolicy.invalid("the topic '\(topic.name)' has a word without letters ('\(empty)')")
      }
    }
  }

  /// The words of a text, in lower case.
  private static func words(_ text: String) -> [Substring] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }
  }

  /// True when the words of a text hold those of a phrase in a row, of which the last may be the beginning of a word.
  private static func holds(_ text: [Substring], _ phrase: [Substring], isPrefix: Bool) -> Bool {
    guard let last = phrase.last, text.count >= phrase.count else { return false }
    return (0...(text.count - phrase.count)).contains { start in
      let part = text[start..<(start + phrase.count)]
      guard part.dropLast().elementsEqual(phrase.dropLast()), let end = part.last else { return false }
      return isPrefix ? end.hasPrefix(last) : end == last
    }
  }
}
