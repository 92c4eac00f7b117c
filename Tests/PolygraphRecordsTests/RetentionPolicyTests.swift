import Foundation
import PolygraphQuantities
import Testing

@testable import PolygraphRecords

@Suite("The retention policy")
struct RetentionPolicyTests {
  private func policy(_ json: String) throws -> AgencyPolicy { try AgencyPolicy(json: Data(json.utf8)) }

  @Test("every rule has its days, and each class of exams a rule")
  func standard() {
    let policy = RetentionPolicy()
    for rule in RetentionRule.allCases { #expect(policy.days(rule) >= 366) }
    for kept in RetentionClass.allCases { #expect(policy.days(RetentionRule(kept)) == kept.days) }
  }

  @Test("a policy file sets days; the limits are kept, and a rule that there is not is told")
  func file() throws {
    let changed = try policy("{\"retentionDays\": {\"suitability\": 0, \"disclosure\": 36525}}").retention
    #expect(changed.days(.suitability) == 0 && changed.days(.disclosure) == RetentionPolicy.mostDays)
    #expect(changed.days(.complaint) == RetentionPolicy().days(.complaint))
    for bad in ["{\"suitability\": -1}", "{\"disclosure\": 36526}", "{\"exams\": 5}", "[]", "{\"filing\": null}"] {
      #expect(throws: RecordError.self, "\(bad)") { try policy("{\"retentionDays\": \(bad)}") }
    }
    #expect(try policy("{\"complaintHours\": {\"assigned\": 5}}").complaintHours["assigned"] == 5)
    #expect(throws: RecordError.self) { try policy("{\"complaintHours\": {\"asigned\": 5}}") }
  }

  @Test("every open state of a complaint has a clock")
  func complaintClocks() {
    for state in ComplaintState.allCases where state != .answered {
      #expect((AgencyPolicy().complaintHours[state.rawValue] ?? 0) > 0)
    }
  }

  @Test("the time runs from the last closing, and is the latest of the exam's and its processes'")
  func end() {
    let start = Timestamp(millisecondsSince1970: 0)
    let id = RecordIdentifier(at: start)
    let request = ExamRequest(
      caseNumber: "1", authority: "a", requester: "r", purpose: .periodic, examClass: .screening, testFormat: "t",
      examinee: id)
    var file = ExamFile(id: id, number: "X-1", series: 1, agency: "A", office: id, request: request)
    #expect(ExamDossier(file).retention(RetentionPolicy()) == nil)
    for (index, to) in [ExamState.closed, .reopened, .closed].enumerated() {
      let at = start.adding(days: Double(index) * 10)
      file.history.append(.init(from: .reopened, event: .close, to: to, at: at, by: "chief"))
    }
    file.state = .reopened
    #expect(ExamDossier(file).retention(RetentionPolicy()) == nil, "reopened")
    file.state = .closed
    file.retention = .adjudication
    var dossier = ExamDossier(file)
    #expect(dossier.retention(RetentionPolicy())?.end == start.adding(days: 20 + 366))
    #expect(dossier.retention(RetentionPolicy())?.rule == .adjudication)
    var complaint = Complaint(id: id, exam: id, allegation: "a", receivedAt: start, due: start)
    dossier.complaints = [complaint]
    #expect(dossier.holders == [.complaint] && dossier.retention(RetentionPolicy())?.rule == .adjudication)
    complaint.state = .answered
    complaint.answeredAt = start.adding(days: 100)
    dossier.complaints = [complaint]
    #expect(dossier.holders.isEmpty)
    #expect(dossier.retention(RetentionPolicy())?.end == start.adding(days: 100 + 1096))
    #expect(dossier.retention(RetentionPolicy())?.rule == .complaint)
  }
}
