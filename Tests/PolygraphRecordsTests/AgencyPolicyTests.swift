import Foundation
import PolygraphQuantities
import PolygraphRecords
import Testing

@Suite("The agency's policy file")
struct AgencyPolicyTests {
  private func policy(_ json: String) throws -> AgencyPolicy { try AgencyPolicy(json: Data(json.utf8)) }

  @Test("what a file gives takes the place of the standard, and everything else stays")
  func members() throws {
    let standard = AgencyPolicy()
    #expect(try policy("{}") == standard)
    let changed = try policy(
      """
      {"examsPerDay": 4, "referralHours": {"routine": {"draft": 1.5}}, "admissionHours": {"noted": 2}}
      """)
    #expect(changed.examsPerDay == 4 && changed.reviewDays == standard.reviewDays)
    #expect(changed.referralHours["routine"]?["draft"] == 1.5)
    #expect(changed.referralHours["routine"]?["sent"] == standard.referralHours["routine"]?["sent"])
    #expect(changed.referralHours["imminent-harm"] == standard.referralHours["imminent-harm"])
    #expect(changed.admissionHours["noted"] == 2 && changed.admissionHours["structured"] == 24)
  }

  @Test("every state of every urgency that a referral has to leave has a clock, and so has every open admission")
  func completeness() {
    let standard = AgencyPolicy()
    for urgency in Referral.Urgency.allCases {
      for state in ReferralState.allCases where state != .closed {
        #expect((standard.referralHours[urgency.rawValue]?[state.rawValue] ?? 0) > 0, "\(urgency), \(state)")
      }
    }
    for state in AdmissionState.allCases where !state.isFinal {
      #expect((standard.admissionHours[state.rawValue] ?? 0) > 0)
    }
  }

  @Test(
    "a mistyped clock is told, not ignored",
    arguments: [
      "", "[]", "{\"examsPerDay\": -1}", "{\"examsPerDay\": \"five\"}", "{\"exams\": 5}",
      "{\"referralHours\": {\"routine\": {\"drfat\": 1}}}", "{\"referralHours\": {\"soon\": {\"draft\": 1}}}",
      "{\"admissionHours\": {\"noted\": 1e300}}", "{\"admissionHours\": {\"heard\": 1}}",
    ])
  func refusals(json: String) {
    #expect { try policy(json) } throws: { ($0 as? RecordError)?.code == .invalid }
  }
}
