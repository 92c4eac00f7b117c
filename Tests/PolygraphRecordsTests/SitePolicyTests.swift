import Foundation
import PolygraphModel
import PolygraphQuantities
import Testing

@testable import PolygraphRecords

@Suite("A site's policy file")
struct SitePolicyTests {
  private func policy(_ json: String) throws -> SitePolicy { try SitePolicy(json: Data(json.utf8)) }

  @Test("a mode that is left out is off; one that is empty is on with its standard settings")
  func modes() throws {
    #expect(try policy("{}") == SitePolicy())
    let all = try policy("{\"sensitiveTopics\": {}, \"privateSector\": {}, \"evidence\": {}}")
    #expect(all.privateSector?.leastMinutes == 90 && all.privateSector?.examsPerDay == 5)
    #expect(all.evidence?.leastRelevantQuestions == 2 && all.evidence?.classes == [.evidentiary])
    #expect(all.sensitiveTopics?.topics == SensitiveTopics.standard)
    #expect(try JSONDecoder().decode(SitePolicy.self, from: JSONEncoder().encode(all)) == all)
    let own = try policy(
      "{\"evidence\": {\"classes\": [\"investigative\"]}, \"privateSector\": {\"leastMinutes\": 1440}}")
    #expect(own.evidence?.classes == [.investigative] && own.privateSector?.leastMinutes == SitePolicy.mostMinutes)
  }

  @Test(
    "a mistyped rule is told, not ignored",
    arguments: [
      "", "[]", "{\"privatesector\": {}}", "{\"privateSector\": {\"minutes\": 90}}", "{\"privateSector\": true}",
      "{\"privateSector\": {\"leastMinutes\": -1}}", "{\"privateSector\": {\"leastMinutes\": 1441}}",
      "{\"privateSector\": {\"examsPerDay\": 0}}", "{\"privateSector\": {\"examsPerDay\": 25}}",
      "{\"privateSector\": {\"notices\": []}}", "{\"evidence\": {\"leastRelevantQuestions\": 0}}",
      "{\"evidence\": {\"leastRelevantQuestions\": 101}}", "{\"evidence\": {\"classes\": [\"court\"]}}",
      "{\"sensitiveTopics\": {\"topics\": [{\"name\": \"a\", \"words\": [\"*\"], \"exceptPurposes\": []}]}}",
      "{\"sensitiveTopics\": {\"topics\": [{\"name\": \"\", \"words\": [], \"exceptPurposes\": []}]}}",
    ])
  func refusals(json: String) {
    #expect { try policy(json) } throws: { ($0 as? RecordError)?.code == .invalid }
  }

  @Test("a topic has as many words as the limit says, and not one more")
  func wordLimit() throws {
    func policy(words: Int) throws {
      var site = SitePolicy()
      site.sensitiveTopics = SensitiveTopics(topics: [.init("t", words: Array(repeating: "w", count: words))])
      try site.check()
    }
    try policy(words: SensitiveTopics.mostWords)
    #expect(throws: RecordError.self) { try policy(words: SensitiveTopics.mostWords + 1) }
  }

  @Test(
    "questions on topics that are off limits are told by their words, whole words alone",
    arguments: [
      ("Have you ever stolen from an employer?", nil), ("Do you go to CHURCH?", "religion"),
      ("Did you vote in the last election?", "politics"), ("Are you in debt?", "finance"),
      ("Do you own a bank account abroad?", "finance"), ("Do you bank, and account for it?", nil),
      ("Did you take part in a reunion?", nil), ("Are you in a union?", "unions"),
      ("Did you hide embraces?", nil), ("Have you used drugs?", "drugs-alcohol"), ("", nil),
    ] as [(String, String?)])
  func words(text: String, topic: String?) {
    let entry = QuestionList.Entry(Question(label: "R1", role: .relevant, text: text), agreedAnswer: "No")
    #expect(SensitiveTopics().topic(of: entry, purpose: .issueSpecific) == topic)
  }

  @Test("a purpose may be excepted, and a question filed under a topic is flagged whatever its words")
  func purposes() {
    var entry = QuestionList.Entry(
      Question(label: "R1", role: .relevant, text: "Have you used drugs?"), agreedAnswer: "No")
    #expect(SensitiveTopics().topic(of: entry, purpose: .preEmployment) == nil)
    entry.topic = "Religion"
    #expect(SensitiveTopics().topic(of: entry, purpose: .preEmployment) == "religion")
    entry = QuestionList.Entry(Question(label: "R1", role: .relevant), agreedAnswer: "No")
    #expect(SensitiveTopics().topic(of: entry, purpose: .issueSpecific) == nil)
  }
}
